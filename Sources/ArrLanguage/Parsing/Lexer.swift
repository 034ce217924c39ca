/// Bytes to tokens, the whole text at once. Line breaks are not tokens: each token knows whether it starts a line, and
/// the parser decides where that matters.
struct Lexer {
  let source: Source
  let bytes: [UInt8]
  private let keywords = Token.Kind.keywordPlaces
  var position = 0
  var tokens: [Token] = []
  /// Decoded strings, by the payload of their tokens.
  var texts: [String] = []
  var errors: [SyntaxError] = []
  /// A line break was seen since the last token.
  var startsLine = true
  /// A `\` at the end of a line was seen since the last token or line break.
  var awaitsContinuation = false
  /// Start of the line whose curly quotes were reported last.
  var lastCurlyLine = -1
  /// f-strings inside the fields of f-strings.
  var formattedDepth = 0
  /// Each level takes four frames; nobody writes more than two.
  static let formattedDepthLimit = 16

  init(_ source: Source) {
    self.source = source
    bytes = source.utf8
    tokens.reserveCapacity(bytes.count / 4 + 8)
  }

  mutating func run() {
    if byte(0) == 0xEF, byte(1) == 0xBB, byte(2) == 0xBF { position = 3 }
    while skipBlanks(), position < bytes.count, !Stopping.isRequested(atTurn: tokens.count) { lexToken() }
    if awaitsContinuation {
      fail("a line is expected after `\\`", Span(bytes.count, bytes.count), atEnd: true)
    }
    emit(.end, from: bytes.count)
  }

  /// The byte `ahead` of the position; 0, which no checked text holds, beyond the end.
  @inline(__always)
  func byte(_ ahead: Int) -> UInt8 {
    let i = position + ahead
    return i < bytes.count ? bytes[i] : 0
  }

  mutating func emit(_ kind: Token.Kind, from start: Int, payload: Int = 0) {
    tokens.append(Token(kind: kind, startsLine: startsLine, span: Span(start, position), payload: payload))
    startsLine = false
    awaitsContinuation = false
  }

  mutating func fail(
    _ message: String, _ span: Span, label: String = "", help: [String] = [], atEnd: Bool = false
  ) {
    errors.append(SyntaxError(message, source, span, label: label, help: help, atEnd: atEnd))
  }

  /// Passes blanks, comments and line ends. Always true, so that it can stand in a condition.
  mutating func skipBlanks() -> Bool {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0C: position += 1
      case 0x0A:
        startsLine = true
        awaitsContinuation = false
        position += 1
      case 0x0D where byte(1) == 0x0A: position += 1
      case UInt8(ascii: "#"):
        while position < bytes.count, bytes[position] != 0x0A { position += 1 }
      case UInt8(ascii: "\\"):
        guard skipContinuation() else { return true }
      default: return true
      }
    }
    return true
  }

  /// Passes a `\` with the line end after it; false when something else follows.
  private mutating func skipContinuation() -> Bool {
    var after = position + 1
    while after < bytes.count, bytes[after] == 0x20 || bytes[after] == 0x09 || bytes[after] == 0x0D { after += 1 }
    guard after >= bytes.count || bytes[after] == 0x0A else { return false }
    position = min(after + 1, bytes.count)
    awaitsContinuation = true
    return true
  }

  mutating func lexToken() {
    let first = bytes[position]
    switch first {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
      lexNameOrPrefixedString()
    case UInt8(ascii: "0")...UInt8(ascii: "9"): lexNumber()
    case UInt8(ascii: "."):
      if Lexer.isDigit(byte(1)) { lexNumber() } else { lexDots() }
    case UInt8(ascii: "\""), UInt8(ascii: "'"): lexString(start: position, raw: false, formatted: false)
    case 0x80...: lexUnicode()
    default: lexPunctuation(first)
    }
  }

  private mutating func lexDots() {
    let start = position
    if byte(1) == UInt8(ascii: "."), byte(2) == UInt8(ascii: ".") {
      position += 3
      emit(.ellipsis, from: start)
    } else {
      position += 1
      emit(.dot, from: start)
    }
  }

  static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): return true
    default: return isDigit(byte)
    }
  }

  // MARK: Names

  private mutating func lexNameOrPrefixedString() {
    let start = position
    var packed: UInt64 = 0
    while Lexer.isNameByte(byte(0)) {
      packed = packed << 8 | UInt64(bytes[position])
      position += 1
    }
    let length = position - start
    if length <= 2, byte(0) == UInt8(ascii: "\"") || byte(0) == UInt8(ascii: "'"),
      lexStringAfterPrefix(start: start)
    {
      return
    }
    if byte(0) >= 0x80, scalar().map(Lexer.continuesName) == true { return finishUnicodeName(start: start) }
    if length <= 8, let keyword = Token.Kind.keyword(packed, in: keywords) { return emit(keyword, from: start) }
    emit(.name, from: start)
  }

  /// The character at the position, for bytes beyond ASCII.
  func scalar() -> Unicode.Scalar? {
    let length = SourceCheck.sequenceLength(bytes, at: position)
    guard length > 0 else { return nil }
    return String(decoding: bytes[position..<position + length], as: UTF8.self).unicodeScalars.first
  }

  /// What is not seen would make two names look like one.
  private static func continuesName(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isXIDContinue && !isInvisible(scalar) }

  private mutating func finishUnicodeName(start: Int) {
    while position < bytes.count {
      if Lexer.isNameByte(byte(0)) {
        position += 1
      } else if byte(0) >= 0x80, let next = scalar(), Lexer.continuesName(next) {
        position += UTF8.width(next)
      } else {
        break
      }
    }
    emit(.name, from: start)
  }

  private mutating func lexUnicode() {
    guard let first = scalar() else {
      position += 1
      return
    }
    if first.properties.isXIDStart, !isInvisible(first) { return finishUnicodeName(start: position) }
    let start = position
    if Lexer.curlyQuotes[first] != nil { return lexCurlyQuotes(first) }
    position += UTF8.width(first)
    // Blanks of other widths come with text copied from a web page; they mean what they look like.
    if first.properties.generalCategory == .spaceSeparator { return }
    let code = "U+" + hexadecimal(first.value)
    let shown = first.properties.isWhitespace || isInvisible(first) ? code : "`\(first)`"
    let help = Lexer.lookalikes[first].map { ["write `\($0)`"] } ?? (isInvisible(first) ? ["it is not seen: delete it"] : [])
    fail("\(shown) is not part of the language", Span(start, position), help: help)
    emit(.error, from: start)
  }

  /// Characters that word processors and papers put in the place of ASCII ones.
  private static let lookalikes: [Unicode.Scalar: String] = [
    "−": "-", "–": "-", "—": "-", "×": "*", "·": "*", "÷": "/",
    "≤": "<=", "≥": ">=", "≠": "!=", "⇒": "=>", "→": "=>", "…": "...", "，": ",", "；": ";", "（": "(", "）": ")",
    "∈": "in", "∧": "and", "∨": "or", "¬": "not",
  ]
}
