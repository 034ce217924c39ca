/// The norms of a matrix, as NumPy's `linalg.norm` has them for two axes. (`Reduction.norm` is that of a vector.)
public enum MatrixNorm: Equatable, Sendable {
  /// The root of the sum of all squares, Frobenius' norm.
  case elements
  /// The sum of the singular values.
  case nuclear
  /// The greatest singular value, which is the most that a vector of length 1 can grow by; or the least one.
  case singularValue(greatest: Bool)
  /// The greatest sum of magnitudes in a column, or the least one.
  case columnSum(greatest: Bool)
  /// The greatest sum of magnitudes in a row, or the least one.
  case rowSum(greatest: Bool)
}

extension Tensor {
  /// A norm of the matrices that lie along two axes, which disappear, or stay with size 1 when `keepDims`. They
  /// are f32.
  ///
  /// - Throws: `TensorError` for axes that are not there or not two, for a greatest or least of nothing, for NaN and
  ///   infinities where singular values are asked for, and when there is no memory.
  public func matrixNorm(_ norm: MatrixNorm, rows: Int = -2, columns: Int = -1, keepDims: Bool = false) throws -> Tensor {
    let (row, column) = (try resolve(axis: rows), try resolve(axis: columns))
    guard row != column else { throw TensorError("an axis is named twice in \(Tensor.describe(shape: [rows, columns]))") }
    let result: Tensor
    switch norm {
    case .elements: return try reduced(.norm(2), axes: [row, column], keepDims: keepDims)
    case .columnSum(let greatest): result = try extremeSum(along: row, over: column, greatest)
    case .rowSum(let greatest): result = try extremeSum(along: column, over: row, greatest)
    case .nuclear: result = try ofSingularValues(row, column, .sum)
    case .singularValue(let greatest): result = try ofSingularValues(row, column, greatest ? .max : .min)
    }
    return keepDims ? result : result.keeping { $0 != row && $0 != column }
  }

  private func extremeSum(along summed: Int, over other: Int, _ greatest: Bool) throws -> Tensor {
    try reduced(.norm(1), axes: [summed], keepDims: true).reduced(greatest ? .max : .min, axes: [other], keepDims: true)
  }

  private func ofSingularValues(_ row: Int, _ column: Int, _ reduction: Reduction) throws -> Tensor {
    let others = shape.indices.filter { $0 != row && $0 != column }
    var result = try permuted(others + [row, column]).singularValues(for: "norm").reduced(reduction, axes: [-1])
    for axis in [row, column].sorted() { result = try result.unsqueezed(at: axis, name: axes.isEmpty ? "" : axes[axis]) }
    return result
  }
}
