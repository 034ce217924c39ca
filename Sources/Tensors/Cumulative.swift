extension Tensor {
  /// Sums of the first elements along an axis, up to each; of the flattened tensor when nil. Floats add up in double.
  public func cumulativeSum(axis: Int? = nil) throws -> Tensor { try cumulative(axis, from: (0, 0), { $0 + $1 }, { $0 &+ $1 }) }

  /// Products of the first elements along an axis, up to each; of the flattened tensor when nil. Floats multiply in double.
  public func cumulativeProduct(axis: Int? = nil) throws -> Tensor { try cumulative(axis, from: (1, 1), { $0 * $1 }, { $0 &* $1 }) }

  private func cumulative(
    _ axis: Int?, from start: (Double, Int64), _ floats: (Double, Double) -> Double, _ integers: (Int64, Int64) -> Int64
  ) throws -> Tensor {
    guard let axis else { return try flattened().cumulative(0, from: start, floats, integers) }
    if dtype.isFloat {
      return try mapRows(axis: axis) { x, n in
        var total = start.0
        untilStopped(n) { range in
          for i in range {
            total = floats(total, Double(x[i]))
            x[i] = Float(total)
          }
        }
      }
    }
    let place = try resolve(axis: axis)
    let rows = try cast(to: .int64).transposed(last: place).copied()
    let x = rows.address.assumingMemoryBound(to: Int64.self)
    let n = shape[place]
    try parallelElements(n == 0 ? 0 : rows.count / n, cost: n) { range in
      for row in range {
        var total = start.1
        untilStopped(n) {
          for i in $0 {
            total = integers(total, x[row * n + i])
            x[row * n + i] = total
          }
        }
      }
    }
    return rows.transposed(last: place)
  }
}
