import CLAPACK
import Glibc

/// The factors L and U of one square matrix.
private struct Factors {
  private let matrix: Doubles
  private let pivots: Pivots
  private let inverseCondition: Double
  private let stack: MatrixStack
  private var n: Int { stack.rows }

  init(_ stack: MatrixStack, _ number: Int) throws {
    try Interruption.check()
    try stack.requireSquare()
    self.stack = stack
    let n = stack.rows
    let (a, pivots, condition) = (try stack.matrix(number), try Pivots(n), try Doubles(1))
    (matrix, self.pivots) = (a, pivots)
    guard n > 0 else {
      inverseCondition = 1
      return
    }
    let size = try LAPACK.size(n)
    _ = try LAPACK.run(stack.name, operations: Double(n) * Double(n) * Double(n)) {
      withExtendedLifetime((a, pivots, condition)) { arr_lapack_lu(size, a.address, pivots.address, condition.address) }
    }
    inverseCondition = condition[0]
  }

  /// The sign and the logarithm of the magnitude of the determinant; sign 0 and −∞ for a singular matrix.
  var determinant: (sign: Double, logarithm: Double) {
    var (sign, logarithm) = (1.0, 0.0)
    for i in 0..<n {
      let value = matrix[i * n + i]
      if value == 0 { return (0, -.infinity) }
      if (value < 0) != (Int(pivots.address[i]) != i + 1) { sign = -sign }
      logarithm += log(abs(value))
    }
    return (sign, logarithm)
  }

  /// The determinant as the product that it is: exact for small whole numbers where the logarithm is not.
  var product: Double {
    (0..<n).reduce(1.0) { $0 * matrix[$1 * n + $1] * (Int(pivots.address[$1]) == $1 + 1 ? 1 : -1) }
  }

  /// Overwrites b [n, columns] with the solution.
  func solve(_ b: Doubles, columns: Int) throws {
    guard inverseCondition >= Double.ulpOfOne else {
      let words = inverseCondition == 0 ? "is singular" : "is singular to working precision"
      throw TensorError(
        "the matrix \(stack.source.typeDescription) of `\(stack.name)` \(words)",
        help: ["`lstsq` and `pinv` take singular matrices, too"])
    }
    if n == 0 || columns == 0 { return }
    let (a, pivots) = (matrix, pivots)
    let (size, width) = (try LAPACK.size(n), try LAPACK.size(columns))
    _ = try LAPACK.run(stack.name, operations: 2 * Double(n) * Double(n) * Double(columns)) {
      withExtendedLifetime((a, pivots, b)) { arr_lapack_lu_solve(size, width, a.address, pivots.address, b.address) }
    }
  }
}

extension Tensor {
  /// The x of `self · x = b` by LU factors (getrf, getrs) in double. A `b` of one axis is one right side; else its last two
  /// axes are [n, columns], and leading axes broadcast.
  ///
  /// - Throws: `TensorError` for a singular matrix and for shapes that do not match.
  public func solving(_ b: Tensor) throws -> Tensor {
    let name = "solve"
    let right = b.rank == 1 ? try b.unsqueezed(at: 1) : b
    if rank >= 2, shape[rank - 1] != shape[rank - 2] {
      throw TensorError("`solve` needs a square matrix, not \(typeDescription)", help: ["`lstsq` takes any"])
    }
    guard rank >= 2, right.rank >= 2, shape[rank - 1] == right.shape[right.rank - 2],
      let batch = Tensor.broadcastShape(Array(shape.dropLast(2)), Array(right.shape.dropLast(2)))
    else { throw TensorError("`solve` cannot match \(typeDescription) with the right side \(b.typeDescription)", notes: ["it takes [n, n] and [n] or [n, columns]"]) }
    let a = try MatrixStack(try expanded(to: batch + shape.suffix(2)), for: name)
    let sides = try MatrixStack(try right.expanded(to: batch + right.shape.suffix(2)), for: name)
    let result = try Tensor.uninitialized(batch + [a.columns, sides.columns], axes: sides.names(a.columnName, sides.columnName))
    for i in 0..<a.count {
      let x = try sides.matrix(i)
      try Factors(a, i).solve(x, columns: sides.columns)
      try result.setMatrix(i, to: x)
    }
    return b.rank == 1 ? try result.squeezed([-1]) : result
  }

  /// The inverse of square matrices.
  public func inverse() throws -> Tensor {
    let stack = try MatrixStack(self, for: "inv")
    let n = stack.rows
    let result = try stack.result(stack.columns, n, axes: stack.names(stack.columnName, stack.rowName))
    for i in 0..<stack.count {
      let factors = try Factors(stack, i)
      let x = try identity(n)
      try factors.solve(x, columns: n)
      try result.setMatrix(i, to: x)
    }
    return result
  }

  /// The determinant of square matrices.
  public func determinant() throws -> Tensor {
    let stack = try MatrixStack(self, for: "det")
    return try Tensor((0..<stack.count).map { Float(try Factors(stack, $0).product) }, shape: stack.batch)
  }

