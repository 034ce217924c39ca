extension Tensor {
  /// The covariance matrix of variables, a row each, over their observations; of a vector its variance. Sums in double.
  ///
  /// - Parameter correction: The divisor is the number of observations less this.
  public func covariance(correction: Int = 1) throws -> Tensor {
    let (size, n) = try observations(for: "cov")
    let products = try Tensor.centredProducts(doubles(), size, n)
    let divisor = max(Double(n) - Double(correction), 0)
    let result = try Tensor.uninitialized([size, size])
    for i in 0..<size * size { result.floatAddress[i] = Float(products[i] / divisor) }
    return rank == 1 ? try result.reshaped([]) : result
  }

  /// Pearson's correlation coefficients of variables, a row each; NaN for one that does not vary.
  public func correlation() throws -> Tensor {
    let (rows, columns) = try observations(for: "corrcoef")
    let result = try Tensor.correlation(of: doubles(), rows: rows, columns: columns)
    return rank == 1 ? try result.reshaped([]) : result
  }

  /// Pearson's correlation coefficients of the rows of numbers in double: f32 [rows, rows].
  public static func correlation(of numbers: [Double], rows size: Int, columns: Int) throws -> Tensor {
    let products = try centredProducts(numbers, size, columns)
    let result = try Tensor.uninitialized([size, size])
    for i in 0..<size {
      for j in 0..<size {
        let scale = products[i * size + i].squareRoot() * products[j * size + j].squareRoot()
        let value = products[i * size + j] / scale
        result.floatAddress[i * size + j] = Float(i == j && value == value ? 1 : min(max(value, -1), 1))
      }
    }
    return result
  }

  private func observations(for name: String) throws -> (rows: Int, columns: Int) {
    guard rank == 1 || rank == 2 else {
      throw TensorError("`\(name)` needs observations in a vector or variables in the rows of a matrix, not \(typeDescription)")
    }
    return rank == 1 ? (1, shape[0]) : (shape[0], shape[1])
  }

  /// Σ (xᵢ − x̄ᵢ)(xⱼ − x̄ⱼ) of all pairs of rows.
  private static func centredProducts(_ numbers: [Double], _ size: Int, _ n: Int) throws -> Doubles {
    let centred = try Doubles(try Tensor.elementCount(of: [size, n]))
    let products = try Doubles(try Tensor.elementCount(of: [size, size]))
    guard numbers.count >= size * n else { throw TensorError("there is no room for these numbers") }
    for row in 0..<size {
      let mean = pairwiseSum(row * n, n) { numbers[$0] } / Double(n)
      for i in row * n..<(row + 1) * n { centred[i] = numbers[i] - mean }
    }
    for i in 0..<size {
      try Interruption.check()
      let a = centred.address + i * n
      try parallelElements(i + 1, cost: n) { range in
        for j in range {
          let b = centred.address + j * n
          let sum = pairwiseSum(0, n) { a[$0] * b[$0] }
          products[i * size + j] = sum
          products[j * size + i] = sum
        }
      }
    }
    return products
  }

  /// The cosine of the angle between vectors along an axis, the other axes broadcast; 0 with a vector of zeros.
  public static func cosineSimilarity(_ a: Tensor, _ b: Tensor, axis: Int = -1) throws -> Tensor {
    let (x, y, names) = try broadcast(a.cast(to: .float32), b.cast(to: .float32), operation: "cosine_similarity")
    var (left, right) = (x, y)
    (left.axes, right.axes) = (names, names)
    let place = try left.resolve(axis: axis)
    let products = try (left * right).sum(axes: [place])
    let scale = try left.reduced(.norm(2), axes: [place]) * right.reduced(.norm(2), axes: [place])
    let safe = try arithmetic(.divide, .tensor(products), .tensor(scale))
    return try select(comparison(.equal, .tensor(scale), .float(0)), .float(0), .tensor(safe)).clipped(low: -1, high: 1)
  }
}
