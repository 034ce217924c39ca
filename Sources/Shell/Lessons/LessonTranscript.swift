import ArrLanguage
import ArrLibrary

/// A lesson as it went, as Markdown: the prose as it is written, the code, and what it showed.
public final class LessonTranscript {
  private let path: String
  private var text = ""
  private var code: String?
  /// What the cell has shown since it began to run; nil before that.
  private var shown: String?

  /// Throws when nothing can be written at the path.
  public init(path: String) throws {
    self.path = path
    try Library.writeFile("", to: path)
  }

  /// Takes a copy of all that is shown from now on.
  func begin(_ session: Session) {
    session.output.copy = { [weak self] in self?.take($0) }
    session.messages.copy = session.output.copy
  }

  func end(_ session: Session) {
    finishCell()
    (session.output.copy, session.messages.copy) = (nil, nil)
    do { try write() } catch { session.report(error) }
  }

  private func write() throws { try Library.writeFile(text, to: path) }

  /// Begins a cell, before its prose is shown.
  func cell(_ cell: Lesson.Cell) {
    finishCell()
    try? write()   // as far as it went, should it not come to its end
    if !cell.title.isEmpty { text += "## \(cell.title)\n\n" }
    if !cell.prose.isEmpty { text += cell.prose + "\n\n" }
    code = cell.code.isEmpty ? nil : cell.code
    shown = nil
  }

  func replaceCode(with edited: String) { code = edited }

  /// The code's values come from here on.
  func runs() { shown = "" }

  private func take(_ piece: String) { shown? += piece }

  private func finishCell() {
    guard let code else { return }
    text += fenced(code, "arr")
    let values = plain(shown ?? "")
    if !values.isEmpty { text += fenced(values, "text") }
    self.code = nil
  }

  /// A fence longer than any inside.
  private func fenced(_ content: String, _ language: String) -> String {
    var fence = "```"
    while content.contains(fence) { fence += "`" }
    return "\(fence)\(language)\n\(content)\n\(fence)\n\n"
  }

  /// Without escape sequences and blank lines around.
  private func plain(_ text: String) -> String {
    var out = ""
    var rest = text.unicodeScalars[...]
    while let character = rest.popFirst() {
      guard character == "\u{1B}" else {
        out.unicodeScalars.append(character)
        continue
      }
      if rest.first == "[" { rest = rest.drop { !("@"..."~").contains($0) || $0 == "[" }.dropFirst() }
    }
    var lines = out.split(separator: "\n", omittingEmptySubsequences: false)
    while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
    while lines.first?.allSatisfy(\.isWhitespace) == true { lines.removeFirst() }
    return lines.joined(separator: "\n")
  }
}
