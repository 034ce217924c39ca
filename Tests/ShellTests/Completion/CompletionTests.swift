import ArrLanguage
import ArrLibrary
import Testing

@testable import Shell

/// A session whose entries are completed at their last `|`.
final class CompletionSession {
  let interpreter = Library.makeInterpreter()

  init(_ program: String = "") {
    let source = Source(name: "setup", text: program)
    guard case .complete(let block) = parse(source) else {
      Issue.record("\(program) is wrong")
      return
    }
    let interpreter = interpreter
    let problem = onEvaluationThread { () -> String? in
      do { try interpreter.run(block, source: source) } catch { return "\(error)" }
      return nil
    }
    #expect(problem == nil)
  }

  func complete(_ text: String) -> Completions {
    let mark = text.lastIndex(of: "|") ?? text.endIndex
    let before = text[..<mark]
    return Completer.completions(String(before) + String(text[mark...].dropFirst()), cursor: before.utf8.count, in: interpreter)
  }

  /// What the menu shows.
  func shown(_ text: String) -> [String] { complete(text).candidates.map { $0.display ?? $0.text } }

  /// The entry up to the cursor after the only candidate, or the one that the menu shows so, was taken.
  func accepted(_ text: String, _ display: String? = nil) -> String? {
    let before = text[..<(text.lastIndex(of: "|") ?? text.endIndex)]
    let found = complete(text)
    let fitting = found.candidates.filter { display == nil || ($0.display ?? $0.text) == display }
    guard fitting.count == 1 else { return nil }
    return String(decoding: before.utf8.prefix(found.start), as: UTF8.self) + fitting[0].text
  }
}

private let small = #"HookedAutoConfig("llama", hidden_size=16, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2, vocab_size=50)"#

@Suite("Completion")
struct CompletionTests {
  @Test("names of the session, of the library and of the language; a function brings its bracket")
  func names() {
    let session = CompletionSession("alpha = 1\nalpine = 2\ndef almost(x) { return x }\ndef alone() { return 1 }")
    #expect(session.shown("al|") == ["all", "allclose", "almost", "alone", "alpha", "alpine"])
    #expect(session.accepted("almo|") == "almost(")
    #expect(session.accepted("alo|") == "alone()")
    #expect(session.accepted("alp|", "alpha") == "alpha")
    #expect(session.accepted("almo|(2)") == "almost")
    #expect(session.accepted("[1] |> almo|") == "[1] |> almost")
    #expect(session.accepted("contin|") == "continue")
    #expect(session.accepted("sorted([1], key=almo|") == "sorted([1], key=almost")
    #expect(session.shown("x = 1  # al|").isEmpty)
    #expect(session.shown("def al|").isEmpty)
    #expect(session.shown("12al|").isEmpty)
    #expect(session.shown("x = \"al|").isEmpty)
  }

  @Test("names that begin so come alone; else other capitals; else the letters in their order, the closest first")
  func ranking() {
    let session = CompletionSession("Value = 1\nvalue_a = 2\nvalley = 3\nmz_valz = 4\nmaz_verz_zalz = 5")
    #expect(session.shown("val|") == ["valley", "value_a"])
    #expect(session.shown("Val|") == ["Value"])
    #expect(session.shown("VAL|") == ["Value", "valley", "value_a"])
    #expect(session.shown("mzz|") == ["mz_valz", "maz_verz_zalz"])
    #expect(session.shown("zvz|").isEmpty, "a match begins where a word of the name does")
    #expect(session.shown("logitl|") == ["LogitLens"])
    #expect(session.shown("qqq|").isEmpty)
  }

  @Test("a name that begins with _ is for those who ask for it")
  func hiddenNames() {
    let session = CompletionSession("_secret = 1\nshown = 2")
    #expect(!session.shown("x + |").contains("_secret"))
    #expect(session.shown("_s|") == ["_secret"])
  }

  @Test("parameters and variables of blocks that are open, and of no others")
  func locals() {
    let session = CompletionSession()
    #expect(session.shown("def f(apple, apricot=1) {\n  apx = 2\n  ap|") == ["apple", "apricot", "apx"])
    #expect(session.shown("def f(zapple) { return zapple }\nzap|").isEmpty)
    #expect(session.shown("def apply_it(x) { return x }\nap|") == ["apply_it"])
    #expect(session.shown("for apple in [1] {\n ap|") == ["apple"])
    #expect(session.shown("map([1], apple => ap|") == ["apple"])
    #expect(session.shown("map(zapple => zapple, zap|").isEmpty)
    #expect(session.shown("[apple for apple in [1] if ap|") == ["apple"])
    #expect(session.shown("with x as apple {\n ap|") == ["apple"])
    #expect(session.shown("try { x } catch problem { pro|") == ["problem", "prod", "product", "profile", "progress"])
  }

