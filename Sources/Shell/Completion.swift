import ArrLanguage

extension Shell {
  private static let keywords = [
    "and", "assert", "break", "catch", "continue", "def", "elif", "else", "false", "for", "if", "import", "in", "none", "not",
    "or", "raise", "return", "true", "try", "while", "with",
  ]

  /// Names that the word before the cursor begins: members behind a dot, else variables, builtins and keywords.
  func completions(_ text: String, _ cursor: Int) -> Completions {
    let before = Array(text.utf8.prefix(cursor))
    var start = before.count
    while start > 0, isWordByte(before[start - 1]) { start -= 1 }
    let word = String(decoding: before[start...], as: UTF8.self)
    if start > 0, before[start - 1] == 0x2E { return members(before, dot: start - 1, word) }
    if start == 1, before[0] == 0x3A {
      return Completions(start: start, kind: .command, Self.commandNames.filter { $0.hasPrefix(word) })
    }
    guard !word.isEmpty else { return Completions(start: start, candidates: []) }
    let kinds = Dictionary(
      Self.keywords.map { ($0, Candidate.Kind.keyword) } + session.interpreter.builtins.names.map { ($0, .function) }
        + session.interpreter.globals.names.map { ($0, .variable) }, uniquingKeysWith: { $1 })
    let names = kinds.keys.filter { $0.hasPrefix(word) && $0 != "_" }.sorted()
    return Completions(start: start, candidates: names.map { Candidate($0, kinds[$0] ?? .variable) })
  }

  private func members(_ text: [UInt8], dot: Int, _ word: String) -> Completions {
    var start = dot
    while start > 0, isWordByte(text[start - 1]) { start -= 1 }
    let name = String(decoding: text[start..<dot], as: UTF8.self)
    let isWhole = start == 0 || text[start - 1] != 0x2E
    var candidates: [String] = []
    if isWhole, case .object(let object)? = session.interpreter.globals.lookup(name) { candidates = object.memberNames }
    return Completions(start: dot + 1, kind: .field, candidates.filter { $0.hasPrefix(word) }.sorted())
  }

  private func isWordByte(_ byte: UInt8) -> Bool {
    byte == 0x5F || byte >= 0x80 || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }
}
