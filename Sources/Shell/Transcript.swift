import ArrLanguage

/// The lines of a program as they would look had they been typed: prompts before statements, comments as they are.
struct Transcript {
  private let source: Source
  private var place = 0

  init(_ source: Source) { self.source = source }

  /// What stands before a statement, and the statement.
  mutating func lines(through statement: Statement) -> [String] {
    let comments = comments(before: statement.span.start)
    var end = statement.span.end
    // The `;` that keeps a value quiet belongs to what is shown.
    while end < source.utf8.count, source.utf8[end] == 0x20 { end += 1 }
    if end >= source.utf8.count || source.utf8[end] != 0x3B { end = statement.span.end } else { end += 1 }
    place = max(place, end)
    let text = source.text(of: Span(statement.span.start, end))
    let typed = text.split(separator: "\n", omittingEmptySubsequences: false)
    return comments + zip(0..., typed).map { ($0 == 0 ? "arr> " : "...> ") + $1 }
  }

  /// Comments behind the last statement.
  mutating func rest() -> [String] { comments(before: source.utf8.count) }

  private mutating func comments(before end: Int) -> [String] {
    let between = source.text(of: Span(place, max(place, end)))
    place = max(place, end)
    return between.split(separator: "\n").map(String.init).filter { $0.hasPrefix("#") && !$0.hasPrefix("#!") }
  }
}
