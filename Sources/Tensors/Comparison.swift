/// The comparison operators, by how they are written.
public enum Comparison: String, Sendable, CaseIterable {
  case equal = "==", notEqual = "!=", less = "<", lessOrEqual = "<=", greater = ">", greaterOrEqual = ">="
}

/// `a op b`, elementwise with broadcasting: a tensor of bool. NaN is unequal to everything.
public func comparison(_ operation: Comparison, _ a: Operand, _ b: Operand) throws -> Tensor {
  if let exact = try exactComparison(operation, a, b) { return exact }
  let compute = Operand.commonType(a, b).computeType
  let (x, y, axes) = try Tensor.broadcast(a.tensor(as: compute), b.tensor(as: compute), operation: operation.rawValue)
  var result = try Tensor.uninitialized(x.shape, .bool)
  if compute == .float32 {
    try compare(operation, x, y, into: result, Float.self)
  } else {
    try compare(operation, x, y, into: result, Int64.self)
  }
  result.axes = axes
  return result
}

@inline(__always)
private func compare<Element: Comparable>(
  _ operation: Comparison, _ x: Tensor, _ y: Tensor, into result: Tensor, _: Element.Type
) throws {
  switch operation {
  case .equal: try zipElements(x, y, into: result) { $0.each { (p: Element, q: Element) in p == q } }
  case .notEqual: try zipElements(x, y, into: result) { $0.each { (p: Element, q: Element) in p != q } }
  case .less: try zipElements(x, y, into: result) { $0.each { (p: Element, q: Element) in p < q } }
  case .lessOrEqual: try zipElements(x, y, into: result) { $0.each { (p: Element, q: Element) in p <= q } }
  case .greater: try zipElements(x, y, into: result) { $0.each { (p: Element, q: Element) in p > q } }
  case .greaterOrEqual: try zipElements(x, y, into: result) { $0.each { (p: Element, q: Element) in p >= q } }
  }
}

/// Connectives of truth values; any element but zero counts as true.
public enum Connective: String, Sendable { case and, or, xor }

/// `a and b`, `a or b`, elementwise with broadcasting: a tensor of bool.
public func logical(_ operation: Connective, _ a: Operand, _ b: Operand) throws -> Tensor {
  let (x, y, axes) = try Tensor.broadcast(a.tensor(as: .bool), b.tensor(as: .bool), operation: operation.rawValue)
  var result = try Tensor.uninitialized(x.shape, .bool)
  switch operation {
  case .and: try zipElements(x, y, into: result) { $0.each { (p: UInt8, q: UInt8) in p & q } }
  case .or: try zipElements(x, y, into: result) { $0.each { (p: UInt8, q: UInt8) in p | q } }
  case .xor: try zipElements(x, y, into: result) { $0.each { (p: UInt8, q: UInt8) in p ^ q } }
  }
  result.axes = axes
  return result
}

extension Tensor {
  /// Where `|self − other| ≤ absolute + relative·|other|`; equal infinities are close, NaN only when `nanEqual`.
  public func isClose(
    to other: Tensor, relative: Double = 1e-5, absolute: Double = 1e-8, nanEqual: Bool = false
  ) throws -> Tensor {
    let (x, y, axes) = try Tensor.broadcast(cast(to: .float32), other.cast(to: .float32), operation: "isclose")
    var result = try Tensor.uninitialized(x.shape, .bool)
    try zipElements(x, y, into: result) { row in
      row.each { (p: Float, q: Float) in
        if p == q { return true }
        if p.isNaN || q.isNaN { return nanEqual && p.isNaN && q.isNaN }
        if p.isInfinite || q.isInfinite { return false }
        return abs(Double(p) - Double(q)) <= absolute + relative * abs(Double(q))
      }
    }
    result.axes = axes
    return result
  }

  /// Whether all elements are close, as `isClose` means it.
  public func allClose(
    to other: Tensor, relative: Double = 1e-5, absolute: Double = 1e-8, nanEqual: Bool = false
  ) throws -> Bool {
    let close = try isClose(to: other, relative: relative, absolute: absolute, nanEqual: nanEqual)
    return try close.integerElements().allSatisfy { $0 != 0 }
  }
}
