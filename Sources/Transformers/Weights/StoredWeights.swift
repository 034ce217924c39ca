import Tensors

/// What a stored tensor is like, by its bits alone.
public struct StoredWeight: Equatable, Sendable {
  /// The checkpoint's own name.
  public var name: String
  /// The type of the numbers.
  public var dtype: DType
  /// The sizes of the axes.
  public var shape: [Int]
  /// Numbers that are NaN.
  public var nanCount = 0
  /// Numbers that are +∞ or −∞.
  public var infinityCount = 0
  /// The index of the first number that is NaN or infinite; nil when all are finite.
  public var firstNotFinite: [Int]?
  /// The number that all of them are; nil when they differ or there are none.
  public var constant: Float?

  /// Numbers in the tensor.
  public var count: Int { shape.reduce(1, *) }
  /// Bytes that they take.
  public var byteCount: Int { count * dtype.size }
  /// None is NaN or infinite.
  public var isFinite: Bool { firstNotFinite == nil }
}

extension TransformerModel {
  /// Every stored tensor once, in the order of the model, all of its numbers looked at.
  ///
  /// - Throws: `TensorError` when there is no memory for a tensor that is not dense, `InterruptedError` on Ctrl-C.
  public func storedWeights() throws -> [StoredWeight] {
    try requireWeights()
    let stored = places.uniquePlaces.compactMap { place in tensors[place.name].map { (places.fullName(place), $0) } }
    var done = 0
    return try Activity.run("reading the weights", count: stored.reduce(0) { $0 + $1.1.count }) { activity in
      try stored.map { name, tensor in
        try activity.step(done)
        done += tensor.count
        return try StoredWeight(name: name, of: tensor)
      }
    }
  }
}

extension StoredWeight {
  fileprivate init(name: String, of tensor: Tensor) throws {
    self.init(name: name, dtype: tensor.dtype, shape: tensor.shape)
    let dense = try tensor.contiguous()
    switch dtype {
    case .float32: try look(dense, as: UInt32.self, sign: 1 << 31, infinity: Float.infinity.bitPattern) { Float(bitPattern: $0) }
    case .bfloat16: try look(dense, as: UInt16.self, sign: 1 << 15, infinity: 0x7F80) { Float(bitPattern: UInt32($0) << 16) }
    case .float16: try look(dense, as: UInt16.self, sign: 1 << 15, infinity: 0x7C00) { Float(Float16(bitPattern: $0)) }
    case .int32, .int64, .bool: return
    }
  }

  /// Without its sign a number's pattern grows with its size, and infinity's and all NaNs' are the last: the largest pattern tells
  /// whether any is there, at the speed of the memory. Only then are they counted.
  private mutating func look<Bits: FixedWidthInteger & Sendable>(
    _ tensor: Tensor, as type: Bits.Type, sign: Bits, infinity: Bits, number: (Bits) -> Float
  ) throws {
    let count = tensor.count
    guard count > 0 else { return }
    let bits = UnsafePointer(tensor.address.assumingMemoryBound(to: type))
    let grain = 1 << 18
    let first = bits[0]
    var found = [(largest: Bits, differing: Bits)](repeating: (0, 0), count: (count + grain - 1) / grain)
    try found.withUnsafeMutableBufferPointer { found in
      try parallelRanges(count, grain: grain) { range in
        var largest: Bits = 0
        var differing: Bits = 0
        for i in range {
          largest = max(largest, bits[i] & ~sign)
          differing |= bits[i] ^ first
        }
        found[range.lowerBound / grain] = (largest, differing)
      }
    }
    let largest = found.reduce(0) { max($0, $1.largest) }
    // Zeros of both signs are one number.
    if largest == 0 { constant = 0 } else if found.allSatisfy({ $0.differing == 0 }) { constant = number(first) }
    if largest >= infinity { try countNotFinite(bits, count, sign: sign, infinity: infinity) }
    withExtendedLifetime(tensor) {}
  }

  private mutating func countNotFinite<Bits: FixedWidthInteger>(_ bits: UnsafePointer<Bits>, _ count: Int, sign: Bits, infinity: Bits) throws {
    var first: Int?
    for i in 0..<count {
      if i & 0xFFFFF == 0 { try Interruption.check() }
      let size = bits[i] & ~sign
      guard size >= infinity else { continue }
      if size == infinity { infinityCount += 1 } else { nanCount += 1 }
      first = first ?? i
    }
    firstNotFinite = first.map { place in
      var rest = place
      return shape.reversed().map { size in
        defer { rest /= size }
        return rest % size
      }.reversed()
    }
  }
}
