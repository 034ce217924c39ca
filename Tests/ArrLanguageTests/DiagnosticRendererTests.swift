import Testing
import TextWidth

@testable import ArrLanguage

@Suite struct DiagnosticRendererTests {
  /// A label on a piece of the text, found by its words.
  private func label(_ source: Source, _ piece: String, _ text: String = "") -> Diagnostic.Label {
    let whole = source.utf8
    let part = Array(piece.utf8)
    let start = (0...max(0, whole.count - part.count)).first { Array(whole[$0..<min(whole.count, $0 + part.count)]) == part } ?? 0
    return Diagnostic.Label(source: source, span: Span(start, start + part.count), text: text)
  }

  private func shapeError(_ lines: Int = 13) -> Diagnostic {
    let text = String(repeating: "\n", count: lines) + "h = resid[layer=3] @ model.weight(\"W_U\")\n"
    let source = Source(name: "demo.arr", text: text)
    return Diagnostic(
      "shape", "shapes do not match for `@`",
      labels: [
        label(source, "@"), label(source, "resid[layer=3]", "f32[9, 768]"),
        label(source, "model.weight(\"W_U\")", "f32[50257, 768]"),
      ],
      notes: ["inner sizes are 768 and 50257"], help: ["transpose the right side: `model.weight(\"W_U\").T`"])
  }

