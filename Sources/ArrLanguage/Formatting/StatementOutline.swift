/// A statement as ranges of tokens: what stands between its blocks, and the blocks.
struct StatementOutline {
  enum Part {
    case tokens(Range<Int>)
    case block(BlockOutline)
  }

  /// Each `@decorator` of a function.
  var decorators: [Range<Int>] = []
  var parts: [Part] = []
  var range: Range<Int>
  /// It is an expression that a semicolon keeps quiet.
  var isQuiet = false
}

struct BlockOutline {
  var open: Int
  var close: Int
  var statements: [StatementOutline]
}

/// Finds the statements of a program among its tokens. Where statements start and which braces open blocks is taken from
/// the syntax tree, so that there is no second grammar.
struct OutlineReader {
  private let tokens: [Token]
  private var starts: Set<Int> = []
  private var quiet: Set<Int> = []
  private var braces: Set<Int> = []
  private var position = 0
  private var depthOfBlocks = 0

  init(_ tokens: [Token], _ program: Block) {
    self.tokens = tokens
    collect(program)
  }

  private mutating func collect(_ block: Block) {
    for statement in block.statements {
      starts.insert(statement.span.start)
      switch statement.kind {
      case .expression(_, let endsWithSemicolon):
        if endsWithSemicolon { quiet.insert(statement.span.start) }
      case .if(let branches, let otherwise):
        for branch in branches { collect(body: branch.body) }
        if let otherwise { collect(body: otherwise) }
      case .for(_, _, let body), .while(_, let body), .with(_, _, _, let body): collect(body: body)
      case .try(let body, _, _, let handler):
        collect(body: body)
        collect(body: handler)
      case .define(let function, _):
        if case .block(let body) = function.body { collect(body: body) }
      default: break
      }
    }
  }

  private mutating func collect(body: Block) {
    braces.insert(body.span.start)
    collect(body)
  }

  /// The statements up to the closing brace of their block, or to the end.
  mutating func statements() -> [StatementOutline] {
    var list: [StatementOutline] = []
    while tokens[position].kind != .end, tokens[position].kind != .rightBrace {
      if tokens[position].kind == .semicolon {
        position += 1
      } else {
        list.append(statement())
      }
    }
    return list
  }

  private mutating func statement() -> StatementOutline {
    let start = position
    var statement = StatementOutline(range: start..<start)
    var partStart = start
    var depth = 0
    while tokens[position].kind != .end {
      let token = tokens[position]
      if depth == 0 {
        if token.kind == .semicolon || token.kind == .rightBrace { break }
        if position > start, starts.contains(token.span.start) { break }
        if tokens[start].kind == .at, position > start, token.startsLine, token.kind == .at || token.kind == .def {
          statement.decorators.append(partStart..<position)
          partStart = position
        }
        if token.kind == .leftBrace, braces.contains(token.span.start) {
          statement.parts.append(.tokens(partStart..<position))
          statement.parts.append(.block(block()))
          partStart = position
          continue
        }
      }
      if token.kind.isOpener { depth += 1 }
      if token.kind.isCloser { depth -= 1 }
      position += 1
    }
    if partStart < position { statement.parts.append(.tokens(partStart..<position)) }
    statement.range = start..<position
    statement.isQuiet = quiet.contains(tokens[start].span.start) && (depthOfBlocks == 0 || semicolonEndsLine)
    return statement
  }

  /// Inside blocks, where nothing is shown, a semicolon between statements only parts them.
  private var semicolonEndsLine: Bool {
    guard position + 1 < tokens.count, tokens[position].kind == .semicolon else { return false }
    return tokens[position + 1].startsLine || tokens[position + 1].kind == .rightBrace
  }

  private mutating func block() -> BlockOutline {
    let open = position
    position += 1
    depthOfBlocks += 1
    let statements = self.statements()
    depthOfBlocks -= 1
    let close = position
    if tokens[position].kind != .end { position += 1 }
    return BlockOutline(open: open, close: close, statements: statements)
  }
}
