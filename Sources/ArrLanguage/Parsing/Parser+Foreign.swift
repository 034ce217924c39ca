/// Words and operators of other languages.
extension Parser {
  /// The current token is an operator that only other languages have.
  func foreignOperator() -> SyntaxError? {
    guard current.kind == .foreign else { return nil }
    let text = self.text(of: current)
    if text == "->" { return dashArrow() }
    if text == "?" { return questionMark() }
    if let error = dictOperator() ?? bitOperator() { return error }
    let help: String?
    switch text {
    case "&&": help = "write `and`"
    case "||": help = "write `or`"
    case "!": help = "write `not`"
    case "===": help = "write `==`"
    case "!==", "<>": help = "write `!=`"
    case "&": help = "of two conditions write `and`; of every element of tensors `logical_and(a, b)`"
    case "|": help = "of two conditions write `or`; of every element of tensors `logical_or(a, b)`"
    case "^": help = "for a power write `**`; of every element of tensors `logical_xor(a, b)`"
    case "~": help = "write `not`, of a condition and of every element of a tensor alike"
    case ":=": help = "assign in a statement of its own: `x = …`"
    case "<<", ">>": help = "multiply or divide by a power of two: `a * 2 ** n`, `a // 2 ** n`"
    case "/*": help = "a comment starts with `#`"
    default: help = nil
    }
    return SyntaxError("`\(text)` is not an operator here", source, current.span, help: help.map { [$0] } ?? [])
  }

  /// `a | {"b": 2}` and `a |= {…}`, which merge dicts in Python.
  private func dictOperator() -> SyntaxError? {
    guard text(of: current) == "|" else { return nil }
    let next = peek()
    if next.kind == .assign, next.span.start == current.span.end {
      let help = ["the pairs of another dict: `a.update(b)`; of two conditions `a = a or b`"]
      return SyntaxError("`|=` is not an operator here", source, current.span.through(next.span), help: help)
    }
    guard previous?.kind == .rightBrace || next.kind == .leftBrace else { return nil }
    return SyntaxError("`|` is not an operator here", source, current.span, help: ["two dicts in one: `{**a, **b}`"])
  }

  /// `n & 1`: a number beside the sign tells that bits are meant.
  private func bitOperator() -> SyntaxError? {
    guard ["&", "|", "^"].contains(text(of: current)), previous?.kind == .int || peek().kind == .int else { return nil }
    var help = ["there are no operators on bits: bit `i` of `n` is `n // 2 ** i % 2`, the lowest `k` bits are `n % 2 ** k`"]
    if text(of: current) == "^" { help.insert("for a power write `**`", at: 0) }
    return SyntaxError("`\(text(of: current))` is not an operator here", source, current.span, help: help)
  }

  private func dashArrow() -> SyntaxError {
    let next = peek()
    if let previous, previous.span.end == current.span.start, next.span.start == current.span.end, next.kind == .name {
      return SyntaxError("`->` is not an operator here", source, current.span, help: ["a member is read with a dot: `x.\(text(of: next))`"])
    }
    return SyntaxError("`->` is not an operator here", source, current.span, help: ["a function without a name: `x => …`"])
  }

  private func questionMark() -> SyntaxError {
    let next = peek()
    let isJoined = next.span.start == current.span.end && !next.startsLine
    if isJoined, next.kind == .foreign, text(of: next) == "?" {
      let both = current.span.through(next.span)
      return SyntaxError("`??` is not an operator here", source, both, help: ["write `a if a != none else b`"])
    }
    if isJoined, next.kind == .dot {
      let both = current.span.through(next.span)
      return SyntaxError("`?.` is not an operator here", source, both, help: ["write `x.name if x != none else none`"])
    }
    if next.startsLine || next.kind == .end, let name = previous, name.kind == .name, !current.startsLine {
      return SyntaxError(
        "`?` asks for help at the prompt only", source, current.span, help: ["in a program write `help(\(text(of: name)))`"])
    }
    return SyntaxError(
      "`?` is not an operator here", source, current.span, help: ["a value that depends: `a if condition else b`"])
  }

  /// The token before is a word that begins something in another language.
  func foreignWord() -> SyntaxError? {
    guard let word = previous, word.kind == .name, !current.startsLine else { return nil }
    return foreignWord(word)
  }

  func foreignWord(_ word: Token) -> SyntaxError? {
    guard let help = foreignWordHelp(text(of: word)) else { return nil }
    return SyntaxError("`\(text(of: word))` is not a keyword here", source, word.span, help: [help])
  }

  private func foreignWordHelp(_ word: String) -> String? {
    switch word {
    case "lambda": return "write `x => …`, or `(a, b) => …`"
    case "fn", "function", "func", "fun", "proc", "sub": return "a function is `def name(a, b) { … }`"
    case "let", "var", "const", "val", "auto", "local", "mut", "my": return "no keyword is needed: `x = …`"
    case "class", "struct", "enum", "interface": return "there are no classes; a dict holds named values"
    case "elseif", "elsif", "elsewhen": return "write `elif`"
    case "except", "rescue": return "write `catch e { … }` behind the `}` of the `try`"
    case "from" where current.kind == .name:
      // `from collections import Counter`: what the name is here says more than the module.
      let name = peek().kind == .import && peek(2).kind == .name ? hint(forForeignName: self.text(of: peek(2))) : nil
      return name ?? hint(forImportOf: self.text(of: current))
    case "from", "using": return "nothing needs importing; a file of your own: `import \"file.arr\"`"
    case "new": return "call it without `new`"
    case "del", "delete":
      return peek().kind == .leftBracket
        ? "an item goes with `.pop(…)`: `\(text(of: current)).pop(…)`" : "to free what a variable holds, assign `none`"
    case "global", "nonlocal": return "a function reads outer names as they are; return what it makes"
    case "yield": return "return a list"
    case "async", "await": return "leave it out"
    case "switch", "match", "case": return "write `if … { } elif … { }`"
    case "foreach": return "write `for x in xs { … }`"
    case "throw": return "write `raise \"message\"`"
    case "unless": return "write `if not …`"
    case "until": return "write `while not …`"
    case "do", "loop", "repeat": return "write `while true { … }`, and leave it with `break`"
    default: return nil
    }
  }

