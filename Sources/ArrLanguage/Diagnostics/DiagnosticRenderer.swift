/// Turns a diagnostic into text: for a terminal, one line for tools, or JSON.
public struct DiagnosticRenderer {
  /// Colours by ANSI sequences.
  public var color: Bool
  /// Box drawing characters; otherwise plain ASCII.
  public var unicode: Bool
  /// Columns of the terminal: longer source lines are cut around their labels.
  public var width: Int

  /// Plain by default, with box drawing and 100 columns.
  public init(color: Bool = false, unicode: Bool = true, width: Int = 100) {
    self.color = color
    self.unicode = unicode
    self.width = width
  }

  /// The full form, without a line end behind its last line.
  public func render(_ diagnostic: Diagnostic) -> String {
    let severity = diagnostic.severity == .error ? Style.error : Style.warning
    var lines = [paint(diagnostic.severity.rawValue + ":", severity) + " " + paint(clean(diagnostic.message), .strong)]
    let parts = SourcePart.parts(of: diagnostic)
    let gutter = max(2, parts.map { String($0.lastLine + 1).count }.max() ?? 0)
    let drawing = SourceDrawing(renderer: self, gutter: gutter, primary: severity)
    for part in parts { lines += drawing.lines(of: part) }
    let indent = String(repeating: " ", count: gutter)
    for note in diagnostic.notes { lines.append(indent + paint("=", .gutter) + " " + indented(note, gutter + 2)) }
    for help in diagnostic.help { lines.append(indent + paint("help:", .help) + " " + indented(help, gutter + 6)) }
    return lines.joined(separator: "\n")
  }

  /// Further lines of a note stand under its first.
  private func indented(_ text: String, _ columns: Int) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { clean(String($0)) }
    return lines.joined(separator: "\n" + String(repeating: " ", count: columns))
  }

  // MARK: Styles

  enum Style: String {
    case error = "1;31"
    case warning = "1;33"
    case strong = "1"
    case gutter = "34"
    case secondary = "36"
    case help = "1;32"
  }

  func paint(_ text: String, _ style: Style) -> String {
    color && !text.isEmpty ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// A text from outside must not move the cursor, nor bury what it is quoted in: control characters become visible, and
  /// what is long is cut.
  func clean(_ text: String) -> String {
    let text = bounded(text)
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F || $0 == 0x0A }) { return text }
    var result = ""
    for character in text {
      if let escape = escaped(character) {
        result += escape
      } else {
        for scalar in character.unicodeScalars { result.unicodeScalars.append(visible(scalar)) }
      }
    }
    return result
  }

  func visible(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0x09: return " "
    case 0x0A: return scalar
    case 0..<0x20: return unicode ? Unicode.Scalar(0x2400 + scalar.value) ?? "?" : "?"
    case 0x7F: return unicode ? "\u{2421}" : "?"
    case 0x80..<0xA0: return unicode ? "\u{FFFD}" : "?"
    default: return scalar
    }
  }
}
