import TextWidth

/// A table's data; `text` draws it for a terminal.
public struct Table {
  /// A column's name and on which side its texts stand.
  public struct Column {
    /// Numbers stand right, words left.
    public enum Alignment { case left, right }

    /// Above the column; empty for a column without a name.
    var name: String
    /// The side on which the texts and the name stand.
    var alignment: Alignment

    /// Right-aligned by default, as most columns are numbers.
    public init(_ name: String, alignment: Alignment = .right) {
      self.name = name
      self.alignment = alignment
    }
  }

  /// Above the table, wrapped to its width.
  var title: String?
  /// From left to right.
  var columns: [Column]
  /// From top to bottom, each with a text for every column.
  var rows: [[String]]
  /// Remarks below the table, wrapped to its width.
  var footer: [String]
  /// With more rows than that only the first and the last are drawn.
  public var maxRows: Int

  /// A table as data; nothing is laid out before `text` knows the width.
  public init(title: String? = nil, columns: [Column], rows: [[String]], footer: [String] = [], maxRows: Int = 200) {
    self.title = title
    self.columns = columns
    self.rows = rows
    self.footer = footer
    self.maxRows = maxRows
  }

  /// Columns of the narrowest window in which no column is left out and no number is cut.
  public var leastWidth: Int { TableLayout(self, width: Int.max).leastWidth }

  /// The table in lines of at most `width` columns: title, names, a rule, the rows and the footer.
  public func text(width: Int, color: Bool) -> String {
    let width = max(width, 1)
    let style = Style(color: color)
    let layout = TableLayout(self, width: width)
    var lines = title.map { wrapped($0, width: width).map(style.bold) } ?? []
    if !layout.columns.isEmpty {
      lines.append(style.bold(layout.line(layout.names)))
      lines.append(style.dim(String(repeating: "─", count: layout.totalWidth)))
      lines += layout.rows.map(layout.line)
    }
    let notes = layout.elisions.isEmpty ? footer : [layout.elisions.joined(separator: ", ")] + footer
    lines += notes.flatMap { wrapped($0, width: width) }.map(style.dim)
    return lines.joined(separator: "\n")
  }
}

/// The cells that are drawn, with their widths.
private struct TableLayout {
  private(set) var columns: [Table.Column]
  private(set) var rows: [[String]]
  private(set) var widths: [Int] = []
  /// What is left out, in words.
  private(set) var elisions: [String] = []

  private static let gap = "  "
  /// Text columns are not cut below this before columns are folded.
  private static let comfortable = 16

  var names: [String] { columns.map { visible($0.name) } }
  var totalWidth: Int { TableLayout.total(widths) }
  var leastWidth: Int { TableLayout.total(comfortableWidths) }
  private var comfortableWidths: [Int] {
    zip(widths, columns).map { $1.alignment == .left ? min($0, TableLayout.comfortable) : $0 }
  }

  init(_ table: Table, width: Int) {
    columns = table.columns
    let count = max(columns.count, table.rows.lazy.map(\.count).max() ?? 0)
    while columns.count < count { columns.append(Table.Column("")) }
    func cells(_ row: [String]) -> [String] { row.map(visible) + [String](repeating: "", count: count - row.count) }

    let limit = max(table.maxRows, 1)
    if table.rows.count > limit {
      let head = limit - limit / 2
      rows = table.rows.prefix(head).map(cells) + [[String](repeating: "…", count: count)]
      rows += table.rows.suffix(limit / 2).map(cells)
      elisions.append("\(limit) of \(table.rows.count) rows")
    } else {
      rows = table.rows.map(cells)
    }
    fit(width)
  }

  func line(_ cells: [String]) -> String {
    var line = ""
    for (i, cell) in cells.enumerated() {
      if i > 0 { line += TableLayout.gap }
      line += padded(clipped(cell, to: widths[i]), to: widths[i], alignment: columns[i].alignment)
    }
    while line.hasSuffix(" ") { line.removeLast() }
    return line
  }

  private static func total(_ widths: [Int]) -> Int { widths.reduce(0, +) + gap.count * max(widths.count - 1, 0) }

  private mutating func fit(_ width: Int) {
    widths = names.map(displayWidth)
    for row in rows { for (i, cell) in row.enumerated() { widths[i] = max(widths[i], displayWidth(cell)) } }
    if totalWidth <= width { return }
    let small = comfortableWidths
    if TableLayout.total(small) > width { fold(small, width) }
    shrink(to: width) { $0.alignment == .left ? TableLayout.comfortable : Int.max }
    shrink(to: width) { _ in 1 }
  }

  /// Puts one `…` column in place of the middle columns that do not fit.
  private mutating func fold(_ small: [Int], _ width: Int) {
    let count = columns.count
    guard count > 2 else { return }
    var (head, tail) = (1, 1)
    func fits(_ head: Int, _ tail: Int) -> Bool {
      head + tail < count && TableLayout.total(small.prefix(head) + [1] + small.suffix(tail)) <= width
    }
    var grows = true
    while grows {
      grows = false
      if fits(head + 1, tail) { (head, grows) = (head + 1, true) }
      if fits(head, tail + 1) { (tail, grows) = (tail + 1, true) }
    }
    columns = columns.prefix(head) + [Table.Column("…")] + columns.suffix(tail)
    rows = rows.map { $0.prefix(head) + ["…"] + $0.suffix(tail) }
    widths = widths.prefix(head) + [1] + widths.suffix(tail)
    elisions.append("\(head + tail) of \(count) columns")
  }

  /// Takes from the widest columns, none of which goes below its least width.
  private mutating func shrink(to width: Int, least: (Table.Column) -> Int) {
    var excess = totalWidth - width
    while excess > 0 {
      let open = widths.indices.filter { widths[$0] > least(columns[$0]) }
      guard let widest = open.max(by: { widths[$0] < widths[$1] }) else { return }
      // Down to the next widest at once, so that a cell of a million characters takes no million turns.
      let next = open.filter { $0 != widest }.map { widths[$0] }.max() ?? 0
      let goal = max(least(columns[widest]), min(next, widths[widest] - 1), widths[widest] - excess)
      excess -= widths[widest] - goal
      widths[widest] = goal
    }
  }
}
