/// Scalars that share a property. Those of ASCII, most of a text, are looked up by their bytes.
struct ScalarClass: Sendable {
  /// A bit for every scalar of ASCII.
  private let low: UInt64
  private let high: UInt64
  private let contains: @Sendable (Unicode.Scalar) -> Bool

  init(_ contains: @escaping @Sendable (Unicode.Scalar) -> Bool) {
    func bits(from first: UInt8) -> UInt64 {
      (0..<64).reduce(0) { $0 | (contains(Unicode.Scalar(first + $1)) ? 1 << UInt64($1) : 0) }
    }
    low = bits(from: 0)
    high = bits(from: 64)
    self.contains = contains
  }

  /// Where the first scalar of the class begins; the number of bytes when there is none, or when a stop is requested.
  func first(in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var place = 0
    var stop = StopCheck()
    while place < bytes.count {
      if stop.isDue() { return bytes.count }
      let byte = bytes[place]
      if byte < 0x80 {
        if (byte < 64 ? low : high) >> UInt64(byte & 63) & 1 == 1 { return place }
        place += 1
      } else {
        let (value, width) = scalar(at: place, in: bytes)
        if contains(value) { return place }
        place += width
      }
    }
    return bytes.count
  }
}
