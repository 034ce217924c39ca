import Glibc

/// A set of byte strings, numbered in the order of their arrival, found again by their bytes.
///
/// All keys lie in one array and the slots hold a part of the hash, so a lookup costs about one comparison and no allocation.
struct ByteTable: Sendable {
  private var bytes: [UInt8] = []
  private var starts: [Int] = [0]
  /// Hash in the high half, place plus one in the low half; 0 where free. The count is a power of two.
  private var slots: [UInt64]

  init(capacity: Int = 16) {
    var size = 32
    while size < capacity * 2 { size *= 2 }
    slots = [UInt64](repeating: 0, count: size)
  }

  var count: Int { starts.count - 1 }

  subscript(place: Int) -> Text { bytes[starts[place]..<starts[place + 1]] }

  /// The place of `key`, nil when it is not there.
  func find(_ key: UnsafeBufferPointer<UInt8>) -> Int? { withSearch { $0.find(key) } }

  func find(_ key: some Collection<UInt8>) -> Int? {
    if let found = key.withContiguousStorageIfAvailable({ find($0) }) { return found }
    return Array(key).withUnsafeBufferPointer { find($0) }
  }

  /// Calls `body` with what finds keys; for many in a row that is quicker than `find`.
  @inline(__always)
  func withSearch<Result>(_ body: (Search) throws -> Result) rethrows -> Result {
    try bytes.withUnsafeBufferPointer { bytes in
      try starts.withUnsafeBufferPointer { starts in
        try slots.withUnsafeBufferPointer { slots in try body(Search(bytes: bytes, starts: starts, slots: slots)) }
      }
    }
  }

  /// The table where it lies in memory.
  struct Search {
    fileprivate let bytes: UnsafeBufferPointer<UInt8>
    fileprivate let starts: UnsafeBufferPointer<Int>
    fileprivate let slots: UnsafeBufferPointer<UInt64>

    func find(_ key: UnsafeBufferPointer<UInt8>) -> Int? {
      let slot = slots[slot(of: key, hash: ByteTable.hash(key))]
      return slot == 0 ? nil : Int(slot & 0xFFFF_FFFF) - 1
    }

    /// The slot of `key`, or the free one where it belongs.
    fileprivate func slot(of key: UnsafeBufferPointer<UInt8>, hash: UInt32) -> Int {
      let mask = slots.count - 1
      var slot = Int(hash) & mask
      while slots[slot] != 0 {
        if UInt32(slots[slot] >> 32) == hash, equals(key, Int(slots[slot] & 0xFFFF_FFFF) - 1) { break }
        slot = (slot + 1) & mask
      }
      return slot
    }

    private func equals(_ key: UnsafeBufferPointer<UInt8>, _ place: Int) -> Bool {
      let start = starts[place]
      guard starts[place + 1] - start == key.count else { return false }
      guard let first = key.baseAddress, let bytes = bytes.baseAddress else { return true }
      return memcmp(bytes + start, first, key.count) == 0
    }
  }

  /// The place of `key`, which is added when it is new.
  mutating func insert(_ key: UnsafeBufferPointer<UInt8>) -> Int {
    if (count + 1) * 2 > slots.count { grow() }
    let hash = Self.hash(key)
    let slot = withSearch { $0.slot(of: key, hash: hash) }
    if slots[slot] != 0 { return Int(slots[slot] & 0xFFFF_FFFF) - 1 }
    bytes.append(contentsOf: key)
    starts.append(bytes.count)
    slots[slot] = UInt64(hash) << 32 | UInt64(count)
    return count - 1
  }

  mutating func insert(_ key: String) -> Int {
    var key = key
    return key.withUTF8 { insert($0) }
  }

  private mutating func grow() {
    let old = slots
    slots = [UInt64](repeating: 0, count: old.count * 2)
    let mask = slots.count - 1
    for entry in old where entry != 0 {
      var slot = Int(entry >> 32) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = entry
    }
  }

  /// Eight bytes at a time: products with the golden ratio, their halves folded together.
  private static func hash(_ key: UnsafeBufferPointer<UInt8>) -> UInt32 {
    let bytes = UnsafeRawBufferPointer(key)
    let count = bytes.count
    var hash = UInt64(truncatingIfNeeded: count)
    func mix(_ word: UInt64) {
      let product = (hash ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
      hash = product.high ^ product.low
    }
    func word<Word: FixedWidthInteger>(_ offset: Int, _: Word.Type) -> UInt64 {
      UInt64(truncatingIfNeeded: bytes.loadUnaligned(fromByteOffset: offset, as: Word.self))
    }
    // What is left of a last word is read together with bytes before it.
    if count >= 8 {
      for i in stride(from: 0, to: count - 8, by: 8) { mix(word(i, UInt64.self)) }
      mix(word(count - 8, UInt64.self))
    } else if count >= 4 {
      mix(word(0, UInt32.self) | word(count - 4, UInt32.self) << 32)
    } else if count > 0 {
      mix(UInt64(bytes[0]) | UInt64(bytes[count / 2]) << 8 | UInt64(bytes[count - 1]) << 16)
    }
    return UInt32(truncatingIfNeeded: hash ^ (hash >> 32))
  }
}
