extension JSONParser {
  /// The number at the position: an integer when it is written as one and fits, else a double.
  mutating func parseNumber() throws(JSONError) -> JSON {
    let start = position
    let negative = current == UInt8(ascii: "-")
    if negative {
      position += 1
      if current == UInt8(ascii: "I") { return try parseNonFinite("Infinity", -.infinity) }
    }
    guard isDigit(current) else { throw failure("expected a digit, found \(found)") }
    var digits = Digits()
    if current == UInt8(ascii: "0") {
      position += 1
      if isDigit(current) { throw failure("a number cannot start with 0", at: start) }
    } else {
      takeFirst(&digits)
      while isDigit(current) { take(&digits) }
    }
    var integral = true
    var exponent = 0
    if current == UInt8(ascii: ".") {
      integral = false
      position += 1
      guard isDigit(current) else { throw failure("expected a digit after “.”, found \(found)") }
      let first = position
      while isDigit(current) { take(&digits) }
      exponent = first - position
    }
    if current | 0x20 == UInt8(ascii: "e") {
      integral = false
      exponent += try parseExponent()
    }
    if integral, !digits.overflowed {
      if digits.value <= UInt64(Int.max) { return .int(negative ? -Int(digits.value) : Int(digits.value)) }
      if negative, digits.value == UInt64(Int.max) + 1 { return .int(.min) }
    }
    if integral, exactIntegers {
      let text = String(decoding: bytes[start..<min(position, start + 40)], as: UTF8.self) + (position > start + 40 ? "…" : "")
      throw failure("the integer \(text) does not fit in 64 bits", at: start)
    }
    return .double(try double(from: start, negative: negative, digits: digits, exponent: exponent))
  }

  /// The digits of a number without its point.
  private struct Digits {
    var value: UInt64 = 0
    var overflowed = false
  }

  private func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  /// So many digits as always fit; few numbers have more.
  private mutating func takeFirst(_ digits: inout Digits) {
    var place = position
    let end = min(place + 18, bytes.count)
    var value: UInt64 = 0
    while place < end, isDigit(bytes[place]) {
      value = value &* 10 &+ UInt64(bytes[place] &- 0x30)
      place += 1
    }
    digits.value = value
    position = place
  }

  private mutating func take(_ digits: inout Digits) {
    let (product, over) = digits.value.multipliedReportingOverflow(by: 10)
    let (sum, carry) = product.addingReportingOverflow(UInt64(bytes[position] &- 0x30))
    digits.value = sum
    if over || carry { digits.overflowed = true }
    position += 1
  }

  private mutating func parseExponent() throws(JSONError) -> Int {
    position += 1
    let negative = current == UInt8(ascii: "-")
    if negative || current == UInt8(ascii: "+") { position += 1 }
    guard isDigit(current) else { throw failure("expected a digit in the exponent, found \(found)") }
    var value = 0
    while isDigit(current) {
      value = min(value * 10 + Int(bytes[position] - 0x30), 1_000_000)
      position += 1
    }
    return negative ? -value : value
  }

  /// The double nearest to the number written from `start` to the position.
  private func double(from start: Int, negative: Bool, digits: Digits, exponent: Int) throws(JSONError) -> Double {
    // Both factors are exact, so the one rounding of the product or quotient is the right one.
    if !digits.overflowed, digits.value < 1 << 53, abs(exponent) < powersOfTen.count {
      let magnitude = Double(digits.value)
      let value = exponent < 0 ? magnitude / powersOfTen[-exponent] : magnitude * powersOfTen[exponent]
      return negative ? -value : value
    }
    guard let value = Double(String(decoding: bytes[start..<position], as: UTF8.self)), value.isFinite || allowNonFinite else {
      throw failure("the number is too large", at: start)
    }
    return value
  }
}

/// Those powers of ten that a double holds exactly.
private let powersOfTen: [Double] = [
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
]
