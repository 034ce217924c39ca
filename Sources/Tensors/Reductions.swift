import CKernels
import Glibc

/// What becomes of all elements along some axes.
public enum Reduction: Equatable, Sendable {
  case sum, mean, product, min, max, any, all, logSumExp
  /// Sum of squared differences from the mean, divided by n − `correction`.
  case variance(correction: Int)
  /// Square root of the variance.
  case deviation(correction: Int)
  /// (Σ|x|ᵖ)^(1/p); the largest magnitude for p = ∞.
  case norm(Double)
}

extension Tensor {
  /// Reduces over the given axes (all when nil), which disappear, or stay with size 1 when `keepDims`.
  ///
  /// Sums accumulate in double. Float tensors keep their type; sums of integers and bools are i64, their means and norms
  /// f32; `min` and `max` keep the type, and a NaN among the elements is their result.
  public func reduced(_ reduction: Reduction, axes which: [Int]? = nil, keepDims: Bool = false) throws -> Tensor {
    let rows = try Rows(self, axes: which)
    let result: Tensor
    switch reduction {
    case .any, .all: result = try rows.truth(reduction)
    case .sum, .product, .min, .max:
      result = try dtype.isFloat ? rows.floats(reduction).cast(to: dtype) : rows.integers(reduction)
    default: result = try rows.floats(reduction).cast(to: dtype.isFloat ? dtype : .float32)
    }
    return rows.shaped(result, keepDims: keepDims)
  }

  /// Sums along axes, all when nil; see `reduced` for types and shapes.
  public func sum(axes: [Int]? = nil, keepDims: Bool = false) throws -> Tensor { try reduced(.sum, axes: axes, keepDims: keepDims) }
  /// Means along axes, all when nil; see `reduced` for types and shapes.
  public func mean(axes: [Int]? = nil, keepDims: Bool = false) throws -> Tensor { try reduced(.mean, axes: axes, keepDims: keepDims) }
  /// Least elements along axes, all when nil; NaN wins. Throws `TensorError` where there is nothing to choose from.
  public func minimum(axes: [Int]? = nil, keepDims: Bool = false) throws -> Tensor { try reduced(.min, axes: axes, keepDims: keepDims) }
  /// Largest elements along axes, all when nil; NaN wins. Throws `TensorError` where there is nothing to choose from.
  public func maximum(axes: [Int]? = nil, keepDims: Bool = false) throws -> Tensor { try reduced(.max, axes: axes, keepDims: keepDims) }

  /// The place of the largest (or smallest) element along an axis, the first of equals; of the whole tensor in row-major
  /// order when nil. A NaN counts as the most extreme.
  public func extremePlace(largest: Bool, axis: Int? = nil, keepDims: Bool = false) throws -> Tensor {
    let rows = try Rows(self, axes: axis.map { [$0] })
    return rows.shaped(try rows.places(largest: largest), keepDims: keepDims)
  }
}

/// A tensor seen as rows to be reduced: the reduced axes last, dense.
private struct Rows {
  let source: Tensor
  let reduced: Set<Int>
  /// Axes that stay.
  let outer: [Int]
  let rowCount: Int
  let length: Int
  private let dense: Tensor

  init(_ source: Tensor, axes: [Int]?) throws {
    let chosen = try axes.map { try $0.map { try source.resolve(axis: $0) } } ?? Array(source.shape.indices)
    reduced = Set(chosen)
    guard reduced.count == chosen.count else { throw TensorError("an axis is named twice in \(Tensor.describe(shape: chosen))") }
    self.source = source
    let reduced = self.reduced
    outer = source.shape.indices.filter { !reduced.contains($0) }
    dense = try source.permuted(outer + chosen.sorted()).contiguous()
    rowCount = outer.reduce(1) { $0 * source.shape[$1] }
    length = chosen.reduce(1) { $0 * source.shape[$1] }
  }

  func shaped(_ result: Tensor, keepDims: Bool) -> Tensor {
    var view = result
    let kept = keepDims ? Array(source.shape.indices) : outer
    view.shape = kept.map { reduced.contains($0) ? 1 : source.shape[$0] }
    view.strides = Tensor.rowMajorStrides(view.shape)
    view.axes = source.axes.isEmpty ? [] : kept.map { source.axes[$0] }
    if view.axes.allSatisfy(\.isEmpty) { view.axes = [] }
    return view
  }

