import TextWidth

/// A text in lines of at most `width` columns, as far as its words let it.
func folded(_ text: String, width: Int) -> [String] {
  var lines: [String] = []
  for word in text.split(separator: " ") {
    if let last = lines.last, displayWidth(last) + 1 + displayWidth(String(word)) <= width {
      lines[lines.count - 1] += " " + word
    } else {
      lines.append(String(word))
    }
  }
  return lines
}

/// A help text whose long lines are broken between words and go on below where they began: of a name and what it means, below the
/// meaning. Code, indented by four or under “Example:”, stays as it is, so that it can be copied.
func foldedHelp(_ text: String, width: Int) -> String {
  var isExample = false
  let lines = text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line -> [String] in
    let words = line.drop { $0 == " " }
    let indent = line.count - words.count
    if indent == 0, !words.isEmpty { isExample = words == "Example:" }
    if isExample || indent == 4 || displayWidth(String(line)) <= width { return [String(line)] }
    var head = String(repeating: " ", count: indent)
    var rest = words
    if let gap = words.firstRange(of: "  "), indent > 0 {
      rest = words[gap.upperBound...].drop { $0 == " " }
      head += words[..<rest.startIndex]
    }
    let column = min(displayWidth(head), width / 2)
    let parts = folded(String(rest), width: max(10, width - displayWidth(head)))
    return parts.enumerated().map { $0 == 0 ? head + $1 : String(repeating: " ", count: column) + $1 }
  }
  return lines.joined(separator: "\n")
}

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
