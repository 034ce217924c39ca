/// A piece of well-formed UTF-8. The whole pipeline works on bytes: Swift's `String` takes “é” and “e” + combining accent for
/// equal, and a vocabulary must not.
typealias Text = ArraySlice<UInt8>

/// A text, or a part of one, where it lies: there only as long as the call that hands it over. Words come by the thousand, and
/// to keep count of who still holds their array takes longer than to look them up.
typealias Bytes = UnsafeBufferPointer<UInt8>

/// The scalar that starts at byte `i` and its width. Ill-formed bytes, which a `Text` has not, read as U+FFFD.
@inline(__always)
func scalar(at i: Int, in bytes: UnsafeBufferPointer<UInt8>) -> (value: Unicode.Scalar, width: Int) {
  let first = UInt32(bytes[i])
  if first < 0x80 { return (Unicode.Scalar(UInt8(first)), 1) }
  let width = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
  guard i + width <= bytes.count else { return ("\u{FFFD}", 1) }
  var value = first & (0x7F >> UInt32(width))
  for k in 1..<width { value = value << 6 | UInt32(bytes[i + k] & 0x3F) }
  return (Unicode.Scalar(value) ?? "\u{FFFD}", width)
}

extension Bytes {
  /// Calls `body` with every scalar and the bytes it covers, until a stop is requested.
  func forEachScalar(_ body: (Unicode.Scalar, Range<Int>) throws -> Void) rethrows {
    var i = 0
    var stop = StopCheck()
    while i < count, !stop.isDue() {
      let (value, width) = scalar(at: i, in: self)
      try body(value, i..<i + width)
      i += width
    }
  }

  subscript(part range: Range<Int>) -> Bytes { Bytes(rebasing: self[range]) }
}

extension ArraySlice<UInt8> {
  /// Calls `body` with every scalar and the indices it covers, until a stop is requested.
  func forEachScalar(_ body: (Unicode.Scalar, Range<Int>) throws -> Void) rethrows {
    let base = startIndex
    try withUnsafeBufferPointer { bytes in
      try bytes.forEachScalar { value, range in try body(value, base + range.lowerBound..<base + range.upperBound) }
    }
  }

  var scalarCount: Int { count { $0 & 0xC0 != 0x80 } }

  /// The first `count` scalars.
  func prefixOfScalars(_ count: Int) -> Text {
    var end = startIndex
    for _ in 0..<count { end += self[end...].firstScalar?.width ?? 0 }
    return self[..<Swift.min(end, endIndex)]
  }

  /// The last scalar and its width in bytes.
  var lastScalar: (value: Unicode.Scalar, width: Int)? {
    guard !isEmpty else { return nil }
    var start = endIndex - 1
    while start > startIndex, self[start] & 0xC0 == 0x80 { start -= 1 }
    return self[start...].withUnsafeBufferPointer { scalar(at: 0, in: $0) }
  }

  var firstScalar: (value: Unicode.Scalar, width: Int)? {
    isEmpty ? nil : withUnsafeBufferPointer { scalar(at: 0, in: $0) }
  }
}

extension Unicode.Scalar {
  /// `\w` of Rust's regular expressions: alphabetic, mark, decimal digit, connector, joiner.
  var isWord: Bool {
    if value < 0x80 { return (0x61...0x7A).contains(value | 0x20) || (0x30...0x39).contains(value) || value == 0x5F }
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .connectorPunctuation: return true
    default: return properties.isAlphabetic || properties.isJoinControl
    }
  }

  var isMark: Bool {
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: return true
    default: return false
    }
  }

  var isWhitespace: Bool {
    if value < 0x80 { return value == 0x20 || (0x09...0x0D).contains(value) }
    return properties.isWhitespace
  }

  /// Any of the number categories: digits, letter numbers, fractions …
  var isNumeric: Bool {
    if value < 0x80 { return (0x30...0x39).contains(value) }
    switch properties.generalCategory {
    case .decimalNumber, .letterNumber, .otherNumber: return true
    default: return false
    }
  }

  /// Punctuation as of Unicode 8, which the reference implementation knows, and all of ASCII that is neither letter, digit, space
  /// nor control.
  var isPunctuation: Bool {
    if value < 0x80 {
      return (0x21...0x2F).contains(value) || (0x3A...0x40).contains(value) || (0x5B...0x60).contains(value)
        || (0x7B...0x7E).contains(value)
    }
    if value == 0x166D || value == 0x111C9 { return true }  // Changed category since.
    if let age = properties.age, age > (8, 0) { return false }
    switch properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation, .finalPunctuation,
      .otherPunctuation:
      return true
    default: return false
    }
  }
}
