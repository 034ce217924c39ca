import Foundation
@testable import Interpretability
import Tensors
import TestSupport
import Testing
import Transformers

/// Against float64 NumPy (fixtures) and float64 PyTorch on Hugging Face models, both from the definitions.
@Suite struct LensGoldenTests {
  static let fixtures = ModelFixtures.names.map(ModelFixtures.path)
  static let published =
    SharedData.goldens.filter { FileSystem.exists($0 + "/lens_golden.safetensors") } + SharedData.paths("models/stories260K", "models/TinyStories-656K")
  static let folders = fixtures + published

  private func open(_ folder: String) throws -> (lens: LogitLens, run: ModelRun, golden: Golden, target: LensTarget) {
    let isFixture = Self.fixtures.contains(folder)
    let golden = try Golden(folder + (isFixture ? "/golden.safetensors" : "/lens_golden.safetensors"))
    let model = try TransformerModel.load(folder)
    let run = try model.run([try golden.sequences()[0]])
    return (LogitLens(model: model), run, golden, .token(try golden.integers("target")[0]))
  }

  @Test(arguments: folders) func statisticsOfEveryLayerAndPosition(_ name: String) throws {
    let (lens, run, golden, target) = try open(name)
    let n = run.batch.length
    var rows: [[LensReading]] = [try lens.readings(run, target: target, layer: .embedding).layer]
    for layer in 0..<run.model.configuration.layerCount {
      rows.append(try lens.readings(run, target: target, layer: .block(layer)).layer)
    }
    func expect(_ field: (LensReading) -> Double, _ name: String) throws {
      let ours = rows.flatMap { $0.map { Float(field($0)) } }
      #expect(largestDifference(ours, try golden.floats(name)) <= 1e-4, "\(name)")
    }
    try expect(\.logit, "lens.logit")
    try expect(\.logProb, "lens.log_prob")
    try expect(\.entropy, "lens.entropy")
    try expect(\.kl, "lens.kl")
    #expect(rows.flatMap { $0.map(\.rank) } == (try golden.integers("lens.rank")))
    let top = try golden.integers("lens.top5")
    for (l, line) in rows.enumerated() {
      for (p, reading) in line.enumerated() {
        let expected = Array(top[(l * n + p) * 5..<(l * n + p + 1) * 5])
        #expect(reading.top.map(\.id) == expected, "layer \(l) position \(p)")
      }
    }
  }

  /// A long text is read piece by piece; the pieces must be what the whole is.
  @Test(arguments: fixtures, [1, 2, 3]) func piecesGiveTheSameReadings(_ name: String, _ piece: Int) throws {
    let (lens, run, _, target) = try open(name)
    for target in [target, nil] {
      let streams = Array(run.streams.indices)
      let whole = try lens.read(run, target: target, streams: streams, positions: nil)
      let pieces = try lens.read(run, target: target, streams: streams, positions: nil, piece: piece)
      #expect(pieces.map(\.count) == whole.map(\.count))
      for (a, b) in zip(whole.joined(), pieces.joined()) {
        #expect(a.layer == b.layer && a.pos == b.pos && a.token == b.token && a.rank == b.rank && a.top.map(\.id) == b.top.map(\.id))
        #expect(abs(a.logProb - b.logProb) <= 1e-5 && abs(a.kl - b.kl) <= 1e-5 && abs(a.entropy - b.entropy) <= 1e-5)
      }
    }
  }