  /// One result a row.
  private func collect<In, Out>(_ source: Tensor, _ type: DType, _: In.Type, _ body: (UnsafePointer<In>) -> Out) throws -> Tensor {
    let result = try Tensor.uninitialized([rowCount], type)
    let x = source.address.assumingMemoryBound(to: In.self)
    let y = result.address.assumingMemoryBound(to: Out.self)
    let n = length
    try withExtendedLifetime(source) {
      try parallelElements(rowCount, cost: n) { range in
        for row in range { y[row] = body(x + row * n) }
      }
    }
    return result
  }

  private func requireElements(_ what: String) throws {
    if length == 0, rowCount > 0 { throw TensorError("\(what) of no elements is not defined (\(source.typeDescription))") }
  }

  func truth(_ reduction: Reduction) throws -> Tensor {
    let n = length
    return try collect(dense.cast(to: .bool), .bool, UInt8.self) { x in
      let row = UnsafeBufferPointer(start: x, count: n)
      var (any, all) = (false, true)
      untilStopped(n) {
        if reduction == .any { any = any || row[$0].contains { $0 != 0 } } else { all = all && !row[$0].contains(0) }
      }
      return reduction == .any ? any : all
    }
  }

  func integers(_ reduction: Reduction) throws -> Tensor {
    let n = length
    let values = try dense.cast(to: .int64)
    switch reduction {
    case .sum: return try collect(values, .int64, Int64.self) { x in folded(n, Int64(0)) { $0 &+ x[$1] } }
    case .product: return try collect(values, .int64, Int64.self) { x in folded(n, Int64(1)) { $0 &* x[$1] } }
    default:
      try requireElements(reduction == .min ? "the minimum" : "the maximum")
      let wantsSmallest = reduction == .min
      return try collect(values, .int64, Int64.self) { x in
        folded(n, x[0]) { wantsSmallest ? Swift.min($0, x[$1]) : Swift.max($0, x[$1]) }
      }.cast(to: source.dtype)
    }
  }

  func floats(_ reduction: Reduction) throws -> Tensor {
    if reduction == .min || reduction == .max { try requireElements(reduction == .min ? "the minimum" : "the maximum") }
    let n = length
    if !source.dtype.isFloat, let exact = try ofWholeNumbers(reduction) { return exact }
    return try collect(dense.cast(to: .float32), .float32, Float.self) { rowReduction(reduction, $0, n) }
  }

  /// Means and spreads of ints from the ints themselves: as float32, neighbours beyond 2^24 are one number.
  private func ofWholeNumbers(_ reduction: Reduction) throws -> Tensor? {
    let n = length
    func mean(_ x: UnsafePointer<Int64>) -> Double { folded(n, 0.0) { $0 + Double(x[$1]) } / Double(n) }
    func variance(_ x: UnsafePointer<Int64>, _ correction: Int) -> Double {
      let center = mean(x)
      return folded(n, 0.0) { $0 + (Double(x[$1]) - center) * (Double(x[$1]) - center) } / (Double(n) - Double(correction))
    }
    let numbers = try dense.cast(to: .int64)
    switch reduction {
    case .mean: return try collect(numbers, .float32, Int64.self) { Float(mean($0)) }
    case .variance(let correction) where n > correction:
      return try collect(numbers, .float32, Int64.self) { Float(variance($0, correction)) }
    case .deviation(let correction) where n > correction:
      return try collect(numbers, .float32, Int64.self) { Float(variance($0, correction).squareRoot()) }
    default: return nil
    }
  }

  func places(largest: Bool) throws -> Tensor {
    try requireElements(largest ? "argmax" : "argmin")
    let n = length
    if !source.dtype.isFloat {
      return try collect(dense.cast(to: .int64), .int64, Int64.self) { x in
        Int64(folded(n, 0) { (largest ? x[$1] > x[$0] : x[$1] < x[$0]) ? $1 : $0 })
      }
    }
    return try collect(dense.cast(to: .float32), .int64, Float.self) { x in
      var best = 0
      var firstNaN: Int?
      untilStopped(n) { range in
        if firstNaN != nil { return }
        for i in range {
          if x[i].isNaN {
            firstNaN = i
            return
          }
          if largest ? x[i] > x[best] : x[i] < x[best] { best = i }
        }
      }
      if let firstNaN { return Int64(firstNaN) }
      return Int64(best)
    }
  }
}

