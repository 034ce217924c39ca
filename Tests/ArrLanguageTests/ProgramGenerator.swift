/// Random programs that parse, from a seed: every construct of the grammar, with blanks, line breaks and comments wherever
/// the language takes them.
struct ProgramGenerator {
  private var state: UInt64
  private var text = ""
  /// Brackets around the place, where line breaks do not count.
  private var brackets = 0
  private var loops = 0
  private var functions = 0
  private var budget = 0

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func program(statements: Int) -> String {
    text = chance(10) ? "#!/usr/bin/env arr\n" : ""
    budget = statements * 12
    for _ in 0..<statements { statement(depth: 0) }
    return text
  }

  // MARK: Chance

  private mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }

  private mutating func below(_ n: Int) -> Int { Int(next() >> 33) % n }
  private mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
  private mutating func pick(_ all: [String]) -> String { all[below(all.count)] }

  // MARK: Blanks

  private mutating func put(_ word: String) { text += word }

  /// Between two tokens that need nothing between them.
  private mutating func gap() {
    if brackets > 0 { return breakOr("") }
    put(pick(["", "", "", " ", "  ", "\t"]))
  }

  private mutating func blank() {
    if brackets > 0 { return breakOr(" ") }
    put(pick([" ", " ", "  ", " \t", " \\\n  "]))
  }

  /// Behind an operator or comma, where a line can always end.
  private mutating func afterOperator() {
    if chance(4) { put(pick(["\n", " # why\n", "\n\n  # long\n  # story\n", "\\\n"])) } else { put(pick(["", " ", "  "])) }
  }

  private mutating func breakOr(_ other: String) {
    if chance(6) { put(pick(["\n", "\n    ", "\n\n\n", "  # note\n", "\n# own\n"])) } else { put(other) }
  }

  private mutating func endLine() {
    put(pick(["\n", "\n", "\n", "\n\n", "\n\n\n\n", ";\n", "  # trailing\n", " ;# quiet\n", "\n# own line\n", "; "]))
  }

  // MARK: Statements

  private mutating func statement(depth: Int) {
    budget -= 1
    let isSimple = depth >= 3 || budget <= 0
    switch below(isSimple ? 9 : 17) {
    case 0, 1: expression(3)
    case 2: comma { $0.place() }; gap(); put("="); afterOperator(); comma { $0.expression(2) }
    case 3: place(); gap(); put(pick(["+=", "-=", "*=", "/=", "//=", "%=", "**=", "@="])); afterOperator(); expression(2)
    case 4: put("assert "); condition(2); if chance(30) { gap(); put(","); afterOperator(); expression(1) }
    case 5: put("raise "); expression(2)
    case 6: put("import"); put(" "); put(pick(["\"a.arr\"", "'b.arr'"])); if chance(50) { put(" as m") }
    case 7: if functions > 0 { put("return"); if chance(70) { put(" "); comma { $0.expression(2) } } } else { put("x") }
    case 8: put(loops > 0 ? pick(["break", "continue"]) : "none")
    case 9: branches(depth)
    case 10: put("for "); targets(); put(" in "); expression(2); body(depth, isLoop: true)
    case 11: put("while "); condition(2); body(depth, isLoop: true)
    case 12: put("with "); expression(2); if chance(50) { put(" as w") }; body(depth)
    case 13: put("try"); body(depth); chain(); put("catch"); if chance(60) { put(" e") }; body(depth)
    default: definition(depth)
    }
    endLine()
  }

  private mutating func branches(_ depth: Int) {
    put("if ")
    condition(2)
    body(depth)
    while chance(30) {
      chain()
      put("elif ")
      condition(1)
      body(depth)
    }
    if chance(40) {
      chain()
      put("else")
      body(depth)
    }
  }

  private mutating func chain() { put(pick([" ", "", "\n", "  # after\n", "\n# between\n"])) }

  private mutating func definition(_ depth: Int) {
    while chance(25) {
      put("@")
      gap()
      put(pick(["deco", "a.b", "make(1, x=2)"]))
      put(pick(["\n", "\n", "  # deco\n", "\n\n# own\n"]))
    }
    put("def")
    put(" f")
    gap()
    parameters()
    let outer = (loops, functions)
    loops = 0
    functions += 1
    block(depth) { if $0.chance(40) { $0.put($0.pick(["\"doc\"\n", "\"\"\"Long\ndoc\n  \"\"\"\n", "'d'; "])) } }
    (loops, functions) = outer
  }

  private mutating func body(_ depth: Int, isLoop: Bool = false) {
    if isLoop { loops += 1 }
    block(depth) { _ in }
    if isLoop { loops -= 1 }
  }

  private mutating func block(_ depth: Int, _ first: (inout ProgramGenerator) -> Void) {
    put(pick([" ", "", "  ", "\n", " # brace\n"]))
    put("{")
    if chance(50) {
      put(" ")
      first(&self)
      if chance(80) { short() }
      put(pick([" }", "}", "; }"]))
      return
    }
    put(pick(["\n", "\n", " # opened\n", "\n\n"]))
    first(&self)
    for _ in 0..<below(4) { statement(depth: depth + 1) }
    put("}")
  }

  private mutating func short() {
    switch below(3) {
    case 0: put("x = "); expression(1)
    case 1: put("print("); brackets += 1; expression(1); brackets -= 1; put(")")
    default: put(functions > 0 ? "return 1" : "y")
    }
  }

  private mutating func targets() { put(pick(["x", "x, y", "(a, b)", "i,(k , v)", "(a,(b,c))"])) }

  private mutating func place() {
    put(pick(["x", "alpha", "résumé", "a.b", "m[0]", "m[i].x", "rows[-1, ::2]"]))
  }

  private mutating func comma(_ item: (inout ProgramGenerator) -> Void) {
    item(&self)
    while chance(15) {
      gap()
      put(",")
      afterOperator()
      item(&self)
    }
  }

  // MARK: Expressions

  private mutating func expression(_ depth: Int) {
    guard depth > 0 else { return atom(0) }
    switch below(14) {
    case 0: put(pick(["x", "long_parameter_name"])); gap(); put("=>"); afterOperator(); expression(depth - 1)
    case 1: parameters(); gap(); put("=>"); afterOperator(); expression(depth - 1)
    case 2:
      operand(depth - 1); blank(); put("if "); operand(depth - 1); blank(); put("else "); operand(depth - 1)
    case 3, 4:
      operand(depth - 1)
      for _ in 0...below(4) {
        put(pick([" ", "\n  ", " # stage\n", "\n# own stage\n"]))
        put("|>")
        put(pick([" ", "", "  "]))
        put(pick(["f", "g(1)", ".m(x)", "mod.f(a=1)", "show()", "a_rather_long_stage_name(with_arguments=[1, 2, 3])"]))
      }
    default: operand(depth)
    }
  }

  /// A function or a tuple alone is refused as a condition, for it is always true.
  private mutating func condition(_ depth: Int) {
    put("ready")
    blank()
    put(pick(["and ", "or "]))
    operand(depth)
  }

  private mutating func operand(_ depth: Int) {
    if chance(8) { put(pick(["-", "not ", "+", "- -"])) }
    atom(depth)
    while chance(35) {
      blank()
      let op = pick(["+", "-", "*", "/", "//", "%", "@", "**", "==", "<", ">=", "!=", "in", "not in", "and", "or"])
      put(op)
      put(" ")
      if chance(20) { put("\n") }
      atom(depth - 1)
    }
  }

  private mutating func atom(_ depth: Int) {
    switch below(depth > 0 ? 16 : 7) {
    case 0: put(pick(["x", "y", "a_rather_long_variable_name", "another_name_that_takes_room"]))
    case 1: put(pick(["1", "0xFF", "1_000", "1e-3", "2.50", "5.", ".5"]))
    case 2: put(pick(["\"text\"", "'it\\'s'", "r\"\\d\"", "\"# no comment\"", "f\"{x:.3f} {y!r} {'a'}\"", "\"\"\"two\n  lines # no\n\"\"\""]))
    case 3: put(pick(["true", "False", "none", "[]", "{}", "()"]))
    case 4: put("x.shape"); if chance(20) { put("\n    .next") }
    case 5: put("xs[0]")
    case 6: put("f(x)")
    case 7, 8: bracketed("[", "]") { $0.items(depth) }
    case 9: bracketed("{", "}") { $0.pairs(depth) }
    case 10: bracketed("(", ")") { $0.expression(depth - 1); if $0.chance(30) { $0.gap(); $0.put(","); $0.gap() } }
    case 11: bracketed("(", ")") { $0.expression(depth - 1); $0.gap(); $0.put(","); $0.gap(); $0.expression(depth - 1) }
    case 12: bracketed("[", "]") { $0.comprehension(depth) }
    case 13: put("x"); bracketed("[", "]") { $0.subscripts(depth) }
    default: put(pick(["f", "model.run", "HookedAutoModel"])); bracketed("(", ")") { $0.arguments(depth) }
    }
  }

  private mutating func bracketed(_ open: String, _ close: String, _ inside: (inout ProgramGenerator) -> Void) {
    put(open)
    brackets += 1
    gap()
    inside(&self)
    gap()
    brackets -= 1
    put(close)
  }

  private mutating func list(_ count: Int, _ item: (inout ProgramGenerator) -> Void) {
    for k in 0..<count {
      if k > 0 {
        gap()
        put(",")
        gap()
      }
      item(&self)
    }
    if count > 0, chance(20) {
      gap()
      put(",")
    }
  }

  private mutating func items(_ depth: Int) { list(below(5)) { $0.expression(depth - 1) } }

  private mutating func pairs(_ depth: Int) {
    list(below(4)) {
      $0.put($0.pick(["\"key\"", "k", "1"]))
      $0.gap()
      $0.put(":")
      $0.gap()
      $0.expression(depth - 1)
    }
  }

  private mutating func comprehension(_ depth: Int) {
    expression(depth - 1)
    blank()
    put("for ")
    targets()
    put(" in ")
    operand(depth - 1)
    while chance(40) {
      blank()
      put("if ")
      operand(depth - 1)
    }
  }

  private mutating func subscripts(_ depth: Int) {
    list(1 + below(3)) {
      switch $0.below(5) {
      case 0: $0.put("...")
      case 1: $0.put("head="); $0.operand(depth - 1)
      case 2: $0.operand(0); $0.gap(); $0.put(":"); $0.gap(); $0.operand(depth - 1)
      case 3: $0.put($0.pick([":", "::2", "::-1", "1:"]))
      default: $0.operand(depth - 1)
      }
    }
  }

  private mutating func arguments(_ depth: Int) {
    let named = below(3)
    list(below(4)) { $0.expression(depth - 1) }
    guard named > 0, !text.hasSuffix(","), !text.hasSuffix("("), brackets > 0 else { return }
    if text.last.map({ $0 == "\n" || $0 == " " || $0 == "\t" }) == true { return }
    gap()
    put(",")
    for k in 0..<named {
      if k > 0 { put(",") }
      gap()
      put("name\(k)")
      gap()
      put("=")
      gap()
      expression(depth - 1)
    }
  }

  private mutating func parameters() {
    bracketed("(", ")") {
      let count = $0.below(4)
      var names = 0
      $0.list(count) {
        $0.put("p\(names)")
        names += 1
        if $0.chance(25) { $0.gap(); $0.put(":"); $0.gap(); $0.put("int") }
        if names == count, $0.chance(40) { $0.gap(); $0.put("="); $0.gap(); $0.put("1") }
      }
    }
  }
}
