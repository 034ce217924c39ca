import Testing

@testable import ArrLanguage

@Suite struct ValueTests {
  @Test func valuesAreSmall() { #expect(MemoryLayout<Value>.stride == 16) }

  @Test func dictKeysAreEqualAsInPython() throws {
    var entries = ValueDictionary()
    try entries.set(.text("int"), for: .int(1))
    try entries.set(.text("float"), for: .float(1))
    try entries.set(.text("bool"), for: .bool(true))
    #expect(entries.count == 1)
    #expect(entries.keys.first?.repr == "1")
    #expect(try entries.values.first?.str() == "bool")
    try entries.set(.none, for: .tuple(of: [.int(1), .text("a")]))
    #expect(try entries.value(for: .tuple(of: [.float(1), .text("a")])) != nil)
    #expect(try entries.value(for: .text("é")) == nil)
  }

  @Test func differentEncodingsOfAnAccentAreDifferentKeys() throws {
    let entries: ValueDictionary = ["e\u{301}": .int(1)]
    #expect(entries["\u{e9}"] == nil)
    #expect(entries["e\u{301}"] != nil)
  }

  @Test func removingKeepsTheOrderOfTheRest() throws {
    var entries = ValueDictionary()
    for i in 0..<1000 { try entries.set(.int(i), for: .int(i)) }
    for i in 0..<1000 where i % 3 != 0 { try entries.remove(.int(i)) }
    #expect(entries.count == 334)
    #expect(entries.keys.map(\.repr) == stride(from: 0, to: 1000, by: 3).map(String.init))
    for i in 0..<1000 { #expect((try entries.value(for: .int(i)) != nil) == (i % 3 == 0)) }
    for i in 0..<5000 { try entries.set(.int(-i), for: .int(i)) }
    #expect(entries.count == 5000)
    #expect(try entries.value(for: .int(4999))?.repr == "-4999")
  }

  @Test func listsAreNoKeys() {
    var entries = ValueDictionary()
    #expect(throws: ValueError.self) { try entries.set(.none, for: .list(of: [])) }
    #expect(throws: ValueError.self) { try entries.value(for: .tuple(of: [.list(of: [])])) }
  }

  @Test(arguments: [
    (1.0, "1.0"), (0.1, "0.1"), (1e-5, "1e-05"), (0.0001, "0.0001"), (1e16, "1e+16"), (1e15, "1000000000000000.0"),
    (123456789012345680, "1.2345678901234568e+17"), (-0.0, "-0.0"), (1.7976931348623157e308, "1.7976931348623157e+308"),
    (0.30000000000000004, "0.30000000000000004"), (100, "100.0"), (1.5e300, "1.5e+300"),
  ])
  func floatsHaveTheirShortestText(value: Double, text: String) { #expect(floatText(value) == text) }

  @Test func comparingIntsWithFloatsIsExact() {
    #expect(Number.compare(.int(.max), .float(0x1p63)) == .less)
    #expect(Number.compare(.int(.min), .float(-0x1p63)) == .equal)
    #expect(Number.compare(.int(9_007_199_254_740_993), .float(9_007_199_254_740_992)) == .greater)
    #expect(Number.compare(.int(0), .float(.nan)) == .unordered)
    #expect(Number.compare(.int(-3), .float(-2.5)) == .less)
    #expect(Number.compare(.float(.infinity), .int(5)) == .greater)
  }

  @Test func rangesHoldExtremesWithoutStoringThem() throws {
    let wide = try RangeObject(start: .min, stop: .max, step: .max)
    #expect(wide.count == 3)
    #expect((0..<3).map(wide.number) == [.min, -1, .max - 1])
    #expect(throws: ValueError.self) { try RangeObject(start: .min, stop: .max) }
    #expect(throws: ValueError.self) { try RangeObject(start: 0, stop: 1, step: 0) }
    #expect(try RangeObject(start: .max, stop: .min, step: .min).count == 2)
  }

  @Test func slicesFitTheirSequence() throws {
    func positions(_ start: Int?, _ stop: Int?, _ step: Int?, _ count: Int = 5) throws -> [Int] {
      Array(try SliceBounds(start: start, stop: stop, step: step, count: count).positions)
    }
    #expect(try positions(nil, nil, -1) == [4, 3, 2, 1, 0])
    #expect(try positions(-2, nil, nil) == [3, 4])
    #expect(try positions(10, -10, -2) == [4, 2, 0])
    #expect(try positions(.min, .max, .max) == [0])
    #expect(try positions(.max, .min, .min) == [4])
    #expect(try positions(3, 1, 1) == [])
    #expect(try positions(nil, nil, -1, 0) == [])
  }

  @Test func deepNestingIsFreedAndShown() {
    let printed = transcript(
      """
      xs = []
      for i in range(300000) { xs = [xs] }
      print(len(xs))
      try { xs == [xs] } catch e { print(e.message) }
      ys = xs
      try { xs == ys[0] } catch e { print(e.message) }
      xs = 0; ys = 0
      """)
    #expect(printed.hasPrefix("1\n"))
  }

  @Test(arguments: [("plain", "'plain'"), ("it's", "\"it's\""), ("both ' \"", "'both \\' \"'"), ("\u{7f}\u{200b}é", "'\\x7f\\u200bé'")])
  func stringsAreQuotedAsInPython(text: String, expected: String) { #expect(quoted(text) == expected) }
}
