/// What to write instead of what does not fit, where other languages' habits explain it.
extension Parser {
  /// Something follows a whole statement on its line.
  func unexpected(afterStatementFrom first: Token) -> SyntaxError {
    if current.kind == .error { return .reported }
    if let error = foreignComment() ?? foreignOperator() ?? foreignWord() ?? foreignInfix() { return error }
    if let error = operatorAtLineEnd(), current.kind != .assign || first.kind.isKeyword { return error }
    switch current.kind {
    case .name where ["elseif", "elsif"].contains(text(of: current)):
      return SyntaxError("`\(text(of: current))` is not a keyword here", source, current.span, help: ["write `elif`"])
    case .name where ["except", "rescue", "finally"].contains(text(of: current)): return missingCatch()
    case .else: return strayElse(first)
    case .colon: return pythonLambda() ?? strayColon(first)
    case .as:
      return SyntaxError("`as` does not convert", source, current.span, help: ["a type is a function: `int(x)`, `float(x)`, `str(x)`"])
    case .assign: return assignmentInExpression()
    default: break
    }
    if current.kind.isCloser { return missingOperand() }
    if let error = foreignFunction() ?? callWithoutParentheses(first) { return error }
    if let error = adjacentStrings() { return error }
    return SyntaxError(
      "the statement ends before \(described(current))", source, current.span,
      help: ["two statements stand on two lines, or have `;` between them"])
  }

  /// `print x`; `int x = 1`.
  private func callWithoutParentheses(_ first: Token) -> SyntaxError? {
    guard first.kind == .name, let previous, previous.span == first.span, current.kind.startsAtom,
      current.span.start > previous.span.end
    else { return nil }
    let name = text(of: first)
    if current.kind == .name, peek().kind == .assign {
      return SyntaxError(
        "a variable has no declared type", source, first.span, help: ["write `\(text(of: current)) = …`"])
    }
    let help = hint(forForeignName: name) ?? "write `\(name)(\(restOfStatement() ?? "…"))`"
    return SyntaxError("a call has parentheses", source, current.span, help: [help])
  }

  /// The text from the current token to the end of its statement, when it is short and nothing is wrong with it.
  private func restOfStatement() -> String? {
    var last = current
    var ahead = 1
    while true {
      let token = peek(ahead)
      if token.startsLine || [.end, .semicolon, .rightBrace].contains(token.kind) { break }
      if token.kind == .error || token.kind == .foreign || token.kind == .assign { return nil }
      if token.kind.startsAtom, last.kind.endsOperand { return nil }
      last = token
      ahead += 1
    }
    let text = source.text(of: current.span.through(last.span))
    return text.utf8.count <= 40 ? text : nil
  }

  /// `"a" "b"`, which is one string in Python and C.
  func adjacentStrings() -> SyntaxError? {
    guard current.kind == .string || current.kind == .formattedStart, previous?.kind == .string || previous?.kind == .formattedEnd
    else { return nil }
    let isItem = openers.last?.kind == .leftBracket || openers.last?.kind == .leftParen
    return SyntaxError(
      "two strings stand side by side", source, current.span, help: ["join them with `+`" + (isItem ? "; two items have `,` between them" : "")])
  }

  private func strayColon(_ first: Token) -> SyntaxError {
    if peek().kind == .colon, peek().span.start == current.span.end {
      return SyntaxError(
        "`::` is not an operator here", source, current.span.through(peek().span), help: ["a member is read with a dot: `x.name`"])
    }
    if first.kind == .name, position == statementStart + 1 || previous?.kind == .name && tokens[position - 2].kind == .dot {
      return SyntaxError(
        "`:` is not expected here", source, current.span, help: ["a variable has no declared type: `x = …`"])
    }
    return colonRange()
  }

  private func strayElse(_ first: Token) -> SyntaxError {
    if first.kind == .for || first.kind == .while {
      return SyntaxError("a loop has no `else`", source, current.span, help: ["put it behind the loop, with an `if` where it needs one"])
    }
    return SyntaxError("`else` without an `if`", source, current.span, help: ["a value that depends: `a if condition else b`"])
  }

  // MARK: Blocks

