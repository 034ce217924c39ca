import CKernels
import Glibc

/// Functions of one element.
public enum ElementFunction: String, Sendable, CaseIterable {
  case negate, abs, sign, relu, square
  case floor, ceil, round, trunc
  case exp, exp2, log, log2, log10, log1p, expm1, sqrt, cbrt, rsqrt, reciprocal
  case sin, cos, tan, arcsin, arccos, arctan, sinh, cosh, tanh, arcsinh, arccosh, arctanh
  case degrees, radians
  case sigmoid, silu, gelu, softplus, erf, erfc
}

/// Questions about one element, answered by a bool.
public enum ElementTest: String, Sendable, CaseIterable {
  case isNaN = "isnan"
  case isInfinite = "isinf"
  case isFinite = "isfinite"
  case not = "logical_not"
}

extension Tensor {
  /// The function of every element, in f32. Of integers, the functions that give integers (`negate`,
  /// `abs`, `sign`, `relu`, `square`, rounding) keep the type.
  public func applying(_ function: ElementFunction) throws -> Tensor {
    if !dtype.isFloat, let result = try integerFunction(function) { return result }
    let source = try denseFloats()
    let result = try Tensor.uninitialized(shape, axes: axes)
    try withExtendedLifetime(source) { try apply(function, source, into: result) }
    return result
  }

  /// The answer for every element: a tensor of bool.
  public func testing(_ test: ElementTest) throws -> Tensor {
    let result = try Tensor.uninitialized(shape, .bool, axes: axes)
    let source = test == .not ? try cast(to: .bool) : try cast(to: .float32)
    switch test {
    case .isNaN: try mapElements(source, into: result) { $0.each { (x: Float) in x.isNaN } }
    case .isInfinite: try mapElements(source, into: result) { $0.each { (x: Float) in x.isInfinite } }
    case .isFinite: try mapElements(source, into: result) { $0.each { (x: Float) in x.isFinite } }
    case .not: try mapElements(source, into: result) { $0.each { (x: UInt8) in x == 0 } }
    }
    return result
  }

  /// Elements below `low` raised to it, then above `high` lowered to it, as in NumPy also where `high` lies below `low`; NaN stays.
  public func clipped(low: TensorScalar? = nil, high: TensorScalar? = nil) throws -> Tensor {
    if !dtype.isFloat, let bounds = integerBounds(low, high) { return try clipped(bounds.low, bounds.high) }
    let result = try Tensor.uninitialized(shape, axes: axes)
    let (a, b) = (Float(low?.double ?? -Double.infinity), Float(high?.double ?? Double.infinity))
    // As NumPy: nothing lies within a bound that is no number.
    let hasNoBounds = a.isNaN || b.isNaN
    try mapElements(try cast(to: .float32), into: result) { row in
      row.each { (x: Float) in
        let raised = x < a ? a : x
        return hasNoBounds ? .nan : raised > b ? b : raised
      }
    }
    return result
  }

  /// The elements moved into `low...high`; a bound that is nil does not count, and a `low` above `high` gives `high`, as NumPy has it.
  ///
  /// - Throws: `TensorError` when there is no memory for the result.
  public func clipped(low: Double? = nil, high: Double? = nil) throws -> Tensor {
    try clipped(low: low.map(TensorScalar.float), high: high.map(TensorScalar.float))
  }

  private func clipped(_ low: Int64, _ high: Int64) throws -> Tensor {
    let result = try Tensor.uninitialized(shape, .int64, axes: axes)
    try mapElements(try cast(to: .int64), into: result) { $0.each { (x: Int64) in min(max(x, low), high) } }
    return try result.cast(to: dtype == .bool ? .int64 : dtype)
  }

  /// Bounds that are whole numbers of the tensor's type.
  private func integerBounds(_ low: TensorScalar?, _ high: TensorScalar?) -> (low: Int64, high: Int64)? {
    let limits = dtype == .int32 ? Int64(Int32.min)...Int64(Int32.max) : Int64.min...Int64.max
    func bound(_ value: TensorScalar?, unbounded: Int64, _ infinity: Double) -> Int64? {
      guard let value else { return unbounded }
      if case .int(let number) = value { return limits.contains(Int64(number)) ? Int64(number) : nil }
      if value.double == infinity { return unbounded }
      return Int64(exactly: value.double).flatMap { limits.contains($0) ? $0 : nil }
    }
    guard let a = bound(low, unbounded: limits.lowerBound, -.infinity), let b = bound(high, unbounded: limits.upperBound, .infinity) else {
      return nil
    }
    return (a, b)
  }

  private func integerFunction(_ function: ElementFunction) throws -> Tensor? {
    let result = try Tensor.uninitialized(shape, .int64, axes: axes)
    let source = try cast(to: .int64)
    switch function {
    case .negate: try mapElements(source, into: result) { $0.each { (x: Int64) in 0 &- x } }
    case .abs: try mapElements(source, into: result) { $0.each { (x: Int64) in x < 0 ? 0 &- x : x } }
    case .sign: try mapElements(source, into: result) { $0.each { (x: Int64) in x.signum() } }
    case .relu: try mapElements(source, into: result) { $0.each { (x: Int64) in max(x, 0) } }
    case .square: try mapElements(source, into: result) { $0.each { (x: Int64) in x &* x } }
    case .floor, .ceil, .round, .trunc: return dtype == .bool ? try cast(to: .int64) : self
    default: return nil
    }
    return try result.wrapped(to: dtype == .bool ? .int64 : dtype)
  }
}

