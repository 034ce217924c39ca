import ArrLanguage

/// Writes programs by the grammar: most of them run, some are nearly right, some are hostile.
struct ProgramGenerator {
  var random: FuzzRandom
  let library: LibraryNames
  /// Variables that were assigned so far.
  var variables = ["x", "xs"]
  private var functionDepth = 0
  private var loopDepth = 0

  init(random: FuzzRandom, library: LibraryNames) {
    self.random = random
    self.library = library
  }

  /// A tiny model, for the functions that want one.
  private static let model = """
    model = HookedAutoModel(HookedAutoConfig("gpt2", n_layer=1, n_embd=8, n_head=2, vocab_size=16, n_positions=16))
    run = model([1, 2, 3])
    lens = LogitLens(model)

    """

  mutating func program() -> String {
    let start = random.chance(8) ? Self.model : ""
    let statements = (0...random.below(8)).map { _ in statement(3) }
    return start + "x = 3\nxs = [3, 1, 2]\n" + statements.joined(separator: random.chance(10) ? "; " : "\n") + "\n"
  }

  // MARK: Statements

  mutating func statement(_ depth: Int) -> String {
    if depth == 0 { return simple(1) }
    switch random.below(22) {
    case 0:
      let middle = random.chance(30) ? " elif \(expression(1)) \(block(depth))" : ""
      return "if \(expression(2)) \(block(depth))\(middle)" + (random.chance(50) ? " else \(block(depth))" : "")
    case 1, 2:
      let target = self.target()
      loopDepth += 1
      defer { loopDepth -= 1 }
      return "for \(target) in \(iterable(2)) \(block(depth))"
    case 3:
      loopDepth += 1
      defer { loopDepth -= 1 }
      return "while \(random.chance(70) ? "x < 5 and len(xs) < 9" : expression(1)) { x += 1; \(statement(depth - 1)) }"
    case 4, 5: return definition(depth)
    case 6:
      let handler = random.chance(70) ? " catch e \(block(depth))" : " catch \(block(depth))"
      return "try \(block(depth))\(handler)"
    case 7: return "with \(expression(2))\(random.chance(50) ? " as \(newName())" : "") \(block(depth))"
    default: return simple(depth)
    }
  }

  private mutating func block(_ depth: Int) -> String {
    let count = random.below(3)
    let lines = (0..<count).map { _ in statement(depth - 1) }
    return lines.isEmpty ? "{ }" : "{\n" + lines.joined(separator: "\n") + "\n}"
  }

  private mutating func definition(_ depth: Int) -> String {
    let name = random.pick(["f", "g", "h"])
    let parameters = (0..<random.below(4)).map { i in
      "p\(i)" + (random.chance(15) ? ": \(random.pick(["int", "string", "list", "tensor", "model", "nope"]))" : "")
        + (random.chance(30) ? " = \(expression(1))" : "")
    }
    let decorator = random.chance(8) ? "@\(random.pick(["f", "g", "sorted", "(q => q)", "str"]))\n" : ""
    functionDepth += 1
    let outer = (variables, loopDepth)
    loopDepth = 0
    variables += ["p0", "p1"]
    let body = statement(depth - 1) + "\n" + "return \(expression(2))"
    functionDepth -= 1
    (variables, loopDepth) = outer
    variables.append(name)
    return "\(decorator)def \(name)(\(parameters.joined(separator: ", "))) {\n\(body)\n}"
  }

  private mutating func simple(_ depth: Int) -> String {
    switch random.below(20) {
    case 0...5: return "\(newName()) = \(expression(depth + 1))"
    case 6: return "\(place()) \(random.pick(["+=", "-=", "*=", "/=", "//=", "%=", "**=", "@="])) \(expression(2))"
    case 7: return "\(place()) = \(expression(2))"
    case 8:
      let last = "\(random.chance(40) ? "*" : "")\(newName())"
      return "\(target()), \(last) = \(random.chance(50) ? iterable(1) : "\(item(2)), \(expression(1))")"
    case 9: return functionDepth > 0 ? "return \(expression(2))" : "assert \(expression(2)), \(expression(1))"
    case 10: return loopDepth > 0 ? random.pick(["break", "continue"]) : "raise \(expression(1))"
    case 11: return "xs.\(random.pick(["append", "extend", "insert", "pop", "sort", "remove"]))(\(expression(1)))"
    case 12: return "print(\(expression(2)))"
    default: return expression(depth + 1) + (random.chance(20) ? ";" : "")
    }
  }

  private mutating func newName() -> String {
    let name = random.pick(["x", "xs", "y", "z", "t", "s", "d", "é"])
    if !variables.contains(name) { variables.append(name) }
    return name
  }

  private mutating func target() -> String {
    random.chance(25) ? "(\(newName()), \(newName()))" : newName()
  }

  private mutating func place() -> String {
    switch random.below(4) {
    case 0: return "\(random.pick(variables))[\(subscripts())]"
    case 1: return "\(random.pick(variables)).\(random.pick(library.members))"
    default: return random.pick(variables)
    }
  }

  // MARK: Expressions

