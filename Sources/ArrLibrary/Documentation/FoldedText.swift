import TextWidth

/// A text in lines of at most `width` columns, as far as its words let it.
public func folded(_ text: String, width: Int) -> [String] {
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
public func foldedHelp(_ text: String, width: Int) -> String {
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
