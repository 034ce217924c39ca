import Tensors

/// A text that grows: what was read leaves its keys and values, so that a new token costs one row.
public final class CachedReading {
  private let model: TransformerModel
  private let cache: KeyValueCache
  private let workspace = Workspace()
  private var ids: [Int] = []

  /// A reading of nothing yet, which has room for `capacity` tokens.
  ///
  /// - Throws: `TensorError` when there is no memory for their keys and values, `ModelError` for a model that was only planned.
  public init(model: TransformerModel, capacity: Int) throws {
    try model.requireWeights()
    self.model = model
    cache = try KeyValueCache(model.configuration, capacity: capacity)
  }

  /// Reads some more tokens.
  ///
  /// - Returns: the logits after the last of them.
  /// - Throws: `ModelError` for ids or lengths that do not fit and for logits that are not numbers, `InterruptedError`.
  public func read(_ new: [Int]) throws -> [Float] {
    guard ids.count + new.count <= cache.capacity else {
      throw ModelError("the cache has room for \(cache.capacity) tokens", notes: ["\(ids.count + new.count) were to be read"])
    }
    var rows = new
    if !ids.isEmpty, model.configuration.looksAhead || model.configuration.turnsOtherwise(ids.count + new.count, than: ids.count) {
      // The kept keys were turned at another speed, or have not seen the new token: the text is read again.
      // When that throws, nothing has been read.
      cache.length = 0
      rows = ids + new
      ids = []
    }
    let batch = try TokenBatch([rows], for: model.configuration)
    let logits = try lastLogits(of: ForwardPass(model: model, batch: batch, workspace: workspace, cache: cache))
    cache.length += rows.count
    ids += rows
    return logits
  }

  private func lastLogits(of pass: ForwardPass) throws -> [Float] {
    let rows = pass.batch.rowCount
    let width = model.configuration.width
    let stream = try Tensor.uninitialized([rows, width])
    try pass.embed(to: stream.floatAddress)
    for layer in 0..<model.configuration.layerCount {
      try Interruption.check()
      try pass.block(layer, stream.floatAddress)
    }
    let logits = try model.logits(stream.floatAddress + (rows - 1) * width, rows: 1).floatElements()
    if Meter.isPlanning { return [Float](repeating: 0, count: logits.count) }
    guard logits.contains(where: \.isFinite), !logits.contains(where: \.isNaN) else {
      throw ModelError("the logits are not finite", help: ["run the model on the prompt to see where it begins"])
    }
    return logits
  }
}

extension ModelConfiguration {
  /// Whether texts of two lengths turn at different speeds (LongRoPE and dynamic scaling).
  public func turnsOtherwise(_ length: Int, than other: Int) -> Bool {
    (0..<layerCount).compactMap { rotary(layer: $0) }.contains { $0.regime(length: length) != $0.regime(length: other) }
  }
}
