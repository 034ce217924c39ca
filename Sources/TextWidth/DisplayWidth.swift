import CTextWidth

/// Columns that a text takes in a terminal: two for East Asian wide characters and emoji, none for combining marks, control
/// characters and escape sequences; a tab goes on to the next multiple of 8.
public func displayWidth(_ text: String) -> Int { displayWidth(text, tabWidth: 8) }

/// The same with tab stops every `tabWidth` columns.
public func displayWidth(_ text: String, tabWidth: Int) -> Int {
  if let plain = text.utf8.withContiguousStorageIfAvailable(plainWidth), plain >= 0 { return plain }
  var column = 0
  forEachRun(of: text) { run, isEscape in
    if isEscape { return }
    for character in run { column += columns(of: character, at: column, tabWidth: tabWidth) }
  }
  return column
}

/// The count of printable ASCII bytes; -1 when anything else is among them.
private func plainWidth(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
  for byte in bytes where byte < 0x20 || byte > 0x7E { return -1 }
  return bytes.count
}

/// Columns of one character, that is, of all its scalars together, when it stands at a column (which matters to tabs alone).
public func columns(of character: Character, at column: Int, tabWidth: Int) -> Int {
  if character == "\t" { return tabWidth - column % tabWidth }
  var widest = 0
  for scalar in character.unicodeScalars {
    // The variation selector that asks for the colourful form of a character makes it wide.
    if scalar.value == 0xFE0F, widest == 1 { return 2 }
    let width = Int(arr_scalar_width(scalar.value))
    // Two regional indicators are one flag, drawn over the columns of both.
    if scalar.value >= 0x1F1E6, scalar.value <= 0x1F1FF { widest += width } else { widest = max(widest, width) }
  }
  return widest
}

/// A text in order as runs that are drawn and whole escape sequences (`ESC [ … letter`, `ESC ] … BEL` or `ESC ] … ESC \`).
/// A sequence that does not end reaches to the end of the text.
public func forEachRun(of text: String, _ body: (_ run: Substring, _ isEscape: Bool) -> Void) {
  let scalars = text.unicodeScalars
  var start = scalars.startIndex
  var place = start
  while let escape = text.utf8[place...].firstIndex(of: 0x1B) {
    guard let end = escapeEnd(scalars, from: escape) else {
      place = scalars.index(after: escape)
      continue
    }
    if start < escape { body(text[start..<escape], false) }
    body(text[escape..<end], true)
    start = end
    place = end
  }
  if start < scalars.endIndex { body(text[start...], false) }
}

/// Where the escape sequence that begins at a place ends, nil when none does.
private func escapeEnd(_ scalars: String.UnicodeScalarView, from start: String.Index) -> String.Index? {
  let kind = scalars.index(after: start)
  guard kind < scalars.endIndex else { return nil }
  let content = scalars.index(after: kind)
  switch scalars[kind] {
  case "[":
    let final = scalars[content...].firstIndex { $0.value >= 0x40 && $0.value <= 0x7E }
    return final.map { scalars.index(after: $0) } ?? scalars.endIndex
  case "]":
    var previous: Unicode.Scalar?
    for i in scalars[content...].indices {
      if scalars[i] == "\u{07}" || scalars[i] == "\\" && previous == "\u{1B}" { return scalars.index(after: i) }
      previous = scalars[i]
    }
    return scalars.endIndex
  default: return nil
  }
}
