import CKernels
import Tensors
import Transformers

/// How finely a logit is split.
public enum AttributionUnit: String, Sendable, CaseIterable {
  case layer, sublayer, head
}

/// One additive part of a logit.
public struct AttributionRow: Equatable, Sendable {
  public enum Kind: String, Sendable { case embed, positions = "pos_embed", attn, mlp, head, layer, bias }

  /// `embed`, `3.attn`, `3.mlp`, `L3H1`, `3.attn.bias`, `layer 3`, `final norm bias`, `unembed bias`.
  public var label: String
  public var kind: Kind
  public var layer: Int?
  public var head: Int?
  public var value: Double
}

/// Exact direct logit attribution at one position: rows that sum to the logit, and by how much they miss it.
public struct AttributionLedger: Sendable {
  public var target: LensTarget
  public var sequence: Int
  public var pos: Int
  public var by: AttributionUnit
  public var rows: [AttributionRow]
  /// Sum of the rows.
  public var total: Double
  /// The logit as the model computes it.
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
  /// convention of TransformerLens' `logit_attrs`).
  public func attributions(
    _ run: ModelRun, target: LensTarget, sequence: Int = 0, pos: Int = -1, by: AttributionUnit = .sublayer
  ) throws -> AttributionLedger {
    let row = try run.row(sequence: sequence, pos: pos)
    let direction = try LogitDirection(model, target, stream: run.finalStream, row: row)
    var rows = try embeddingRows(run, row, direction)
    try Activity.run("the attributions", unit: "layer", count: model.configuration.layerCount) { activity in
      for layer in 0..<model.configuration.layerCount {
        try activity.step(layer)
        rows += try layerRows(run, layer, row, direction, by)
      }
    }
    rows += direction.biasRows
    let total = rows.reduce(0) { $0 + $1.value }
    return AttributionLedger(
      target: target, sequence: sequence, pos: try run.resolvedPosition(pos), by: by, rows: rows, total: total,
      logit: try logit(run, target, row))
  }

  /// The target's logit by the path that makes all logits.
  private func logit(_ run: ModelRun, _ target: LensTarget, _ row: Int) throws -> Double {
    let width = model.configuration.width
    let normed = try model.finalNormed(run.finalStream.floatAddress + row * width, rows: 1)
    func one(_ id: Int) throws -> Double {
      var z: Float = 0
      try model.unembed(normed.floatAddress, rows: 1, vocabulary: id..<id + 1, to: &z, stride: 1)
      return Double(z)
    }
    return try one(target.first) - (try target.second.map(one) ?? 0)
  }

  private func embeddingRows(_ run: ModelRun, _ row: Int, _ direction: LogitDirection) throws -> [AttributionRow] {
    var sites: Set<ActivationSite> = [.embed]
    if model.weights.positions != nil { sites.insert(.positionEmbed) }
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

  private func layerRows(
    _ run: ModelRun, _ layer: Int, _ row: Int, _ direction: LogitDirection, _ by: AttributionUnit
  ) throws -> [AttributionRow] {
    let sites: Set<ActivationSite> = by == .head ? [.mixed, .hiddenOut] : [.attentionOut, .hiddenOut]
    let parts = try run.packed(layer: layer, sites: sites)
    let mlp = parts[.hiddenOut].map { direction.value(of: $0, row: row) } ?? 0
    let mlpRow = AttributionRow(label: "\(layer).mlp", kind: .mlp, layer: layer, head: nil, value: mlp)
    if by == .head, let mixed = parts[.mixed] {
      return headRows(layer, mixed, row, direction) + [mlpRow]
    }
    let attention = parts[.attentionOut].map { direction.value(of: $0, row: row) } ?? 0
    if by == .layer {
      return [AttributionRow(label: "layer \(layer)", kind: .layer, layer: layer, head: nil, value: attention + mlp)]
    }
    return [AttributionRow(label: "\(layer).attn", kind: .attn, layer: layer, head: nil, value: attention), mlpRow]
  }

  /// z_h · (W_O[h] ũ): the direction goes through the output matrix once, and every head is a dot product.
  private func headRows(_ layer: Int, _ mixed: Tensor, _ row: Int, _ direction: LogitDirection) -> [AttributionRow] {
    let c = model.configuration
    let output = model.weights.blocks[layer].output
    let back = output.transposedProduct(direction.vector)
    let z = mixed.floatAddress + row * c.headCount * c.headWidth
    var rows = (0..<c.headCount).map { head -> AttributionRow in
      let offset = head * c.headWidth
      let value = back.withUnsafeBufferPointer { b in
        b.baseAddress.map { arr_dot(z + offset, $0 + offset, Int64(c.headWidth)) } ?? 0
      }
      return AttributionRow(label: "L\(layer)H\(head)", kind: .head, layer: layer, head: head, value: value)
    }
    if let bias = output.bias {
      rows.append(AttributionRow(label: "\(layer).attn.bias", kind: .bias, layer: layer, head: nil, value: direction.value(of: bias.values)))
    }
    return rows
  }
}

/// The direction that turns an additive part of the final stream at one position into its share of a logit.
struct LogitDirection {
  /// ũ = (u − mean(u))/σ under layer norm, u/σ under RMS norm.
  let vector: [Float]
  /// Rows that do not come from the stream.
  let biasRows: [AttributionRow]

  init(_ model: TransformerModel, _ target: LensTarget, stream: Tensor, row: Int) throws {
    let c = model.configuration
    let first = try model.checked(id: target.first)
    let second = try target.second.map(model.checked(id:))
    var unembedding = model.unembeddingVector(first).map(Double.init)
    if let second {
      for (i, value) in model.unembeddingVector(second).enumerated() { unembedding[i] -= Double(value) }
    }
    var sigma: Float = 1
    _ = try model.finalNormed(stream.floatAddress + row * c.width, rows: 1, scales: &sigma)
    var u = zip(unembedding, model.weights.finalNorm.weight.values).map { $0 * Double($1) }
    if c.norm == .layer {
      // (c − mean(c))·u = c·(u − mean(u)): the centring is done once, on the direction.
      let mean = u.reduce(0, +) / Double(u.count)
      u = u.map { $0 - mean }
    }
    vector = u.map { Float($0 / Double(sigma)) }
    var biases: [AttributionRow] = []
    if let bias = model.weights.finalNorm.bias {
      let value = zip(unembedding, bias.values).reduce(0) { $0 + $1.0 * Double($1.1) }
      biases.append(AttributionRow(label: "final norm bias", kind: .bias, layer: nil, head: nil, value: value))
    }
    if model.weights.unembedding.bias != nil {
      let value = Double(model.unembeddingBias(first)) - (second.map { Double(model.unembeddingBias($0)) } ?? 0)
      biases.append(AttributionRow(label: "unembed bias", kind: .bias, layer: nil, head: nil, value: value))
    }
    biasRows = biases
  }

  /// The share of a row of `[rows, d_model]`.
  func value(of part: Tensor, row: Int) -> Double {
    vector.withUnsafeBufferPointer { v in
      v.baseAddress.map { arr_dot(part.floatAddress + row * v.count, $0, Int64(v.count)) } ?? 0
    }
  }

  func value(of part: [Float]) -> Double { zip(part, vector).reduce(0) { $0 + Double($1.0) * Double($1.1) } }
}
