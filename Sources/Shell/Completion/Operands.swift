import ArrLanguage
import ArrLibrary

/// Finds out what the expressions of an entry are, from its text, the session's variables and the declarations alone.
struct Operands {
  let entry: EntryText
  let names: EntryNames
  let interpreter: Interpreter
  /// Expressions still looked at: an entry that goes around in circles ends here.
  private var fuel = 400

  init(_ entry: EntryText, _ names: EntryNames, _ interpreter: Interpreter) {
    self.entry = entry
    self.names = names
    self.interpreter = interpreter
  }

  /// What the operand that ends with a piece is, and the piece that it begins with.
  mutating func operand(endingAt index: Int) -> (known: KnownValue, start: Int) {
    fuel -= 1
    guard fuel > 0, entry.endsOperand(index) else { return (.unknown, index) }
    switch entry.pieces[index].kind {
    case .closer: return bracketed(endingAt: index)
    case .number:
      let text = entry.text(index).lowercased()
      let isFloat = !text.hasPrefix("0x") && text.contains { $0 == "." || $0 == "e" }
      return (.instance(isFloat ? "float" : "int", from: nil), index)
    case .string: return (.instance("string", from: nil), index)
    case .constant: return (entry.is(index, "none") || entry.is(index, "None") ? .unknown : .instance("bool", from: nil), index)
    default: return named(at: index)
    }
  }

  private mutating func named(at index: Int) -> (known: KnownValue, start: Int) {
    guard entry.is(index - 1, ".") else { return (variable(entry.text(index), at: index), index) }
    guard let receiver = receiver(ofDotAt: index - 1) else { return (.unknown, index - 1) }
    return (interpreter.member(entry.text(index), of: receiver.known), receiver.start)
  }

  /// What stands before a dot: an operand, or in `x |> .f()` what the pipe brings.
  mutating func receiver(ofDotAt dot: Int) -> (known: KnownValue, start: Int)? {
    if entry.endsOperand(dot - 1) { return operand(endingAt: dot - 1) }
    return entry.is(dot - 1, "|>") ? (piped(into: dot - 1), dot) : nil
  }

  private mutating func variable(_ name: String, at index: Int) -> KnownValue {
    switch names.meaning(of: name, before: index) {
    case .value(let start)?: return expression(from: start, before: index)
    case .item(let start)?: return interpreter.item(of: expression(from: start, before: index))
    case .error?: return .instance("error", from: nil)
    case .function(let parameters)?:
      return .function(Declaration(name, group: "session", parameters: parameters.map { .init($0) }, prose: ""), of: nil)
    case .parameter?, .unknown?: return .unknown
    case nil: return (interpreter.globals.lookup(name) ?? interpreter.builtins.lookup(name)).map { .value($0) } ?? .unknown
    }
  }

  private mutating func bracketed(endingAt index: Int) -> (known: KnownValue, start: Int) {
    let opener = entry.partners[index]
    guard opener >= 0 else { return (.unknown, index) }
    let isApplied = entry.endsOperand(opener - 1) && !entry.startsLine(opener)
    if entry.is(opener, "(") {
      guard isApplied else { return (parenthesised(opener, index), opener) }
      let callee = operand(endingAt: opener - 1)
      return (interpreter.result(ofCalling: callee.known, text: entry.literal(opener + 1), model: model(in: opener, index)), callee.start)
    }
    if entry.is(opener, "[") {
      guard isApplied else { return (.instance("list", from: nil), opener) }
      let base = operand(endingAt: opener - 1)
      return (subscripted(base.known, opener, index), base.start)
    }
    return (.instance("dict", from: nil), opener)
  }

  /// The first variable among the arguments that is a model or belongs to one.
  private mutating func model(in opener: Int, _ closer: Int) -> Value? {
    var i = opener + 1
    while i < closer {
      if entry.isName(i), entry.is(i + 1, ",") || i + 1 == closer, let source = operand(endingAt: i).known.source, Library.hasModel(source) { return source }
      i = entry.partners[i] > i ? entry.partners[i] + 1 : i + 1
    }
    return nil
  }

