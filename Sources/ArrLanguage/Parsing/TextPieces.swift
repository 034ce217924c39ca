/// A piece of a program's text with what it looks like to the lexer alone: for colours and indentation while it is typed.
public struct TextPiece: Equatable, Sendable {
  /// What the lexer takes a piece for.
  public enum Kind: Sendable {
    case keyword, constant, number, name, `operator`, punctuation, error
    /// A name that is called or defined, one behind a dot, one that a `=` follows inside brackets.
    case function, member, argument
    case string, escape, comment
    /// The braces, conversion and format sign of a field in an f-string.
    case field
    case opener, closer
  }

  /// What the lexer takes it for.
  public var kind: Kind
  /// Its bytes in the source.
  public var span: Span
  /// A string whose end is not there yet.
  public var isOpen = false
}

/// The pieces of a text in order, whatever is wrong with it; a later one may lie inside an earlier one (an escape in a
/// string). Blanks belong to none.
public func textPieces(of source: Source) -> [TextPiece] {
  guard SourceCheck.firstProblem(in: source) == nil else { return [] }
  var lexer = Lexer(source)
  lexer.run()
  var splitter = TextSplitter(bytes: lexer.bytes, tokens: lexer.tokens)
  splitter.run()
  return splitter.pieces
}

private struct TextSplitter {
  let bytes: [UInt8]
  let tokens: [Token]
  var pieces: [TextPiece] = []
  var end = 0
  var depth = 0

  mutating func run() {
    for (index, token) in tokens.enumerated() {
      if token.span.start > end { addComments(in: end..<token.span.start) }
      add(token, at: index)
      end = max(end, token.span.end)
    }
  }

  /// What lies between tokens is blank, or a comment.
  private mutating func addComments(in gap: Range<Int>) {
    var i = gap.lowerBound
    while i < gap.upperBound {
      guard bytes[i] == UInt8(ascii: "#") else {
        i += 1
        continue
      }
      let stop = bytes[i..<gap.upperBound].firstIndex(of: 0x0A) ?? gap.upperBound
      pieces.append(TextPiece(kind: .comment, span: Span(i, stop)))
      i = stop
    }
  }

  private mutating func add(_ token: Token, at index: Int) {
    switch token.kind {
    case .end: return
    case .error: return addError(token)
    case .string, .formattedStart, .formattedText, .formattedEnd: return addString(token)
    default: break
    }
    if token.kind == .fieldOpen || token.kind == .fieldClose {
      depth += token.kind == .fieldOpen ? 1 : -1
    } else if token.kind.isOpener {
      depth += 1
    } else if token.kind.isCloser {
      depth = max(0, depth - 1)
    }
    pieces.append(TextPiece(kind: kind(of: token, at: index), span: token.span))
  }

  private func kind(of token: Token, at index: Int) -> TextPiece.Kind {
    switch token.kind {
    case .int, .float, .smallestIntMagnitude: return .number
    case .true, .false, .none: return isMember(index) ? .member : .constant
    case .name: return kindOfName(at: index)
    case .fieldOpen, .fieldClose, .conversion, .formatStart: return .field
    case .comma, .colon, .semicolon, .dot: return .punctuation
    case .foreign: return .error
    case _ where token.kind.isKeyword: return isMember(index) || isArgument(index) ? kindOfName(at: index) : .keyword
    case _ where token.kind.isOpener: return .opener
    case _ where token.kind.isCloser: return .closer
    default: return .operator
    }
  }

  private func isMember(_ index: Int) -> Bool { index > 0 && tokens[index - 1].kind == .dot }

  private func kindOfName(at index: Int) -> TextPiece.Kind {
    let next = index + 1 < tokens.count ? tokens[index + 1] : nil
    if let next, next.kind == .leftParen, next.span.start == tokens[index].span.end { return .function }
    if index > 0, tokens[index - 1].kind == .def { return .function }
    if isMember(index) { return .member }
    return isArgument(index) ? .argument : .name
  }

  /// `name=` at the start of an argument.
  private func isArgument(_ index: Int) -> Bool {
    guard depth > 0, index > 0, index + 1 < tokens.count, tokens[index + 1].kind == .assign else { return false }
    return tokens[index - 1].kind == .comma || tokens[index - 1].kind == .leftParen
  }

  // MARK: Strings

  private mutating func addString(_ token: Token) {
    pieces.append(TextPiece(kind: .string, span: token.span))
    let start = token.span.start
    let quote = bytes[start..<token.span.end].firstIndex { $0 == 0x22 || $0 == 0x27 } ?? start
    let isRaw = token.kind == .string && bytes[start..<quote].contains { $0 | 0x20 == UInt8(ascii: "r") }
    if !isRaw { addEscapes(in: start..<token.span.end) }
  }

  private mutating func addEscapes(in range: Range<Int>) {
    var i = range.lowerBound
    while i + 1 < range.upperBound {
      guard bytes[i] == UInt8(ascii: "\\") else {
        i += 1
        continue
      }
      let length: Int
      switch bytes[i + 1] {
      case UInt8(ascii: "x"): length = 4
      case UInt8(ascii: "u"): length = 6
      case UInt8(ascii: "U"): length = 10
      default: length = 2
      }
      pieces.append(TextPiece(kind: .escape, span: Span(i, min(i + length, range.upperBound))))
      i += length
    }
  }

  /// A string that is still being typed is a string; anything else that the lexer refused is an error.
  private mutating func addError(_ token: Token) {
    let head = bytes[token.span.start..<min(token.span.end, token.span.start + 3)]
    let isString = head.drop { "rRfFuUbB".utf8.contains($0) }.first.map { $0 == 0x22 || $0 == 0x27 } ?? false
    guard isString else { return pieces.append(TextPiece(kind: .error, span: token.span)) }
    // The pieces of an f-string that broke off later keep their looks.
    let start = max(token.span.start, end)
    pieces.append(TextPiece(kind: .string, span: Span(start, token.span.end), isOpen: true))
  }
}
