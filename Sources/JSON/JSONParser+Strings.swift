extension JSONParser {
  /// Where the content of a string lies.
  enum StringContent {
    /// In the text itself, as it stands there.
    case verbatim(Range<Int>)
    /// In `scratch`, its escapes resolved.
    case resolved
  }

  /// The string whose opening quote stands at the position.
  mutating func parseString() throws(JSONError) -> String {
    switch try scanString() {
    case .verbatim(let range): return String(decoding: bytes[range], as: UTF8.self)
    case .resolved: return String(decoding: scratch, as: UTF8.self)
    }
  }

  /// Passes over the string whose opening quote stands at the position. Its content is well-formed UTF-8.
  mutating func scanString() throws(JSONError) -> StringContent {
    let opening = position
    let start = position + 1
    var end = start
    var seen: UInt8 = 0
    while end < bytes.count {
      let byte = bytes[end]
      if byte == UInt8(ascii: "\"") {
        position = end + 1
        // ASCII is well formed.
        if seen >= 0x80, !isWellFormed(UnsafeRawBufferPointer(rebasing: bytes[start..<end])) { throw invalidUTF8(from: start) }
        return .verbatim(start..<end)
      }
      seen |= byte
      if byte == UInt8(ascii: "\\") {
        position = end
        try resolveEscapes(from: start, opening: opening)
        return .resolved
      }
      if byte < 0x20 { throw failure("a control character (byte \(byte)) must be escaped in a string", at: end) }
      end += 1
    }
    throw failure("the string has no closing quote", at: opening)
  }

  /// The rest of a string that has an escape at the position; its content starts at `start`.
  private mutating func resolveEscapes(from start: Int, opening: Int) throws(JSONError) {
    scratch.removeAll(keepingCapacity: true)
    scratch.append(contentsOf: bytes[start..<position])
    while position < bytes.count {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        guard scratch.withUnsafeBytes(isWellFormed) else { throw invalidUTF8(from: start) }
        return
      case UInt8(ascii: "\\"): try parseEscape()
      case 0..<0x20: throw failure("a control character (byte \(byte)) must be escaped in a string")
      default:
        scratch.append(byte)
        position += 1
      }
    }
    throw failure("the string has no closing quote", at: opening)
  }

  /// One escape, appended to `scratch`.
  private mutating func parseEscape() throws(JSONError) {
    let start = position
    position += 1
    let letter = current
    position = min(position + 1, bytes.count)
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): scratch.append(letter)
    case UInt8(ascii: "n"): scratch.append(0x0A)
    case UInt8(ascii: "t"): scratch.append(0x09)
    case UInt8(ascii: "r"): scratch.append(0x0D)
    case UInt8(ascii: "b"): scratch.append(0x08)
    case UInt8(ascii: "f"): scratch.append(0x0C)
    case UInt8(ascii: "u"): append(try parseUnicodeEscape(from: start))
    default: throw failure("no such escape in a string", at: start)
    }
  }

  /// The scalar of `\uXXXX` or of a pair of surrogates; the position stands behind the `u`.
  private mutating func parseUnicodeEscape(from start: Int) throws(JSONError) -> Unicode.Scalar {
    var value = try parseFourDigits()
    if value & 0xFC00 == 0xD800, starts(with: "\\u") {
      position += 2
      let low = try parseFourDigits()
      if low & 0xFC00 == 0xDC00 { value = 0x10000 + ((value & 0x3FF) << 10) + (low & 0x3FF) }
    }
    guard let scalar = Unicode.Scalar(value) else { throw failure("half of a surrogate pair stands alone", at: start) }
    return scalar
  }

  private mutating func append(_ scalar: Unicode.Scalar) {
    if let encoded = UTF8.encode(scalar) { scratch.append(contentsOf: encoded) }
  }

  private mutating func parseFourDigits() throws(JSONError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      let digit: UInt8
      switch current {
      case 0x30...0x39: digit = current - 0x30
      case 0x41...0x46, 0x61...0x66: digit = (current | 0x20) - 0x61 + 10
      default: throw failure("expected four hexadecimal digits after “\\u”, found \(found)")
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }

  /// The error of the first ill-formed byte at or behind `start`.
  private func invalidUTF8(from start: Int) -> JSONError {
    var iterator = bytes[start...].makeIterator()
    var decoder = UTF8()
    var offset = start
    while case .scalarValue(let scalar) = decoder.decode(&iterator) { offset += UTF8.width(scalar) }
    return failure("the string is not valid UTF-8", at: min(offset, bytes.count))
  }
}

/// Whether the bytes are UTF-8 (table 3-7 of the Unicode standard).
private func isWellFormed(_ bytes: UnsafeRawBufferPointer) -> Bool {
  func continues(_ i: Int, _ range: ClosedRange<UInt8> = 0x80...0xBF) -> Bool { i < bytes.count && range.contains(bytes[i]) }
  var i = 0
  while i < bytes.count {
    let first = bytes[i]
    switch first {
    case 0..<0x80: i += 1
    case 0xC2...0xDF:
      guard continues(i + 1) else { return false }
      i += 2
    case 0xE0...0xEF:
      // No longer form of what two bytes can say, and no surrogates.
      guard continues(i + 1, first == 0xE0 ? 0xA0...0xBF : first == 0xED ? 0x80...0x9F : 0x80...0xBF), continues(i + 2) else { return false }
      i += 3
    case 0xF0...0xF4:
      guard continues(i + 1, first == 0xF0 ? 0x90...0xBF : first == 0xF4 ? 0x80...0x8F : 0x80...0xBF), continues(i + 2), continues(i + 3) else {
        return false
      }
      i += 4
    default: return false
    }
  }
  return true
}
