import ArrLanguage
import Foundation
import Testing

@testable import ArrLibrary

/// What the tables of a lens show, beside what its results hold.
@Suite struct LensTableTests {
  private let setup = """
    model = load_model("\(DemoTests.folder)/teaching-model")
    lens = LogitLens(model)
    run = model("When Mary and John went to the store, John gave a drink to")
    both = model(["When Mary", "When John and Mary went"])

    """

  private func run(_ code: String) throws -> String { try LensScriptTests.run(setup + code) }
  private func lines(_ code: String) throws -> [String] { try run(code).split(separator: "\n").map(String.init) }
  private func cells(_ line: String) -> [String] { line.split(separator: " ").map(String.init) }

  @Test func sequencesAreToldApartUnderOneName() throws {
    let trajectory = try lines("print(lens.trajectory(both, \" Mary\"))")
    #expect(cells(trajectory[1]).prefix(2) == ["sequence", "layer"])
    #expect(trajectory[3...6].map { Array(cells($0).prefix(2)) } == [["0", "embed"], ["1", "embed"], ["0", "0"], ["1", "0"]])
    for code in ["lens.logit_lens(both, 595, 1)", "both.next(k=2)"] {
      let table = try lines("print(\(code))")
      #expect(try cells(#require(table.first { $0.contains("token") })).first == "sequence", "\(code)")
    }
    for code in ["lens.grid(both)", "lens.layer_attributions(both, 595, by=\"layer\")"] {
      let titles = try lines("print(\(code))").filter { $0.contains("sequence ") }
      #expect(titles.count == 2 && titles[0].contains("sequence 0") && titles[1].contains("sequence 1"), "\(code)")
    }
  }

  @Test func aTrajectoryHoldsThePositionThatItShows() throws {
    #expect(try run("print([lens.trajectory(run, 595, pos=p).pos for p in [-1, 13, 0, -14]])") == "[13, 13, 0, 0]\n")
  }

  /// Of a difference of logits there is no rank and no probability.
  @Test func pairsShowWhatIsSaidOfBoth() throws {
    for code in ["lens.trajectory(run, (595, 621))", "lens.logit_lens(run, (595, 621), 2)"] {
      let table = try run("print(\(code))")
      for name in ["log_prob", "prob", "rank"] { #expect(!table.contains(name), "\(code)") }
      #expect(table.contains("first minus second"))
    }
    let path = NSTemporaryDirectory() + "arr-\(UUID().uuidString).csv"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let out = try run(
      """
      pair = lens.trajectory(run, (595, 621))
      save(pair, "\(path)")
      rows = load("\(path)")
      print(list(rows[0].keys()))
      one, other = lens.trajectory(run, 595).logit, lens.trajectory(run, 621).logit
      print(allclose(pair.logit, one - other), allclose(tensor([r["logit"] for r in rows]), pair.logit))
      """)
    #expect(out == "['layer', 'pos', 'token', 'logit', 'entropy', 'kl', 'best', 'best_prob']\ntrue true\n")
  }

  /// Under the positions that were asked for stand the tokens there; without colour every token has its probability.
  @Test func gridsWithoutColourShowProbabilities() throws {
    let shown = try lines("print(lens.grid(run, pos=[-1, 5]))")
    #expect(shown[0].hasSuffix("behind it its probability in %"))
    #expect(cells(shown[1]) == ["13", "5"] && cells(shown[2]) == ["·to", "·to"])
    let expected = try lines(
      """
      grid = lens.grid(run, pos=[-1, 5])
      for layer in [4, 3, 2, 1, 0] { for place in [0, 1] { print(f"{100 * grid.top[layer][place][0]['prob']:.0f}") } }
      """)
    #expect(shown[3...7].flatMap { cells($0).filter { Int($0) != nil }.suffix(2) } == expected)
  }

  @Test func gridsShowAsManyTokensAsTheyKeep() throws {
    let shown = try lines("print(lens.grid(\"Once upon a\", k=3, pos=[2], layers=[2, 3]))")
    #expect(shown[0].contains("best 3 tokens"))
    #expect(cells(shown[3]).prefix(2) == ["3", "·time"] && cells(shown[6]).prefix(2) == ["2", "·time"])
    let expected = try lines(
      """
      for cell in [lens.grid("Once upon a", k=3, pos=[2], layers=[l]).top[0][0] for l in [3, 2]] { for t in cell { print(t["string"].strip()) } }
      """)
    #expect(shown[3...8].map { String(cells($0).first { $0.hasPrefix("·") }?.dropFirst() ?? "") } == expected)
  }

  /// Layers and positions are chosen by lists, ranges, tensors or one by one, and all of them by name.
  @Test func choicesCanBeRanges() throws {
    let out = try run(
      """
      print(lens.grid(run, layers=range(2), pos=range(10, 12)).layers, lens.grid(run, layers=range(2), pos=range(10, 12)).positions)
      print(lens.grid(run, layers=(0, "embed"), pos=tensor([3, -1])).layers, lens.grid(run, layers=-1, pos=tensor([3, -1])).positions)
      print(lens.grid(run, layers="all", pos="all").logit.shape, lens.grid(run, layers=all, pos=all).logit.shape, lens.grid(run, layers="embed").layers)
      print(lens.logit_lens(run, 595, 1, pos=range(3)).positions)
      """)
    #expect(
      out == """
        ['0', '1'] [10, 11]
        ['0', 'embed'] [3, 13]
        (5, 14) (5, 14) ['embed']
        [0, 1, 2]

        """)
    func message(_ code: String) -> String { LensScriptTests.message(setup + code) }
    #expect(message("lens.grid(run, pos=range(10 ** 18))").contains("more than any model has"))
    #expect(message("lens.grid(run, layers=range(9))").contains("this model has 4 layers"))
    #expect(message("lens.grid(run, pos=\"last\")").contains("a position is an int"))
  }

