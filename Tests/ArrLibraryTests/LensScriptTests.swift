import ArrLanguage
import Foundation
import Testing

@testable import ArrLibrary

/// Models, runs, lenses and the bench as scripts use them.
@Suite struct LensScriptTests {
  /// Runs a program and returns what it printed; the last value's JSON when `json`.
  static func run(_ code: String, json: Bool = false, arguments: [String] = []) throws -> String {
    let interpreter = Library.makeInterpreter()
    Library.setArguments(arguments, in: interpreter)
    var printed = ""
    interpreter.output = { printed += $0 }
    let source = Source(name: "test", text: code)
    guard case .complete(let block) = parse(source) else { throw ValueError("test", "the test's program does not parse") }
    return try onEvaluationThread {
      let last = try interpreter.run(block, source: source)
      return json ? try toJSON(last).text() : printed
    }
  }

  static func message(_ code: String) -> String {
    do { _ = try run(code) } catch let error as Diagnostic {
      return ([error.message] + error.labels.map(\.text) + error.notes + error.help).joined(separator: "\n")
    } catch { return "\(error)" }
    return ""
  }

  static let model = """
    model = HookedAutoModel(HookedAutoConfig("gpt2", n_embd=16, n_layer=2, n_head=2, vocab_size=30, n_positions=20))
    lens = LogitLens(model)

    """

