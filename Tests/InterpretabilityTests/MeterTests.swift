import class Foundation.FileHandle
import Glibc
import Interpretability
import JSON
import Tensors
import TestSupport
import Testing
import Transformers

/// A plan counts what a profile sees happen, of every family; and measuring changes no number.
@Suite struct MeterTests {
  static let folders = ModelFixtures.families + ModelFixtures.names.map(ModelFixtures.path)

  /// What users wait for, once.
  private func work(_ model: TransformerModel) throws {
    let run = try model.run([[1, 2, 3, 4, 5], [6, 7, 8]])
    _ = try run.logits()
    let lens = LogitLens(model: model)
    _ = try lens.grid(run, k: 3)
    _ = try lens.trajectory(run, target: .token(5), pos: -1)
    _ = try run.activation(ActivationName(.pattern, layer: 0))
    for text in [[1, 2, 3, 4], [1, 2, 3, 4, 5], [1, 2, 3, 4, 5]] { _ = try lens.grid(try model.runReusing(text)) }
    for unit in [AttributionUnit.sublayer, .head, .neuron] { _ = try lens.attributions(run, target: .token(5), by: unit) }
    _ = try model.generate([1, 2], count: 4)
  }

  @Test(arguments: folders) func aPlanCountsWhatAProfileSees(_ folder: String) throws {
    let model = try TransformerModel.load(folder)
    let (profile, planner) = (Profile(), Planner())
    // An end-of-text token ends generation, which a plan cannot know.
    guard try model.generate([1, 2], count: 4).count == 4 else { return }
    try planner.measure { try work(model) }
    try profile.measure { try work(model) }
    #expect(Set(planner.totals.keys) == Set(profile.totals.keys))
    for (place, total) in profile.totals {
      let planned = try #require(planner.totals[place])
      #expect(planned.calls == total.calls, "\(place)")
      #expect(abs(planned.cost.operations - total.cost.operations) <= 1e-6 * total.cost.operations, "\(place)")
      #expect(abs(planned.cost.bytes - total.cost.bytes) <= 1e-6 * total.cost.bytes, "\(place)")
    }
    #expect(abs(planner.peakBytes - profile.peakBytes) <= profile.peakBytes / 5)
    #expect(profile.peakBytes > 0)
  }

  @Test func aForwardPassIsTwoOperationsAWeightAndToken() throws {
    let model = try TransformerModel.load(ModelFixtures.path("gpt2"))
    let c = model.configuration
    let profile = Profile()
    _ = try profile.measure { try model.run([[1, 2, 3, 4, 5, 6]]) }
    func operations(_ kinds: Operation...) -> Double {
      profile.totals.filter { kinds.contains($0.key.operation) }.reduce(0) { $0 + $1.value.cost.operations }
    }
    let weights = c.layerCount * (4 * c.width * c.width + 2 * c.width * c.hiddenWidth)
    #expect(operations(.queriesKeysValues, .attentionOutput, .hiddenInput, .hiddenOutput) == Double(2 * 6 * weights))
    // Of 36 scores a head's causal half, 21, each a product of its width, and as much to mix.
    #expect(operations(.attention) == Double(c.layerCount * 4 * 21 * c.width))
  }

  @Test func aModelIsPlannedWithoutMakingItsWeights() throws {
    let fields = JSONObject([("hidden_size", .int(1024)), ("intermediate_size", .int(2816)), ("num_attention_heads", .int(8)), ("num_hidden_layers", .int(48))])
    let configuration = try Families.configuration(named: "llama", overriding: fields)
    let bytes = 4 * configuration.parameterCount(try Families.named("llama").places(configuration))
    #expect(bytes > 2_500_000_000)
    let planner = Planner()
    let before = try residentBytes()
    var most = 0
    let kept = try planner.measure {
      let model = try TransformerModel.random(configuration, seed: 0, dtype: .float32)
      _ = try model.run([[1, 2, 3]]).logits()
      most = try residentBytes()
      return model
    }
    // Other tests run beside this one.
    #expect(most - before < bytes / 2)
    #expect((bytes...bytes + bytes / 20).contains(planner.peakBytes))
    let making = try #require(planner.totals.first { $0.key.operation == .weightMaking }?.value)
    #expect(making.cost.bytes == Double(bytes) && making.seconds > 0)
    // What got out of the plan says so.
    #expect(throws: ModelError.self) { try kept.run([[1]]) }
    #expect(throws: ModelError.self) { try kept.runReusing([1]) }
    #expect(throws: ModelError.self) { try kept.generate([1], count: 1) }
    #expect(throws: ModelError.self) { try kept.weight("W_E") }
    #expect(throws: ModelError.self) { try kept.storedWeights() }
  }

  /// Numbers that cannot be counted are refused, under a plan too.
  @Test func aModelBeyondCountingIsRefused() throws {
    let fields = JSONObject([
      ("hidden_size", .int(1 << 28)), ("intermediate_size", .int(1 << 28)), ("num_attention_heads", .int(1)), ("num_hidden_layers", .int(64)),
    ])
    let configuration = try Families.configuration(named: "llama", overriding: fields)
    #expect(throws: ModelError.self) { try Planner().measure { _ = try TransformerModel.random(configuration, seed: 0) } }
  }

  @Test func theMakingOfAModelIsPlannedAsItIsProfiled() throws {
    let configuration = try TransformerModel.load(ModelFixtures.path("gpt2")).configuration
    let (profile, planner) = (Profile(), Planner())
    for meter in [profile, planner] { try meter.measure { try work(try TransformerModel.random(configuration, seed: 0)) } }
    #expect(Set(planner.totals.keys) == Set(profile.totals.keys))
    let (planned, done) = (planner.totals.filter { $0.key.operation == .weightMaking }, profile.totals.filter { $0.key.operation == .weightMaking })
    #expect(done.values.first?.calls ?? 0 > 0 && planned.values.map(\.calls) == done.values.map(\.calls))
    #expect(planned.values.map(\.cost) == done.values.map(\.cost))
    #expect(abs(planner.peakBytes - profile.peakBytes) <= profile.peakBytes / 5)
  }

  private func residentBytes() throws -> Int {
    let file = try #require(FileHandle(forReadingAtPath: "/proc/self/statm"))
    let fields = String(decoding: file.readDataToEndOfFile(), as: UTF8.self).split(separator: " ").compactMap { Int($0) }
    return try #require(fields.dropFirst().first) * sysconf(Int32(_SC_PAGESIZE))
  }

  @Test func measuringChangesNoNumber() throws {
    let model = try TransformerModel.load(ModelFixtures.path("llama"))
    let run = try model.run([[1, 2, 3, 4]])
    let planned = Planner()
    _ = try planned.measure { try run.logits() }
    let profiled = try Profile().measure { try model.run([[1, 2, 3, 4]]).logits().floats }
    #expect(try run.logits().floats == profiled)
    #expect(try model.run([[1, 2, 3, 4]]).logits().floats == profiled)
  }
}
