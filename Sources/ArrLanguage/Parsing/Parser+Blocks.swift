/// Statements with blocks. A brace of a block may stand on the line after its header, `else` and `catch` on the line
/// after the brace before: nothing else can begin there, and it keeps "more text could make it right" true.
extension Parser {
  mutating func block(after header: String) throws -> Block {
    guard current.kind == .leftBrace else { throw missingBlock(after: header) }
    try enter()
    let brace = advance()
    blocks.append(brace)
    defer {
      leave()
      blocks.removeLast()
    }
    var list: [Statement] = []
    try statements(into: &list, until: .rightBrace)
    let closing = advance()
    compareIndentation(brace, closing)
    return Block(statements: list, span: brace.span.through(closing.span))
  }

  private mutating func loopBody(after header: String) throws -> Block {
    loopDepth += 1
    defer { loopDepth -= 1 }
    return try block(after: header)
  }

  mutating func ifStatement() throws -> Statement {
    let start = current.span
    var branches: [(condition: Expression, body: Block)] = []
    repeat {
      let keyword = text(of: advance())
      let condition = try self.condition()
      branches.append((condition: condition, body: try block(after: keyword)))
    } while current.kind == .elif
    var otherwise: Block?
    if current.kind == .else {
      advance()
      if current.kind == .if { throw elseIf() }
      otherwise = try block(after: "else")
    }
    return Statement(.if(branches: branches, otherwise: otherwise), Span(start.start, previousEnd))
  }

  private mutating func condition() throws -> Expression {
    let condition = try expression()
    if case .lambda(let function) = condition.kind { throw lambdaAsCondition(function) }
    return condition
  }

  mutating func whileStatement() throws -> Statement {
    let keyword = advance()
    let condition = try self.condition()
    let body = try loopBody(after: "while")
    return Statement(.while(condition: condition, body: body), keyword.span.through(body.span))
  }

  mutating func forStatement() throws -> Statement {
    let keyword = advance()
    let target = try targets()
    guard take(.in) else { throw missingIn() }
    let sequence = try expression()
    let body = try loopBody(after: "for")
    return Statement(.for(target: target, sequence: sequence, body: body), keyword.span.through(body.span))
  }

  mutating func withStatement() throws -> Statement {
    let keyword = advance()
    let value = try expression()
    var alias: Token?
    if take(.as) { alias = try name(for: "a name after `as`") }
    let body = try block(after: "with")
    return Statement(
      .with(value, alias: alias.map { text(of: $0) }, aliasSpan: alias?.span, body: body),
      keyword.span.through(body.span))
  }

  mutating func tryStatement() throws -> Statement {
    let keyword = advance()
    let body = try block(after: "try")
    guard take(.catch) else { throw missingCatch() }
    if current.kind == .leftParen { throw catchWithMore() }
    let name = current.kind == .name ? advance() : nil
    if name != nil, current.kind == .as || current.kind == .name { throw catchWithMore() }
    let handler = try block(after: "catch")
    return Statement(
      .try(body: body, name: name.map { text(of: $0) }, nameSpan: name?.span, handler: handler),
      keyword.span.through(handler.span))
  }

  // MARK: Functions

  mutating func decorated() throws -> Statement {
    let start = current.span
    var decorators: [Expression] = []
    while take(.at) {
      decorators.append(try expression())
      if current.kind == .end { throw expected("the function that is decorated") }
      guard current.startsLine else { throw expected("a new line after the decorator") }
    }
    guard current.kind == .def else { throw expected("`def` after a decorator") }
    return try definition(decorators: decorators, from: start)
  }

  mutating func definition(decorators: [Expression], from start: Span) throws -> Statement {
    let keyword = advance()
    let name = try self.name(for: "the name of the function")
    guard current.kind == .leftParen else { throw expected("`(`", help: ["write `def \(text(of: name))(x) { … }`"]) }
    let parameters = try self.parameters()
    let outerLoops = loopDepth
    functionDepth += 1
    loopDepth = 0
    defer {
      functionDepth -= 1
      loopDepth = outerLoops
    }
    let body = try block(after: "def")
    let function = self.function(name: name, parameters: parameters, body: body, from: keyword.span)
    return Statement(.define(function, decorators: decorators), start.through(body.span))
  }

  /// A function whose first statement is a string has it as its docstring, and no longer as a statement.
  private func function(name: Token, parameters: [ParameterSyntax], body: Block, from start: Span) -> FunctionSyntax {
    var docstring: String?
    var statements = body.statements
    if let first = statements.first, case .expression(let value, _) = first.kind, case .string(let text) = value.kind {
      docstring = text
      statements.removeFirst()
    }
    return FunctionSyntax(
      name: text(of: name), nameSpan: name.span, parameters: parameters, docstring: docstring,
      body: .block(Block(statements: statements, span: body.span)), span: start.through(body.span))
  }

  /// `(a, b: int, c = 1)`, for a definition or a lambda. Rules that a later token could still satisfy are checked only
  /// behind the closing bracket, so that half of a right line is never wrong.
  mutating func parameters() throws -> [ParameterSyntax] {
    let opener = open()
    var list: [ParameterSyntax] = []
    while current.kind != .rightParen {
      list.append(try parameter())
      if !take(.comma) { break }
    }
    try close(opener, expecting: "`,` or `)`")
    try check(list)
    return list
  }

  private mutating func parameter() throws -> ParameterSyntax {
    if [.star, .doubleStar, .slash].contains(current.kind) { throw variadicParameter() }
    let name = try self.name(for: "the name of a parameter")
    var annotation: String?
    if take(.colon) {
      guard current.kind == .name || current.kind.isKeyword else { throw expected("the name of a type") }
      annotation = text(of: advance())
      if let error = longAnnotation(name) { throw error }
    }
    let value = take(.assign) ? try expression() : nil
    let span = name.span.through(Span(previousEnd, previousEnd))
    return ParameterSyntax(name: text(of: name), annotation: annotation, defaultValue: value, span: span)
  }

  private func check(_ parameters: [ParameterSyntax]) throws {
    var seen = NameTable<Span>()
    var withDefault: ParameterSyntax?
    for parameter in parameters {
      if let first = seen[parameter.name] {
        throw twoPlaces("the parameter `\(parameter.name)` is there twice", parameter.span, "", first, "first here")
      }
      seen.insert(parameter.name, parameter.span)
      if parameter.defaultValue != nil {
        withDefault = parameter
      } else if let earlier = withDefault {
        throw twoPlaces(
          "a parameter without a default follows one that has a default", parameter.span, "", earlier.span, "has a default")
      }
    }
  }
}
