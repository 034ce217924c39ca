import TextWidth

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
  var pieces: [TerminalPiece] = []
  var column = 0
  forEachRun(of: text) { run, isEscape in
    if isEscape { return pieces.append(TerminalPiece(text: String(run), width: 0, isEscape: true)) }
    for character in run {
      let width = columns(of: character, at: column, tabWidth: 8)
      pieces.append(TerminalPiece(text: String(character), width: width, isEscape: false))
      column += width
    }
  }
  return pieces
}
