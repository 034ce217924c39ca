/// Spoils texts: bytes flipped, pieces cut, doubled, moved, and taken from other texts.
struct ProgramMutator {
  var random: FuzzRandom
  let corpus: [[UInt8]]

  private static let tokens = [
    "(", ")", "[", "]", "{", "}", ",", ":", ";", ".", "...", "=>", "|>", "+", "-", "**", "//", "==", "=", "+=", "\"", "'", "\"\"\"", "f\"{", "r\"",
    "\\", "#", "\n", "\r", "\r\n", "\t", "\u{FEFF}", "\u{202E}", "é", "→", "\0", "0x", "1e", "9223372036854775808", "if ", "else ", "elif ", "for ",
    "in ", "while ", "with ", "try ", "catch ", "def ", "return ", "break", "raise ", "import ", "lambda ", "none", "@", "_", "{{", "}}", "!r", ":>",
  ]

  mutating func text() -> [UInt8] {
    guard !corpus.isEmpty else { return [] }
    var bytes = random.pick(corpus)
    for _ in 0...random.below(6) { spoil(&bytes) }
    return bytes
  }

  private mutating func spoil(_ bytes: inout [UInt8]) {
    let place = random.below(bytes.count + 1)
    let end = min(bytes.count, place + 1 + random.below(random.chance(20) ? 200 : 12))
    switch random.below(9) {
    case 0: if place < bytes.count { bytes[place] = UInt8(truncatingIfNeeded: random.next()) }
    case 1: if place < bytes.count { bytes[place] ^= 1 << UInt8(random.below(8)) }
    case 2: bytes.removeSubrange(place..<end)
    case 3: bytes.insert(contentsOf: Array(bytes[place..<end]), at: random.below(bytes.count + 1))
    case 4: bytes.removeSubrange(place...)
    case 5:
      let other = random.pick(corpus)
      let start = random.below(other.count + 1)
      bytes.insert(contentsOf: other[start..<min(other.count, start + random.below(80))], at: place)
    case 6:
      let token = Array(random.pick(Self.tokens).utf8)
      bytes.insert(contentsOf: Array(repeatElement(token, count: random.chance(5) ? 600 : 1).joined()), at: place)
    default: bytes.insert(contentsOf: Array(random.pick(Self.tokens).utf8), at: place)
    }
  }
}
