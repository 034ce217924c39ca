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
  /// Sums accumulate in double. Results of floats are f32; sums of integers and bools are i64, their means and norms f32,
  /// and `min` and `max` keep the type of integers. A NaN among the elements is the least and the greatest.
  public func reduced(_ reduction: Reduction, axes which: [Int]? = nil, keepDims: Bool = false) throws -> Tensor {
    let rows = try Rows(self, axes: which)
    let result: Tensor
    switch reduction {
    case .any, .all: result = try rows.truth(reduction)
    case .sum, .product, .min, .max:
      result = try dtype.isFloat ? rows.floats(reduction) : rows.integers(reduction)
    default: result = try rows.floats(reduction)
    }
    return rows.shaped(result, keepDims: keepDims)
  }

  /// As `reduced`, but NaN elements are left out, as by NumPy's `nansum` and its kin: where none are left a sum is 0, a
  /// product 1, and everything else NaN. Tensors of other types than floats are reduced whole.
  ///
  /// - Throws: `TensorError` for `any` and `all`, which have no such form, and as `reduced`.
  public func reducedSkippingNaN(_ reduction: Reduction, axes: [Int]? = nil, keepDims: Bool = false) throws -> Tensor {
    if reduction == .any || reduction == .all { throw TensorError("this reduction has no form that skips NaN") }
    guard dtype.isFloat else { return try reduced(reduction, axes: axes, keepDims: keepDims) }
    let rows = try Rows(self, axes: axes)
    return rows.shaped(try rows.floats(reduction, skipNaN: true), keepDims: keepDims)
  }

  /// Sums along axes, all when nil; see `reduced` for types and shapes.
  public func sum(axes: [Int]? = nil, keepDims: Bool = false) throws -> Tensor { try reduced(.sum, axes: axes, keepDims: keepDims) }
  /// Means along axes, all when nil; see `reduced` for types and shapes.
  public func mean(axes: [Int]? = nil, keepDims: Bool = false) throws -> Tensor { try reduced(.mean, axes: axes, keepDims: keepDims) }
  /// Least elements along axes, all when nil; NaN wins. Throws `TensorError` where there is nothing to choose from.
  func minimum(axes: [Int]? = nil, keepDims: Bool = false) throws -> Tensor { try reduced(.min, axes: axes, keepDims: keepDims) }
  /// Largest elements along axes, all when nil; NaN wins. Throws `TensorError` where there is nothing to choose from.
  func maximum(axes: [Int]? = nil, keepDims: Bool = false) throws -> Tensor { try reduced(.max, axes: axes, keepDims: keepDims) }

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

  func floats(_ reduction: Reduction, skipNaN: Bool = false) throws -> Tensor {
    if reduction == .min || reduction == .max { try requireElements(reduction == .min ? "the minimum" : "the maximum") }
    let n = length
    if !source.dtype.isFloat, let exact = try ofWholeNumbers(reduction) { return exact }
    return try collect(dense.cast(to: .float32), .float32, Float.self) { x in
      Float(skipNaN ? reducedSkippingNaN(reduction, x, n) : rowReduction(reduction, x, n))
    }
  }

  /// Means and spreads of ints from the ints themselves: as float32, neighbours beyond 2^24 are one number.
  private func ofWholeNumbers(_ reduction: Reduction) throws -> Tensor? {
    let n = length
    switch reduction {
    case .mean, .variance, .deviation, .norm, .logSumExp: break
    default: return nil
    }
    return try collect(dense.cast(to: .int64), .float32, Int64.self) { x in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: max(n, 1)) { numbers -> Float in
        guard let y = numbers.baseAddress else { return Float.nan }
        untilStopped(n) { for i in $0 { y[i] = Double(x[i]) } }
        return Float(rowReduction(reduction, UnsafePointer(y), n))
      }
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
    return try collect(dense.cast(to: .float32), .int64, Float.self) { Int64(rowExtremePlace($0, n, largest: largest)) }
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

/// The place of the greatest or least of some numbers, the first of equals; the first NaN when there is one.
func rowExtremePlace<Element: RowElement>(_ x: UnsafePointer<Element>, _ n: Int, largest: Bool) -> Int {
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
  return firstNaN ?? best
}

/// A reduction of a row, in double.
func rowReduction<Element: RowElement>(_ reduction: Reduction, _ x: UnsafePointer<Element>, _ n: Int) -> Double {
  switch reduction {
  case .sum: return Element.sum(x, n)
  case .mean: return Element.sum(x, n) / Double(n)
  case .product: return folded(n, 1.0) { $0 * Double(x[$1]) }
  case .min: return Double(extreme(x, n) { $0 < $1 })
  case .max: return Double(extreme(x, n) { $0 > $1 })
  case .variance(let correction): return rowVariance(x, n, correction)
  case .deviation(let correction): return rowVariance(x, n, correction).squareRoot()
  case .norm(let p): return rowNorm(x, n, p)
  case .logSumExp: return rowLogSumExp(x, n)
  case .any, .all: return 0
  }
}

/// A reduction of the elements that are not NaN.
func reducedSkippingNaN<Element: RowElement>(_ reduction: Reduction, _ x: UnsafePointer<Element>, _ n: Int) -> Double {
  withUnsafeTemporaryAllocation(of: Element.self, capacity: max(n, 1)) { kept -> Double in
    var count = 0
    untilStopped(n) { range in
      for i in range where !x[i].isNaN {
        kept[count] = x[i]
        count += 1
      }
    }
    switch reduction {
    case .sum, .product: break
    // As NumPy's `nanvar`, which gives no infinity.
    case .variance(let correction) where count <= correction, .deviation(let correction) where count <= correction: return .nan
    default: if count == 0 { return .nan }
    }
    guard let base = kept.baseAddress else { return reduction == .product ? 1 : 0 }
    return rowReduction(reduction, UnsafePointer(base), count)
  }
}

@inline(__always)
private func extreme<Element: RowElement>(_ x: UnsafePointer<Element>, _ n: Int, _ isBetter: (Element, Element) -> Bool) -> Element {
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

private func rowVariance<Element: RowElement>(_ x: UnsafePointer<Element>, _ n: Int, _ correction: Int) -> Double {
  let mean = Element.sum(x, n) / Double(n)
  let sum = pairwiseSum(0, n) {
    let d = Double(x[$0]) - mean
    return d * d
  }
  // As NumPy: too few elements for the correction give NaN or infinity.
  return sum / Swift.max(Double(n) - Double(correction), 0)
}

private func rowNorm<Element: RowElement>(_ x: UnsafePointer<Element>, _ n: Int, _ p: Double) -> Double {
  if p == 2 { return Element.length(x, n) }
  if p == 1 { return pairwiseSum(0, n) { Double(abs(x[$0])) } }
  if p == -.infinity { return folded(n, Double.infinity) { abs(x[$1]).isNaN || $0.isNaN ? .nan : Swift.min($0, Double(abs(x[$1]))) } }
  if p == .infinity { return folded(n, 0.0) { abs(x[$1]).isNaN || $0.isNaN ? .nan : Swift.max($0, Double(abs(x[$1]))) } }
  if p == 0 { return folded(n, 0.0) { x[$1] != 0 ? $0 + 1 : $0 } }
  return pow(pairwiseSum(0, n) { pow(Double(abs(x[$0])), p) }, 1 / p)
}

/// ln Σ eˣ, from the largest element so that nothing overflows; −∞ for no elements.
func rowLogSumExp<Element: RowElement>(_ x: UnsafePointer<Element>, _ n: Int) -> Double {
  let top = Element.top(x, n)
  if top.isInfinite { return (0..<n).contains { x[$0].isNaN } ? .nan : top }
  return top + log(pairwiseSum(0, n) { exp(Double(x[$0]) - top) })
}

/// Terms added up pairwise: by eights and halves, in NumPy's order, so that rounding errors grow with the logarithm of their number.
@inline(__always)
func pairwiseSum(_ start: Int, _ count: Int, _ term: (Int) -> Double) -> Double {
  count <= 128 ? blockSum(start, count, term) : pairwiseHalves(start, count) { blockSum($0, $1, term) }
}

/// The closure adds up a block: it is called once for each, not for each term.
private func pairwiseHalves(_ start: Int, _ count: Int, _ block: (Int, Int) -> Double) -> Double {
  if count <= 128 { return block(start, count) }
  if count >= 1 << 18, Interruption.isRequested() { return 0 }
  let half = count / 2 - count / 2 % 8
  return pairwiseHalves(start, half, block) + pairwiseHalves(start + half, count - half, block)
}

@inline(__always)
private func blockSum(_ start: Int, _ count: Int, _ term: (Int) -> Double) -> Double {
  var rest = start
  let end = start + count
  var sum = 0.0
  if count >= 8 {
    var (a, b, c, d) = (term(start), term(start + 1), term(start + 2), term(start + 3))
    var (e, f, g, h) = (term(start + 4), term(start + 5), term(start + 6), term(start + 7))
    rest += 8
    while rest + 8 <= end {
      (a, b, c, d) = (a + term(rest), b + term(rest + 1), c + term(rest + 2), d + term(rest + 3))
      (e, f, g, h) = (e + term(rest + 4), f + term(rest + 5), g + term(rest + 6), h + term(rest + 7))
      rest += 8
    }
    sum = ((a + b) + (c + d)) + ((e + f) + (g + h))
  }
  while rest < end {
    sum += term(rest)
    rest += 1
  }
  return sum
}

/// What a row is made of, with its sums.
protocol RowElement: BinaryFloatingPoint {
  static func sum(_ x: UnsafePointer<Self>, _ n: Int) -> Double
  /// The square root of the sum of squares.
  static func length(_ x: UnsafePointer<Self>, _ n: Int) -> Double
  /// The greatest, NaN passed over; −∞ of none.
  static func top(_ x: UnsafePointer<Self>, _ n: Int) -> Double
}

extension Float: RowElement {
  static func sum(_ x: UnsafePointer<Float>, _ n: Int) -> Double {
    var sum = 0.0
    untilStopped(n) { sum += arr_sum(x + $0.lowerBound, Int64($0.count)) }
    return sum
  }

  static func length(_ x: UnsafePointer<Float>, _ n: Int) -> Double {
    var sum = 0.0
    untilStopped(n) { sum += arr_dot(x + $0.lowerBound, x + $0.lowerBound, Int64($0.count)) }
    return sum.squareRoot()
  }

  static func top(_ x: UnsafePointer<Float>, _ n: Int) -> Double {
    var top = -Double.infinity
    untilStopped(n) { top = Swift.max(top, Double(arr_max(x + $0.lowerBound, Int64($0.count)))) }
    return top
  }
}

extension Double: RowElement {
  static func sum(_ x: UnsafePointer<Double>, _ n: Int) -> Double { pairwiseSum(0, n) { x[$0] } }

  static func length(_ x: UnsafePointer<Double>, _ n: Int) -> Double {
    let sum = pairwiseSum(0, n) { x[$0] * x[$0] }
    if sum.isFinite, sum > 1e-280 { return sum.squareRoot() }
    // Squares left the range: of the largest magnitude they cannot.
    let scale = folded(n, 0.0) { Swift.max($0, abs(x[$1])) }
    if scale == 0 || !scale.isFinite || sum.isNaN { return sum.squareRoot() }
    return scale * pairwiseSum(0, n) { (x[$0] / scale) * (x[$0] / scale) }.squareRoot()
  }

  static func top(_ x: UnsafePointer<Double>, _ n: Int) -> Double { folded(n, -Double.infinity) { x[$1] > $0 ? x[$1] : $0 } }
}
