extension Parser {
  /// `exprs`: one expression, or a tuple without parentheses.
  mutating func expressions() throws -> Expression {
    let first = try element()
    guard current.kind == .comma, !atLineBreak else {
      if case .spread = first.kind { throw loneSpread(first) }
      return first
    }
    var items = [first]
    while current.kind == .comma, !atLineBreak {
      advance()
      // `x, = xs`
      if current.kind == .assign, openers.isEmpty, !current.startsLine { break }
      items.append(try element())
    }
    return try node(.tuple(items), Span(first.span.start, previousEnd))
  }

  /// An item of a list or tuple: an expression, or `*items`.
  mutating func element() throws -> Expression {
    guard current.kind == .star else { return try expression() }
    if peek().kind == .name, peek(2).kind == .arrow { throw variadicParameter() }
    let star = advance()
    let items = try operation(.or)
    return try node(.spread(items), star.span.through(items.span))
  }

  mutating func expression() throws -> Expression {
    try enter()
    defer { leave() }
    if startsLambda() { return try lambda() }
    var value = try ternary()
    // A line that starts with `|>` goes on with the one before.
    while current.kind == .pipe { value = try pipelineStage(value) }
    return value
  }

  private mutating func ternary() throws -> Expression {
    let value = try operation(.or)
    guard current.kind == .if, !atLineBreak else { return value }
    advance()
    let condition = try operation(.or)
    guard take(.else) else { throw missingElse() }
    let otherwise = try expression()
    return try node(
      .conditional(condition: condition, then: value, otherwise: otherwise), value.span.through(otherwise.span))
  }

  // MARK: Operators

  /// How tightly an operator binds.
  enum Level: Int, Comparable {
    case or, and, not, compare, sum, product, unary
    static func < (a: Level, b: Level) -> Bool { a.rawValue < b.rawValue }
    /// The level of the right operand of an operator that groups to the left.
    var tighter: Level { Level(rawValue: rawValue + 1) ?? .unary }
  }

  private func infixLevel() -> Level? {
    switch current.kind {
    case .or: return .or
    case .and: return .and
    case .equal, .notEqual, .less, .lessEqual, .greater, .greaterEqual, .in: return .compare
    case .not: return peek().kind == .in ? .compare : nil
    case .plus, .minus: return .sum
    case .star, .slash, .doubleSlash, .percent, .at: return .product
    default: return nil
    }
  }

  /// Operands joined by operators of `minimum` and tighter ones: one loop instead of a function for every level of the
  /// grammar, which keeps the stack of nested parentheses small.
  mutating func operation(_ minimum: Level) throws -> Expression {
    var left = try operand(minimum)
    while !atLineBreak, let level = infixLevel(), level >= minimum {
      if level == .compare {
        left = try comparison(left)
      } else {
        left = try infix(left, level)
      }
    }
    return left
  }

  private mutating func infix(_ left: Expression, _ level: Level) throws -> Expression {
    let op = advance()
    if let error = incrementHint(op, left) { throw error }
    let right = try operation(level.tighter)
    let span = left.span.through(right.span)
    switch op.kind {
    case .or: return try node(.or(left, right), span)
    case .and: return try node(.and(left, right), span)
    default: return try node(.binary(Parser.binaryOperator(op.kind), opSpan: op.span, left, right), span)
    }
  }

  private static func binaryOperator(_ kind: Token.Kind) -> BinaryOperator {
    switch kind {
    case .plus: return .add
    case .minus: return .subtract
    case .star: return .multiply
    case .slash: return .divide
    case .doubleSlash: return .floorDivide
    case .percent: return .modulo
    case .at: return .matmul
    default: return .power
    }
  }

