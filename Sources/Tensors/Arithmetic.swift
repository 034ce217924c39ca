import Glibc

/// The binary operators of arithmetic, by how they are written.
public enum Arithmetic: String, Sendable, CaseIterable {
  case add = "+", subtract = "-", multiply = "*", divide = "/", floorDivide = "//", remainder = "%", power = "**"
}

/// `a op b`, elementwise with NumPy's broadcasting and meaning: `/` of integers gives f32, `//` and `%` round towards −∞,
/// integers wrap around at their size. Results of floats are f32, of bf16 and f16 too.
public func arithmetic(_ operation: Arithmetic, _ a: Operand, _ b: Operand) throws -> Tensor {
  let common = Operand.commonType(a, b)
  if common == .bool, let result = try boolArithmetic(operation, a, b) { return result }
  let kind = common == .bool ? .int64 : common.computed
  let compute = kind.computeType
  let (x, y, axes) = try Tensor.broadcast(a.tensor(as: compute), b.tensor(as: compute), operation: operation.rawValue)
  var result: Tensor
  if compute == .float32 {
    result = try floatArithmetic(operation, x, y)
  } else if operation == .divide {
    result = try Tensor.uninitialized(x.shape)
    try zipElements(x, y, into: result) { $0.each { (p: Int64, q: Int64) in Float(Double(p) / Double(q)) } }
  } else {
    result = try integerArithmetic(operation, x, y).wrapped(to: kind)
  }
  result.axes = axes
  return result
}

extension Tensor {
  /// Elementwise with broadcasting, as `arithmetic`; throws `TensorError` when the shapes do not fit.
  public static func + (a: Tensor, b: Tensor) throws -> Tensor { try arithmetic(.add, .tensor(a), .tensor(b)) }
  /// Elementwise with broadcasting, as `arithmetic`; throws `TensorError` when the shapes do not fit.
  public static func - (a: Tensor, b: Tensor) throws -> Tensor { try arithmetic(.subtract, .tensor(a), .tensor(b)) }
  /// Elementwise with broadcasting, as `arithmetic`; throws `TensorError` when the shapes do not fit.
  public static func * (a: Tensor, b: Tensor) throws -> Tensor { try arithmetic(.multiply, .tensor(a), .tensor(b)) }
  /// Elementwise with broadcasting, as `arithmetic`; integers give f32. Throws `TensorError` when the shapes do not fit.
  public static func / (a: Tensor, b: Tensor) throws -> Tensor { try arithmetic(.divide, .tensor(a), .tensor(b)) }
  /// Adds a number to every element, in f32.
  public static func + (a: Tensor, b: Double) throws -> Tensor { try arithmetic(.add, .tensor(a), .float(b)) }
  /// Takes a number from every element, in f32.
  public static func - (a: Tensor, b: Double) throws -> Tensor { try arithmetic(.subtract, .tensor(a), .float(b)) }
  /// Multiplies every element, in f32.
  public static func * (a: Tensor, b: Double) throws -> Tensor { try arithmetic(.multiply, .tensor(a), .float(b)) }
  /// Divides every element, in f32.
  public static func / (a: Tensor, b: Double) throws -> Tensor { try arithmetic(.divide, .tensor(a), .float(b)) }
}

// MARK: - Floats

private func floatArithmetic(_ operation: Arithmetic, _ x: Tensor, _ y: Tensor) throws -> Tensor {
  let result = try Tensor.uninitialized(x.shape)
  switch operation {
  case .add: try zipElements(x, y, into: result) { $0.each { (p: Float, q: Float) in p + q } }
  case .subtract: try zipElements(x, y, into: result) { $0.each { (p: Float, q: Float) in p - q } }
  case .multiply: try zipElements(x, y, into: result) { $0.each { (p: Float, q: Float) in p * q } }
  case .divide: try zipElements(x, y, into: result) { $0.each { (p: Float, q: Float) in p / q } }
  case .floorDivide: try zipElements(x, y, into: result, cost: 8) { $0.each(floatFloorDivided) }
  case .remainder: try zipElements(x, y, into: result, cost: 8) { $0.each(floatFloorRemainder) }
  case .power:
    // Squares are everywhere, and powf is slow.
    if y.strides.allSatisfy({ $0 == 0 }), y.count > 0, y.floatAddress[0] == 2 {
      try mapElements(x, into: result) { $0.each { (p: Float) in p * p } }
    } else {
      try zipElements(x, y, into: result, cost: 16) { $0.each { (p: Float, q: Float) in powf(p, q) } }
    }
  }
  return result
}

