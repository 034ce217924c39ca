import CTextWidth
import Glibc
import Testing
import TextWidth

@Suite struct DisplayWidthTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("日本語", 6), ("é", 1), ("e\u{301}", 1), ("🎉", 2), ("👩‍👩‍👧", 2), ("🇩🇪", 2), ("🇩🇪🇫🇷", 4), ("❤️", 2), ("−3.12", 5), ("│─", 2),
    ("ｆ", 2), ("\u{200B}x", 1), ("한글", 4), ("\u{1112}\u{1161}\u{11AB}", 2), ("\u{1FAE8}", 2), ("\u{7}x\u{9F}", 1),
  ])
  func characters(text: String, width: Int) { #expect(displayWidth(text) == width) }

  @Test(arguments: [
    ("\u{1B}[1;31mred\u{1B}[0m", 3), ("\u{1B}]8;;http://x\u{07}link\u{1B}]8;;\u{1B}\\", 4), ("\u{1B}[", 0), ("\u{1B}", 0), ("\u{1B}]", 0),
    ("\u{1B}x", 1), ("\u{1B}[1m\u{301}日", 2), ("a\u{1B}\u{1B}[0mb", 2),
  ])
  func escapeSequences(text: String, width: Int) { #expect(displayWidth(text) == width) }

  @Test func tabs() {
    #expect(displayWidth("a\tb") == 9)
    #expect(displayWidth("日\tb", tabWidth: 4) == 5)
    #expect(displayWidth("\u{1B}[1m\t\t", tabWidth: 4) == 8)
  }

  @Test func runs() {
    var found: [String] = []
    forEachRun(of: "a\u{1B}[1mb\u{1B}]0;t\u{1B}\\\u{1B}c") { found.append(($1 ? "!" : "") + $0) }
    #expect(found == ["a", "!\u{1B}[1m", "b", "!\u{1B}]0;t\u{1B}\\", "\u{1B}c"])
  }

  /// The editor's frames and the terminals that show them count as the C library does.
  @Test func asTheCLibrary() throws {
    let locale = try #require(newlocale(LC_CTYPE_MASK, "C.UTF-8", nil), "the C.UTF-8 locale is part of the C library")
    let before = uselocale(locale)
    defer {
      uselocale(before)
      freelocale(locale)
    }
    // The header shows it to those only who ask for X/Open's functions.
    let symbol = try #require(dlsym(nil, "wcwidth"))
    let wcwidth = unsafeBitCast(symbol, to: (@convention(c) (wchar_t) -> Int32).self)
    var compared = 0
    for code in UInt32(0x20)..<0x11_0000 {
      guard let scalar = Unicode.Scalar(code), let age = scalar.properties.age, age.major <= 13, scalar.properties.generalCategory != .control else { continue }
      // Medial ra became a spacing mark later.
      if code == 0x1171E { continue }
      let known = wcwidth(wchar_t(code))
      guard known >= 0 else { continue }
      compared += 1
      if arr_scalar_width(code) != known { Issue.record("U+\(String(code, radix: 16)) is \(known) wide, not \(arr_scalar_width(code))") }
    }
    #expect(compared > 100_000)
  }
}
