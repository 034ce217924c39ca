/// Columns that a text takes in a terminal: two for East Asian wide characters and emoji, none for combining marks and
/// colour sequences; a tab goes on to the next multiple of 8.
public func displayWidth(_ text: String) -> Int { displayWidth(text, tabWidth: 8) }

/// The same with tab stops every `tabWidth` columns.
public func displayWidth(_ text: String, tabWidth: Int) -> Int {
  if let plain = text.utf8.withContiguousStorageIfAvailable(plainWidth), plain >= 0 { return plain }
  var column = 0
  var escape = EscapeSequence()
  for character in text {
    if escape.swallows(character) { continue }
    column += columns(of: character, at: column, tabWidth: tabWidth)
  }
  return column
}

/// The count of printable ASCII bytes; -1 when anything else is among them.
private func plainWidth(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
  for byte in bytes where byte < 0x20 || byte > 0x7E { return -1 }
  return bytes.count
}

/// Columns of one character that stands at a column (which matters to tabs alone).
func columns(of character: Character, at column: Int, tabWidth: Int) -> Int {
  if character == "\t" { return tabWidth - column % tabWidth }
  var widest = 0
  for scalar in character.unicodeScalars {
    // The variation selector that asks for the colourful form of a character makes it wide.
    if scalar.value == 0xFE0F, widest == 1 { return 2 }
    widest = max(widest, columns(of: scalar))
  }
  return widest
}

private func columns(of scalar: Unicode.Scalar) -> Int {
  let value = scalar.value
  if value < 0x20 || value == 0x7F { return 0 }
  if value < 0x300 { return value >= 0x80 && value < 0xA0 || value == 0xAD ? 0 : 1 }
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .format, .control: return 0
  default: break
  }
  if value >= 0x1160 && value <= 0x11FF { return 0 }  // Hangul vowels and finals join the letter before.
  if value >= 0x1100, isWide(value) { return 2 }
  return scalar.properties.isEmojiPresentation ? 2 : 1
}

/// The wide and full-width blocks of Unicode's EastAsianWidth.
private func isWide(_ value: UInt32) -> Bool {
  switch value {
  case 0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
    0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F,
    0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1F1E6...0x1F1FF, 0x1F200...0x1F2FF,
    0x20000...0x2FFFD, 0x30000...0x3FFFD:
    return true
  default: return false
  }
}

/// Recognises `ESC [ … letter`, a character at a time.
private struct EscapeSequence {
  private enum State { case outside, escape, inside }
  private var state = State.outside

  mutating func swallows(_ character: Character) -> Bool {
    switch state {
    case .outside:
      guard character == "\u{1B}" else { return false }
      state = .escape
    case .escape:
      guard character == "[" else {
        state = .outside
        return false
      }
      state = .inside
    case .inside:
      if let value = character.asciiValue, value >= 0x40, value <= 0x7E { state = .outside }
    }
    return true
  }
}
