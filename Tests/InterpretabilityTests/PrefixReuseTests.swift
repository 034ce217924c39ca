import Interpretability
import Tensors
import TestSupport
import Testing
import Transformers

/// A text that begins as the one before gives the numbers of a run of its own, of every family.
@Suite struct PrefixReuseTests {
  static let folders = ModelFixtures.families + ModelFixtures.names.map(ModelFixtures.path)
  /// Longer, shorter, changed in the middle, from the first token on, the same again.
  static let texts = [[1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 3], [1, 2, 9, 4], [7, 2, 9, 4], [7, 2, 9, 4], [7, 2, 9, 4, 1]]

  @Test(arguments: folders) func itsNumbersAreThoseOfAWholeRun(_ folder: String) throws {
    let (model, plain) = (try TransformerModel.load(folder), try TransformerModel.load(folder))
    plain.reusesPrefixes = false
    let (lens, plainLens) = (LogitLens(model: model), LogitLens(model: plain))
    for ids in Self.texts {
      let (run, whole) = (try model.runReusing(ids), try plain.run([ids]))
      for (a, b) in zip(run.streams, whole.streams) { #expect(largestDifference(a.floats, b.floats) <= 1e-5) }
      #expect(largestDifference(try run.logits().floats, try whole.logits().floats) <= 1e-5)
      let (grid, wholeGrid) = (try lens.grid(run, k: 2), try plainLens.grid(whole, k: 2))
      #expect(grid.positions == wholeGrid.positions && grid.tokens == wholeGrid.tokens)
      for (a, b) in zip(grid.cells.joined(), wholeGrid.cells.joined()) {
        #expect(a.layer == b.layer && a.pos == b.pos && a.token == b.token && a.top.map(\.id) == b.top.map(\.id))
        #expect(abs(a.logit - b.logit) <= 1e-5 && abs(a.entropy - b.entropy) <= 1e-5 && abs(a.kl - b.kl) <= 1e-5)
      }
      for unit in [AttributionUnit.sublayer, .head, .neuron] {
        let ledger = try lens.attributions(run, target: .token(3), by: unit)
        let other = try plainLens.attributions(whole, target: .token(3), by: unit)
        #expect(ledger.rows.map(\.label) == other.rows.map(\.label))
        for (a, b) in zip(ledger.rows, other.rows) { #expect(abs(a.value - b.value) <= 1e-5) }
      }
      let name = ActivationName(.pattern, layer: 0)
      #expect(largestDifference(try run.activation(name).floats, try whole.activation(name).floats) <= 1e-5)
    }
  }

  @Test func onlyTheNewPositionsAreComputed() throws {
    let model = try TransformerModel.load(ModelFixtures.path("gpt2"))
    let lens = LogitLens(model: model)
    func operations(_ ids: [Int]) throws -> Double {
      let profile = Profile()
      _ = try profile.measure { try lens.grid(try model.runReusing(ids)) }
      return profile.totals.values.reduce(0) { $0 + $1.cost.operations }
    }
    let first = try operations(Array(1...12))
    let longer = try operations(Array(1...12) + [3])
    #expect(longer > 0 && longer < first / 8)
    #expect(try operations(Array(1...12) + [3]) == 0)
    #expect(try operations(Array(1...6)) == 0)
  }

  @Test func modelsAndPlansAreLetGo() throws {
    weak var model: TransformerModel?
    weak var planner: Planner?
    do {
      let loaded = try TransformerModel.load(ModelFixtures.path("gpt2"))
      let plan = Planner()
      _ = try LogitLens(model: loaded).grid(try loaded.runReusing([1, 2, 3]))
      _ = try plan.measure { try LogitLens(model: loaded).grid(try loaded.runReusing([1, 2, 3, 4])) }
      (model, planner) = (loaded, plan)
      #expect(model != nil && planner != nil)
    }
    #expect(model == nil && planner == nil)
  }

  @Test func aRunThatEndsInAnErrorLeavesNothing() throws {
    let model = try TransformerModel.load(ModelFixtures.path("gpt2"))
    _ = try model.runReusing([1, 2, 3])
    #expect(throws: (any Error).self) { try model.runReusing([1, 2, 3, 1 << 40]) }
    let after = try model.runReusing([1, 2, 3, 4]).logits().floats
    #expect(largestDifference(after, try model.run([[1, 2, 3, 4]]).logits().floats) <= 1e-5)
  }
}
