import Tensors
import Transformers

/// What the certificate asks of a model, each by the way in which everybody else gets it. The invariants compare the answers
/// with one another; a test puts a false one in the place of any.
struct ModelAnswers {
  /// A forward pass of some sequences.
  var run: ([[Int]]) throws -> ModelRun
  /// `[batch, pos, vocab]`, sequences at the right.
  var logits: (ModelRun) throws -> Tensor
  /// The lens on the last layer at every position, for a target or for the model's best token at each.
  var lastReadings: (ModelRun, LensTarget?) throws -> [LensReading]
  /// A logit of the first sequence taken apart.
  var ledger: (ModelRun, _ target: Int, _ pos: Int, AttributionUnit) throws -> AttributionLedger
  /// Activations in a block, or around the blocks.
  var activations: (ModelRun, _ layer: Int?, Set<ActivationSite>) throws -> [ActivationSite: Tensor]
  /// The logits after the first `count` tokens, and after each token that follows, with keys and values kept.
  var cachedLogits: (_ ids: [Int], _ count: Int) throws -> [[Float]]
  /// Greedy continuation.
  var generate: (_ ids: [Int], _ count: Int) throws -> [Int]

  init(_ model: TransformerModel) {
    let lens = LogitLens(model: model, topCount: 1)
    run = { try model.run($0) }
    logits = { try $0.logits() }
    lastReadings = { run, target in try lens.read(run, target: target, streams: [run.streams.count - 1], positions: nil)[0] }
    ledger = { try lens.attributions($0, target: .token($1), pos: $2, by: $3) }
    activations = { try $0.packed(layer: $1, sites: $2) }
    cachedLogits = { ids, count in
      let reading = try CachedReading(model: model, capacity: ids.count)
      return try [reading.read(Array(ids.prefix(count)))] + ids.dropFirst(count).map { try reading.read([$0]) }
    }
    generate = { try model.generate($0, count: $1) }
  }
}
