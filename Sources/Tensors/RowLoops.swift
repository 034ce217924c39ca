/// A row of two operands and a result. `each` is inlined where it is written, with its function: a closure that travels
/// through the thread pool would be called once an element.
struct PairRow {
  fileprivate let out: UnsafeMutableRawPointer
  fileprivate let left: UnsafeMutableRawPointer
  fileprivate let right: UnsafeMutableRawPointer
  fileprivate let leftStep: Int
  fileprivate let rightStep: Int
  fileprivate let count: Int

  /// Sets every element of the result to the function of the operands' elements, which have types `Left` and `Right`.
  @inline(__always)
  func each<Left, Right, Out>(_ function: (Left, Right) -> Out) {
    let y = out.assumingMemoryBound(to: Out.self)
    let (a, b) = (left.assumingMemoryBound(to: Left.self), right.assumingMemoryBound(to: Right.self))
    if leftStep == 1, rightStep == 1 {
      for i in 0..<count { y[i] = function(a[i], b[i]) }
    } else if leftStep == 1, rightStep == 0 {
      let value = b[0]
      for i in 0..<count { y[i] = function(a[i], value) }
    } else {
      for i in 0..<count { y[i] = function(a[i &* leftStep], b[i &* rightStep]) }
    }
  }
}

/// A row of one operand and a result.
struct ElementRow {
  fileprivate let out: UnsafeMutableRawPointer
  fileprivate let from: UnsafeMutableRawPointer
  fileprivate let step: Int
  fileprivate let count: Int

  /// Sets every element of the result to the function of the operand's element, which has type `In`.
  @inline(__always)
  func each<In, Out>(_ function: (In) -> Out) {
    let (y, x) = (out.assumingMemoryBound(to: Out.self), from.assumingMemoryBound(to: In.self))
    if step == 1 {
      for i in 0..<count { y[i] = function(x[i]) }
    } else {
      for i in 0..<count { y[i] = function(x[i &* step]) }
    }
  }
}

/// Visits the rows of two operands of the shape of the dense result `y`:
/// `zipElements(a, b, into: y) { $0.each { (p: Float, q: Float) in p + q } }`.
func zipElements(_ a: Tensor, _ b: Tensor, into y: Tensor, cost: Int = 1, _ body: (PairRow) -> Void) throws {
  let (sa, sb, sy) = (a.dtype.size, b.dtype.size, y.dtype.size)
  try forEachRow([y, a, b], cost: cost) { offsets, strides, n in
    body(
      PairRow(
        out: y.storage.base + offsets[0] * sy, left: a.storage.base + offsets[1] * sa, right: b.storage.base + offsets[2] * sb,
        leftStep: strides[1], rightStep: strides[2], count: n))
  }
}

/// Visits the rows of an operand of the shape of the dense result `y`.
func mapElements(_ x: Tensor, into y: Tensor, cost: Int = 1, _ body: (ElementRow) -> Void) throws {
  let (sx, sy) = (x.dtype.size, y.dtype.size)
  try forEachRow([y, x], cost: cost) { offsets, strides, n in
    body(
      ElementRow(out: y.storage.base + offsets[0] * sy, from: x.storage.base + offsets[1] * sx, step: strides[1], count: n))
  }
}
