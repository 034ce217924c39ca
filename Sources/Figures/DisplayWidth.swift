/// Columns that a text takes in a terminal: two for East Asian wide characters and emoji, none for combining marks,
/// control characters and escape sequences.
public func displayWidth(_ text: String) -> Int {
  if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text.utf8.count }
  return terminalPieces(text).reduce(0) { $0 + $1.width }
}

/// A text with blanks up to a width; one that is wider already stays as it is.
public func padded(_ text: String, to width: Int, alignment: Table.Column.Alignment = .left) -> String {
  let missing = width - displayWidth(text)
  guard missing > 0 else { return text }
  let blanks = String(repeating: " ", count: missing)
  return alignment == .left ? text + blanks : blanks + text
}

/// A text cut to a width, with `…` where something is missing. Escape sequences stay, so that no colour runs on.
public func clipped(_ text: String, to width: Int) -> String {
  guard displayWidth(text) > width else { return text }
  guard width > 0 else { return "" }
  var (result, room, isCut) = ("", width - 1, false)
  for piece in terminalPieces(text) {
    if piece.isEscape {
      result += piece.text
    } else if !isCut, piece.width <= room {
      result += piece.text
      room -= piece.width
    } else if !isCut {
      result += "…"
      isCut = true
    }
  }
  return result
}

/// A character, or a whole escape sequence, which takes no room.
struct TerminalPiece {
  var text: String
  var width: Int
  var isEscape: Bool
}

/// The text in pieces that must not be divided.
func terminalPieces(_ text: String) -> [TerminalPiece] {
  let scalars = Array(text.unicodeScalars)
  var pieces: [TerminalPiece] = []
  var plain = String.UnicodeScalarView()
  func flush() {
    for character in String(plain) {
      pieces.append(TerminalPiece(text: String(character), width: columns(of: character), isEscape: false))
    }
    plain = String.UnicodeScalarView()
  }
  var i = 0
  while i < scalars.count {
    guard let end = escapeEnd(scalars, from: i) else {
      plain.append(scalars[i])
      i += 1
      continue
    }
    flush()
    var escape = String.UnicodeScalarView()
    escape.append(contentsOf: scalars[i..<end])
    pieces.append(TerminalPiece(text: String(escape), width: 0, isEscape: true))
    i = end
  }
  flush()
  return pieces
}

/// Where the escape sequence that begins at a place ends: `ESC [ … letter` or `ESC ] … BEL`, or nil when there is none.
private func escapeEnd(_ scalars: [Unicode.Scalar], from start: Int) -> Int? {
  guard scalars[start] == "\u{1B}", start + 1 < scalars.count else { return nil }
  switch scalars[start + 1] {
  case "[":
    let final = scalars[(start + 2)...].firstIndex { $0.value >= 0x40 && $0.value <= 0x7E }
    return final.map { $0 + 1 } ?? scalars.count
  case "]":
    for i in scalars.indices[(start + 2)...] {
      if scalars[i] == "\u{07}" { return i + 1 }
      if scalars[i] == "\\", scalars[i - 1] == "\u{1B}" { return i + 1 }
    }
    return scalars.count
  default: return nil
  }
}

private func columns(of character: Character) -> Int {
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
  if value < 0x20 || (value >= 0x7F && value < 0xA0) || value == 0xAD { return 0 }
  if value < 0x300 { return 1 }
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .format, .control: return 0
  default: break
  }
  if value >= 0x1160 && value <= 0x11FF { return 0 }  // Hangul vowels and finals join the letter before.
  return isWide(value) || scalar.properties.isEmojiPresentation ? 2 : 1
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
