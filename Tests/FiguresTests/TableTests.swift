import Testing
import TextWidth

@testable import Figures

@Suite struct TableTests {
  @Test func plain() {
    let table = Table(
      title: "next", columns: [Table.Column("token", alignment: .left), Table.Column("logit")],
      rows: [["·Mary", "12.250"], ["日本", "3.0"], ["a\nb\u{1B}[2J"]], footer: ["3 tokens"])
    #expect(
      table.text(width: 80, color: false) == """
        next
        token        logit
        ──────────────────
        ·Mary       12.250
        日本           3.0
        a⏎b\\x1B[2J
        3 tokens
        """)
  }

  @Test func colorsDoNotChangeTheText() {
    let table = Table(columns: [Table.Column("a"), Table.Column("b")], rows: [["1", "2"]], footer: ["x"])
    let colored = table.text(width: 40, color: true)
    #expect(colored.contains("\u{1B}[1m") && colored.contains("\u{1B}[2m"))
    let pieces = colored.split(separator: "\n").map { terminalPieces(String($0)).filter { !$0.isEscape }.map(\.text).joined() }
    #expect(pieces.joined(separator: "\n") == table.text(width: 40, color: false))
  }

  @Test func middleColumnsFold() {
    let table = Table(columns: (0..<20).map { Table.Column("column\($0)") }, rows: [(0..<20).map(String.init)])
    let text = table.text(width: 50, color: false)
    #expect(
      text == """
        column0  column1  column2  …  column18  column19
        ────────────────────────────────────────────────
              0        1        2  …        18        19
        5 of 20 columns
        """)
  }

  @Test(arguments: [1, 2, 3, 5, 10, 17, 40])
  func neverWiderThanAsked(width: Int) {
    let table = Table(
      title: "a title of words", columns: (0..<5).map { Table.Column("name\($0)", alignment: $0 == 1 ? .left : .right) },
      rows: [["1", String(repeating: "long ", count: 5000), "3", "4", "5"]], footer: ["an unbreakable/very/long/path and words"])
    for line in table.text(width: max(width, 13), color: true).split(separator: "\n") {
      #expect(displayWidth(String(line)) <= max(width, 13))
    }
    #expect(!table.text(width: width, color: false).isEmpty)
  }

  @Test func longTextGivesWayBeforeColumnsFold() {
    let table = Table(
      columns: [Table.Column("prompt", alignment: .left), Table.Column("logit")], rows: [[String(repeating: "x", count: 200), "12.5"]])
    #expect(table.text(width: 30, color: false).hasSuffix(String(repeating: "x", count: 22) + "…   12.5"))
  }

  @Test func manyRows() {
    let table = Table(columns: [Table.Column("n")], rows: (0..<1000).map { [String($0)] }, maxRows: 4)
    #expect(table.text(width: 40, color: false) == "  n\n───\n  0\n  1\n  …\n998\n999\n4 of 1000 rows")
  }

  @Test func empty() {
    #expect(Table(columns: [], rows: []).text(width: 10, color: false) == "")
    #expect(Table(columns: [Table.Column("a")], rows: []).text(width: 0, color: false) == "a\n─")
  }
}

@Suite struct HeatGridTests {
  private let cell = { (text: String, value: Double) in HeatGrid.Cell(text: text, value: value) }

  @Test func grid() {
    let grid = HeatGrid(
      title: "logit lens", rowLabels: ["11", "0"], columnLabels: ["the", "the"],
      cells: [[cell("·cat", 1), cell("·unbelievable", 0.2)], [cell("日", .nan)]], footer: ["2 layers"])
    #expect(
      grid.text(width: 80, color: false) == """
        logit lens
           0          1
           the        the
        11 ·cat       ·unbeliev…
         0 日
        2 layers
        """)
    let colored = grid.text(width: 80, color: true)
    #expect(colored.contains("\u{1B}[38;5;16;48;5;220m·cat      \u{1B}[0m"))
    #expect(colored.contains("38;5;231;48;5;"))
  }

  /// What a colour would say stands behind the text, while there is room for both.
  @Test func valuesThatMeanSomethingAreNumbersWithoutColour() {
    let grid = HeatGrid(
      title: "lens", meaning: "its share", rowLabels: ["1", "0"], columnLabels: ["the", "longest"],
      cells: [[cell("·cat", 1), cell("·unbelievable", 0.204)], [cell("日", .nan), cell("", 0)]])
    #expect(
      grid.text(width: 80, color: false) == """
        lens; behind it its share in %
          0              1
          the            longest
        1 ·cat       100 ·unbeliev…  20
        0 日                          0
        """)
    #expect(
      grid.text(width: 10, color: false) == """
        lens;
        behind it
        its share
        in %
          0
          the
        1 ·cat 100
        0 日

          1
          longest
        1 ·un…  20
        0        0
        """)
    let colored = grid.text(width: 80, color: true)
    #expect(colored.contains("colour is its share") && !colored.contains("100"))
    #expect(grid.text(width: 8, color: false).replacing("\n", with: " ").hasPrefix("lens; colour, or a wider window, would show its share"))
  }

  @Test func everyPositionIsInABlock() {
    let grid = HeatGrid(
      rowLabels: ["1", "0"], columnLabels: (0..<7).map { _ in "same" },
      cells: (0..<2).map { row in (0..<7).map { cell("\(row)x\($0)", 0.5) } }, positions: [3, 4, 5, 6, 7, 8, 100])
    let text = grid.text(width: 18, color: false)
    #expect(
      text == """
          3    4    5
          same same same
        1 0x0  0x1  0x2
        0 1x0  1x1  1x2

          6    7    8
          same same same
        1 0x3  0x4  0x5
        0 1x3  1x4  1x5

          100
          same
        1 0x6
        0 1x6
        """)
    #expect(!grid.text(width: 0, color: true).isEmpty)
  }

  @Test func shades() {
    for value in [-Double.infinity, -1, 0, 0.3, 1, 2, .infinity, .nan] { #expect((16...231).contains(Shade(value).paletteIndex)) }
  }
}