  /// By head or by source, a head adds the same; the rows of biases are no heads.
  @Test func ledgersByHeadAreMatrices() throws {
    let out = try run(
      """
      heads, sources = lens.layer_attributions(run, 595, by="head"), lens.layer_attributions(run, 595, by="source")
      print(heads.heads.shape, heads.heads.axes, lens.layer_attributions(run, 595).heads)
      print(all([abs(r.value - heads.heads[r.layer, r.head]) < 1e-5 for r in heads.rows if r.head != none]))
      print((heads.heads - sources.heads).abs().max() < 1e-4)
      """)
    #expect(out == "(4, 4) ['layer', 'head'] none\ntrue\ntrue\n")
  }

  @Test func lineEndsDoNotBreakTitles() throws {
    #expect(try lines("print(lens.trajectory(\"hi\", \"\\n\"))")[0] == #"trajectory of "\n" (199) at position 0"#)
    #expect(LensScriptTests.message(setup + #"model.token("a\nb")"#).hasPrefix(#""a\nb" is 3 tokens, ["a", "\n", "b"];"#))
  }

  /// A tokenizer without an unknown token leaves nothing of a text whose characters it does not know.
  @Test func aTextOfUnknownCharactersIsNamed() throws {
    let path = NSTemporaryDirectory() + "arr-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let model = LensScriptTests.model + """
      model.save("\(path)")
      write_text("\(path)/tokenizer.json", '{"version": "1.0", "added_tokens": [], "model": {"type": "BPE", "vocab": {"0": 0, "1": 1}, "merges": []}}')
      model = load_model("\(path)")

      """
    #expect(try LensScriptTests.run(model + "print(model(\"0110\").tokens.tolist())") == "[[0, 1, 1, 0]]\n")
    for input in ["\"CBABBC\"", "[\"01\", \"CBABBC\"]"] {
      let message = LensScriptTests.message(model + "model(\(input))")
      #expect(message.contains(#"the tokenizer finds no token in "CBABBC""#) && message.contains(#"its first tokens are "0", "1""#), "\(input)")
    }
  }

  /// The mode is shown where it is on, and refused where nothing would come of it.
  @Test func theModeOfProductsIsShownAndCounts() throws {
    let folder = DemoTests.folder + "/teaching-model"
    let out = try run("b = load_model(\"\(folder)\", compute=\"bf16\")\nprint(model.compute, b.compute, \"compute bf16\" in str(b), \"compute\" in str(model))")
    #expect(out == "f32 bf16 true false\n")
    let path = NSTemporaryDirectory() + "arr-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let message = LensScriptTests.message(LensScriptTests.model + "model.save(\"\(path)\")\nload_model(\"\(path)\", compute=\"bf16\")")
    #expect(message.contains("this model has none: they are f32"))
  }
}
