/// How a string was opened.
struct StringOpening {
  var start: Int
  var quote: UInt8
  var isTriple: Bool
  var isRaw: Bool
  var width: Int { isTriple ? 3 : 1 }
}

extension Lexer {
  /// A string whose prefix letters (`r`, `f`, `rf` …) end at the position; false when they are no prefix.
  mutating func lexStringAfterPrefix(start: Int) -> Bool {
    var raw = false
    var formatted = false
    for i in start..<position {
      switch bytes[i] | 0x20 {
      case UInt8(ascii: "r") where !raw: raw = true
      case UInt8(ascii: "f") where !formatted: formatted = true
      case UInt8(ascii: "u") where position - start == 1: break
      case UInt8(ascii: "b"):
        fail("there are no byte strings", Span(start, position), help: ["leave out the `b`"])
      default: return false
      }
    }
    lexString(start: start, raw: raw, formatted: formatted)
    return true
  }

  mutating func lexString(start: Int, raw: Bool, formatted: Bool) {
    let quote = byte(0)
    let triple = byte(1) == quote && byte(2) == quote
    let opening = StringOpening(start: start, quote: quote, isTriple: triple, isRaw: raw)
    position += opening.width
    if formatted { return lexFormatted(opening) }
    var text: [UInt8] = []
    while true {
      if atClosing(opening) {
        position += opening.width
        return emitText(.string, text, from: start)
      }
      guard lexCharacter(of: opening, into: &text) else { return emit(.error, from: start) }
    }
  }

  mutating func emitText(_ kind: Token.Kind, _ text: [UInt8], from start: Int) {
    texts.append(String(decoding: text, as: UTF8.self))
    emit(kind, from: start, payload: texts.count - 1)
  }

  func atClosing(_ opening: StringOpening) -> Bool {
    guard byte(0) == opening.quote else { return false }
    return !opening.isTriple || (byte(1) == opening.quote && byte(2) == opening.quote)
  }

  /// One character or escape of a string's inside; false, with an error, when the string ends without its quote.
  mutating func lexCharacter(of opening: StringOpening, into text: inout [UInt8]) -> Bool {
    guard position < bytes.count else { return failUnclosed(opening) }
    let next = bytes[position]
    switch next {
    case 0x0A:
      if !opening.isTriple { return failUnclosed(opening) }
      text.append(next)
      position += 1
    case 0x0D where byte(1) == 0x0A:
      position += 1  // CRLF is one line end, whatever wrote the file.
    case UInt8(ascii: "\\"):
      if opening.isRaw { lexRawBackslash(into: &text) } else { lexEscape(into: &text) }
    case 0..<0x20 where next != 0x09, 0x7F:
      let code = hexadecimal(UInt32(next))
      fail(
        "the control character U+\(code) stands in a string", Span(position, position + 1),
        help: ["write `\\x\(code.suffix(2))`"])
      position += 1
    default:
      text.append(next)
      position += 1
    }
    return true
  }

  /// In a raw string a backslash keeps itself, and keeps a quote from ending the string.
  private mutating func lexRawBackslash(into text: inout [UInt8]) {
    text.append(UInt8(ascii: "\\"))
    position += 1
    if byte(0) == UInt8(ascii: "\"") || byte(0) == UInt8(ascii: "'") || byte(0) == UInt8(ascii: "\\") {
      text.append(byte(0))
      position += 1
    }
  }

  private mutating func failUnclosed(_ opening: StringOpening) -> Bool {
    var end = position
    if end > opening.start, end <= bytes.count, bytes[end - 1] == 0x0D { end -= 1 }
    if opening.isTriple {
      let quotes = opening.quote == UInt8(ascii: "\"") ? "\"\"\"" : "'''"
      fail(
        "a string that `\(quotes)` opens is not closed", Span(opening.start, opening.start + 3), label: "opened here",
        atEnd: true)
    } else {
      let quote = Character(Unicode.Scalar(opening.quote))
      if quote == "'", let last = tokens.last, last.kind == .name || last.kind.isCloser, last.span.end == opening.start {
        fail("`'` transposes nothing", Span(opening.start, opening.start + 1), help: ["a transpose is `x.T`"])
        return false
      }
      fail(
        "a string is not closed", Span(opening.start, end), label: "`\(quote)` is missing",
        help: ["a string of several lines stands between `\"\"\"` and `\"\"\"`"], atEnd: goesOnBelow(opening))
    }
    return false
  }

