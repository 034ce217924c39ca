/// Where parsing goes on after an error: one mistake should give one error, and not hide the next.
extension Parser {
  mutating func recover(from start: Int) {
    let indentation = self.indentation(of: tokens[start])
    var open = openers.map(\.kind)
    openers.removeAll()
    if sawColonHeader {
      sawColonHeader = false
      return skipColonBody(indentation)
    }
    let isHeader = self.isHeader(tokens[start])
    if position == start { advance() }
    while current.kind != .end {
      if open.isEmpty, isHeader, current.kind == .leftBrace, current.startsLine || peek().startsLine {
        guard recoverBlock() else { return }
        continue
      }
      // The `;` of a C loop header separate no statements.
      let endsPart = current.kind == .semicolon && tokens[start].kind != .for
      if open.isEmpty, current.startsLine || endsPart || current.kind == .rightBrace {
        if current.startsLine, previous?.kind == .colon, self.indentation(of: current) > indentation {
          return skipColonBody(indentation)
        }
        return
      }
      // A bracket that was never closed must not swallow the rest of the file.
      if current.startsLine, !current.kind.isCloser, self.indentation(of: current) <= indentation, !lineCloses(open.last) { return }
      if current.kind.isOpener { open.append(current.kind) }
      if current.kind.isCloser {
        if let match = open.lastIndex(where: { $0.closer == current.kind }) {
          open.removeSubrange(match...)
        } else if current.kind == .rightBrace {
          return
        }
      }
      advance()
    }
  }

  /// The line that begins here closes a bracket that was opened before it: it goes on with what stands in the bracket.
  private func lineCloses(_ opener: Token.Kind?) -> Bool {
    guard let opener else { return false }
    var depth = 0
    for (i, token) in tokens[position...].enumerated() {
      if token.kind == .end || i > 0 && token.startsLine { return false }
      if token.kind.isOpener { depth += 1 }
      guard token.kind.isCloser else { continue }
      if depth == 0 { return token.kind == opener.closer }
      depth -= 1
    }
    return false
  }

  /// Reads a block below a header that was wrong, for the errors inside. False when the statement ends with it.
  private mutating func recoverBlock() -> Bool {
    functionDepth += 1
    loopDepth += 1
    defer {
      functionDepth -= 1
      loopDepth -= 1
    }
    let start = position
    _ = try? block(after: "")
    if position == start { advance() }
    guard [.elif, .else, .catch].contains(current.kind) else { return !current.startsLine }
    advance()
    return true
  }

  /// The statement that begins here has a block in some language.
  private func isHeader(_ token: Token) -> Bool {
    switch token.kind {
    case .if, .for, .while, .with, .try, .def, .at: return true
    case .name: return ["function", "fn", "func", "fun", "foreach", "unless", "until", "loop", "class", "struct"].contains(text(of: token))
    default: return false
    }
  }

  /// Python's `if x:` gives one error, not one more for every line below it.
  private mutating func skipColonBody(_ indentation: Int) {
    repeat {
      repeat { advance() } while current.kind != .end
        && !(current.startsLine && self.indentation(of: current) <= indentation)
    } while continuesColonHeader
  }

  /// `else:` goes on with the statement whose body was skipped, a lone `end` closes it.
  private var continuesColonHeader: Bool {
    switch current.kind {
    case .elif, .else, .catch: return true
    case .name:
      switch text(of: current) {
      case "except", "finally", "elseif", "elsif": return true
      case "end", "endif", "endfor", "endwhile", "fi", "done": return peek().startsLine || peek().kind == .end
      default: return false
      }
    default: return false
    }
  }

  func indentation(of token: Token) -> Int {
    token.span.start - source.lineStarts[source.line(at: token.span.start)]
  }

  /// Remembers a closing brace that stands further left than the line of its opening one.
  mutating func compareIndentation(_ brace: Token, _ closing: Token) {
    guard closing.startsLine else { return }
    let start = source.lineStarts[source.line(at: brace.span.start)]
    let blanks = source.utf8[start...].prefix { $0 == 0x20 || $0 == 0x09 }.count
    if indentation(of: closing) < blanks { misplacedBraces.append(brace) }
  }
}
