import CKernels
import Tensors
import Transformers

/// How finely a logit is split.
public enum AttributionUnit: String, Sendable, CaseIterable {
  case layer, sublayer, head, neuron
  /// Head × source token.
  case source
}

/// One additive part of a logit.
public struct AttributionRow: Equatable, Sendable {
  /// What wrote the part: token or position embedding, a sublayer, a head, a neuron, a head from one source token, a whole layer,
  /// a bias.
  public enum Kind: String, Sendable { case embed, positions = "pos_embed", attn, mlp, head, neuron, source, layer, bias }

  /// `embed`, `3.attn`, `3.mlp`, `L3H1`, `L3N512`, `L3H1←5`, `3.attn.bias`, `layer 3`, `final norm bias`, `unembed bias`.
  public var label: String
  /// What wrote the part; the raw value is the word in tables.
  public var kind: Kind
  /// The block, from 0; nil for embeddings and biases.
  public var layer: Int?
  /// The query head, from 0; nil where the part is no head's.
  public var head: Int?
  /// The neuron of the MLP, `0..<d_mlp`; nil where the part is no neuron's.
  public var neuron: Int? = nil
  /// The position that a head read from, on the padded axis.
  public var source: Int? = nil
  /// The part's share of the logit.
  public var value: Double
}

/// Exact direct logit attribution at one position: rows that sum to the logit, and by how much they miss it.
public struct AttributionLedger: Sendable {
  /// The token, or pair of tokens, whose logit is split.
  public var target: LensTarget
  /// The sequence in the batch, from 0.
  public var sequence: Int
  /// The position whose logits are split, on the padded axis from 0.
  public var pos: Int
  /// How finely the logit is split.
  public var by: AttributionUnit
  /// The parts in the order in which the model adds them: embeddings, blocks from the first, the biases behind the stream.
  public var rows: [AttributionRow]
  /// Sum of the rows.
  public var total: Double
  /// The logit as the model computes it, before the soft cap where the model has one.
  public var logit: Double
  /// total − logit
  public var error: Double { total - logit }
}

extension LogitLens {
  /// Splits the target's logit at a position into what each part of the model wrote to the stream.
  ///
  /// With u = w ⊙ W_U[:, t] and σ, μ of the full final stream, kept fixed, a part c of the stream gives
  /// (c − mean(c))/σ · u under layer norm and c/σ · u under RMS norm; the norm's bias gives b · W_U[:, t] and the
  /// unembedding's bias itself. These sum to the logit exactly, up to rounding (Elhage et al., 2021; the frozen-scale
  /// convention of TransformerLens' `logit_attrs`). Norms that stand after a sublayer, or on the stream itself, keep
  /// their σ in the same way.
  public func attributions(
    _ run: ModelRun, target: LensTarget, sequence: Int = 0, pos: Int = -1, by: AttributionUnit = .sublayer
  ) throws -> AttributionLedger {
    try run.requireNumbers()
    let row = try run.row(sequence: sequence, pos: pos)
    var direction = try LogitDirection(model, target, stream: run.finalStream, row: row)
    let ends = direction.biasRows
    // From the last layer down: where the stream itself is normed, what lies before the norm sees another direction.
    var layers: [[AttributionRow]] = []
    try Activity.run("the attributions", unit: "layer", count: model.configuration.layerCount) { activity in
      for layer in (0..<model.configuration.layerCount).reversed() {
        try activity.step(layers.count)
        layers.append(try layerRows(run, layer, sequence, row, &direction, by))
      }
    }
    let rows = try embeddingRows(run, row, direction) + layers.reversed().flatMap { $0 } + ends
    let total = rows.reduce(0) { $0 + $1.value }
    return AttributionLedger(
      target: target, sequence: sequence, pos: try run.resolvedPosition(pos), by: by, rows: rows, total: total,
      logit: try logit(run, target, row))
  }

