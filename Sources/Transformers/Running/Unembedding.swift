import CKernels
import Tensors

extension TransformerModel {
  /// Numbers of the vocabulary that a tile covers when nothing else limits it.
  public static let vocabularyTile = 4096

  /// What the unembedding reads for rows of the stream, `[rows, unembeddingWidth]`: the final norm with each row's own
  /// statistics, and the projection to the embedding's width where there is one.
  public func finalNormed(_ stream: UnsafePointer<Float>, rows: Int, scales: UnsafeMutablePointer<Float>? = nil) throws -> Tensor {
    let normed = try Tensor.uninitialized([rows, configuration.width])
    if let norm = weights.finalNorm {
      try Meter.run(.norm, .overNumbers(rows * configuration.width, operations: 5)) {
        try normalize(stream, rows: rows, kind: configuration.finalNorm, with: norm, to: normed.floatAddress, scales: scales)
      }
    } else {
      normed.floatAddress.update(from: stream, count: normed.count)
    }
    guard let projection = weights.unembeddingProjection else { return normed }
    let projected = try Tensor.uninitialized([rows, projection.outputWidth])
    try projection.apply(normed.floatAddress, rows: rows, to: projected.floatAddress, compute: compute)
    return projected
  }

  /// Logits of some of the vocabulary for normed rows: the one path by which every logit of the program is made.
  ///
  /// - Parameter capped: false for the logits before the soft cap.
  public func unembed(
    _ normed: UnsafePointer<Float>, rows: Int, vocabulary: Range<Int>, to logits: UnsafeMutablePointer<Float>, stride: Int, capped: Bool = true
  ) throws {
    try Meter.run(.unembedding, weights.unembedding.cost(rows: rows, outputs: vocabulary.count)) {
      try weights.unembedding.product(normed, rows: rows, outputs: vocabulary, to: logits, stride: stride, compute: compute)
      let bias = try weights.unembedding.bias.map { try $0.values[vocabulary] } ?? []
      try finish(logits, rows: rows, count: vocabulary.count, stride: stride, bias: bias, capped: capped)
    }
  }

  /// Logits of some tokens for normed rows, `[rows, tokens]`: a product with only their columns of W_U.
  public func unembed(_ normed: UnsafePointer<Float>, rows: Int, tokens: [Int], to logits: UnsafeMutablePointer<Float>) throws {
    let width = configuration.unembeddingWidth
    let columns = try Tensor.uninitialized([tokens.count, width])
    for (place, id) in tokens.enumerated() {
      (columns.floatAddress + place * width).update(from: unembeddingVector(id), count: width)
    }
    // In the weights' own type, so that the product rounds as that of the whole vocabulary does.
    let map = Linear(weight: try columns.cast(to: weights.unembedding.weight.dtype), layout: .outIn, bias: nil)
    try map.product(normed, rows: rows, outputs: 0..<tokens.count, to: logits, stride: tokens.count, compute: compute)
    let values = try weights.unembedding.bias?.values
    let bias = values.map { values in tokens.map { values[$0] } } ?? []
    try finish(logits, rows: rows, count: tokens.count, stride: tokens.count, bias: bias[...], capped: true)
  }

  /// Bias, scale and soft cap of logits, in place.
  private func finish(
    _ logits: UnsafeMutablePointer<Float>, rows: Int, count: Int, stride: Int, bias: ArraySlice<Float>, capped: Bool
  ) throws {
    let scale = configuration.logitScale
    let cap = capped ? configuration.finalCap : nil
    guard !bias.isEmpty || scale != 1 || cap != nil else { return }
    try bias.withUnsafeBufferPointer { bias in
      let bias = bias.isEmpty ? nil : bias.baseAddress
      try parallelRanges(rows, grain: max(1, 8192 / max(count, 1))) { range in
        for row in range {
          let z = logits + row * stride
          if let bias { arr_add(z, bias, Int64(count)) }
          if scale != 1 { arr_scale(z, scale, Int64(count)) }
          if let cap { arr_soft_cap(z, cap, Int64(count)) }
        }
      }
    }
  }

  /// All logits of rows of the stream, `[rows, vocab]`.
  ///
  /// - Throws: `TensorError` when they do not fit in memory.
  public func logits(_ stream: UnsafePointer<Float>, rows: Int) throws -> Tensor {
    let vocabulary = configuration.logitCount
    let result = try Tensor.uninitialized([rows, vocabulary])
    if let planner = Meter.current as? Planner, rows > Planner.calibrationRows {
      try planner.calibrate { _ = try logits(stream, rows: Planner.calibrationRows) }
    }
    let normed = try finalNormed(stream, rows: rows)
    try Activity.run("the unembedding", count: vocabulary) { activity in
      for start in Swift.stride(from: 0, to: vocabulary, by: Self.vocabularyTile) {
        try activity.step(start)
        let tile = start..<min(start + Self.vocabularyTile, vocabulary)
        try unembed(normed.floatAddress, rows: rows, vocabulary: tile, to: result.floatAddress + start, stride: vocabulary)
      }
    }
    return result
  }

  /// The column of W_U of a token, `[unembeddingWidth]`.
  public func unembeddingVector(_ id: Int) -> [Float] {
    let linear = weights.unembedding
    var values = [Float](repeating: 0, count: configuration.unembeddingWidth)
    values.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      let stride = linear.weight.strides[0]
      guard linear.layout == .inOut else { return linear.weight.widen(from: id * stride, count: buffer.count, to: base) }
      for row in 0..<buffer.count { linear.weight.widen(from: row * stride + id, count: 1, to: base + row) }
    }
    return values
  }

  /// b_U of a token, 0 when the model has none.
  public func unembeddingBias(_ id: Int) throws -> Float { try weights.unembedding.bias?.values[id] ?? 0 }
}
