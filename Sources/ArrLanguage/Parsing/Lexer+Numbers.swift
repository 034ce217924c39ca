extension Lexer {
  /// `1_000`, `1e-3`, `.5`, `5.`, `0xff`, `0b101`, `0o17`.
  mutating func lexNumber() {
    let start = position
    if byte(0) == UInt8(ascii: "0"), let radix = radix(of: byte(1)) {
      position += 2
      return lexRadixNumber(radix, start: start)
    }
    if lexSmallInt(start: start) { return }
    var isFloat = false
    skipDigits()
    if byte(0) == UInt8(ascii: "."), pointBelongsToNumber() {
      isFloat = true
      position += 1
      skipDigits()
    }
    if byte(0) | 0x20 == UInt8(ascii: "e"), exponentFollows(at: 1) {
      isFloat = true
      position += byte(1) == UInt8(ascii: "+") || byte(1) == UInt8(ascii: "-") ? 2 : 1
      skipDigits()
    }
    guard let digits = digits(from: start) else { return }
    if isFloat {
      // The grammar above is narrower than Double's, so this cannot fail.
      emit(.float, from: start, payload: Int(bitPattern: UInt(Double(digits)?.bitPattern ?? 0)))
    } else {
      emitInt(digits, radix: 10, start: start)
    }
  }

  /// Most numbers of a program are a few digits and nothing else. False, and nothing passed, for others.
  private mutating func lexSmallInt(start: Int) -> Bool {
    var value = 0
    var length = 0
    while Lexer.isDigit(byte(length)) {
      value = value &* 10 &+ Int(byte(length) - UInt8(ascii: "0"))
      length += 1
    }
    let next = byte(length)
    guard length <= 18, length == 1 || byte(0) != UInt8(ascii: "0"), next != UInt8(ascii: "."), !Lexer.isNameByte(next) else {
      return false
    }
    position += length
    emit(.int, from: start, payload: value)
    return true
  }

  private func radix(of byte: UInt8) -> Int? {
    switch byte | 0x20 {
    case UInt8(ascii: "x"): return 16
    case UInt8(ascii: "o"): return 8
    case UInt8(ascii: "b"): return 2
    default: return nil
    }
  }

  private mutating func skipDigits() {
    while Lexer.isDigit(byte(0)) || byte(0) == UInt8(ascii: "_") { position += 1 }
  }

  /// `1.5`, `1.` and `1.e5` hold their point; `1.name` and `1...` do not.
  private func pointBelongsToNumber() -> Bool {
    let next = byte(1)
    if next == UInt8(ascii: ".") { return false }
    if next | 0x20 == UInt8(ascii: "e") { return exponentFollows(at: 2) }
    return Lexer.isDigit(next) || !(Lexer.isNameByte(next) || next >= 0x80)
  }

  private func exponentFollows(at ahead: Int) -> Bool {
    let sign = byte(ahead) == UInt8(ascii: "+") || byte(ahead) == UInt8(ascii: "-")
    return Lexer.isDigit(byte(sign ? ahead + 1 : ahead))
  }

  /// The text of the number without its underscores; nil, with an error, when letters or stray underscores are in it.
  private mutating func digits(from start: Int) -> String? {
    let end = position
    while Lexer.isNameByte(byte(0)) { position += 1 }
    if position > end {
      failSuffix(Span(end, position), start: start)
      emit(.error, from: start)
      return nil
    }
    var kept: [UInt8] = []
    kept.reserveCapacity(end - start)
    for i in start..<end where bytes[i] != UInt8(ascii: "_") { kept.append(bytes[i]) }
    if kept.count < end - start, !underscoresStandBetweenDigits(start, end) {
      fail("an underscore in a number stands between two digits", Span(start, end))
      emit(.error, from: start)
      return nil
    }
    return String(decoding: kept, as: UTF8.self)
  }

  private func underscoresStandBetweenDigits(_ start: Int, _ end: Int) -> Bool {
    for i in start..<end where bytes[i] == UInt8(ascii: "_") {
      guard i > start, i + 1 < end, bytes[i - 1] != UInt8(ascii: "_"), Lexer.isHexDigit(bytes[i + 1]),
        Lexer.isHexDigit(bytes[i - 1]) || bytes[i - 1] | 0x20 == UInt8(ascii: "x") || bytes[i - 1] | 0x20 == UInt8(ascii: "o")
      else { return false }
    }
    return true
  }

  static func isHexDigit(_ byte: UInt8) -> Bool {
    isDigit(byte) || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "f"))
  }

  private mutating func failSuffix(_ suffix: Span, start: Int) {
    let text = source.text(of: suffix)
    if text == "j" || text == "J" {
      fail("there are no complex numbers", Span(start, suffix.end))
    } else {
      let product = "\(source.text(of: Span(start, suffix.start))) * \(text)"
      fail(
        "`\(source.text(of: Span(start, suffix.end)))` is not a number", Span(start, suffix.end),
        help: product.utf8.count <= 40 && text.count <= 2 && text.allSatisfy(\.isLetter) ? ["a product has a sign: `\(product)`"] : [])
    }
  }

  private mutating func lexRadixNumber(_ radix: Int, start: Int) {
    let first = position
    while Lexer.isNameByte(byte(0)) { position += 1 }
    let text = String(decoding: bytes[first..<position].filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
    let valid = text.utf8.allSatisfy { byte in
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return false }
      return digit < radix
    }
    guard valid, !text.isEmpty, underscoresStandBetweenDigits(start, position) else {
      fail("`\(source.text(of: Span(start, position)))` is not a number", Span(start, position))
      return emit(.error, from: start)
    }
    emitInt(text, radix: radix, start: start)
  }

  private mutating func emitInt(_ digits: String, radix: Int, start: Int) {
    let span = Span(start, position)
    if radix == 10, digits.utf8.count > 1, digits.utf8.first == UInt8(ascii: "0"), digits.contains(where: { $0 != "0" }) {
      fail("a number does not start with 0", span, help: ["for an octal number write `0o\(digits.drop { $0 == "0" })`"])
      return emit(.error, from: start)
    }
    if let value = Int(digits, radix: radix) { return emit(.int, from: start, payload: value) }
    if UInt(digits, radix: radix) == UInt(1) << 63 { return emit(.smallestIntMagnitude, from: start) }
    failOverflow(span)
    emit(.error, from: start)
  }

  private mutating func failOverflow(_ span: Span) {
    fail(
      "this number does not fit in 64 bits", span, label: "the largest int is 9223372036854775807",
      help: ["for a float, write it with a point or an exponent"])
  }
}