  mutating func missingBlock(after header: String) -> SyntaxError {
    switch current.kind {
    case .colon where header == "for" && (previous?.kind == .int || peek().kind == .int): return colonRange()
    case .colon:
      sawColonHeader = true
      return SyntaxError(
        "a block stands in braces", source, current.span, help: ["write `{` for `:`, and `}` behind the block"])
    case .assign where header == "def": return bodyWithoutBraces()
    case .arrow where header == "def": return bodyWithoutBraces()
    case .assign: return assignmentInExpression()
    case .name where ["then", "do"].contains(text(of: current)) && !current.startsLine:
      return SyntaxError("`\(text(of: current))` is not needed", source, current.span, help: ["a block stands in braces: `{ … }`"])
    case .comma where header == "with":
      return SyntaxError("a `with` enters one object", source, current.span, help: ["write the second `with` inside the first"])
    case .foreign where header == "def" && text(of: current) == "->":
      let type = peek().kind == .name || peek().kind.isKeyword ? peek() : current
      return SyntaxError("a function has no result type", source, current.span.through(type.span), help: ["leave it out"])
    case .end, .error: return expected("`{` after \(header == "else" || header == "try" ? "`\(header)`" : "the `\(header)`")")
    default: break
    }
    guard current.startsLine else { return expected("`{` after \(header == "else" || header == "try" ? "`\(header)`" : "the `\(header)`")") }
    sawColonHeader = indentation(of: current) > indentation(of: tokens[statementStart])
    return SyntaxError("the `\(header)` has no block", source, Span(previousEnd, previousEnd), label: "`{` is missing")
  }

  func assignmentInExpression() -> SyntaxError {
    let next = peek()
    if next.span.start == current.span.end, next.kind == .less || (next.kind == .foreign && text(of: next) == "!") {
      return SyntaxError(
        "`=\(text(of: next))` is not an operator here", source, current.span.through(next.span), help: ["write `\(text(of: next))=`"])
    }
    return SyntaxError("`=` assigns and has no value", source, current.span, help: ["to compare, write `==`"])
  }

  func lambdaAsCondition(_ function: FunctionSyntax) -> SyntaxError {
    SyntaxError("`=>` makes a function, which is always true", source, function.nameSpan, help: ["to compare, write `>=`"])
  }

  func elseIf() -> SyntaxError {
    SyntaxError("`else if` is one word", source, Span(previous?.span.start ?? 0, current.span.end), help: ["write `elif`"])
  }

  func missingCatch() -> SyntaxError {
    if current.kind == .name {
      switch text(of: current) {
      case "except", "rescue":
        return SyntaxError("`\(text(of: current))` is not a keyword here", source, current.span, help: ["write `catch e { … }`"])
      case "finally":
        return SyntaxError("there is no `finally`", source, current.span, help: ["`with` leaves its object on every exit"])
      default: break
      }
    }
    guard current.startsLine, current.kind != .end else { return expected("`catch` after the block of a `try`") }
    return SyntaxError("the `try` has no `catch`", source, Span(previousEnd, previousEnd), help: ["write `catch e { … }` behind the `}`"])
  }

  func catchWithMore() -> SyntaxError {
    SyntaxError("`catch` takes one name, and no parentheses", source, current.span, help: ["write `catch e { … }`: it catches every error"])
  }

  // MARK: Loops

  /// `1:10`, which makes a range in Julia, R and MATLAB.
  private func colonRange() -> SyntaxError {
    SyntaxError("`:` makes no range", source, current.span, help: ["write `range(start, stop)`, without its last number"])
  }

  func missingIn() -> SyntaxError {
    if current.kind == .assign || current.kind == .colon { return countingLoop(current.span) }
    if current.kind == .name, ["of", "from"].contains(text(of: current)) {
      return SyntaxError("`\(text(of: current))` is not a keyword here", source, current.span, help: ["write `for x in xs { … }`"])
    }
    return expected("`in`")
  }

  private func countingLoop(_ place: Span) -> SyntaxError {
    SyntaxError("`for` goes over a sequence", source, place, help: ["write `for i in range(n) { … }`"])
  }