  @Test func theSeedsExampleGivesBothResultsAsJSON() throws {
    let folder = NSTemporaryDirectory() + "arr-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let seed = """
      config = HookedAutoConfig(name="llama", hidden_size=64, intermediate_size=128, num_hidden_layers=4, num_attention_heads=4, num_key_value_heads=2, vocab_size=1000)
      model = HookedAutoModel(config)
      input_ids = randint(0, model.vocab_size, [1, 50])
      exp = Bench(model, save_dir="\(folder)")

      @exp.use_tools("logit_lens")
      def test_logit_lens(input_ids, target_idx, layer_idx, logit_lens) {
          ll = logit_lens.logit_lens(input_ids, target_idx, layer_idx)
          la = logit_lens.layer_attributions(input_ids, target_idx)
          return {"logit_lens": ll, "layer_attributions": la}
      }

      test_logit_lens(input_ids, 0, 0)
      """
    let data = Data(try Self.run(seed, json: true).utf8)
    let result = try #require(try JSONSerialization.jsonObject(with: data) as? [String: [String: Any]])
    let reading = try #require(result["logit_lens"])
    #expect((reading["logit"] as? [String: Any])?["shape"] as? [Int] == [50])
    for field in ["log_prob", "prob", "rank", "entropy", "kl", "top", "direct"] { #expect(reading[field] != nil) }
    let ledger = try #require(result["layer_attributions"])
    #expect(ledger["labels"] as? [String] == ["embed"] + (0..<4).flatMap { ["\($0).attn", "\($0).mlp"] })
    let error = try #require(ledger["error"] as? Double)
    #expect(abs(error) < 1e-4)
  }

  @Test func aLoggedExperimentIsFoundAgain() throws {
    let folder = NSTemporaryDirectory() + "arr-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let out = try Self.run(
      Self.model + """
        exp = Bench(model, save_dir="\(folder)")
        @exp.log_experiment
        def double(x, by=2) { return x * by }
        double(4)
        double(4)
        double(5, by=3)
        versions = exp.list_versions("double")
        print(len(versions))
        record = exp.get_version("double", versions[0]["version"])
        print(record["arguments"], record["result"], record["name"])
        print("def double" in record["source"], record["model"]["family"])
        """)
    #expect(out == "2\n{'x': 4} 8 double\ntrue gpt2\n" || out == "2\n{'x': 4} 8 double\nTrue gpt2\n")
    #expect(Self.message(Self.model + "Bench(model, save_dir=\"\(folder)\").get_version(\"double\", \"zz\")").contains("no version"))
    #expect(Self.message(Self.model + "Bench(model, save_dir=\"\(folder)\").list_versions(\"../x\")").contains("no name"))
  }

  @Test func theLastRowOfTheLensIsTheModel() throws {
    let out = try Self.run(
      Self.model + """
        run = model([3, 1, 4, 1, 5])
        last = lens.logit_lens(run, 7, -1)
        print((last.logit - run.logits[0, :, 7]).abs().max() < 1e-6, last.kl.max() < 1e-6)
        probs = run.logits[0].softmax(axis=-1)
        print((last.prob - probs[:, 7]).abs().max() < 1e-6)
        grid = lens.grid(run)
        print(grid.rank.shape, grid.rank[-1].max(), grid.layers)
        path = lens.trajectory(run, 7)
        print(abs(path.logit[-1] - last.logit[-1]) < 1e-6)
        pair = lens.layer_attributions(run, (7, 8))
        print(abs(pair.total - (run.logits[0, -1, 7] - run.logits[0, -1, 8])) < 1e-5)
        """)
    let lines = out.split(separator: "\n").map { $0.lowercased() }
    #expect(lines == ["true true", "true", "(3, 5) 0 ['embed', '0', '1']", "true", "true"])
  }

  @Test func resultsAreTablesInFiles() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let out = try Self.run(
      Self.model + """
        makedirs("\(folder)")
        run = model([3, 1, 4, 1, 5])
        ledger = lens.layer_attributions(run, 7)
        save(ledger, "\(folder)/ledger.csv")
        rows = load("\(folder)/ledger.csv")
        print([r["label"] for r in rows] == ledger.labels, abs(sum([r["value"] for r in rows]) - ledger.total) < 1e-6)
        grid = lens.grid(run)
        save(grid, "\(folder)/grid.csv")
        cells = load("\(folder)/grid.csv")
        print(len(cells) == len(grid.layers) * 5, [c["rank"] for c in cells] == grid.rank.flatten().tolist())
        save(grid, "\(folder)/grid.json")
        print(load("\(folder)/grid.json")["kl"].shape == grid.kl.shape)
        pair = lens.grid([[1, 2], [3, 4]])
        save(pair, "\(folder)/pair.csv")
        print(distinct([c["sequence"] for c in load("\(folder)/pair.csv")]))
        best = run.next(k=3)
        save(best, "\(folder)/next.csv")
        rows = load("\(folder)/next.csv")
        print([r["id"] for r in rows] == best.ids, [r["prob"] for r in rows] == best.probs, list(rows[0].keys()))
        save(model([[1, 2], [3, 4]]).next(k=2), "\(folder)/next.csv")
        print([r["sequence"] for r in load("\(folder)/next.csv")])
        save(ledger.rows[:2], "\(folder)/rows.csv")
        print([r["value"] for r in load("\(folder)/rows.csv")] == [r.value for r in ledger.rows[:2]])
        """)
    #expect(
      out.split(separator: "\n") == [
        "true true", "true true", "true", "[0, 1]", "true true ['id', 'string', 'logit', 'prob']", "[0, 0, 1, 1]", "true",
      ])
  }

  /// `print(x)` of every result writes what the prompt shows of it, also inside a dict; elsewhere it is one line.
  @Test func printWritesTheTablesThatThePromptShows() throws {
    let results = [
      "lens.grid(run)", "lens.grid([[1, 2], [3, 4]])", "lens.trajectory(run, 7)", "lens.logit_lens(run, 7, layer=1)", "lens.layer_attributions(run, 7)",
      "lens.layer_attributions(run, (7, 8), by=\"head\")", "run.next(k=3)", "run.names", "run.logits[0, -1].topk(3)",
      "{\"ledger\": lens.layer_attributions(run, 7), \"n\": 1}",
    ]
    for result in results {
      let interpreter = Library.makeInterpreter()
      var printed = ""
      interpreter.output = { printed += $0 }
      interpreter.outputForm = { (60, true) }
      let program = Self.model + """
        run = model([3, 1, 4, 1, 5])
        x = \(result)
        print(x)
        with capture() as kept { print(x, end="") }
        line = str(x)
        with capture() as among { print("x:", x) }
        assert f"{x}" == line and "\\n" not in line and among.text == f"x: {line}\\n"
        plain = kept.text
        x
        """
      let source = Source(name: "test", text: program)
      guard case .complete(let block) = parse(source) else { throw ValueError("test", "the test's program does not parse") }
      let value = try onEvaluationThread { try interpreter.run(block, source: source) }
      let coloured = display(value, width: 60, color: true)
      #expect(printed == coloured + "\n", "\(result)")
      #expect(coloured.contains("\n"), "\(result)")
      #expect(try interpreter.globals.lookup("plain").map { try $0.isEqual(to: .text(display(value, width: 60, color: false))) } == true, "\(result)")
    }
  }

  @Test func errorsSayWhatIsRight() {
    #expect(Self.message(Self.model + "lens.logit_lens([1], target=0, layer=12)").contains("this model has 2 layers: 0 to 1, or -1 for the last"))
    #expect(Self.message(Self.model + "lens.logit_lens([1], target=30, layer=0)").contains("30"))
    #expect(Self.message(Self.model + "lens.layer_attributions([1], 0, by=\"heads\")").contains("\"head\""))
    #expect(Self.message(Self.model + "model([1, 2])[\"blocks.0.attn.hook_patern\"]").contains("blocks.0.attn.hook_pattern"))
    #expect(Self.message("HookedAutoConfig(\"gpt2\", n_layers=3)").contains("n_layer"))
    #expect(Self.message("HookedAutoConfig(\"gpt5\")").contains("gpt2"))
    #expect(Self.message(Self.model + "model(\"text\")").contains("no tokenizer"))
    #expect(Self.message(Self.model + "model([1.5])").contains("float"))
    #expect(Self.message(Self.model + "model([1])[\"pattern\"]").contains("run[\"pattern\", 0]"))
    #expect(Self.message(Self.model + "model(zeros([2]))").contains("integers"))
    #expect(Self.message(Self.model + "model.weight(\"blocks.0.attn.W_X\")").contains("blocks.0.attn.W_"))
    #expect(Self.message(Self.model + "model.generate([1], temperature=-1)").contains("temperature"))
    #expect(Self.message(Self.model + "model.generate([1], temperature=1, top_k=0)").contains("top_k"))
    #expect(Self.message("HookedAutoModel(HookedAutoConfig(\"gpt2\", n_layer=200000000))").contains("n_layer"))
    #expect(Self.message("list(range(10 ** 18))").contains("a list of 1000000000000000000 items would need more memory than there can be"))
    #expect(Self.message(Self.model + "tool(\"logit_lenz\", model)").contains("logit_lens"))
    #expect(Self.message("HookedAutoModel(HookedAutoConfig(\"llama\", hidden_size=200000000, num_attention_heads=1, intermediate_size=200000000))").contains("memory"))
  }

  @Test func examplesOfModelsAndLensesRun() throws {
    let interpreter = Library.makeInterpreter()
    var count = 0
    for name in ["model", "run", "logit_lens", "bench", "tokenizer"] {
      for method in interpreter.methods.all(for: name) where !method.declaration.example.isEmpty {
        #expect(throws: Never.self, "\(name).\(method.declaration.name)") { try Self.run(method.declaration.example) }
        count += 1
      }
    }
    for name in ["HookedAutoConfig", "HookedAutoModel", "load_config", "load_model", "LogitLens", "Bench", "tools", "tool"] {
      guard case .function(let function)? = interpreter.builtins.lookup(name) else {
        Issue.record("\(name) is not defined")
        continue
      }
      let example = try #require(function.declaration?.example)
      #expect(throws: Never.self, "\(name)") { try Self.run(example) }
      count += 1
    }
    #expect(count > 15)
  }
}

/// The scripts of scripts/demos, run as the demo runs them.
@Suite struct DemoTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("scripts/demos").path

  @Test(arguments: ["seed", "lens-tour", "attributions"], [[], [folder + "/teaching-model"]])
  func runs(_ name: String, _ arguments: [String]) throws {
    setenv("ARR_EXPERIMENTS", NSTemporaryDirectory() + "arr-demo-tests", 1)
    let code = try String(contentsOfFile: "\(Self.folder)/\(name).arr", encoding: .utf8)
    _ = try LensScriptTests.run(code, arguments: arguments)
  }

  /// What its training taught, as its README says.
  @Test func theTeachingModelKnowsItsLessons() throws {
    let out = try LensScriptTests.run(
      """
      model = load_model("\(Self.folder)/teaching-model")
      for text in ["When Mary and John went to the store, John gave a drink to", "The capital of France is", "Words: sun cat river lamp sun cat river"] {
          print(model(text).next(k=1).strings[0])
      }
      """)
    #expect(out == " Mary\n Paris\n lamp\n")
  }

  /// Numbers of NumPy from the same weights in float64; the weights are bf16, what is computed from them is not.
  @Test func arithmeticOnStoredWeightsIsExact() throws {
    let out = try LensScriptTests.run(
      """
      model = load_model("\(Self.folder)/teaching-model")
      W = model.weight("blocks.1.attn.W_V")[0] @ model.weight("blocks.1.attn.W_O")[0]
      best = (model.weight("W_E")[595] @ model.weight("W_U")).topk(3)
      print(model.weight("W_U").dtype, W.dtype, matrix_rank(W), f"{model.weight('W_U').sum():.2f}")
      print(best[1].tolist(), [round(x, 4) for x in best[0].tolist()])
      """)
    #expect(out == "bf16 f32 16 -777.36\n[595, 618, 549] [1.5164, 1.1039, 1.1002]\n")
  }

  /// Of a prompt whose text the context cuts short; in a process of its own, as below.
  @Test func aFullContextIsSaid() async {
    await #expect(processExitsWith: .success) {
      nonisolated(unsafe) var said: [String] = []
      Library.notify = { said.append($0) }
      let model = "m = HookedAutoModel(HookedAutoConfig('gpt2', n_embd=8, n_layer=1, n_head=2, vocab_size=20, n_positions=6, eos_token_id=none))"
      let out = try LensScriptTests.run("\(model)\nprint(len(m.generate([1, 2, 3], max_new_tokens=4)), len(m.generate([1, 2, 3], max_new_tokens=9)))")
      #expect(out == "4 4\n")
      #expect(said == ["the text ends after 4 of 9 new tokens: the context of 6 tokens is full"])
    }
  }

  /// More rows than one looks through are shown by their size, and add up all the same.
  @Test func longLedgersShowTheirLargestRows() throws {
    let code = """
      model = load_model("\(Self.folder)/teaching-model")
      run = model("When Mary and John went to the store, John gave a drink to")
      ledger = LogitLens(model).layer_attributions(run, " Mary", by="source")

      """
    let shown = try LensScriptTests.run(code + "print(ledger)").split(separator: "\n").map(String.init)
    let sizes = shown.dropFirst(3).prefix(40).compactMap { $0.split(separator: " ").lazy.compactMap { Double($0) }.first.map(abs) }
    #expect(sizes.count == 40 && sizes == sizes.sorted(by: >))
    #expect(shown.contains { $0.hasPrefix("195 smaller") })
    let largest = try LensScriptTests.run(code + "print(len(ledger.rows), f'{max([abs(r.value) for r in ledger.rows]):.4f}')")
    #expect(largest == "235 \(sizes.first.map { String(format: "%.4f", $0) } ?? "")\n")
  }

  /// By whichever tool reads it first, and not again. In a process of its own: who hears of it is known to the whole process.
  @Test func aTextLongerThanTheContextIsSaidOnce() async {
    await #expect(processExitsWith: .success) {
      nonisolated(unsafe) var said: [String] = []
      Library.notify = { said.append($0) }
      let fields = "hidden_size=8, intermediate_size=8, num_hidden_layers=1, num_attention_heads=2, vocab_size=20, max_position_embeddings=4"
      let model = "m = HookedAutoModel(HookedAutoConfig('llama', \(fields)))"
      _ = try LensScriptTests.run("\(model)\nlens = LogitLens(m)\nlens.grid([1, 2, 3, 4])\nlens.grid([1, 2, 3, 4, 5])\nm([1, 2, 3, 4, 5, 6])")
      #expect(said == ["the input has 5 tokens; this model was made for at most 4 (said once)"])
    }
  }
}

/// `profile` and `plan`, whose numbers depend on the machine: what they say must be consistent.
@Suite struct MeasuringTests {
  private func run(_ code: String) throws -> String { try LensScriptTests.run(LensScriptTests.model + code) }

  @Test func aProfileSaysWhereTheTimeWent() throws {
    let said = try run(
      """
      p = profile(() => lens.grid([1, 2, 3]))
      inside = sum([row.seconds for row in p.operations])
      print(p.result.logit.shape, 0 < inside <= p.seconds, p.memory > 0, p.peak > 1e8)
      print([row.operation for row in p.operations if row.layer == 1])
      """)
    #expect(
      said == """
        (3, 3) true true true
        ['norm', 'q, k, v', 'attention', 'attn out', 'mlp in', 'activation', 'mlp out', 'add']

        """)
  }

  @Test func aPlanRunsNothingThatIsSeen() throws {
    let said = try run(
      """
      def loud() { print("never"); return model([1, 2, 3]).logits }
      p = plan(loud)
      print(p.fits, p.seconds > 0, p.arithmetic == sum([row.arithmetic for row in p.operations]))
      """)
    #expect(said == "true true true\n")
    #expect(LensScriptTests.message(LensScriptTests.model + "plan(() => model.save(\"/tmp/arr-planned\"))").contains("a plan writes no files"))
  }

  @Test func aPlanKnowsWhatItCannot() throws {
    let model = LensScriptTests.model
    #expect(LensScriptTests.message(model + "plan(() => check(model))").contains("`check` cannot be planned"))
    #expect(LensScriptTests.message(model + "plan(() => plan(() => model([1])))").contains("a plan inside a plan"))
    #expect(LensScriptTests.message(model + "plan(() => profile(() => model([1])))").contains("a profile inside a plan"))
    for use in ["logits", "next()", "logits_at(0)"] {
      let kept = model + "kept = {}\nplan(() => kept.update({\"run\": model([1, 2])}))\nkept[\"run\"].\(use)"
      #expect(LensScriptTests.message(kept).contains("only planned"), "\(use)")
    }
    let later = model + "kept = {}\nplan(() => kept.update({\"run\": model([1, 2])}))\n"
    for use in ["lens.grid(kept[\"run\"])", "lens.layer_attributions(kept[\"run\"], 1)", "kept[\"run\"][\"blocks.0.hook_resid_post\"]"] {
      #expect(LensScriptTests.message(later + use).contains("only planned"), "\(use)")
    }
  }

  @Test func aPlanOfWhatDoesNotFitSaysSo() throws {
    let said = try run(
      """
      p = plan(() => model([randint(0, 30, [20]) for _ in range(20000)]).logits)
      big = HookedAutoModel(HookedAutoConfig("gpt2", n_embd=8, n_layer=1, n_head=1, vocab_size=500000, n_positions=2000))
      p = plan(() => big(randint(0, 500000, [300, 2000])).logits)
      print(p.fits, p.memory > 1e12)
      print(p)
      """)
    #expect(said.hasPrefix("false true\n"))
    #expect(said.contains("it does not fit") && said.contains("run.logits_at(pos)"))
  }
}
