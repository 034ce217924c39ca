import CKernels

/// An n-dimensional array: a shape, strides and an offset over shared storage. Views share storage and copy nothing;
/// a tensor is a value, so whoever changes elements makes sure that the storage is its own (`makeUnique`).
public struct Tensor {
  public internal(set) var storage: Storage
  /// The type of all elements.
  public let dtype: DType
  public internal(set) var shape: [Int]
  /// In elements; 0 along broadcast axes, negative for reversed views.
  public internal(set) var strides: [Int]
  /// In elements from the start of the storage.
  public internal(set) var offset: Int
  /// Names of the axes (`batch`, `pos`, `d_model` …), empty when there are none; "" for a nameless axis among others.
  public var axes: [String]

  /// A view of a storage. Nothing is checked: every element must lie within the storage.
  public init(storage: Storage, dtype: DType, shape: [Int], strides: [Int], offset: Int = 0, axes: [String] = []) {
    self.storage = storage
    self.dtype = dtype
    self.shape = shape
    self.strides = strides
    self.offset = offset
    self.axes = axes
  }

  /// The number of axes; 0 for a scalar.
  public var rank: Int { shape.count }
  /// Number of elements.
  public var count: Int { shape.reduce(1, *) }
  /// Bytes that the elements take when they lie densely, whatever the storage behind a view holds.
  public var byteCount: Int { count * dtype.size }

  /// Strides of a dense row-major layout.
  public static func rowMajorStrides(_ shape: [Int]) -> [Int] {
    var strides = [Int](repeating: 1, count: shape.count)
    for i in stride(from: shape.count - 2, through: 0, by: -1) { strides[i] = strides[i + 1] * max(shape[i + 1], 1) }
    return strides
  }

  /// The number of elements of a shape.
  ///
  /// - Throws: `TensorError` for a negative size or a product that is too large.
  public static func elementCount(of shape: [Int]) throws -> Int {
    var count = 1
    // Zeros are left out at first: the strides of an empty tensor must not overflow either.
    for size in shape {
      guard size >= 0 else { throw TensorError("a size cannot be negative: \(describe(shape: shape))") }
      let (product, overflow) = count.multipliedReportingOverflow(by: max(size, 1))
      guard !overflow, product < Int.max / 16 else { throw TensorError("the shape \(describe(shape: shape)) is too large") }
      count = product
    }
    return shape.contains(0) ? 0 : count
  }

  /// `[12, 64, 768]`.
  public static func describe(shape: [Int]) -> String { "[" + shape.map(String.init).joined(separator: ", ") + "]" }

  /// `f32[12, 64, 768]`.
  public var typeDescription: String { dtype.rawValue + Tensor.describe(shape: shape) }

  // MARK: Making

  /// A dense tensor whose elements are not set yet.
  public static func uninitialized(_ shape: [Int], _ dtype: DType = .float32, axes: [String] = []) throws -> Tensor {
    let count = try elementCount(of: shape)
    let storage = try Storage(byteCount: count * dtype.size)
    return Tensor(storage: storage, dtype: dtype, shape: shape, strides: rowMajorStrides(shape), axes: axes)
  }

  /// A dense tensor of zeros (`false` for bool). Throws `TensorError` when the shape is absurd or there is no memory.
  public static func zeros(_ shape: [Int], _ dtype: DType = .float32, axes: [String] = []) throws -> Tensor {
    let tensor = try uninitialized(shape, dtype, axes: axes)
    let base = tensor.storage.base
    try parallelElements(tensor.storage.byteCount) { range in
      (base + range.lowerBound).initializeMemory(as: UInt8.self, repeating: 0, count: range.count)
    }
    return tensor
  }

  /// An f32 copy of the values, in row-major order; one axis without a shape. Throws `TensorError` when they do not fill the
  /// shape.
  public init(_ values: [Float], shape: [Int]? = nil, axes: [String] = []) throws {
    try self.init(copying: values, dtype: .float32, shape: shape, axes: axes)
  }

  /// An i64 copy of the values, in row-major order; one axis without a shape. Throws `TensorError` when they do not fill the
  /// shape.
  public init(_ values: [Int], shape: [Int]? = nil, axes: [String] = []) throws {
    try self.init(copying: values, dtype: .int64, shape: shape, axes: axes)
  }

  private init<Element>(copying values: [Element], dtype: DType, shape: [Int]?, axes: [String]) throws {
    let shape = shape ?? [values.count]
    guard try Tensor.elementCount(of: shape) == values.count else {
      throw TensorError("\(values.count) values do not fill the shape \(Tensor.describe(shape: shape))")
    }
    self = try Tensor.uninitialized(shape, dtype, axes: axes)
    values.withUnsafeBytes { storage.base.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(storage.base), byteCount: $0.count) }
  }

  // MARK: Layout

  /// True when the elements lie one after the other in row-major order.
  public var isContiguous: Bool {
    var expected = 1
    for i in stride(from: shape.count - 1, through: 0, by: -1) where shape[i] != 1 {
      if strides[i] != expected { return false }
      expected *= shape[i]
    }
    return true
  }

  /// The first element's address; meaningful as a dense array only when `isContiguous`.
  public var address: UnsafeMutableRawPointer { storage.base + offset * dtype.size }

  /// Float32 address of a dense float32 tensor. Callers check dtype and layout first.
  public var floatAddress: UnsafeMutablePointer<Float> { address.assumingMemoryBound(to: Float.self) }

  /// The elements as float32 in row-major order, whatever the type and layout.
  ///
  /// - Throws: `TensorError` when there is no memory for them.
  public func floatElements() throws -> [Float] {
    let dense = try Interruption.finishing { try cast(to: .float32).contiguous() }
    return Array(UnsafeBufferPointer(start: dense.floatAddress, count: dense.count))
  }

  /// The elements as integers in row-major order; floats are truncated, NaN and what does not fit become 0.
  ///
  /// - Throws: `TensorError` when there is no memory for them.
  public func integerElements() throws -> [Int] {
    let dense = try Interruption.finishing { try cast(to: .int64).contiguous() }
    return dense.address.assumingMemoryBound(to: Int64.self).withMemoryRebound(to: Int.self, capacity: dense.count) {
      Array(UnsafeBufferPointer(start: $0, count: dense.count))
    }
  }
}