  /// The sign of the determinant and the logarithm of its magnitude.
  public func logDeterminant() throws -> (sign: Tensor, logarithm: Tensor) {
    let stack = try MatrixStack(self, for: "slogdet")
    let parts = try (0..<stack.count).map { try Factors(stack, $0).determinant }
    return (
      try Tensor(parts.map { Float($0.sign) }, shape: stack.batch), try Tensor(parts.map { Float($0.logarithm) }, shape: stack.batch)
    )
  }
}

/// The identity, column after column.
private func identity(_ n: Int) throws -> Doubles {
  let result = try Doubles(try Tensor.elementCount(of: [n, n]))
  for i in 0..<result.count { result[i] = i % (n + 1) == 0 ? 1 : 0 }
  return result
}

// MARK: - Least squares

/// What `lstsq` finds.
public struct LeastSquares {
  /// [n] or [n, columns].
  public var solution: Tensor
  /// Sums of squared residuals, one for each column; empty when the rank is below n or there are no more rows than columns.
  public var residuals: Tensor
  /// Singular values that do not count as zero.
  public var rank: Int
  /// [min(m, n)], largest first.
  public var singularValues: Tensor
}

extension Tensor {
  /// The x that makes `‖self · x − b‖` smallest, of several the one of smallest norm, by singular values (gelsd) in double.
  ///
  /// - Parameter rcond: Singular values up to this part of the largest count as zero; without it, what rounding makes of zero.
  public func leastSquares(_ b: Tensor, rcond: Double? = nil) throws -> LeastSquares {
    let right = b.rank == 1 ? try b.unsqueezed(at: 1) : b
    guard rank == 2, right.rank == 2, shape[0] == right.shape[0] else {
      throw TensorError("`lstsq` cannot match \(typeDescription) with the right side \(b.typeDescription)", notes: ["it takes [m, n] and [m] or [m, columns]"])
    }
    let (stack, sides) = (try MatrixStack(self, for: "lstsq"), try MatrixStack(right, for: "lstsq"))
    let height = max(stack.rows, stack.columns)
    let x = try sides.matrix(0, rows: height)
    let (s, found) = try minimumNorm(stack, 0, x, columns: sides.columns, rcond)
    let solution = try Tensor.uninitialized([stack.columns, sides.columns], axes: sides.names(stack.columnName, sides.columnName))
    try solution.setMatrix(0, to: x, height: height)
    let values = try Tensor.uninitialized([min(stack.rows, stack.columns)])
    values.setVector(0, to: s)
    var residuals: [Float] = []
    if found == stack.columns, stack.rows > stack.columns {
      residuals = (0..<sides.columns).map { k in
        Float((stack.columns..<stack.rows).reduce(0.0) { $0 + x[k * height + $1] * x[k * height + $1] })
      }
    }
    return LeastSquares(
      solution: b.rank == 1 ? try solution.squeezed([-1]) : solution, residuals: try Tensor(residuals), rank: found, singularValues: values)
  }

  /// The Moore–Penrose inverse of the last two axes.
  public func pseudoinverse(rcond: Double? = nil) throws -> Tensor {
    let stack = try MatrixStack(self, for: "pinv")
    let (m, n) = (stack.rows, stack.columns)
    let height = max(m, n)
    let result = try stack.result(n, m, axes: stack.names(stack.columnName, stack.rowName))
    for i in 0..<stack.count {
      let x = try Doubles(try Tensor.elementCount(of: [height, m]))
      for place in 0..<x.count { x[place] = place % (height + 1) == 0 ? 1 : 0 }
      _ = try minimumNorm(stack, i, x, columns: m, rcond)
      try result.setMatrix(i, to: x, height: height)
    }
    return result
  }
}

/// Overwrites x [max(m, n), columns] with the least squares solution of smallest norm.
private func minimumNorm(
  _ stack: MatrixStack, _ number: Int, _ x: Doubles, columns: Int, _ rcond: Double?
) throws -> (singularValues: Doubles, rank: Int) {
  try Interruption.check()
  let (m, n) = (stack.rows, stack.columns)
  let s = try Doubles(min(m, n))
  guard min(m, n) > 0, columns > 0 else {
    for i in 0..<x.count { x[i] = 0 }
    return (s, 0)
  }
  let (a, rank) = (try stack.matrix(number), try Pivots(1))
  let limit = rcond ?? Double(max(m, n)) * stack.precision
  let (rows, width, sides) = (try LAPACK.size(m), try LAPACK.size(n), try LAPACK.size(columns))
  let operations = Double(m) * Double(n) * Double(4 * min(m, n) + columns)
  let report = try LAPACK.run(stack.name, operations: operations) {
    withExtendedLifetime((a, x, s, rank)) {
      arr_lapack_lstsq(rows, width, sides, a.address, x.address, s.address, limit, rank.address)
    }
  }
  guard report == 0 else { throw TensorError("`\(stack.name)` did not converge for \(stack.source.typeDescription)") }
  return (s, Int(rank.address[0]))
}
