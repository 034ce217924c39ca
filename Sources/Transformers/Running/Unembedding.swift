import CKernels
import Tensors

extension TransformerModel {
  /// Numbers of the vocabulary that a tile covers when nothing else limits it.
  public static let vocabularyTile = 4096

  /// The final norm of rows of the stream, with each row's own statistics: `[rows, d_model]`.
  public func finalNormed(_ stream: UnsafePointer<Float>, rows: Int, scales: UnsafeMutablePointer<Float>? = nil) throws -> Tensor {
    let result = try Tensor.uninitialized([rows, configuration.width])
    try normalize(stream, rows: rows, with: weights.finalNorm, to: result.floatAddress, scales: scales)
    return result
  }

  /// Logits of some of the vocabulary for normed rows: the one path by which every logit of the program is made.
  public func unembed(
    _ normed: UnsafePointer<Float>, rows: Int, vocabulary: Range<Int>, to logits: UnsafeMutablePointer<Float>, stride: Int
  ) throws {
    try weights.unembedding.product(normed, rows: rows, outputs: vocabulary, to: logits, stride: stride, compute: compute)
    guard let bias = weights.unembedding.bias else { return }
    bias.values.withUnsafeBufferPointer { b in
      guard let base = b.baseAddress else { return }
      for row in 0..<rows { arr_add(logits + row * stride, base + vocabulary.lowerBound, Int64(vocabulary.count)) }
    }
  }

  /// All logits of rows of the stream, `[rows, vocab]`.
  ///
  /// - Throws: `TensorError` when they do not fit in memory.
  public func logits(_ stream: UnsafePointer<Float>, rows: Int) throws -> Tensor {
    let vocabulary = configuration.vocabularySize
    let result = try Tensor.uninitialized([rows, vocabulary])
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

  /// The column of W_U of a token, `[d_model]`.
  public func unembeddingVector(_ id: Int) -> [Float] {
    let linear = weights.unembedding
    var values = [Float](repeating: 0, count: configuration.width)
    values.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      linear.weight.widen(from: id * linear.weight.strides[0], count: configuration.width, to: base)
    }
    return values
  }

  /// b_U of a token, 0 when the model has none.
  public func unembeddingBias(_ id: Int) -> Float { weights.unembedding.bias?.values[id] ?? 0 }
}
