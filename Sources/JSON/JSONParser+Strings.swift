extension JSONParser {
  /// The string whose opening quote stands at the position.
  mutating func parseString() throws(JSONError) -> String {
    let opening = position
    position += 1
    let start = position
    var seen: UInt8 = 0
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        let content = UnsafeRawBufferPointer(rebasing: bytes[start..<position])
        position += 1
        // ASCII needs no repair.
        if seen < 0x80 { return String(decoding: content.assumingMemoryBound(to: UInt8.self), as: UTF8.self) }
        guard let string = validated(content) else { throw invalidUTF8(from: start) }
        return string
      }
      seen |= byte
      if byte == UInt8(ascii: "\\") { return try parseEscapedString(from: start, opening: opening) }
      if byte < 0x20 { throw failure("a control character (byte \(byte)) must be escaped in a string") }
      position += 1
    }
    throw failure("the string has no closing quote", at: opening)
  }

  /// The rest of a string that has an escape at the position; its content starts at `start`.
  private mutating func parseEscapedString(from start: Int, opening: Int) throws(JSONError) -> String {
    scratch.removeAll(keepingCapacity: true)
    scratch.append(contentsOf: bytes[start..<position])
    while position < bytes.count {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        guard let string = scratch.withUnsafeBytes(validated) else { throw invalidUTF8(from: start) }
        return string
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
    case UInt8(ascii: "u"): scratch.append(contentsOf: String(try parseUnicodeEscape(from: start)).utf8)
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

  private mutating func parseFourDigits() throws(JSONError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(current)).hexDigitValue else {
        throw failure("expected four hexadecimal digits after “\\u”, found \(found)")
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }

  /// The string of these bytes, nil when they are not UTF-8. Decoding repairs, and what needed no repair reads back the same.
  /// (`String(validating:as:)` says the same but looks up generic metadata at every call, half of the time of a whole parse.)
  private func validated(_ content: UnsafeRawBufferPointer) -> String? {
    var string = String(decoding: content.assumingMemoryBound(to: UInt8.self), as: UTF8.self)
    return string.withUTF8 { sameBytes($0, content.assumingMemoryBound(to: UInt8.self)) } ? string : nil
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
