/// A line for the shell itself: `:command …`, `?topic`, `topic?`, `??words`, `!system command`.
enum ShellLine: Equatable {
  case command(String, argument: String)
  case help(String)
  case search(String)
  case system(String)

  /// Nil when the entry is a program.
  init?(_ text: String) {
    if let topic = Self.topic(asked: text) {
      self = .help(topic)
      return
    }
    guard let first = text.utf8.first, ":?!".utf8.contains(first), !text.hasPrefix("!=") else { return nil }
    let rest = trimmed(text.dropFirst())
    switch text.first {
    case ":":
      // `:reset!` is a command of its own; `:load"x"` and `:time(f())` need no blank.
      let name = rest.prefix { $0.isLetter || $0 == "_" }
      let end = rest[name.endIndex...].first == "!" ? rest.index(after: name.endIndex) : name.endIndex
      self = .command(String(rest[..<end]), argument: trimmed(rest[end...]))
    case "?": self = rest.hasPrefix("?") ? .search(trimmed(rest.dropFirst())) : .help(rest)
    default: self = .system(rest)
    }
  }

  /// `name?` and `name.method?`, whatever the number of question marks.
  private static func topic(asked text: String) -> String? {
    let line = trimmed(text[...])
    guard line.last == "?", line.first != "?" else { return nil }
    var name = line[...]
    while name.last == "?" { name.removeLast() }
    let isName = name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
      part.first.map { $0.isLetter || $0 == "_" } == true && part.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
    }
    return isName ? String(name) : nil
  }
}

/// A text without blanks at its ends.
func trimmed(_ text: Substring) -> String {
  var text = text.drop { $0.isWhitespace }
  while let last = text.last, last.isWhitespace { text.removeLast() }
  return String(text)
}
