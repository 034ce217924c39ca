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

  func find(_ key: UnsafeBufferPointer<UInt8>) -> Int? {
    let slot = slots[slot(of: key, hash: Self.hash(key))]
    return slot == 0 ? nil : Int(slot & 0xFFFF_FFFF) - 1
  }

  func find(_ key: some Collection<UInt8>) -> Int? {
    if let found = key.withContiguousStorageIfAvailable({ find($0) }) { return found }
    return Array(key).withUnsafeBufferPointer { find($0) }
  }

  /// The place of `key`, which is added when it is new.
  mutating func insert(_ key: UnsafeBufferPointer<UInt8>) -> Int {
    if (count + 1) * 2 > slots.count { grow() }
    let hash = Self.hash(key)
    let slot = slot(of: key, hash: hash)
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

  /// The slot of `key`, or the free one where it belongs.
  private func slot(of key: UnsafeBufferPointer<UInt8>, hash: UInt32) -> Int {
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
    for i in 0..<key.count where bytes[start + i] != key[i] { return false }
    return true
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

  /// FNV-1a, its halves folded together.
  private static func hash(_ key: UnsafeBufferPointer<UInt8>) -> UInt32 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in key { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    return UInt32(truncatingIfNeeded: hash ^ (hash >> 32))
  }
}
