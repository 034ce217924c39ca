extension Parser {
  mutating func atom() throws -> Expression {
    switch current.kind {
    case .name:
      let token = advance()
      return Expression(.name(text(of: token)), token.span)
    case .int, .float, .string, .true, .false, .none: return literal()
    case .leftParen: return try parenthesised()
    case .leftBracket: return try list()
    case .leftBrace: return try dict()
    case .formattedStart: return try formatted()
    default: throw missingOperand()
    }
  }

  private mutating func literal() -> Expression {
    let token = advance()
    switch token.kind {
    case .int: return Expression(.int(token.payload), token.span)
    case .float: return Expression(.float(Double(bitPattern: UInt64(UInt(bitPattern: token.payload)))), token.span)
    case .string: return Expression(.string(decoded(token)), token.span)
    case .true: return Expression(.bool(true), token.span)
    case .false: return Expression(.bool(false), token.span)
    default: return Expression(.none, token.span)
    }
  }

  /// A group, whose span takes in its parentheses, or a tuple.
  private mutating func parenthesised() throws -> Expression {
    let opener = open()
    var items: [Expression] = []
    var isTuple = current.kind == .rightParen
    while current.kind != .rightParen {
      items.append(try element())
      if items.count == 1, current.kind == .for { throw comprehensionWithoutBrackets() }
      guard take(.comma) else { break }
      isTuple = true
    }
    try close(opener, expecting: items.count == 1 && !isTuple ? "`)`" : "`,` or `)`")
    let span = Span(opener.span.start, previousEnd)
    if !isTuple, let only = items.first {
      if case .spread = only.kind { throw loneSpread(only) }
      return Expression(only.kind, span)
    }
    return try node(.tuple(items), span)
  }

  private mutating func list() throws -> Expression {
    let opener = open()
    var items: [Expression] = []
    while current.kind != .rightBracket {
      items.append(try element())
      if items.count == 1, current.kind == .for {
        if case .spread = items[0].kind { throw loneSpread(items[0]) }
        let clauses = try comprehensionClauses()
        try close(opener, expecting: "`for`, `if` or `]`")
        return try node(.listComprehension(items[0], clauses), Span(opener.span.start, previousEnd))
      }
      if !take(.comma) { break }
    }
    try close(opener, expecting: "`,` or `]`")
    return try node(.list(items), Span(opener.span.start, previousEnd))
  }

  private mutating func dict() throws -> Expression {
    let opener = open()
    var pairs: [(key: Expression?, value: Expression)] = []
    while current.kind != .rightBrace {
      if take(.doubleStar) {
        pairs.append((key: nil, value: try operation(.or)))
        if take(.comma) { continue }
        break
      }
      if current.kind == .star { throw spreadSet() }
      let key = try expression()
      guard take(.colon) else { throw missingColon(in: opener, isFirst: pairs.isEmpty) }
      let value = try expression()
      if pairs.isEmpty, current.kind == .for {
        let clauses = try comprehensionClauses()
        try close(opener, expecting: "`for`, `if` or `}`")
        return try node(.dictComprehension(key: key, value: value, clauses), Span(opener.span.start, previousEnd))
      }
      pairs.append((key: key, value: value))
      if !take(.comma) { break }
    }
    try close(opener, expecting: "`,` or `}`")
    return try node(.dict(pairs), Span(opener.span.start, previousEnd))
  }

  private mutating func comprehensionClauses() throws -> [ComprehensionClause] {
    var clauses: [ComprehensionClause] = []
    while true {
      let start = current.span.start
      if take(.for) {
        let target = try targets()
        guard take(.in) else { throw missingIn() }
        let sequence = try operation(.or)
        clauses.append(ComprehensionClause(.loop(target, sequence), Span(start, previousEnd)))
      } else if take(.if) {
        let condition = try operation(.or)
        clauses.append(ComprehensionClause(.filter(condition), Span(start, previousEnd)))
      } else {
        return clauses
      }
    }
  }

  // MARK: f-strings

  private mutating func formatted() throws -> Expression {
    try enter()
    defer { leave() }
    let start = advance()
    let pieces = try formattedPieces()
    guard current.kind == .formattedEnd else { throw expected("the end of the f-string") }
    let end = advance()
    return try node(.formatted(pieces), start.span.through(end.span))
  }

  private mutating func formattedPieces() throws -> [FormattedPiece] {
    var pieces: [FormattedPiece] = []
    while true {
      switch current.kind {
      case .formattedText: pieces.append(.text(decoded(advance())))
      case .fieldOpen: try field(into: &pieces)
      default: return pieces
      }
    }
  }

  private mutating func field(into pieces: inout [FormattedPiece]) throws {
    try enter()
    defer { leave() }
    let opener = open()
    if current.kind == .fieldClose {
      throw SyntaxError("`{}` in an f-string is empty", source, opener.span.through(current.span), help: ["write `{{}}` for braces"])
    }
    let value = try expressions()
    var conversion: Character?
    if current.kind == .assign {
      // `f"{x = }"` shows the source before the value, which then looks as it does in code.
      advance()
      pieces.append(.text(source.text(of: Span(opener.span.end, current.span.start))))
      if current.kind == .fieldClose { conversion = "r" }
    }
    if current.kind == .conversion {
      conversion = Unicode.Scalar(UInt32(truncatingIfNeeded: advance().payload)).map { Character($0) }
    }
    let format = take(.formatStart) ? try formattedPieces() : []
    pieces.append(.value(value, conversion: conversion, format: format))
    try close(opener, expecting: "`}`")
  }
}
