import CKernels

extension Tensor {
  /// The `k` largest (or smallest) elements along an axis, best first, and their places; equal elements by lower place. A NaN
  /// counts as larger than every number.
  ///
  /// - Returns: values of this type and i64 indices, both with size `k` along the axis.
  public func topK(_ k: Int, axis: Int = -1, largest: Bool = true) throws -> (values: Tensor, indices: Tensor) {
    let place = try resolve(axis: axis)
    guard k >= 0, k <= shape[place] else {
      throw TensorError("the \(k) best of \(describe(axis: place)) cannot be taken: it has \(shape[place]) elements")
    }
    let n = shape[place]
    let indices = try rowPlaces(axis: place, count: k) { x, out in
      if largest, k > 0, k * 8 < n, !hasNaN(x, n) {
        selectLargest(x, n, k, into: out)
      } else {
        sortPlaces(n, descending: largest, k, into: out) { x[$0] }
      }
    } integers: { x, out in
      sortPlaces(n, descending: largest, k, into: out) { x[$0] }
    }
    return (try gathered(indices, axis: place), indices)
  }

  /// The order that sorts the elements along an axis; equal elements keep theirs. NaN comes last (first when descending).
  public func sortedPlaces(axis: Int = -1, descending: Bool = false) throws -> Tensor {
    let place = try resolve(axis: axis)
    let n = shape[place]
    return try rowPlaces(axis: place, count: n) { x, out in
      sortPlaces(n, descending: descending, n, into: out) { x[$0] }
    } integers: { x, out in
      sortPlaces(n, descending: descending, n, into: out) { x[$0] }
    }
  }

  /// The elements sorted along an axis.
  public func sorted(axis: Int = -1, descending: Bool = false) throws -> Tensor {
    try gathered(sortedPlaces(axis: axis, descending: descending), axis: axis)
  }

  /// For each row along an axis, `count` places chosen by the body for the row's type.
  private func rowPlaces(
    axis: Int, count k: Int, floats: (UnsafePointer<Float>, UnsafeMutablePointer<Int64>) -> Void,
    integers: (UnsafePointer<Int64>, UnsafeMutablePointer<Int64>) -> Void
  ) throws -> Tensor {
    let rows = try cast(to: dtype.computeType).transposed(last: axis).contiguous()
    let n = shape[axis]
    var shape = rows.shape
    shape[rank - 1] = k
    let result = try Tensor.uninitialized(shape, .int64, axes: rows.axes)
    let out = result.address.assumingMemoryBound(to: Int64.self)
    let isFloat = dtype.isFloat
    try withExtendedLifetime(rows) {
      try parallelElements(n == 0 ? 0 : rows.count / n, cost: n * 4) { range in
        for row in range {
          let from = rows.address + row * n * rows.dtype.size
          if isFloat {
            floats(from.assumingMemoryBound(to: Float.self), out + row * k)
          } else {
            integers(from.assumingMemoryBound(to: Int64.self), out + row * k)
          }
        }
      }
    }
    return try result.transposed(last: axis).contiguous()
  }
}

/// The first `k` of the places 0..<n in order of their values.
private func sortPlaces<Value: RadixKeyed>(
  _ n: Int, descending: Bool, _ k: Int, into out: UnsafeMutablePointer<Int64>, _ value: (Int) -> Value
) {
  if n >= 1024, n <= UInt32.max {
    let sort = RadixSort<Value.Key>(count: n, withPlaces: true)
    untilStopped(n) { for i in $0 { sort.keys[i] = descending ? ~value(i).radixKey : value(i).radixKey } }
    sort.sort()
    untilStopped(k) { for i in $0 { out[i] = Int64(sort.places[i]) } }
    return
  }
  // NaN is the only value unequal to itself; it counts as the largest.
  func isLess(_ a: Value, _ b: Value) -> Bool { a < b || (b != b && a == a) }
  var places = Array(0..<n)
  places.sort { i, j in
    let (a, b) = (value(i), value(j))
    if descending ? isLess(b, a) : isLess(a, b) { return true }
    if descending ? isLess(a, b) : isLess(b, a) { return false }
    return i < j
  }
  for i in 0..<k { out[i] = Int64(places[i]) }
}

private func hasNaN(_ x: UnsafePointer<Float>, _ n: Int) -> Bool {
  var isFound = false
  untilStopped(n) { range in isFound = isFound || range.contains { x[$0].isNaN } }
  return isFound
}

/// The places of the `k` largest of `n` numbers, by one pass that looks closer only at those above the worst so far.
private func selectLargest(_ x: UnsafePointer<Float>, _ n: Int, _ k: Int, into out: UnsafeMutablePointer<Int64>) {
  var held = 0
  var next = 0
  while next < n {
    if held == k {
      let piece = min(n - next, 1 << 22)
      let distance = Int(arr_find_greater(x + next, x[Int(out[k - 1])], Int64(piece)))
      next += distance
      if distance == piece {
        if Interruption.isRequested() { return }
        continue
      }
    } else {
      held += 1
    }
    var place = held - 1
    // Later elements go behind equal ones.
    while place > 0, x[next] > x[Int(out[place - 1])] {
      out[place] = out[place - 1]
      place -= 1
    }
    out[place] = Int64(next)
    next += 1
  }
}