  /// Whether the text ends with a backslash that joins the next line to the string.
  private func goesOnBelow(_ opening: StringOpening) -> Bool {
    guard position >= bytes.count, !opening.isRaw else { return false }
    var end = bytes.count
    if end > opening.start, bytes[end - 1] == 0x0A { end -= 1 }
    if end > opening.start, bytes[end - 1] == 0x0D { end -= 1 }
    var backslashes = 0
    while end - backslashes - 1 > opening.start, bytes[end - backslashes - 1] == UInt8(ascii: "\\") { backslashes += 1 }
    return backslashes % 2 == 1
  }

  // MARK: Escapes

  mutating func lexEscape(into text: inout [UInt8]) {
    let start = position
    let letter = byte(1)
    position += min(2, bytes.count - position)
    guard start + 1 < bytes.count else { return }  // the string is not closed, which says it all
    switch letter {
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "a"): text.append(0x07)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "v"): text.append(0x0B)
    case UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "'"): text.append(letter)
    case 0x0A: break
    case 0x0D where byte(0) == 0x0A: position += 1
    case UInt8(ascii: "x"): lexCodePoint(digits: 2, start: start, into: &text)
    case UInt8(ascii: "u"):
      if byte(0) == UInt8(ascii: "{") {
        lexBracedCodePoint(start: start, into: &text)
      } else {
        lexCodePoint(digits: 4, start: start, into: &text)
      }
    case UInt8(ascii: "U"): lexCodePoint(digits: 8, start: start, into: &text)
    case UInt8(ascii: "0")...UInt8(ascii: "7"): lexOctal(start: start, into: &text)
    default: failUnknownEscape(letter, start: start)
    }
  }

  private mutating func failUnknownEscape(_ letter: UInt8, start: Int) {
    if letter >= 0x80 || letter == 0 { position = start + 1 }
    let shown = source.text(of: Span(start, position))
    let help =
      letter == UInt8(ascii: "N")
      ? "write the character, or its number: `\\u{2192}`" : "write `\\\(shown)`, or a raw string: `r\"…\"`"
    fail("`\(shown)` is not an escape", Span(start, position), help: [help])
  }

  private mutating func lexCodePoint(digits: Int, start: Int, into text: inout [UInt8]) {
    var value: UInt32 = 0
    for _ in 0..<digits {
      guard let digit = hexDigit(byte(0)) else {
        let shape = String(repeating: "h", count: digits)
        fail(
          "`\(source.text(of: Span(start, position)))` is too short", Span(start, position),
          label: "\(digits) hexadecimal digits: `\(source.text(of: Span(start, start + 2)))\(shape)`",
          help: ["for a backslash itself write `\\\\`, or a raw string: `r\"…\"`"])
        return
      }
      value = value << 4 | digit
      position += 1
    }
    append(codePoint: value, start: start, into: &text)
  }

  private mutating func lexBracedCodePoint(start: Int, into text: inout [UInt8]) {
    position += 1
    var value: UInt32 = 0
    var count = 0
    while count < 8, let digit = hexDigit(byte(0)) {
      value = value << 4 | digit
      count += 1
      position += 1
    }
    guard count > 0, byte(0) == UInt8(ascii: "}") else {
      return fail("`\\u{` is not closed", Span(start, position), help: ["for example `\\u{2192}`"])
    }
    position += 1
    append(codePoint: value, start: start, into: &text)
  }

  /// `\0` and `\033`: one to three octal digits.
  private mutating func lexOctal(start: Int, into text: inout [UInt8]) {
    position = start + 1
    var value: UInt32 = 0
    var count = 0
    while count < 3, byte(0) >= UInt8(ascii: "0"), byte(0) <= UInt8(ascii: "7") {
      value = value << 3 | UInt32(byte(0) - UInt8(ascii: "0"))
      count += 1
      position += 1
    }
    append(codePoint: value, start: start, into: &text)
  }

  private func hexDigit(_ byte: UInt8) -> UInt32? {
    byte < 0x80 ? Character(Unicode.Scalar(byte)).hexDigitValue.map { UInt32($0) } : nil
  }

  private mutating func append(codePoint: UInt32, start: Int, into text: inout [UInt8]) {
    guard let scalar = Unicode.Scalar(codePoint) else {
      return fail("U+\(hexadecimal(codePoint)) is not a character", Span(start, position))
    }
    text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
  }
}
