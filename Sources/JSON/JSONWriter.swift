extension JSON {
  /// The value as JSON text. Doubles are written with the fewest digits that read back the same.
  /// - Parameters:
  ///   - pretty: one member a line, indented by two spaces.
  ///   - allowNonFinite: write `NaN`, `Infinity` and `-Infinity` as Python does, where plain JSON has null only.
  public func text(pretty: Bool = false, allowNonFinite: Bool = false) -> String {
    text(pretty: pretty, allowNonFinite: allowNonFinite) { _ in }
  }

  /// The same, for values that may be huge.
  /// - Parameter checkRoom: asked now and then while the text grows, with its bytes so far; what it throws ends the writing.
  public func text(pretty: Bool = false, allowNonFinite: Bool = false, checkRoom: (Int) throws -> Void) rethrows -> String {
    var writer = JSONWriter(pretty: pretty, allowNonFinite: allowNonFinite)
    try writer.write(self, indent: 0, checkRoom)
    return String(decoding: writer.output, as: UTF8.self)
  }
}

private struct JSONWriter {
  typealias RoomCheck = (Int) throws -> Void

  let pretty: Bool
  let allowNonFinite: Bool
  var output: [UInt8] = []
  /// The size at which there must still be room for more.
  private var askedAt = 1 << 20

  init(pretty: Bool, allowNonFinite: Bool) {
    self.pretty = pretty
    self.allowNonFinite = allowNonFinite
  }

  mutating func write(_ value: JSON, indent: Int, _ checkRoom: RoomCheck) rethrows {
    if output.count > askedAt {
      try checkRoom(output.count)
      askedAt = output.count + output.count / 4
    }
    switch value {
    case .null: append("null")
    case .bool(let value): append(value ? "true" : "false")
    case .int(let value): append(String(value))
    case .double(let value): append(value.isFinite ? value.description : allowNonFinite ? nonFinite(value) : "null")
    case .string(let value): try write(value, checkRoom)
    case .array(let elements):
      try writeList(elements, indent: indent, open: "[", close: "]") { writer, element in
        try writer.write(element, indent: indent + 1, checkRoom)
      }
    case .object(let object):
      try writeList(object.pairs, indent: indent, open: "{", close: "}") { writer, pair in
        try writer.write(pair.key, checkRoom)
        writer.append(writer.pretty ? ": " : ":")
        try writer.write(pair.value, indent: indent + 1, checkRoom)
      }
    }
  }

  private mutating func writeList<Element>(
    _ elements: [Element], indent: Int, open: String, close: String, write: (inout JSONWriter, Element) throws -> Void
  ) rethrows {
    append(open)
    for (i, element) in elements.enumerated() {
      if i & 0xFFFF == 0xFFFF, JSON.isStopRequested() { break }
      if i > 0 { append(",") }
      newLine(indent + 1)
      try write(&self, element)
    }
    if !elements.isEmpty { newLine(indent) }
    append(close)
  }

  private func nonFinite(_ value: Double) -> String { value.isNaN ? "NaN" : value > 0 ? "Infinity" : "-Infinity" }

  private mutating func newLine(_ indent: Int) {
    guard pretty else { return }
    output.append(0x0A)
    output.append(contentsOf: repeatElement(0x20, count: 2 * indent))
  }

  private mutating func append(_ text: String) { output.append(contentsOf: text.utf8) }

  /// The bytes of a string with its escapes; that of a control character has six.
  private func escapedCount(_ string: String) -> Int {
    string.utf8.reduce(0) { count, byte in
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), 0x0A, 0x0D, 0x09: count + 2
      case 0..<0x20, 0x7F: count + 6
      default: count + 1
      }
    }
  }

  private mutating func write(_ string: String, _ checkRoom: RoomCheck) rethrows {
    if string.utf8.count > 1 << 20 { try checkRoom(output.count + escapedCount(string)) }
    output.append(UInt8(ascii: "\""))
    for byte in string.utf8 {
      switch byte {
      case UInt8(ascii: "\""): append("\\\"")
      case UInt8(ascii: "\\"): append("\\\\")
      case 0x0A: append("\\n")
      case 0x0D: append("\\r")
      case 0x09: append("\\t")
      case 0..<0x20, 0x7F: append("\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16))
      default: output.append(byte)
      }
    }
    output.append(UInt8(ascii: "\""))
  }
}
