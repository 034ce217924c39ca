import CKernels
import Tensors

/// The one forward pass of every family: a stream of rows, one a token, goes through the blocks in place.
struct ForwardPass {
  let model: TransformerModel
  let batch: TokenBatch
  let workspace: Workspace
  /// Set when a sequence goes on from kept keys and values; the batch is then one sequence.
  var cache: KeyValueCache?

  var c: ModelConfiguration { model.configuration }
  var past: Int { cache?.length ?? 0 }
  var rows: Int { batch.rowCount }

  /// Writes the stream entering block 0, `[rows, d_model]`.
  func embed(to stream: UnsafeMutablePointer<Float>, trace: Trace? = nil) throws {
    try Meter.run(.embedding, .overNumbers(rows * c.width)) { try embedTokens(to: stream) }
    try trace?.record(.embed, stream, [rows, c.width])
    guard let vectors = try positionVectors() else { return }
    try trace?.record(.positionEmbed, vectors.floatAddress, [rows, c.width])
    if c.positions != .learnedForAttention { arr_add(stream, vectors.floatAddress, Int64(rows * c.width)) }
  }

  /// The learned vector of every row's position, `[rows, d_model]`; nil for a model without them.
  func positionVectors() throws -> Tensor? {
    guard let positions = model.weights.positions else { return nil }
    var offset = 0
    if case .learned(let first) = c.positions { offset = first }
    let vectors = try Tensor.uninitialized([rows, c.width])
    var row = 0
    for sequence in batch.sequences {
      for position in 0..<sequence.count {
        positions.widen(from: (past + position + offset) * c.width, count: c.width, to: vectors.floatAddress + row * c.width)
        row += 1
      }
    }
    return vectors
  }

  /// Tokens' vectors, projected to d_model, normed and scaled as the family does.
  private func embedTokens(to stream: UnsafeMutablePointer<Float>) throws {
    let weights = model.weights
    let width = weights.embedding.shape[1]
    let vectors = weights.embeddingProjection == nil ? stream : try workspace.buffer(.gathered, count: rows * width)
    var row = 0
    for sequence in batch.sequences {
      for id in sequence {
        weights.embedding.widen(from: id * width, count: width, to: vectors + row * width)
        row += 1
      }
    }
    if let projection = weights.embeddingProjection { try projection.apply(vectors, rows: rows, to: stream, compute: model.compute) }
    if let norm = weights.embeddingNorm { try model.normalize(stream, rows: rows, with: norm, to: stream, scales: nil) }
    guard c.embeddingScale != 1 else { return }
    // A run in bfloat16 has its factor in bfloat16, as Hugging Face has.
    let isNarrow = model.compute == .bfloat16 && model.dtype == .bfloat16
    arr_scale(stream, isNarrow ? c.embeddingScale.roundedToBFloat16 : c.embeddingScale, Int64(rows * c.width))
  }

  /// Takes the stream through one block, in place.
  func block(_ layer: Int, _ stream: UnsafeMutablePointer<Float>, trace: Trace? = nil) throws {
    try Meter.block(layer) { try sublayers(layer, stream, trace) }
  }

