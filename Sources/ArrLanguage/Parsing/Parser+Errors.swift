/// Errors that hold for any text; those that know another language's habits are in Parser+Hints.
extension Parser {
  /// `what` was expected at the current token.
  func expected(_ what: String, help: [String] = []) -> SyntaxError {
    switch current.kind {
    case .error: return .reported
    case .end: return atEnd("\(what) is missing")
    default: break
    }
    if let error = foreignOperator() ?? foreignWord() ?? foreignInfix() { return error }
    return SyntaxError("\(what) is expected, not \(described(current))", source, current.span, help: help)
  }

  /// The input ended; what is open explains it best.
  func atEnd(_ message: String) -> SyntaxError {
    if let opener = openers.last { return unclosed(opener) }
    return SyntaxError(message, source, Span(previousEnd, previousEnd), atEnd: true)
  }

  private func unclosed(_ opener: Token) -> SyntaxError {
    SyntaxError("`\(text(of: opener))` is not closed", source, opener.span, label: "opened here", atEnd: current.kind == .end)
  }

  func blockNotClosed() -> SyntaxError {
    guard let brace = blocks.last else { return atEnd("`}` is missing") }
    return unclosed(misplacedBraces.first { $0.span.start > brace.span.start } ?? brace)
  }

  func notClosed(_ opener: Token, expecting what: String) -> SyntaxError {
    switch current.kind {
    case .error: return .reported
    case .end: return unclosed(opener)
    case .rightParen, .rightBracket, .rightBrace, .fieldClose:
      return twoPlaces(
        "`\(text(of: current))` does not close `\(text(of: opener))`", current.span, "", opener.span, "opened here")
    default: break
    }
    if opener.kind == .fieldOpen, current.kind == .foreign, text(of: current) == "!" { return badConversion() }
    if let error = foreignOperator() ?? foreignWord() ?? foreignInfix() ?? pythonLambda() { return error }
    if let error = adjacentStrings() { return error }
    if current.startsLine { return unclosed(opener) }
    if current.kind == .assign { return assignmentInExpression() }
    var error = twoPlaces(
      "\(what) is expected, not \(described(current))", current.span, "", opener.span, "opened here")
    if opener.kind == .leftBracket, current.kind == .semicolon { error.diagnostic?.help = ["a matrix is a list of rows: `[[1, 2], [3, 4]]`"] }
    return error
  }

  func missingOperand() -> SyntaxError {
    switch current.kind {
    case .rightParen, .rightBracket, .rightBrace, .fieldClose, .comma:
      if let error = operatorWithoutRightSide() { return error }
      let closesBlock = current.kind == .rightBrace && !blocks.isEmpty
      return openers.isEmpty && current.kind != .comma && !closesBlock ? closesNothing() : expected("an expression")
    case .smallestIntMagnitude:
      return SyntaxError(
        "this number does not fit in 64 bits", source, current.span, label: "the largest int is 9223372036854775807",
        help: ["for a float, write it with a point or an exponent"])
    case .elif, .else:
      // Only an entry at the prompt can begin so: before anything else in a file there is no `if` to go on from.
      return SyntaxError(
        "`\(text(of: current))` without an `if`", source, current.span,
        help: position == 0 ? ["at the prompt, `\(text(of: current))` stands on the line of the `}` before it"] : [])
    case .catch: return SyntaxError("`catch` without a `try`", source, current.span)
    case .star: return loneSpread(current.span)
    case .doubleSlash: return slashComment()
    case .greater where previous?.kind == .percent && previous?.span.end == current.span.start:
      return SyntaxError("`%>%` is not an operator here", source, Span(current.span.start - 1, current.span.end + 1), help: ["write `|>`"])
    case .dot where previous == nil || current.startsLine:
      return SyntaxError(
        "a line cannot start with `.` here", source, current.span, help: ["for the last value write `_.name`"])
    case .foreign where ["|", "||"].contains(text(of: current)):
      return SyntaxError(
        "`\(text(of: current))` begins no expression", source, current.span, help: ["a function without a name: `x => …`"])
    default: return foreignStart() ?? expected("an expression")
    }
  }

  func closesNothing() -> SyntaxError { SyntaxError("`\(text(of: current))` closes nothing", source, current.span) }

  /// An operator stands before the current token, which cannot be its right side.
  private func operatorWithoutRightSide() -> SyntaxError? {
    guard let op = previous, op.kind.isInfix || op.kind == .assign, position > statementStart else { return nil }
    return SyntaxError("an expression is missing behind `\(text(of: op))`", source, op.span)
  }

