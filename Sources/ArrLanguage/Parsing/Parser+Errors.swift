/// Errors that hold for any text; those that know another language's habits are in Parser+Hints.
extension Parser {
  /// `what` was expected at the current token.
  func expected(_ what: String, help: [String] = []) -> SyntaxError {
    switch current.kind {
    case .error: return .reported
    case .end: return atEnd("\(what) is missing")
    default: break
    }
    if let error = foreignOperator() { return error }
    if let error = foreignWord() { return error }
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
    return unclosed(brace)
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
    if let error = foreignOperator() { return error }
    if let error = foreignWord() { return error }
    if current.startsLine { return unclosed(opener) }
    if current.kind == .assign { return assignmentInExpression() }
    return twoPlaces(
      "\(what) is expected, not \(described(current))", current.span, "", opener.span, "opened here")
  }

  func missingOperand() -> SyntaxError {
    switch current.kind {
    case .rightBrace where blocks.isEmpty && openers.isEmpty:
      return SyntaxError("`}` closes nothing", source, current.span)
    case .rightParen where openers.isEmpty, .rightBracket where openers.isEmpty:
      return SyntaxError("`\(text(of: current))` closes nothing", source, current.span)
    case .smallestIntMagnitude:
      return SyntaxError(
        "this number does not fit in 64 bits", source, current.span, label: "the largest int is 9223372036854775807",
        help: ["for a float, write it with a point or an exponent"])
    case .elif, .else:
      return SyntaxError(
        "`\(text(of: current))` without an `if`", source, current.span,
        help: ["at the prompt, `\(text(of: current))` stands on the line of the `}` before it"])
    case .catch: return SyntaxError("`catch` without a `try`", source, current.span)
    case .star: return SyntaxError("`*` spreads a list only inside a call", source, current.span)
    case .doubleSlash: return slashComment()
    case .dot where previous == nil || current.startsLine:
      return SyntaxError(
        "a line cannot start with `.` here", source, current.span, help: ["for the last value write `_.name`"])
    default: return expected("an expression")
    }
  }

  /// A token in the words of a message.
  func described(_ token: Token) -> String {
    switch token.kind {
    case .end: return "the end of the input"
    case .string: return "a string"
    case .formattedStart, .formattedText, .formattedEnd: return "an f-string"
    case .int, .float, .smallestIntMagnitude: return "a number"
    case .formatStart: return "`:`"
    default: return "`\(text(of: token))`"
    }
  }

  /// An error that an earlier place explains.
  func twoPlaces(_ message: String, _ place: Span, _ text: String, _ earlier: Span, _ earlierText: String) -> SyntaxError {
    var error = SyntaxError(message, source, place, label: text)
    error.diagnostic?.labels.append(Diagnostic.Label(source: source, span: earlier, text: earlierText))
    return error
  }

  func notAssignable(_ value: Expression, _ op: Span) -> SyntaxError {
    let what: String
    var help: [String] = []
    switch value.kind {
    case .call: what = "a call"
    case .none, .bool, .int, .float, .string, .formatted: what = "a literal"
    case .list:
      what = "a list"
      help = ["write the targets without brackets: `a, b = …`"]
    case .tuple: what = "an empty tuple"
    case .dict, .dictComprehension: what = "a dict"
    case .compare: what = "a comparison"
    case .conditional, .lambda, .listComprehension, .and, .or, .unary, .binary: what = "an expression"
    case .name, .attribute, .subscripted: what = "this"
    }
    if help.isEmpty, source.text(of: op) == "=" { help = ["to compare, write `==`"] }
    return SyntaxError("\(what) cannot be assigned to", source, value.span, help: help)
  }

  func notNeedsParentheses() -> SyntaxError {
    SyntaxError("`not` needs parentheses here", source, current.span, help: ["write `(not …)`"])
  }

  func missingColon(in opener: Token) -> SyntaxError {
    switch current.kind {
    case .end, .error: return notClosed(opener, expecting: "`:`")
    case .comma, .rightBrace:
      return SyntaxError(
        "a dict has pairs", source, current.span, label: "`: value` is missing", help: ["a list stands in brackets: `[a, b]`"])
    default: return notClosed(opener, expecting: "`:`")
    }
  }

  func missingElse() -> SyntaxError {
    expected("`else`", help: ["a value that depends: `a if condition else b`; a filter stands behind `for` in brackets"])
  }
}
