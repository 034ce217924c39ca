/// What people type from elsewhere, answered with what to write here.
extension Parser {
  /// The current token is an operator that only other languages have.
  func foreignOperator() -> SyntaxError? {
    guard current.kind == .foreign else { return nil }
    let text = self.text(of: current)
    let help: String?
    switch text {
    case "&&": help = "write `and`"
    case "||": help = "write `or`"
    case "!": help = "write `not`"
    case "?": help = "a value that depends: `a if condition else b`"
    case "===": help = "write `==`"
    case "!==", "<>": help = "write `!=`"
    case "&": help = "to join two conditions write `and`; two tensors of bool multiply: `a * b`"
    case "|": help = "for one of two conditions write `or`; to pass a value on, `|>`"
    case "^": help = "for a power write `**`"
    case "~": help = "write `not`"
    case "->": help = "a function has no result type; for a lambda write `x => …`"
    case ":=": help = "assign in a statement of its own"
    case "<<", ">>": help = "multiply or divide by a power of two: `a * 2 ** n`"
    case "/*": help = "a comment starts with `#`"
    default: help = nil
    }
    return SyntaxError("`\(text)` is not an operator here", source, current.span, help: help.map { [$0] } ?? [])
  }

  /// The token before is a word that begins something in another language.
  func foreignWord() -> SyntaxError? {
    guard let word = previous, word.kind == .name, !current.startsLine else { return nil }
    let help: String
    switch text(of: word) {
    case "lambda": help = "write `x => …`, or `(a, b) => …`"
    case "fn", "function", "func", "fun", "proc", "sub": help = "a function is `def name(a, b) { … }`"
    case "let", "var", "const", "val", "auto", "local", "mut": help = "no keyword is needed: `x = …`"
    case "class", "struct", "enum", "interface": help = "there are no classes; a dict holds named values"
    case "elseif", "elsif", "elsewhen": help = "write `elif`"
    case "except", "rescue": help = "write `catch e { … }` behind the `}` of the `try`"
    case "from": help = "nothing needs importing; a file of your own: `import \"file.arr\"`"
    case "new": help = "call it without `new`"
    case "del", "delete": help = "assign `none` to let a value go"
    case "global", "nonlocal": help = "a function reads outer names as they are; return what it makes"
    case "yield": help = "return a list"
    case "async", "await": help = "leave it out"
    case "switch", "match", "case": help = "write `if … { } elif … { }`"
    case "foreach": help = "write `for x in xs { … }`"
    case "throw": help = "write `raise \"message\"`"
    case "unless": help = "write `if not …`"
    case "until": help = "write `while not …`"
    default: return nil
    }
    return SyntaxError("`\(text(of: word))` is not a keyword here", source, word.span, help: [help])
  }

  /// Something follows a whole statement on its line.
  func unexpected(afterStatementFrom first: Token) -> SyntaxError {
    if current.kind == .error { return .reported }
    if let error = foreignOperator() ?? foreignWord() { return error }
    let word = text(of: current)
    if current.kind == .name, word == "is" {
      let negated = peek().kind == .not
      return SyntaxError("`is` is not an operator here", source, current.span, help: ["write `\(negated ? "!=" : "==")`"])
    }
    if current.kind == .name, ["elseif", "elsif"].contains(word) {
      return SyntaxError("`\(word)` is not a keyword here", source, current.span, help: ["write `elif`"])
    }
    if current.kind == .name, ["except", "rescue", "finally"].contains(word) { return missingCatch() }
    if current.kind == .else { return missingIfInTernary() }
    if first.kind == .name, let previous, previous.span == first.span, current.kind.startsAtom,
      current.span.start > previous.span.end
    {
      let call = "\(text(of: first))(…)"
      return SyntaxError("a call has parentheses", source, current.span, help: ["write `\(call)`"])
    }
    if current.kind == .string, previous?.kind == .string {
      return SyntaxError("two strings stand side by side", source, current.span, help: ["join them with `+`"])
    }
    if current.kind == .colon { return strayColon() }
    if current.kind == .assign { return assignmentInExpression() }
    if current.kind.isCloser { return missingOperand() }
    return SyntaxError(
      "the statement ends before \(described(current))", source, current.span,
      help: ["two statements stand on two lines, or have `;` between them"])
  }

  private func strayColon() -> SyntaxError {
    SyntaxError(
      "`:` is not expected here", source, current.span, help: ["a variable has no declared type: `x = …`"])
  }

