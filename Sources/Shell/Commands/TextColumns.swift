import ArrLibrary
import TextWidth

/// Two columns, the right one folded beside the left; under it where the window is too narrow for both. No line end behind the last.
func columns(_ rows: [(String, String)], width: Int) -> String {
  let column = min(rows.map { displayWidth($0.0) }.filter { $0 <= 30 }.max() ?? 0, max(8, width / 3))
  let isNarrow = width < 36
  var text = ""
  for (left, right) in rows {
    let indent = isNarrow ? 4 : column + 4
    let isBeside = !isNarrow && displayWidth(left) <= column
    if !isBeside { text += "  \(left)\n" }
    for (index, line) in folded(right, width: max(10, width - indent)).enumerated() {
      let start = isBeside && index == 0 ? "  " + left : ""
      text += start + String(repeating: " ", count: indent - displayWidth(start)) + line + "\n"
    }
  }
  if !text.isEmpty { text.removeLast() }
  return text
}

/// A line cut to a width, with a mark where something is missing.
func fitted(_ line: String, _ width: Int, unicode: Bool) -> String {
  if displayWidth(line) <= width { return line }
  let mark = unicode ? "…" : "..."
  var (text, room) = ("", width - displayWidth(mark))
  for character in line {
    room -= displayWidth(String(character))
    if room < 0 { break }
    text.append(character)
  }
  return text + mark
}
