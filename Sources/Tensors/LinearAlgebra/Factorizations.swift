import CLAPACK

extension Tensor {
  /// `A = Q · R` of the last two axes with orthonormal columns of Q and an upper triangle R, by Householder reflections
  /// (geqrf) in double.
  ///
  /// - Parameter complete: Q square, else its first min(m, n) columns.
  public func orthogonalTriangular(complete: Bool) throws -> (q: Tensor, r: Tensor) {
    let stack = try MatrixStack(self, for: "qr")
    let (m, n, k) = (stack.rows, stack.columns, min(stack.rows, stack.columns))
    let width = complete ? m : k
    let q = try stack.result(m, width, axes: stack.names(stack.rowName, ""))
    let r = try stack.result(width, n, axes: stack.names("", stack.columnName))
    for i in 0..<stack.count {
      let (reflections, tau) = try reflected(stack, i, width: width)
      for row in 0..<width {
        for column in 0..<n {
          r.floatAddress[(i * width + row) * n + column] = row <= column ? Float(reflections[column * m + row]) : 0
        }
      }
      try makeOrthogonal(reflections, tau, stack, width: width)
      try q.setMatrix(i, to: reflections)
    }
    return (q, r)
  }

  /// The lower triangle L of `A = L · Lᵀ` for symmetric positive definite matrices; of A the lower triangle counts.
  public func choleskyFactor() throws -> Tensor {
    let stack = try MatrixStack(self, for: "cholesky")
    try stack.requireSquare()
    let n = stack.rows
    let result = try stack.result(n, n, axes: stack.names(stack.rowName, ""))
    for i in 0..<stack.count where n > 0 {
      try Interruption.check()
      let a = try stack.matrix(i)
      let size = try LAPACK.size(n)
      let report = try LAPACK.run("cholesky", operations: Double(n) * Double(n) * Double(n) / 3) {
        withExtendedLifetime(a) { arr_lapack_cholesky(size, a.address) }
      }
      guard report == 0 else {
        throw TensorError(
          "the matrix \(typeDescription) of `cholesky` is not positive definite", notes: ["its leading part of size \(report) is not"])
      }
      try result.setMatrix(i, to: a)
    }
    return try result.lowerTriangle()
  }
}

/// A matrix after the reflections, with room for `width` columns.
private func reflected(_ stack: MatrixStack, _ number: Int, width: Int) throws -> (matrix: Doubles, tau: Doubles) {
  try Interruption.check()
  let (m, n, k) = (stack.rows, stack.columns, min(stack.rows, stack.columns))
  let a = try stack.matrix(number)
  let tau = try Doubles(k)
  let (rows, columns) = (try LAPACK.size(m), try LAPACK.size(n))
  if k > 0 {
    _ = try LAPACK.run(stack.name, operations: 2 * Double(m) * Double(n) * Double(k)) {
      withExtendedLifetime((a, tau)) { arr_lapack_qr(rows, columns, a.address, tau.address) }
    }
  }
  if width <= n { return (a, tau) }
  let wide = try Doubles(try Tensor.elementCount(of: [m, width]))
  for i in 0..<wide.count { wide[i] = i < a.count ? a[i] : 0 }
  return (wide, tau)
}

/// Turns reflections into the first `width` columns of Q.
private func makeOrthogonal(_ a: Doubles, _ tau: Doubles, _ stack: MatrixStack, width: Int) throws {
  guard stack.rows > 0, width > 0 else { return }
  guard tau.count > 0 else {
    for i in 0..<a.count { a[i] = i % (stack.rows + 1) == 0 ? 1 : 0 }
    return
  }
  let (rows, columns, count) = (try LAPACK.size(stack.rows), try LAPACK.size(width), try LAPACK.size(tau.count))
  _ = try LAPACK.run(stack.name, operations: 2 * Double(stack.rows) * Double(width) * Double(tau.count)) {
    withExtendedLifetime((a, tau)) { arr_lapack_q(rows, columns, count, a.address, tau.address) }
  }
}
