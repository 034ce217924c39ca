import ArrLanguage

/// A script as a lesson: cells that begin with a line `# %%`, each with prose in the comment under that line.
public struct Lesson {
  /// A cell: a title, prose, and a program that may be empty.
  struct Cell {
    /// What stands behind `# %%`; empty for the lines before the first cell.
    var title: String
    /// Light Markdown, without the comment signs.
    public var prose: String
    /// The program, without blank lines around it.
    public var code: String
    /// How many lines of the file stand before the code.
    public var firstLine: Int
  }

  /// The name of the script, for messages.
  let name: String
  /// The cells in order, without those that hold nothing.
  let cells: [Cell]

  /// Cuts a script into cells; any text is a lesson, of one cell when it has no marks.
  public init(_ source: Source) {
    name = source.name
    let lines = String(decoding: source.utf8, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.last == "\r" ? String(line.dropLast()) : String(line)
    }
    let starts = lines.indices.filter { Self.title(of: lines[$0]) != nil }
    let first = lines.first?.hasPrefix("#!") == true ? 1 : 0
    var cells: [Cell] = []
    let head = Cell(title: nil, lines, first..<(starts.first ?? lines.count))
    if !head.isEmpty { cells.append(head) }
    for (start, end) in zip(starts, starts.dropFirst() + [lines.count]) {
      let cell = Cell(title: Self.title(of: lines[start]), lines, start + 1..<end)
      if !cell.isEmpty { cells.append(cell) }
    }
    self.cells = cells
  }

  /// What stands behind `# %%`; nil for a line that begins no cell.
  private static func title(of line: String) -> String? {
    guard line.hasPrefix("#") else { return nil }
    let rest = line.dropFirst().drop { $0 == " " }
    guard rest.hasPrefix("%%") else { return nil }
    // Notebooks say so of cells without code.
    return trimmed(rest.dropFirst(2)).replacing("[markdown]", with: "")
  }

  static func trimmed(_ text: Substring) -> String {
    var text = text.drop { $0.isWhitespace }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }
}

extension String {
  fileprivate func replacing(_ word: String, with other: String) -> String {
    hasPrefix(word) ? Lesson.trimmed((other + dropFirst(word.count))[...]) : self
  }
}

extension Lesson.Cell {
  fileprivate init(title: String?, _ lines: [String], _ range: Range<Int>) {
    var place = range.lowerBound
    var prose: [String] = []
    while place < range.upperBound, prose.isEmpty, lines[place].allSatisfy(\.isWhitespace) { place += 1 }
    while place < range.upperBound, lines[place].hasPrefix("#") {
      let text = lines[place].dropFirst()
      prose.append(String(text.first == " " ? text.dropFirst() : text))
      place += 1
    }
    var end = range.upperBound
    while place < end, lines[place].allSatisfy(\.isWhitespace) { place += 1 }
    while end > place, lines[end - 1].allSatisfy(\.isWhitespace) { end -= 1 }
    self.init(
      title: title ?? "", prose: prose.joined(separator: "\n"), code: lines[place..<end].joined(separator: "\n"), firstLine: place)
  }

  fileprivate var isEmpty: Bool { title.isEmpty && prose.isEmpty && code.isEmpty }

  /// The program with the lines before it left blank, so that errors name the lines of the file.
  func source(of lesson: String) -> Source {
    Source(name: lesson, text: String(repeating: "\n", count: firstLine) + code)
  }
}