  @Test("members of values, literals, results of declared functions, elements, chains and locals", arguments: [
    ("m.conf|", ["config"]), ("m.config.hidden_s|", ["hidden_size"]), ("r.logits.argm|", ["argmax", "argmin"]), ("r.next().str|", ["strings"]),
    ("lens.layer_attributions(r, 0).rows[0].k|", ["kind"]), ("ledger.rows[1].k|", ["kind"]), ("\"x\".upp|", ["upper"]), ("[1].app|", ["append"]),
    ("{\"a\": 1}.ke|", ["keys"]), ("load_model(\"x\").n_l|", ["n_layers"]), ("LogitLens(m).traj|", ["trajectory"]), ("m(\"x\").lo|", ["logits", "logits_at", "loss"]),
    ("(m).n_l|", ["n_layers"]), ("x = load_model(\"a\")\nx.n_l|", ["n_layers"]), ("def f() {\n  y = LogitLens(m)\n  y.traj|", ["trajectory"]),
    ("for row in ledger.rows {\n  row.k|", ["kind"]), ("m |> LogitLens |> .traj|", ["trajectory"]), ("tool(\"logit_lens\", m).traj|", ["trajectory"]),
    ("try { 1 } catch e { e.mess|", ["message"]), ("f\"{r.log|", ["logits", "logits_at"]), ("f\"{len(r.toke|", ["token_strings", "tokens"]),
    ("z = r.logits + 1\nz.argma|", ["argmax"]), ("d[\"s\"].upp|", ["upper"]), ("rows[0].unk|", []), ("unknown.x|", []), ("1.|", []), ("r.logits[0].argma|", ["argmax"]),
    ("w = w.x\nw.|", []), ("a = b\nb = a\na.|", []),
  ])
  func members(_ text: String, _ expected: [String]) {
    #expect(Self.models.shown(text) == expected, "\(text)")
  }

  static let models = CompletionSession(
    "m = HookedAutoModel(\(small))\nr = m([1, 2, 3])\nlens = LogitLens(m)\nledger = lens.layer_attributions(r, 0)\nd = {\"s\": \"text\", \"two words\": 2}\n"
      + "tall = 1\ndef own(first, second=2) { return first }")

  @Test("keyword arguments that are not given yet, with what they mean")
  func keywordArguments() throws {
    let session = Self.models
    #expect(session.shown("m.generate([1], |").prefix(2) == ["max_new_tokens=", "temperature="])
    #expect(session.shown("m.generate([1], top|") == ["top_k=", "top_p=", "topk"])
    #expect(session.shown("m.generate([1], top_k=3, top|") == ["top_p=", "topk"])
    #expect(session.shown("m.generate([1], top|, top_p=0.5)") == ["top_k=", "topk"])
    #expect(session.shown("own(fi|") == ["first=", "filter"])
    // A keyword of the language may name an argument.
    #expect(session.shown("m.generate([1], with=[1], for=2, top|") == ["top_k=", "top_p=", "topk"])
    #expect(session.shown("lens.grid(r, in=tal|") == ["tall"])
    #expect(session.shown("own(1, sec|") == ["second="])
    #expect(session.shown("1 |> own(fi|") == ["filter"])
    #expect(session.shown("def mine(apple, banana) { return apple }\nmine(ban|") == ["banana="])
    #expect(session.shown("lens.grid(r, k=tal|") == ["tall"])
    #expect(session.shown("HookedAutoConfig(\"llama\", num_hid|") == ["num_hidden_layers="])
    #expect(session.shown("HookedAutoConfig(name=\"gpt2\", n_he|") == ["n_head="])
    let found = session.complete("m.generate([1], temp|").candidates
    #expect(try #require(found.first?.detail).contains("0 takes the best token"))
    #expect(found.first?.kind == .keywordArgument)
    #expect(session.accepted("m.generate([1], temp|=1)") == "m.generate([1], temperature")
  }

  @Test("names inside strings: activations and weights a part at a time, tools, families, keys, choices")
  func strings() {
    let session = Self.models
    #expect(session.shown("r[\"bl|") == ["blocks."])
    #expect(session.shown("r[\"blocks.|") == ["0.", "1."])
    #expect(session.accepted("r[\"blocks.1.hook_resid_po|") == "r[\"blocks.1.hook_resid_post\"]")
    #expect(session.accepted("r[\"blocks.1.hook_resid_po|\"]") == "r[\"blocks.1.hook_resid_post")
    #expect(session.shown("r['pattern|") == ["blocks.0.attn.hook_pattern", "blocks.1.attn.hook_pattern"])
    #expect(session.shown("m(\"x\")[\"hook_emb|") == ["hook_embed"])
    #expect(session.accepted("m.weight(\"W_E|") == "m.weight(\"W_E\"")
    #expect(session.shown("m.weight(\"blocks.0.attn.W|") == ["W_Q", "W_K", "W_V", "W_O"])
    #expect(session.shown("LogitLens(m).model.weight(name=\"model.lay|") == ["layers."])
    #expect(session.accepted("tool(\"logi|") == "tool(\"logit_lens\"")
    #expect(session.accepted("Bench(m).use_tools(\"lo|") == "Bench(m).use_tools(\"logit_lens\"")
    #expect(session.shown("HookedAutoConfig(\"ll|") == ["llama"])
    #expect(session.shown("d[\"|") == ["s", "two words"])
    #expect(session.accepted("d['two|") == "d['two words']")
    #expect(session.shown("lens.layer_attributions(r, 0, by=\"|") == ["layer", "sublayer", "head", "neuron", "source"])
    #expect(session.shown("print(\"W|").isEmpty)
    #expect(session.shown("r[\"blocks.0.|") == session.shown("r[f\"blocks.0.|"))
  }

