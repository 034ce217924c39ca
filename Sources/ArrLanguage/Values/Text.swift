extension Value {
  /// What `print` and `str` write: strings as they are, everything else as `repr`.
  ///
  /// - Throws: as `fullRepr()`.
  public func str() throws -> String {
    switch self {
    case .string(let box): return box.text
    case .int(let number): return decimalText(number)
    case .float(let number): return floatText(number)
    case .object(let object): return object.text
    default: return try fullRepr()
    }
  }

  /// The same as a value.
  public func asText() throws -> Value {
    switch self {
    case .string: return self
    case .int(let number): return .text(decimalText(number))
    default: return .text(try str())
    }
  }

  /// As one would write it: strings quoted, `true false none` in lower case, floats in their shortest form.
  ///
  /// - Throws: `ValueError` when there is no room for it (a small value may hold a part of itself many times over), or when
  ///   the user asked to stop.
  public func fullRepr() throws -> String {
    var writer = ReprWriter(most: .max)
    try writer.write(self)
    return writer.text
  }

  /// The same for messages and help, which show no more than their beginning: a long one ends with `…`.
  public var repr: String {
    var writer = ReprWriter(most: longestInMessage)
    // What it throws is about huge texts and about stopping, which whoever asked does next.
    try? writer.write(self)
    return writer.text
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
