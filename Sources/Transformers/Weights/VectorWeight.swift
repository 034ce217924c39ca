import Tensors

/// A norm's scale or a bias: small, so it is kept as float32 once it was needed.
public final class VectorWeight {
  /// The vector as it is stored, of any float type.
  let tensor: Tensor
  private var kept: [Float]?

  /// - Throws: `TensorError` when there is no memory for them.
  public var values: [Float] {
    get throws {
      if let kept { return kept }
      let values = try tensor.floatElements()
      kept = values
      return values
    }
  }

  init(_ tensor: Tensor) { self.tensor = tensor }
}
