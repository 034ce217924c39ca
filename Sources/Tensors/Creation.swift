extension Tensor {
  /// Every element `value`, rounded to the type.
  public static func full(_ shape: [Int], _ value: Double, _ dtype: DType = .float32) throws -> Tensor {
    if dtype.isFloat {
      let tensor = try uninitialized(shape)
      let y = tensor.floatAddress
      try parallelElements(tensor.count) { (y + $0.lowerBound).update(repeating: Float(value), count: $0.count) }
      return try tensor.cast(to: dtype)
    }
    if dtype == .bool { return try full(shape, value == 0 ? 0 : 1, .bool) }
    guard let whole = Int(exactly: value.rounded(.towardZero)) else { throw dtype.overflow(.float(value)) }
    return try full(shape, whole, dtype)
  }

  /// Every element the integer `value`.
  public static func full(_ shape: [Int], _ value: Int, _ dtype: DType) throws -> Tensor {
    let tensor = try uninitialized(shape, .int64)
    let y = tensor.address.assumingMemoryBound(to: Int64.self)
    try parallelElements(tensor.count) { (y + $0.lowerBound).update(repeating: Int64(value), count: $0.count) }
    return try tensor.cast(to: dtype)
  }

  /// Every element 1 (`true` for bool).
  public static func ones(_ shape: [Int], _ dtype: DType = .float32) throws -> Tensor { try full(shape, 1, dtype) }

  /// A tensor without axes.
  public static func scalar(_ value: Double) throws -> Tensor { try full([], value, .float32) }
  /// An i64 tensor without axes.
  public static func scalar(_ value: Int) throws -> Tensor { try full([], value, .int64) }

  /// A tensor of bool.
  public init(_ values: [Bool], shape: [Int]? = nil, axes: [String] = []) throws {
    let bytes = try Tensor(values.map { $0 ? 1 : 0 }, shape: shape, axes: axes)
    self = try bytes.cast(to: .bool)
  }

  /// i64 `0, 1, …, stop − 1`.
  public static func arange(_ stop: Int) throws -> Tensor { try arange(0, stop) }

  /// i64 `start, start + step, …` before `stop`.
  public static func arange(_ start: Int, _ stop: Int, step: Int = 1) throws -> Tensor {
    guard step != 0 else { throw TensorError("the step of arange cannot be 0") }
    let (span, overflow) = step > 0 ? stop.subtractingReportingOverflow(start) : start.subtractingReportingOverflow(stop)
    guard !overflow, step != .min else { throw TensorError("arange from \(start) to \(stop) is too large") }
    let count = span <= 0 ? 0 : (span - 1) / Swift.abs(step) + 1
    let tensor = try uninitialized([count], .int64)
    let out = tensor.address.assumingMemoryBound(to: Int64.self)
    try parallelElements(count) { for i in $0 { out[i] = Int64(start &+ i &* step) } }
    return tensor
  }

  /// f32 `start, start + step, …` before `stop`, each computed from its place so that errors do not add up.
  public static func arange(_ start: Double, _ stop: Double, step: Double) throws -> Tensor {
    let steps = ((stop - start) / step).rounded(.up)
    guard step != 0, steps.isFinite, let count = Int(exactly: max(steps, 0)) else {
      throw TensorError("arange from \(start) to \(stop) by \(step) has no end")
    }
    let tensor = try uninitialized([count])
    let out = tensor.floatAddress
    try parallelElements(count) { for i in $0 { out[i] = Float(start + Double(i) * step) } }
    return tensor
  }

  /// f32 `count` numbers from `start` to `stop`, both included.
  public static func linspace(_ start: Double, _ stop: Double, count: Int) throws -> Tensor {
    let tensor = try uninitialized([count])
    let step = count > 1 ? (stop - start) / Double(count - 1) : 0
    let out = tensor.floatAddress
    try parallelElements(count) { for i in $0 { out[i] = Float(i == count - 1 && i > 0 ? stop : start + Double(i) * step) } }
    return tensor
  }

  /// Ones on a diagonal of [rows, columns], `offset` to the right of the main one.
  public static func eye(_ rows: Int, _ columns: Int? = nil, offset: Int = 0, dtype: DType = .float32) throws -> Tensor {
    let columns = columns ?? rows
    let tensor = try zeros([rows, columns])
    // Rows whose diagonal element lies within the columns; none of a tensor without elements, however many rows it has.
    if tensor.count > 0 {
      let first = offset >= 0 ? 0 : offset == .min ? rows : min(rows, -offset)
      for i in first..<rows {
        let (j, overflow) = i.addingReportingOverflow(offset)
        guard !overflow, j < columns else { break }
        tensor.floatAddress[i * columns + j] = 1
      }
    }
    return try tensor.cast(to: dtype)
  }

  /// The products of all pairs of elements: [count of a, count of b].
  public static func outer(_ a: Tensor, _ b: Tensor) throws -> Tensor {
    try a.flattened().unsqueezed(at: 1) * b.flattened().unsqueezed(at: 0)
  }
}

// MARK: - Diagonals and triangles

extension Tensor {
  /// The elements on and below a diagonal of the last two axes, zeros elsewhere.
  public func lowerTriangle(offset: Int = 0) throws -> Tensor { try triangle { row, column in column - row <= offset } }

  /// The elements on and above a diagonal of the last two axes, zeros elsewhere.
  public func upperTriangle(offset: Int = 0) throws -> Tensor { try triangle { row, column in column - row >= offset } }

  private func triangle(_ isKept: (Int, Int) -> Bool) throws -> Tensor {
    guard rank >= 2 else { throw TensorError("\(typeDescription) has no triangle: it needs two axes") }
    let (rows, columns) = (shape[rank - 2], shape[rank - 1])
    let result = try copied()
    let size = dtype.size
    let base = result.address
    try parallelElements(columns == 0 ? 0 : result.count / columns, cost: columns) { range in
      for row in range {
        for column in 0..<columns where !isKept(row % rows, column) {
          // Zero is all bits zero in every type.
          (base + (row * columns + column) * size).initializeMemory(as: UInt8.self, repeating: 0, count: size)
        }
      }
    }
    return result
  }

  /// Of a matrix its diagonal, `offset` to the right of the main one (a view); of a vector the matrix that has it there.
  public func diagonal(offset: Int = 0) throws -> Tensor {
    guard rank == 1 || rank == 2 else { throw TensorError("the diagonal of \(typeDescription) is not defined; it needs one or two axes") }
    if rank == 1 { return try diagonalMatrix(offset) }
    let (right, down) = (max(offset, 0), offset < 0 ? (offset == .min ? Int.max : -offset) : 0)
    var view = self
    let count = right >= shape[1] || down >= shape[0] ? 0 : min(shape[0] - down, shape[1] - right)
    if count > 0 { view.offset += down * strides[0] + right * strides[1] }
    view.shape = [count]
    view.strides = [strides[0] + strides[1]]
    view.axes = []
    return view
  }

  private func diagonalMatrix(_ offset: Int) throws -> Tensor {
    let (magnitude, overflow) = shape[0].addingReportingOverflow(offset == .min ? .max : Swift.abs(offset))
    guard !overflow else { throw TensorError("the offset \(offset) of a diagonal is too large") }
    let result = try Tensor.zeros([magnitude, magnitude], dtype)
    try result.diagonal(offset: offset).copyElements(from: self)
    return result
  }
}
