import ArrLanguage
import CSpecification
import TextWidth

/// The articles that specify the language (`ArrLanguage.docc`), as they are inside the program.
public enum Specification {
  /// One article, in Markdown.
  struct Article {
    /// The name of its file without the ending.
    public let name: String
    /// Its first heading, without marks.
    let title: String
    /// The whole article.
    let text: String

    /// Lines up to the first `##`, then each part that a `##` begins.
    var sections: [(heading: String, lines: [String])] {
      var sections: [(heading: String, lines: [String])] = [(title, [])]
      var isCode = false
      for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
        if line.hasPrefix("```") { isCode.toggle() }
        if !isCode, line.hasPrefix("## ") { sections.append((String(line.dropFirst(3)), [])) }
        sections[sections.count - 1].lines.append(line)
      }
      return sections
    }

    /// The blocks of code in the language, each with the line of the file where it begins.
    var programs: [(line: Int, lines: [String])] {
      var programs: [(line: Int, lines: [String])] = []
      var isProgram = false
      for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        if line == "```arr" {
          isProgram = true
          programs.append((number + 2, []))
        } else if line.hasPrefix("```") {
          isProgram = false
        } else if isProgram {
          programs[programs.count - 1].lines.append(String(line))
        }
      }
      return programs
    }
  }

  /// The overview first, then the articles in the order in which they should be read.
  static let articles: [Article] = {
    guard let first = arr_articles() else { return [] }
    return UnsafeBufferPointer(start: first, count: arr_article_count()).map { article in
      let text = String(decoding: UnsafeBufferPointer(start: article.text, count: article.length), as: UTF8.self)
      let title = text.prefix { $0 != "\n" }.drop { $0 == "#" || $0 == " " || $0 == "`" }.filter { $0 != "`" }
      return Article(name: String(cString: article.name), title: String(title), text: text)
    }
  }()

  /// What `help` lists: titles of the articles.
  static var topics: [String] { articles.dropFirst().map(\.title) }

  /// All words that `help` finds something under.
  static var headings: [String] {
    articles.dropFirst().flatMap { article in [article.name] + article.sections.map(\.heading) }
  }

  /// The article or part of one that a topic names: its title or a heading, whole or a word of it; capital and small letters are alike.
  static func text(about topic: String) -> String? {
    let wanted = words(topic)
    guard !wanted.isEmpty else { return nil }
    let parts = articles.dropFirst().flatMap { article in article.sections.enumerated().map { (article, $0.offset, $0.element) } }
    func shown(_ article: Article, _ place: Int, _ section: (heading: String, lines: [String])) -> String {
      terminalText(place == 0 ? article.text : section.lines.joined(separator: "\n"))
    }
    if let article = articles.first(where: { words($0.title) == wanted || $0.name.lowercased() == topic.lowercased() }) {
      return terminalText(article.text)
    }
    if let (article, place, section) = parts.first(where: { words($0.2.heading) == wanted }) { return shown(article, place, section) }
    if let (article, place, section) = parts.first(where: { part in wanted.allSatisfy { words(part.2.heading).contains($0) } }) {
      return shown(article, place, section)
    }
    return nil
  }

  private static func words(_ text: String) -> [String] {
    text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init).filter { !["and", "the", "of", "from"].contains($0) }
  }

  /// Markdown as a terminal shows it: without fences, links by their names, blocks of code indented, a paragraph or an item of a list
  /// in one line, which the window folds, tables in columns.
  private static func terminalText(_ text: String) -> String {
    var lines: [String] = []
    var table: [[String]] = []
    var isCode = false
    var isParagraph = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if !isCode, line.hasPrefix("|") {
        table.append(cells(of: withoutLinks(line)))
        isParagraph = false
        continue
      }
      lines += columns(table)
      table = []
      if line.hasPrefix("```") {
        isCode.toggle()
        isParagraph = false
      } else if isCode {
        lines.append("    " + line)
      } else if line.hasPrefix("#") || line.isEmpty {
        lines.append(withoutLinks(String(line.drop { $0 == "#" || $0 == " " })))
        isParagraph = false
      } else if isParagraph, !line.hasPrefix("- "), !line.hasPrefix("* ") {
        lines[lines.count - 1] += " " + withoutLinks(String(line.drop { $0 == " " }))
      } else {
        lines.append(withoutLinks(line))
        isParagraph = true
      }
    }
    lines += columns(table)
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines.joined(separator: "\n")
  }

  /// The cells of a line of a table: `\\|` stands for the sign itself.
  private static func cells(of line: String) -> [String] {
    var cells = [""]
    var isEscaped = false
    for character in line.dropFirst() {
      if character == "|", !isEscaped { cells.append("") } else if character != "\\" || isEscaped { cells[cells.count - 1].append(character) }
      isEscaped = character == "\\" && !isEscaped
    }
    if cells.last?.allSatisfy({ $0 == " " }) == true { cells.removeLast() }
    return cells.map { cell in String(cell.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
  }

  /// A table in columns two spaces apart, without the line of dashes.
  private static func columns(_ rows: [[String]]) -> [String] {
    let rows = rows.filter { !$0.allSatisfy { cell in !cell.isEmpty && cell.allSatisfy { "-:".contains($0) } } }
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in rows.map { $0.count > column ? displayWidth($0[column]) : 0 }.max() ?? 0 }
    return rows.map { row in
      let padded = row.enumerated().map { column, cell in
        cell + String(repeating: " ", count: column + 1 < row.count ? widths[column] - displayWidth(cell) : 0)
      }
      return "  " + padded.joined(separator: "  ")
    }
  }

  /// `<doc:Strings>` becomes “Strings and formatting”.
  private static func withoutLinks(_ line: String) -> String {
    var rest = line[...]
    var out = ""
    while let start = rest.range(of: "<doc:") {
      out += rest[..<start.lowerBound]
      let name = rest[start.upperBound...].prefix { $0 != ">" }
      out += "“" + (articles.first { $0.name == name }?.title ?? String(name)) + "”"
      rest = rest[name.endIndex...].dropFirst()
    }
    return out + rest
  }
}

extension Substring {
  /// The first place of a part.
  fileprivate func range(of part: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(part) { return start..<index(start, offsetBy: part.count) }
      start = index(after: start)
    }
    return nil
  }
}
