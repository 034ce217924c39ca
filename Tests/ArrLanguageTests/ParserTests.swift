import Testing

@testable import ArrLanguage

@Suite struct ParserTests {
  @Test(arguments: [
    ("a or b and not c == d", "(or a (and b (not (compare c == d))))"), ("1 + 2 * 3 - 4", "(- (+ 1 (* 2 3)) 4)"),
    ("-x ** -2 ** y", "(- (** x (- (** 2 y))))"), ("a @ b // c % d / e", "(/ (% (// (@ a b) c) d) e)"),
    ("a < b <= c not in d", "(compare a < b <= c not in d)"), ("x in xs", "(compare x in xs)"),
    ("a if b else c if d else e", "(if b a (if d c e))"), ("not not x", "(not (not x))"), ("--x", "(- (- x))"),
    ("(a)", "a"), ("(a,)", "(tuple a)"), ("()", "(tuple)"), ("a, b", "(tuple a b)"), ("(a, b)", "(tuple a b)"),
    ("[]", "(list)"), ("[1, 2,]", "(list 1 2)"), ("{}", "(dict)"), ("{'a': 1, b: [2],}", "(dict \"a\":1 b:(list 2))"),
    ("[x for x in xs if x > 1 for y in x]", "(listcomp x for x xs if (compare x > 1) for y x)"),
    ("{k: v for k, v in d.items()}", "(dictcomp k:v for (tuple k v) (call (. d items)))"),
    ("[a if b else c for (a, b), c in z]", "(listcomp (if b a c) for (tuple (tuple a b) c) z)"),
    ("x => x + 1", "(=> (x) (+ x 1))"), ("(a, b: int = 2) => a => b", "(=> (a b:int=2) (=> (a) b))"), ("() => 1", "(=> () 1)"),
    ("f(a, *b, c=1, **d,)", "(call f a *b c=1 **d)"), ("f()(1).g[0]", "([] (. (call (call f) 1) g) 0)"),
    ("x[head=3, -1, ::2, ...]", "([] x head=3 (- 1) _:_:2 ...)"), ("x[1:2, a=:3:, :]", "([] x 1:2:_ a=_:3:_ _:_:_)"),
    ("x[[1, 2]]", "([] x (list 1 2))"), ("x.import", "(. x import)"), ("x[i,]", "([] x i)"),
    ("a |> f", "(call f a)"), ("a |> f(b)", "(call f a b)"), ("a |> .m(b)", "(call (. a m) b)"), ("a |> .m", "(. a m)"),
    ("a |> o.f(b, c=1) |> g", "(call g (call (. o f) a b c=1))"), ("a |> (f(b))", "(call (call f b) a)"),
    ("a |> (x => x)", "(call (=> (x) x) a)"), ("a |> f(b)[0]", "(call ([] (call f b) 0) a)"), ("a |> .m(b)[0].n", "(. ([] (call (. a m) b) 0) n)"),
    ("a |> (f)(b)", "(call f a b)"), ("a + b |> f", "(call f (+ a b))"),
    ("max(xs, by=r => r.value)", "(call max xs by=(=> (r) (. r value)))"),
    ("(a + b) * c", "(* (+ a b) c)"), ("a.b.c(1)", "(call (. (. a b) c) 1)"), ("'a' 'b'.c ", "failed: two strings stand side by side"),
  ])
  func expressions(text: String, expected: String) { #expect(tree(text) == expected) }

  @Test(arguments: [
    ("x = 1", "(= x 1)"), ("a.b = 1", "(= (. a b) 1)"), ("a[0, ...] = 1", "(= ([] a 0 ...) 1)"),
    ("a, (b, c) = d", "(= (tuple a (tuple b c)) d)"), ("a, b = b, a", "(= (tuple a b) (tuple b a))"),
    ("x += 1\nx //= 2\nx **= 3\nx @= y", "(+= x 1)\n(//= x 2)\n(**= x 3)\n(@= x y)"), ("x;", "x;"), ("x; y", "x;\ny"),
    ("raise 'no'", "(raise \"no\")"), ("assert a, b", "(assert a b)"), ("import 'u.arr' as u", "(import \"u.arr\" u)"),
    ("if a { b } elif c { d } else { e }", "(if (a {b}) (c {d}) else {e})"), ("if a {}", "(if (a {}))"),
    ("if a {\n b\n}\nelse {\n c }", "(if (a {b}) else {c})"), ("if {1: 2} { x }", "(if ((dict 1:2) {x}))"),
    ("for i, (j, k) in x { break; continue }", "(for (tuple i (tuple j k)) x {(break) (continue)})"),
    ("while true { x += 1; }", "(while true {(+= x 1)})"), ("with zero(m, 'a') as z { x }", "(with (call zero m \"a\") z {x})"),
    ("with t { }", "(with t - {})"), ("try { x } catch e { y }", "(try {x} e {y})"), ("try { x } catch { y }", "(try {x} - {y})"),
    ("def f(a, b: int = 2,) { \"doc\"; return a, b }", "(def f (a b:int=2) \"doc\" {(return (tuple a b))})"),
    ("@exp.use(\"x\")\n@b\ndef f() { return }", "@(call (. exp use) \"x\") @b (def f () {(return)})"),
    ("def f() {\n for x in y {\n  return x\n }\n}", "(def f () {(for x y {(return x)})})"),
    ("if a\n{ b }", "(if (a {b}))"), ("x = {\n 'a':\n 1\n}\ny", "(= x (dict \"a\":1))\ny"),
  ])
  func statements(text: String, expected: String) { #expect(tree(text) == expected) }

  @Test func lineBreaks() {
    #expect(tree("a\n(b)\n[c]\n-d") == "a\nb\n(list c)\n(- d)")
    #expect(tree("a +\nb") == "(+ a b)")
    #expect(tree("x =\n1") == "(= x 1)")
    #expect(tree("x =>\n1") == "(=> (x) 1)")
    #expect(tree("a,\nb") == "(tuple a b)")
    #expect(tree("a |>\nf") == "(call f a)")
    #expect(tree("a.\nb") == "(. a b)")
    #expect(tree("x = a\n  .f()\n  # why\n  |> g\ny") == "(= x (call g (call (. a f))))\ny")
    #expect(tree("f(\n1\n+\n2\n,\nb = 3\n)") == "(call f (+ 1 2) b=3)")
    #expect(tree("(a\n+ b)") == "(+ a b)")
    #expect(tree("[x\nfor x in y\nif z]") == "(listcomp x for x y if z)")
    #expect(tree("def f() { return\nx }") == "(def f () {(return) x})")
    #expect(tree("a if b\nelse c") == "(if b a c)")
  }

  @Test func entriesOfThePrompt() {
    #expect(tree("|> f(1)", startsFromLast: true) == "(call f _ 1)")
    #expect(tree("|> .T\n|> g", startsFromLast: true) == "(call g (. _ T))")
    #expect(tree("|> f;", startsFromLast: true) == "(call f _);")
    #expect(tree("|>", startsFromLast: true).hasPrefix("incomplete"))
    #expect(tree("|> f(1)").hasPrefix("failed"))
  }

  @Test(arguments: [
    "x =", "f(", "f(a, ", "[1, 2", "{", "{'a'", "{'a':", "if x", "if x {", "if x { y", "for", "for x", "for x in", "while", "try {}",
    "try { } catch", "def", "def f", "def f(", "def f(a, b", "def f() {", "def f() { return", "@dec", "a +", "a and", "not", "-", "a.",
    "a |>", "x =>", "(a = 1", "(a, b: int", "a if b", "a if b else", "\"\"\"abc", "f\"\"\"a {x", "f\"\"\"a", "x = 1 + \\", "x \\\n",
    "import", "raise", "assert", "with", "with a as", "x[", "x[1:", "x[1,", "f(a=1, b", "f(x,\n", "a,", "import 'x' as", "if x { y }\nelif",
    "f(a=1, *b, c", "def f(a=1, b", "[x for", "[x for x", "[x for x in", "lens.logit_lens(ids,", "if a { if b {", "f(\"\"\"", "return", "break",
    "(\"\\", "'a\\\n", "f'a\\\r\n",
  ])
  func incomplete(text: String) {
    let expected = text == "return" || text == "break" ? "failed" : "incomplete"
    #expect(tree(text).hasPrefix(expected), "\(tree(text))")
  }

  @Test(arguments: ["if x { y }", "if x { y }\n", "x", "x;", "def f() { return 1 }", "try { } catch { }", "f(1)", "x = 1 # \"\"\""])
  func complete(text: String) { #expect(!tree(text).contains(": "), "\(tree(text))") }

  @Test func spans() {
    let source = Source(name: "t", text: "h = resid[layer=3] @ (model.w(1) + 2)")
    guard case .complete(let block) = parse(source), case .assign(let target, let value)? = block.statements.first?.kind,
      case .binary(_, let op, let left, let right) = value.kind
    else {
      Issue.record("no product")
      return
    }
    #expect(source.text(of: target.span) == "h")
    #expect(source.text(of: left.span) == "resid[layer=3]")
    #expect(source.text(of: op) == "@")
    #expect(source.text(of: right.span) == "(model.w(1) + 2)")
    #expect(source.text(of: block.statements[0].span) == "h = resid[layer=3] @ (model.w(1) + 2)")
  }
}
