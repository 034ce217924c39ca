import TextWidth

/// Light Markdown on a terminal: paragraphs, lists, headings and indented code, `**strong**`, `*emphasis*` and `` `code` ``.
struct Prose {
  let width: Int
  let color: Bool

  /// Lines of at most `width` columns.
  func lines(_ text: String) -> [String] {
    var lines: [String] = []
    var paragraph: [String] = []
    var hang = ("", "")
    var isFenced = false
    func end() {
      if !paragraph.isEmpty { lines += wrapped(paragraph.joined(separator: " "), first: hang.0, rest: hang.1) }
      paragraph = []
      hang = ("", "")
    }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if line.hasPrefix("```") {
        end()
        isFenced.toggle()
      } else if isFenced || paragraph.isEmpty && line.hasPrefix("    ") {
        end()
        lines.append((isFenced ? "    " : "") + line)
      } else if line.allSatisfy(\.isWhitespace) {
        end()
        if lines.last?.isEmpty == false { lines.append("") }
      } else if let item = Self.item(line) {
        end()
        hang = (item.mark, String(repeating: " ", count: item.mark.count))
        paragraph = [item.text]
      } else if line.hasPrefix("#") {
        end()
        lines += heading(Lesson.trimmed(line.drop { $0 == "#" }))
      } else {
        paragraph.append(Lesson.trimmed(line[...]))
      }
    }
    end()
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  func heading(_ text: String) -> [String] { wrapped(text, first: "", rest: "").map { styled($0, "1") } }

  /// `- text`, `* text`, `1. text` with the blanks before them.
  private static func item(_ line: String) -> (mark: String, text: String)? {
    let indent = line.prefix { $0 == " " }
    let rest = line[indent.endIndex...]
    let digits = rest.prefix(while: \.isNumber)
    for mark in ["- ", "* ", digits.isEmpty ? "" : digits + ". "] where !mark.isEmpty && rest.hasPrefix(mark) {
      return (indent + mark, Lesson.trimmed(rest.dropFirst(mark.count)))
    }
    return nil
  }

  private struct Word {
    var text = ""
    var width = 0
  }

  /// Breaks at blanks only, so that a look goes on over the break; signs of Markdown take no room.
  private func wrapped(_ text: String, first: String, rest: String) -> [String] {
    var lines: [String] = []
    var line = first
    var used = displayWidth(first)
    var isEmpty = true
    for word in words(text) {
      if !isEmpty, used + 1 + word.width > width {
        lines.append(line)
        (line, used, isEmpty) = (rest, displayWidth(rest), true)
      }
      line += (isEmpty ? "" : " ") + word.text
      used += (isEmpty ? 0 : 1) + word.width
      isEmpty = false
    }
    return lines + (isEmpty ? [] : [line])
  }

  /// The words with their looks, each closed in itself.
  private func words(_ text: String) -> [Word] {
    var words: [Word] = []
    var word = Word()
    var look: String?
    var mark = ""
    var rest = text[...]
    func put(_ character: Character) {
      if word.text.isEmpty, color, let look { word.text = "\u{1B}[\(look)m" }
      word.text.append(character)
      word.width += displayWidth(String(character))
    }
    func finish() {
      if word.width > 0 { words.append(Word(text: word.text + (color && look != nil ? "\u{1B}[0m" : ""), width: word.width)) }
      word = Word()
    }
    while let character = rest.first {
      if character == " ", mark != "`" || word.width > 0 || look == nil {
        finish()
        rest.removeFirst()
      } else if let found = Self.marks.first(where: { rest.hasPrefix($0.mark) }), isMark(found.mark, rest, isOpen: mark == found.mark, mark) {
        if mark.isEmpty {
          (mark, look) = (found.mark, found.look)
          if color { word.text += "\u{1B}[\(found.look)m" }
        } else {
          if color { word.text += "\u{1B}[0m" }
          (mark, look) = ("", nil)
        }
        rest.removeFirst(found.mark.count)
      } else {
        put(character)
        rest.removeFirst()
      }
    }
    finish()
    return words
  }

  private static let marks: [(mark: String, look: String)] = [("**", "1"), ("`", "36"), ("*", "3")]

  /// A mark opens when a letter and its partner follow, and closes what it opened; inside another one it is a sign like others.
  private func isMark(_ mark: String, _ rest: Substring, isOpen: Bool, _ current: String) -> Bool {
    if isOpen { return true }
    let inside = rest.dropFirst(mark.count)
    guard current.isEmpty, let first = inside.first, !first.isWhitespace else { return false }
    return inside.dropFirst().indices.contains { inside[$0...].hasPrefix(mark) }
  }

  private func styled(_ text: String, _ code: String) -> String { color ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text }
}
