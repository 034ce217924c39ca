import CKernels

extension Tensor {
  /// The same values with elements of another type, dense; the tensor itself when it has that type already.
  ///
  /// Floats become integers by truncation. Anything but zero becomes true.
  ///
  /// - Throws: `TensorError` for a NaN and for a number that the integer type does not hold, with its place.
  public func cast(to target: DType) throws -> Tensor {
    if target == dtype { return self }
    if target.isInteger, dtype.isFloat || target == .int32 { try requireNumbers(for: target) }
    return try wrapped(to: target)
  }

  /// As `cast(to:)`, but ints that do not fit keep their lowest bits, as the results of integer arithmetic do.
  func wrapped(to target: DType) throws -> Tensor {
    if target == dtype { return self }
    let source = try contiguous()
    let result = try Tensor.uninitialized(shape, target, axes: axes)
    try parallelElements(count) { range in
      convertElements(
        source.address + range.lowerBound * dtype.size, dtype, to: result.address + range.lowerBound * target.size, target,
        count: range.count)
    }
    return result
  }

  private func requireNumbers(for target: DType) throws {
    if dtype == .bool { return }
    let dense = try dtype.isFloat ? denseFloats() : contiguous()
    let place: Int?
    switch (dtype.isFloat, target) {
    case (true, .int32): place = dense.firstPlace { (x: Float) in !(x >= -0x1p31 && x < 0x1p31) }
    case (true, _): place = dense.firstPlace { (x: Float) in !(x >= -0x1p63 && x < 0x1p63) }
    case (false, _):
      if dtype == .int32 { return }
      place = dense.firstPlace { (x: Int64) in x != Int64(Int32(truncatingIfNeeded: x)) }
    }
    try Interruption.check()
    guard let place else { return }
    var (rest, index) = (place, shape)
    for axis in shape.indices.reversed() { (rest, index[axis]) = rest.quotientAndRemainder(dividingBy: shape[axis]) }
    throw target.overflow(dense.element(index), at: index)
  }

  /// The first of the dense elements of which a condition holds. Whole pieces are looked at first: their loop has no way out
  /// and is a vector loop.
  @inline(__always)
  private func firstPlace<Element>(_ isSought: (Element) -> Bool) -> Int? {
    let x = address.assumingMemoryBound(to: Element.self)
    return withExtendedLifetime(self) {
      for start in stride(from: 0, to: count, by: 4096) {
        if Interruption.isRequested() { return nil }
        let piece = start..<min(start + 4096, count)
        var found = 0
        for i in piece { found &+= isSought(x[i]) ? 1 : 0 }
        if found > 0 { return piece.first { isSought(x[$0]) } }
      }
      return nil
    }
  }

  /// The same tensor with its elements one after the other in row-major order; itself when they are already.
  public func contiguous() throws -> Tensor { isContiguous ? self : try copied() }

  /// A dense copy in storage of its own.
  public func copied() throws -> Tensor {
    let result = try Tensor.uninitialized(shape, dtype, axes: axes)
    try result.copyElements(from: self)
    return result
  }

  /// Makes sure that changing elements changes nobody else's: copies when the storage is shared, mapped or broadcast.
  public mutating func makeUnique() throws {
    let repeats = zip(shape, strides).contains { $0 > 1 && $1 == 0 }
    if storage.isWritable, !repeats, isKnownUniquelyReferenced(&storage) { return }
    self = try copied()
  }

  /// Dense float32 elements; no copy for a dense float32 tensor.
  public func denseFloats() throws -> Tensor { try cast(to: .float32).contiguous() }

  /// Writes the elements of `source`, of the same shape and type, into this tensor's places.
  func copyElements(from source: Tensor) throws {
    switch dtype.size {
    case 1: try copyElements(from: source, as: UInt8.self)
    case 2: try copyElements(from: source, as: UInt16.self)
    case 4: try copyElements(from: source, as: UInt32.self)
    default: try copyElements(from: source, as: UInt64.self)
    }
  }

  private func copyElements<Bits>(from source: Tensor, as type: Bits.Type) throws {
    if isContiguous, source.isContiguous {
      let (to, from, size) = (address, source.address, dtype.size)
      return try parallelElements(count) { range in
        (to + range.lowerBound * size).copyMemory(from: from + range.lowerBound * size, byteCount: range.count * size)
      }
    }
    let to = storage.base.assumingMemoryBound(to: Bits.self)
    let from = source.storage.base.assumingMemoryBound(to: Bits.self)
    try forEachRow([self, source]) { offsets, strides, n in
      let y = to + offsets[0]
      let x = from + offsets[1]
      let (sy, sx) = (strides[0], strides[1])
      if sy == 1, sx == 1 { return y.update(from: x, count: n) }
      for i in 0..<n { y[i * sy] = x[i * sx] }
    }
  }
}

