/// The smallest piece of a text that means something. Plain bits: the words of names are read from the source when the
/// parser needs them, decoded strings lie in the lexer's `texts`.
struct Token {
  enum Kind: UInt8 {
    case end
    /// Something the lexer has already reported; the parser stops here without a second message.
    case error

    case name, int, float, string
    /// 9223372036854775808, which is a number only after a minus.
    case smallestIntMagnitude

    /// `f"text{value!r:format}"` is formattedStart, formattedText, fieldOpen, …, conversion, formatStart,
    /// formattedText, fieldClose, formattedEnd.
    case formattedStart, formattedText, fieldOpen, conversion, formatStart, fieldClose, formattedEnd

    case `if`, `elif`, `else`, `for`, `while`, with, `as`, `try`, `catch`, def, `return`, `break`, `continue`, raise
    case assert, `import`, `in`, not, and, or, `true`, `false`, none

    case leftParen, rightParen, leftBracket, rightBracket, leftBrace, rightBrace
    case comma, colon, semicolon, dot, ellipsis, arrow, pipe
    case plus, minus, star, slash, doubleSlash, percent, doubleStar, at
    case equal, notEqual, less, lessEqual, greater, greaterEqual
    case assign, plusAssign, minusAssign, starAssign, slashAssign, doubleSlashAssign, percentAssign, doubleStarAssign
    case atAssign
    /// An operator of another language (`&&`, `?`, `===` …): lexed so that the parser can say what to write instead.
    case foreign
  }

  var kind: Kind
  /// A line break stands between this token and the one before. Whether that ends a statement is for the parser to
  /// say: only it knows if a brace is a block or a dict.
  var startsLine: Bool
  var span: Span
  /// The value of an int, the bits of a float, the index of a decoded text, the scalar of a conversion.
  var payload = 0
}

extension Token.Kind {
  /// Keywords can still be names after a dot.
  var isKeyword: Bool { rawValue >= Token.Kind.if.rawValue && rawValue <= Token.Kind.none.rawValue }

  var isOpener: Bool { self == .leftParen || self == .leftBracket || self == .leftBrace || self == .fieldOpen }
  var isCloser: Bool { self == .rightParen || self == .rightBracket || self == .rightBrace || self == .fieldClose }

  /// The closing bracket that belongs to an opening one.
  var closer: Token.Kind {
    switch self {
    case .leftParen: return .rightParen
    case .leftBracket: return .rightBracket
    case .fieldOpen: return .fieldClose
    default: return .rightBrace
    }
  }

  /// True for an operator between two operands.
  var isInfix: Bool {
    switch self {
    case .plus, .minus, .star, .slash, .doubleSlash, .percent, .doubleStar, .at, .equal, .notEqual, .less, .lessEqual, .greater,
      .greaterEqual, .and, .or, .in, .pipe, .arrow:
      return true
    default: return false
    }
  }

  /// True for a token that can be the last of an operand.
  var endsOperand: Bool { startsAtom || isCloser || self == .formattedEnd }

  /// True for a token that can only begin an operand.
  var startsAtom: Bool {
    switch self {
    case .name, .int, .float, .string, .formattedStart, .true, .false, .none: return true
    default: return false
    }
  }

  /// Keywords by their bytes packed into one word; the longest has eight letters.
  static let keywords: [UInt64: Token.Kind] = {
    let words: [(String, Token.Kind)] = [
      ("if", .if), ("elif", .elif), ("else", .else), ("for", .for), ("while", .while), ("with", .with), ("as", .as),
      ("try", .try), ("catch", .catch), ("def", .def), ("return", .return), ("break", .break),
      ("continue", .continue), ("raise", .raise), ("assert", .assert), ("import", .import), ("in", .in),
      ("not", .not), ("and", .and), ("or", .or), ("true", .true), ("false", .false), ("none", .none),
      ("True", .true), ("False", .false), ("None", .none),
    ]
    var table: [UInt64: Token.Kind] = [:]
    for (word, kind) in words { table[word.utf8.reduce(0) { $0 << 8 | UInt64($1) }] = kind }
    return table
  }()

  /// The same laid flat for the lexer, which asks for every name of a program: a word is at its place or after it.
  static let keywordPlaces: [(word: UInt64, kind: Token.Kind)] = {
    var places = [(word: UInt64, kind: Token.Kind)](repeating: (0, .name), count: 128)
    for (word, kind) in keywords {
      var place = keywordPlace(of: word)
      while places[place].word != 0 { place = (place + 1) & 127 }
      places[place] = (word, kind)
    }
    return places
  }()

  private static func keywordPlace(of word: UInt64) -> Int { Int(truncatingIfNeeded: (word &* 0x9e37_79b9_7f4a_7c15) >> 57) }

  /// The keyword with these bytes. The table is handed in: a lookup takes less time than asking whether a global is set up.
  static func keyword(_ word: UInt64, in keywordPlaces: [(word: UInt64, kind: Token.Kind)]) -> Token.Kind? {
    var place = keywordPlace(of: word)
    while true {
      let (known, kind) = keywordPlaces[place]
      if known == word { return kind }
      if known == 0 { return nil }
      place = (place + 1) & 127
    }
  }
}

/// What stops the parser: a diagnostic, or nothing to say because it was said before.
struct SyntaxError: Error {
  var diagnostic: Diagnostic?
  /// The place of the error is the end of the input: more text could make it right.
  var atEnd = false

  /// Leaves a production whose error is already reported.
  static let reported = SyntaxError(diagnostic: nil)
  static let reportedAtEnd = SyntaxError(diagnostic: nil, atEnd: true)

  init(diagnostic: Diagnostic?, atEnd: Bool = false) {
    self.diagnostic = diagnostic
    self.atEnd = atEnd
  }

  init(_ message: String, _ source: Source, _ span: Span, label: String = "", help: [String] = [], atEnd: Bool = false) {
    let label = Diagnostic.Label(source: source, span: span, text: label)
    self.init(diagnostic: Diagnostic("syntax", message, labels: [label], help: help), atEnd: atEnd)
  }
}