/// The remainder with the divisor's sign.
private func floatFloorRemainder(_ a: Float, _ b: Float) -> Float {
  let r = fmodf(a, b)
  if r == 0 { return b < 0 ? -0.0 : 0 }
  return (r < 0) != (b < 0) ? r + b : r
}

private func floatFloorDivided(_ a: Float, _ b: Float) -> Float {
  if b == 0 || !a.isFinite { return b == 0 ? a / b : .nan }
  // The remainder is infinite where the signs differ, and the quotient just below zero.
  if b.isInfinite { return a == 0 ? a / b : (a < 0) == (b < 0) ? 0 : -1 }
  // From the remainder, because a / b may round up to the next integer.
  let quotient = (a - floatFloorRemainder(a, b)) / b
  let whole = quotient.rounded(.down)
  let result = quotient - whole > 0.5 ? whole + 1 : whole
  // A zero has the sign of the quotient itself.
  return result == 0 ? (a / b).sign == .minus ? -0.0 : 0 : result
}

// MARK: - Integers

private func integerArithmetic(_ operation: Arithmetic, _ x: Tensor, _ y: Tensor) throws -> Tensor {
  let result = try Tensor.uninitialized(x.shape, .int64)
  switch operation {
  case .add: try zipElements(x, y, into: result) { $0.each { (p: Int64, q: Int64) in p &+ q } }
  case .subtract: try zipElements(x, y, into: result) { $0.each { (p: Int64, q: Int64) in p &- q } }
  case .multiply: try zipElements(x, y, into: result) { $0.each { (p: Int64, q: Int64) in p &* q } }
  case .floorDivide, .remainder:
    guard try !contains(y, { $0 == 0 }) else {
      throw TensorError("division by zero in `\(operation.rawValue)` of integers", help: ["use `/` for floats"], kind: .zero)
    }
    if operation == .floorDivide {
      try zipElements(x, y, into: result) { $0.each(floorDivided) }
    } else {
      try zipElements(x, y, into: result) { $0.each(floorRemainder) }
    }
  case .power:
    guard try !contains(y, { $0 < 0 }) else {
      throw TensorError("integers cannot be raised to negative powers", help: ["make the base a float"])
    }
    try zipElements(x, y, into: result, cost: 16) { $0.each(raised) }
  case .divide: break
  }
  return result
}

private func contains(_ tensor: Tensor, _ condition: (Int64) -> Bool) throws -> Bool {
  let dense = try tensor.contiguous()
  return withExtendedLifetime(dense) {
    UnsafeBufferPointer(start: dense.address.assumingMemoryBound(to: Int64.self), count: dense.count).contains(where: condition)
  }
}

/// The divisor is not zero; the one overflow, −2⁶³ // −1, wraps.
private func floorDivided(_ a: Int64, _ b: Int64) -> Int64 {
  let quotient = a.dividedReportingOverflow(by: b).partialValue
  let remainder = a.remainderReportingOverflow(dividingBy: b).partialValue
  return remainder != 0 && (remainder < 0) != (b < 0) ? quotient - 1 : quotient
}

private func floorRemainder(_ a: Int64, _ b: Int64) -> Int64 {
  let remainder = a.remainderReportingOverflow(dividingBy: b).partialValue
  return remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder
}

private func raised(_ base: Int64, _ exponent: Int64) -> Int64 {
  var (result, square, rest): (Int64, Int64, Int64) = (1, base, exponent)
  while rest > 0 {
    if rest & 1 == 1 { result = result &* square }
    square = square &* square
    rest >>= 1
  }
  return result
}

// MARK: - Bools

/// As in NumPy `+` of bools is “or” and `*` is “and”, so that masks stay masks; the others count with 0 and 1.
private func boolArithmetic(_ operation: Arithmetic, _ a: Operand, _ b: Operand) throws -> Tensor? {
  switch operation {
  case .add: return try logical(.or, a, b)
  case .multiply: return try logical(.and, a, b)
  case .subtract: throw TensorError("`-` of two bool tensors is not defined", help: ["use `!=`, or cast one to int"])
  case .divide, .floorDivide, .remainder, .power: return nil
  }
}
