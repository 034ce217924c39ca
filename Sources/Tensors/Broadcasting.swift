extension Tensor {
  /// The shape that two shapes broadcast to by NumPy's rule, or nil.
  public static func broadcastShape(_ a: [Int], _ b: [Int]) -> [Int]? {
    let rank = max(a.count, b.count)
    var result = [Int](repeating: 1, count: rank)
    for i in stride(from: 1, through: rank, by: 1) {
      let x = i <= a.count ? a[a.count - i] : 1
      let y = i <= b.count ? b[b.count - i] : 1
      guard x == y || x == 1 || y == 1 else { return nil }
      result[rank - i] = x == 1 ? y : x
    }
    return result
  }

  /// Both tensors as views of their common shape, and the names of its axes.
  static func broadcast(_ a: Tensor, _ b: Tensor, operation: String) throws -> (a: Tensor, b: Tensor, axes: [String]) {
    if a.shape == b.shape { return (a, b, broadcastNames(a, b, rank: a.rank)) }
    guard let shape = broadcastShape(a.shape, b.shape) else { throw shapeMismatch(operation, a, b) }
    return (try a.expanded(to: shape), try b.expanded(to: shape), broadcastNames(a, b, rank: shape.count))
  }

  static func shapeMismatch(_ operation: String, _ a: Tensor, _ b: Tensor) -> TensorError {
    let rank = min(a.rank, b.rank)
    let bad = stride(from: 1, through: rank, by: 1).first { i in
      let (x, y) = (a.shape[a.rank - i], b.shape[b.rank - i])
      return x != y && x != 1 && y != 1
    }
    var notes = ["left is \(a.typeDescription), right is \(b.typeDescription)"]
    if let bad {
      notes.append("axis \(-bad) has sizes \(a.shape[a.rank - bad]) and \(b.shape[b.rank - bad]); they must be equal or 1")
    }
    return TensorError(
      "shapes do not match for `\(operation)`: \(describe(shape: a.shape)) and \(describe(shape: b.shape))", notes: notes)
  }

  /// A common axis keeps its name when the tensors agree or only one of them has a name for it; an axis of size 1 that is
  /// repeated gives way to the other's name.
  static func broadcastNames(_ a: Tensor, _ b: Tensor, rank: Int) -> [String] {
    if a.axes.isEmpty && b.axes.isEmpty { return [] }
    var names = [String](repeating: "", count: rank)
    for i in stride(from: 1, through: rank, by: 1) {
      let (x, y) = (a.nameFromEnd(i), b.nameFromEnd(i))
      let (m, n) = (a.sizeFromEnd(i), b.sizeFromEnd(i))
      if x == y || y.isEmpty {
        names[rank - i] = x
      } else if x.isEmpty {
        names[rank - i] = y
      } else if m != n {
        names[rank - i] = m == 1 ? y : x
      }
    }
    return names.allSatisfy(\.isEmpty) ? [] : names
  }

  func nameFromEnd(_ i: Int) -> String { i <= axes.count && axes.count == rank ? axes[rank - i] : "" }
  private func sizeFromEnd(_ i: Int) -> Int { i <= rank ? shape[rank - i] : 1 }
}

extension DType {
  /// The type in which values of two types are combined: bool < i32 < i64 < f32; bf16 and f16 give f32
  /// with everything but themselves.
  public static func promote(_ a: DType, _ b: DType) -> DType {
    if a == b { return a }
    if a.isFloat || b.isFloat { return .float32 }
    return a == .int64 || b == .int64 ? .int64 : .int32
  }
}
