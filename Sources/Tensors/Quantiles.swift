import Glibc

extension Tensor {
  /// Quantiles along the given axes (all when nil), between two elements by linear interpolation, in double.
  ///
  /// - Parameters:
  ///   - parts: Each from 0, the least element, to 1, the greatest.
  ///   - skipNaN: Leave NaN elements out; else one makes its quantiles NaN.
  /// - Returns: One f32 tensor for each part.
  public func quantiles(_ parts: [Double], axes which: [Int]? = nil, keepDims: Bool = false, skipNaN: Bool = false) throws -> [Tensor] {
    for part in parts where !(part >= 0 && part <= 1) { throw TensorError("a quantile is a number from 0 to 1, not \(part)") }
    let chosen = try which.map { try $0.map { try resolve(axis: $0) } } ?? Array(shape.indices)
    guard Set(chosen).count == chosen.count else { throw TensorError("an axis is named twice in \(Tensor.describe(shape: chosen))") }
    let outer = shape.indices.filter { !chosen.contains($0) }
    let n = chosen.reduce(1) { $0 * shape[$1] }
    let rows = outer.reduce(1) { $0 * shape[$1] }
    guard n > 0 || rows == 0 else { throw TensorError("a quantile of no elements is not defined (\(typeDescription))") }
    let work = try permuted(outer + chosen.sorted()).cast(to: dtype.computeType).copied()
    let results = try parts.map { _ in try Tensor.uninitialized([rows]) }
    let isFloat = dtype.isFloat
    func collect(_ row: Int, _ length: Int?, _ element: (Int) -> Double) {
      for (part, result) in zip(parts, results) { result.floatAddress[row] = length.map { Float(quantile(part, $0, element)) } ?? .nan }
    }
    try parallelElements(rows, cost: n * 8) { range in
      for row in range {
        if isFloat {
          let x = work.floatAddress + row * n
          collect(row, sortRow(x, n, skipNaN: skipNaN)) { Double(x[$0]) }
        } else {
          let x = work.address.assumingMemoryBound(to: Int64.self) + row * n
          sortRow(x, n)
          collect(row, n) { Double(x[$0]) }
        }
      }
    }
    withExtendedLifetime(work) {}
    let kept = keepDims ? Array(shape.indices) : outer
    let target = kept.map { chosen.contains($0) ? 1 : shape[$0] }
    let names = axes.isEmpty ? [] : kept.map { axes[$0] }
    return try results.map {
      var result = try $0.reshaped(target)
      result.axes = names.allSatisfy(\.isEmpty) ? [] : names
      return result
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

private func sortRow(_ x: UnsafeMutablePointer<Int64>, _ n: Int) {
  if n < 1024 {
    var numbers = UnsafeMutableBufferPointer(start: x, count: n)
    return numbers.sort()
  }
  let sort = RadixSort<UInt64>(count: n, withPlaces: false)
  untilStopped(n) { for i in $0 { sort.keys[i] = x[i].radixKey } }
  sort.sort()
  untilStopped(n) { for i in $0 { x[i] = Int64(bitPattern: sort.keys[i] ^ 1 << 63) } }
}

/// Between two of `n` sorted numbers, from the nearer one, as NumPy does it.
func quantile(_ part: Double, _ n: Int, _ element: (Int) -> Double) -> Double {
  let place = part * Double(n - 1)
  let low = min(Int(place), n - 1)
  let (a, b) = (element(low), element(min(low + 1, n - 1)))
  let rest = place - Double(low)
  // Between equal infinities, and exactly on an element, there is nothing to interpolate; an infinity outweighs a number.
  if rest == 0 || a == b { return a }
  if a.isInfinite || b.isInfinite { return a + b }
  // Two halves, where the difference leaves the range.
  let distance = b - a
  if distance.isInfinite { return a * (1 - rest) + b * rest }
  return rest < 0.5 ? a + distance * rest : b - distance * (1 - rest)
}
