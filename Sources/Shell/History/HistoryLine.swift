/// An entry as one line of the history file: a JSON string.
enum HistoryLine {
  static func encode(_ text: String) -> [UInt8] {
    var line: [UInt8] = [0x22]
    for byte in text.utf8 {
      switch byte {
      case 0x22, 0x5C: line += [0x5C, byte]
      case 0x0A: line += [0x5C, 0x6E]
      case 0x09: line += [0x5C, 0x74]
      case 0x0D: line += [0x5C, 0x72]
      case 0..<0x20: line += Array("\\u00".utf8) + [hexDigits[Int(byte >> 4)], hexDigits[Int(byte & 15)]]
      default: line.append(byte)
      }
    }
    line.append(0x22)
    return line
  }

  /// Whether the line is a string from its first to its last byte, and not the torn part of one.
  static func isWhole<Line: BidirectionalCollection>(_ line: Line) -> Bool where Line.Element == UInt8 {
    guard line.count > 2, line.first == 0x22, line.last == 0x22 else { return false }
    // A quote is the end when the backslashes before it pair off.
    return line.dropFirst().dropLast().reversed().prefix { $0 == 0x5C }.count % 2 == 0
  }

  /// The text of a whole line. An escape that is none stands for itself.
  static func decode(_ line: ArraySlice<UInt8>) -> String {
    guard line.contains(0x5C) else { return String(decoding: line.dropFirst().dropLast(), as: UTF8.self) }
    var bytes: [UInt8] = []
    var high: UInt32?   // the first half of a surrogate pair
    var rest = line.dropFirst().dropLast()
    bytes.reserveCapacity(rest.count)
    while let byte = rest.popFirst() {
      guard byte == 0x5C, let code = rest.popFirst() else {
        bytes.append(byte)
        continue
      }
      guard code == 0x75, let unit = hexUnit(rest.prefix(4)) else {
        bytes += simpleEscapes[code].map { [$0] } ?? [byte, code]
        continue
      }
      rest = rest.dropFirst(4)
      if (0xD800..<0xDC00).contains(unit) {
        high = unit
      } else if let first = high, (0xDC00..<0xE000).contains(unit) {
        append(0x10000 + (first - 0xD800) << 10 + (unit - 0xDC00), to: &bytes)
        high = nil
      } else {
        append(unit, to: &bytes)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static let hexDigits = Array("0123456789abcdef".utf8)
  private static let simpleEscapes: [UInt8: UInt8] = [
    0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, 0x6E: 0x0A, 0x74: 0x09, 0x72: 0x0D, 0x62: 0x08, 0x66: 0x0C,
  ]

  private static func hexUnit(_ digits: ArraySlice<UInt8>) -> UInt32? {
    digits.count == 4 ? UInt32(String(decoding: digits, as: UTF8.self), radix: 16) : nil
  }

  private static func append(_ code: UInt32, to bytes: inout [UInt8]) {
    bytes += Array(String(Unicode.Scalar(code) ?? "\u{FFFD}").utf8)
  }
}
