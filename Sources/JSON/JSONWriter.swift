extension JSON {
  /// The value as JSON text. Doubles are written with the fewest digits that read back the same.
  /// - Parameters:
  ///   - pretty: one member a line, indented by two spaces.
  ///   - allowNonFinite: write `NaN`, `Infinity` and `-Infinity` as Python does, where plain JSON has null only.
  public func text(pretty: Bool = false, allowNonFinite: Bool = false) -> String {
    var writer = JSONWriter(pretty: pretty, allowNonFinite: allowNonFinite)
    writer.write(self, indent: 0)
    return String(decoding: writer.output, as: UTF8.self)
  }
}

private struct JSONWriter {
  let pretty: Bool
  let allowNonFinite: Bool
  var output: [UInt8] = []

  init(pretty: Bool, allowNonFinite: Bool) {
    self.pretty = pretty
    self.allowNonFinite = allowNonFinite
  }

  mutating func write(_ value: JSON, indent: Int) {
    switch value {
    case .null: append("null")
    case .bool(let value): append(value ? "true" : "false")
    case .int(let value): append(String(value))
    case .double(let value): append(value.isFinite ? value.description : allowNonFinite ? nonFinite(value) : "null")
    case .string(let value): write(value)
    case .array(let elements):
      writeList(elements, indent: indent, open: "[", close: "]") { writer, element in
        writer.write(element, indent: indent + 1)
      }
    case .object(let object):
      writeList(object.pairs, indent: indent, open: "{", close: "}") { writer, pair in
        writer.write(pair.key)
        writer.append(writer.pretty ? ": " : ":")
        writer.write(pair.value, indent: indent + 1)
      }
    }
  }

  private mutating func writeList<Element>(
    _ elements: [Element], indent: Int, open: String, close: String, write: (inout JSONWriter, Element) -> Void
  ) {
    append(open)
    for (i, element) in elements.enumerated() {
      if i & 0xFFFF == 0xFFFF, JSON.isStopRequested() { break }
      if i > 0 { append(",") }
      newLine(indent + 1)
      write(&self, element)
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

  private mutating func write(_ string: String) {
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