  /// The target's logit before any soft cap, by the path that makes all logits.
  private func logit(_ run: ModelRun, _ target: LensTarget, _ row: Int) throws -> Double {
    let width = model.configuration.width
    let normed = try model.finalNormed(run.finalStream.floatAddress + row * width, rows: 1)
    func one(_ id: Int) throws -> Double {
      var z: Float = 0
      try model.unembed(normed.floatAddress, rows: 1, vocabulary: id..<id + 1, to: &z, stride: 1, capped: false)
      return Double(z)
    }
    return try one(target.first) - (try target.second.map(one) ?? 0)
  }

  private func embeddingRows(_ run: ModelRun, _ row: Int, _ direction: LogitDirection) throws -> [AttributionRow] {
    var sites: Set<ActivationSite> = [.embed]
    if case .learned = model.configuration.positions { sites.insert(.positionEmbed) }
    let parts = try run.packed(layer: nil, sites: sites)
    var rows: [AttributionRow] = []
    if let embed = parts[.embed] {
      rows.append(AttributionRow(label: "embed", kind: .embed, layer: nil, head: nil, value: direction.value(of: embed, row: row)))
    }
    if let positions = parts[.positionEmbed] {
      rows.append(AttributionRow(label: "pos_embed", kind: .positions, layer: nil, head: nil, value: direction.value(of: positions, row: row)))
    }
    return rows
  }
}

/// The direction that turns an additive part of the final stream at one position into its share of a logit.
struct LogitDirection {
  /// ũ = (u − mean(u))/σ under layer norm, u/σ under RMS norm.
  private(set) var vector: [Float]
  /// Rows that do not come from the stream.
  private(set) var biasRows: [AttributionRow] = []

  init(_ model: TransformerModel, _ target: LensTarget, stream: Tensor, row: Int) throws {
    let c = model.configuration
    let first = try model.checked(id: target.first)
    let second = try target.second.map { try model.checked(id: $0) }
    vector = model.unembeddingVector(first)
    if let second { vector = zip(vector, model.unembeddingVector(second)).map { $0 - $1 } }
    scale(by: c.logitScale)
    if let projection = model.weights.unembeddingProjection { vector = try projection.transposedProduct(vector) }
    if let norm = model.weights.finalNorm {
      var sigma: Float = 1
      _ = try model.finalNormed(stream.floatAddress + row * c.width, rows: 1, scales: &sigma)
      let value = try pass(norm, kind: c.finalNorm, scale: sigma, c)
      if norm.bias != nil { biasRows.append(AttributionRow(label: "final norm bias", kind: .bias, layer: nil, head: nil, value: value)) }
    }
    if model.weights.unembedding.bias != nil {
      let value = try Double(model.unembeddingBias(first)) - (second.map { Double(try model.unembeddingBias($0)) } ?? 0)
      biasRows.append(AttributionRow(label: "unembed bias", kind: .bias, layer: nil, head: nil, value: value * Double(c.logitScale)))
    }
  }

  mutating func scale(by factor: Float) {
    if factor != 1 { vector = vector.map { $0 * factor } }
  }

  /// Turns a direction after a norm, whose σ is kept, into the one before it.
  ///
  /// - Returns: what the norm's bias gives.
  mutating func pass(_ norm: NormWeights, kind: ModelConfiguration.Norm? = nil, scale: Float, _ c: ModelConfiguration) throws -> Double {
    let bias = try norm.bias.map { value(of: try $0.values) } ?? 0
    var u = vector.map(Double.init)
    if let weight = norm.weight { u = zip(u, try weight.values).map { $0 * Double($1 + c.normOffset) } }
    if (kind ?? c.norm) == .layer {
      // (c − mean(c))·u = c·(u − mean(u)): the centring is done once, on the direction.
      let mean = u.reduce(0, +) / Double(max(u.count, 1))
      u = u.map { $0 - mean }
    }
    vector = u.map { Float($0 / Double(scale)) }
    return bias
  }

  /// The share of a row of `[rows, d_model]`.
  func value(of part: Tensor, row: Int) -> Double {
    vector.withUnsafeBufferPointer { v in
      v.baseAddress.map { arr_dot(part.floatAddress + row * v.count, $0, Int64(v.count)) } ?? 0
    }
  }

  func value(of part: [Float]) -> Double { zip(part, vector).reduce(0) { $0 + Double($1.0) * Double($1.1) } }
}
