import Glibc

/// Functions of two elements.
public enum PairFunction: String, Sendable, CaseIterable {
  case maximum, minimum, arctan2, hypot, logaddexp, copysign
}

/// The function of the elements of two operands, with broadcasting: `maximum` and `minimum` of integers in their common type,
/// of floats in f32, where a NaN on either side is the result; the others in f32.
public func combined(_ function: PairFunction, _ a: Operand, _ b: Operand) throws -> Tensor {
  let common = Operand.commonType(a, b)
  let isExtreme = function == .maximum || function == .minimum
  let type: DType = isExtreme ? common.computed : .float32
  let (x, y, axes) = try Tensor.broadcast(a.tensor(as: type.computeType), b.tensor(as: type.computeType), operation: function.rawValue)
  var result: Tensor
  if type.isFloat {
    result = try Tensor.uninitialized(x.shape)
    try combine(function, x, y, into: result)
  } else {
    result = try Tensor.uninitialized(x.shape, .int64)
    if function == .maximum {
      try zipElements(x, y, into: result) { $0.each { (p: Int64, q: Int64) in max(p, q) } }
    } else {
      try zipElements(x, y, into: result) { $0.each { (p: Int64, q: Int64) in min(p, q) } }
    }
  }
  result.axes = axes
  return try result.cast(to: type)
}

private func combine(_ function: PairFunction, _ x: Tensor, _ y: Tensor, into result: Tensor) throws {
  switch function {
  case .maximum: try zipElements(x, y, into: result) { $0.each { (p: Float, q: Float) in p.isNaN || p > q ? p : q } }
  case .minimum: try zipElements(x, y, into: result) { $0.each { (p: Float, q: Float) in p.isNaN || p < q ? p : q } }
  case .arctan2: try zipElements(x, y, into: result, cost: 16) { $0.each { (p: Float, q: Float) in atan2f(p, q) } }
  case .hypot: try zipElements(x, y, into: result, cost: 8) { $0.each { (p: Float, q: Float) in hypotf(p, q) } }
  case .copysign: try zipElements(x, y, into: result) { $0.each { (p: Float, q: Float) in copysignf(p, q) } }
  case .logaddexp:
    try zipElements(x, y, into: result, cost: 16) { row in
      row.each { (p: Float, q: Float) in
        if p == q { return p + Float(M_LN2) }
        let (high, low) = p > q ? (p, q) : (q, p)
        return high + log1pf(expf(low - high))
      }
    }
  }
}
