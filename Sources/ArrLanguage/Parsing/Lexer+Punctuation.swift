extension Lexer {
  /// Operators by length, longest first; foreign ones only so that the parser can name what to write instead.
  private static let three: [UInt32: Token.Kind] = table([
    ("**=", .doubleStarAssign), ("//=", .doubleSlashAssign), ("===", .foreign), ("!==", .foreign),
  ])
  private static let two: [Token.Kind?] = flatTable([
    ("=>", .arrow), ("|>", .pipe), ("//", .doubleSlash), ("**", .doubleStar), ("==", .equal), ("!=", .notEqual),
    ("<=", .lessEqual), (">=", .greaterEqual), ("+=", .plusAssign), ("-=", .minusAssign), ("*=", .starAssign),
    ("/=", .slashAssign), ("%=", .percentAssign), ("@=", .atAssign), ("&&", .foreign), ("||", .foreign),
    ("<>", .foreign), ("->", .foreign), (":=", .foreign), ("<<", .foreign), (">>", .foreign), ("/*", .foreign),
  ])
  private static let one: [Token.Kind?] = flatTable([
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

  /// By the bytes themselves, seven bits each: most of a program's tokens are looked up here.
  private static func flatTable(_ entries: [(String, Token.Kind)]) -> [Token.Kind?] {
    let length = entries.first?.0.utf8.count ?? 0
    var result = [Token.Kind?](repeating: nil, count: 1 << (7 * length))
    for (text, kind) in entries { result[text.utf8.reduce(0) { $0 << 7 | Int($1) }] = kind }
    return result
  }

  mutating func lexPunctuation(_ first: UInt8) {
    let start = position
    let second = byte(1)
    // Most operators are single: only those that can grow pay for the longer tables.
    if Lexer.canGrow(first), second != 0, second < 0x80, let kind = Lexer.two[Int(first) << 7 | Int(second)] {
      // Every operator of three ends with `=` and begins with one of two.
      let third = UInt32(first) << 16 | UInt32(second) << 8 | UInt32(UInt8(ascii: "="))
      if byte(2) == UInt8(ascii: "="), let longer = Lexer.three[third] { return take(3, longer, start) }
      return take(2, kind, start)
    }
    if first < 0x80, let kind = Lexer.one[Int(first)] { return take(1, kind, start) }
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
    case 0..<0x20, 0x7F: fail("the control character U+\(hexadecimal(UInt32(byte))) is not text", span)
    default: fail("`\(Character(Unicode.Scalar(byte)))` is not part of the language", span)
    }
  }
}
