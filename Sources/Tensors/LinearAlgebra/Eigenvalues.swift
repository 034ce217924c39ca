import CLAPACK

extension Tensor {
  /// The eigenvalues of symmetric matrices in ascending order and their eigenvectors, as columns, by LAPACK's divide and
  /// conquer (syevd) in double. The largest element of each eigenvector is positive.
  ///
  /// - Throws: `TensorError` when a matrix is not symmetric but for rounding.
  public func symmetricEigen() throws -> (values: Tensor, vectors: Tensor) {
    let stack = try MatrixStack(self, for: "eigh")
    let vectors = try stack.result(stack.rows, stack.rows, axes: stack.names(stack.rowName, ""))
    let values = try stack.result(stack.rows, axes: stack.names(""))
    for i in 0..<stack.count {
      let (w, v) = try symmetric(stack, i, wantsVectors: true)
      fixSigns(v, size: stack.rows)
      values.setVector(i, to: w)
      try vectors.setMatrix(i, to: v)
    }
    return (values, vectors)
  }

  /// The eigenvalues of symmetric matrices in ascending order.
  public func symmetricEigenvalues() throws -> Tensor {
    let stack = try MatrixStack(self, for: "eigvalsh")
    let values = try stack.result(stack.rows, axes: stack.names(""))
    for i in 0..<stack.count { values.setVector(i, to: try symmetric(stack, i, wantsVectors: false).values) }
    return values
  }

  /// The eigenvalues of square matrices, their real and imaginary parts, as LAPACK (geev) orders them.
  public func eigenvalues() throws -> (real: Tensor, imaginary: Tensor) {
    let stack = try MatrixStack(self, for: "eigvals")
    let real = try stack.result(stack.rows, axes: stack.names(""))
    let imaginary = try stack.result(stack.rows, axes: stack.names(""))
    for i in 0..<stack.count {
      let parts = try general(stack, i, wantsVectors: false)
      real.setVector(i, to: parts.real)
      imaginary.setVector(i, to: parts.imaginary)
    }
    return (real, imaginary)
  }

  /// The eigenvalues of square matrices and their right eigenvectors, as columns of length 1.
  ///
  /// - Throws: `TensorError` when eigenvalues are complex.
  public func realEigen() throws -> (values: Tensor, vectors: Tensor) {
    let stack = try MatrixStack(self, for: "eig")
    let values = try stack.result(stack.rows, axes: stack.names(""))
    let vectors = try stack.result(stack.rows, stack.rows, axes: stack.names(stack.rowName, ""))
    for i in 0..<stack.count {
      let parts = try general(stack, i, wantsVectors: true)
      let complex = (0..<stack.rows).filter { parts.imaginary[$0] != 0 }.count
      guard complex == 0 else {
        throw TensorError(
          "\(complex) of the \(stack.rows) eigenvalues of \(typeDescription) are complex, and there are no complex tensors",
          help: ["`eigvals(x)` gives their real and imaginary parts"])
      }
      fixSigns(parts.vectors, size: stack.rows)
      values.setVector(i, to: parts.real)
      try vectors.setMatrix(i, to: parts.vectors)
    }
    return (values, vectors)
  }
}

/// Makes the largest element of each column positive.
private func fixSigns(_ vectors: Doubles, size n: Int) {
  for k in 0..<n {
    let column = vectors.address + k * n
    guard let largest = (0..<n).max(by: { abs(column[$0]) < abs(column[$1]) }), column[largest] < 0 else { continue }
    for i in 0..<n { column[i] = -column[i] }
  }
}

private func symmetric(_ stack: MatrixStack, _ number: Int, wantsVectors: Bool) throws -> (values: Doubles, vectors: Doubles) {
  try Interruption.check()
  try stack.requireSquare()
  let n = stack.rows
  let (values, a) = (try Doubles(n), try stack.matrix(number))
  if n == 0 { return (values, a) }
  try requireSymmetric(a, stack)
  let size = try LAPACK.size(n)
  let report = try LAPACK.run(stack.name, operations: 4 * Double(n) * Double(n) * Double(n)) {
    withExtendedLifetime((a, values)) { arr_lapack_eigh(wantsVectors ? 1 : 0, size, a.address, values.address) }
  }
  guard report == 0 else { throw TensorError("`\(stack.name)` did not converge for \(stack.source.typeDescription)") }
  return (values, a)
}

/// Products that are symmetric in theory are so up to rounding; their lower triangle counts.
private func requireSymmetric(_ a: Doubles, _ stack: MatrixStack) throws {
  let n = stack.rows
  let largest = (0..<a.count).reduce(0.0) { max($0, abs(a[$1])) }
  for i in 0..<n {
    for j in 0..<i where abs(a[i * n + j] - a[j * n + i]) > 1e-3 * largest {
      throw TensorError(
        "`\(stack.name)` needs a symmetric matrix: element [\(i), \(j)] of \(stack.source.typeDescription) is "
          + "\(Float(a[j * n + i])), element [\(j), \(i)] is \(Float(a[i * n + j]))",
        help: ["`eig(x)` takes any square matrix, `(x + x.T) / 2` is symmetric"])
    }
  }
}

private func general(
  _ stack: MatrixStack, _ number: Int, wantsVectors: Bool
) throws -> (real: Doubles, imaginary: Doubles, vectors: Doubles) {
  try Interruption.check()
  try stack.requireSquare()
  let n = stack.rows
  let (real, imaginary, a) = (try Doubles(n), try Doubles(n), try stack.matrix(number))
  let vectors = try Doubles(wantsVectors ? n * n : 0)
  if n == 0 { return (real, imaginary, vectors) }
  let size = try LAPACK.size(n)
  let report = try LAPACK.run(stack.name, operations: 20 * Double(n) * Double(n) * Double(n)) {
    withExtendedLifetime((a, real, imaginary, vectors)) {
      arr_lapack_eig(size, a.address, real.address, imaginary.address, wantsVectors ? vectors.address : nil)
    }
  }
  guard report == 0 else { throw TensorError("`\(stack.name)` did not converge for \(stack.source.typeDescription)") }
  return (real, imaginary, vectors)
}
