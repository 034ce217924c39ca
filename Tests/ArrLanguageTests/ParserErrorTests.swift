import Testing

@testable import ArrLanguage

/// The diagnostics of a text that does not parse.
func errors(_ text: String) -> [Diagnostic] {
  switch parse(Source(name: "test.arr", text: text)) {
  case .complete: return []
  case .incomplete(let all), .failed(let all): return all
  }
}

@Suite struct ParserErrorTests {
  /// The first error must lie on this text; `help` is a part of its help.
  @Test(arguments: [
    ("if x:\n  y", ":", "write `{` for `:`"), ("else_ = 1\nfor x in y: z", ":", "write `{` for `:`"),
    ("fn f(x) { }", "fn", "`def name"), ("function f() { }", "function", "`def name"), ("f = lambda x: x", "lambda", "`x => …`"),
    ("f(lambda: 1)", "lambda", "`x => …`"), ("a && b", "&&", "`and`"), ("if a || b { }", "||", "`or`"), ("x = !y", "!", "`not`"),
    ("x++", "++", "`x += 1`"), ("for i in y { n-- }", "--", "`n -= 1`"), ("if a { } else if b { }", "else if", "`elif`"),
    ("if a { } elseif b { }", "elseif", "`elif`"), ("let x = 1", "let", "`x = …`"), ("const x = 1", "const", "`x = …`"),
    ("if x = 1 { }", "=", "`==`"), ("if (x = 1) { }", "=", "`==`"), ("while x = 1 { }", "=", "`==`"), ("print x", "x", "`print(x)`"),
    ("try { } except e { }", "except", "`catch e"), ("try { } finally { }", "finally", "`with`"), ("import numpy as np", "numpy", "need no import"),
    ("from torch import nn", "from", "need no import"), ("x ? a : b", "?", "`a if condition else b`"), ("a === b", "===", "`==`"),
    ("a <> b", "<>", "`!=`"), ("a !== b", "!==", "`!=`"), ("x is None", "is", "`==`"), ("x is not None", "is", "`!=`"),
    ("sum(x for x in y)", "for", "`[… for x in xs]`"), ("def f(*xs) { }", "*xs", "one list"), ("def f(x) -> int { }", "-> int", "leave it out"),
    ("a = b = 1", "=", "two statements"), ("class A { }", "class", "no classes"), ("{1, 2}", ",", "brackets"), ("a & b", "&", "`and`"),
    ("// note", "//", "`#`"), ("/* note */", "/*", "`#`"), ("f(x) = 1", "f(x)", "`def f(x)"), ("f() = 1", "f()", "`==`"), ("[a, b] = c", "[a, b]", "`a, b = …`"),
    ("a |> x => x", "|> x =>", "`|> (x => …)`"), ("x = a if b", "", ""), ("if x then { }", "then", "`{ … }`"), ("x: int = 1", ":", "no declared type"),
    ("for i = 0; i < 3 { }", "=", "range"), ("x => { return 1 }", "{", "`def name(x)"), ("a = 1 b = 2", "b", "`;`"),
    // What no variable holds: containers are values, so nobody could see the change.
    ("sorted([3, 1])[0] = 7", "sorted([3, 1])", "`x = sorted([3, 1])`, then `x[0] = …`"), ("f()[0] += 3", "f()", "`x[0] = …`"),
    ("m.weight(\"W_U\")[:, 595] = 0", "m.weight(\"W_U\")", "`x[:, 595] = …`"), ("a[0].f().b[1].c = 2", "a[0].f()", "`x.b[1].c = …`"),
    ("x, f()[0] = 1, 2", "f()", "name it"), ("[1, 2][0] = 3", "[1, 2]", "name it"), ("(a + b)[0] = 3", "(a + b)", "`x = (a + b)`, then `x[0] = …`"),
    ("lens.logit_lens(ids target=0)", "target", ""), ("'a' 'b'", "'b'", "`+`"), ("x = \"abc", "\"abc", "\"\"\""),
  ])
  func hints(text: String, place: String, help: String) throws {
    let all = errors(text)
    let first = try #require(all.first)
    let label = try #require(first.labels.first)
    #expect(label.source.text(of: label.span) == place, "\(first.message)")
    #expect(help.isEmpty || first.help.joined().contains(help), "\(first.message): \(first.help)")
    #expect(all.count == 1, "\(all.map(\.message))")
  }

  @Test(arguments: [
    ("f(a=1, a=2)", "the argument `a` is given twice"), ("f(a=1, b)", "an argument without a name follows one with a name"),
    ("f(**a, b)", "an argument without a name follows one with a name"), ("return 1", "`return` stands outside a function"),
    ("break", "`break` stands outside a loop"), ("for x in y { def f() { continue } }", "`continue` stands outside a loop"),
    ("1 = x", "a literal cannot be assigned to"), ("a + b = x", "an expression cannot be assigned to"), ("none = 1", "a literal cannot be assigned to"),
    ("() = x", "an empty tuple cannot be assigned to"), ("a, b += 1", "`+=` takes one target, not several"),
    ("def f(a, a) { }", "the parameter `a` is there twice"), ("def f(a=1, b) { }", "a parameter without a default follows one that has a default"),
    ("(a, a) => 1", "the parameter `a` is there twice"), ("}", "`}` closes nothing"), (")", "`)` closes nothing"),
    ("f(1]", "`]` does not close `(`"), ("x[]", "an index is expected, not `]`"), ("else { }", "`else` without an `if`"),
    ("x = 9223372036854775808", "this number does not fit in 64 bits"), ("a == not b", "`not` needs parentheses here"),
    ("1 |> 2", "`|>` leads into a function"), ("@a def f() { }", "a new line after the decorator is expected, not the keyword `def`"),
    ("@a\nx = 1", "`def` after a decorator is expected, not `x`"), ("for 1 in x { }", "the name of a variable is expected, not a number"),
    ("f(1\nx = 2", "`(` is not closed"), ("a.1", "the statement ends before a number"), ("catch { }", "`catch` without a `try`"),
  ])
  func rules(text: String, message: String) {
    #expect(errors(text).map(\.message) == [message])
  }

  @Test func severalErrors() {
    let text = """
      x = = 1
      def f() {
        y = )
        z = 3 4
      }
      foo(1
      bar = 2
      if x:
          break
      else:
          return
      w = 1 +* 2
      """
    let lines = errors(text).map { $0.labels[0].source.line(at: $0.labels[0].span.start) + 1 }
    #expect(lines == [1, 3, 4, 6, 8, 12])
  }

  /// A line further left than the bracket's own goes on with it when it closes it.
  @Test(arguments: ["x = [1,\n... 2]", "x = [1,\n@ 2]", "x = [1,\n@ f(2), [3]]\ny = 1", "f(1,\n) + ) 2"])
  func aMistakeInABracketIsSaidOnce(_ text: String) { #expect(errors(text).count == 1, "\(errors(text).map(\.message))") }

  @Test func aBracketThatIsNeverClosedHidesNothing() {
    #expect(errors("foo(1\nbar = [2]\nbaz(]\n").count == 2)
    #expect(errors("x = [1\ny = )\n").count == 2)
  }

  @Test func errorsAreBounded() {
    #expect(errors(String(repeating: "x = )\n", count: 1000)).count == Parser.errorLimit)
  }

  @Test func aBracketInsideACallGivesOneError() {
    #expect(errors("f(\n  a,\n  b c,\n  d\n)\nx = 1").count == 1)
    #expect(errors("def f() { foo(1 2 }\nx = 1").count == 1)
    #expect(errors("if x y {\n a\n}\nb").count == 1)
  }
}
