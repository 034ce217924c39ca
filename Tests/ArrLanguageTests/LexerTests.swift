import Testing

@testable import ArrLanguage

@Suite struct LexerTests {
  @Test(arguments: [
    ("1_000", "1000"), ("1e-3", "0.001"), ("0xff", "255"), ("0b101", "5"), ("0o17", "15"), ("0xFF_ff", "65535"),
    (".5", "0.5"), ("5.", "5.0"), ("1.e2", "100.0"), ("00", "0"), ("1E+2", "100.0"), ("1_0.2_5", "10.25"),
    ("9223372036854775807", "9223372036854775807"), ("-9223372036854775808", "-9223372036854775808"),
    ("1.real", "(. 1 real)"), ("True", "true"), ("None", "none"), ("False", "false"), ("1e400", "inf"),
  ])
  func numbers(text: String, expected: String) { #expect(tree(text) == expected) }

  @Test(arguments: [
    "9223372036854775808", "0xffffffffffffffff", "1__0", "1_", "0x", "0b12", "12abc", "1j", "012", "0x_", "99999999999999999999",
  ])
  func badNumbers(text: String) { #expect(tree(text).hasPrefix("failed: ")) }

  @Test(arguments: [
    (#""a\n\t\\\"\'""#, "\"a\n\t\\\"'\""), (#"'it"s'"#, #""it"s""#), (#""\x41\u0042\u{1F600}\U00000043""#, "\"AB😀C\""),
    (#"r"\d\"x""#, #""\d\"x""#), ("\"\"\"a\n\"b\"\r\nc\"\"\"", "\"a\n\"b\"\nc\""), (#""\033[0m""#, "\"\u{1B}[0m\""),
    ("''", "\"\""), ("\"\"", "\"\""), ("'''x'''", "\"x\""), ("\"a\\\nb\"", "\"ab\""), ("u'x'", "\"x\""), ("\"é→\"", "\"é→\""),
  ])
  func strings(text: String, expected: String) { #expect(tree(text) == expected) }

  @Test(arguments: [
    ("\"abc", "a string is not closed"), ("'abc\nx = 1", "a string is not closed"), (#""\d""#, "`\\d` is not an escape"),
    (#""\xg1""#, "`\\x` is too short"), (#""\ud800""#, "U+D800 is not a character"), (#""\u{}""#, "`\\u{` is not closed"),
    (#""\N{DASH}""#, "`\\N` is not an escape"), ("b'x'", "there are no byte strings"), ("\"\u{1B}\"", "the control character U+001B stands in a string"),
    ("x = $", "`$` is not part of the language"), ("x = “a”", "`“` is no quotation mark here"),
    ("x\u{200B}", "U+200B is not part of the language"), ("a\u{202E}b = 1", "U+202E is not part of the language"),
    ("a\u{FE0F} = 1", "U+FE0F is not part of the language"), ("\u{3164} = 1", "U+3164 is not part of the language"), ("a\u{200D}b", "U+200D is not part of the language"), ("\u{7}", "the control character U+0007 is not text"),
    ("a \\ b", "only a line end can follow `\\`"),
  ])
  func errors(text: String, message: String) {
    #expect(tree(text).hasPrefix("failed: " + message), "\(tree(text))")
  }

  @Test(arguments: [
    (#"f"{x:.3f} {t!r}""#, "f<{x:<.3f>} {t!r}>"), (#"f"a{{b}}""#, "f<a{b}>"), (#"f"{d["k"]}""#, #"f<{([] d "k")}>"#),
    (#"f"{x:{width}.{n}}""#, "f<{x:<{width}.{n}>}>"), (#"f'{a!r:>{w}}'"#, "f<{a!r:<>{w}>}>"),
    (#"f"{a != b}""#, "f<{(compare a != b)}>"), (#"f"{x = }""#, "f<x = {x!r}>"), (#"f"{x=:.2f}""#, "f<x={x:<.2f>}>"),
    (#"f"{f"{x}"}""#, "f<{f<{x}>}>"), (#"rf"\d{x}""#, #"f<\d{x}>"#), (#"f"""#, "f<>"), (#"f"{ {1: 2}[1] }""#, "f<{([] (dict 1:2) 1)}>"),
    ("f\"\"\"{\nx\n}\n\"\"\"", "f<{x}\n>"), (#"f"{(x => x + 1)(2)}""#, "f<{(call (=> (x) (+ x 1)) 2)}>"),
    (#"f"{a, b}""#, "f<{(tuple a b)}>"), (#"f"{layer:2}  {f(g(r.t), ' M'):+.3f}""#, #"f<{layer:<2>}  {(call f (call g (. r t)) " M"):<+.3f>}>"#),
  ])
  func formatted(text: String, expected: String) { #expect(tree(text) == expected) }

  @Test(arguments: [
    (#"f"{x""#, "`{` in an f-string is not closed"), (#"f"}""#, "a single `}` in an f-string"),
    (#"f"{}""#, "`{}` in an f-string is empty"), (#"f"{x!q}""#, "a conversion is `!r`, `!s` or `!a`"),
    (#"f"abc"#, "a string is not closed"), (#"f"{x y}""#, "`}` is expected, not `y`"), (#"f"{x + }""#, "an expression is missing behind `+`"),
  ])
  func badFormatted(text: String, message: String) {
    #expect(tree(text).hasPrefix("failed: " + message), "\(tree(text))")
  }

  @Test func bytesThatAreNoText() {
    func message(_ bytes: [UInt8]) -> String {
      guard case .failed(let errors) = parse(Source(name: "x", utf8: bytes)) else { return "" }
      return errors.map(\.message).joined(separator: "; ")
    }
    #expect(message([0x78, 0x00]) == "a zero byte is not text")
    #expect(message([0x22, 0xE9, 0x22]) == "the byte 0xE9 is not UTF-8")
    #expect(message([0xC0, 0x80]) == "the byte 0xC0 is not UTF-8")
    #expect(message([0xED, 0xA0, 0x80]) == "the byte 0xED is not UTF-8")
    #expect(message([0xF4, 0x90, 0x80, 0x80]) == "the byte 0xF4 is not UTF-8")
    #expect(message([0xE2, 0x82]) == "the byte 0xE2 is not UTF-8")
  }

  @Test func blanks() {
    #expect(tree("\u{FEFF}x = 1\r\ny = 2 # note\r\n") == "(= x 1)\n(= y 2)")
    #expect(tree("x\u{A0}= 1") == "(= x 1)")
    #expect(tree("x = 1 + \\\n  2") == "(= x (+ 1 2))")
    #expect(tree("#!/usr/bin/env arr\nx") == "x")
    #expect(tree("größe = α1") == "(= größe α1)")
    #expect(tree("") == "")
    #expect(tree("\n;;\n# only a comment") == "")
  }
}
