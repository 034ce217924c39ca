import ArrLanguage
import ArrLibrary
import Testing

@Suite struct DisplayTests {
  /// A list in a list sixty times over holds 2^60 items, and costs sixty boxes.
  @Test func aValueThatHoldsItselfManyTimesIsCutShort() throws {
    for make in [{ Value.list(of: [$0, $0]) }, { .tuple(of: [$0, $0, .int(1)]) }] as [(Value) -> Value] {
      var value = Value.list(of: [.int(7)])
      for _ in 0..<60 { value = make(value) }
      let text = display(value, width: 80, color: false)
      #expect(text.utf8.count < 1_000_000)
      #expect(text.contains("more …"))
    }
  }

  @Test func whatFitsIsShownWhole() throws {
    let rows = Value.list(of: (0..<3).map { row in .list(of: (0..<4).map { .int(row * 10 + $0) }) })
    #expect(display(rows, width: 80, color: false) == "[[0, 1, 2, 3], [10, 11, 12, 13], [20, 21, 22, 23]]")
    #expect(display(rows, width: 20, color: false) == "[[0, 1, 2, 3],\n [10, 11, 12, 13],\n [20, 21, 22, 23]]")
  }

  @Test func aLongTextIsShownFromBothEnds() {
    let text = "begin " + String(repeating: "é", count: 300_000) + "\n end"
    let lines = display(.text(text), width: 80, color: false).split(separator: "\n")
    #expect(lines.count == 3 && lines[1] == "… 296011 more characters …")
    #expect(lines[0].hasPrefix("'begin éé") && lines[0].count == 2002)
    #expect(lines[2].hasSuffix("éé\\n end'"))
    let short = String(repeating: "a", count: 50_000)
    #expect(display(.text(short), width: 80, color: false) == "'\(short)'")
  }
}
