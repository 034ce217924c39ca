/// Reductions that leave NaN out, as NumPy's `nansum` and its kin.
extension Tensor {
  /// `reduced` without the elements that are NaN; tensors of other types than floats are reduced whole.
  ///
  /// Where all are NaN, sums are 0, products 1, the others NaN.
  ///
  /// - Throws: `TensorError` for a reduction without such a form (`any`, `all`, norms, `logSumExp`), and as `reduced`.
  public func reducedSkippingNaN(_ reduction: Reduction, axes: [Int]? = nil, keepDims: Bool = false) throws -> Tensor {
    guard dtype.isFloat else { return try reduced(reduction, axes: axes, keepDims: keepDims) }
    let missing = try testing(.isNaN)
    func filled(_ value: Double) throws -> Tensor { try Tensor.select(missing, .float(value), .tensor(self)) }
    func counts(keepDims: Bool) throws -> Tensor { try missing.testing(.not).sum(axes: axes, keepDims: keepDims).cast(to: .float32) }
    switch reduction {
    case .sum: return try filled(0).sum(axes: axes, keepDims: keepDims)
    case .product: return try filled(1).reduced(.product, axes: axes, keepDims: keepDims)
    case .mean: return try (filled(0).sum(axes: axes, keepDims: keepDims) / counts(keepDims: keepDims)).cast(to: dtype)
    case .min, .max:
      let extreme = try filled(reduction == .min ? .infinity : -.infinity).reduced(reduction, axes: axes, keepDims: keepDims)
      return try Tensor.select(missing.reduced(.all, axes: axes, keepDims: keepDims), .float(.nan), .tensor(extreme))
    case .variance(let correction), .deviation(let correction):
      let mean = try reducedSkippingNaN(.mean, axes: axes, keepDims: true)
      let squares = try Tensor.select(missing, .float(0), .tensor((self - mean).applying(.square))).sum(axes: axes, keepDims: keepDims)
      let divisor = try (counts(keepDims: keepDims) - Double(correction)).clipped(low: 0)
      let variance = try (squares / divisor).cast(to: dtype)
      if case .deviation = reduction { return try variance.applying(.sqrt) }
      return variance
    default: throw TensorError("this reduction has no form that skips NaN")
    }
  }

  /// With numbers in place of NaN and the infinities.
  public func replacingNonFinite(nan: Double = 0, positive: Double? = nil, negative: Double? = nil) throws -> Tensor {
    guard dtype.isFloat else { return self }
    let largest = dtype == .float16 ? 65504 : Double(Float.greatestFiniteMagnitude)
    let result = try Tensor.select(testing(.isNaN), .float(nan), .tensor(self))
    let bounded = try Tensor.select(comparison(.equal, .tensor(result), .float(.infinity)), .float(positive ?? largest), .tensor(result))
    return try Tensor.select(comparison(.equal, .tensor(bounded), .float(-.infinity)), .float(negative ?? -largest), .tensor(bounded))
  }
}
