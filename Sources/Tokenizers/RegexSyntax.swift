/// The expression in PCRE2's syntax with Oniguruma's meaning. They agree in most; translated are white space and word characters
/// (slightly different sets), scripts, `\h`, `\u`, and the flag `m`. What PCRE2 would silently read differently is refused.
func translatedFromOniguruma(_ source: String) throws -> String {
  var translation = OnigurumaTranslation(source)
  try translation.run()
  return translation.output
}

/// Unicode White_Space. (PCRE2's `\s` has U+180E besides.)
private let spaceSet = #"\x09-\x0d\x20\x85\xa0\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}"#
private let notSpaceSet =
  #"\x00-\x08\x0e-\x1f\x21-\x84\x86-\x9f\xa1-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027}\x{202a}-\x{202e}\x{2030}-\x{205e}"#
  + #"\x{2060}-\x{2fff}\x{3001}-\x{10ffff}"#
/// Superscripts and fractions of Latin-1 count as word characters there, others do not.
private let wordSet = #"\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\xb2\xb3\xb9\xbc-\xbe"#

/// Scripts that tokenizers name. PCRE2 reads a bare name as “script extensions”, Oniguruma as the script.
private let scripts: Set<String> = [
  "han", "hiragana", "katakana", "hangul", "latin", "greek", "cyrillic", "arabic", "hebrew", "thai", "devanagari", "bengali",
  "tamil", "telugu", "georgian", "armenian", "khmer", "lao", "tibetan", "myanmar", "ethiopic", "common", "inherited",
]

private struct OnigurumaTranslation {
  let source: String
  let pattern: [Character]
  var position = 0
  var output = ""
  var insideClass = false

  init(_ source: String) {
    self.source = source
    pattern = source.unicodeScalars.map { Character($0) }
  }

  func peek(_ distance: Int = 0) -> Character? {
    pattern.indices.contains(position + distance) ? pattern[position + distance] : nil
  }

  func refused(_ what: String) -> TokenizerError {
    TokenizerError("the regular expression “\(source)” uses \(what), which is not supported")
  }

  mutating func run() throws {
    while let character = peek() {
      position += 1
      switch character {
      case "\\": try translateEscape()
      case "[": try openBracket()
      case "]" where insideClass:
        insideClass = false
        output.append(character)
      case "&" where insideClass && peek() == "&": throw refused("an intersection of character classes (&&)")
      case "{" where !insideClass: try translateInterval()
      case "(" where !insideClass && peek() == "?": translateGroup()
      default: output.append(character)
      }
    }
  }

  private mutating func openBracket() throws {
    output.append("[")
    if insideClass {
      guard peek() == ":" else { throw refused("a character class within a character class") }
      while let character = peek(), character != "]" {
        output.append(character)
        position += 1
      }
      output.append("]")
      position += 1
      return
    }
    insideClass = true
    if peek() == "^" {
      output.append("^")
      position += 1
    }
    if peek() == "]" {  // A literal at this place.
      output.append("\\]")
      position += 1
    }
  }

  /// An escape; the backslash has been read.
  private mutating func translateEscape() throws {
    guard let letter = peek() else { throw refused("a backslash at its end") }
    position += 1
    switch letter {
    case "s": appendSet(spaceSet, negated: false)
    case "S": if insideClass { output += notSpaceSet } else { appendSet(spaceSet, negated: true) }
    case "w": appendSet(wordSet, negated: false)
    case "W":
      if insideClass { throw refused("\\W within a character class") }
      appendSet(wordSet, negated: true)
    case "h": appendSet("0-9a-fA-F", negated: false)
    case "H":
      if insideClass { throw refused("\\H within a character class") }
      appendSet("0-9a-fA-F", negated: true)
    case "u":
      let digits = pattern[position...].prefix(4)
      guard digits.count == 4, digits.allSatisfy(\.isHexDigit) else { throw refused("\\u without four digits") }
      output += "\\x{" + String(digits) + "}"
      position += 4
    case "p", "P": translateProperty(letter)
    default: output += ["\\", letter]
    }
  }

  private mutating func appendSet(_ set: String, negated: Bool) {
    output += insideClass ? set : negated ? "[^" + set + "]" : "[" + set + "]"
  }

  /// `\p{Name}`; a script gets its prefix.
  private mutating func translateProperty(_ letter: Character) {
    output += ["\\", letter]
    guard peek() == "{", let end = pattern[position...].firstIndex(of: "}") else { return }
    var name = pattern[(position + 1)..<end]
    output += "{"
    if name.first == "^" {
      output += "^"
      name = name.dropFirst()
    }
    if scripts.contains(String(name).lowercased()) { output += "sc:" }
    output += String(name) + "}"
    position = end + 1
  }

  /// `{n,m}`; the brace has been read. In Ruby a `+` behind it repeats once more, in PCRE2 it makes it possessive.
  private mutating func translateInterval() throws {
    output.append("{")
    guard let end = pattern[position...].firstIndex(of: "}") else { return }
    let inside = pattern[position..<end]
    guard !inside.isEmpty, inside.allSatisfy({ $0.isNumber || $0 == "," }) else { return }
    output += String(inside) + "}"
    position = end + 1
    if peek() == "+" { throw refused("“+” after an interval") }
  }

  /// `(?flags)` or `(?flags:`; the parenthesis has been read. Ruby's `m` lets the dot match line ends, which is `s` elsewhere.
  private mutating func translateGroup() {
    output.append("(?")
    position += 1
    let flags = pattern[position...].prefix { "imx-".contains($0) }
    guard let end = peek(flags.count), end == ")" || end == ":" else { return }
    output += String(flags).map { $0 == "m" ? "s" : $0 }
    position += flags.count
  }
}
