import CKernels

extension Tensor {
  /// eˣ / Σ eˣ along an axis. Where every element is −∞ the result is NaN, as in PyTorch: there is no distribution. (The rows
  /// of attention, whose masks may hide everything, are zeros there: they do not go through here.)
  public func softmax(axis: Int = -1) throws -> Tensor {
    try mapRows(axis: axis) { x, n in rowSoftmax(x, n) }
  }

  /// x − ln Σ eˣ along an axis. Where every element is −∞, and beside an element that is ∞, the result is NaN, as in PyTorch.
  public func logSoftmax(axis: Int = -1) throws -> Tensor {
    try mapRows(axis: axis) { x, n in
      let total = rowLogSumExp(x, n)
      if total == .infinity { return x.update(repeating: .nan, count: n) }
      untilStopped(n) { for i in $0 { x[i] = Float(Double(x[i]) - total) } }
    }
  }

  /// Applies a function in place to every row along an axis, in float32.
  func mapRows(axis: Int, _ body: (UnsafeMutablePointer<Float>, Int) -> Void) throws -> Tensor {
    let place = try resolve(axis: axis)
    let rows = try cast(to: .float32).transposed(last: place)
    // A cast made a copy already.
    let work = dtype == .float32 || !rows.isContiguous ? try rows.copied() : rows
    let n = shape[place]
    let base = work.floatAddress
    try parallelElements(n == 0 ? 0 : count / n, cost: n * 4) { range in
      for row in range { body(base + row * n, n) }
    }
    return work.transposed(last: place)
  }

  /// An axis exchanged with the last one; its own inverse.
  func transposed(last axis: Int) -> Tensor {
    if axis == rank - 1 { return self }
    var view = self
    view.shape.swapAt(axis, rank - 1)
    view.strides.swapAt(axis, rank - 1)
    if !axes.isEmpty { view.axes.swapAt(axis, rank - 1) }
    return view
  }
}

/// The kernel takes rows as models have them; a very long one goes in pieces, so that it can be stopped.
private func rowSoftmax(_ x: UnsafeMutablePointer<Float>, _ n: Int) {
  var top = -Float.infinity
  untilStopped(n) { top = max(top, arr_max(x + $0.lowerBound, Int64($0.count))) }
  if top == -.infinity { return x.update(repeating: .nan, count: n) }
  guard n > 1 << 20 else { return arr_softmax(x, Int64(n)) }
  var sum = 0.0
  untilStopped(n) { sum += arr_exp_above(x + $0.lowerBound, top, Int64($0.count)) }
  untilStopped(n) { arr_scale(x + $0.lowerBound, Float(1 / sum), Int64($0.count)) }
}
