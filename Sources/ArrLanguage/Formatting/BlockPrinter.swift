import TextWidth

/// Writes the statements of a program line by line, with the comments and blank lines between them.
struct BlockPrinter {
  private let source: SourceTokens
  private(set) var output = ""

  init(_ source: SourceTokens) { self.source = source }

  mutating func program(_ statements: [StatementOutline]) {
    body(statements, after: -1, close: source.tokens.count - 1, indentation: 0)
    if !output.isEmpty { output += "\n" }
  }

  /// Statements between token `after` and the token that closes their block. Begins with what stands behind the opening
  /// token on its line, and leaves the last line open.
  private mutating func body(_ statements: [StatementOutline], after opening: Int, close: Int, indentation: Int) {
    var previous = opening
    var isFirst = true
    for statement in statements {
      let next = statement.range.lowerBound
      let space = source.between(previous, next)
      trailing(space.trailing)
      comments(space.own, indentation, &isFirst)
      newLine(indentation, blankLines: isFirst ? 0 : space.blankLines)
      isFirst = false
      self.statement(statement, indentation)
      previous = statement.range.upperBound - 1
    }
    let space = source.between(previous, close)
    trailing(space.trailing)
    comments(space.own, indentation, &isFirst)
  }

  private mutating func trailing(_ comment: String?) {
    guard let comment else { return }
    output += output.isEmpty ? comment : "  " + comment
  }

  private mutating func comments(_ comments: [SourceTokens.Comment], _ indentation: Int, _ isFirst: inout Bool) {
    for comment in comments {
      newLine(indentation, blankLines: isFirst ? 0 : comment.blankLines)
      output += comment.text
      isFirst = false
    }
  }

  /// At most two blank lines part what stands at the top level, at most one inside.
  private mutating func newLine(_ indentation: Int, blankLines: Int = 0) {
    if !output.isEmpty { output += "\n" + String(repeating: "\n", count: min(blankLines, indentation == 0 ? 2 : 1)) }
    output += String(repeating: " ", count: indentation)
  }

  // MARK: Statements

  private mutating func statement(_ statement: StatementOutline, _ indentation: Int) {
    for decorator in statement.decorators {
      code(decorator, indentation, suffix: "", isHeader: false, column: indentation)
      gap(after: decorator.upperBound - 1, before: decorator.upperBound, indentation)
    }
    if statement.parts.count > 1, let line = oneLine(statement), indentation + displayWidth(line) <= LayoutPrinter.limit {
      output += line
      return
    }
    var column = indentation
    for (k, part) in statement.parts.enumerated() {
      switch part {
      case .tokens(let range):
        if k > 0 { column = chain(range.lowerBound, indentation) }
        let isHeader = k + 1 < statement.parts.count
        code(range, indentation, suffix: isHeader ? " {" : statement.isQuiet ? ";" : "", isHeader: isHeader, column: column)
      case .block(let block): self.block(block, indentation)
      }
    }
  }

  /// `else` and its kin stand behind the brace before, unless a comment is between them. Gives the column they start at.
  private mutating func chain(_ keyword: Int, _ indentation: Int) -> Int {
    if source.gaps[keyword].comments.isEmpty {
      output += " "
      return indentation + 2
    }
    gap(after: keyword - 1, before: keyword, indentation)
    return indentation
  }

  private mutating func gap(after previous: Int, before next: Int, _ indentation: Int) {
    let space = source.between(previous, next)
    trailing(space.trailing)
    for comment in space.own {
      newLine(indentation)
      output += comment.text
    }
    newLine(indentation)
  }

  private mutating func code(_ range: Range<Int>, _ indentation: Int, suffix: String, isHeader: Bool, column: Int) {
    let layout = LayoutBuilder.layout(range, of: source, suffix: suffix, isHeader: isHeader)
    output += LayoutPrinter.text(layout, indentation: indentation, column: column, continuation: isHeader ? 8 : 4)
  }

  /// What stands in the braces, whose opening one is written already.
  private mutating func block(_ block: BlockOutline, _ indentation: Int) {
    if block.open + 1 == block.close, source.between(block.open - 1, block.close).own.isEmpty,
      source.between(block.open - 1, block.close).trailing == nil
    {
      output += " }"
      return
    }
    body(block.statements, after: block.open - 1, close: block.close, indentation: indentation + 4)
    newLine(indentation)
    output += "}"
  }

  // MARK: One line

  /// `for x in xs { print(x) }`, when the author wrote each of its blocks on one line.
  private func oneLine(_ statement: StatementOutline) -> String? {
    guard statement.decorators.isEmpty || statement.parts.count > 1 else { return nil }
    var pieces: [String] = []
    for (k, part) in statement.parts.enumerated() {
      switch part {
      case .tokens(let range):
        if k > 0, !source.gaps[range.lowerBound].comments.isEmpty { return nil }
        let layout = LayoutBuilder.layout(range, of: source, suffix: statement.isQuiet ? ";" : "", isHeader: false)
        guard let text = layout.flat else { return nil }
        pieces.append(text)
      case .block(let block):
        guard let text = oneLine(block) else { return nil }
        pieces.append(text)
      }
    }
    return pieces.joined(separator: " ")
  }

  private func oneLine(_ block: BlockOutline) -> String? {
    let space = source.between(block.open - 1, block.open + 1)
    guard block.statements.count <= 1, space.trailing == nil, space.own.isEmpty else { return nil }
    guard let statement = block.statements.first else { return hasOnlySemicolons(block) ? "{ }" : nil }
    for i in block.open + 1...block.close where source.tokens[i].startsLine { return nil }
    guard statement.decorators.isEmpty, let text = oneLine(statement) else { return nil }
    return "{ \(text) }"
  }

  private func hasOnlySemicolons(_ block: BlockOutline) -> Bool {
    (block.open + 1...block.close).allSatisfy { source.gaps[$0].comments.isEmpty }
  }
}
