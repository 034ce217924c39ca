import Foundation
import Testing

@testable import ArrLanguage

/// The formatted text, or the messages.
private func formatted(_ text: String) -> String { formatted(Array(text.utf8)) }

private func formatted(_ bytes: [UInt8]) -> String {
  onEvaluationThread {
    switch Formatter.format(Source(name: "test.arr", utf8: bytes)) {
    case .unchanged: return String(decoding: bytes, as: UTF8.self)
    case .changed(let bytes): return String(decoding: bytes, as: UTF8.self)
    case .invalid(let problems): return "invalid: " + problems.map(\.message).joined(separator: "; ")
    case .refused(let problem): return "refused: " + problem.message
    }
  }
}

@Suite("Formatter")
struct FormatterTests {
  @Test(
    "blanks",
    arguments: [
      ("x=1", "x = 1\n"),
      ("config = 1\nmodel  = 2\n", "config = 1\nmodel = 2\n"),
      ("f ( a,* c , b = 1 , ** d )", "f(a, *c, b=1, **d)\n"),
      ("f ( with=[1 ] , in = (2), for=3, not = -1 )", "f(with=[1], in=(2), for=3, not=-1)\n"),
      ("[ * a,3 ]; {** d , 'k':1}; a , * b=xs", "[*a, 3];\n{**d, 'k': 1};\na, *b = xs\n"),
      ("for a , * b in xs { print( * b) }", "for a, *b in xs { print(*b) }\n"),
      ("x [ 0 ] [ 1 : 2 , head = 3 , :: 2 , ... ]", "x[0][1:2, head=3, ::2, ...]\n"),
      ("x[a+1:b]; x[a:]", "x[a + 1 : b];\nx[a:]\n"),
      ("-x**-2 + - - 3 - -4", "-x ** -2 + - -3 - -4\n"),
      ("not(x)and(y)or z not  in w", "not (x) and (y) or z not in w\n"),
      ("r=>r+1", "r => r + 1\n"),
      ("( a,b : int=1,c=2 )=>a", "(a, b: int = 1, c=2) => a\n"),
      ("{ 'a' :1,\"b\":[ ] , }", "{'a': 1, \"b\": []}\n"),
      ("(a,)", "(a,)\n"),
      ("(a,b,)", "(a, b)\n"),
      ("1 .real", "1 .real\n"),
      ("x|>f|>.g(1)", "x |> f |> .g(1)\n"),
      ("y = a if b else c", "y = a if b else c\n"),
      ("x.in.not", "x.in.not\n"),
      ("for a,(b,c) in d{print(a)}", "for a, (b, c) in d { print(a) }\n"),
      ("import 'a.arr'  as b", "import 'a.arr' as b\n"),
      ("x = f\"{ a+b !r:>{ w }}\" # {c+d}", "x = f\"{ a+b !r:>{ w }}\"  # {c+d}\n"),
      ("x = 0xFF + 1_000 + 5. + .5 + 1E3", "x = 0xFF + 1_000 + 5. + .5 + 1E3\n"),
      ("@ exp . tools( 1 )\ndef f ( a ) { return a }", "@exp.tools(1)\ndef f(a) { return a }\n"),
    ])
  func blanks(text: String, expected: String) { #expect(formatted(text) == expected) }

  @Test(
    "semicolons",
    arguments: [
      ("a; b", "a;\nb\n"),
      ("x = 1; y = 2;", "x = 1\ny = 2\n"),
      ("lens.run(x);", "lens.run(x);\n"),
      ("lens.run(x); # quiet", "lens.run(x);  # quiet\n"),
      (";; a ;; # c", "a;  # c\n"),
      ("if a { b; c }", "if a {\n    b\n    c\n}\n"),
      ("if a { b; }", "if a { b; }\n"),
      ("def f() { 'doc'; return 1 }", "def f() {\n    'doc'\n    return 1\n}\n"),
    ])
  func semicolons(text: String, expected: String) { #expect(formatted(text) == expected) }

  @Test("blocks stay on one line when they were and fit")
  func blocks() {
    #expect(formatted("if a { b } elif c { d } else { e }") == "if a { b } elif c { d } else { e }\n")
    #expect(formatted("if a { b } else {\n  e }") == "if a {\n    b\n} else {\n    e\n}\n")
    #expect(formatted("def f() {\n}\ntry{a}\ncatch e{ }") == "def f() { }\ntry { a } catch e { }\n")
    #expect(formatted("while x {\n\tif y { break }\n\n\n\n\tz\n\n}") == "while x {\n    if y { break }\n\n    z\n}\n")
    let long = String(repeating: "a", count: 90)
    #expect(formatted("if x { \(long) }") == "if x { \(long) }\n")
    #expect(formatted("if x { \(long)bb }") == "if x {\n    \(long)bb\n}\n")
  }

  @Test("a bracket breaks when it does not fit, or when the author broke it")
  func brackets() {
    #expect(formatted("x = [1,\n  2]") == "x = [1, 2]\n")
    #expect(formatted("x = [\n  1, 2]") == "x = [\n    1,\n    2,\n]\n")
    #expect(formatted("x = (\n  a + b)") == "x = (\n    a + b\n)\n")
    let name = String(repeating: "n", count: 40)
    #expect(
      formatted("f(\(name), \(name), x=\(name))") == "f(\n    \(name),\n    \(name),\n    x=\(name),\n)\n")
    #expect(formatted("f(\(name), [\(name), \(name)])") == "f(\(name), [\n    \(name),\n    \(name),\n])\n")
    #expect(
      formatted("f(g(\(name), \(name)))\nff(g(\(name), \(name), \(name)))")
        == "f(g(\(name), \(name)))\nff(g(\n    \(name),\n    \(name),\n    \(name),\n))\n")
    #expect(
      formatted("xs = [\(name) for a, b in \(name) if \(name)]")
        == "xs = [\n    \(name)\n    for a, b in \(name)\n    if \(name)\n]\n")
    #expect(formatted("x[\n 1:2,\n\n 3]") == "x[\n    1:2,\n\n    3,\n]\n")
  }

  @Test("what does not fit breaks at pipes, behind operators, around `if` and `else`")
  func longLines() {
    let name = String(repeating: "n", count: 40)
    #expect(formatted("x = \(name) |> f(\(name)) |> g(\(name))") == "x = \(name)\n    |> f(\(name))\n    |> g(\(name))\n")
    #expect(formatted("x = a\n |> f") == "x = a\n    |> f\n")
    #expect(formatted("x = a |>\n f") == "x = a |> f\n")
    #expect(formatted("x = \(name) * a + \(name) + \(name)") == "x = \(name) * a + \(name) +\n    \(name)\n")
    #expect(
      formatted("if \(name) and \(name) and \(name) { a }")
        == "if \(name) and \(name) and\n        \(name) {\n    a\n}\n")
    #expect(formatted("x = \(name) if \(name) else \(name)") == "x = \(name) if \(name) \\\n    else \(name)\n")
    #expect(formatted("x = a \\\n  + b") == "x = a + b\n")
    #expect(formatted("frame\n  .filter(a)\n  .show()") == "frame\n    .filter(a)\n    .show()\n")
    #expect(formatted("print(\"\"\"a\n b\"\"\", 1)") == "print(\"\"\"a\n b\"\"\", 1)\n")
  }

  @Test("comments stay where they are")
  func comments() {
    let text = """
      #!/usr/bin/env arr
      # %% A cell
      #   its *prose*


      x = 1   # trailing
      if a {   # header
          # own
          b

          # end
      }
      # between
      else {
          c
      }  # behind
      xs = [  # opened
          1,  # one

          # two
          2,
          # end
      ]
      y = a +  # why
          b
      f(
          a,  # moved
          c,
      )
      data
          # stage
          |> f  # first
          |> g
      # last

      """
    let tight = text.replacingOccurrences(of: "a,  # moved\n", with: "a # moved\n ,")
    #expect(formatted(tight) == text.replacingOccurrences(of: "1   #", with: "1  #").replacingOccurrences(of: "{   #", with: "{  #"))
  }

  @Test("blank lines: at most two outside, one inside, none at the ends")
  func blankLines() {
    #expect(formatted("\n\n\na\n\n\n\n\nb\n\n\n") == "a\n\n\nb\n")
    #expect(formatted("def f() {\n\n\n  a\n\n\n  b\n\n}") == "def f() {\n    a\n\n    b\n}\n")
    #expect(formatted("") == "")
    #expect(formatted(" \n\t\n") == "")
    #expect(formatted("# only") == "# only\n")
  }

  @Test("line ends and the byte-order mark stay as they are")
  func fileStyle() {
    #expect(formatted("x=1\r\nif a {\r\n  b # c\r\n}\r\n") == "x = 1\r\nif a {\r\n    b  # c\r\n}\r\n")
    #expect(formatted([0xEF, 0xBB, 0xBF] + Array("x=1\n".utf8)) == "\u{FEFF}x = 1\n")
    #expect(formatted("s = \"\"\"a\r\nb\"\"\"\r\n") == "s = \"\"\"a\r\nb\"\"\"\r\n")
    #expect(formatted("s = \"a\tb\"\t#\tc\n") == "s = \"a\tb\"  #\tc\n")
  }

  @Test("what does not parse is refused with its diagnostics")
  func invalid() {
    #expect(formatted("x = (1") == "invalid: `(` is not closed")
    #expect(formatted([0x78, 0xFF]) == "invalid: the byte 0xFF is not UTF-8")
    #expect(formatted([0x78, 0x00]) == "invalid: a zero byte is not text")
  }

  // MARK: Whole programs

  private static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  @Test("every program of the repository keeps its tree and comes out the same a second time")
  func repository() throws {
    var count = 0
    for folder in ["Tests", "scripts"] {
      let names = FileManager.default.enumerator(atPath: Self.repository.appendingPathComponent(folder).path)
      while let name = names?.nextObject() as? String {
        guard name.hasSuffix(".arr") else { continue }
        let bytes = [UInt8](try Data(contentsOf: Self.repository.appendingPathComponent(folder).appendingPathComponent(name)))
        if check(bytes, name) { count += 1 }
      }
    }
    #expect(count >= 30)
  }

  @Test("random programs keep their tree and come out the same a second time")
  func random() {
    var parsed = 0
    let seeds = UInt64(ProcessInfo.processInfo.environment["ARR_SEEDS"] ?? "") ?? 150
    for seed in 1...seeds {
      var generator = ProgramGenerator(seed: seed)
      if check(Array(generator.program(statements: 12).utf8), "seed \(seed)") { parsed += 1 }
    }
    // A generator whose programs do not parse tests nothing.
    #expect(parsed * 10 >= Int(seeds) * 9)
  }

  /// False when the text does not parse.
  private func check(_ bytes: [UInt8], _ name: String) -> Bool {
    let source = Source(name: name, utf8: bytes)
    guard case .complete(let before) = parse(source) else {
      guard case .invalid = Formatter.format(source) else {
        Issue.record("\(name): no error")
        return false
      }
      return false
    }
    let text = formatted(bytes)
    guard !text.hasPrefix("refused"), case .complete(let after) = parse(Source(name: name, text: text)) else {
      Issue.record("\(name): \(text.prefix(200))\n\(String(decoding: bytes, as: UTF8.self))")
      return true
    }
    let trees = onEvaluationThread { (SyntaxPrinter.text(before), SyntaxPrinter.text(after)) }
    // Quiet marks inside blocks mean nothing, and the formatter drops those that only part statements.
    #expect(trees.0.filter { $0 != ";" } == trees.1.filter { $0 != ";" }, "\(name)")
    #expect(formatted(text) == text, "\(name)")
    for line in text.split(separator: "\n") where line.hasSuffix(" ") && !text.contains("\"\"\"") {
      Issue.record("\(name): blanks at the end of \(line)")
    }
    return true
  }
}