// MARK: - One row

/// `reduce` over the places of a row, which leaves the rest out once the user asked to stop.
@inline(__always)
private func folded<Result>(_ n: Int, _ first: Result, _ next: (Result, Int) -> Result) -> Result {
  var result = first
  untilStopped(n) { for i in $0 { result = next(result, i) } }
  return result
}

private func rowSum(_ x: UnsafePointer<Float>, _ n: Int) -> Double {
  var sum = 0.0
  untilStopped(n) { sum += arr_sum(x + $0.lowerBound, Int64($0.count)) }
  return sum
}

private func rowReduction(_ reduction: Reduction, _ x: UnsafePointer<Float>, _ n: Int) -> Float {
  switch reduction {
  case .sum: return Float(rowSum(x, n))
  case .mean: return Float(rowSum(x, n) / Double(n))
  case .product: return Float(folded(n, 1.0) { $0 * Double(x[$1]) })
  case .min: return extreme(x, n) { $0 < $1 }
  case .max: return extreme(x, n) { $0 > $1 }
  case .variance(let correction): return Float(rowVariance(x, n, correction))
  case .deviation(let correction): return Float(rowVariance(x, n, correction).squareRoot())
  case .norm(let p): return Float(rowNorm(x, n, p))
  case .logSumExp: return Float(rowLogSumExp(x, n))
  case .any, .all: return 0
  }
}

@inline(__always)
private func extreme(_ x: UnsafePointer<Float>, _ n: Int, _ isBetter: (Float, Float) -> Bool) -> Float {
  var best = x[0]
  var sawNaN = false
  untilStopped(n) {
    for i in $0 {
      best = isBetter(x[i], best) ? x[i] : best
      sawNaN = sawNaN || x[i].isNaN
    }
  }
  return sawNaN ? .nan : best
}

private func rowVariance(_ x: UnsafePointer<Float>, _ n: Int, _ correction: Int) -> Double {
  let mean = rowSum(x, n) / Double(n)
  var sum = 0.0
  untilStopped(n) {
    for i in $0 {
      let d = Double(x[i]) - mean
      sum += d * d
    }
  }
  // As NumPy: too few elements for the correction give NaN or infinity.
  return sum / Swift.max(Double(n) - Double(correction), 0)
}

private func rowNorm(_ x: UnsafePointer<Float>, _ n: Int, _ p: Double) -> Double {
  if p == 2 {
    var sum = 0.0
    untilStopped(n) { sum += arr_dot(x + $0.lowerBound, x + $0.lowerBound, Int64($0.count)) }
    return sum.squareRoot()
  }
  if p == 1 { return folded(n, 0.0) { $0 + Double(abs(x[$1])) } }
  if p == -.infinity { return folded(n, Double.infinity) { abs(x[$1]).isNaN || $0.isNaN ? .nan : Swift.min($0, Double(abs(x[$1]))) } }
  if p == .infinity { return folded(n, 0.0) { abs(x[$1]).isNaN || $0.isNaN ? .nan : Swift.max($0, Double(abs(x[$1]))) } }
  if p == 0 { return folded(n, 0.0) { x[$1] != 0 ? $0 + 1 : $0 } }
  return pow(folded(n, 0.0) { $0 + pow(Double(abs(x[$1])), p) }, 1 / p)
}

/// ln Σ eˣ, from the largest element so that nothing overflows; −∞ for no elements.
func rowLogSumExp(_ x: UnsafePointer<Float>, _ n: Int) -> Double {
  var top = -Double.infinity
  untilStopped(n) { top = max(top, Double(arr_max(x + $0.lowerBound, Int64($0.count)))) }
  if top.isInfinite { return (0..<n).contains { x[$0].isNaN } ? .nan : top }
  var sum = 0.0
  untilStopped(n) { for i in $0 { sum += exp(Double(x[i]) - top) } }
  return top + log(sum)
}