  /// `for (let i = 0; …)`, `for let x of xs`.
  func declaredLoopVariable() -> SyntaxError? {
    guard current.kind == .name, peek().kind == .name, !peek().startsLine else { return nil }
    if peek(2).kind == .assign { return countingLoop(current.span) }
    return ["let", "var", "const", "auto"].contains(text(of: current))
      ? SyntaxError("`\(text(of: current))` is not a keyword here", source, current.span, help: ["write `for x in xs { … }`"]) : nil
  }

  /// `for (i = 0; …)` and `for (x in xs)`, inside the parentheses.
  func loopInParentheses() -> SyntaxError? {
    if current.kind == .assign { return countingLoop(current.span) }
    guard current.kind == .in || (current.kind == .name && text(of: current) == "of") else { return nil }
    return SyntaxError(
      "the header of a `for` has no parentheses", source, openers.last?.span ?? current.span, help: ["write `for x in xs { … }`"])
  }

  // MARK: Statements

  /// `in = 3`.
  func keywordAsName() -> SyntaxError? {
    guard ![.true, .false, .none].contains(current.kind) else { return nil }
    return SyntaxError(
      "`\(text(of: current))` is a keyword", source, current.span, help: ["choose another name for the variable"])
  }

  func raiseAlone(_ keyword: Token) -> SyntaxError {
    SyntaxError("`raise` needs a message or an error", source, keyword.span, help: ["to pass on what `catch e` caught, write `raise e`"])
  }

  /// `assert(x, "message")` would hold whatever `x` is.
  func assertionOfTuple(_ condition: Expression, _ items: [Expression]) -> SyntaxError {
    let parts = items.map { source.text(of: $0.span) }.joined(separator: ", ")
    let help = parts.utf8.count <= 60 && !parts.contains("\n") ? "write `assert \(parts)`" : "write it without the parentheses"
    return SyntaxError("a tuple is always true", source, condition.span, help: [help])
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

  /// Behind a dot, where a name should stand.
  func notAMember() -> SyntaxError {
    let dot = previous?.span ?? current.span
    if current.kind == .dot || (current.kind == .float && text(of: current).hasPrefix(".")) {
      return SyntaxError("`..` makes no range", source, Span(dot.start, current.span.start + 1), help: ["write `range(start, stop)`"])
    }
    if current.kind.isInfix, current.span.start == dot.end, ![.and, .or, .in].contains(current.kind) {
      let op = text(of: current)
      return SyntaxError(
        "`.\(op)` is not an operator here", source, dot.through(current.span), help: ["tensors work element by element: write `\(op)`"])
    }
    return expected("a name after `.`")
  }

  func badConversion() -> SyntaxError {
    SyntaxError("a conversion is `!r`, `!s` or `!a`", source, current.span.through(peek().span))
  }

  func comprehensionWithoutBrackets() -> SyntaxError {
    SyntaxError("a comprehension stands in brackets", source, current.span, help: ["write `[… for x in xs]`"])
  }

  /// `*xs` where there is nothing that its items could be put into.
  func loneSpread(_ place: Span) -> SyntaxError {
    SyntaxError("`*` spreads a list only inside a call, a list or a tuple", source, Span(place.start, place.start + 1))
  }

  func loneSpread(_ spread: Expression) -> SyntaxError { loneSpread(spread.span) }

  /// `{*xs}`
  func spreadSet() -> SyntaxError {
    SyntaxError("there are no sets", source, current.span, help: ["every item once: `distinct(xs)`; the pairs of a dict: `{**d}`"])
  }

  func chainedAssignment() -> SyntaxError {
    SyntaxError("one statement assigns once", source, current.span, help: ["write two statements, or `a, b = 1, 1`"])
  }

  func badImport() -> SyntaxError {
    guard current.kind == .name, !current.startsLine else { return expected("the path of a file") }
    let name = text(of: current)
    return SyntaxError("`import` takes the path of a file", source, current.span, help: [hint(forImportOf: name)])
  }

  func pipeIntoLambda(_ pipe: Token) -> SyntaxError? {
    guard current.kind == .name, peek().kind == .arrow else { return nil }
    return SyntaxError(
      "a lambda behind `|>` needs parentheses", source, pipe.span.through(peek().span), help: ["write `|> (x => …)`"])
  }
}
