/// Which tokens stand next to each other and which apart. A range never starts inside a statement's operand, so that a sign
/// at its start is always a prefix.
struct Spacing {
  /// What a colon and an `=` mean where the tokens stand.
  enum Place {
    case statement
    /// Arguments or parameters: `f(x=1)`, `(a: int = 1)`.
    case arguments
    case subscripted
    case dict
    case other
  }

  let source: SourceTokens
  private var tokens: [Token] { source.tokens }

  init(_ source: SourceTokens) { self.source = source }

  /// A keyword behind a dot or before `=` is a name.
  func isKeyword(_ i: Int, _ kind: Token.Kind) -> Bool { tokens[i].kind == kind && !isName(i) }

  private func isName(_ i: Int) -> Bool {
    i > 0 && tokens[i - 1].kind == .dot || i + 1 < tokens.count && tokens[i + 1].kind == .assign
  }

  /// The token is the end of an operand: what follows it is an operator, a call or a subscript.
  func endsOperand(_ i: Int) -> Bool {
    switch tokens[i].kind {
    case .name, .int, .float, .string, .smallestIntMagnitude, .true, .false, .none, .rightParen, .rightBracket, .rightBrace:
      return true
    default: return tokens[i].kind.isKeyword && i > 0 && tokens[i - 1].kind == .dot
    }
  }

  /// How loosely the operator at `i` of a range binds, from 1 on; nil when the token is no operator that a line can end with.
  func looseness(_ i: Int, in range: Range<Int>) -> Int? {
    guard i > range.lowerBound, i + 1 < range.upperBound, !isName(i) else { return nil }
    switch tokens[i].kind {
    case .or: return 2
    case .and: return 3
    case .equal, .notEqual, .less, .lessEqual, .greater, .greaterEqual, .in: return 4
    case .plus, .minus: return endsOperand(i - 1) ? 5 : nil
    case .star, .slash, .doubleSlash, .percent, .at: return endsOperand(i - 1) ? 6 : nil
    default: return nil
    }
  }

  private func isPrefix(_ i: Int, in range: Range<Int>) -> Bool {
    switch tokens[i].kind {
    case .plus, .minus, .star, .doubleStar, .at: return i == range.lowerBound || !endsOperand(i - 1)
    default: return false
    }
  }

  /// A blank stands between token `i` and the one before it, both in one range at the same bracket level.
  func isApart(_ i: Int, in range: Range<Int>, _ place: Place) -> Bool {
    let before = tokens[i - 1]
    let token = tokens[i]
    switch (before.kind, token.kind) {
    case (_, .comma), (_, .semicolon): return false
    case (.comma, _): return true
    case (.pipe, .dot): return true
    // `1.e5` is a number, `1 .e5` is not.
    case (.int, .dot), (.float, .dot): return !source.gaps[i].isEmpty
    case (.dot, _), (_, .dot): return false
    case (_, .colon) where place == .subscripted: return hasWideSlices(range) && i > range.lowerBound && before.kind != .colon
    case (.colon, _) where place == .subscripted: return hasWideSlices(range)
    case (_, .colon): return false
    case (_, .assign) where place == .arguments, (.assign, _) where place == .arguments: return isAnnotated(range)
    case (_, .assign) where place == .subscripted, (.assign, _) where place == .subscripted: return false
    case (_, .leftParen), (_, .leftBracket): return !endsOperand(i - 1) && !isPrefix(i - 1, in: range)
    default: return !isPrefix(i - 1, in: range) || before.kind == token.kind
    }
  }

  /// `x[a + 1 : b]` sets its colons apart, for they bind loosest; `x[a:b]` does not.
  private func hasWideSlices(_ range: Range<Int>) -> Bool {
    topLevel(range).contains { looseness($0, in: range) != nil || isKeyword($0, .if) }
  }

  private func isAnnotated(_ range: Range<Int>) -> Bool {
    range.count > 2 && tokens[range.lowerBound + 1].kind == .colon
  }

  /// The tokens of a range that stand in no bracket of it.
  func topLevel(_ range: Range<Int>) -> [Int] {
    var all: [Int] = []
    var i = range.lowerBound
    while i < range.upperBound {
      all.append(i)
      if tokens[i].kind.isOpener, let close = source.partner[i], close < range.upperBound {
        all.append(close)
        i = close
      }
      i += 1
    }
    return all
  }

  func topLevel(_ range: Range<Int>, where matches: (Int) -> Bool) -> [Int] { topLevel(range).filter(matches) }
}
