import TextWidth

/// Terminal styles; without colour a text stays as it is.
struct Style {
  var color: Bool

  func bold(_ text: String) -> String { wrap(text, "1") }
  func dim(_ text: String) -> String { wrap(text, "2") }

  /// A text on a background of the 256-colour palette, in black or white, whichever is easier to read.
  func heat(_ text: String, _ value: Double) -> String {
    guard value.isFinite else { return text }
    let shade = Shade(value)
    return wrap(text, "38;5;\(shade.isBright ? 16 : 231);48;5;\(shade.paletteIndex)")
  }

  private func wrap(_ text: String, _ codes: String) -> String {
    color && !text.isEmpty ? "\u{1B}[\(codes)m\(text)\u{1B}[0m" : text
  }
}

/// A colour between dark violet (0) and yellow (1), in equal steps of brightness.
struct Shade {
  let red: Double
  let green: Double
  let blue: Double

  private static let stops: [(Double, Double, Double)] = [
    (68, 1, 84), (59, 82, 139), (33, 145, 140), (94, 201, 98), (253, 231, 37),
  ]

  init(_ value: Double) {
    let place = (value.isNaN ? 0 : min(max(value, 0), 1)) * Double(Shade.stops.count - 1)
    let index = min(Int(place), Shade.stops.count - 2)
    let (a, b, t) = (Shade.stops[index], Shade.stops[index + 1], place - Double(index))
    red = a.0 + (b.0 - a.0) * t
    green = a.1 + (b.1 - a.1) * t
    blue = a.2 + (b.2 - a.2) * t
  }

  /// The nearest colour of the palette's 6 × 6 × 6 cube.
  var paletteIndex: Int { 16 + 36 * Shade.level(red) + 6 * Shade.level(green) + Shade.level(blue) }
  var isBright: Bool { 0.299 * red + 0.587 * green + 0.114 * blue > 120 }

  private static func level(_ part: Double) -> Int { part < 48 ? 0 : part < 115 ? 1 : min(Int((part - 35) / 40), 5) }
}

/// A text in lines of at most `width` columns, broken at blanks; words that are too long are divided.
public func wrapped(_ text: String, width: Int, indent: String = "") -> [String] {
  let width = max(width, displayWidth(indent) + 1)
  var lines: [String] = []
  for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
    var line = ""
    var isEmpty = true
    for word in paragraph.split(separator: " ") {
      let wanted = isEmpty ? line + word : line + " " + word
      if displayWidth(wanted) <= width {
        line = wanted
        isEmpty = false
        continue
      }
      if !isEmpty { lines.append(line) }
      line = isEmpty ? line : indent
      for piece in terminalPieces(String(word)) {
        if displayWidth(line) + piece.width > width, line != indent {
          lines.append(line)
          line = indent
        }
        line += piece.text
      }
      isEmpty = false
    }
    lines.append(line)
  }
  return lines
}
