import ArrLanguage
import ArrLibrary
import Glibc
import Testing

@testable import Shell

@Suite("Session", .serialized)
struct SessionTests {
  @Test("values are shown, assignments and quiet statements are not")
  func values() {
    let played = play("x = 2", "x + 1", "x + 2;", "none", "_ * 10")
    #expect(played.output == "3\n30\n")
    #expect(played.messages.isEmpty)
    #expect(played.code == 0)
  }

  @Test("an entry that starts with a pipe goes on from the last value")
  func pipe() { #expect(play("[3, 1, 2]", "|> sorted").output == "[3, 1, 2]\n[1, 2, 3]\n") }

  @Test("an error ends its statement, not the session")
  func errors() {
    let played = play("x = 1", "x + unknown", "1 +", "x")
    #expect(played.output == "1\n")
    #expect(played.messages.contains("`unknown` is not defined"))
    #expect(played.messages.contains("input 2"))
    #expect(played.code == 0)
  }

  @Test("exit leaves with its code, :quit with none")
  func leaving() {
    #expect(play("exit(3)", "1").code == 3)
    #expect(play(":quit", "1").output == "")
    #expect(play(":q", "1").code == 0)
  }

  @Test("shell lines")
  func commands() {
    let variables = play("count = 12", "name = \"a\"", ":vars").output
    #expect(variables.contains("count  int") && variables.contains("name   string"))
    #expect(play(":help").output.contains(":vars"))
    #expect(play("?sorted").output.contains("sorted"))
    #expect(play(":vasr").messages.contains("did you mean `:vars`?"))
    #expect(play("!exit 3").messages == "exit code 3\n")
  }

  @Test("what is printed before an error stands before it")
  func order() {
    let kept = Transcripts()
    let session = Session(
      interpreter: Library.makeInterpreter(), terminal: Terminal(), output: Output { kept.output += $0 },
      messages: Output { kept.output += $0 })
    _ = session.run(Source(name: "a.arr", text: "print(\"first\")\nraise \"second\""), showing: .nothing)
    #expect(kept.output.hasPrefix("first\nerror: second\n"))
  }

  @Test("a printed table has the width and the colours of the terminal")
  func printedTables() {
    let program = "model = HookedAutoModel(HookedAutoConfig(\"gpt2\", n_embd=16, n_layer=2, n_head=2, vocab_size=30)); lens = LogitLens(model)"
    for color in [false, true] {
      let shown = play(program, "lens.grid([1, 2, 3])", color: color)
      let printed = play(program, "print(lens.grid([1, 2, 3]))", color: color)
      #expect(printed.output == shown.output && printed.output.contains("\u{1B}[") == color && printed.messages.isEmpty, "\(printed.messages)")
    }
  }

  @Test("a transcript shows statements as typed")
  func transcript() {
    let (session, kept) = makeSession()
    let text = "#!/usr/bin/env arr\n# words\nx = 2; x\ndef f(a) {\n  return a\n}\nf(1);\n"
    #expect(session.run(Source(name: "a.arr", text: text), showing: .transcript) == .fine)
    #expect(kept.output == "# words\narr> x = 2;\narr> x\n2\narr> def f(a) {\n...>   return a\n...> }\narr> f(1);\n")
  }

  @Test("colour is decided by the environment, then by the terminal")
  func colour() {
    func wants(_ isTerminal: Bool, _ variables: [String: String]) -> Bool {
      Terminal.wantsColor(isTerminal: isTerminal) { variables[$0] }
    }
    #expect(wants(true, ["TERM": "xterm"]))
    #expect(!wants(true, ["TERM": "dumb"]) && !wants(true, [:]) && !wants(false, ["TERM": "xterm"]))
    #expect(!wants(true, ["TERM": "xterm", "NO_COLOR": "1", "FORCE_COLOR": "1"]))
    #expect(wants(false, ["FORCE_COLOR": "1"]) && wants(false, ["CLICOLOR_FORCE": "1"]) && !wants(true, ["FORCE_COLOR": "0"]))
  }

  @Test("shell lines are recognised at the start of an entry only")
  func shellLines() {
    #expect(ShellLine(":vars") == .command("vars", argument: ""))
    #expect(ShellLine(":help  len ") == .command("help", argument: "len"))
    #expect(ShellLine("? len") == .help("len"))
    #expect(ShellLine("len?") == .help("len") && ShellLine("xs.append? ") == .help("xs.append"))
    #expect(ShellLine("f(x)?") == .help("f") && ShellLine("\"why?\"") == nil && ShellLine("# why?") == nil)
    #expect(ShellLine("!ls -l") == .system("ls -l"))
    #expect(ShellLine(" :vars") == nil && ShellLine("x[1:2]") == nil)
  }
}
