extension Tensor {
  /// The covariance matrix of variables, a row each, over their observations; of a vector its variance. Sums in double.
  ///
  /// - Parameter correction: The divisor is the number of observations less this.
  public func covariance(correction: Int = 1) throws -> Tensor {
    let (products, n, names) = try centredProducts(for: "cov")
    let size = products.count == 0 ? 0 : names.count
    let divisor = max(Double(n) - Double(correction), 0)
    let result = try Tensor.uninitialized([size, size])
    for i in 0..<products.count { result.floatAddress[i] = Float(products[i] / divisor) }
    return rank == 1 ? try result.reshaped([]) : result
  }

  /// Pearson's correlation coefficients of variables, a row each; NaN for one that does not vary.
  public func correlation() throws -> Tensor {
    let (products, _, names) = try centredProducts(for: "corrcoef")
    let size = names.count
    let result = try Tensor.uninitialized([size, size])
    for i in 0..<size {
      for j in 0..<size {
        let scale = products[i * size + i].squareRoot() * products[j * size + j].squareRoot()
        let value = products[i * size + j] / scale
        result.floatAddress[i * size + j] = Float(i == j && value == value ? 1 : min(max(value, -1), 1))
      }
    }
    return rank == 1 ? try result.reshaped([]) : result
  }

  /// Σ (xᵢ − x̄ᵢ)(xⱼ − x̄ⱼ) of all pairs of rows, the number of observations, and one entry a row.
  private func centredProducts(for name: String) throws -> (products: Doubles, observations: Int, rows: Range<Int>) {
    guard rank == 1 || rank == 2 else {
      throw TensorError("`\(name)` needs observations in a vector or variables in the rows of a matrix, not \(typeDescription)")
    }
    let (size, n) = rank == 1 ? (1, shape[0]) : (shape[0], shape[1])
    let source = try denseFloats()
    let centred = try Doubles(try Tensor.elementCount(of: [size, n]))
    let products = try Doubles(try Tensor.elementCount(of: [size, size]))
    withExtendedLifetime(source) {
      for row in 0..<size {
        let mean = (0..<n).reduce(0.0) { $0 + Double(source.floatAddress[row * n + $1]) } / Double(n)
        for i in 0..<n { centred[row * n + i] = Double(source.floatAddress[row * n + i]) - mean }
      }
    }
    for i in 0..<size {
      try Interruption.check()
      let a = centred.address + i * n
      try parallelElements(i + 1, cost: n) { range in
        for j in range {
          let b = centred.address + j * n
          var sum = 0.0
          for k in 0..<n { sum += a[k] * b[k] }
          products[i * size + j] = sum
          products[j * size + i] = sum
        }
      }
    }
    return (products, n, 0..<size)
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
