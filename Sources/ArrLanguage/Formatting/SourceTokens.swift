/// The tokens of a text together with what the parser passes over: comments and blank lines, kept by the gap between two
/// tokens where they stand. An f-string is one token here, for its inside stays as it is written.
struct SourceTokens {
  struct Comment {
    /// From the `#` to the last character that shows.
    var text: String
    /// Nothing but blanks stands before it on its line.
    var startsLine: Bool
    /// Blank lines above it.
    var blankLines: Int
  }

  /// What stands before a token.
  struct Gap {
    var comments: [Comment] = []
    /// Blank lines between the last comment, or the token before, and the token.
    var blankLines = 0
    /// The token follows the one before without any character in between.
    var isEmpty = true
  }

  let source: Source
  private(set) var tokens: [Token] = []
  /// `gaps[i]` stands before `tokens[i]`.
  private(set) var gaps: [Gap] = []
  /// The index of the closing bracket by that of its opening one, and the other way round.
  private(set) var partner: [Int: Int] = [:]

  /// `source` must be a text that parses.
  init(_ source: Source) {
    self.source = source
    var lexer = Lexer(source)
    lexer.run()
    joinFormattedStrings(lexer.tokens)
    var end = 0
    for token in tokens {
      gaps.append(gap(from: end, to: token.span.start))
      end = token.span.end
    }
    matchBrackets()
  }

  func text(_ index: Int) -> String { source.text(of: tokens[index].span) }

  /// Every comment in the order of the text.
  var comments: [String] { gaps.flatMap { $0.comments.map(\.text) } }

  private mutating func joinFormattedStrings(_ all: [Token]) {
    tokens.reserveCapacity(all.count)
    var depth = 0
    var start = Token(kind: .end, startsLine: false, span: Span(0, 0))
    for token in all {
      if token.kind == .formattedStart {
        if depth == 0 { start = token }
        depth += 1
      } else if token.kind == .formattedEnd {
        depth -= 1
        if depth == 0 {
          tokens.append(Token(kind: .string, startsLine: start.startsLine, span: start.span.through(token.span)))
        }
      } else if depth == 0 {
        tokens.append(token)
      }
    }
  }

  private func gap(from start: Int, to end: Int) -> Gap {
    var gap = Gap()
    gap.isEmpty = start >= end
    let bytes = source.utf8
    var newlines = 0
    var sawNewline = start == 0
    var i = start
    while i < end {
      if bytes[i] == 0x0A {
        newlines += 1
        sawNewline = true
      } else if bytes[i] == UInt8(ascii: "#") {
        var last = i
        while last < end, bytes[last] != 0x0A { last += 1 }
        gap.comments.append(
          Comment(text: comment(i, last), startsLine: sawNewline, blankLines: max(0, newlines - (start == 0 && gap.comments.isEmpty ? 0 : 1))))
        newlines = 0
        i = last
        continue
      }
      i += 1
    }
    gap.blankLines = max(0, newlines - 1)
    return gap
  }

  private func comment(_ start: Int, _ end: Int) -> String {
    var end = end
    while end > start, source.utf8[end - 1] <= 0x20 { end -= 1 }
    return source.text(of: Span(start, end))
  }

  private mutating func matchBrackets() {
    var open: [Int] = []
    for (i, token) in tokens.enumerated() {
      if token.kind.isOpener { open.append(i) }
      if token.kind.isCloser, let opener = open.popLast() {
        partner[opener] = i
        partner[i] = opener
      }
    }
  }

  /// Comments and blank lines from behind token `previous` (-1 at the start) to token `next`, over semicolons and braces
  /// between them.
  func between(_ previous: Int, _ next: Int) -> (trailing: String?, own: [Comment], blankLines: Int) {
    var trailing: String?
    var own: [Comment] = []
    var blankLines = 0
    var sawNewline = previous < 0
    for i in (previous + 1)...next {
      if i > previous + 1, tokens[i - 1].startsLine { sawNewline = true }
      for comment in gaps[i].comments {
        if !sawNewline, !comment.startsLine, trailing == nil, own.isEmpty {
          trailing = comment.text
        } else {
          var comment = comment
          comment.blankLines = max(comment.blankLines, blankLines)
          own.append(comment)
        }
        sawNewline = true
        blankLines = 0
      }
      blankLines = max(blankLines, gaps[i].blankLines)
    }
    return (trailing, own, blankLines)
  }
}
