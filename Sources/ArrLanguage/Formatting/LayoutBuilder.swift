/// Turns the tokens of one line of code into a layout. Brackets are in LayoutBuilder+Brackets.
struct LayoutBuilder {
  let source: SourceTokens
  let spacing: Spacing
  var layout = Layout()
  /// Groups that are open while their inside is built.
  var openGroups: [Int] = []
  /// The code is the header of a block, whose body must not look like its continuation.
  let isHeader: Bool
  let statementStart: Int

  var tokens: [Token] { source.tokens }

  static func layout(_ range: Range<Int>, of source: SourceTokens, suffix: String, isHeader: Bool) -> Layout {
    var builder = LayoutBuilder(source: source, spacing: Spacing(source), isHeader: isHeader, statementStart: range.lowerBound)
    builder.pipeline(range, .statement)
    if !suffix.isEmpty { builder.layout.steps.append(.text(suffix)) }
    return builder.layout
  }

  private init(source: SourceTokens, spacing: Spacing, isHeader: Bool, statementStart: Int) {
    self.source = source
    self.spacing = spacing
    self.isHeader = isHeader
    self.statementStart = statementStart
  }

  mutating func add(_ step: Layout.Step) {
    switch step {
    case .hard, .comment: for group in openGroups { layout.groups[group].cannotBeFlat = true }
    default: break
    }
    layout.steps.append(step)
  }

  mutating func open(isBroken: Bool) -> Int {
    layout.groups.append(Layout.Group(isBroken: isBroken, cannotBeFlat: isBroken))
    let index = layout.groups.count - 1
    if isBroken { for group in openGroups { layout.groups[group].cannotBeFlat = true } }
    openGroups.append(index)
    layout.steps.append(.open(index))
    return index
  }

  mutating func close() {
    openGroups.removeLast()
    layout.steps.append(.close)
  }

  /// Comments on their way to the next line of a broken group; `isFirst` keeps blank lines from its start.
  mutating func add(_ comments: [SourceTokens.Comment], isFirst: Bool = false) {
    for (i, comment) in comments.enumerated() {
      if i == 0, !comment.startsLine {
        add(.comment(comment.text, own: false))
      } else {
        add(.line(isBlank: false, blankLine: comment.blankLines > 0 && (i > 0 || !isFirst)))
        add(.comment(comment.text, own: true))
      }
    }
  }

  // MARK: Pipelines

  /// `a |> f |> g`: one stage a line when it is too long, or when the author wrote it so.
  mutating func pipeline(_ range: Range<Int>, _ place: Spacing.Place) {
    let pipes = spacing.topLevel(range) { tokens[$0].kind == .pipe }
    guard let first = pipes.first else { return run(range, place) }
    let hasComments = pipes.contains { !source.gaps[$0].comments.isEmpty }
    let group = open(isBroken: tokens[first].startsLine || hasComments)
    if place == .statement, isHeader { layout.groups[group].indentation = 8 }
    run(range.lowerBound..<first, place)
    for (k, pipe) in pipes.enumerated() {
      add(source.gaps[pipe].comments)
      add(.line(isBlank: true))
      run(pipe..<(k + 1 < pipes.count ? pipes[k + 1] : range.upperBound), place)
    }
    close()
  }

  // MARK: Runs

  /// Operands and operators on one bracket level.
  mutating func run(_ range: Range<Int>, _ place: Spacing.Place) {
    let level = loosestLevel(range, place)
    var inTargets = false
    var i = range.lowerBound
    while i < range.upperBound {
      if i > range.lowerBound { separate(i, range, place, level) }
      if spacing.isKeyword(i, .for) { inTargets = true } else if spacing.isKeyword(i, .in) { inTargets = false }
      if tokens[i].kind.isOpener, let close = source.partner[i], close < range.upperBound {
        bracket(i, close, inTargets: inTargets)
        i = close + 1
      } else {
        add(.text(source.text(i)))
        i += 1
      }
    }
  }

  private mutating func separate(_ i: Int, _ range: Range<Int>, _ place: Spacing.Place, _ level: Int?) {
    let comments = source.gaps[i].comments
    if !comments.isEmpty {
      for comment in comments {
        if comment.startsLine { add(.hard) }
        add(.comment(comment.text, own: comment.startsLine))
      }
      return add(.hard)
    }
    if tokens[i].kind == .dot, tokens[i].startsLine, i + 1 < range.upperBound, tokens[i + 1].kind == .name,
      tokens[i - 1].kind != .pipe
    {
      return add(.hard)
    }
    guard spacing.isApart(i, in: range, place) else { return }
    if let level, breaksLine(before: i, range, place, level) {
      add(.soft(continued: level == 1 && place == .statement))
    } else {
      add(.text(" "))
    }
  }

  /// Where a run that is too long breaks: behind its loosest operators, and around `if` and `else`.
  private func breaksLine(before i: Int, _ range: Range<Int>, _ place: Spacing.Place, _ level: Int) -> Bool {
    if level == 0 { return tokens[i - 1].kind == .comma }
    if level == 1 { return isTernary(i, range) }
    return spacing.looseness(i - 1, in: range) == level && !isLoopIn(i - 1, range)
  }

  private func loosestLevel(_ range: Range<Int>, _ place: Spacing.Place) -> Int? {
    var loosest: Int?
    for i in spacing.topLevel(range) {
      var level = isLoopIn(i, range) ? nil : spacing.looseness(i, in: range)
      if place == .statement, tokens[i].kind == .comma { level = 0 }
      if isTernary(i, range) { level = 1 }
      if let level { loosest = min(loosest ?? level, level) }
    }
    return loosest
  }

  private func isTernary(_ i: Int, _ range: Range<Int>) -> Bool {
    i > range.lowerBound && (spacing.isKeyword(i, .if) || spacing.isKeyword(i, .else))
  }

  /// The `in` of `for x in xs`, and commas of its targets, are no place for a break.
  private func isLoopIn(_ i: Int, _ range: Range<Int>) -> Bool {
    tokens[i].kind == .in && spacing.isKeyword(range.lowerBound, .for)
      && spacing.topLevel(range).first { spacing.isKeyword($0, .in) } == i
  }
}
