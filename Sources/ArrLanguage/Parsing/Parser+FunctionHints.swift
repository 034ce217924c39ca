/// What to write for the functions of other languages.
extension Parser {
  // MARK: Bodies of several statements

  /// `x => { return x }`: a brace there is a dict, unless something that no dict has follows it.
  func blockLambdaHint() -> SyntaxError? {
    switch peek().kind {
    case .return, .if, .for, .while, .with, .try, .def, .raise, .assert, .import, .break, .continue: break
    default: return nil
    }
    return blockLambda(current, at: position)
  }

  /// `x => { y = x }`: what stands in the braces behind an arrow is no pair, so they were meant for a block.
  func blockLambda(_ opener: Token) -> SyntaxError? {
    var place = position
    while place > statementStart, tokens[place].span.start > opener.span.start { place -= 1 }
    guard place > 0, tokens[place - 1].kind == .arrow, tokens[place + 1].kind != .string else { return nil }
    return blockLambda(opener, at: place)
  }

  private func blockLambda(_ opener: Token, at place: Int) -> SyntaxError {
    let parameters = textOfParameters(endingBefore: place - 1)
    var help = ["a function of several statements is `def name\(parameters) { … }`"]
    if current.kind == .rightBrace {
      let value = source.text(of: Span(opener.span.end, previousEnd)).drop { $0 == " " }
      if value.utf8.count <= 40, !value.contains("\n") {
        help.insert("a value has no braces: `\(parameters == "()" ? "()" : shortened(parameters)) => \(value)`", at: 0)
      }
    }
    return SyntaxError("a lambda holds one expression", source, opener.span, help: help)
  }

  /// `(x, y)` before the arrow at `arrow`.
  private func textOfParameters(endingBefore arrow: Int) -> String {
    var first = arrow - 1
    if tokens.indices.contains(first), tokens[first].kind == .rightParen {
      while first > statementStart, tokens[first].kind != .leftParen { first -= 1 }
    }
    guard tokens.indices.contains(first), arrow > first else { return "(…)" }
    let text = source.text(of: tokens[first].span.through(tokens[arrow - 1].span))
    if text.utf8.count > 30 || text.contains("\n") { return "(…)" }
    return text.hasPrefix("(") ? text : "(\(text))"
  }

  /// One parameter needs no parentheses.
  private func shortened(_ parameters: String) -> String {
    let name = parameters.dropFirst().dropLast()
    return name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" } ? String(name) : parameters
  }

  // MARK: Parameters

  /// `def f(*args)`, `def f(**options)`, and the lone `*` and `/` that part Python's parameters.
  func variadicParameter() -> SyntaxError {
    let (sign, next) = (text(of: current), peek())
    guard next.kind == .name else {
      return SyntaxError(
        "`\(sign)` parts no parameters", source, current.span, help: ["leave it out: every argument may be given by its name"])
    }
    let name = text(of: next)
    let (what, spread) = sign == "*" ? ("list", "`f(*items)` spreads a list") : ("dict", "`f(**options)` spreads a dict")
    return SyntaxError(
      "there is no `\(sign)\(name)`: a function has a fixed number of parameters", source, current.span.through(next.span),
      help: ["take one \(what) as the parameter `\(name)`; where a function is called, \(spread)"])
  }

  /// `x: list[int]`, `x: np.ndarray`, `x: int | None`: behind the first word of a type.
  func longAnnotation(_ parameter: Token) -> SyntaxError? {
    guard current.kind == .leftBracket || current.kind == .dot || (current.kind == .foreign && text(of: current) == "|") else { return nil }
    return SyntaxError(
      "the type of a parameter is one word", source, current.span, help: ["write the first word of it, or leave it out: `\(text(of: parameter))`"])
  }

  /// `def f(x) = x + 1` and `def f(x) => x + 1`.
  func bodyWithoutBraces() -> SyntaxError {
    SyntaxError(
      "the body of a function stands in braces", source, current.span,
      help: ["write `def name(x) { return … }`, or `name = x => …`"])
  }

  /// `f(x) = x + 1`, as Julia defines a function.
  func functionAssignment(_ value: Expression) -> [String]? {
    guard case .call(let callee, let arguments) = value.kind, case .name = callee.kind else { return nil }
    let areNames = arguments.allSatisfy { if case .name = $0.value.kind { true } else { false } }
    let call = source.text(of: value.span)
    return areNames && !arguments.isEmpty && call.utf8.count <= 40 ? ["a function is `def \(call) { return … }`"] : nil
  }

  // MARK: Words for a function

  /// `function(x) { … }` as a value: the brace comes as a surprise, the word before the parameters explains it.
  func foreignFunction() -> SyntaxError? {
    guard let closing = previous, closing.kind == .rightParen else { return nil }
    var depth = 0
    var i = position - 1
    while i > statementStart {
      if tokens[i].kind == .rightParen { depth += 1 }
      if tokens[i].kind == .leftParen { depth -= 1 }
      i -= 1
      if depth == 0 { break }
    }
    guard tokens[i].kind == .name, ["function", "func", "fn", "fun"].contains(text(of: tokens[i])) else { return nil }
    return SyntaxError(
      "`\(text(of: tokens[i]))` is not a keyword here", source, tokens[i].span,
      help: ["a function without a name: `x => …`; with statements: `def name(x) { … }`"])
  }

  /// `lambda: 1`, `lambda *xs: xs`: the `:` comes as a surprise, the word before the parameters explains it.
  func pythonLambda() -> SyntaxError? {
    guard current.kind == .colon else { return nil }
    var i = position - 1
    while i >= statementStart, [.name, .star, .doubleStar, .comma].contains(tokens[i].kind) {
      if tokens[i].kind == .name, text(of: tokens[i]) == "lambda" { return foreignWord(tokens[i]) }
      i -= 1
    }
    return nil
  }
}
