extension Parser {
  /// A statement and what ends it.
  mutating func ended(_ body: (inout Parser) throws -> Statement) throws -> Statement {
    let first = current
    let statement = try body(&self)
    if current.kind == .semicolon {
      advance()
      guard case .expression(let value, _) = statement.kind else { return statement }
      return Statement(.expression(value, endsWithSemicolon: true), statement.span)
    }
    if current.startsLine || current.kind == .rightBrace || current.kind == .end { return statement }
    throw unexpected(afterStatementFrom: first)
  }

  mutating func statement() throws -> Statement {
    openers.removeAll(keepingCapacity: true)
    if current.kind.isKeyword, peek().kind == .assign, !peek().startsLine { if let error = keywordAsName() { throw error } }
    switch current.kind {
    case .if: return try ifStatement()
    case .for: return try forStatement()
    case .while: return try whileStatement()
    case .with: return try withStatement()
    case .try: return try tryStatement()
    case .def: return try definition(decorators: [], from: current.span)
    case .at: return try decorated()
    case .return: return try returnStatement()
    case .break, .continue: return try loopExit()
    case .raise:
      let keyword = advance()
      if current.kind == .rightBrace || current.kind == .semicolon || (current.startsLine && current.kind != .end) {
        throw raiseAlone(keyword)
      }
      let value = try expression()
      return Statement(.raise(value), keyword.span.through(value.span))
    case .assert: return try assertion()
    case .import: return try importStatement()
    default: return try assignmentOrExpression()
    }
  }

  /// `|> f` at the start of an entry: `_ |> f`.
  mutating func continuedFromLast() throws -> Statement {
    let place = Span(current.span.start, current.span.start)
    var value = Expression(.name("_"), place)
    while current.kind == .pipe { value = try pipelineStage(value) }
    return Statement(.expression(value, endsWithSemicolon: false), value.span)
  }

  // MARK: Simple statements

  private mutating func returnStatement() throws -> Statement {
    let keyword = advance()
    let hasValue = !(current.startsLine || current.kind == .semicolon || current.kind == .rightBrace || current.kind == .end)
    let value = hasValue ? try expressions() : nil
    if functionDepth == 0 {
      throw SyntaxError("`return` stands outside a function", source, keyword.span)
    }
    return Statement(.return(value), keyword.span.through(value?.span ?? keyword.span))
  }

  private mutating func loopExit() throws -> Statement {
    let keyword = advance()
    if loopDepth == 0 {
      throw SyntaxError("`\(text(of: keyword))` stands outside a loop", source, keyword.span)
    }
    return Statement(keyword.kind == .break ? .break : .continue, keyword.span)
  }

  private mutating func assertion() throws -> Statement {
    let keyword = advance()
    let condition = try expression()
    let message = take(.comma) ? try expression() : nil
    if case .tuple(let items) = condition.kind, !items.isEmpty { throw assertionOfTuple(condition, items) }
    return Statement(.assert(condition, message: message), keyword.span.through((message ?? condition).span))
  }

  private mutating func importStatement() throws -> Statement {
    let keyword = advance()
    guard current.kind == .string, !current.startsLine else { throw badImport() }
    let path = advance()
    var alias: String?
    if current.kind == .as {
      advance()
      alias = text(of: try name(for: "the name of the import"))
    }
    let span = Span(keyword.span.start, previousEnd)
    return Statement(.importFile(path: decoded(path), pathSpan: path.span, alias: alias), span)
  }

  func decoded(_ token: Token) -> String { texts.indices.contains(token.payload) ? texts[token.payload] : "" }

  mutating func name(for what: String) throws -> Token {
    guard current.kind == .name else { throw expected(what) }
    return advance()
  }

  // MARK: Assignment

  private mutating func assignmentOrExpression() throws -> Statement {
    if let error = incrementInFront() { throw error }
    let value = try expressions()
    if let error = arrowAssignment(value) { throw error }
    if atLineBreak { return Statement(.expression(value, endsWithSemicolon: false), value.span) }
    if current.kind == .assign {
      let op = advance()
      let target = try self.target(from: value, assignedAt: op.span)
      let right = try expressions()
      if current.kind == .assign, !atLineBreak { throw operatorAtLineEnd() ?? chainedAssignment() }
      return Statement(.assign(target: target, value: right), value.span.through(right.span))
    }
    if let op = Parser.augmented(current.kind) {
      let opToken = advance()
      let target = try self.target(from: value, assignedAt: opToken.span)
      if case .tuple(_, let span) = target {
        throw SyntaxError("`\(text(of: opToken))` takes one target, not several", source, span)
      }
      let right = try expressions()
      return Statement(
        .augmented(target: target, op: op, opSpan: opToken.span, value: right), value.span.through(right.span))
    }
    return Statement(.expression(value, endsWithSemicolon: false), value.span)
  }

  private static func augmented(_ kind: Token.Kind) -> BinaryOperator? {
    switch kind {
    case .plusAssign: return .add
    case .minusAssign: return .subtract
    case .starAssign: return .multiply
    case .slashAssign: return .divide
    case .doubleSlashAssign: return .floorDivide
    case .percentAssign: return .modulo
    case .doubleStarAssign: return .power
    case .atAssign: return .matmul
    default: return nil
    }
  }

  /// What stands left of `=`, read as an expression first because only `=` tells them apart.
  func target(from value: Expression, assignedAt op: Span) throws -> Target {
    if let error = lostChange(value) { throw error }
    switch value.kind {
    case .name(let name): return .name(name, value.span)
    case .attribute(let base, let name, let nameSpan): return .attribute(base, name: name, nameSpan: nameSpan)
    case .subscripted(let base, let subscripts): return .subscripted(base, subscripts, value.span)
    case .tuple(let items) where !items.isEmpty:
      return try tuple(try items.map { try target(from: $0, assignedAt: op) }, value.span)
    case .spread(let inner): return .starred(try target(from: inner, assignedAt: op), value.span)
    default: throw notAssignable(value, op)
    }
  }

  /// `targets` of a `for` or comprehension: names and parenthesised targets.
  mutating func targets() throws -> Target {
    let first = try starredTarget()
    guard current.kind == .comma else {
      if case .starred(_, let span) = first { throw loneSpread(span) }
      return first
    }
    var all = [first]
    while take(.comma) {
      if current.kind == .in { break }
      all.append(try starredTarget())
    }
    return try tuple(all, first.span.through(all.last?.span ?? first.span))
  }

  /// Several targets, of which one may be starred.
  private func tuple(_ targets: [Target], _ span: Span) throws -> Target {
    let starred = targets.compactMap { target -> Span? in if case .starred(_, let span) = target { span } else { nil } }
    if starred.count > 1 { throw twoPlaces("only one name can take the rest", starred[1], "", starred[0], "this one does") }
    return .tuple(targets, span)
  }

  private mutating func starredTarget() throws -> Target {
    guard current.kind == .star else { return try oneTarget() }
    let star = advance()
    let target = try oneTarget()
    return .starred(target, star.span.through(target.span))
  }

  private mutating func oneTarget() throws -> Target {
    if let error = declaredLoopVariable() { throw error }
    if current.kind == .leftParen {
      try enter()
      defer { leave() }
      let opener = open()
      let inner = try targets()
      if let error = loopInParentheses() { throw error }
      try close(opener, expecting: "`,` or `)`")
      let span = Span(opener.span.start, previousEnd)
      switch inner {
      case .tuple(let items, _): return .tuple(items, span)
      default: return .tuple([inner], span)
      }
    }
    let name = try self.name(for: "the name of a variable")
    return .name(text(of: name), name.span)
  }
}
