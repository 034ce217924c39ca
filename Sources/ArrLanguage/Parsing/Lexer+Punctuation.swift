extension Lexer {
  /// Operators by length, longest first; foreign ones only so that the parser can name what to write instead.
  private static let three: [UInt32: Token.Kind] = table([
    ("**=", .doubleStarAssign), ("//=", .doubleSlashAssign), ("===", .foreign), ("!==", .foreign),
  ])
  private static let two: [UInt32: Token.Kind] = table([
    ("=>", .arrow), ("|>", .pipe), ("//", .doubleSlash), ("**", .doubleStar), ("==", .equal), ("!=", .notEqual),
    ("<=", .lessEqual), (">=", .greaterEqual), ("+=", .plusAssign), ("-=", .minusAssign), ("*=", .starAssign),
    ("/=", .slashAssign), ("%=", .percentAssign), ("@=", .atAssign), ("&&", .foreign), ("||", .foreign),
    ("<>", .foreign), ("->", .foreign), (":=", .foreign), ("<<", .foreign), (">>", .foreign), ("/*", .foreign),
  ])
  private static let one: [UInt32: Token.Kind] = table([
    ("(", .leftParen), (")", .rightParen), ("[", .leftBracket), ("]", .rightBracket), ("{", .leftBrace),
    ("}", .rightBrace), (",", .comma), (":", .colon), (";", .semicolon), ("+", .plus), ("-", .minus), ("*", .star),
    ("/", .slash), ("%", .percent), ("@", .at), ("<", .less), (">", .greater), ("=", .assign), ("!", .foreign),
    ("?", .foreign), ("&", .foreign), ("|", .foreign), ("^", .foreign), ("~", .foreign),
  ])

  private static func table(_ entries: [(String, Token.Kind)]) -> [UInt32: Token.Kind] {
    var result: [UInt32: Token.Kind] = [:]
    for (text, kind) in entries { result[text.utf8.reduce(0) { $0 << 8 | UInt32($1) }] = kind }
    return result
  }

  mutating func lexPunctuation(_ first: UInt8) {
    let start = position
    let a = UInt32(first)
    // Most operators are single: only those that can grow pay for the longer tables.
    if Lexer.canGrow(first), byte(1) != 0 {
      let b = a << 8 | UInt32(byte(1))
      if byte(2) != 0, let kind = Lexer.three[b << 8 | UInt32(byte(2))] { return take(3, kind, start) }
      if let kind = Lexer.two[b] { return take(2, kind, start) }
    }
    if let kind = Lexer.one[a] { return take(1, kind, start) }
    if first == UInt8(ascii: "`") { return lexCurlyQuotes("`") }
    position += 1
    failUnknown(first, start: start)
    emit(.error, from: start)
  }

  private mutating func take(_ length: Int, _ kind: Token.Kind, _ start: Int) {
    position += length
    emit(kind, from: start)
  }

  private static func canGrow(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"),
      UInt8(ascii: "}"), UInt8(ascii: ","), UInt8(ascii: ";"):
      return false
    default: return true
    }
  }

  private mutating func failUnknown(_ byte: UInt8, start: Int) {
    let span = Span(start, position)
    switch byte {
    case UInt8(ascii: "\\"):
      fail("only a line end can follow `\\`", span, help: ["`\\` joins a line with the next one"])
    case 0x0D: fail("a carriage return without a line feed", span, help: ["save the file with LF or CRLF line ends"])
    case UInt8(ascii: "$"):
      let help = self.byte(0) == UInt8(ascii: "{") ? "a value in text stands in an f-string: `f\"… {x}\"`" : "a name has no `$`"
      fail("`$` is not part of the language", span, help: [help])
    case 0..<0x20, 0x7F: fail("the control character U+\(hex(UInt32(byte))) is not text", span)
    default: fail("`\(Character(Unicode.Scalar(byte)))` is not part of the language", span)
    }
  }
}
