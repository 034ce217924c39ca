import Testing

@testable import Figures

@Suite struct NumberTests {
  @Test func fixedDigits() {
    #expect(fixed(3.14159, 2) == "3.14")
    #expect(fixed(-0.0001, 3) == "0.000")
    #expect(fixed(0.125, 2) == "0.12")
    #expect(fixed(2.675, 2) == "2.67")
    #expect(fixed(.nan, 2) == "nan")
    #expect(fixed(-.infinity, 2) == "-inf")
    #expect(fixed(1e300, 0).count == 301)
    #expect(fixed(-Double.greatestFiniteMagnitude, 1000).count == 1 + 309 + 1 + 64)
    #expect(fixed(7, -3) == "7")
  }

  @Test func signs() {
    #expect(signed(1.5, 2) == "+1.50")
    #expect(signed(-1.5, 2) == "-1.50")
    #expect(signed(-0.0001, 2) == "0.00")
    #expect(signed(.infinity, 2) == "+inf")
    #expect(signed(.nan, 2) == "nan")
  }

  @Test func groupedDigits() { #expect([0, 999, 1000, 50257, 1_234_567].map(grouped) == ["0", "999", "1,000", "50,257", "1,234,567"]) }

  @Test func tokens() {
    #expect(shownToken(" Mary") == "·Mary")
    #expect(shownToken("  ") == "··")
    #expect(shownToken("a b ") == "a b·")
    #expect(shownToken("\n\t\u{1B}[0m") == "⏎⇥\\x1B[0m")
    #expect(shownToken("\r\n") == "\\x0D⏎")
    #expect(shownToken("\u{202E}x") == "\\u{202E}x")
    #expect(shownToken("\u{301}") == "◌\u{301}")
    #expect(shownToken("👩‍👩‍👧") == "👩‍👩‍👧")
    #expect(shownToken("") == "")
  }

  @Test func paddingAndClipping() {
    #expect(padded("日", to: 4) == "日  ")
    #expect(padded("日", to: 4, alignment: .right) == "  日")
    #expect(padded("abc", to: 2) == "abc")
    #expect(clipped("abcdef", to: 4) == "abc…")
    #expect(clipped("日本語", to: 4) == "日…")
    #expect(clipped("abc", to: 0) == "")
    #expect(clipped("\u{1B}[1mabcdef\u{1B}[0m", to: 3) == "\u{1B}[1mab…\u{1B}[0m")
  }
}
