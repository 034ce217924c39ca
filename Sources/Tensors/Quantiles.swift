import Glibc

extension Tensor {
  /// Quantiles along the given axes (all when nil), between two elements by linear interpolation, in double.
  ///
  /// - Parameters:
  ///   - parts: Each from 0, the least element, to 1, the greatest.
  ///   - skipNaN: Leave NaN elements out; else one makes its quantiles NaN.
  /// - Returns: One float tensor for each part.
  public func quantiles(_ parts: [Double], axes which: [Int]? = nil, keepDims: Bool = false, skipNaN: Bool = false) throws -> [Tensor] {
    for part in parts where !(part >= 0 && part <= 1) { throw TensorError("a quantile is a number from 0 to 1, not \(part)") }
    let chosen = try which.map { try $0.map { try resolve(axis: $0) } } ?? Array(shape.indices)
    guard Set(chosen).count == chosen.count else { throw TensorError("an axis is named twice in \(Tensor.describe(shape: chosen))") }
    let outer = shape.indices.filter { !chosen.contains($0) }
    let n = chosen.reduce(1) { $0 * shape[$1] }
    let rows = outer.reduce(1) { $0 * shape[$1] }
    guard n > 0 || rows == 0 else { throw TensorError("a quantile of no elements is not defined (\(typeDescription))") }
    let work = try permuted(outer + chosen.sorted()).cast(to: .float32).copied()
    let results = try parts.map { _ in try Tensor.uninitialized([rows]) }
    let base = work.floatAddress
    try parallelElements(rows, cost: n * 8) { range in
      for row in range {
        let length = sortRow(base + row * n, n, skipNaN: skipNaN)
        for (part, result) in zip(parts, results) { result.floatAddress[row] = length.map { quantile(part, base + row * n, $0) } ?? .nan }
      }
    }
    withExtendedLifetime(work) {}
    let kept = keepDims ? Array(shape.indices) : outer
    let target = kept.map { chosen.contains($0) ? 1 : shape[$0] }
    let names = axes.isEmpty ? [] : kept.map { axes[$0] }
    return try results.map {
      var result = try $0.reshaped(target)
      result.axes = names.allSatisfy(\.isEmpty) ? [] : names
      return try result.cast(to: dtype.isFloat ? dtype : .float32)
    }
  }
}

/// Sorts a row and returns how many of its elements count; nil when a NaN makes the answer NaN, or none are left.
private func sortRow(_ x: UnsafeMutablePointer<Float>, _ n: Int, skipNaN: Bool) -> Int? {
  var length = 0
  for i in 0..<n where !x[i].isNaN {
    x[length] = x[i]
    length += 1
  }
  guard length > 0, skipNaN || length == n else { return nil }
  if length < 1024 {
    var numbers = UnsafeMutableBufferPointer(start: x, count: length)
    numbers.sort()
  } else {
    let sort = RadixSort<UInt32>(count: length, withPlaces: false)
    untilStopped(length) { for i in $0 { sort.keys[i] = x[i].radixKey } }
    sort.sort()
    untilStopped(length) { for i in $0 { x[i] = Float(radixKey: sort.keys[i]) } }
  }
  return length
}

private func quantile(_ part: Double, _ x: UnsafePointer<Float>, _ n: Int) -> Float {
  let place = part * Double(n - 1)
  let low = min(Int(place), n - 1)
  let (a, b) = (Double(x[low]), Double(x[min(low + 1, n - 1)]))
  let rest = place - Double(low)
  // Between equal infinities, and exactly on an element, there is nothing to interpolate.
  return Float(rest == 0 || a == b ? a : a + (b - a) * rest)
}
