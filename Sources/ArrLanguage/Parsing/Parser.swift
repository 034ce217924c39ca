/// Parses a whole text: a file, a cell, or an entry of the prompt.
///
/// With `startsFromLast`, as at the prompt, an entry that begins with `|>` goes on from `_`.
public func parse(_ source: Source, startsFromLast: Bool = false) -> ParseOutcome {
  if let problem = SourceCheck.firstProblem(in: source) { return .failed([problem]) }
  var lexer = Lexer(source)
  lexer.run()
  if Stopping.isRequested() { return .failed([interrupted(source)]) }
  var parser = Parser(lexer, startsFromLast: startsFromLast)
  let block = parser.program()
  if parser.isStopped { return .failed([interrupted(source)]) }
  let errors = (lexer.errors + parser.errors).filter { $0.diagnostic != nil }
  if errors.isEmpty { return .complete(block) }
  let inOrder = errors.sorted { $0.place < $1.place }.prefix(Parser.errorLimit).compactMap(\.diagnostic)
  return errors.allSatisfy(\.atEnd) ? .incomplete(inOrder) : .failed(inOrder)
}

private func interrupted(_ source: Source) -> Diagnostic {
  Diagnostic(Interpreter.interrupted.code, Interpreter.interrupted.message)
}

extension SyntaxError {
  fileprivate var place: Int { diagnostic?.labels.first?.span.start ?? 0 }
}

/// Recursive descent over the grammar of the language. Each file of extensions holds one chapter of the grammar.
struct Parser {
  let source: Source
  let tokens: [Token]
  let texts: [String]
  let startsFromLast: Bool
  /// Index of the current token; the last token is `.end`, which is never passed.
  var position = 0
  var current: Token
  var errors: [SyntaxError] = []

  /// Brackets that are open in the current statement; while there are any, line breaks do not count.
  var openers: [Token] = []
  /// The braces of the blocks around the current statement.
  var blocks: [Token] = []
  /// Index of the first token of the current statement.
  var statementStart = 0
  /// The statement header that a `:` or the end of its line ended: what is indented below it was its body.
  var sawColonHeader = false
  // These lie in the gap before the next field: a larger parser would take more stack at every level.
  /// The user asked to stop: what was parsed is not all.
  private(set) var isStopped = false
  /// Counts round and round; the flag is looked at once a round.
  private var entered: UInt16 = 0
  /// The braces whose `}` stands further left than the line that opened them: where one is missing, it is theirs.
  var misplacedBraces: [Token] = []

  var functionDepth = 0
  var loopDepth = 0
  /// Expressions and blocks around the current one.
  var depth = 0

  /// Far beyond what anyone writes. An optimised build gets there with parentheses alone; with operators at every level,
  /// or the large frames of a debug build, `stackLimit` is met first.
  static let depthLimit = 150
  /// Bytes of stack that nesting may take. The smallest stacks we run on (secondary threads) have 512 KB; one level of
  /// nesting and the making of an error need less than the difference.
  static let stackLimit: UInt = 384 * 1024
  private let stackStart = Parser.stackAddress()

  /// Chains (`1 + 1 + …`, `x.a.b…`) cost the parser no stack but give a tall tree, which costs those who walk it.
  static let heightLimit = 500
  /// A text with more errors is no program.
  static let errorLimit = 100

  init(_ lexer: Lexer, startsFromLast: Bool) {
    source = lexer.source
    tokens = lexer.tokens
    texts = lexer.texts
    self.startsFromLast = startsFromLast
    current = lexer.tokens.first ?? Token(kind: .end, startsLine: true, span: Span(0, 0))
  }

  // MARK: Tokens

  /// Passes the current token and returns it.
  @inline(__always) @discardableResult
  mutating func advance() -> Token {
    let passed = current
    if position + 1 < tokens.count {
      position += 1
      current = tokens[position]
    }
    return passed
  }

  func peek(_ ahead: Int = 1) -> Token {
    let i = position + ahead
    return i < tokens.count ? tokens[i] : tokens.last ?? current
  }

