/// f-strings: the fields are ordinary tokens between `fieldOpen` and `fieldClose`, so one parser reads everything.
extension Lexer {
  mutating func lexFormatted(_ opening: StringOpening) {
    guard formattedDepth < Lexer.formattedDepthLimit else {
      fail("f-strings are nested too deeply", Span(opening.start, position))
      return abandon(opening)
    }
    formattedDepth += 1
    defer { formattedDepth -= 1 }
    emit(.formattedStart, from: opening.start)
    guard lexPieces(of: opening, inFormat: false) else { return abandon(opening) }
    let end = position
    position += opening.width
    emit(.formattedEnd, from: end)
  }

  /// After an error inside an f-string: one error token, and on with what follows its line.
  private mutating func abandon(_ opening: StringOpening) {
    if opening.isTriple {
      while position < bytes.count, !atClosing(opening) { position += 1 }
      position = min(position + opening.width, bytes.count)
    } else {
      while position < bytes.count, bytes[position] != 0x0A { position += 1 }
    }
    emit(.error, from: opening.start)
  }

  /// Text and fields up to the closing quote, or up to the `}` that ends a format. False after an error.
  private mutating func lexPieces(of opening: StringOpening, inFormat: Bool) -> Bool {
    var text: [UInt8] = []
    var start = position
    while true {
      if atClosing(opening) {
        flush(&text, from: start)
        return true
      }
      switch byte(0) {
      case UInt8(ascii: "{") where byte(1) == UInt8(ascii: "{") && !inFormat,
        UInt8(ascii: "}") where byte(1) == UInt8(ascii: "}") && !inFormat:
        text.append(byte(0))
        position += 2
      case UInt8(ascii: "{"):
        flush(&text, from: start)
        guard lexField(of: opening) else { return false }
        start = position
      case UInt8(ascii: "}"):
        flush(&text, from: start)
        if inFormat { return true }
        fail("a single `}` in an f-string", Span(position, position + 1), help: ["write `}}` for a brace"])
        return false
      default:
        guard lexCharacter(of: opening, into: &text) else { return false }
      }
    }
  }

  private mutating func flush(_ text: inout [UInt8], from start: Int) {
    guard !text.isEmpty else { return }
    emitText(.formattedText, text, from: start)
    text.removeAll()
  }

  /// `{value!r:format}` with the position at its `{`.
  private mutating func lexField(of opening: StringOpening) -> Bool {
    let open = position
    position += 1
    emit(.fieldOpen, from: open)
    var depth = 0
    while true {
      let line = position
      _ = skipBlanks()
      let crossedLine = startsLine && !opening.isTriple
      guard position < bytes.count, !crossedLine, !closesOuter(opening) else {
        if crossedLine { position = line }
        return failOpenField(open, opening)
      }
      if depth == 0, let ended = lexFieldEnd(of: opening, open) { return ended }
      let count = tokens.count
      lexToken()
      guard tokens.count > count, let kind = tokens.last?.kind else { continue }
      if kind.isOpener { depth += 1 } else if kind.isCloser { depth -= 1 } else if kind == .error { return false }
      if depth < 0 { depth = 0 }  // A stray closer is the parser's to report.
    }
  }

  /// The conversion, format and closing brace of a field; nil when none of them stands at the position.
  private mutating func lexFieldEnd(of opening: StringOpening, _ open: Int) -> Bool? {
    switch byte(0) {
    case UInt8(ascii: "}"):
      position += 1
      emit(.fieldClose, from: position - 1)
      return true
    case UInt8(ascii: "!") where byte(1) != UInt8(ascii: "="):
      let start = position
      guard ["r", "s", "a"].contains(Character(Unicode.Scalar(byte(1)))) else { return nil }
      position += 2
      emit(.conversion, from: start, payload: Int(bytes[position - 1]))
      return lexFieldEnd(of: opening, open)
    case UInt8(ascii: ":"):
      position += 1
      emit(.formatStart, from: position - 1)
      guard lexPieces(of: opening, inFormat: true) else { return false }
      guard byte(0) == UInt8(ascii: "}") else { return failOpenField(open, opening) }
      position += 1
      emit(.fieldClose, from: position - 1)
      return true
    default: return position < bytes.count ? nil : failOpenField(open, opening)
    }
  }

  /// Inside a field the outer quote may open another string; without a second one on its line it is the outer end.
  private func closesOuter(_ opening: StringOpening) -> Bool {
    guard atClosing(opening) else { return false }
    var i = position + opening.width
    while i < bytes.count, opening.isTriple || bytes[i] != 0x0A {
      if bytes[i] == opening.quote { return false }
      i += 1
    }
    return true
  }

  private mutating func failOpenField(_ open: Int, _ opening: StringOpening) -> Bool {
    let atEnd = opening.isTriple && position >= bytes.count
    fail(
      "`{` in an f-string is not closed", Span(open, open + 1), help: atEnd ? [] : ["write `{{` for a brace"], atEnd: atEnd)
    return false
  }
}