  /// `a < b <= c` is one node: each operand is evaluated once.
  private mutating func comparison(_ first: Expression) throws -> Expression {
    var rest: [(op: Comparison, opSpan: Span, operand: Expression)] = []
    while !atLineBreak, infixLevel() == .compare {
      let start = advance()
      var op = Parser.comparisonOperator(start.kind)
      if start.kind == .not {
        advance()
        op = .notContains
      }
      let opSpan = Span(start.span.start, previousEnd)
      rest.append((op: op, opSpan: opSpan, operand: try operation(.sum)))
    }
    return try node(.compare(first, rest), Span(first.span.start, previousEnd))
  }

  private static func comparisonOperator(_ kind: Token.Kind) -> Comparison {
    switch kind {
    case .equal: return .equal
    case .notEqual: return .notEqual
    case .less: return .less
    case .lessEqual: return .lessEqual
    case .greater: return .greater
    case .greaterEqual: return .greaterEqual
    default: return .contains
    }
  }

  private mutating func operand(_ minimum: Level) throws -> Expression {
    switch current.kind {
    case .not:
      guard minimum <= .not else { throw notNeedsParentheses() }
      return try prefixed(.not, .not)
    case .minus:
      if peek().kind == .smallestIntMagnitude, peek(2).kind != .doubleStar { return smallestInt() }
      return try prefixed(.minus, .unary)
    case .plus: return try prefixed(.plus, .unary)
    default: return try power()
    }
  }

  private mutating func prefixed(_ op: UnaryOperator, _ level: Level) throws -> Expression {
    try enter()
    defer { leave() }
    let token = advance()
    let operand = level == .not ? try operation(.not) : try self.operand(level)
    return try node(.unary(op, operand), token.span.through(operand.span))
  }

  /// The one int whose magnitude is no int.
  private mutating func smallestInt() -> Expression {
    let minus = advance()
    let digits = advance()
    return Expression(.int(.min), minus.span.through(digits.span))
  }

  private mutating func power() throws -> Expression {
    let base = try postfixed(try atom())
    guard current.kind == .doubleStar, !atLineBreak else { return base }
    try enter()
    defer { leave() }
    let op = advance()
    let exponent = try operand(.unary)
    return try node(.binary(.power, opSpan: op.span, base, exponent), base.span.through(exponent.span))
  }

  // MARK: Lambdas

  /// `x =>` or `(a, b = 1) =>`. In an input that ends before the arrow, `(a =` and `(a :` can only be parameters.
  private func startsLambda() -> Bool {
    if current.kind == .name { return peek().kind == .arrow }
    guard current.kind == .leftParen else { return false }
    var depth = 0
    var ahead = 0
    var looksLikeParameters = false
    while true {
      let token = peek(ahead)
      if token.kind == .end || token.kind == .error { return looksLikeParameters }
      if token.kind == .def || token.kind == .return { return false }
      if token.kind.isOpener { depth += 1 }
      if token.kind.isCloser {
        depth -= 1
        if depth == 0 {
          let next = peek(ahead + 1).kind
          return next == .arrow || (next == .end && looksLikeParameters)
        }
      }
      if depth == 1, token.kind == .name, [.leftParen, .comma].contains(peek(ahead - 1).kind),
        [.assign, .colon].contains(peek(ahead + 1).kind)
      {
        looksLikeParameters = true
      }
      ahead += 1
    }
  }

  private mutating func lambda() throws -> Expression {
    let start = current.span
    let parameters: [ParameterSyntax]
    if current.kind == .name {
      let name = advance()
      parameters = [ParameterSyntax(name: text(of: name), annotation: nil, defaultValue: nil, span: name.span)]
    } else {
      parameters = try self.parameters()
    }
    let arrow = current.span
    guard take(.arrow) else { throw expected("`=>`") }
    if current.kind == .leftBrace { if let error = blockLambdaHint() { throw error } }
    let body = try expression()
    let function = FunctionSyntax(
      name: "", nameSpan: arrow, parameters: parameters, docstring: nil, body: .expression(body),
      span: start.through(body.span))
    return try node(.lambda(function), function.span)
  }
}