  /// The current token is a word that stands between two operands in another language.
  func foreignInfix() -> SyntaxError? {
    guard current.kind == .name, !current.startsLine, previous?.kind.endsOperand == true else { return nil }
    let help: String
    switch text(of: current) {
    case "is": help = "write `\(peek().kind == .not ? "!=" : "==")`"
    case "isnt", "ne": help = "write `!=`"
    case "eq": help = "write `==`"
    case "mod": help = "write `%`"
    case "div": help = "write `//`"
    case "instanceof", "isa": help = "compare `type(x)`"
    case "xor": help = "of two conditions write `!=`; of every element of tensors `logical_xor(a, b)`"
    default: return nil
    }
    return SyntaxError("`\(text(of: current))` is not an operator here", source, current.span, help: [help])
  }

  // MARK: At the start of a statement

  /// What begins a line of a shell, or a comment, elsewhere.
  func foreignStart() -> SyntaxError? {
    guard position == statementStart else { return nil }
    let next = peek()
    let isJoined = next.span.start == current.span.end && !next.startsLine
    switch (current.kind, text(of: current)) {
    case (.foreign, "!"):
      return SyntaxError("`!` runs a command of the system at the prompt only", source, current.span, help: ["for the opposite write `not`"])
    case (.foreign, "?") where next.kind == .name:
      return SyntaxError(
        "`?` asks for help at the prompt only", source, current.span, help: ["in a program write `help(\(text(of: next)))`"])
    case (.foreign, ">>") where isJoined && next.kind == .greater:
      return SyntaxError("`>>>` is a prompt", source, current.span.through(next.span), help: ["leave it out"])
    case (.colon, _) where isJoined && next.kind == .name:
      return SyntaxError("`:\(text(of: next))` is a command of the prompt", source, current.span.through(next.span))
    case (.percent, _) where isJoined && (next.kind == .name || next.kind == .percent):
      let word = next.kind == .percent ? peek(2) : next
      let measures = text(of: word).hasPrefix("time")
      return SyntaxError(
        "`%` begins a command in IPython only", source, current.span.through(word.span),
        help: [measures ? "a duration is the difference of two `clock()`" : "leave it out"])
    case (.percent, _): return SyntaxError("`%` begins no expression", source, current.span, help: ["a comment starts with `#`"])
    default: return nil
    }
  }

  /// `++x` as a statement, and a comment that starts with `--`. `--x` is a value that the prompt can show.
  func incrementInFront() -> SyntaxError? {
    guard current.kind == .plus || current.kind == .minus else { return nil }
    let second = peek()
    guard second.kind == current.kind, second.span.start == current.span.end, !second.startsLine else { return nil }
    let (name, after) = (peek(2), peek(3))
    guard name.kind == .name, !name.startsLine else { return nil }
    let sign = text(of: current)
    let both = current.span.through(second.span)
    if sign == "+", name.span.start == second.span.end, after.startsLine || [.end, .semicolon, .rightBrace].contains(after.kind) {
      return SyntaxError("`\(sign)\(sign)` is not an operator here", source, both, help: ["write `\(text(of: name)) += 1`"])
    }
    guard sign == "-", after.kind == .name, !after.startsLine else { return nil }
    return SyntaxError("`--` begins no comment", source, both, help: ["a comment starts with `#`"])
  }

  /// `x <- 1`, which would compare `x` with −1 and forget the answer.
  func arrowAssignment(_ value: Expression) -> SyntaxError? {
    guard case .compare(let left, let rest) = value.kind, rest.count == 1, let only = rest.first, only.op == .less,
      case .unary(.minus, _) = only.operand.kind, only.operand.span.start == only.opSpan.end
    else { return nil }
    // As R's users write it: blanks around the arrow, none in it.
    let arrow = Span(only.opSpan.start, only.opSpan.end + 1)
    let bytes = source.utf8
    guard arrow.start > 0, bytes[arrow.start - 1] == 0x20, arrow.end < bytes.count, bytes[arrow.end] == 0x20 else { return nil }
    return SyntaxError("`<-` does not assign", source, arrow, help: ["write `\(source.text(of: left.span)) = …`"])
  }

  /// The words of a comment, behind `//` or `--`, look like names side by side.
  func foreignComment() -> SyntaxError? {
    guard position >= 2, let word = previous, word.kind == .name, current.kind == .name || current.kind.isKeyword else { return nil }
    let sign = tokens[position - 2]
    if sign.kind == .doubleSlash { return SyntaxError("`//` divides", source, sign.span, help: ["a comment starts with `#`"]) }
    guard position >= 3, sign.kind == .minus, tokens[position - 3].kind == .minus, tokens[position - 3].span.end == sign.span.start,
      word.span.start > sign.span.end
    else { return nil }
    return SyntaxError("`--` begins no comment", source, tokens[position - 3].span.through(sign.span), help: ["a comment starts with `#`"])
  }

  func slashComment() -> SyntaxError {
    SyntaxError("`//` divides", source, current.span, help: ["a comment starts with `#`"])
  }
}
