import CLAPACK

extension Tensor {
  /// `A = U · diag(S) · Vt` of the last two axes, the singular values in descending order, by LAPACK's divide and conquer
  /// (gesdd) in double.
  ///
  /// The signs are chosen so that the largest element of each column of U is positive: the decomposition leaves them open,
  /// and a choice makes the result the same on every machine.
  ///
  /// - Parameter full: U and Vt square, else their first min(m, n) columns and rows.
  public func singularValueDecomposition(full: Bool) throws -> (u: Tensor, s: Tensor, vt: Tensor) {
    let stack = try MatrixStack(self, for: "svd")
    let (m, n, k) = (stack.rows, stack.columns, min(stack.rows, stack.columns))
    let (width, height) = full ? (m, n) : (k, k)
    let s = try stack.result(k, axes: stack.names(""))
    do {
      let u = try stack.result(m, width, axes: stack.names(stack.rowName, ""))
      let vt = try stack.result(height, n, axes: stack.names("", stack.columnName))
      for i in 0..<stack.count {
        let parts = try Decomposition(stack, i, kind: full ? "A" : "S", width: width, height: height)
        parts.fixSigns()
        try u.setMatrix(i, to: parts.u)
        s.setVector(i, to: parts.s)
        try vt.setMatrix(i, to: parts.vt)
      }
      return (u, s, vt)
    } catch var error as TensorError {
      if full, m != n, error.help.isEmpty { error.help = ["`svd(x, full_matrices=false)` takes no more room than the matrix"] }
      throw error
    }
  }

  /// The singular values of the last two axes, in descending order.
  public func singularValues(for name: String = "svdvals") throws -> Tensor {
    let stack = try MatrixStack(self, for: name)
    let result = try stack.result(min(stack.rows, stack.columns), axes: stack.names(""))
    for i in 0..<stack.count { result.setVector(i, to: try Decomposition(stack, i, kind: "N", width: 0, height: 0).s) }
    return result
  }

  /// How many singular values are larger than `tolerance`; without it, than what the rounding of the elements makes of zero.
  public func matrixRank(tolerance: Double? = nil) throws -> Tensor {
    let stack = try MatrixStack(self, for: "matrix_rank")
    let k = min(stack.rows, stack.columns)
    let counts = try (0..<stack.count).map { i -> Int in
      let s = try Decomposition(stack, i, kind: "N", width: 0, height: 0).s
      let limit = tolerance ?? (k == 0 ? 0 : s[0] * Double(max(stack.rows, stack.columns)) * stack.precision)
      return (0..<k).filter { s[$0] > limit }.count
    }
    return try Tensor(counts, shape: stack.batch)
  }

  /// The ratio of the largest to the smallest singular value, infinite for a singular matrix.
  public func conditionNumber() throws -> Tensor {
    let s = try singularValues(for: "cond")
    guard s.shape[s.rank - 1] > 0 else { throw TensorError("`cond` of an empty matrix is not defined (\(typeDescription))") }
    return try s.selecting(axis: -1, index: 0) / s.selecting(axis: -1, index: -1)
  }
}

/// The singular value decomposition of one matrix.
private struct Decomposition {
  let u: Doubles
  let s: Doubles
  let vt: Doubles
  private let m: Int, n: Int, width: Int, height: Int

  init(_ stack: MatrixStack, _ number: Int, kind: Character, width: Int, height: Int) throws {
    try Interruption.check()
    (m, n) = (stack.rows, stack.columns)
    (self.width, self.height) = (width, height)
    u = try Doubles(try Tensor.elementCount(of: [m, width]))
    vt = try Doubles(try Tensor.elementCount(of: [height, n]))
    s = try Doubles(min(m, n))
    guard min(m, n) > 0 else {
      makeIdentities()
      return
    }
    let a = try stack.matrix(number)
    let (rows, columns) = (try LAPACK.size(m), try LAPACK.size(n))
    let (u, s, vt) = (self.u, self.s, self.vt)
    let job = CChar(kind.asciiValue ?? 0)
    let wantsVectors = kind != "N"
    let operations = 4 * Double(m) * Double(n) * Double(min(m, n))
    let report = try LAPACK.run(stack.name, operations: operations) {
      withExtendedLifetime((a, u, s, vt)) {
        arr_lapack_svd(job, rows, columns, a.address, s.address, wantsVectors ? u.address : nil, wantsVectors ? vt.address : nil)
      }
    }
    guard report == 0 else { throw TensorError("`\(stack.name)` did not converge for \(stack.source.typeDescription)") }
  }

  /// Of a matrix without elements.
  private func makeIdentities() {
    for (matrix, size) in [(u, width), (vt, height)] {
      for i in 0..<matrix.count { matrix[i] = size > 0 && i % (size + 1) == 0 ? 1 : 0 }
    }
  }

  func fixSigns() {
    for k in 0..<s.count {
      let column = u.address + k * m
      let largest = (0..<m).max { abs(column[$0]) < abs(column[$1]) } ?? 0
      guard m > 0, column[largest] < 0 else { continue }
      for i in 0..<m { column[i] = -column[i] }
      for j in 0..<n { vt[j * height + k] = -vt[j * height + k] }
    }
  }
}