extension DType {
  /// The error for a number that this integer type does not hold.
  public func overflow(_ value: TensorScalar, at index: [Int] = []) -> TensorError {
    let text: String
    switch value {
    case .bool(let flag): text = "\(flag)"
    case .int(let number): text = "\(number)"
    case .float(let number):
      let narrow = Float(number)
      text = Int(exactly: number).map(String.init) ?? (Double(narrow) == number ? "\(narrow)" : "\(number)")
    }
    let range = self == .int32 ? "\(Int32.min) to \(Int32.max)" : "\(Int64.min) to \(Int64.max)"
    let place = index.isEmpty ? "" : " at \(Tensor.describe(shape: index))"
    return TensorError("\(text)\(place) does not fit in \(rawValue), which holds \(range)", kind: .overflow)
  }
}

/// Converts `count` dense elements of one type to another. Floats become integers by truncation, NaN and what does not fit
/// become 0; of ints that do not fit the lowest bits stay.
public func convertElements(_ x: UnsafeRawPointer, _ source: DType, to y: UnsafeMutableRawPointer, _ target: DType, count: Int) {
  switch (source, target) {
  case (.bfloat16, .float32): arr_f32_from_bf16(y.assumingMemoryBound(to: Float.self), x.assumingMemoryBound(to: UInt16.self), Int64(count))
  case (.float16, .float32): arr_f32_from_f16(y.assumingMemoryBound(to: Float.self), x.assumingMemoryBound(to: UInt16.self), Int64(count))
  case (.float32, .bfloat16): arr_bf16_from_f32(y.assumingMemoryBound(to: UInt16.self), x.assumingMemoryBound(to: Float.self), Int64(count))
  case (.float32, .float16): arr_f16_from_f32(y.assumingMemoryBound(to: UInt16.self), x.assumingMemoryBound(to: Float.self), Int64(count))
  case _ where source == target: y.copyMemory(from: x, byteCount: count * source.size)
  case (.bool, _), (.int32, _), (.int64, _): convertIntegers(x, source, to: y, target, count: count)
  default: convertFloats(x, source, to: y, target, count: count)
  }
}

/// Elements that pass through a buffer on the stack at a time.
private let chunk = 1024

private func convertFloats(_ x: UnsafeRawPointer, _ source: DType, to y: UnsafeMutableRawPointer, _ target: DType, count: Int) {
  withUnsafeTemporaryAllocation(of: Float.self, capacity: chunk) { buffer in
    guard let wide = buffer.baseAddress else { return }
    for start in stride(from: 0, to: count, by: chunk) {
      let n = min(chunk, count - start)
      convertElements(x + start * source.size, source, to: wide, .float32, count: n)
      let out = y + start * target.size
      switch target {
      case .int32:
        let out = out.assumingMemoryBound(to: Int32.self)
        for i in 0..<n { out[i] = Int32(exactly: wide[i].rounded(.towardZero)) ?? 0 }
      case .int64:
        let out = out.assumingMemoryBound(to: Int64.self)
        for i in 0..<n { out[i] = Int64(exactly: wide[i].rounded(.towardZero)) ?? 0 }
      case .bool:
        let out = out.assumingMemoryBound(to: UInt8.self)
        for i in 0..<n { out[i] = wide[i] == 0 ? 0 : 1 }
      case .float32, .bfloat16, .float16: convertElements(wide, .float32, to: out, target, count: n)
      }
    }
  }
}

private func convertIntegers(_ x: UnsafeRawPointer, _ source: DType, to y: UnsafeMutableRawPointer, _ target: DType, count: Int) {
  switch source {
  case .bool: convertIntegers(x.assumingMemoryBound(to: UInt8.self), to: y, target, count: count)
  case .int32: convertIntegers(x.assumingMemoryBound(to: Int32.self), to: y, target, count: count)
  default: convertIntegers(x.assumingMemoryBound(to: Int64.self), to: y, target, count: count)
  }
}

private func convertIntegers<Source: FixedWidthInteger>(
  _ x: UnsafePointer<Source>, to y: UnsafeMutableRawPointer, _ target: DType, count: Int
) {
  switch target {
  case .float32:
    let y = y.assumingMemoryBound(to: Float.self)
    for i in 0..<count { y[i] = Float(x[i]) }
  case .int32:
    let y = y.assumingMemoryBound(to: Int32.self)
    for i in 0..<count { y[i] = Int32(truncatingIfNeeded: x[i]) }
  case .int64:
    let y = y.assumingMemoryBound(to: Int64.self)
    for i in 0..<count { y[i] = Int64(truncatingIfNeeded: x[i]) }
  case .bool:
    let y = y.assumingMemoryBound(to: UInt8.self)
    for i in 0..<count { y[i] = x[i] == 0 ? 0 : 1 }
  case .bfloat16, .float16:
    withUnsafeTemporaryAllocation(of: Float.self, capacity: chunk) { buffer in
      guard let wide = buffer.baseAddress else { return }
      for start in stride(from: 0, to: count, by: chunk) {
        let n = min(chunk, count - start)
        for i in 0..<n { wide[i] = Float(x[start + i]) }
        convertElements(wide, .float32, to: y + start * 2, target, count: n)
      }
    }
  }
}
