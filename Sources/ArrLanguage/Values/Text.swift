/// Beyond this many levels the text of a value says `…`.
private let deepestText = 200

extension Value {
  /// What `print` and `str` write: strings as they are, everything else as `repr`.
  public var str: String {
    switch self {
    case .string(let box): return box.text
    case .int(let number): return decimalText(number)
    case .float(let number): return floatText(number)
    case .object(let object): return object.text
    default: return repr
    }
  }

  /// The same as a value.
  public var asText: Value {
    switch self {
    case .string: return self
    case .int(let number): return .text(decimalText(number))
    default: return .text(str)
    }
  }

  /// As one would write it: strings quoted, `true false none` in lower case, floats in their shortest form.
  public var repr: String {
    var out = ""
    writeRepr(to: &out, depth: 0)
    return out
  }

  private func writeRepr(to out: inout String, depth: Int) {
    switch self {
    case .unset, .none: out += "none"
    case .bool(let b): out += b ? "true" : "false"
    case .int(let i): out += decimalText(i)
    case .float(let d): out += floatText(d)
    case .string(let box): out += quoted(box.text)
    case .function(let f): out += f.name.isEmpty ? "<function>" : "<function \(f.name)>"
    case .object(let object): out += object.shortDescription()
    case .list(let box): Value.write(box.items, "[", "]", to: &out, depth)
    case .tuple(let box): Value.write(box.items, "(", box.items.count == 1 ? ",)" : ")", to: &out, depth)
    case .dict(let box):
      // Whoever asked for the text stops next; shared parts can make it endless.
      guard depth < deepestText, !Stopping.isRequested() else { return out += "{…}" }
      out += "{"
      var turn = 0
      box.entries.forEachEntry { entry in
        if Stopping.isRequested(atTurn: turn) { return }
        if turn > 0 { out += ", " }
        turn += 1
        entry.key.writeRepr(to: &out, depth: depth + 1)
        out += ": "
        entry.value.writeRepr(to: &out, depth: depth + 1)
      }
      out += "}"
    }
  }

  private static func write(_ items: [Value], _ open: String, _ close: String, to out: inout String, _ depth: Int) {
    guard depth < deepestText, !Stopping.isRequested() else { return out += open + "…" + close }
    out += open
    for (i, item) in items.enumerated() {
      if Stopping.isRequested(atTurn: i) { break }
      if i > 0 { out += ", " }
      item.writeRepr(to: &out, depth: depth + 1)
    }
    out += close
  }
}

/// The shortest text that reads back as the same float: `1.0`, `1e-05`, `1e+16`, `nan`, `inf`.
public func floatText(_ value: Double) -> String {
  if value.isNaN { return "nan" }
  if value.isInfinite { return value < 0 ? "-inf" : "inf" }
  if value == 0 { return value.sign == .minus ? "-0.0" : "0.0" }
  let (digits, exponent) = shortestDigits(value.magnitude)
  let sign = value < 0 ? "-" : ""
  if exponent < -4 || exponent >= 16 { return sign + scientific(digits, exponent) }
  if exponent < 0 { return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits }
  if digits.count <= exponent + 1 {
    return sign + digits + String(repeating: "0", count: exponent + 1 - digits.count) + ".0"
  }
  return sign + digits.prefix(exponent + 1) + "." + digits.dropFirst(exponent + 1)
}

/// Digits without a point and the power of ten of the first: 0.00123 is ("123", -3).
private func shortestDigits(_ value: Double) -> (digits: String, exponent: Int) {
  var mantissa = value.description
  var exponent = 0
  if let e = mantissa.firstIndex(of: "e") {
    exponent = Int(mantissa[mantissa.index(after: e)...]) ?? 0
    mantissa = String(mantissa[..<e])
  }
  let parts = mantissa.split(separator: ".", omittingEmptySubsequences: false)
  let whole = parts.first.map(String.init) ?? ""
  var digits = whole + (parts.count > 1 ? String(parts[1]) : "")
  exponent += whole.count - 1
  while digits.first == "0", digits.count > 1 {
    digits.removeFirst()
    exponent -= 1
  }
  while digits.last == "0", digits.count > 1 { digits.removeLast() }
  return (digits, exponent)
}

private func scientific(_ digits: String, _ exponent: Int) -> String {
  let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
  let power = exponent.magnitude < 10 ? "0\(exponent.magnitude)" : "\(exponent.magnitude)"
  return "\(digits.prefix(1))\(fraction)e\(exponent < 0 ? "-" : "+")\(power)"
}

/// Text between quotes as Python writes it: single ones unless the text holds them and no double ones.
public func quoted(_ text: String) -> String {
  let scalars = text.unicodeScalars
  let quote: Unicode.Scalar = scalars.contains("'") && !scalars.contains("\"") ? "\"" : "'"
  var out = String(quote)
  for (turn, scalar) in scalars.enumerated() {
    // Whoever asked for the text stops next.
    if Stopping.isRequested(atTurn: turn) { break }
    switch scalar {
    case "\\": out += "\\\\"
    case "\n": out += "\\n"
    case "\r": out += "\\r"
    case "\t": out += "\\t"
    case quote: out += "\\" + String(quote)
    default:
      let isControl = scalar.value < 0x20 || (0x7f..<0xa1).contains(scalar.value) || scalar.value == 0xad
      if isControl || !isPrintable(scalar) { out += escape(scalar) } else { out.unicodeScalars.append(scalar) }
    }
  }
  out.unicodeScalars.append(quote)
  return out
}

/// A text of `repr` with escapes for what is not ASCII, as `!a` shows it.
func escapedToASCII(_ text: String) -> String {
  var out = ""
  for scalar in text.unicodeScalars {
    if scalar.isASCII { out.unicodeScalars.append(scalar) } else { out += escape(scalar) }
  }
  return out
}

private func escape(_ scalar: Unicode.Scalar) -> String {
  if scalar.value <= 0xff { return "\\x" + hexadecimal(scalar.value, width: 2) }
  return scalar.value > 0xffff ? "\\U" + hexadecimal(scalar.value, width: 8) : "\\u" + hexadecimal(scalar.value, width: 4)
}

private func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
  if scalar.isASCII { return true }
  switch scalar.properties.generalCategory {
  case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator: return false
  default: return true
  }
}

private func hexadecimal(_ value: UInt32, width: Int) -> String {
  let digits = String(value, radix: 16)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
