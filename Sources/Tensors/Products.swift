import CKernels

/// The matrix product `a @ b` by NumPy's rules: `[…, m, k] @ […, k, n]` gives `[…, m, n]`, leading axes broadcast; a
/// one-dimensional left side is a row, a one-dimensional right side a column, and that axis is dropped from the result.
///
/// Matrices are used where they lie, transposed views too. A right side in bfloat16 or float16 is widened as it is read, or
/// multiplied in pieces (`SplitProduct`), so products with stored weights are as exact as float32 without a second copy of them.
public func matmul(_ a: Tensor, _ b: Tensor) throws -> Tensor {
  guard a.rank > 0, b.rank > 0 else {
    throw TensorError("`@` needs tensors with axes, not \(a.typeDescription) and \(b.typeDescription)", help: ["use `*` to scale"])
  }
  let left = a.rank == 1 ? try a.unsqueezed(at: 0) : a
  let right = b.rank == 1 ? try b.unsqueezed(at: 1) : b
  guard left.shape[left.rank - 1] == right.shape[right.rank - 2] else { throw productMismatch(a, b) }
  guard let batch = Tensor.broadcastShape(Array(left.shape.dropLast(2)), Array(right.shape.dropLast(2))) else {
    throw Tensor.shapeMismatch("@", a, b)
  }
  let type = DType.promote(a.dtype, b.dtype).computed
  var result =
    type.isFloat
    ? try floatProduct(left, right, batch: batch) : try integerProduct(left, right, batch: batch).wrapped(to: type)
  result.axes = productNames(left, right, rank: result.rank)
  if a.rank == 1 { result = result.keeping { $0 != result.rank - 2 } }
  if b.rank == 1 { result = result.keeping { $0 != result.rank - 1 } }
  return result
}

private func productMismatch(_ a: Tensor, _ b: Tensor) -> TensorError {
  let inner = a.shape[a.rank - 1]
  let other = b.rank == 1 ? b.shape[0] : b.shape[b.rank - 2]
  var error = TensorError(
    "shapes do not match for `@`: \(Tensor.describe(shape: a.shape)) and \(Tensor.describe(shape: b.shape))",
    notes: ["left is \(a.typeDescription), right is \(b.typeDescription)", "inner sizes are \(inner) and \(other)"])
  if b.rank >= 2, b.shape[b.rank - 1] == inner {
    error.help = ["transpose the right side: `.T`"]
  } else if a.rank >= 2, a.shape[a.rank - 2] == other {
    error.help = ["transpose the left side: `.T`"]
  }
  return error
}

private func productNames(_ a: Tensor, _ b: Tensor, rank: Int) -> [String] {
  if a.axes.isEmpty && b.axes.isEmpty { return [] }
  let names =
    Tensor.broadcastNames(a.keeping { $0 < a.rank - 2 }, b.keeping { $0 < b.rank - 2 }, rank: rank - 2)
  let leading = names.isEmpty ? [String](repeating: "", count: rank - 2) : names
  let all = leading + [a.nameFromEnd(2), b.nameFromEnd(1)]
  return all.allSatisfy(\.isEmpty) ? [] : all
}

// MARK: - Batches

/// float32 [batch…, m, n].
private func floatProduct(_ a: Tensor, _ b: Tensor, batch: [Int]) throws -> Tensor {
  Threads.applyToCurrentThread()
  let (m, n) = (a.shape[a.rank - 2], b.shape[b.rank - 1])
  let result = try Tensor.uninitialized(batch + [m, n])
  if result.count == 0 { return result }
  // The kernels read floats of every width, but no ints and bools.
  let right = b.dtype.isFloat ? b : try b.cast(to: .float32)
  // One weight for a whole batch: its rows are the rows of one product.
  if b.rank == 2, batch.count > 0, m > 0 {
    let rows = try a.cast(to: .float32).reshaped([batch.reduce(m, *), a.shape[a.rank - 1]])
    try multiply(rows, right, into: result.floatAddress)
    return result
  }
  let x = try a.cast(to: .float32).expanded(to: batch + a.shape.suffix(2))
  let w = try right.expanded(to: batch + b.shape.suffix(2))
  var index = [Int](repeating: 0, count: batch.count)
  for part in 0..<(result.count / (m * n)) {
    try Interruption.check()
    try multiply(x.matrix(at: index), w.matrix(at: index), into: result.floatAddress + part * m * n)
    for axis in batch.indices.reversed() {
      index[axis] += 1
      if index[axis] < batch[axis] { break }
      index[axis] = 0
    }
  }
  return result
}

