/// The labels of a diagnostic in the order of drawing: by source, then by line. Spans may be anything: they are fitted
/// into their source first.
struct SourcePart {
  /// The piece of a label that lies on one line, in bytes of that line.
  struct Mark {
    var start: Int
    var end: Int
    /// Empty but on the last line of a label.
    var text: String
    var isPrimary: Bool
  }

  struct Line {
    var number: Int
    var marks: [Mark]
  }

  var source: Source
  /// The place for the heading: that of the part's first label.
  var place: Int
  var lines: [Line]

  var lastLine: Int { lines.last?.number ?? 0 }

  static func parts(of diagnostic: Diagnostic) -> [SourcePart] {
    var parts: [SourcePart] = []
    for (i, label) in diagnostic.labels.enumerated() {
      let span = fitted(label.span, in: label.source)
      let index = parts.firstIndex { $0.source === label.source } ?? parts.count
      if index == parts.count { parts.append(SourcePart(source: label.source, place: span.start, lines: [])) }
      parts[index].add(label, span, isPrimary: i == 0)
    }
    return parts
  }

  static func fitted(_ span: Span, in source: Source) -> Span {
    let start = max(0, min(span.start, source.utf8.count))
    return Span(start, max(start, min(span.end, source.utf8.count)))
  }

  private mutating func add(_ label: Diagnostic.Label, _ span: Span, isPrimary: Bool) {
    let first = source.line(at: span.start)
    // A span that ends with a line end does not reach into the next line.
    let last = source.line(at: max(span.start, span.end - 1))
    for number in Set([first, last]).sorted() {
      let bounds = SourcePart.bounds(ofLine: number, in: source)
      let start = number == first ? span.start : SourcePart.indented(bounds, in: source)
      let end = min(number == last ? span.end : bounds.end, bounds.end)
      let mark = Mark(
        start: min(start, bounds.end) - bounds.start, end: max(end, min(start, bounds.end)) - bounds.start,
        text: number == last ? label.text : "", isPrimary: isPrimary)
      insert(mark, onLine: number)
    }
  }

  private mutating func insert(_ mark: Mark, onLine number: Int) {
    let index = lines.firstIndex { $0.number >= number } ?? lines.count
    if index < lines.count, lines[index].number == number {
      lines[index].marks.append(mark)
    } else {
      lines.insert(Line(number: number, marks: [mark]), at: index)
    }
  }

  /// The bytes of a line without its line end.
  static func bounds(ofLine number: Int, in source: Source) -> Span {
    guard source.lineStarts.indices.contains(number) else { return Span(source.utf8.count, source.utf8.count) }
    let start = source.lineStarts[number]
    var end = source.lineStarts.indices.contains(number + 1) ? source.lineStarts[number + 1] - 1 : source.utf8.count
    if end > start, source.utf8[end - 1] == 0x0D { end -= 1 }
    return Span(start, max(start, end))
  }

  private static func indented(_ line: Span, in source: Source) -> Int {
    source.utf8[line.start..<line.end].firstIndex { $0 != 0x20 && $0 != 0x09 } ?? line.start
  }
}