private func apply(_ function: ElementFunction, _ x: Tensor, into y: Tensor) throws {
  switch function {
  case .negate: try mapElements(x, into: y) { $0.each { (v: Float) in -v } }
  case .abs: try mapElements(x, into: y) { $0.each { (v: Float) in Swift.abs(v) } }
  case .sign: try mapElements(x, into: y) { $0.each { (v: Float) in v > 0 ? Float(1) : v < 0 ? -1 : v } }
  case .square: try mapElements(x, into: y) { $0.each { (v: Float) in v * v } }
  case .floor: try mapElements(x, into: y) { $0.each { (v: Float) in v.rounded(.down) } }
  case .ceil: try mapElements(x, into: y) { $0.each { (v: Float) in v.rounded(.up) } }
  case .round: try mapElements(x, into: y) { $0.each { (v: Float) in v.rounded(.toNearestOrEven) } }
  case .trunc: try mapElements(x, into: y) { $0.each { (v: Float) in v.rounded(.towardZero) } }
  case .sqrt: try mapElements(x, into: y) { $0.each { (v: Float) in v.squareRoot() } }
  case .rsqrt: try mapElements(x, into: y) { $0.each { (v: Float) in 1 / v.squareRoot() } }
  case .reciprocal: try mapElements(x, into: y) { $0.each { (v: Float) in 1 / v } }
  case .relu, .silu, .gelu, .exp, .tanh: try applyKernel(function, x, into: y)
  default: try applyLibrary(function, x, into: y)
  }
}

/// The functions that have vector loops; `x` is dense.
private func applyKernel(_ function: ElementFunction, _ x: Tensor, into y: Tensor) throws {
  let (from, to) = (x.floatAddress, y.floatAddress)
  try parallelElements(y.count, cost: 4) { range in
    let (source, out, n) = (from + range.lowerBound, to + range.lowerBound, Int64(range.count))
    // From one place to another where there is such a loop: in place it would not be a vector loop.
    if function == .exp { return arr_exp(out, source, n) }
    if function == .tanh { return arr_tanh(out, source, n) }
    out.update(from: source, count: range.count)
    switch function {
    case .relu: arr_relu(out, n)
    case .silu: arr_silu(out, n)
    default: arr_gelu_exact(out, n)
    }
  }
}

/// The functions of the C library.
private func applyLibrary(_ function: ElementFunction, _ x: Tensor, into y: Tensor) throws {
  let cost = 16
  switch function {
  case .log: try mapElements(x, into: y, cost: cost) { $0.each { (v: Float) in logf(v) } }
  case .log2: try mapElements(x, into: y, cost: cost) { $0.each { (v: Float) in log2f(v) } }
  case .log10: try mapElements(x, into: y, cost: cost) { $0.each { (v: Float) in log10f(v) } }
  case .log1p: try mapElements(x, into: y, cost: cost) { $0.each { (v: Float) in log1pf(v) } }
  case .expm1: try mapElements(x, into: y, cost: cost) { $0.each { (v: Float) in expm1f(v) } }
  case .sin: try mapElements(x, into: y, cost: cost) { $0.each { (v: Float) in sinf(v) } }
  case .cos: try mapElements(x, into: y, cost: cost) { $0.each { (v: Float) in cosf(v) } }
  case .tan: try mapElements(x, into: y, cost: cost) { $0.each { (v: Float) in tanf(v) } }
  case .arcsin: try mapElements(x, into: y, cost: cost) { $0.each { (v: Float) in asinf(v) } }
  case .arccos: try mapElements(x, into: y, cost: cost) { $0.each { (v: Float) in acosf(v) } }
  case .arctan: try mapElements(x, into: y, cost: cost) { $0.each { (v: Float) in atanf(v) } }
  case .sinh: try mapElements(x, into: y, cost: cost) { $0.each { (v: Float) in sinhf(v) } }
  case .cosh: try mapElements(x, into: y, cost: cost) { $0.each { (v: Float) in coshf(v) } }
  case .arcsinh: try mapElements(x, into: y, cost: cost) { $0.each { (v: Float) in asinhf(v) } }
  case .arccosh: try mapElements(x, into: y, cost: cost) { $0.each { (v: Float) in acoshf(v) } }
  case .arctanh: try mapElements(x, into: y, cost: cost) { $0.each { (v: Float) in atanhf(v) } }
  case .softplus: try mapElements(x, into: y, cost: cost) { $0.each { (v: Float) in max(v, 0) + log1pf(expf(-Swift.abs(v))) } }
  case .exp2: try mapElements(x, into: y, cost: cost) { $0.each { (v: Float) in exp2f(v) } }
  case .cbrt: try mapElements(x, into: y, cost: cost) { $0.each { (v: Float) in cbrtf(v) } }
  case .erfc: try mapElements(x, into: y, cost: cost) { $0.each { (v: Float) in erfcf(v) } }
  case .degrees: try mapElements(x, into: y) { $0.each { (v: Float) in Float(Double(v) * (180 / .pi)) } }
  case .radians: try mapElements(x, into: y) { $0.each { (v: Float) in Float(Double(v) * (.pi / 180)) } }
  case .erf: try mapElements(x, into: y, cost: cost) { $0.each { (v: Float) in erff(v) } }
  case .sigmoid: try mapElements(x, into: y, cost: cost) { $0.each { (v: Float) in 1 / (1 + expf(-v)) } }
  default: break
  }
}
