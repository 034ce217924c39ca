/// Characters of a word that are still shown: paths and addresses are as long as that, hardly anything else.
private let longestWord = 200
/// What is left of a longer one, at its start and at its end, which holds the closing quote.
private let (wordStart, wordEnd) = (60, 20)
/// Characters of a whole message or note.
private let longestText = 4_000

extension DiagnosticRenderer {
  /// A text with its long words cut in the middle, and cut at its end when it is still long; what is left out is counted.
  func bounded(_ text: String) -> String {
    guard text.utf8.count > longestWord else { return text }
    let words = text.unicodeScalars.split(separator: " ", omittingEmptySubsequences: false)
    var result = String.UnicodeScalarView()
    var shown = 0
    for (place, word) in words.enumerated() {
      if place > 0 { result.append(" ") }
      let left = word.count - wordStart - wordEnd
      if word.count > longestWord {
        result.append(contentsOf: word.prefix(wordStart))
        result.append(contentsOf: "\(dots)\(left) more\(dots)".unicodeScalars)
        result.append(contentsOf: word.suffix(wordEnd))
        shown += wordStart + wordEnd
      } else {
        result.append(contentsOf: word)
        shown += word.count + 1
      }
      if shown > longestText, place + 1 < words.count {
        result.append(contentsOf: " \(dots) (\(text.unicodeScalars.count) characters)".unicodeScalars)
        break
      }
    }
    return String(result)
  }

  private var dots: String { unicode ? "…" : "..." }

  /// `<U+202E>` for a character that is not seen, or that turns the order of what is; nil for all others.
  func escaped(_ character: Character) -> String? {
    guard let scalar = character.unicodeScalars.first, scalar.value >= 0xA0 else { return nil }
    // Joiners and selectors belong to the character they are part of.
    guard character.unicodeScalars.count == 1, isInvisible(scalar) else { return nil }
    return "<U+\(hexadecimal(scalar.value))>"
  }
}

/// Whether a character beyond ASCII leaves no trace on the screen: fillers, joiners, and marks of the direction of writing.
func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
  guard scalar.value >= 0xA0 else { return false }
  switch scalar.properties.generalCategory {
  case .format, .lineSeparator, .paragraphSeparator: return true
  default: return scalar.properties.isDefaultIgnorableCodePoint
  }
}

/// The number of a character, as in `U+0041`.
func hexadecimal(_ value: UInt32) -> String {
  let digits = String(value, radix: 16, uppercase: true)
  return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
}