  private func sublayers(_ layer: Int, _ stream: UnsafeMutablePointer<Float>, _ trace: Trace?) throws {
    let weights = model.weights.blocks[layer]
    let shape = [rows, c.width]
    let normsStream = c.normPlacement == .stream
    try trace?.record(.residPre, stream, shape)
    let attentionInput = normsStream ? UnsafePointer(stream) : try normed(weights.norm1, stream, .normed, trace, .norm1Scale, .norm1Normalized)
    var hiddenInput = attentionInput
    if c.residual == .parallel { hiddenInput = try normed(weights.norm2, stream, .normedForMLP, trace, .norm2Scale, .norm2Normalized) }
    if c.residual != .sequential, hiddenInput == UnsafePointer(stream) {
      // Attention writes to the stream before the MLP has read it.
      let copy = try workspace.buffer(.normedForMLP, count: rows * c.width)
      copy.update(from: stream, count: rows * c.width)
      hiddenInput = UnsafePointer(copy)
    }
    try attention(layer, attentionInput, to: stream, trace)
    if c.residual == .sequential {
      if normsStream { try normStream(weights.norm1, stream, trace, .norm1Scale, .norm1Normalized) }
      try trace?.record(.residMid, stream, shape)
      hiddenInput = normsStream ? UnsafePointer(stream) : try normed(weights.norm2, stream, .normed, trace, .norm2Scale, .norm2Normalized)
    }
    try feedForward(layer, hiddenInput, to: stream, trace)
    if normsStream { try normStream(weights.norm2, stream, trace, .norm2Scale, .norm2Normalized) }
    try trace?.record(.residPost, stream, shape)
  }

  /// The MLP or experts of a block alone, on the stream that they read; what they add is dropped.
  func feedForwardAlone(_ layer: Int, _ stream: UnsafeMutablePointer<Float>, trace: Trace) throws {
    let weights = model.weights.blocks[layer]
    let norm = c.residual == .parallelWithOneNorm ? weights.norm1 : weights.norm2
    let input = try normed(norm, stream, .normed, nil, .norm2Scale, .norm2Normalized)
    try feedForward(layer, input, to: stream, trace)
  }

  /// Adds what a sublayer gave to the stream, through its norm and scale where it has them.
  func deliver(
    _ output: UnsafeMutablePointer<Float>, to stream: UnsafeMutablePointer<Float>, norm: NormWeights?, _ trace: Trace?,
    _ scale: ActivationSite, _ normalized: ActivationSite, _ site: ActivationSite
  ) throws {
    let count = rows * c.width
    if let norm { try self.norm(norm, output, to: output, trace, scale, normalized) }
    if c.residualScale != 1 { arr_scale(output, c.residualScale, Int64(count)) }
    try trace?.record(site, output, [rows, c.width])
    try Meter.run(.addition, Cost(operations: Double(count), bytes: 12 * Double(count))) {
      try parallelRanges(count, grain: 16384) { range in arr_add(stream + range.lowerBound, output + range.lowerBound, Int64(range.count)) }
    }
  }

  /// What a sublayer reads: the normed stream, or the stream itself for a block without that norm.
  private func normed(
    _ weights: NormWeights?, _ stream: UnsafeMutablePointer<Float>, _ slot: Workspace.Slot, _ trace: Trace?, _ scale: ActivationSite,
    _ normalized: ActivationSite
  ) throws -> UnsafePointer<Float> {
    guard let weights else { return UnsafePointer(stream) }
    let target = try workspace.buffer(slot, count: rows * c.width)
    try norm(weights, stream, to: target, trace, scale, normalized)
    return UnsafePointer(target)
  }

  private func normStream(
    _ weights: NormWeights?, _ stream: UnsafeMutablePointer<Float>, _ trace: Trace?, _ scale: ActivationSite, _ normalized: ActivationSite
  ) throws {
    if let weights { try norm(weights, stream, to: stream, trace, scale, normalized) }
  }

  /// The norm of every row, maybe in place; σ and the normalised rows before weight and bias are traced.
  private func norm(
    _ weights: NormWeights, _ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, _ trace: Trace?, _ scale: ActivationSite,
    _ normalized: ActivationSite
  ) throws {
    if let plain = try trace?.make(normalized, [rows, c.width]) {
      try model.normalize(x, rows: rows, with: nil, to: plain.floatAddress, scales: nil)
    }
    let scales = try trace?.make(scale, [rows, 1])
    try Meter.run(.norm, .overNumbers(rows * c.width, operations: 5)) {
      try model.normalize(x, rows: rows, with: weights, to: y, scales: scales?.floatAddress)
    }
  }
}
