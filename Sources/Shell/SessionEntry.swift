import ArrLanguage

/// A program that was entered, as `:save` writes it.
struct SessionEntry {
  /// The number of its prompt; nil for a file that was loaded.
  var number: Int?
  var source: Source
  /// Whether something of it was done, which `:save` writes.
  var isSaved = false
  /// What stopped in the middle of an entry: a word for how, and the text from the statement on that did not finish.
  var rest: (how: String, text: String)?
  /// The statements whose values were shown, in order.
  var shown: [Span] = []

  init(number: Int, source: Source) {
    self.number = number
    self.source = source
  }

  init(loading file: Source) { source = file }

  /// Takes note of how the entry ended. Of one that was stopped stays what had been done: its names are there.
  mutating func end(_ outcome: Session.Outcome, behind last: Statement?) {
    isSaved = outcome == .fine
    guard !isSaved, let last else { return }
    let done = Self.end(of: last, in: source)
    let text = source.text(of: Span(done, source.utf8.count))
    rest = (outcome == .interrupted ? "interrupted" : "failed", String(text.drop { $0.isWhitespace || $0 == ";" }))
    source = Source(name: source.name, text: source.text(of: Span(0, done)))
    isSaved = true
  }

  /// A comment behind a statement, on its line, goes with it.
  private static func end(of statement: Statement, in source: Source) -> Int {
    let line = source.text(of: Span(statement.span.end, source.utf8.count)).prefix { !$0.isNewline }
    let isComment = line.drop { $0 == " " || $0 == "\t" }.hasPrefix("#")
    return statement.span.end + (isComment ? line.utf8.count : 0)
  }

  var text: String { source.text(of: Span(0, source.utf8.count)) }
}

/// The entries that succeeded as one program, and of those that stopped what was done before. An entry whose value a later one
/// reads as `_`, `__` or `_3` assigns it.
func savedProgram(_ entries: [SessionEntry]) -> String {
  let kept = entries.filter(\.isSaved)
  let needed = SessionNames(kept)
  var text = ""
  for (index, entry) in kept.enumerated() {
    if entry.number == nil { text += "# \(entry.source.name)\n" }
    text += needed.rewritten(entry, at: index)
    while text.hasSuffix("\n\n") { text.removeLast() }
    if !text.hasSuffix("\n") { text += "\n" }
    if let rest = entry.rest {
      let lines = rest.text.split(whereSeparator: \.isNewline)
      text += lines.enumerated().map { "# " + ($0 == 0 ? rest.how + ": " : "") + $1 + "\n" }.joined()
    }
  }
  return text
}

/// Which entries' values are read by later ones, and under what names.
private struct SessionNames {
  /// Entries that must leave their value in `_`.
  private var leavesLast: Set<Int> = []
  /// Entries that must leave it in `_N` too.
  private var leavesNumber: Set<Int> = []
  /// The number that `__` stood for, entry by entry.
  private var secondLast: [Int: Int] = [:]

  init(_ entries: [SessionEntry]) {
    var shown: [Int] = []
    for (index, entry) in entries.enumerated() {
      for name in Self.names(in: entry) {
        switch name {
        case "_":
          if let last = shown.last { leavesLast.insert(last) }
          // A statement before it in the same entry may have shown a value.
          if entry.shown.count > 1 { leavesLast.insert(index) }
        case "__":
          guard shown.count > 1, let number = entries[shown[shown.count - 2]].number else { continue }
          leavesNumber.insert(shown[shown.count - 2])
          secondLast[index] = number
        default:
          if let place = entries.firstIndex(where: { $0.number.map { "_\($0)" } == name }) { leavesNumber.insert(place) }
        }
      }
      if !entry.shown.isEmpty { shown.append(index) }
    }
  }

  /// The names of the ring that an entry reads, its leading `|>` counted as `_`.
  private static func names(in entry: SessionEntry) -> [String] {
    let names = textPieces(of: entry.source).compactMap { piece -> String? in
      guard [.name, .function].contains(piece.kind) else { return nil }
      let name = entry.source.text(of: piece.span)
      return ResultRing.owns(name) ? name : nil
    }
    return (goesOnFromLast(entry) ? ["_"] : []) + names
  }

  private static func goesOnFromLast(_ entry: SessionEntry) -> Bool {
    entry.number != nil && entry.text.drop { $0.isWhitespace }.hasPrefix("|>")
  }

  func rewritten(_ entry: SessionEntry, at index: Int) -> String {
    var bytes = entry.source.utf8
    var changes: [(at: Int, remove: Int, insert: String)] = []
    if let number = secondLast[index] {
      for piece in textPieces(of: entry.source) where piece.kind == .name && entry.source.text(of: piece.span) == "__" {
        changes.append((piece.span.start, 2, "_\(number)"))
      }
    }
    if Self.goesOnFromLast(entry), let start = bytes.firstIndex(where: { $0 > 0x20 }) { changes.append((start, 0, "_ ")) }
    let isLast = leavesLast.contains(index), isNumbered = leavesNumber.contains(index)
    if isLast || isNumbered { for span in entry.shown { changes.append((span.start, 0, "_ = ")) } }
    // From the end, so that places before it stay; of two at one place the later stands before the other.
    let fromEnd = changes.enumerated().sorted { ($1.element.at, $0.offset) < ($0.element.at, $1.offset) }
    for (_, change) in fromEnd {
      bytes.replaceSubrange(change.at..<change.at + change.remove, with: Array(change.insert.utf8))
    }
    let text = String(decoding: bytes, as: UTF8.self)
    guard isNumbered, let number = entry.number else { return text }
    return text + (text.hasSuffix("\n") ? "" : "\n") + "_\(number) = _\n"
  }
}
