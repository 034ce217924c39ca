/// Text between quotation marks that are none here: one error for the string, and a token for it, so that nothing else
/// is wrong about it.
extension Lexer {
  static let curlyQuotes: [Unicode.Scalar: (straight: Character, closing: String)] = [
    "“": ("\"", "”"), "”": ("\"", "”"), "„": ("\"", "“"), "‘": ("'", "’"), "’": ("'", "’"), "«": ("\"", "»"), "`": ("\"", "`"),
  ]

  mutating func lexCurlyQuotes(_ opening: Unicode.Scalar) {
    let start = position
    position += UTF8.width(opening)
    let quotes = Lexer.curlyQuotes[opening] ?? ("\"", "”")
    let line = source.lineStarts[source.line(at: start)]
    // All such quotes of a line are one mistake.
    if line != lastCurlyLine {
      fail(
        opening == "`" ? "a backquote is no quotation mark here" : "`\(opening)` is no quotation mark here", Span(start, position),
        help: ["text stands in straight quotes: `\(quotes.straight)…\(quotes.straight)`"])
    }
    lastCurlyLine = line
    let closing = Array(quotes.closing.utf8)
    let inside = position
    while position < bytes.count, bytes[position] != 0x0A {
      if bytes[position...].starts(with: closing) {
        let text = Array(bytes[inside..<position])
        position += closing.count
        return emitText(.string, text, from: start)
      }
      position += 1
    }
    position = inside
    emit(.error, from: start)
  }
}
