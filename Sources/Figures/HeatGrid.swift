import TextWidth

/// A grid of short texts whose backgrounds stand for numbers, such as a logit lens: a row for each layer (the caller puts
/// the last one first, at the top), a column for each position.
public struct HeatGrid {
  /// A short text and the number that colours it.
  public struct Cell {
    /// Drawn in its cell; longer than ten columns, it is cut.
    var text: String
    /// 0 … 1; NaN for none.
    public var value: Double
    /// A cell; values outside 0 … 1 are coloured as the nearer end.
    public init(text: String, value: Double) {
      self.text = text
      self.value = value
    }
  }

  /// Above the grid, wrapped to its width.
  var title: String?
  /// What the values are (`its probability`), for the title; nil where that needs no words.
  var meaning: String?
  /// Left of the rows, from top to bottom.
  var rowLabels: [String]
  /// Above the columns, from left to right.
  var columnLabels: [String]
  /// `cells[row][column]`; rows may be shorter than the labels.
  var cells: [[Cell]]
  /// Remarks below the grid, wrapped to its width.
  var footer: [String]
  /// The numbers above the columns; nil for 0, 1, 2 …
  public var positions: [Int]?

  /// A grid as data; nothing is laid out before `text` knows the width.
  public init(
    title: String? = nil, meaning: String? = nil, rowLabels: [String], columnLabels: [String], cells: [[Cell]], footer: [String] = [],
    positions: [Int]? = nil
  ) {
    self.title = title
    self.meaning = meaning
    self.rowLabels = rowLabels
    self.columnLabels = columnLabels
    self.cells = cells
    self.footer = footer
    self.positions = positions
  }

  private static let maxCellWidth = 10
  /// A blank and a percentage.
  private static let percentWidth = 4
  /// Texts are not cut below this to make room for percentages.
  private static let comfortable = 4

  /// The grid in lines of at most `width` columns. Columns that do not fit follow in further blocks below; the number
  /// above each column is its position. Without colour, values that have a meaning stand behind the texts, in percent.
  public func text(width: Int, color: Bool) -> String {
    let width = max(width, 1)
    let style = Style(color: color)
    let rowCount = max(rowLabels.count, cells.count)
    let columnCount = max(columnLabels.count, cells.lazy.map(\.count).max() ?? 0)
    let labels = (0..<rowCount).map { $0 < rowLabels.count ? visible(rowLabels[$0]) : "" }
    let labelWidth = min(labels.map(displayWidth).max() ?? 0, max(width / 3, 1))
    let room = width - labelWidth - 1
    let showsPercent = !color && meaning != nil && room >= HeatGrid.comfortable + HeatGrid.percentWidth
    let percentWidth = showsPercent ? HeatGrid.percentWidth : 0
    let cellWidth = max(min(self.cellWidth(columnCount) + percentWidth, room), 1)
    let perBlock = max((width - labelWidth) / (cellWidth + 1), 1)

    func line(_ label: String, _ pieces: [String]) -> String {
      let head = padded(clipped(label, to: labelWidth), to: labelWidth, alignment: .right)
      let line = ([head] + pieces).joined(separator: " ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
    func shown(_ text: String) -> String { padded(clipped(text, to: cellWidth), to: cellWidth) }

    func shown(_ cell: Cell) -> String {
      guard showsPercent else { return shown(visible(cell.text)) }
      let percent = cell.value.isFinite ? fixed(cell.value * 100, 0) : ""
      let text = clipped(visible(cell.text), to: cellWidth - percentWidth)
      return padded(text, to: cellWidth - percentWidth) + padded(percent, to: percentWidth, alignment: .right)
    }

    var lines = caption(color: color, showsPercent).map { wrapped($0, width: width).map(style.bold) } ?? []
    for start in stride(from: 0, to: columnCount, by: perBlock) {
      let block = start..<min(start + perBlock, columnCount)
      if start > 0 { lines.append("") }
      lines.append(style.dim(line("", block.map { shown(String(position($0))) })))
      if !columnLabels.isEmpty {
        lines.append(style.bold(line("", block.map { shown($0 < columnLabels.count ? visible(columnLabels[$0]) : "") })))
      }
      for row in 0..<rowCount {
        let pieces = block.map { column -> String in
          guard row < cells.count, column < cells[row].count else { return shown("") }
          return style.heat(shown(cells[row][column]), cells[row][column].value)
        }
        lines.append(line(labels[row], pieces))
      }
    }
    lines += footer.flatMap { wrapped($0, width: width) }.map(style.dim)
    return lines.joined(separator: "\n")
  }

  /// The title, and how the values are to be seen.
  private func caption(color: Bool, _ showsPercent: Bool) -> String? {
    guard let meaning else { return title }
    let how = color ? "colour is \(meaning)" : showsPercent ? "behind it \(meaning) in %" : "colour, or a wider window, would show \(meaning)"
    return title.map { $0 + "; " + how } ?? how
  }

  private func position(_ column: Int) -> Int {
    guard let positions, column < positions.count else { return column }
    return positions[column]
  }

  /// The width of the widest text, up to a limit; position numbers always fit.
  private func cellWidth(_ columnCount: Int) -> Int {
    let texts = cells.lazy.joined().map { displayWidth(visible($0.text)) }.max() ?? 0
    let labels = columnLabels.lazy.map { displayWidth(visible($0)) }.max() ?? 0
    let numbers = (0..<columnCount).lazy.map { String(position($0)).count }.max() ?? 1
    return max(min(max(texts, labels), HeatGrid.maxCellWidth), numbers, 1)
  }
}
