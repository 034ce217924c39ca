/// What a tensor's elements are like at a glance.
public struct TensorSummary: Equatable, Sendable {
  /// Of the finite elements; nil when there are none.
  public var min: Double?
  /// Of the finite elements; nil when there are none.
  public var mean: Double?
  /// Of the finite elements; nil when there are none.
  public var max: Double?
  /// Elements that are NaN.
  public var nanCount = 0
  /// Elements that are +∞ or −∞.
  public var infinityCount = 0
}

extension Tensor {
  /// Extremes and mean of the finite elements, counts of the others. The mean adds up in double.
  public func summary() throws -> TensorSummary {
    if dtype.isFloat { return try floatSummary() }
    let values = try cast(to: .int64).contiguous()
    let p = UnsafeBufferPointer(start: values.address.assumingMemoryBound(to: Int64.self), count: values.count)
    return withExtendedLifetime(values) {
      guard let low = p.min(), let high = p.max() else { return TensorSummary() }
      let sum = p.reduce(0.0) { $0 + Double($1) }
      return TensorSummary(min: Double(low), mean: sum / Double(p.count), max: Double(high))
    }
  }

  private func floatSummary() throws -> TensorSummary {
    // Pieces, so that a mapped bf16 tensor is not widened as a whole.
    let dense = try contiguous()
    let piece = 16_384
    var (low, high, sum, finite) = (Float.infinity, -Float.infinity, 0.0, 0)
    var result = TensorSummary()
    let buffer = try Tensor.uninitialized([piece])
    for start in stride(from: 0, to: count, by: piece) {
      let n = Swift.min(piece, count - start)
      let x = buffer.floatAddress
      convertElements(dense.address + start * dtype.size, dtype, to: x, .float32, count: n)
      for i in 0..<n {
        let value = x[i]
        if value.isFinite {
          low = Swift.min(low, value)
          high = Swift.max(high, value)
          sum += Double(value)
          finite += 1
        } else if value.isNaN {
          result.nanCount += 1
        } else {
          result.infinityCount += 1
        }
      }
    }
    withExtendedLifetime((dense, buffer)) {}
    if finite > 0 { (result.min, result.mean, result.max) = (Double(low), sum / Double(finite), Double(high)) }
    return result
  }
}
