import CKernels

/// A stream of random numbers: Philox 4x32-10, a function of key and place. The same seed gives the same numbers on every
/// machine and with any number of threads.
///
/// Each kind of number takes a fixed number of the stream's 32-bit words for an element — uniform one, integers and normal
/// two — so what is drawn next never depends on values drawn before.
public struct RandomStream: Sendable {
  /// Philox' 64-bit key: what tells one stream from another.
  let key: UInt64
  /// The next word.
  public private(set) var position: UInt64 = 0

  /// The stream of a key, from its first word.
  public init(key: UInt64) { self.key = key }
  /// The stream whose key has the bits of `seed`.
  public init(seed: Int) { key = UInt64(bitPattern: Int64(seed)) }

  /// i64 integers from `low` up to but without `high`, all equally likely.
  ///
  /// A 64-bit word is multiplied by the range and the upper half taken; the few words that would favour some values are
  /// replaced by words of the same place under other keys, which leaves the consumption as it is.
  public mutating func integers(_ low: Int, _ high: Int, _ shape: [Int]) throws -> Tensor {
    guard low < high else { throw TensorError("there is no integer from \(low) up to but without \(high)") }
    let tensor = try Tensor.uninitialized(shape, .int64)
    let range = UInt64(bitPattern: Int64(high &- low))
    let key = key
    let (start, end) = place(words: 2, for: tensor.count, alignment: 1)
    let y = tensor.address.assumingMemoryBound(to: Int64.self)
    try fill(tensor.count) { first, n in
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 2 * n) { words in
        guard let words = words.baseAddress else { return }
        let place = start &+ 2 &* UInt64(first)
        arr_philox(words, key, place, Int64(2 * n))
        for i in 0..<n {
          let word = UInt64(words[2 * i]) | UInt64(words[2 * i + 1]) << 32
          let value = RandomStream.bounded(word, range, key, place &+ 2 &* UInt64(i))
          y[first + i] = Int64(bitPattern: UInt64(bitPattern: Int64(low)) &+ value)
        }
      }
    }
    position = end
    return tensor
  }

  /// f32 numbers in [0, 1), multiples of 2⁻²⁴.
  public mutating func uniform(_ shape: [Int]) throws -> Tensor {
    let tensor = try Tensor.uninitialized(shape)
    let key = key
    let (start, end) = place(words: 1, for: tensor.count, alignment: 1)
    let y = tensor.floatAddress
    try fill(tensor.count) { first, n in
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: n) { words in
        guard let words = words.baseAddress else { return }
        arr_philox(words, key, start &+ UInt64(first), Int64(n))
        for i in 0..<n { y[first + i] = Float(words[i] >> 8) * 0x1p-24 }
      }
    }
    position = end
    return tensor
  }

  /// f32 normally distributed numbers.
  public mutating func normal(_ shape: [Int], mean: Double = 0, deviation: Double = 1) throws -> Tensor {
    let tensor = try Tensor.uninitialized(shape)
    let (start, end) = place(words: 2, for: tensor.count, alignment: 2)
    try RandomStream.fillNormal(tensor, key: key, first: start / 2, mean: Float(mean), deviation: Float(deviation))
    position = end
    return tensor
  }

  /// Fills a dense f32, bf16 or f16 tensor of its own storage with normal numbers of mean 0: the first `count` of the key's stream.
  public static func fillNormal(_ tensor: Tensor, key: UInt64, deviation: Double) throws {
    guard tensor.dtype.isFloat, tensor.isContiguous, tensor.storage.isWritable else {
      throw TensorError("random weights need a dense float tensor, not \(tensor.typeDescription)")
    }
    try fillNormal(tensor, key: key, first: 0, mean: 0, deviation: Float(deviation))
  }

  private static func fillNormal(_ tensor: Tensor, key: UInt64, first: UInt64, mean: Float, deviation: Float) throws {
    let dtype = tensor.dtype
    try fill(tensor.count) { place, n in
      let out = tensor.address + place * dtype.size
      if dtype == .float32 {
        return arr_philox_normal(out.assumingMemoryBound(to: Float.self), key, first &+ UInt64(place), mean, deviation, Int64(n))
      }
      withUnsafeTemporaryAllocation(of: Float.self, capacity: n) { buffer in
        guard let wide = buffer.baseAddress else { return }
        arr_philox_normal(wide, key, first &+ UInt64(place), mean, deviation, Int64(n))
        convertElements(wide, .float32, to: out, dtype, count: n)
      }
    }
  }

  // MARK: Places

  /// The first of the words for `count` elements, and the word behind them: the stream's position once they are drawn.
  private func place(words: UInt64, for count: Int, alignment: UInt64) -> (start: UInt64, end: UInt64) {
    let start = (position &+ alignment - 1) / alignment * alignment
    return (start, start &+ words &* UInt64(count))
  }

  /// A number below `range`, each equally likely; `place` is where the word came from.
  private static func bounded(_ word: UInt64, _ range: UInt64, _ key: UInt64, _ place: UInt64) -> UInt64 {
    var (high, low) = word.multipliedFullWidth(by: range)
    // Of the 2⁶⁴ words this many are too many to be shared out evenly.
    if low >= range { return high }
    let surplus = (0 &- range) % range
    var otherKey = key
    while low < surplus {
      otherKey = otherKey &+ 0x9E37_79B9_7F4A_7C15
      var pair: (UInt32, UInt32) = (0, 0)
      withUnsafeMutableBytes(of: &pair) { bytes in
        if let words = bytes.baseAddress?.assumingMemoryBound(to: UInt32.self) { arr_philox(words, otherKey, place, 2) }
      }
      (high, low) = (UInt64(pair.0) | UInt64(pair.1) << 32).multipliedFullWidth(by: range)
    }
    return high
  }

  private func fill(_ count: Int, _ body: (Int, Int) -> Void) throws { try RandomStream.fill(count, body) }

  /// Calls the body with pieces small enough for a buffer on the stack, on all threads.
  private static func fill(_ count: Int, _ body: (Int, Int) -> Void) throws {
    let piece = 4096
    try parallelRanges((count + piece - 1) / piece, grain: 4) { range in
      for i in range { body(i * piece, Swift.min(piece, count - i * piece)) }
    }
  }
}
