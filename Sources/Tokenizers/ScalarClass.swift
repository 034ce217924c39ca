import Synchronization

/// Scalars that share a property. Whether one does is found out once; from then on a bit tells.
final class ScalarClass: @unchecked Sendable {
  // Unchecked: the pages are filled while several threads may look, each with the same bits, and by atomic stores.

  /// What is known of 64 scalars in a row.
  private struct Page: ~Copyable {
    let bits = Atomic<UInt64>(0)
    let isKnown = Atomic(false)
  }

  private let contains: @Sendable (Unicode.Scalar) -> Bool
  /// Of the basic plane. Others are asked about every time.
  private let pages: UnsafeMutablePointer<Page>
  private static let pageCount = 1 << 10
  /// A bit for every scalar of ASCII.
  private let low: UInt64
  private let high: UInt64

  static let numeric = ScalarClass { $0.isNumeric }
  static let punctuation = ScalarClass { $0.isPunctuation }
  static let whitespace = ScalarClass { $0.isWhitespace }
  static let word = ScalarClass { $0.isWord }

  private init(_ contains: @escaping @Sendable (Unicode.Scalar) -> Bool) {
    self.contains = contains
    pages = .allocate(capacity: Self.pageCount)
    for page in 0..<Self.pageCount { (pages + page).initialize(to: Page()) }
    low = Self.bits(ofPage: 0, contains)
    high = Self.bits(ofPage: 1, contains)
  }

  deinit {
    pages.deinitialize(count: Self.pageCount)
    pages.deallocate()
  }

  private static func bits(ofPage page: UInt32, _ contains: (Unicode.Scalar) -> Bool) -> UInt64 {
    (0..<64 as Range<UInt32>).reduce(0) { bits, place in
      guard let scalar = Unicode.Scalar(page << 6 + place), contains(scalar) else { return bits }
      return bits | 1 << UInt64(place)
    }
  }

  @inline(__always)
  private func holds(_ scalar: Unicode.Scalar) -> Bool {
    let page = scalar.value >> 6
    guard page < Self.pageCount else { return contains(scalar) }
    return bits(ofPage: page) >> UInt64(scalar.value & 63) & 1 == 1
  }

  @inline(__always)
  private func bits(ofPage page: UInt32) -> UInt64 {
    if pages[Int(page)].isKnown.load(ordering: .acquiring) { return pages[Int(page)].bits.load(ordering: .relaxed) }
    let bits = Self.bits(ofPage: page, contains)
    pages[Int(page)].bits.store(bits, ordering: .relaxed)
    pages[Int(page)].isKnown.store(true, ordering: .releasing)
    return bits
  }

  /// Where the first scalar of the class begins; the number of bytes when there is none, or when a stop is requested.
  func first(in bytes: Bytes) -> Int {
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
        if holds(value) { return place }
        place += width
      }
    }
    return bytes.count
  }
}
