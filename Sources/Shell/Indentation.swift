import ArrLanguage

/// Spaces of one step of indentation.
let indentationStep = 4

/// Spaces that a line begun at byte `cursor` starts with: as far in as the line before it when both stand in the same
/// brackets, else a step further than the line where the innermost open bracket stands. Nothing inside a string.
func indentation(of text: String, at cursor: Int) -> Int {
  let bytes = Array(text.utf8.prefix(cursor))
  let pieces = textPieces(of: Source(name: "input", utf8: bytes))
  let line = lineStart(bytes, bytes.count)
  var open: [Int] = []
  var openAtLine: Int?
  var isAtLine = false
  for piece in pieces {
    if piece.span.start >= line, !isAtLine { (openAtLine, isAtLine) = (open.last, true) }
    switch piece.kind {
    case .opener: open.append(piece.span.start)
    case .closer: if !open.isEmpty { open.removeLast() }
    default: break
    }
  }
  if let last = pieces.last, last.isOpen { return 0 }
  guard let opener = open.last else { return continues(pieces, bytes) ? max(spaces(bytes, line), indentationStep) : 0 }
  if isAtLine, openAtLine == opener { return spaces(bytes, line) }
  return spaces(bytes, lineStart(bytes, opener)) + indentationStep
}

private func lineStart(_ bytes: [UInt8], _ index: Int) -> Int {
  bytes[..<index].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
}

private func spaces(_ bytes: [UInt8], _ line: Int) -> Int { bytes[line...].prefix { $0 == 0x20 }.count }

/// Whether the statement must go on: it ends in an operator or a `\`.
private func continues(_ pieces: [TextPiece], _ bytes: [UInt8]) -> Bool {
  guard let last = pieces.last(where: { $0.kind != .comment }) else { return false }
  return last.kind == .operator || bytes.last { $0 != 0x20 } == UInt8(ascii: "\\")
}