  var previous: Token? { position > 0 ? tokens[position - 1] : nil }

  /// Where the last passed token ends.
  var previousEnd: Int { previous?.span.end ?? 0 }

  /// A line break stands before the current token and counts.
  var atLineBreak: Bool { current.startsLine && openers.isEmpty }

  func text(of token: Token) -> String { source.text(of: token.span) }

  /// Passes a token of this kind when it is the current one.
  mutating func take(_ kind: Token.Kind) -> Bool {
    guard current.kind == kind else { return false }
    advance()
    return true
  }

  /// Opens a bracket; the matching `close` must follow on every path that does not throw.
  mutating func open() -> Token {
    let opener = advance()
    openers.append(opener)
    return opener
  }

  mutating func close(_ opener: Token, expecting what: String) throws {
    guard current.kind == opener.kind.closer else { throw notClosed(opener, expecting: what) }
    // The token after the bracket is judged by the rules outside of it.
    openers.removeLast()
    advance()
  }

  // MARK: Limits

  /// `leave` must follow, unless this throws.
  mutating func enter() throws {
    // Stacks grow downwards; a smaller start only means that the parser was moved up.
    let here = Parser.stackAddress()
    let used = stackStart > here ? stackStart - here : 0
    if depth >= Parser.depthLimit || used > Parser.stackLimit { throw tooDeep() }
    depth += 1
    entered &+= 1
    if entered == 0, Stopping.isRequested() { stop() }
  }

  /// Goes to the end of the tokens, where every part of the grammar ends.
  @inline(never)
  private mutating func stop() {
    isStopped = true
    position = tokens.count - 1
    current = tokens[position]
  }

  @inline(never)
  private func tooDeep() -> SyntaxError {
    SyntaxError("this is nested too deeply", source, current.span, help: ["name the inner parts in statements before it"])
  }

  /// Where the stack has got to.
  @inline(never)
  private static func stackAddress() -> UInt {
    var marker: UInt8 = 0
    return withUnsafeMutablePointer(to: &marker) { UInt(bitPattern: $0) }
  }

  mutating func leave() { depth -= 1 }

  func node(_ kind: Expression.Kind, _ span: Span) throws -> Expression {
    let node = Expression(kind, span)
    if node.height > Parser.heightLimit {
      throw SyntaxError(
        "this expression is too long", source, Span(previousEnd, previousEnd),
        label: "more than \(Parser.heightLimit) steps", help: ["split it with a variable in between"])
    }
    return node
  }

  // MARK: Programs and recovery

  mutating func program() -> Block {
    var statements: [Statement] = []
    if startsFromLast, current.kind == .pipe {
      do { statements.append(try ended { try $0.continuedFromLast() }) } catch { handle(error, from: 0) }
    }
    while current.kind != .end, errors.count < Parser.errorLimit {
      do {
        try self.statements(into: &statements, until: .end)
      } catch {
        break  // Only the end of the input comes up to here.
      }
    }
    return Block(statements: statements, span: Span(0, source.utf8.count))
  }

  /// The statements of a program or block up to its closing token, which stays current.
  mutating func statements(into list: inout [Statement], until closing: Token.Kind) throws {
    while current.kind != closing {
      if current.kind == .semicolon {
        advance()
        continue
      }
      let start = position
      statementStart = position
      do {
        if current.kind == .end { throw blockNotClosed() }
        list.append(try ended { try $0.statement() })
      } catch {
        handle(error, from: start)
        if current.kind == .end, closing != .end, (error as? SyntaxError)?.atEnd == true {
          throw SyntaxError.reportedAtEnd
        }
        if errors.count >= Parser.errorLimit { throw SyntaxError.reportedAtEnd }
      }
    }
  }

  /// Records an error and goes to where the next statement can begin.
  private mutating func handle(_ error: Error, from start: Int) {
    if let error = error as? SyntaxError, error.diagnostic != nil { errors.append(error) }
    recover(from: start)
  }
}
