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

  /// What `name?`, `name.method?`, `name.method(x)?` and `y + name?` ask about, whatever the number of question marks: the last
  /// name, with the names before its dots. Nil when the question mark may belong to a string or a comment.
  private static func topic(asked text: String) -> String? {
    let line = trimmed(text[...])
    guard line.last == "?", line.first != "?" else { return nil }
    var code = line[...]
    while let last = code.last, last == "?" || last.isWhitespace { code.removeLast() }
    guard !code.isEmpty, !code.contains(where: { $0 == "#" || $0.isNewline }), !":!".contains(line[line.startIndex]) else { return nil }
    guard !"\"'`".contains(where: { quote in code.count { $0 == quote } % 2 == 1 }) else { return nil }
    if let topic = lastName(of: code) { return topic }
    // A question without a name is answered as one, unless a string may still be open.
    return code.contains(where: { $0 == "\"" || $0 == "'" || $0 == "`" }) ? nil : String(code)
  }

  /// `model.encode` of `model.encode("a")[0]`, `encode` of `models[0].encode(x)`.
  private static func lastName(of code: Substring) -> String? {
    guard var rest = withoutCalls(code) else { return nil }
    var parts: [Substring] = []
    while true {
      let reversed = rest.reversed().prefix { $0.isLetter || $0.isNumber || $0 == "_" }
      let part = rest.suffix(reversed.count)
      guard let first = part.first, first.isLetter || first == "_" else { break }
      parts.insert(part, at: 0)
      rest = rest.dropLast(part.count)
      guard rest.last == "." else { break }
      rest.removeLast()
    }
    if let last = rest.last, last == "\"" || last == "'", parts.isEmpty { return nil }
    return parts.isEmpty ? nil : parts.joined(separator: ".")
  }

  /// Without the brackets at its end; nil when their beginnings are not found, as when one stands in a string.
  private static func withoutCalls(_ code: Substring) -> Substring? {
    var code = code
    while let last = code.last, last == ")" || last == "]" {
      var depth = 0
      repeat {
        guard let character = code.popLast() else { return nil }
        if character == ")" || character == "]" { depth += 1 }
        if character == "(" || character == "[" { depth -= 1 }
      } while depth > 0
    }
    return code
  }
}

/// A text without blanks at its ends.
func trimmed(_ text: Substring) -> String {
  var text = text.drop { $0.isWhitespace }
  while let last = text.last, last.isWhitespace { text.removeLast() }
  return String(text)
}
