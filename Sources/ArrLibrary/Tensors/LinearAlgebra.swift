import ArrLanguage
import Tensors

extension Library {
  /// Decompositions and systems of equations, by LAPACK in double; the results are f32. Leading axes are a stack of matrices.
  static func installLinearAlgebra(in interpreter: Interpreter) {
    installSingularValues(in: interpreter)
    installEigenvalues(in: interpreter)
    installFactorizations(in: interpreter)
    installEquations(in: interpreter)
  }

  private static func tuple(_ tensors: Tensor...) -> Value { .tuple(of: tensors.map { TensorObject.value($0) }) }

  private static func installSingularValues(in interpreter: Interpreter) {
    interpreter.tensorOperation(
      "svd",
      [
        .init(
          "full_matrices", .bool, default: .bool(true),
          "U and Vt square, as in NumPy; false gives their first min(rows, columns) columns and rows, which is all that `U * S @ Vt` needs")
      ], result: "tuple",
      "The singular value decomposition `(U, S, Vt)` of a matrix, `U * S @ Vt`, the singular values in descending order. "
        + "Of the two signs of each pair of vectors that one is taken which makes the largest element of U's column positive.",
      example: "U, S, Vt = tensor([[3.0, 0.0], [4.0, 5.0]]).svd()\nallclose(U * S @ Vt, [[3.0, 0.0], [4.0, 5.0]], atol=1e-5)"
    ) { own, arguments in
      let parts = try own.tensor.singularValueDecomposition(full: try arguments.bool("full_matrices"))
      return tuple(parts.u, parts.s, parts.vt)
    }
    interpreter.tensorOperation(
      "svdvals", [], "The singular values of a matrix, in descending order.", example: "tensor([[3.0, 0.0], [4.0, 5.0]]).svdvals()"
    ) { own, _ in own.value(try own.tensor.singularValues()) }
    interpreter.tensorOperation(
      "matrix_rank",
      [
        .init(
          "tol", .optional(.float), default: Value.none,
          "singular values above it count; without it, those above the largest times max(rows, columns) times the rounding of the elements")
      ], result: "int or tensor", "The rank of a matrix: how many singular values are not zero.", example: "tensor([[1.0, 2.0], [2.0, 4.0]]).matrix_rank()"
    ) { own, arguments in own.value(try own.tensor.matrixRank(tolerance: try arguments.optionalFloat("tol"))) }
    interpreter.tensorOperation(
      "cond", result: "float or tensor", "The condition number of a matrix: its largest singular value over its smallest.",
      example: "tensor([[2.0, 0.0], [0.0, 0.5]]).cond()"
    ) { own, _ in own.value(try own.tensor.conditionNumber()) }
    interpreter.tensorOperation(
      "pinv",
      [
        .init(
          "rcond", .optional(.float), default: Value.none,
          "singular values up to this part of the largest count as zero; without it, those that rounding makes of zero")
      ], "The Moore-Penrose inverse of a matrix, which need be neither square nor regular.", example: "tensor([[1.0], [2.0]]).pinv()"
    ) { own, arguments in own.value(try own.tensor.pseudoinverse(rcond: try arguments.optionalFloat("rcond"))) }
  }

  private static func installEigenvalues(in interpreter: Interpreter) {
    interpreter.tensorOperation(
      "eigh", result: "tuple",
      "The eigenvalues of a symmetric matrix in ascending order and their eigenvectors, which are the columns of the second tensor. "
        + "The largest element of each is positive.",
      example: "w, V = tensor([[2.0, 1.0], [1.0, 2.0]]).eigh()\nw"
    ) { own, _ in
      let parts = try own.tensor.symmetricEigen()
      return tuple(parts.values, parts.vectors)
    }
    interpreter.tensorOperation(
      "eigvalsh", [], "The eigenvalues of a symmetric matrix in ascending order.", example: "tensor([[2.0, 1.0], [1.0, 2.0]]).eigvalsh()"
    ) { own, _ in own.value(try own.tensor.symmetricEigenvalues()) }
    interpreter.tensorOperation(
      "eig", result: "tuple",
      "The eigenvalues of a square matrix and their eigenvectors, which are the columns of the second tensor; an error when eigenvalues are complex.",
      example: "w, V = tensor([[2.0, 1.0], [0.0, 3.0]]).eig()\nw"
    ) { own, _ in
      let parts = try own.tensor.realEigen()
      return tuple(parts.values, parts.vectors)
    }
    interpreter.tensorOperation(
      "eigvals", result: "eigenvalues", "The eigenvalues of a square matrix: fields `real` and `imag`, and `abs`, their magnitudes.",
      example: "tensor([[0.0, -1.0], [1.0, 0.0]]).eigvals().imag"
    ) { own, _ in
      let (real, imaginary) = try own.tensor.eigenvalues()
      let size = try combined(.hypot, .tensor(real), .tensor(imaginary))
      return .object(
        RecordObject("eigenvalues", [("real", own.value(real)), ("imag", own.value(imaginary)), ("abs", own.value(size))]))
    }
  }

