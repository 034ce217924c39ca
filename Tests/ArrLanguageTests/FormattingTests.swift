import Testing

@testable import ArrLanguage

@Suite struct FormattingTests {
  /// Every expected text is CPython's.
  static let cases: [(Value, String, String)] = [
    (.float(3.14159), ".2f", "3.14"),
    (.float(3.14159), "+.3f", "+3.142"),
    (.float(3.14159), "8.2f", "    3.14"),
    (.float(3.14159), "<8.2f", "3.14    "),
    (.float(3.14159), "^9.1f", "   3.1   "),
    (.float(3.14159), "08.3f", "0003.142"),
    (.float(3.14159), "e", "3.141590e+00"),
    (.float(3.14159), "g", "3.14159"),
    (.float(3.14159), ".0f", "3"),
    (.float(3.14159), "G", "3.14159"),
    (.float(3.14159), "*^12.3e", "*3.142e+00**"),
    (.float(3.14159), " .2f", " 3.14"),
    (.float(3.14159), ".3", "3.14"),
    (.float(3.14159), "10", "   3.14159"),
    (.float(3.14159), "%", "314.159000%"),
    (.int(1234567), ",", "1,234,567"),
    (.int(1234567), "_", "1_234_567"),
    (.int(1234567), "x", "12d687"),
    (.int(1234567), "#x", "0x12d687"),
    (.int(1234567), "b", "100101101011010000111"),
    (.int(1234567), ">12", "     1234567"),
    (.int(1234567), "012", "000001234567"),
    (.int(1234567), "+d", "+1234567"),
    (.int(1234567), "010,", "01,234,567"),
    (.int(1234567), "_b", "1_0010_1101_0110_1000_0111"),
    (.int(1234567), "X", "12D687"),
    (.int(1234567), "o", "4553207"),
    (.int(1234567), "d", "1234567"),
    (.int(1234567), ".2e", "1.23e+06"),
    (.int(1234567), "^15,", "   1,234,567   "),
    (.int(1234567), "#b", "0b100101101011010000111"),
    (.int(-42), "08", "-0000042"),
    (.int(-42), "+", "-42"),
    (.int(-42), "=10", "-       42"),
    (.int(-42), "x", "-2a"),
    (.int(-42), "<6", "-42   "),
    (.int(-42), ">6", "   -42"),
    (.int(-42), "^6", " -42  "),
    (.int(-42), "*=8", "-*****42"),
    (.int(-42), "08x", "-000002a"),
    (.float(0.0), "g", "0"),
    (.float(0.0), ".3e", "0.000e+00"),
    (.float(0.0), "%", "0.000000%"),
    (.float(0.0), ".0f", "0"),
    (.float(0.0), "+.1f", "+0.0"),
    (.float(-0.0), ".1f", "-0.0"),
    (.float(-0.0), "z.1f", "0.0"),
    (.float(-0.0), "g", "-0"),
    (.float(1e+16), ".3", "1e+16"),
    (.float(1e+16), "g", "1e+16"),
    (.float(1e+16), ".1f", "10000000000000000.0"),
    (.float(1e+16), "", "1e+16"),
    (.float(123.0), ".3", "1.23e+02"),
    (.float(123.0), ".4", "123.0"),
    (.float(123.0), ".10g", "123"),
    (.float(123.0), ",", "123.0"),
    (.float(1234.5), ".3", "1.23e+03"),
    (.float(1234.5), ".0f", "1234"),
    (.float(1234.5), ",.1f", "1,234.5"),
    (.float(1234.5), "_.2f", "1_234.50"),
    (.float(.infinity), "f", "inf"),
    (.float(.infinity), "08", "00000inf"),
    (.float(.infinity), "+", "+inf"),
    (.float(.infinity), "%", "inf%"),
    (.float(.nan), ".2f", "nan"),
    (.float(.nan), ">6", "   nan"),
    (.float(.nan), "F", "NAN"),
    (.float(0.256), ".1%", "25.6%"),
    (.float(0.256), ".0%", "26%"),
    (.float(2.5), ".0f", "2"),
    (.float(2.5), "#.0f", "2."),
    (.float(2.5), "<08.1f", "2.500000"),
    (.float(2.5), ">08.1f", "000002.5"),
    (.text("s"), ">5", "    s"),
    (.text("s"), "*^5", "**s**"),
    (.text("s"), "<3", "s  "),
    (.text("s"), "^4", " s  "),
    (.text("s"), "05", "s0000"),
    (.text("s"), "10s", "s         "),
    (.text("longer"), ".2", "lo"),
    (.text("longer"), "8.3", "lon     "),
    (.text("longer"), ">8.3", "     lon"),
    (.text("日本"), "s", "日本"),
  ]

  @Test(arguments: cases.indices)
  func writesWhatPythonWrites(index: Int) throws {
    let (value, specification, expected) = Self.cases[index]
    #expect(try formatted(value, specification) == expected)
  }

  @Test(arguments: [
    (Value.float(1.5), "d"), (.int(1), ".3"), (.text("a"), ".2f"), (.text("a"), "+"), (.int(1), "q"), (.int(-1), "c"), (.int(5), "5.5.5"),
    (.float(1), "."), (.int(1), "99999999999999999999"), (.text("a"), ","), (.int(1), ",x"),
  ])
  func refusesWhatMakesNoSense(value: Value, specification: String) {
    #expect(throws: ValueError.self) { try formatted(value, specification) }
  }

  /// As CPython pads: `len` of the result is the width.
  @Test func widthCountsCharacters() throws { #expect(try formatted(.text("日本"), ">6") == "    日本") }

  @Test func anythingElseIsPaddedText() throws {
    #expect(try formatted(.none, ">6") == "  none")
    #expect(try formatted(.list(of: [.int(1)]), "<5") == "[1]  ")
    #expect(try formatted(.bool(true), ">6") == "  true")
  }
}
