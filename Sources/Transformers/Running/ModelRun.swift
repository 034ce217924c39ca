import CKernels
import Glibc
import Tensors

/// What a run computed. It does not hold the model, which keeps that of the text it read last.
final class RunContents {
  let streams: [Tensor]
  let kept: [[ActivationSite: Tensor]]
  var memory: (any RunMemory)?
  var logits: Tensor?
  let isPlanned = Meter.isPlanning

  init(streams: [Tensor], kept: [[ActivationSite: Tensor]], memory: (any RunMemory)? = nil) {
    (self.streams, self.kept, self.memory) = (streams, kept, memory)
  }

  var storages: [Storage] {
    streams.map(\.storage) + kept.flatMap { $0.values.map(\.storage) } + (logits.map { [$0.storage] } ?? [])
  }
}

/// What a run left: the tokens, the residual stream entering each block and leaving the last, and what each sublayer wrote
/// where that is little. Everything else is recomputed from these when it is asked for.
public final class ModelRun {
  /// The model that ran, which recomputes what is asked for.
  public let model: TransformerModel
  /// The tokens that it ran on.
  public let batch: TokenBatch
  let contents: RunContents

  /// `streams[l]`, `[rows, d_model]`, enters block l; the last leaves the last block.
  public var streams: [Tensor] { contents.streams }
  /// Of every block what the pass kept as it went by; empty when that would have been much.
  private var kept: [[ActivationSite: Tensor]] { contents.kept }
  /// What a tool read from the run, for itself and for runs that begin with the same tokens.
  public var memory: (any RunMemory)? {
    get { contents.memory }
    set { contents.memory = newValue }
  }
  /// Whether the run was only planned: it has no numbers.
  public var isPlanned: Bool { contents.isPlanned }

  init(model: TransformerModel, batch: TokenBatch, contents: RunContents) {
    self.model = model
    self.batch = batch
    self.contents = contents
  }

  /// The memory behind the streams, what was kept, and the logits that were asked for.
  public var storages: [Storage] { contents.storages }

  /// What a pass keeps of its blocks beside the streams: all that attributions need.
  static let keptSites: Set<ActivationSite> = [
    .mixed, .attentionOut, .hiddenOut, .norm1Scale, .norm2Scale, .norm1PostScale, .norm2PostScale,
  ]

  /// Whether keeping them costs so little memory that nobody minds: at most 256 MB.
  static func keepsSublayers(_ c: ModelConfiguration, rows: Int) -> Bool {
    let numbers = Double(rows) * Double(c.layerCount) * Double(c.headCount * c.headWidth + 2 * c.width)
    return numbers * Double(MemoryLayout<Float>.size) <= 256e6
  }

  /// The stream before the final norm, `[rows, d_model]`.
  public var finalStream: Tensor { streams[streams.count - 1] }

  /// `[batch, pos, vocab]`, made when first asked for.
  public func logits() throws -> Tensor {
    if let known = contents.logits { return known }
    try requireNumbers()
    let packed = try model.logits(finalStream.floatAddress, rows: batch.rowCount)
    let logits = try batch.unpacked(packed, axes: ["batch", "pos", "vocab"])
    if !Meter.isPlanning { contents.logits = logits }
    return logits
  }

  /// `[batch, vocab]`: the logits of one position, counted on the padded axis; negative from the end.
  ///
  /// - Throws: `ModelError` for a position out of range or in the padding of a sequence.
  public func logits(at pos: Int) throws -> Tensor {
    try requireNumbers()
    let rows = try (0..<batch.count).map { try row(sequence: $0, pos: pos) }
    let width = model.configuration.width
    let gathered = try Tensor.uninitialized([rows.count, width])
    for (i, row) in rows.enumerated() {
      (gathered.floatAddress + i * width).update(from: finalStream.floatAddress + row * width, count: width)
    }
    var logits = try model.logits(gathered.floatAddress, rows: rows.count)
    logits.axes = ["batch", "vocab"]
    return logits
  }

  /// - Throws: `ModelError` for a run that a plan left behind.
  public func requireNumbers() throws {
    if isPlanned, !Meter.isPlanning { throw ModelError("this run was only planned: it holds no numbers", help: ["run the model outside of `plan`"]) }
  }

  /// The packed row of a position.
  public func row(sequence: Int, pos: Int) throws -> Int {
    let resolved = try resolvedPosition(pos)
    guard let row = batch.row(sequence: sequence, pos: resolved) else {
      throw ModelError("position \(pos) is padding in sequence \(sequence)", notes: ["it has \(batch.sequences[sequence].count) tokens"])
    }
    return row
  }

  /// A position with negative numbers counted from the end.
  public func resolvedPosition(_ pos: Int) throws -> Int {
    let resolved = pos < 0 ? pos + batch.length : pos
    guard resolved >= 0, resolved < batch.length else { throw PositionError(pos: pos, length: batch.length) }
    return resolved
  }

  /// The names of all activations with their shapes.
  public func names() -> [(name: ActivationName, axes: [String], shape: [Int])] {
    ActivationName.all(in: model.configuration).map { name in
      let (axes, sizes) = name.site.shape(model.configuration, positions: batch.length)
      return (name, axes, [batch.count] + sizes)
    }
  }

