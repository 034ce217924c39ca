/// Sorts unsigned keys, with the places they came from or without: one stable pass for every eleven bits, from the lowest.
/// Passes in which all keys agree are left out. Ends early, unsorted, once the user asked to stop.
final class RadixSort<Key: FixedWidthInteger & UnsignedInteger> {
  let count: Int
  private(set) var keys: UnsafeMutablePointer<Key>
  private(set) var places: UnsafeMutablePointer<UInt32>
  private var spareKeys: UnsafeMutablePointer<Key>
  private var sparePlaces: UnsafeMutablePointer<UInt32>
  private let hasPlaces: Bool

  private static var digitBits: Int { 11 }

  /// Room for `count` keys, which the caller writes; their places, if wanted, are 0, 1, … (so at most 2³² keys).
  init(count: Int, withPlaces hasPlaces: Bool) {
    self.count = count
    self.hasPlaces = hasPlaces
    keys = .allocate(capacity: count)
    spareKeys = .allocate(capacity: count)
    places = .allocate(capacity: hasPlaces ? count : 0)
    sparePlaces = .allocate(capacity: hasPlaces ? count : 0)
  }

  deinit {
    keys.deallocate()
    spareKeys.deallocate()
    places.deallocate()
    sparePlaces.deallocate()
  }

  func sort() {
    if hasPlaces { untilStopped(count) { for i in $0 { places[i] = UInt32(truncatingIfNeeded: i) } } }
    var starts = [Int](repeating: 0, count: 1 << Self.digitBits)
    for shift in stride(from: 0, to: Key.bitWidth, by: Self.digitBits) {
      guard starts.withUnsafeMutableBufferPointer({ pass(shift, $0) }) else { return }
    }
  }

  /// False when it was stopped.
  private func pass(_ shift: Int, _ starts: UnsafeMutableBufferPointer<Int>) -> Bool {
    let mask = Key(truncatingIfNeeded: starts.count - 1)
    let (keys, places, spareKeys, sparePlaces) = (keys, places, spareKeys, sparePlaces)
    starts.update(repeating: 0)
    guard untilStopped(count, { for i in $0 { starts[Int(truncatingIfNeeded: keys[i] >> shift & mask)] += 1 } }) else { return false }
    if count == 0 || starts[Int(truncatingIfNeeded: keys[0] >> shift & mask)] == count { return true }
    var next = 0
    for digit in starts.indices { (starts[digit], next) = (next, next + starts[digit]) }
    let isDone = untilStopped(count) { range in
      for i in range {
        let digit = Int(truncatingIfNeeded: keys[i] >> shift & mask)
        let place = starts[digit]
        starts[digit] = place + 1
        spareKeys[place] = keys[i]
        if hasPlaces { sparePlaces[place] = places[i] }
      }
    }
    (self.keys, self.spareKeys, self.places, self.sparePlaces) = (spareKeys, keys, sparePlaces, places)
    return isDone
  }
}

/// A number whose order is that of an unsigned key.
protocol RadixKeyed: Comparable {
  associatedtype Key: FixedWidthInteger & UnsignedInteger
  /// Keys of equal numbers are equal; NaN has the largest.
  var radixKey: Key { get }
}

extension Int64: RadixKeyed {
  var radixKey: UInt64 { UInt64(bitPattern: self) ^ 1 << 63 }
}

extension Float: RadixKeyed {
  var radixKey: UInt32 {
    if self != self { return .max }
    // Minus zero equals zero.
    let bits = (self + 0).bitPattern
    return bits >> 31 == 1 ? ~bits : bits | 1 << 31
  }

  /// The number that has a key; NaN has one pattern.
  init(radixKey key: UInt32) {
    self = key == .max ? .nan : Float(bitPattern: key >> 31 == 1 ? key & ~(1 << 31) : ~key)
  }
}
