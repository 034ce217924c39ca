/// `a op b` where one side has ints and the other floats, and float32 would round one of them: as the numbers that they are.
/// Nil where the two kinds do not meet.
func exactComparison(_ operation: Comparison, _ a: Operand, _ b: Operand) throws -> Tensor? {
  switch (a, b) {
  case (.tensor(let x), .float(let number)) where x.dtype.isInteger: return try comparison(operation, ofInts: x, to: number)
  case (.float(let number), .tensor(let x)) where x.dtype.isInteger: return try comparison(operation.mirrored, ofInts: x, to: number)
  case (.tensor(let x), .int(let number)) where x.dtype.isFloat: return try comparison(operation, ofFloats: x, to: number)
  case (.int(let number), .tensor(let x)) where x.dtype.isFloat: return try comparison(operation.mirrored, ofFloats: x, to: number)
  case (.tensor(let x), .tensor(let y)) where x.dtype.isInteger && y.dtype.isFloat: return try comparison(operation, ofInts: x, toFloats: y)
  case (.tensor(let x), .tensor(let y)) where x.dtype.isFloat && y.dtype.isInteger:
    return try comparison(operation.mirrored, ofInts: y, toFloats: x)
  default: return nil
  }
}

extension Comparison {
  /// With the sides exchanged.
  fileprivate var mirrored: Comparison {
    switch self {
    case .equal, .notEqual: return self
    case .less: return .greater
    case .lessOrEqual: return .greaterOrEqual
    case .greater: return .less
    case .greaterOrEqual: return .lessOrEqual
    }
  }
}

/// By the whole number next to the float, on the side that changes no answer.
private func comparison(_ operation: Comparison, ofInts x: Tensor, to number: Double) throws -> Tensor {
  func everywhere(_ answer: Bool) throws -> Tensor {
    var result = try Tensor.full(x.shape, answer ? 1 : 0, .bool)
    result.axes = x.axes
    return result
  }
  if number.isNaN { return try everywhere(operation == .notEqual) }
  let isEquality = operation == .equal || operation == .notEqual
  if isEquality, number.rounded() != number { return try everywhere(operation == .notEqual) }
  let roundsUp = operation == .less || operation == .greaterOrEqual
  guard let whole = Int(exactly: number.rounded(roundsUp ? .up : .down)) else {
    // Beyond all ints.
    switch operation {
    case .equal: return try everywhere(false)
    case .notEqual: return try everywhere(true)
    case .less, .lessOrEqual: return try everywhere(number > 0)
    case .greater, .greaterOrEqual: return try everywhere(number < 0)
    }
  }
  return try comparison(operation, .tensor(x), .int(whole))
}

/// Nil where float32 holds the int; else by its neighbours among the floats.
private func comparison(_ operation: Comparison, ofFloats x: Tensor, to number: Int) throws -> Tensor? {
  let near = Float(number)
  if Int(exactly: near) == number { return nil }
  // Rounding up to 2^63 leaves the ints.
  let isAbove = Int(exactly: near).map { $0 > number } ?? true
  let (low, high) = isAbove ? (near.nextDown, near) : (near, near.nextUp)
  switch operation {
  // Equal to none, like NaN.
  case .equal, .notEqual: return try comparison(operation, .tensor(x), .float(.nan))
  case .less, .lessOrEqual: return try comparison(.lessOrEqual, .tensor(x), .float(Double(low)))
  case .greater, .greaterOrEqual: return try comparison(.greaterOrEqual, .tensor(x), .float(Double(high)))
  }
}

private func comparison(_ operation: Comparison, ofInts x: Tensor, toFloats y: Tensor) throws -> Tensor {
  let (p, q, axes) = try Tensor.broadcast(x.cast(to: .int64), y.cast(to: .float32), operation: operation.rawValue)
  var result = try Tensor.uninitialized(p.shape, .bool)
  switch operation {
  case .equal: try zipElements(p, q, into: result) { $0.each { (a: Int64, b: Float) in order(a, b) == 0 } }
  case .notEqual: try zipElements(p, q, into: result) { $0.each { (a: Int64, b: Float) in order(a, b) != 0 } }
  case .less: try zipElements(p, q, into: result) { $0.each { (a: Int64, b: Float) in order(a, b) == -1 } }
  case .lessOrEqual: try zipElements(p, q, into: result) { $0.each { (a: Int64, b: Float) in order(a, b) <= 0 } }
  case .greater: try zipElements(p, q, into: result) { $0.each { (a: Int64, b: Float) in order(a, b) == 1 } }
  case .greaterOrEqual:
    try zipElements(p, q, into: result) { $0.each { (a: Int64, b: Float) in order(a, b) == 0 || order(a, b) == 1 } }
  }
  result.axes = axes
  return result
}

/// −1, 0 or 1; 2 for a NaN.
@inline(__always)
private func order(_ a: Int64, _ b: Float) -> Int {
  // Rounding never passes a float by: only where it meets b do the low digits decide.
  let rounded = Float(a)
  if rounded < b { return -1 }
  if rounded > b { return 1 }
  if b.isNaN { return 2 }
  if b >= 0x1p63 { return -1 }
  let whole = Int64(b)
  return a < whole ? -1 : a > whole ? 1 : 0
}