  /// Any activation, recomputed from the stream entering its block.
  public func activation(_ name: ActivationName) throws -> Tensor {
    try requireNumbers()
    let (axes, _) = name.site.shape(model.configuration, positions: batch.length)
    switch name.site {
    case .residPre: return try batch.unpacked(streams[name.layer ?? 0], axes: axes)
    case .residPost: return try batch.unpacked(streams[(name.layer ?? 0) + 1], axes: axes)
    case .scores, .pattern:
      var tensor = try packed(name)
      tensor.axes = axes
      return tensor
    default: return try batch.unpacked(try packed(name), axes: axes)
    }
  }

  /// An activation as `[rows, …]` without padding (`[batch, head, pos, pos]` for scores and patterns).
  public func packed(_ name: ActivationName) throws -> Tensor {
    guard let tensor = try packed(layer: name.layer, sites: [name.site])[name.site] else {
      throw ModelError("this model has no activation \"\(name)\"")
    }
    return tensor
  }

  /// Several activations of one block from one recomputation.
  public func packed(layer: Int?, sites: Set<ActivationSite>) throws -> [ActivationSite: Tensor] {
    if let layer, kept.indices.contains(layer), sites.isSubset(of: Self.keptSites) { return kept[layer] }
    let trace = Trace(sites)
    let pass = ForwardPass(model: model, batch: batch, workspace: Workspace())
    if let layer {
      let stream = try Tensor.uninitialized(streams[layer].shape)
      stream.floatAddress.update(from: streams[layer].floatAddress, count: stream.count)
      try pass.block(layer, stream.floatAddress, trace: trace)
      return trace.found
    }
    guard sites.isDisjoint(with: [.embed, .positionEmbed]) else {
      let stream = try Tensor.uninitialized(streams[0].shape)
      try pass.embed(to: stream.floatAddress, trace: trace)
      return trace.found
    }
    let rows = batch.rowCount
    let normalized = try Tensor.uninitialized(finalStream.shape)
    let scales = try Tensor.uninitialized([rows, 1])
    try model.normalize(
      finalStream.floatAddress, rows: rows, kind: model.configuration.finalNorm, with: nil, to: normalized.floatAddress, scales: scales.floatAddress)
    return [.finalScale: scales, .finalNormalized: normalized]
  }
}

extension ModelRun {
  /// The neurons of one row after their activation, `[d_mlp]`: computed for that row alone where what its MLP read is known.
  ///
  /// - Returns: nil for a layer of experts, which has no one row of neurons.
  public func neurons(layer: Int, row: Int) throws -> Tensor? {
    let c = model.configuration
    guard ActivationSite.hiddenPost.exists(in: c, layer: layer) else { return nil }
    guard kept.indices.contains(layer), let attention = kept[layer][.attentionOut], c.normPlacement != .stream else {
      return try packed(layer: layer, sites: [.hiddenPost])[.hiddenPost].map { try $0.sliced(axis: 0, start: row, stop: row + 1, step: 1).contiguous() }
    }
    let stream = try Tensor.uninitialized([1, c.width])
    stream.floatAddress.update(from: streams[layer].floatAddress + row * c.width, count: c.width)
    if c.residual == .sequential { arr_add(stream.floatAddress, attention.floatAddress + row * c.width, Int64(c.width)) }
    let trace = Trace([.hiddenPost])
    let pass = ForwardPass(model: model, batch: try TokenBatch([[0]], for: c), workspace: Workspace())
    try pass.feedForwardAlone(layer, stream.floatAddress, trace: trace)
    return trace.found[.hiddenPost]
  }
}

/// A position that the run does not have.
public struct PositionError: Error, CustomStringConvertible {
  /// The position that was asked for, negative when it was counted from the end.
  let pos: Int
  /// Positions of the run, padding included.
  let length: Int
  /// The message; `label` says which positions there are.
  public var description: String { "position \(pos) is out of range" }
  /// Which positions the run has, for the line under the wrong one.
  public var label: String {
    length == 1 ? "this run has 1 position: 0" : "this run has \(length) positions: 0 to \(length - 1), or -1 for the last"
  }
}

extension ModelRun {
  /// The mean over all next tokens of −log p(next), nats, made row by row; nil when no sequence has two tokens.
  ///
  /// - Throws: `ModelError` for a model whose logits do not stand for the tokens that it reads.
  public func meanLoss() throws -> Double? {
    let c = model.configuration
    guard c.logitCount == c.vocabularySize else {
      throw ModelError(
        "the loss of a next token needs logits of the tokens themselves",
        notes: ["this model reads \(c.vocabularySize) tokens and gives \(c.logitCount) logits"])
    }
    var sum = 0.0
    var count = 0
    let width = model.configuration.width
    let blockRows = 256
    for (index, sequence) in batch.sequences.enumerated() where sequence.count > 1 {
      for first in stride(from: 0, to: sequence.count - 1, by: blockRows) {
        let rows = min(blockRows, sequence.count - 1 - first)
        let logits = try model.logits(finalStream.floatAddress + (batch.starts[index] + first) * width, rows: rows)
        let vocabulary = logits.shape[1]
        for row in 0..<rows {
          let z = logits.floatAddress + row * vocabulary
          var statistics = arr_row_statistics(max: -.infinity, sum: 0, weighted: 0, target_logit: .infinity, above: 0, not_finite: 0)
          arr_row_statistics_add(&statistics, z, Int64(vocabulary))
          sum += Double(statistics.max) + log(Double(statistics.sum)) - Double(z[sequence[first + row + 1]])
          count += 1
        }
      }
    }
    return count == 0 ? nil : sum / Double(count)
  }
}
