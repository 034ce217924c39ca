extension Tensor {
  /// With numbers in place of NaN and the infinities, in f32.
  public func replacingNonFinite(nan: Double = 0, positive: Double? = nil, negative: Double? = nil) throws -> Tensor {
    guard dtype.isFloat else { return self }
    let largest = Double(Float.greatestFiniteMagnitude)
    let result = try Tensor.select(testing(.isNaN), .float(nan), .tensor(self))
    let bounded = try Tensor.select(comparison(.equal, .tensor(result), .float(.infinity)), .float(positive ?? largest), .tensor(result))
    return try Tensor.select(comparison(.equal, .tensor(bounded), .float(-.infinity)), .float(negative ?? -largest), .tensor(bounded))
  }
}