  @Test("nothing is asked of an object but what it holds")
  func noEvaluation() {
    final class Watched: ArrObject {
      nonisolated(unsafe) static var asked = 0
      override var typeName: String { "watched" }
      override var memberNames: [String] { ["costly", "held"] }
      override func attribute(_ name: String) throws -> Value? { Self.asked += 1; return Value.none }
      override func storedAttribute(_ name: String) -> Value? { name == "held" ? .object(Watched()) : nil }
      override var isCallable: Bool { true }
      override func call(_ arguments: Arguments, in interpreter: Interpreter) throws -> Value { Self.asked += 1; return Value.none }
      override func subscripted(_ subscripts: [SubscriptValue], in interpreter: Interpreter) throws -> Value { Self.asked += 1; return Value.none }
      override func iterator(in interpreter: Interpreter) throws -> (() throws -> Value?)? { Self.asked += 1; return nil }
      override func length() throws -> Int? { Self.asked += 1; return 1 }
      override func shortDescription() -> String { Self.asked += 1; return "" }
    }
    let session = CompletionSession("called = []\ndef f(x) { called.append(x)\nreturn called }")
    session.interpreter.globals.set("w", .object(Watched()))
    #expect(session.shown("w.held.he|") == ["held"])
    for text in ["w|", "w.|", "w.costly.|", "w().|", "w[0].|", "f(w).|", "f(1).app|", "for i in w { i.|", "w(|", "w[\"|", "w |> .|", "x = f(w)\nx.|"] {
      _ = session.complete(text)
    }
    #expect(Watched.asked == 0)
    #expect(session.interpreter.globals.lookup("called")?.repr == "[]")
  }

  @Test("commands, what they take, topics")
  func shellLines() {
    let session = CompletionSession("apple = [1]")
    #expect(session.shown(":qu|") == ["quit"])
    #expect(session.shown(":|").count == Shell.commandNames.count)
    #expect(session.accepted(":help sorte|") == ":help sorted")
    #expect(session.accepted("?sorte|") == "?sorted")
    #expect(session.accepted("?list.app|") == "?list.append")
    #expect(session.shown("?Opera|").contains { $0.hasPrefix("Opera") })
    #expect(session.accepted(":type apple.app|") == ":type apple.append(")
    #expect(session.shown("x != app|") == ["apple"])
  }

  /// Counts what is asked of it.
  private final class Counted: ArrObject {
    nonisolated(unsafe) static var described = 0
    override var typeName: String { "counted" }
    override var memberNames: [String] { ["one", "other"] }
    override var shortTypeDescription: String {
      Self.described += 1
      return "counted"
    }
  }

  @Test("of ten thousand variables only those that are offered are described, and of a long entry only what is asked about is read")
  func work() {
    let session = CompletionSession()
    for i in 0..<10_000 { session.interpreter.globals.set("variable_\(i)", .object(Counted())) }
    Counted.described = 0
    #expect(session.shown("variable_99|").count == 111)
    #expect(Counted.described == 111)
    #expect(session.shown("variable_9.o|") == ["one", "other"])
    #expect(Counted.described == 111)
    #expect(session.shown("variable_|").count == 10_000)
    #expect(Counted.described == 111, "thousands are offered without descriptions")
    // Every line is what the one before is: the chain is followed so far and no further.
    let lines = (1...2000).map { "x\($0) = x\($0 - 1)" }.joined(separator: "\n")
    #expect(session.shown("x0 = \"text\"\n" + lines + "\nx20.upp|") == ["upper"])
    #expect(session.shown("x0 = \"text\"\n" + lines + "\nx2000.upp|").isEmpty)
  }

  @Test("whatever stands in the text and wherever the cursor is, it answers, with a start before the cursor")
  func anyText() {
    let session = Self.models
    let pieces = ["m", ".", "(", ")", "[", "]", "{", "}", "\"", "'", "f\"", ",", "=", "=>", "|>", "for ", "in ", "def ", "\n", "@", "#", ":", "1", "blocks.0.", "é", "\\", "r[\"", "?", "!"]
    var seed: UInt64 = 11
    for _ in 0..<3000 {
      var text = ""
      for _ in 0..<12 {
        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text += pieces[Int(seed >> 33) % pieces.count]
      }
      let cursor = Int(seed >> 20) % (text.utf8.count + 1)
      guard !text.hasPrefix("!") else { continue }
      let found = Completer.completions(text, cursor: cursor, in: session.interpreter)
      #expect((0...cursor).contains(found.start), "\(text) at \(cursor)")
    }
  }
}