  @Test func operatorAndOperands() {
    #expect(
      DiagnosticRenderer().render(shapeError()) == """
        error: shapes do not match for `@`
          ┌─ demo.arr:14:20
        14│ h = resid[layer=3] @ model.weight("W_U")
          │     ────────────── ^ ─────────────────── f32[50257, 768]
          │     f32[9, 768]
          = inner sizes are 768 and 50257
          help: transpose the right side: `model.weight("W_U").T`
        """)
  }

  @Test func onePlace() {
    let source = Source(name: "ioi.arr", text: String(repeating: "#\n", count: 13) + "lens.logit_lens(ids, target=0, layer=12)")
    let error = Diagnostic(
      "index", "layer 12 is out of range",
      labels: [label(source, "12", "this model has 12 layers: 0 to 11, or -1 for the last")])
    #expect(
      DiagnosticRenderer().render(error) == """
        error: layer 12 is out of range
          ┌─ ioi.arr:14:38
        14│ lens.logit_lens(ids, target=0, layer=12)
          │                                      ^^ this model has 12 layers: 0 to 11, or -1 for the last
        """)
    #expect(DiagnosticRenderer().oneLine(error) == "ioi.arr:14:38: error: layer 12 is out of range")
  }

  /// Columns count Unicode scalars, carets stand under what is drawn: an accent of its own and a joined emoji part them.
  @Test func combiningMarksBeforeTheCaret() {
    let source = Source(name: "é.arr", text: "e\u{301} = \"👩‍🔬\" + x")
    let error = Diagnostic("name", "`x` is not defined", labels: [label(source, "x")])
    #expect(
      DiagnosticRenderer().render(error) == """
        error: `x` is not defined
          ┌─ é.arr:1:14
         1│ e\u{301} = "👩‍🔬" + x
          │            ^
        """)
    #expect(DiagnosticRenderer().oneLine(error) == "é.arr:1:14: error: `x` is not defined")
    #expect(source.position(of: source.utf8.count) == "é.arr:1:15")
  }

  /// The source gives way to a narrow window; what is said of it does not.
  @Test func twentyColumns() {
    let lines = DiagnosticRenderer(width: 20).render(shapeError()).split(separator: "\n").map(String.init)
    let source = lines.first { $0.hasPrefix("14│") } ?? ""
    #expect(source.contains("@") && displayWidth(source) <= 20, "\(source)")
  }

  @Test func withoutAPlace() {
    let error = Diagnostic("value", "\" Mary Ann\" is 2 tokens", help: ["give one of them"])
    #expect(DiagnosticRenderer().render(error) == "error: \" Mary Ann\" is 2 tokens\n  help: give one of them")
    #expect(DiagnosticRenderer().oneLine(error) == "error: \" Mary Ann\" is 2 tokens")
  }

  @Test func asciiAndGutters() {
    #expect(
      DiagnosticRenderer(unicode: false).render(shapeError(0)) == """
        error: shapes do not match for `@`
          --> demo.arr:1:20
         1| h = resid[layer=3] @ model.weight("W_U")
          |     -------------- ^ ------------------- f32[50257, 768]
          |     f32[9, 768]
          = inner sizes are 768 and 50257
          help: transpose the right side: `model.weight("W_U").T`
        """)
    #expect(DiagnosticRenderer().render(shapeError(1233)).contains("\n    ┌─ demo.arr:1234:20\n1234│ h = "))
  }

  @Test func colour() {
    let source = Source(name: "a", text: "x + y")
    let error = Diagnostic("type", "no", labels: [label(source, "+", "here"), label(source, "x", "int")], help: ["h"])
    #expect(
      DiagnosticRenderer(color: true).render(error) == """
        \u{1B}[1;31merror:\u{1B}[0m \u{1B}[1mno\u{1B}[0m
          \u{1B}[34m┌─\u{1B}[0m a:1:3
         \u{1B}[34m1│\u{1B}[0m x + y
          \u{1B}[34m│\u{1B}[0m \u{1B}[36m─\u{1B}[0m \u{1B}[1;31m^\u{1B}[0m \u{1B}[1;31mhere\u{1B}[0m
          \u{1B}[34m│\u{1B}[0m \u{1B}[36mint\u{1B}[0m
          \u{1B}[1;32mhelp:\u{1B}[0m h
        """)
  }

  @Test func textsThatDoNotFitSideBySide() {
    let source = Source(name: "a", text: "f(aa, bb, cc)")
    let error = Diagnostic(
      "type", "no", labels: [label(source, "aa", "first"), label(source, "bb", "second"), label(source, "cc", "third")])
    #expect(
      DiagnosticRenderer().render(error) == """
        error: no
          ┌─ a:1:3
         1│ f(aa, bb, cc)
          │   ^^  ──  ── third
          │   │   second
          │   first
        """)
  }

  @Test func severalLines() {
    let source = Source(name: "a", text: "f(1,\n  2,\n  3)\nx\n\ny = z")
    let error = Diagnostic(
      "type", "no", labels: [label(source, "f(1,\n  2,\n  3)", "all of it"), label(source, "z", "and this")])
    #expect(
      DiagnosticRenderer().render(error) == """
        error: no
          ┌─ a:1:1
         1│ f(1,
          │ ^^^^
          ⋮
         3│   3)
          │   ^^ all of it
          ⋮
         6│ y = z
          │     ─ and this
        """)
  }

  @Test func severalSources() {
    let main = Source(name: "main.arr", text: "import \"u.arr\"")
    let other = Source(name: "u.arr", text: "a\nb = (")
    let error = Diagnostic("syntax", "no", labels: [label(main, "\"u.arr\"", "imported here"), label(other, "(", "opened here")])
    #expect(
      DiagnosticRenderer().render(error) == """
        error: no
          ┌─ main.arr:1:8
         1│ import "u.arr"
          │        ^^^^^^^ imported here
          ┌─ u.arr:2:5
         2│ b = (
          │     ─ opened here
        """)
  }

  @Test func wideCharactersAndTabs() {
    let source = Source(name: "a", text: "\tx = \"日本\" + é🎉 + y")
    let error = Diagnostic("type", "no", labels: [label(source, "y", "here"), label(source, "日本", "wide"), label(source, "é🎉")])
    #expect(
      DiagnosticRenderer().render(error) == """
        error: no
          ┌─ a:1:18
         1│     x = "日本" + é🎉 + y
          │          ────    ───   ^ here
          │          wide
        """)
  }

  @Test func longLines() {
    let source = Source(name: "a", text: String(repeating: "abcdefghi ", count: 20) + "TARGET" + String(repeating: " xyz", count: 40))
    let error = Diagnostic("name", "no", labels: [label(source, "TARGET", "here")])
    #expect(
      DiagnosticRenderer(width: 44).render(error) == """
        error: no
          ┌─ a:1:201
         1│ …efghi abcdefghi TARGET xyz xyz xyz xyz…
          │                  ^^^^^^ here
        """)
    let start = Source(name: "a", text: "TARGET" + String(repeating: " xyz", count: 40))
    #expect(
      DiagnosticRenderer(unicode: false, width: 34).render(Diagnostic("name", "no", labels: [label(start, "TARGET", "here")])) == """
        error: no
          --> a:1:1
         1| TARGET xyz xyz xyz xyz xyz ...
          | ^^^^^^ here
        """)
  }

  @Test func spansOutOfRange() {
    let texts = ["", "x", "x\n", "\r\n\n", "é日\t", "\u{1B}[2J"]
    for text in texts {
      let source = Source(name: "a", text: text)
      for start in -2...8 {
        for end in -2...8 {
          let error = Diagnostic("name", "no", labels: [Diagnostic.Label(source: source, span: Span(start, end), text: "t")])
          let shown = DiagnosticRenderer(width: 3).render(error)
          #expect(!shown.contains("\u{1B}"))
          #expect(shown.contains("^"))
          _ = DiagnosticRenderer().json(error) + DiagnosticRenderer().oneLine(error)
        }
      }
    }
    let invalid = Source(name: "a", utf8: [0x61, 0xFF, 0xE3, 0x81, 0x62])
    for start in 0...5 {
      _ = DiagnosticRenderer().render(Diagnostic("x", "y", labels: [.init(source: invalid, span: Span(start, start + 2))]))
    }
  }

  @Test func endOfInput() {
    guard case .incomplete(let all) = parse(Source(name: "a", text: "x = 1 +\n")) else {
      Issue.record("not incomplete")
      return
    }
    #expect(
      DiagnosticRenderer().render(all[0]) == """
        error: an expression is missing
          ┌─ a:1:8
         1│ x = 1 +
          │        ^
        """)
  }

  @Test func json() {
    let source = Source(name: "a\"b", text: "x\ny = 日z")
    var error = Diagnostic("name", "no \n", labels: [label(source, "z", "h\\")], notes: ["n"], help: ["\u{1}"])
    error.severity = .warning
    #expect(
      DiagnosticRenderer().json(error)
        == #"{"severity":"warning","code":"name","message":"no \n","labels":[{"file":"a\"b","line":2,"column":6,"endLine":2,"endColumn":7,"text":"h\\"}],"notes":["n"],"help":["\u0001"]}"#
    )
  }

  @Test func longTextsAreCut() {
    let long = String(repeating: "z", count: 1_000_000)
    let source = Source(name: "a.arr", text: "x")
    let error = Diagnostic(
      "name", "`\(long)` is not defined", labels: [label(source, "x", long)], notes: [long], help: ["did you mean \(long)?"])
    let cut = String(repeating: "z", count: 59) + "…999922 more…" + String(repeating: "z", count: 19) + "` is not defined"
    let lines = DiagnosticRenderer().render(error).split(separator: "\n")
    #expect(lines[0] == "error: `" + cut)
    #expect(lines.allSatisfy { $0.count < 300 })
    #expect(DiagnosticRenderer().oneLine(error) == "a.arr:1:1: error: `" + cut)
    #expect(DiagnosticRenderer(unicode: false).json(error).utf8.count < 1_000)
    let list = Diagnostic("argument", (0..<100_000).map { "`a\($0)`" }.joined(separator: ", "))
    let text = DiagnosticRenderer().render(list)
    #expect(text.hasPrefix("error: `a0`, `a1`, ") && text.hasSuffix("… (988888 characters)"), "\(text.suffix(60))")
    #expect(text.count < 5_000)
    // What is as long as a path is shown whole.
    let path = String(repeating: "/folder", count: 28)
    #expect(DiagnosticRenderer().oneLine(Diagnostic("file", path)) == "error: " + path)
  }

  @Test func whatIsNotSeenIsNamed() {
    let source = Source(name: "a.arr", text: "x = \"\u{202E}b\u{200F}\" + 1  # \u{2066}")
    let error = Diagnostic("type", "no \u{202E}\u{2067}\u{FEFF}", labels: [label(source, "+")])
    #expect(
      DiagnosticRenderer().render(error) == """
        error: no <U+202E><U+2067><U+FEFF>
          ┌─ a.arr:1:11
         1│ x = "<U+202E>b<U+200F>" + 1  # <U+2066>
          │                         ^
        """)
    // Joiners inside one picture stay.
    #expect(DiagnosticRenderer().oneLine(Diagnostic("x", "👩‍👩‍👧 ❤️")) == "error: 👩‍👩‍👧 ❤️")
  }
}
