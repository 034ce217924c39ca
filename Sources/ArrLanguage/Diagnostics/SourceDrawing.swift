import TextWidth

/// Draws the lines of a source with what is marked in them.
struct SourceDrawing {
  let renderer: DiagnosticRenderer
  /// Columns of the line numbers.
  let gutter: Int
  let primary: DiagnosticRenderer.Style

  /// Tab stops inside a drawn line; the tabs themselves become blanks.
  static let tabWidth = 4

  private var bar: String { renderer.unicode ? "│" : "|" }

  func lines(of part: SourcePart) -> [String] {
    let line = part.source.line(at: part.place) + 1
    let column = part.source.column(at: part.place)
    let corner = renderer.unicode ? "┌─" : "-->"
    let indent = String(repeating: " ", count: gutter)
    var result = [
      indent + renderer.paint(corner, .gutter) + " " + renderer.clean(part.source.name) + ":\(line):\(column)"
    ]
    var before: Int?
    for line in part.lines {
      if let before, line.number > before + 1 {
        result.append(indent + renderer.paint(renderer.unicode ? "⋮" : ":", .gutter))
      }
      result += drawn(line, of: part.source)
      before = line.number
    }
    return result
  }

  private func drawn(_ line: SourcePart.Line, of source: Source) -> [String] {
    let bounds = SourcePart.bounds(ofLine: line.number, in: source)
    var text = DrawnText(source.utf8[bounds.start..<bounds.end], renderer)
    var marks = line.marks.map { mark -> DrawnMark in
      let from = text.column(of: mark.start)
      let to = text.column(of: mark.end)
      let words = renderer.clean(mark.text).split(separator: "\n").joined(separator: " ")
      return DrawnMark(from: from, to: max(to, from + 1), text: words, isPrimary: mark.isPrimary)
    }
    let shift = text.clip(to: max(12, renderer.width - gutter - 2), around: marks, renderer.unicode)
    for i in marks.indices { marks[i].move(by: shift, limit: max(1, text.columns)) }
    let number = String(line.number + 1)
    let padding = String(repeating: " ", count: max(0, gutter - number.count))
    var rows = [padding + renderer.paint(number + bar, .gutter) + prefixed(text.text)]
    rows += underlines(marks).map { String(repeating: " ", count: gutter) + renderer.paint(bar, .gutter) + prefixed($0) }
    return rows
  }

  private func prefixed(_ text: String) -> String { text.isEmpty ? "" : " " + text }

  // MARK: Underlines

  /// The row of underlines with the text of the last mark behind it, and below it rows for the texts of the others.
  private func underlines(_ marks: [DrawnMark]) -> [String] {
    var row = Row()
    for mark in marks.filter({ !$0.isPrimary }) + marks.filter(\.isPrimary) {
      let stroke = mark.isPrimary ? "^" : renderer.unicode ? "─" : "-"
      row.fill(mark.from..<mark.to, with: stroke, style(of: mark))
    }
    var waiting = marks.filter { !$0.text.isEmpty }.sorted { ($0.from, $0.to) < ($1.from, $1.to) }
    let end = marks.map(\.to).max() ?? 0
    // Beside the underline there is room for one text, that of the mark which ends it.
    if let last = waiting.last, last.to == end {
      row.write(last.text, at: end + 1, style(of: last))
      waiting.removeLast()
    }
    var rows = [row.painted(renderer)]
    while !waiting.isEmpty { rows.append(textRow(&waiting).painted(renderer)) }
    return rows
  }

  /// As many waiting texts as fit side by side, from the right; a bar leads down to those that wait on.
  private func textRow(_ waiting: inout [DrawnMark]) -> Row {
    var row = Row()
    var limit = Int.max
    var left: [DrawnMark] = []
    for mark in waiting.reversed() {
      if mark.from + displayWidth(mark.text) < limit, left.isEmpty {
        row.write(mark.text, at: mark.from, style(of: mark))
        limit = mark.from - 1
      } else {
        if mark.from < limit { row.fill(mark.from..<mark.from + 1, with: bar, style(of: mark)) }
        left.append(mark)
      }
    }
    waiting = left.reversed()
    return row
  }

  private func style(of mark: DrawnMark) -> DiagnosticRenderer.Style { mark.isPrimary ? primary : .secondary }
}

/// A mark in columns of the drawn line.
struct DrawnMark {
  var from: Int
  var to: Int
  var text: String
  var isPrimary: Bool

  mutating func move(by shift: Int, limit: Int) {
    from = max(0, min(from + shift, limit))
    to = max(from + 1, min(to + shift, limit))
  }
}

/// A row of cells, one a column: characters can be put anywhere, later ones over earlier ones.
private struct Row {
  /// A wide character has an empty cell behind it.
  private var cells: [(text: String, style: DiagnosticRenderer.Style?)] = []

  private mutating func grow(to count: Int) {
    while cells.count < count { cells.append((" ", nil)) }
  }

  mutating func fill(_ range: Range<Int>, with stroke: String, _ style: DiagnosticRenderer.Style) {
    grow(to: range.upperBound)
    for i in range { cells[i] = (stroke, style) }
  }

  mutating func write(_ text: String, at column: Int, _ style: DiagnosticRenderer.Style) {
    var place = column
    for character in text {
      let width = displayWidth(String(character))
      grow(to: place + max(1, width))
      cells[place] = (String(character), style)
      if width == 2 { cells[place + 1] = ("", style) }
      place += max(1, width)
    }
  }

  func painted(_ renderer: DiagnosticRenderer) -> String {
    var result = ""
    var run = ""
    var style: DiagnosticRenderer.Style?
    func flush() { result += style.map { renderer.paint(run, $0) } ?? run }
    for cell in cells {
      if cell.style != style {
        flush()
        run = ""
        style = cell.style
      }
      run += cell.text
    }
    flush()
    return result
  }
}
