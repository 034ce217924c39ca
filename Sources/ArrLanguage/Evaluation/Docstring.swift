/// A docstring as it is shown: without the indentation that the code gave it and without blank lines around it (the rule
/// of Python's PEP 257). The first line stands behind the quotes, so the other lines' common indentation is what goes.
func dedented(docstring: String) -> String {
  var lines = docstring.split(separator: "\n", omittingEmptySubsequences: false)
  func isBlank(_ line: Substring) -> Bool { line.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D } }
  let margin = lines.dropFirst().filter { !isBlank($0) }.map { $0.utf8.prefix { $0 == 0x20 || $0 == 0x09 }.count }.min() ?? 0
  for i in lines.indices {
    lines[i] = i == 0 ? lines[i].drop { $0 == " " || $0 == "\t" } : isBlank(lines[i]) ? "" : lines[i].dropFirst(margin)
  }
  while let first = lines.first, isBlank(first) { lines.removeFirst() }
  while let last = lines.last, isBlank(last) { lines.removeLast() }
  return lines.joined(separator: "\n")
}
