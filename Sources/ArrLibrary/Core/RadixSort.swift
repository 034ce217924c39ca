import ArrLanguage

/// Sorting by numbers without comparing any two of them: by one byte of all keys after the other, the least first. Each
/// step keeps the order of the one before, so equal keys keep theirs.
enum RadixSort {
  private struct Entry {
    var key: UInt
    var place: Int
  }

  /// Below this, comparing costs less than counting bytes.
  private static let fewest = 128
  /// Entries that are moved before a stop is asked about.
  private static let stretch = 1 << 18

  /// A key whose order as a whole number is that of the int.
  static func key(_ number: Int) -> UInt { UInt(bitPattern: number) ^ 1 << 63 }

  /// A key whose order is that of the float; zeros are equal, and NaN comes after everything, so that the order of the
  /// rest is right.
  static func key(_ number: Double) -> UInt {
    if number.isNaN { return .max }
    // Adding zero makes -0.0 the other zero. Negative numbers have greater bits the smaller they are.
    let bits = UInt((number + 0).bitPattern)
    return bits >> 63 == 1 ? ~bits : bits | 1 << 63
  }

  /// The places of the keys in ascending order; those of equal keys stay in order.
  static func places(of keys: [UInt]) throws -> [Int] {
    guard var least = keys.first else { return [] }
    var (greatest, last) = (least, least)
    var isInOrder = true
    for key in keys {
      if key < last { isInOrder = false }
      last = key
      if key < least { least = key }
      if key > greatest { greatest = key }
    }
    if isInOrder { return Array(keys.indices) }
    var entries = keys.enumerated().map { Entry(key: $1 - least, place: $0) }
    if entries.count < fewest {
      entries.sort { $0.key < $1.key }
    } else {
      var others = entries
      var shift: UInt = 0
      while shift < 64, (greatest - least) >> shift > 0 {
        try Stopping.check()
        if try distribute(entries, into: &others, shift) { swap(&entries, &others) }
        shift += 8
      }
    }
    return entries.map(\.place)
  }

  /// Copies the entries in the order of one byte of their keys; false when that byte is the same in all.
  private static func distribute(_ entries: [Entry], into others: inout [Entry], _ shift: UInt) throws -> Bool {
    try withUnsafeTemporaryAllocation(of: Int.self, capacity: 256) { starts in
      starts.initialize(repeating: 0)
      for entry in entries { starts[Int(entry.key >> shift & 0xFF)] += 1 }
      if starts.contains(entries.count) { return false }
      var total = 0
      for byte in 0..<256 {
        let count = starts[byte]
        starts[byte] = total
        total += count
      }
      try others.withUnsafeMutableBufferPointer { others in
        // Scattered writes are slow: a stop is heard between stretches of them.
        for start in stride(from: 0, to: entries.count, by: stretch) {
          try Stopping.check()
          for entry in entries[start..<min(start + stretch, entries.count)] {
            let byte = Int(entry.key >> shift & 0xFF)
            others[starts[byte]] = entry
            starts[byte] += 1
          }
        }
      }
      return true
    }
  }
}