  private static func installFactorizations(in interpreter: Interpreter) {
    interpreter.tensorOperation(
      "qr", [.init("mode", .string, default: .text("reduced"), "\"reduced\" for min(rows, columns) columns of Q, \"complete\" for a square Q")],
      result: "tuple", "The factors `(Q, R)` of a matrix: orthonormal columns and an upper triangle, `Q @ R`.",
      example: "Q, R = tensor([[1.0, 2.0], [3.0, 4.0]]).qr()\nallclose(Q @ R, [[1.0, 2.0], [3.0, 4.0]], atol=1e-5)"
    ) { own, arguments in
      let mode = try arguments.string("mode")
      guard mode == "reduced" || mode == "complete" else { throw arguments.error("mode", "`mode` is \"reduced\" or \"complete\", not \"\(mode)\"") }
      let parts = try own.tensor.orthogonalTriangular(complete: mode == "complete")
      return tuple(parts.q, parts.r)
    }
    interpreter.tensorOperation(
      "cholesky", [], "The lower triangle L of a symmetric positive definite matrix, `L @ L.T`.",
      example: "tensor([[4.0, 2.0], [2.0, 5.0]]).cholesky()"
    ) { own, _ in own.value(try own.tensor.choleskyFactor()) }
    interpreter.tensorOperation(
      "det", result: "float or tensor", "The determinant of a square matrix.", example: "tensor([[1.0, 2.0], [3.0, 4.0]]).det()"
    ) { own, _ in own.value(try own.tensor.determinant()) }
    interpreter.tensorOperation(
      "slogdet", result: "tuple", "The sign of the determinant and the logarithm of its magnitude, which may be beyond the range of floats.",
      example: "tensor([[1.0, 2.0], [3.0, 4.0]]).slogdet()"
    ) { own, _ in
      let parts = try own.tensor.logDeterminant()
      return tuple(parts.sign, parts.logarithm)
    }
  }

  private static func installEquations(in interpreter: Interpreter) {
    interpreter.tensorOperation(
      "inv", [], "The inverse of a square matrix; an error when it is singular.", example: "tensor([[1.0, 2.0], [3.0, 4.0]]).inv()"
    ) { own, _ in own.value(try own.tensor.inverse()) }
    interpreter.tensorOperation(
      "solve", [.init("b", .any, "the right side: a vector, or a matrix of one in each column")],
      "The x for which `A @ x` is b; an error when A is singular.", example: "tensor([[2.0, 0.0], [1.0, 4.0]]).solve([2.0, 9.0])"
    ) { own, arguments in own.value(try own.tensor.solving(try arguments.tensor("b"))) }
    interpreter.tensorOperation(
      "lstsq",
      [
        .init("b", .any, "the right side: a vector, or a matrix of one in each column"),
        .init(
          "rcond", .optional(.float), default: Value.none,
          "singular values up to this part of the largest count as zero; without it, those that rounding makes of zero"),
      ], result: "tuple",
      "The x for which `A @ x` is nearest to b, the sums of squared residuals, the rank and the singular values of A, as NumPy gives them. "
        + "Of several such x it is the shortest.",
      example: "x, residuals, rank, s = tensor([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]]).lstsq([1.0, 3.0, 5.0])\nx"
    ) { own, arguments in
      let found = try own.tensor.leastSquares(try arguments.tensor("b"), rcond: try arguments.optionalFloat("rcond"))
      return .tuple(of: [
        TensorObject.value(found.solution), TensorObject.value(found.residuals), .int(found.rank), TensorObject.value(found.singularValues),
      ])
    }
    interpreter.tensorOperation(
      "matrix_power", [.init("n", .int, "how often; negative for powers of the inverse")], "A square matrix multiplied with itself.",
      example: "tensor([[1, 1], [1, 0]]).matrix_power(10)"
    ) { own, arguments in own.value(try own.tensor.matrixPower(try arguments.int("n"))) }
  }
}