  private mutating func parenthesised(_ opener: Int, _ closer: Int) -> KnownValue {
    guard closer > opener + 1 else { return .instance("tuple", from: nil) }
    var i = opener + 1
    while i < closer {
      if entry.is(i, ",") { return .instance("tuple", from: nil) }
      i = entry.partners[i] > i ? entry.partners[i] + 1 : i + 1
    }
    return expression(opener + 1...closer - 1)
  }

  private mutating func subscripted(_ base: KnownValue, _ opener: Int, _ closer: Int) -> KnownValue {
    var i = opener + 1
    while i < closer {
      if entry.is(i, ":"), base.typeName == "list" || base.typeName == "string" || base.typeName == "tuple" { return base }
      i = entry.partners[i] > i ? entry.partners[i] + 1 : i + 1
    }
    let isNegative = entry.is(opener + 1, "-")
    let first = opener + (isNegative ? 2 : 1)
    guard closer == first + 1 else { return interpreter.item(of: base) }
    let number = Int(entry.text(first)).map { isNegative ? -$0 : $0 }
    return interpreter.item(of: base, index: number, key: entry.literal(first))
  }

  // MARK: Expressions

  /// What the expression is that begins with a piece and ends with its statement, in any case before `limit`.
  private mutating func expression(from start: Int, before limit: Int) -> KnownValue {
    var i = start
    var last = start - 1
    while i < min(limit, entry.pieces.count) {
      let breaks = i > start && entry.startsLine(i) && !entry.is(i, "|>") && !entry.is(i, ".") && entry.endsOperand(i - 1)
      if breaks || entry.is(i, ";") || entry.is(i, ",") || i > start && entry.is(i, "{") { break }
      if entry.pieces[i].kind == .closer { break }
      if entry.pieces[i].kind == .keyword, !["not", "and", "or", "in", "if", "else"].contains(entry.text(i)) { break }
      if entry.partners[i] > i, entry.partners[i] >= limit { return .unknown }
      i = entry.partners[i] > i ? entry.partners[i] + 1 : i + 1
      last = i - 1
    }
    return last >= start ? expression(start...last) : .unknown
  }

  private mutating func expression(_ range: ClosedRange<Int>) -> KnownValue {
    fuel -= 1
    guard fuel > 0 else { return .unknown }
    var pipe: Int?
    var operation: Int?
    var i = range.lowerBound
    while i <= range.upperBound {
      if entry.is(i, "|>") { pipe = i }
      if entry.pieces[i].kind == .operator, !entry.is(i, "|>"), operation == nil { operation = i }
      if entry.pieces[i].kind == .keyword {
        // `a if c else b` is most likely of a's kind.
        guard entry.is(i, "if"), i > range.lowerBound else { return .unknown }
        return expression(range.lowerBound...i - 1)
      }
      i = entry.partners[i] > i ? entry.partners[i] + 1 : i + 1
    }
    if let pipe { return stage(pipe + 1...max(pipe + 1, range.upperBound)) }
    if let operation {
      let sides = [operation - 1, range.upperBound].filter { $0 >= range.lowerBound }
      return sides.contains { operand(endingAt: $0).known.isTensor } ? .instance("tensor", from: nil) : .unknown
    }
    let found = operand(endingAt: range.upperBound)
    return found.start == range.lowerBound ? found.known : .unknown
  }

  /// What comes out of a stage of a pipeline.
  private mutating func stage(_ range: ClosedRange<Int>) -> KnownValue {
    guard entry.pieces.indices.contains(range.upperBound) else { return .unknown }
    let found = operand(endingAt: range.upperBound).known
    return entry.is(range.upperBound, ")") ? found : interpreter.result(ofCalling: found)
  }

  /// What a pipe brings: the expression to its left, or `_` at the beginning of an entry.
  private mutating func piped(into pipe: Int) -> KnownValue {
    guard pipe > 0 else { return interpreter.globals.lookup("_").map { .value($0) } ?? .unknown }
    var start = pipe
    while start > 0 {
      let before = start - 1
      if entry.is(before, "=") || entry.is(before, "=>") || entry.is(before, ",") || entry.is(before, ";") { break }
      if entry.pieces[before].kind == .keyword || entry.pieces[before].kind == .opener { break }
      if entry.startsLine(start), !entry.is(start, "|>") { break }
      start = entry.partners[before] >= 0 && entry.partners[before] < before ? entry.partners[before] : before
    }
    return start < pipe ? expression(start...pipe - 1) : .unknown
  }
}
