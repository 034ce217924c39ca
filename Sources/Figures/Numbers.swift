import Glibc

/// A number with so many digits behind the point, correctly rounded; never "-0.000".
public func fixed(_ value: Double, _ digits: Int) -> String {
  guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
  let text = printed("%.*f", digits, value)
  guard text.hasPrefix("-"), !text.utf8.contains(where: { $0 >= 0x31 && $0 <= 0x39 }) else { return text }
  return String(text.dropFirst())
}

/// The same with its sign, also when it is positive; zero and NaN have none.
public func signed(_ value: Double, _ digits: Int) -> String {
  let text = fixed(value, digits)
  let isZero = value.isFinite && !text.utf8.contains { $0 >= 0x31 && $0 <= 0x39 }
  return text.hasPrefix("-") || value.isNaN || isZero ? text : "+" + text
}

/// A number in C's `%.*f` or `%.*e`, whatever the locale's decimal sign.
func printed(_ format: String, _ digits: Int, _ value: Double) -> String {
  let digits = Int32(min(max(digits, 0), 64))
  return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { buffer in
    let length = withVaList([digits, value]) { vsnprintf(buffer.baseAddress, buffer.count, format, $0) }
    var text = ""
    for byte in buffer.prefix(min(max(Int(length), 0), buffer.count - 1)) {
      switch byte {
      case 0x30...0x39, 0x2B, 0x2D, 0x65: text.unicodeScalars.append(Unicode.Scalar(UInt8(byte)))
      default: if !text.hasSuffix(".") { text += "." }
      }
    }
    return text
  }
}

/// A token's text for tables: blanks at the ends as `·`, line ends as `⏎`, tabs as `⇥`, other invisible characters by
/// their numbers.
public func shownToken(_ text: String) -> String {
  let leading = text.unicodeScalars.prefix { $0 == " " }.count
  let rest = text.unicodeScalars.dropFirst(leading)
  let trailing = rest.reversed().prefix { $0 == " " }.count
  var inner = String(String.UnicodeScalarView(rest.dropLast(trailing)))
  if let first = inner.unicodeScalars.first, first.properties.generalCategory == .nonspacingMark { inner = "◌" + inner }
  return String(repeating: "·", count: leading) + visible(inner) + String(repeating: "·", count: trailing)
}

/// A text on one line without characters that would act on the terminal.
func visible(_ text: String) -> String {
  if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
  var result = ""
  for character in text {
    let isJoined = character.unicodeScalars.count > 1
    for scalar in character.unicodeScalars {
      switch scalar.value {
      case 0x0A: result += "⏎"
      case 0x09: result += "⇥"
      case 0..<0x20, 0x7F...0xA0, 0xAD: result += "\\x" + hexadecimal(scalar.value, atLeast: 2)
      case 0x200D where isJoined, 0xE0020...0xE007F where isJoined: result.unicodeScalars.append(scalar)
      default:
        switch scalar.properties.generalCategory {
        case .format, .lineSeparator, .paragraphSeparator: result += "\\u{" + hexadecimal(scalar.value, atLeast: 4) + "}"
        default: result.unicodeScalars.append(scalar)
        }
      }
    }
  }
  return result
}

private func hexadecimal(_ value: UInt32, atLeast count: Int) -> String {
  let digits = String(value, radix: 16, uppercase: true)
  return String(repeating: "0", count: max(count - digits.count, 0)) + digits
}
