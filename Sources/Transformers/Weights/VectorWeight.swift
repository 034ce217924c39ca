import Tensors

/// A norm's scale or a bias: small, so it is kept as float32 once it was needed.
public final class VectorWeight {
  public let tensor: Tensor
  public private(set) lazy var values: [Float] = tensor.floats

  init(_ tensor: Tensor) { self.tensor = tensor }
}
