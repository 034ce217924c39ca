extension LayoutBuilder {
  private struct Bracket {
    var open: Int
    var close: Int
    var items: [Range<Int>]
    /// The comma behind each item that has one.
    var commas: [Int]
    var place: Spacing.Place
    /// A comma may stand behind the last item.
    var takesComma = false
    /// The parentheses of one item that only the comma makes a tuple.
    var needsComma = false
    var isCall = false
  }

  /// A bracket with what is in it: on one line, or one item a line.
  mutating func bracket(_ open: Int, _ close: Int, inTargets: Bool) {
    add(.text(source.text(open)))
    if open + 1 == close {
      emptyInside(close)
    } else if inTargets {
      targets(open, close)
    } else {
      inside(described(open, close))
    }
    add(.text(source.text(close)))
  }

  private mutating func emptyInside(_ close: Int) {
    let comments = source.gaps[close].comments
    guard !comments.isEmpty else { return }
    _ = self.open(isBroken: true)
    add(comments, isFirst: true)
    add(.line(isBlank: false, outdents: true))
    self.close()
  }

  /// The parentheses of `for (a, b) in …` hold names only.
  private mutating func targets(_ open: Int, _ close: Int) {
    var i = open + 1
    while i <= close {
      if !source.gaps[i].comments.isEmpty {
        for comment in source.gaps[i].comments {
          if comment.startsLine { add(.hard) }
          add(.comment(comment.text, own: comment.startsLine))
        }
        add(.hard)
      } else if i > open + 1, tokens[i - 1].kind == .comma {
        add(.text(" "))
      }
      guard i < close else { break }
      if tokens[i].kind.isOpener, let inner = source.partner[i], inner < close {
        bracket(i, inner, inTargets: true)
        i = inner + 1
      } else {
        add(.text(source.text(i)))
        i += 1
      }
    }
  }

  private func described(_ open: Int, _ close: Int) -> Bracket {
    let commas = spacing.topLevel(open + 1..<close) { tokens[$0].kind == .comma && !isInTargets($0, from: open + 1) }
    var items: [Range<Int>] = []
    var start = open + 1
    for comma in commas {
      items.append(start..<comma)
      start = comma + 1
    }
    if start < close { items.append(start..<close) }
    var bracket = Bracket(open: open, close: close, items: items, commas: commas, place: .other)
    let isPostfix = open > 0 && spacing.endsOperand(open - 1) && !startsStatement(open)
    let isComprehension = items.count == 1 && items[0].contains { spacing.isKeyword($0, .for) && isTop($0, items[0]) }
    switch tokens[open].kind {
    case .leftParen:
      let isLambda = close + 1 < tokens.count && tokens[close + 1].kind == .arrow
      bracket.isCall = isPostfix || isLambda
      bracket.place = bracket.isCall ? .arguments : .other
      bracket.needsComma = !bracket.isCall && items.count == 1 && !commas.isEmpty
      bracket.takesComma = bracket.isCall || items.count > 1
    case .leftBracket:
      bracket.place = isPostfix ? .subscripted : .other
      bracket.takesComma = !isComprehension
    default:
      bracket.place = .dict
      bracket.takesComma = !isComprehension
    }
    return bracket
  }

  /// A bracket at the start of a statement belongs to no operand, whatever the statement before ends with.
  private func startsStatement(_ open: Int) -> Bool { open == statementStart }

  private func isTop(_ i: Int, _ range: Range<Int>) -> Bool { spacing.topLevel(range).contains(i) }

  /// `[a for a, b in c]`: the comma parts targets, not items.
  private func isInTargets(_ comma: Int, from start: Int) -> Bool {
    var inTargets = false
    for i in spacing.topLevel(start..<comma) {
      if spacing.isKeyword(i, .for) { inTargets = true } else if spacing.isKeyword(i, .in) { inTargets = false }
    }
    return inTargets
  }

  // MARK: Items

  private mutating func inside(_ bracket: Bracket) {
    let isSplit = tokens[bracket.open + 1].startsLine || hasComments(bracket)
    if !isSplit, isShort(bracket) {
      pipeline(bracket.items[0], bracket.place)
      return
    }
    let group = self.open(isBroken: isSplit)
    let openStep = layout.steps.count - 1
    for (k, item) in bracket.items.enumerated() {
      if k > 0 {
        add(.text(","))
        add(commentsAround(comma: bracket.commas[k - 1], next: item.lowerBound))
      } else {
        add(source.gaps[item.lowerBound].comments, isFirst: true)
      }
      let comments = source.gaps[item.lowerBound].comments
      add(.line(isBlank: k > 0, blankLine: source.gaps[item.lowerBound].blankLines > 0 && (k > 0 || !comments.isEmpty)))
      if k + 1 == bracket.items.count, !isSplit { lastItem(item, bracket, group, openStep) } else { self.item(item, bracket) }
    }
    end(bracket)
    self.close()
  }

  private mutating func end(_ bracket: Bracket) {
    if bracket.needsComma { add(.text(",")) } else if bracket.takesComma { add(.comma) }
    if bracket.commas.count == bracket.items.count, let comma = bracket.commas.last {
      add(commentsAround(comma: comma, next: bracket.close))
    } else {
      add(source.gaps[bracket.close].comments)
    }
    add(.line(isBlank: false, outdents: true))
  }

  /// Comments before a comma move behind it.
  private func commentsAround(comma: Int, next: Int) -> [SourceTokens.Comment] {
    source.gaps[comma].comments + source.gaps[next].comments
  }

  private func hasComments(_ bracket: Bracket) -> Bool {
    !source.gaps[bracket.close].comments.isEmpty || bracket.items.contains { !source.gaps[$0.lowerBound].comments.isEmpty }
      || bracket.commas.contains { !source.gaps[$0].comments.isEmpty }
  }

  /// One name, number or string gains nothing on a line of its own.
  private func isShort(_ bracket: Bracket) -> Bool {
    guard bracket.items.count == 1, !bracket.needsComma, let item = bracket.items.first else { return false }
    return item.count == 1 || item.count == 2 && tokens[item.lowerBound].kind == .minus
  }

  /// An element of a list, or the element and clauses of a comprehension.
  private mutating func item(_ item: Range<Int>, _ bracket: Bracket) {
    let kind = tokens[bracket.open].kind
    guard kind != .leftParen, bracket.place != .subscripted else { return pipeline(item, bracket.place) }
    var start = item.lowerBound
    var sawFor = false
    for i in spacing.topLevel(item) where i > start {
      let isClause = spacing.isKeyword(i, .for) || sawFor && spacing.isKeyword(i, .if)
      guard isClause else { continue }
      sawFor = true
      part(start..<i, isFirst: start == item.lowerBound, bracket)
      start = i
    }
    part(start..<item.upperBound, isFirst: start == item.lowerBound, bracket)
  }

  private mutating func part(_ range: Range<Int>, isFirst: Bool, _ bracket: Bracket) {
    if !isFirst {
      add(source.gaps[range.lowerBound].comments)
      add(.line(isBlank: true))
    }
    pipeline(range, isFirst ? bracket.place : .other)
  }

  /// A list or dict as the last argument of a call can break alone, and so can a call that is the only argument.
  private mutating func lastItem(_ item: Range<Int>, _ bracket: Bracket, _ group: Int, _ openStep: Int) {
    let isOnlyCall = bracket.items.count == 1 && isPlainCall(item)
    guard bracket.isCall, isOnlyCall || isDisplay(item), !bracket.items.dropLast().contains(where: isDisplay) else {
      return self.item(item, bracket)
    }
    let isWhole = !layout.groups[group].cannotBeFlat
    let count = layout.groups.count
    self.item(item, bracket)
    // The first group that was opened in the item is that of its bracket; a short one opens none.
    guard isWhole, layout.groups.count > count else { return }
    layout.groups[group].lastDisplay = layout.steps[openStep...].firstIndex {
      if case .open(count) = $0 { return true }
      return false
    }
    layout.groups[group].prefersOwnLine = isOnlyCall
  }

  /// `name(…)` or `a.b(…)`.
  private func isPlainCall(_ item: Range<Int>) -> Bool {
    guard item.count > 2, let open = source.partner[item.upperBound - 1], tokens[open].kind == .leftParen else { return false }
    return open > item.lowerBound
      && (item.lowerBound..<open).allSatisfy { tokens[$0].kind == .name || tokens[$0].kind == .dot && !tokens[$0].startsLine }
  }

  private func isDisplay(_ item: Range<Int>) -> Bool {
    var start = item.lowerBound
    if item.count > 2, tokens[start + 1].kind == .assign { start += 2 }
    guard start < item.upperBound, tokens[start].kind == .leftBracket || tokens[start].kind == .leftBrace else { return false }
    return source.partner[start] == item.upperBound - 1
  }
}