  @Test(arguments: folders) func attributionsAtEveryPosition(_ name: String) throws {
    let (lens, run, golden, target) = try open(name)
    let c = run.model.configuration
    let n = run.batch.length
    let attn = try golden.floats("dla.attn")
    let mlp = try golden.floats("dla.mlp")
    let embed = try golden.floats("dla.embed")
    // Where the attention's output passes a norm, the reference splits no heads.
    let heads = golden.file.contains("dla.head") ? try golden.floats("dla.head") : nil
    for pos in 0..<n {
      let ledger = try lens.attributions(run, target: target, pos: pos)
      let byHead = try lens.attributions(run, target: target, pos: pos, by: .head)
      let embedding = ledger.rows.filter { $0.kind == .embed || $0.kind == .positions }.reduce(0) { $0 + $1.value }
      #expect(abs(Float(embedding) - embed[pos]) <= 1e-4)
      for layer in 0..<c.layerCount {
        let a = try #require(ledger.rows.first { $0.label == "\(layer).attn" })
        let m = try #require(ledger.rows.first { $0.label == "\(layer).mlp" })
        #expect(abs(Float(a.value) - attn[layer * n + pos]) <= 1e-4)
        #expect(abs(Float(m.value) - mlp[layer * n + pos]) <= 1e-4)
        for head in 0..<c.headCount {
          let row = try #require(byHead.rows.first { $0.label == "L\(layer)H\(head)" })
          guard let heads else { continue }
          #expect(abs(Float(row.value) - heads[(layer * c.headCount + head) * n + pos]) <= 1e-4)
        }
      }
      #expect(abs(Float(ledger.logit) - (try golden.floats("dla.logit"))[pos]) <= 1e-4)
    }
  }

  @Test(arguments: Set(folders).union(ModelFixtures.families).union(SharedData.goldens).sorted() + SharedData.paths("models/gpt-nano-sort", "models/tiny-random-gpt2")) func ledgersAddUp(_ folder: String) throws {
    let model = try TransformerModel.load(folder)
    let lens = LogitLens(model: model)
    var random = RandomStream(seed: 7)
    let c = model.configuration
    let ids = try random.integers(0, c.vocabularySize, [min(20, c.contextLength)]).integers
    let run = try model.run([ids])
    let logits = try run.logits().floats
    for target in try random.integers(0, c.vocabularySize, [20]).integers {
      let pos = target % ids.count
      for unit in AttributionUnit.allCases {
        let ledger = try lens.attributions(run, target: .token(target), pos: pos, by: unit)
        let size = ledger.rows.reduce(0) { $0 + abs($1.value) }
        #expect(abs(ledger.error) <= 1e-4 * max(1, size))
        // The ledger splits the logit before the soft cap.
        let cap = c.finalCap.map { Double($0) }
        let capped = cap.map { $0 * tanh(ledger.logit / $0) } ?? ledger.logit
        #expect(abs(capped - Double(logits[pos * c.vocabularySize + target])) <= 1e-5 * max(1, abs(capped)))
      }
      let heads = try lens.attributions(run, target: .token(target), pos: pos, by: .head)
      let sublayers = try lens.attributions(run, target: .token(target), pos: pos)
      for layer in 0..<c.layerCount {
        let sum = heads.rows.filter { $0.layer == layer && $0.kind != .mlp }.reduce(0) { $0 + $1.value }
        let row = try #require(sublayers.rows.first { $0.label == "\(layer).attn" })
        #expect(abs(sum - row.value) <= 1e-4 * max(1, abs(row.value)))
      }
      let neurons = try lens.attributions(run, target: .token(target), pos: pos, by: .neuron)
      let sources = try lens.attributions(run, target: .token(target), pos: pos, by: .source)
      for layer in 0..<c.layerCount {
        func sum(_ ledger: AttributionLedger, _ kinds: Set<AttributionRow.Kind>, _ bias: String) -> Double {
          ledger.rows.filter { ($0.layer == layer && kinds.contains($0.kind)) || $0.label == "\(layer).\(bias).bias" }.reduce(0) { $0 + $1.value }
        }
        let mlp = try #require(sublayers.rows.first { $0.label == "\(layer).mlp" }).value
        let size = neurons.rows.filter { $0.layer == layer }.reduce(0) { $0 + abs($1.value) }
        #expect(abs(sum(neurons, [.neuron, .mlp], "mlp") - mlp) <= 1e-5 * max(1, size))
        for head in 0..<c.headCount {
          let whole = try #require(heads.rows.first { $0.layer == layer && $0.head == head }).value
          let parts = sources.rows.filter { $0.layer == layer && $0.head == head }
          #expect(parts.count <= pos + 1)
          #expect(abs(parts.reduce(0) { $0 + $1.value } - whole) <= 1e-5 * max(1, parts.reduce(0) { $0 + abs($1.value) }))
        }
      }
      let last = try lens.trajectory(run, target: .token(target), pos: pos)[c.layerCount][0]
      #expect(abs(last.logit - Double(logits[pos * c.vocabularySize + target])) <= 1e-5 * max(1, abs(last.logit)))
    }
  }
}
