/// Calls, subscripts, attributes and pipelines.
extension Parser {
  mutating func postfixed(_ base: Expression) throws -> Expression {
    var value = base
    while true {
      switch current.kind {
      case .leftParen where !atLineBreak: value = try call(value)
      case .leftBracket where !atLineBreak: value = try subscripted(value)
      // A line that starts with `.name` goes on with the one before.
      case .dot where !atLineBreak || peek().kind == .name || peek().kind == .end: value = try attribute(value)
      default: return value
      }
    }
  }

  private mutating func attribute(_ base: Expression) throws -> Expression {
    advance()
    guard current.kind == .name || current.kind.isKeyword else { throw notAMember() }
    let name = advance()
    return try node(
      .attribute(base, name: text(of: name), nameSpan: name.span), base.span.through(name.span))
  }

  // MARK: Calls

  private mutating func call(_ callee: Expression) throws -> Expression {
    let opener = open()
    var arguments: [Argument] = []
    while current.kind != .rightParen {
      arguments.append(try argument())
      if current.kind == .for { throw comprehensionWithoutBrackets() }
      if !take(.comma) { break }
    }
    try close(opener, expecting: "`,` or `)`")
    try check(arguments)
    return try node(.call(callee, arguments), callee.span.through(Span(previousEnd, previousEnd)))
  }

  private mutating func argument() throws -> Argument {
    switch current.kind {
    case .star:
      advance()
      return Argument(.spreadList, try expression())
    case .doubleStar:
      advance()
      return Argument(.spreadDict, try expression())
    // A keyword before `=` is a name: `model(x, with=edits)`.
    case let kind where (kind == .name || kind.isKeyword && !kind.startsAtom) && peek().kind == .assign:
      let name = advance()
      advance()
      return Argument(.keyword(text(of: name), name.span), try expression())
    default: return Argument(.positional, try expression())
    }
  }

  /// Checked behind the closing bracket: `f(a=1, b` may still become `f(a=1, b=2)`.
  private func check(_ arguments: [Argument]) throws {
    var keywords = NameTable<Span>()
    var lastKeyword: Span?
    for argument in arguments {
      switch argument.kind {
      case .keyword(let name, let span):
        if let first = keywords[name] {
          throw twoPlaces("the argument `\(name)` is given twice", span, "", first, "first here")
        }
        keywords.insert(name, span)
        lastKeyword = span
      case .spreadDict: lastKeyword = argument.value.span
      case .positional, .spreadList:
        guard let keyword = lastKeyword else { continue }
        throw twoPlaces(
          "an argument without a name follows one with a name", argument.value.span, "", keyword, "has a name")
      }
    }
  }

  // MARK: Subscripts

  private mutating func subscripted(_ base: Expression) throws -> Expression {
    let opener = open()
    var entries: [Subscript] = []
    if current.kind == .rightBracket { throw expected("an index") }
    while current.kind != .rightBracket {
      entries.append(try subscriptEntry())
      if !take(.comma) { break }
    }
    try close(opener, expecting: "`,` or `]`")
    return try node(.subscripted(base, entries), base.span.through(Span(previousEnd, previousEnd)))
  }

  private mutating func subscriptEntry() throws -> Subscript {
    let start = current.span.start
    if take(.ellipsis) { return Subscript(axis: nil, .ellipsis, Span(start, previousEnd)) }
    var axis: String?
    if current.kind == .name, peek().kind == .assign {
      axis = text(of: advance())
      advance()
    }
    let first = current.kind == .colon ? nil : try expression()
    guard current.kind == .colon else {
      guard let index = first else { throw expected("an index") }
      return Subscript(axis: axis, .index(index), Span(start, previousEnd))
    }
    advance()
    let stop = try slicePart()
    let step = take(.colon) ? try slicePart() : nil
    return Subscript(axis: axis, .slice(start: first, stop: stop, step: step), Span(start, previousEnd))
  }

  private mutating func slicePart() throws -> Expression? {
    switch current.kind {
    case .colon, .comma, .rightBracket: return nil
    default: return try expression()
    }
  }

  // MARK: Pipelines

  /// `a |> f(b)` is `f(a, b)`, `a |> f` is `f(a)`, `a |> .m(b)` is `a.m(b)`.
  mutating func pipelineStage(_ value: Expression) throws -> Expression {
    let pipe = advance()
    // The dot belongs to the stage even when it starts a line.
    if current.kind == .dot { return try postfixed(try attribute(value)) }
    if let error = pipeIntoLambda(pipe) { throw error }
    let isParenthesised = current.kind == .leftParen
    let head = try atom()
    let stage = try postfixed(head)
    let span = value.span.through(stage.span)
    switch stage.kind {
    // `a |> (f(b))` calls what `f(b)` gives: the parentheses close the stage.
    case .call(let callee, let arguments) where !(isParenthesised && stage === head):
      return try node(.call(callee, [Argument(.positional, value)] + arguments), span)
    case .none, .bool, .int, .float, .string, .formatted:
      throw SyntaxError("`|>` leads into a function", source, stage.span, label: "this cannot be called")
    default: return try node(.call(stage, [Argument(.positional, value)]), span)
    }
  }
}