  private func missingIfInTernary() -> SyntaxError {
    SyntaxError("`else` without an `if`", source, current.span, help: ["a value that depends: `a if condition else b`"])
  }

  // MARK: Blocks

  mutating func missingBlock(after header: String) -> SyntaxError {
    switch current.kind {
    case .colon:
      sawColonHeader = true
      return SyntaxError(
        "a block stands in braces", source, current.span, help: ["write `{` for `:`, and `}` behind the block"])
    case .assign where header != "def": return assignmentInExpression()
    case .name where ["then", "do"].contains(text(of: current)) && !current.startsLine:
      return SyntaxError("`\(text(of: current))` is not needed", source, current.span, help: ["a block stands in braces: `{ … }`"])
    default: return expected("`{` after \(header == "else" || header == "try" ? "`\(header)`" : "the `\(header)`")")
    }
  }

  func assignmentInExpression() -> SyntaxError {
    SyntaxError("`=` assigns and has no value", source, current.span, help: ["to compare, write `==`"])
  }

  func elseIf() -> SyntaxError {
    SyntaxError("`else if` is one word", source, Span(previous?.span.start ?? 0, current.span.end), help: ["write `elif`"])
  }

  func missingCatch() -> SyntaxError {
    guard current.kind == .name else { return expected("`catch` after the block of a `try`") }
    switch text(of: current) {
    case "except", "rescue":
      return SyntaxError("`\(text(of: current))` is not a keyword here", source, current.span, help: ["write `catch e { … }`"])
    case "finally":
      return SyntaxError("there is no `finally`", source, current.span, help: ["`with` leaves its object on every exit"])
    default: return expected("`catch` after the block of a `try`")
    }
  }

  func missingIn() -> SyntaxError {
    if current.kind == .assign || current.kind == .colon {
      return SyntaxError("`for` goes over a sequence", source, current.span, help: ["write `for i in range(n) { … }`"])
    }
    return expected("`in`")
  }

  // MARK: Expressions

  /// `x++` and `x--` as statements; `x ++ y` is a sum.
  func incrementHint(_ op: Token, _ left: Expression) -> SyntaxError? {
    guard op.kind == .plus || op.kind == .minus, current.kind == op.kind, current.span.start == op.span.end else {
      return nil
    }
    let next = peek()
    guard next.startsLine || [.end, .semicolon, .rightBrace, .rightParen].contains(next.kind) else { return nil }
    let sign = text(of: op)
    return SyntaxError(
      "`\(sign)\(sign)` is not an operator here", source, op.span.through(current.span),
      help: ["write `\(source.text(of: left.span)) \(sign)= 1`"])
  }

  func comprehensionWithoutBrackets() -> SyntaxError {
    SyntaxError("a comprehension stands in brackets", source, current.span, help: ["write `[… for x in xs]`"])
  }

  func spreadInDict() -> SyntaxError {
    SyntaxError("`**` spreads a dict only inside a call", source, current.span)
  }

  func variadicParameter() -> SyntaxError {
    SyntaxError(
      "a function has a fixed number of parameters", source, current.span,
      help: ["take a list, or a dict, as one parameter; a call can spread them: `f(*list, **dict)`"])
  }

  func chainedAssignment() -> SyntaxError {
    SyntaxError("one statement assigns once", source, current.span, help: ["write two statements, or `a, b = 1, 1`"])
  }

  func badImport() -> SyntaxError {
    guard current.kind == .name, !current.startsLine else { return expected("the path of a file") }
    return SyntaxError(
      "`import` takes the path of a file", source, current.span,
      help: ["`\(text(of: current))` needs no import; for a file of your own: `import \"file.arr\"`"])
  }

  func slashComment() -> SyntaxError {
    SyntaxError("`//` divides", source, current.span, help: ["a comment starts with `#`"])
  }

  func pipeIntoLambda(_ pipe: Token) -> SyntaxError? {
    guard current.kind == .name, peek().kind == .arrow else { return nil }
    return SyntaxError(
      "a lambda behind `|>` needs parentheses", source, pipe.span.through(peek().span), help: ["write `|> (x => …)`"])
  }

  /// `x => { … }`: a brace there is a dict, unless something that no dict has follows it.
  func blockLambdaHint() -> SyntaxError? {
    switch peek().kind {
    case .return, .if, .for, .while, .with, .try, .def, .raise, .assert, .import: break
    default: return nil
    }
    return SyntaxError(
      "a lambda holds one expression", source, current.span, help: ["for statements write `def name(x) { … }`"])
  }
}
