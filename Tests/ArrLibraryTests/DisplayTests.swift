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
}