  /// An operator at the end of a line took the next line for its right side, until something there did not fit.
  func operatorAtLineEnd() -> SyntaxError? {
    var i = position
    while i > statementStart + 1 {
      i -= 1
      let op = tokens[i - 1]
      guard tokens[i].startsLine, op.kind.isInfix || op.kind == .comma || op.kind == .assign else { continue }
      return SyntaxError("an expression is missing behind `\(text(of: op))`", source, op.span)
    }
    return nil
  }

  /// A token in the words of a message.
  func described(_ token: Token) -> String {
    switch token.kind {
    case .end: return "the end of the input"
    case .string: return "a string"
    case .formattedStart, .formattedText, .formattedEnd: return "an f-string"
    case .int, .float, .smallestIntMagnitude: return "a number"
    case .formatStart: return "`:`"
    case let kind where kind.isKeyword && ![.true, .false, .none].contains(kind): return "the keyword `\(text(of: token))`"
    default: return "`\(text(of: token))`"
    }
  }

  /// An error that an earlier place explains.
  func twoPlaces(_ message: String, _ place: Span, _ text: String, _ earlier: Span, _ earlierText: String) -> SyntaxError {
    var error = SyntaxError(message, source, place, label: text)
    error.diagnostic?.labels.append(Diagnostic.Label(source: source, span: earlier, text: earlierText))
    return error
  }

  /// `f()[0] = 1`: what can be changed through an index or a dot is a value, and nothing would hold the changed one.
  func lostChange(_ target: Expression) -> SyntaxError? {
    var root = target
    while true {
      switch root.kind {
      case .attribute(let base, _, _), .subscripted(let base, _): root = base
      case .name: return nil
      default:
        if root === target { return nil }
        let text = source.text(of: root.span)
        let named = text.utf8.count <= 40 && !text.contains(where: \.isNewline) ? text : "…"
        let path = source.text(of: Span(root.span.end, target.span.end))
        let change = path.utf8.count <= 40 && !path.contains(where: \.isNewline) ? "x" + path : "x[…]"
        let isCall = if case .call = root.kind { true } else { false }
        return SyntaxError(
          "this change would be lost", source, root.span, label: "\(isCall ? "a call gives a value of its own" : "a value of its own"), which no variable holds",
          help: ["name it first: `x = \(named)`, then `\(change) = …`, which changes `x` alone"])
      }
    }
  }

  func notAssignable(_ value: Expression, _ op: Span) -> SyntaxError {
    let what: String
    var help: [String] = []
    switch value.kind {
    case .call:
      what = "a call"
      if source.text(of: op) == "=" { help = functionAssignment(value) ?? [] }
    case .none, .bool, .int, .float, .string, .formatted: what = "a literal"
    case .list:
      what = "a list"
      help = ["write the targets without brackets: `a, b = …`"]
    case .tuple: what = "an empty tuple"
    case .dict, .dictComprehension: what = "a dict"
    case .compare: what = "a comparison"
    case .conditional, .lambda, .listComprehension, .and, .or, .unary, .binary: what = "an expression"
    case .name, .attribute, .subscripted, .spread: what = "this"
    }
    if help.isEmpty, source.text(of: op) == "=" { help = ["to compare, write `==`"] }
    return SyntaxError("\(what) cannot be assigned to", source, value.span, help: help)
  }

  func notNeedsParentheses() -> SyntaxError {
    SyntaxError("`not` needs parentheses here", source, current.span, help: ["write `(not …)`"])
  }

  func missingColon(in opener: Token, isFirst: Bool) -> SyntaxError {
    if isFirst, current.kind != .end, current.kind != .error, let error = blockLambda(opener) { return error }
    switch current.kind {
    case .end, .error: return notClosed(opener, expecting: "`:`")
    case .comma, .rightBrace, .for:
      if let error = operatorWithoutRightSide() { return error }
      return SyntaxError(
        "a dict has pairs", source, current.span, label: "`: value` is missing",
        help: ["there are no sets; a list stands in brackets: `[\(current.kind == .for ? "… for x in xs" : "a, b")]`"])
    case .assign:
      return SyntaxError("a dict has pairs of key and value", source, current.span, help: ["write `{\"key\": value}`"])
    default: return notClosed(opener, expecting: "`:`")
    }
  }

  func missingElse() -> SyntaxError {
    let help = ["a value that depends: `a if condition else b`; a filter stands behind `for` in brackets"]
    if atLineBreak, current.kind != .end {
      return SyntaxError("`else` is missing", source, Span(previousEnd, previousEnd), help: help)
    }
    return expected("`else`", help: help)
  }
}
