import ArrLanguage
import ArrLibrary
import Foundation
import Testing
import TextWidth

@testable import Shell

@Suite("Commands", .serialized)
struct CommandTests {
  @Test("every command is in the list, once, and has help of its own")
  func table() {
    let names = Command.all.flatMap(\.names)
    #expect(Set(names).count == names.count)
    let list = play(":help").output
    for command in Command.all {
      #expect(list.contains(command.title), "\(command.title)")
      #expect(!command.help.isEmpty && play(":help :\(command.names[0])").output.hasPrefix(command.title))
    }
    for section in Command.Section.allCases { #expect(list.contains("\n\(section.rawValue)\n")) }
  }

  @Test("the list and the settings fit any window", arguments: [20, 40, 80, 200])
  func widths(_ width: Int) {
    for line in ":help|:set|:help keys".split(separator: "|") {
      let shown = play(String(line)) { $0.chosenWidth = width }.output
      // Words and left columns longer than a narrow window stay whole.
      let wide = shown.split(separator: "\n").filter { displayWidth(String($0)) > max(width, 60) }
      #expect(wide.isEmpty, "\(line): \(wide)")
    }
  }

  @Test("an unknown command suggests one")
  func unknown() {
    #expect(play(":sav x").messages.contains("did you mean `:save`?"))
    #expect(play(":tiem 1").messages.contains("did you mean `:time`?"))
    #expect(play(":").messages.contains("`:help` lists them"))
    #expect(play(":quit now", "1").output == "1\n")
  }

  @Test("help on names, methods of variables, topics and commands")
  func help() {
    for line in ["?sorted", "sorted?", "sorted??", ":help sorted", ":doc sorted"] { #expect(play(line).output.contains("sorted(iterable"), "\(line)") }
    #expect(play("xs = [1]", "xs.append?").output.hasPrefix("list.append("))
    #expect(play("x = zeros([2])", "x.mean?").output.hasPrefix("tensor.mean("))
    #expect(play("?slicing").output.count > 200)
    #expect(play("?nothing_like_this").messages.contains("there is no help about"))
    #expect(play("?model").output.hasPrefix("model(input, *, bos: bool = false) -> run"))
    #expect(play("?pattern").output.hasPrefix("run[\"pattern\", layer]: tensor [batch, head, query, key]"))
    #expect(play("?run").output.contains("run[\"resid_post\", layer]"))
    // A word that begins otherwise means something else.
    for (word, other) in [("patch", "match"), ("induction", "reductions"), ("gos", "cos")] {
      let said = play("?\(word)").messages
      #expect(said.contains("there is no help about '\(word)'") && !said.contains(other), "\(said)")
    }
    #expect(play("?patch").messages.contains("a run is looked at, not changed") && play("?lmc").messages.contains("`help('lcm')`"))
    #expect(play(":doc softmax").output.contains("See also"))
    // Words that name nothing are searched for.
    for line in ["?logit lens", "help(\"direct logit attribution\")", "?residual-stream"] {
      let played = play(line)
      #expect(played.output.hasPrefix("Nothing is called") && played.output.contains("\n  ") && played.messages.isEmpty, "\(line)")
    }
    for words in ["steering", "activation patching", "causal tracing", "zero-ablation"] {
      #expect(play("??\(words)").messages.contains("looked at, not changed"), "\(words)")
    }
    #expect(!play("??causal mask").messages.contains("looked at, not changed"))
    // `time` is a function too.
    #expect(play(":help time").output.contains("1970"))
  }

  @Test("a question mark behind an expression asks about its last name")
  func expressions() {
    let topics = [
      ("model.encode(\"a b\")?", "model.encode"), ("xs[0].append(1)?", "append"), ("f(g(x), [1])[2]?", "f"), ("1 + sorted?", "sorted"),
      ("len(xs) ??", "len"), ("1 + 2?", "1 + 2"), ("a.b.c?", "a.b.c"),
    ]
    for (line, topic) in topics { #expect(ShellLine(line) == .help(topic), "\(line)") }
    for line in ["print(\"x?", "x = \"a\" # why?", "f(\"(\"]?", "1\nx?", "\"a\"?"] { #expect(ShellLine(line) == nil, "\(line)") }
    #expect(play("xs = [1]", "xs.append(2)?", "xs").output.hasSuffix("[1]\n"))
    #expect(play("1 + 2?").messages.contains("there is no help about '1 + 2'"))
  }

  @Test("a question mark inside a program is no question")
  func programs() {
    #expect(play("print(\"why?\")").output == "why?\n")
    #expect(ShellLine("print(\"x?") == nil && ShellLine("# why?") == nil)
    #expect(ShellLine("??causal mask") == .search("causal mask"))
    #expect(ShellLine(":reset!") == .command("reset!", argument: ""))
  }

  @Test("a search ranks names first, then prose, and finds topics of the language")
  func search() {
    let lines = play("??softmax").output.split(separator: "\n")
    #expect(lines.first?.hasPrefix("softmax ") == true && lines.count >= 3)
    let interpreter = Library.makeInterpreter()
    func topics(_ words: String) -> [String] { searchDocumentation(for: words, in: interpreter).map(\.topic) }
    #expect(topics("SORTED").first == "sorted")
    #expect(topics("seed").contains("randint") || topics("seed").first == "seed")
    #expect(topics("negative index").contains { !$0.contains("(") })
    #expect(topics("zzzz").isEmpty && topics("  ").isEmpty)
    #expect(play("??zzzz").messages.contains("nothing in the documentation"))
    // What only a parameter says, and what calling an object takes.
    #expect(topics("bos").first == "model" && play("??bos").output.contains("bos: put the beginning-of-sequence token in front"))
    #expect(topics("beginning of sequence token").contains("model"))
    #expect(topics("attention pattern").first == "pattern" && topics("patterns of attention heads").first == "pattern")
    #expect(Set(topics("attention")).isDisjoint(with: ["plan", "tool", "Bench", "profile", "run.next"]) && topics("attention").contains("attn_out"))
    #expect(topics("residual stream").contains("resid_post"))
    // Code counts where nothing else speaks of a word, as a whole name.
    #expect(topics("num_attention_heads").contains("HookedAutoConfig"))
  }

  // MARK: Values

  @Test(":vars shows type, shape, bytes and extremes, sorted, with the total")
  func variables() {
    let shown = play("b = tensor([[1.5, 2, -4]])", "a = [1, 2]", "text = \"é\"", ":vars").output.split(separator: "\n").map(String.init)
    #expect(shown[0].split(separator: " ") == ["name", "type", "shape", "bytes", "min", "mean", "max", "value"])
    #expect(shown[2].hasPrefix("a ") && shown[3].hasPrefix("b ") && shown[4].hasPrefix("text "))
    #expect(shown[3].contains("f32 tensor  [1, 3]") && shown[3].contains("12 B") && shown[3].contains("-4  -0.1667"))
    #expect(shown[4].contains("1 character") && shown[4].hasSuffix("'é'"))
    #expect(shown[5].hasPrefix("3 variables, "))
    #expect(play("first = 1", "second = 2", ":vars sec").output.contains("first") == false)
    #expect(play("x = 1", ":vars z*").output == "no variable is named like z*\n")
    #expect(play(":vars").output == "no variables\n")
    let bySize = play("a = 1", "b = zeros([1000])", ":vars by size").output
    #expect(bySize.split(separator: "\n")[2].hasPrefix("b "))
  }

  @Test("memory that is shared counts once")
  func memory() throws {
    let interpreter = Library.makeInterpreter()
    let source = Source(name: "t", text: "x = zeros([1000]); y = [x, x.reshape([10, 100]), \"abc\"]; y")
    guard case .complete(let block) = parse(source) else { return #expect(Bool(false)) }
    let value = try interpreter.run(block, source: source)
    let bytes = MemoryCount(of: value).bytes
    #expect((4000..<4400).contains(bytes), "\(bytes)")
  }

  @Test("patterns", arguments: [
    ("abc", "b", true), ("abc", "z", false), ("abc", "a*", true), ("abc", "a?c", true), ("abc", "?", false), ("abc", "*b*c", true),
    ("aXbXc", "a*b*d", false), ("", "*", true), ("x", "", true),
  ])
  func patterns(_ name: String, _ pattern: String, _ fits: Bool) { #expect(matches(name, pattern) == fits) }

  @Test(":type evaluates and says what a value is; :mem lists the largest")
  func typeAndMemory() {
    #expect(play(":type zeros([2, 3])").output == "f32[2, 3]\n")
    #expect(play(":type 1 +").messages.contains("error"))
    let memory = play("small = 1", "large = zeros([5000])", ":mem").output
    #expect(memory.contains("resident, peak") && memory.contains("large  f32 tensor  20.0 kB"))
  }

  @Test(":reset asks, :reset! does not")
  func reset() {
    #expect(play("x = 1", ":reset", "n", "x").output == "1\n")
    #expect(play("x = 1", ":reset", "y", "x").messages.contains("`x` is not defined"))
    let gone = play("x = 1", "x + 1", ":reset!", "_", "x", ":vars")
    #expect(gone.output == "2\nno variables\n" && gone.messages.contains("`_`") && gone.messages.contains("`x`"))
  }

  // MARK: Results

  @Test("_, __ and _3 are earlier results")
  func results() {
    #expect(play("10", "x = 5", "30", "__ + _", "_1 + _3", "__").output == "10\n30\n40\n40\n40\n")
    #expect(play("1\n2", "_1").output == "1\n2\n2\n")
  }

  @Test("the ring forgets the oldest beyond its bytes and says so once")
  func ring() {
    let globals = Globals()
    let ring = ResultRing(globals: globals, mostBytes: 1000)
    var said: [String] = []
    ring.announce = { said.append($0) }
    for number in 1...5 { ring.keep(.text(String(repeating: "a", count: 400)), of: number) }
    #expect(ring.kept.map(\.number) == [4, 5] && said.count == 1 && said[0].contains("`_1` is forgotten"))
    #expect(globals.lookup("_3") == nil && globals.lookup("_5") != nil && globals.lookup("__") != nil)
    ring.keep(.text(String(repeating: "b", count: 5000)), of: 6)
    #expect(ring.kept.map(\.number) == [6] && globals.lookup("_") != nil && globals.lookup("__") == nil)
  }

  // MARK: Measuring

  @Test(":time shows the value and what it took; :bench a median and a spread")
  func timing() {
    let timed = play(":time 1 + 1").output.split(separator: "\n")
    #expect(timed.first == "2" && timed.last?.hasPrefix("time ") == true && timed.last?.contains("processor") == true)
    let bench = play("x = 3", ":bench x * 2", ":bench y = x") { $0.benchSeconds = 0.02 }
    #expect(bench.output.split(separator: "\n").count == 2 && bench.output.contains("±") && bench.output.contains("loops of"))
    #expect(play(":bench unknown + 1") { $0.benchSeconds = 0.02 }.messages.contains("`unknown` is not defined"))
  }

  @Test(":profile and :plan take statements: a profile's names stay, a plan leaves every variable as it was")
  func measuringStatements() {
    let model = "model = HookedAutoModel(HookedAutoConfig(\"gpt2\", n_layer=2, n_embd=16, n_head=2, vocab_size=40))"
    let profile = play(model, ":profile run = model([1, 2, 3]); n = 1", "n, run.loss > 0")
    #expect(profile.output.contains("unembed") == false && profile.output.contains("attention") && profile.output.hasSuffix("(1, true)\n"), "\(profile)")
    let plan = play(model, "n = 5; xs = [1]", ":plan n = model([1, 2, 3]).logits\nxs.append(n)\nm = 2", "n, xs", "m")
    #expect(plan.output.contains("unembed") && plan.output.hasSuffix("(5, [1])\n") && plan.messages.contains("`m` is not defined"), "\(plan)")
    #expect(play(":plan x = unknown").messages.contains(":plan:1:5") && play("x = 1", ":profile x = 1 +", "x").output == "1\n")
  }

  @Test("the tables of a plan and a profile have a row for all else")
  func measuredRows() throws {
    let model = "model = HookedAutoModel(HookedAutoConfig(\"gpt2\", n_layer=2, n_embd=16, n_head=2, vocab_size=40))"
    for command in ["plan", "profile"] {
      let lines = play(model, ":\(command) model([1, 2, 3]).logits").output.split(separator: "\n").map(String.init)
      let table = try #require(lines.firstIndex { $0.hasPrefix("other") })
      #expect(lines[0].hasPrefix("operation") && table > 3, "\(lines)")
    }
  }

  @Test("times in the unit that suits them", arguments: [
    (3.2e-9, "3.20 ns"), (8.5e-7, "850 ns"), (1.234e-5, "12.3 µs"), (0.00456, "4.56 ms"), (0.9999, "1.00 s"), (75, "1 min 15 s"),
    (3661, "1 h 01 min"), (0.0999999, "100 ms"), (0, "0.00 ns"),
  ])
  func durations(_ seconds: Double, _ text: String) { #expect(duration(seconds) == text) }

  @Test("the median and half the middle spread")
  func benchSamples() {
    let samples = BenchSamples(turns: 10, times: [1, 2, 3, 4, 100].map { $0 * 1e-6 })
    #expect(samples.text(unicode: true) == "3.00 µs ± 1.00 µs, best 1.00 µs (5 loops of 10)")
    #expect(samples.text(unicode: false).hasPrefix("3.00 us +- 1.00 us"))
  }

  @Test("an entry that takes longer than a second says so")
  func shownDuration() {
    let slow = play("sum(range(1000))") { $0.shownDuration = 0 }
    #expect(slow.output == "499500\n" && slow.messages.hasSuffix("s\n"))
    #expect(play("1").messages.isEmpty)
  }

  // MARK: Files

  @Test(":load runs a file in this session; its errors point into it")
  func load() throws {
    try withFolder { folder in
      let path = folder + "/part.arr"
      try Data("y = x + 1\ny * 2\n".utf8).write(to: URL(fileURLWithPath: path))
      let played = play("x = 1", ":load \(path)", "y", ":load \"\(path)\"")
      #expect(played.output == "2\n" && played.messages.isEmpty)
      try Data("a = 1\nb = a + missing\n".utf8).write(to: URL(fileURLWithPath: path))
      #expect(play(":load \(path)").messages.contains("part.arr:2:9"))
      #expect(play("import \"\(path)\" as part").messages.contains("part.arr:2:9"))
      #expect(play(":load \(folder)/none.arr").messages.contains("there is no such file"))
      #expect(play(":load").messages.contains("needs a file"))
    }
  }

  @Test(":save writes what succeeded as a program that gives the same values")
  func save() throws {
    try withFolder { folder in
      let path = folder + "/session.arr"
      _ = play(
        "x = 2", "bad +", "unknown", "x * 10", "|> str", "def f(a) {\n  return a + 1\n}", "f(x)\nf(5)", "_ + 100", "__ + _4", ":vars", "r = _9",
        ":save \(path)")
      let text = try String(contentsOfFile: path, encoding: .utf8)
      #expect(!text.contains("bad") && !text.contains("unknown") && !text.contains(":"), "\(text)")
      let replayed = play(":load \(path)", "r", "x").output
      // f(5) = 6, 106; `__` was 6 and `_4` 20.
      #expect(replayed == "26\n2\n", "\(text)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["session.arr"])
    }
    #expect(play(":save /tmp/x.arr").messages.contains("nothing was entered"))
    #expect(play("unknown; x = 1", "x = 1 +", ":save /tmp/x.arr").messages.contains("nothing was entered"))
    #expect(play("1", ":save /nonexistent/folder/x.arr").messages.contains("cannot be written"))
  }

  @Test(":save keeps what an entry or a file did before it stopped")
  func saveStopped() throws {
    try withFolder { folder in
      let path = folder + "/session.arr"
      try Data("b = 5\nb + unknown\nc = 1\n".utf8).write(to: URL(fileURLWithPath: folder + "/part.arr"))
      let played = play("r = [1, 2]\n7\nr.loss\nprint(r)", "_ + 1", "n = len(r)", ":load \(folder)/part.arr", "n + b", ":save \(path)")
      #expect(played.output == "7\n8\n7\n", "\(played)")
      let text = try String(contentsOfFile: path, encoding: .utf8)
      #expect(text.hasPrefix("r = [1, 2]\n_ = 7\n# failed: r.loss\n# print(r)\n_ + 1\n"), "\(text)")
      #expect(text.contains("\nb = 5\n# failed: b + unknown\n# c = 1\n"), "\(text)")
      let replayed = play(":load \(path)", "n + b")
      #expect(replayed.output == "7\n" && replayed.messages.isEmpty, "\(replayed)")
      // A comment stays on the line of its statement.
      _ = play("r = 1  # note\nr.loss\n2", ":save \(path)")
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "r = 1  # note\n# failed: r.loss\n# 2\n")
    }
  }

  @Test("what only a plan imported is not there afterwards")
  func planImports() throws {
    try withFolder { folder in
      let path = folder + "/part.arr"
      try Data("print(\"read\")\nx = 1\n".utf8).write(to: URL(fileURLWithPath: path))
      #expect(play(":plan import \"\(path)\"", "import \"\(path)\"").output.hasSuffix("read\n"))
    }
  }

  @Test(":record writes the transcript as it goes, without colours")
  func record() throws {
    try withFolder { folder in
      let path = folder + "/t.txt"
      _ = play("1", ":record \(path)", "if true {\n  2\n}", "\"a\"", "oops", ":record", ":record off", "3", color: true)
      let text = try String(contentsOfFile: path, encoding: .utf8)
      #expect(text.hasPrefix("arr:2› if true {\n         2\n       }\n"), "\(text)")
      #expect(text.contains("arr:3› \"a\"\n'a'\n") && text.contains("`oops` is not defined") && !text.contains("\u{1B}"))
      #expect(text.hasSuffix("arr:5› :record off\n") && !text.contains("arr:5› 3"))
    }
    #expect(play(":record off").messages.contains("nothing is being recorded"))
  }

  // MARK: The session

  @Test("prompts are numbered by programs, not by commands")
  func prompts() {
    let (session, _) = makeSession()
    let source = ScriptedSource(lines: ["1", ":vars", "", "2", ":set prompt \"<%n>\"", "3"])
    _ = Shell(session: session, source: source).run()
    #expect(source.prompts == ["arr:1› ", "arr:2› ", "arr:2› ", "arr:2› ", "arr:3› ", "<3> ", "<4> "])
  }

  @Test("settings are shown, changed and checked")
  func settings() {
    let all = play(":set").output
    for setting in Setting.all { #expect(all.contains("  \(setting.name) "), "\(setting.name)") }
    #expect(play(":set width 50", ":set width").output == "50\n")
    #expect(play(":set durations off", ":set durations").output == "off\n")
    #expect(play(":set color on", ":set color", "[1]").output == "on\n[1]\n")
    for wrong in ["width 3", "width x", "paging maybe", "threads 0", "memory 1", "durations -1", "color 7"] {
      #expect(play(":set \(wrong)").messages.contains("cannot be"), "\(wrong)")
    }
    #expect(play(":set pager off", ":set paging").output == "off\n")
    #expect(play(":set widht 50").messages.contains("did you mean `width`?"))
    #expect(play(":set editor vi").messages.contains("cannot edit"))
  }

  @Test("a limit of memory below what the process takes is refused and changes nothing")
  func memoryLimit() {
    let before = MemoryLimit.bytes
    let played = play("x = ones([25_000_000])", ":set memory 90", "x.size")
    #expect(played.messages.contains("megabytes that the process already takes"), "\(played.messages)")
    #expect(played.output == "25000000\n" && MemoryLimit.bytes == before)
  }

  @Test(":history lists entries, a pattern chooses")
  func history() {
    #expect(play("a = 1", "b = 2", ":history").output == "a = 1\nb = 2\n:history\n")
    #expect(play("alpha = 1", "beta = 2", ":history alp").output == "alpha = 1\n")
    #expect(play("alpha = 1", "beta = 2", ":history b*2").output == "beta = 2\n")
    #expect(play("1", ":history zzz").output == "1\nno entry holds zzz\n")
  }

  @Test("the init file: where it is, and its commands and program")
  func initFile() throws {
    #expect(InitFile.path { ["HOME": "/h"][$0] } == "/h/.config/arr/init.arr")
    #expect(InitFile.path { ["HOME": "/h", "XDG_CONFIG_HOME": "/x"][$0] } == "/x/arr/init.arr")
    #expect(InitFile.path { ["XDG_CONFIG_HOME": "relative"][$0] } == nil)
    let parts = InitFile.parts(of: "x = 1\n:set width 50\ny = x[1:2]\n")
    #expect(parts.commands == [":set width 50"] && parts.program == "x = 1\n\ny = x[1:2]\n")
    try withFolder { folder in
      let path = folder + "/init.arr"
      try Data(":set width 44\nx = 5\nx + wrong\n".utf8).write(to: URL(fileURLWithPath: path))
      let (session, kept) = makeSession()
      let shell = Shell(session: session, source: ScriptedSource(lines: ["x", ":set width"]))
      #expect(shell.run(initFile: path) == 0)
      #expect(kept.output == "5\n44\n" && kept.messages.contains("init.arr:3:5"), "\(kept.messages)")
    }
  }

  @Test("commands of the system: exit codes, signals, folders")
  func system() throws {
    #expect(play("!exit 3").messages == "exit code 3\n")
    #expect(play("!kill -9 $$").messages == "ended by signal 9\n")
    #expect(play("!").messages.contains("as in `!ls`"))
    #expect(play("!jobs").output == "no stopped commands\n" && play("!fg").messages.contains("no such stopped command"))
    try withFolder { folder in
      let before = FileManager.default.currentDirectoryPath
      _ = play("!cd \(folder)", "write_text(\"here.txt\", \"x\")", ":cd \(before)")
      #expect(FileManager.default.fileExists(atPath: folder + "/here.txt"))
      #expect(FileManager.default.currentDirectoryPath == before)
    }
    #expect(play(":cd /nonexistent").messages.contains("cannot go to"))
  }
}
