extension DiagnosticRenderer {
  /// `file:line:col: error: message`, as editors and build tools read it.
  public func oneLine(_ diagnostic: Diagnostic) -> String {
    let message = clean(diagnostic.message).split(separator: "\n").joined(separator: " ")
    let words = "\(diagnostic.severity.rawValue): \(message)"
    guard let label = diagnostic.labels.first else { return words }
    let place = Place(label.span.start, in: label.source)
    return "\(clean(label.source.name)):\(place.line):\(place.column): \(words)"
  }

  /// One JSON object on one line. Lines and columns start at 1; the end is behind the last character.
  public func json(_ diagnostic: Diagnostic) -> String {
    let labels = diagnostic.labels.map { label -> String in
      let span = SourcePart.fitted(label.span, in: label.source)
      let start = Place(span.start, in: label.source)
      let end = Place(span.end, in: label.source)
      return object([
        ("file", quoted(label.source.name)), ("line", "\(start.line)"), ("column", "\(start.column)"),
        ("endLine", "\(end.line)"), ("endColumn", "\(end.column)"), ("text", quoted(label.text)),
      ])
    }
    return object([
      ("severity", quoted(diagnostic.severity.rawValue)), ("code", quoted(diagnostic.code)),
      ("message", quoted(diagnostic.message)), ("labels", array(labels)),
      ("notes", array(diagnostic.notes.map(quoted))), ("help", array(diagnostic.help.map(quoted))),
    ])
  }

  private struct Place {
    let line: Int
    let column: Int
    init(_ offset: Int, in source: Source) {
      let fitted = SourcePart.fitted(Span(offset, offset), in: source).start
      line = source.line(at: fitted) + 1
      column = source.column(at: fitted)
    }
  }

  private func object(_ members: [(String, String)]) -> String {
    "{" + members.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
  }

  private func array(_ items: [String]) -> String { "[" + items.joined(separator: ",") + "]" }

  private func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in bounded(text).unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      default:
        if scalar.value < 0x20 || scalar.value == 0x7F {
          let digits = String(scalar.value, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }
}
