import ArrLanguage
import Testing

@testable import Shell

@Suite("Typing")
struct TypingTests {
  private func indent(_ text: String) -> Int { indentation(of: text, at: text.utf8.count) }

  @Test("a new line stands a step further in than the line of the innermost open bracket")
  func indentationOfBlocks() {
    #expect(indent("") == 0)
    #expect(indent("x = 1") == 0)
    #expect(indent("if x {") == 4)
    #expect(indent("if x {  # why {{") == 4)
    #expect(indent("if x {\n    f([  ") == 8)
    #expect(indent("if x {\n    y\n    z") == 4)
    #expect(indent("if x {\n    f(a,\n      b)") == 4)
    #expect(indent("if x {\n    y\n}") == 0)
    #expect(indent("if x {\n  y") == 2)
  }

  @Test("brackets in strings and comments do not count")
  func indentationAndStrings() {
    #expect(indent("x = \"{\"") == 0)
    #expect(indent("x  # {") == 0)
    #expect(indent("x = \"\"\"a {") == 0)
    #expect(indent("x = 1 +") == 4)
    #expect(indent("x = 1 +\n    2 +") == 4)
  }

  @Test("the table of keys fits the terminal and names every section once")
  func keys() {
    let sections = EditlineSource.keys.map(\.section).reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }
    #expect(Set(sections).count == sections.count)
    for width in [80, 100, 200] {
      let lines = keyTable(width: width).split(separator: "\n")
      #expect(lines.allSatisfy { $0.count <= width }, "\(width)")
      #expect(sections.allSatisfy { section in lines.contains { $0 == section } })
    }
    #expect(keyTable(width: 30).contains("Ctrl-R"))
  }

  /// One letter for each byte.
  private func looks(_ text: String) -> String {
    var styles = [UInt8](repeating: 0, count: text.utf8.count)
    styles.withUnsafeMutableBufferPointer { highlight(Array(text.utf8), into: $0) }
    let letters = Array(".kcnse{#fma+(:!")
    return String(styles.map { letters[Int($0)] })
  }

  @Test("what is typed has its colours", arguments: [
    ("if x { y }", "kk...(...("),
    ("f(a=1, b)", "f(a+n...("),
    ("a.shape", "..mmmmm"),
    ("a.sum()", "..fff(("),
    ("x = true  # no", "..+.cccc..####"),
    ("\"a\\n\"", "sseess".dropLast().description),
    ("f\"{x:.2f}\"", "ss{.{sss{s"),
    ("def go(n) {}", "kkk.ff(.(.(("),
    ("\"open", "sssss"),
    ("f\"a{", "sss{"),
    ("a && b", "..!!.."),
    (":vars x", ":::::.."),
    ("\"é\"", "ssss"),
  ])
  func colours(_ text: String, _ expected: String) {
    #expect(looks(text) == expected)
  }
}