/// int64 [batch…, m, n], exact modulo 2⁶⁴.
private func integerProduct(_ a: Tensor, _ b: Tensor, batch: [Int]) throws -> Tensor {
  let (m, k, n) = (a.shape[a.rank - 2], a.shape[a.rank - 1], b.shape[b.rank - 1])
  let x = try a.cast(to: .int64).expanded(to: batch + [m, k]).contiguous()
  let w = try b.cast(to: .int64).expanded(to: batch + [k, n]).contiguous()
  let result = try Tensor.zeros(batch + [m, n], .int64)
  let (px, pw) = (x.address.assumingMemoryBound(to: Int64.self), w.address.assumingMemoryBound(to: Int64.self))
  let py = result.address.assumingMemoryBound(to: Int64.self)
  try parallelElements(n == 0 ? 0 : result.count / n, cost: k * n) { rows in
    for row in rows {
      let matrix = pw + row / m * k * n
      let y = py + row * n
      for i in 0..<k {
        let factor = px[row * k + i]
        for j in 0..<n { y[j] &+= factor &* matrix[i * n + j] }
      }
    }
  }
  withExtendedLifetime((x, w)) {}
  return result
}

extension Tensor {
  /// The matrix of the last two axes at an index of the others.
  fileprivate func matrix(at index: [Int]) -> Tensor {
    var view = keeping { $0 >= rank - 2 }
    for axis in index.indices { view.offset += index[axis] * strides[axis] }
    return view
  }
}

// MARK: - One product

/// How a matrix [rows, columns] lies in memory, as the product kernels want to know.
private struct MatrixLayout {
  var transposed: Bool
  /// Elements from one stored row to the next.
  var lead: Int

  /// Stored row after row; nil when the rows are not dense. Strides along axes of size 1 mean nothing.
  static func rows(_ matrix: Tensor) -> MatrixLayout? {
    let (rows, columns) = (matrix.shape[0], matrix.shape[1])
    guard columns == 1 || matrix.strides[1] == 1 else { return nil }
    if rows == 1 { return MatrixLayout(transposed: false, lead: max(columns, 1)) }
    return matrix.strides[0] >= max(columns, 1) ? MatrixLayout(transposed: false, lead: matrix.strides[0]) : nil
  }

  /// Stored column after column.
  static func columns(_ matrix: Tensor) -> MatrixLayout? {
    guard let layout = rows(matrix.reversedAxes) else { return nil }
    return MatrixLayout(transposed: true, lead: layout.lead)
  }

  /// Either; of a single column its one stored row.
  static func any(_ matrix: Tensor) -> MatrixLayout? {
    matrix.shape[1] == 1 ? columns(matrix) ?? rows(matrix) : rows(matrix) ?? columns(matrix)
  }
}

/// y[m, n] = x[m, k] · w[k, n], y dense; x float32, w any float type.
private func multiply(_ x: Tensor, _ w: Tensor, into y: UnsafeMutablePointer<Float>) throws {
  let (m, k, n) = (x.shape[0], x.shape[1], w.shape[1])
  if m == 0 || n == 0 { return }
  if k == 0 { return y.update(repeating: 0, count: m * n) }
  let rows = MatrixLayout.rows(x) == nil ? try x.copied() : x
  let matrix = MatrixLayout.any(w) == nil ? try w.copied() : w
  guard let rowLayout = MatrixLayout.rows(rows), let layout = MatrixLayout.any(matrix) else {
    throw TensorError("a product of \(x.typeDescription) and \(w.typeDescription) has no layout")
  }
  // The product holds addresses only.
  try withExtendedLifetime((rows, matrix)) {
    let leadW = layout.transposed ? 1 : layout.lead
    if m == 1, n == 1, leadW == 1, matrix.dtype == .float32 { return y[0] = try dot(rows.floatAddress, matrix.floatAddress, k) }
    let product = WeightProduct(
      rows.floatAddress, leadX: rowLayout.lead, matrix.address, matrix.dtype, leadW: layout.lead, transposed: layout.transposed, to: y,
      leadY: n, m: m, n: n, k: k)
    try product.run()
  }
}

/// One sum of products, in double.
private func dot(_ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, _ k: Int) throws -> Float {
  var sum = 0.0
  untilStopped(k) { sum += arr_dot(x + $0.lowerBound, w + $0.lowerBound, Int64($0.count)) }
  try Interruption.check()
  return Float(sum)
}

// MARK: - Powers

extension Tensor {
  /// A square matrix multiplied with itself `exponent` times, by repeated squaring; of its inverse for a negative one.
  public func matrixPower(_ exponent: Int) throws -> Tensor {
    guard rank >= 2, shape[rank - 1] == shape[rank - 2] else { throw TensorError("`matrix_power` needs a square matrix, not \(typeDescription)") }
    var square = exponent < 0 ? try inverse() : self
    var rest = exponent.magnitude
    var result = try Tensor.eye(shape[rank - 1], dtype: square.dtype.computed).expanded(to: shape)
    result.axes = axes
    while rest > 0 {
      try Interruption.check()
      if rest & 1 == 1 { result = try matmul(result, square) }
      rest >>= 1
      if rest > 0 { square = try matmul(square, square) }
    }
    return result
  }
}