  mutating func expression(_ depth: Int) -> String {
    if depth <= 0 { return atom() }
    switch random.below(30) {
    case 0...2:
      let op = random.pick(["+", "-", "*", "/", "//", "%", "**", "@", "and", "or"])
      return "(\(expression(depth - 1)) \(op) \(expression(depth - 1)))"
    case 3:
      let op = random.pick(["==", "!=", "<", "<=", ">", ">=", "in", "not in"])
      let third = random.chance(20) ? " < \(expression(0))" : ""
      return "(\(expression(depth - 1)) \(op) \(expression(depth - 1))\(third))"
    case 4: return "\(random.pick(["-", "+", "not "]))\(expression(depth - 1))"
    case 5: return "(\(expression(depth - 1)) if \(expression(depth - 1)) else \(expression(depth - 1)))"
    case 6: return "\(expression(depth - 1))[\(subscripts())]"
    case 7: return "[\(expression(depth - 1)) \(clauses(depth))]"
    case 8: return "{\(expression(0)): \(expression(depth - 1)) \(clauses(depth))}"
    case 9: return "f\"\(random.pick(["", "{{", "é"])){\(quoteless(expression(0)))\(random.pick(["", "!r"])):\(formatSpec())}\""
    case 10: return lambda(depth)
    case 11: return "(\(expression(depth - 1)) |> \(random.pick(library.functions).name))"
    case 12: return "[\((0..<random.below(5)).map { _ in item(depth - 1) }.joined(separator: ", "))]"
    case 13: return "{\((0..<random.below(4)).map { _ in pair(depth) }.joined(separator: ", "))}"
    case 14: return "(\(expression(depth - 1)), \(expression(depth - 1)))"
    case 15: return "\(expression(depth - 1)).\(random.pick(library.members))"
    case 16: return "\(random.pick(variables))(\(item(depth - 1))\(random.chance(20) ? ", **\(value(of: .dict, 0))" : ""))"
    case 17...22: return call(depth)
    case 23...27: return methodCall(depth)
    default: return atom()
    }
  }

  /// An item of a list or a call, sometimes several in one.
  private mutating func item(_ depth: Int) -> String {
    random.chance(12) ? "*\(iterable(depth))" : expression(depth)
  }

  private mutating func pair(_ depth: Int) -> String {
    random.chance(12) ? "**\(value(of: .dict, depth - 1))" : "\(expression(0)): \(expression(depth - 1))"
  }

  private mutating func call(_ depth: Int) -> String {
    let function = random.pick(library.functions)
    return "\(function.name)(\(arguments(function.parameters, depth)))"
  }

  private mutating func methodCall(_ depth: Int) -> String {
    let (type, function) = random.pick(library.methods)
    let receiver = random.chance(90) ? value(of: .named(type), depth - 1) : expression(depth - 1)
    return "\(receiver).\(function.name)(\(arguments(function.parameters, depth)))"
  }

  /// Mostly what the declaration wants; sometimes too few, too many, or something else.
  private mutating func arguments(_ parameters: [Declaration.Parameter], _ depth: Int) -> String {
    var given: [String] = []
    var usesKeywords = false
    for parameter in parameters {
      if parameter.defaultText != nil || parameter.defaultValue != nil, random.chance(50) {
        usesKeywords = true
        continue
      }
      let count = parameter.kind == .variadic ? random.below(4) : 1
      for _ in 0..<count where !random.chance(3) {
        let argument = random.chance(80) ? value(of: parameter.type, depth - 1) : expression(depth - 1)
        switch parameter.kind {
        case .variadic: given.append(random.chance(5) ? "*\(argument)" : argument)
        case .keywordVariadic: given.append("k=\(argument)")
        case .keywordOnly: given.append("\(parameter.name)=\(argument)")
        case .standard: given.append(usesKeywords || random.chance(10) ? "\(parameter.name)=\(argument)" : argument)
        }
        if parameter.kind != .variadic, given.last?.hasPrefix("\(parameter.name)=") == true { usesKeywords = true }
      }
    }
    if random.chance(4) { given.append(expression(0)) }
    // Words of the language name arguments too.
    if random.chance(2) { given.append("\(random.pick(["with", "in", "as", "k", "x"]))=\(expression(0))") }
    if random.chance(3) { given.append("**{\(random.pick(["\"k\"", "\"with\"", "1"])): \(expression(0))}") }
    return given.joined(separator: ", ")
  }

  private mutating func lambda(_ depth: Int) -> String {
    let head = random.pick(["q => ", "(q, r) => ", "() => ", "(q, r=2) => "])
    variables.append("q")
    defer { variables.removeLast() }
    return "(\(head)\(expression(depth - 1)))"
  }

  private mutating func clauses(_ depth: Int) -> String {
    "for \(target()) in \(iterable(depth - 1))" + (random.chance(30) ? " if \(expression(0))" : "")
      + (random.chance(15) ? " for \(newName()) in \(iterable(0))" : "")
  }

  private mutating func iterable(_ depth: Int) -> String {
    random.pick(["range(3)", "xs", "\"aé\"", "[1, 2]", "{\"a\": 1}", "zeros([2, 2])", value(of: .iterable, depth)])
  }

  mutating func subscripts() -> String {
    (0...random.below(3)).map { _ in
      switch random.below(7) {
      case 0: return "..."
      case 1: return "\(bound()):\(bound())"
      case 2: return "\(bound()):\(bound()):\(bound())"
      case 3: return "\(random.pick(["pos", "head", "layer"]))=\(expression(0))"
      default: return expression(1)
      }
    }.joined(separator: ", ")
  }

  private mutating func bound() -> String { random.chance(40) ? "" : value(of: .int, 0) }

  private mutating func formatSpec() -> String {
    random.pick(["", ">", "<", "^", "=", "*^"]) + random.pick(["", "+", "-", " "]) + random.pick(["", "#", "0", ","])
      + random.pick(["", "1", "5", "40", "999999", "9999999999999999999"]) + random.pick(["", ".0", ".3", ".17", ".99999", ".x"])
      + random.pick(["", "f", "e", "g", "d", "x", "b", "o", "%", "s", "n", "c", "q"])
  }

  /// What may stand inside an f-string in double quotes.
  private func quoteless(_ text: String) -> String { String(text.map { $0 == "\"" ? "'" : $0 == "\\" ? "/" : $0 }) }
}
