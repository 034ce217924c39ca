/// SentencePiece's table of replacements (`precompiled_charsmap`): a double-array trie of what is replaced, and the replacements,
/// each ended by a zero byte.
struct PrecompiledMap: Sendable {
  private let units: [UInt32]
  private let replacements: [UInt8]

  init(_ component: Component) throws {
    guard let bytes = Self.decodedBase64(try component.string("precompiled_charsmap")) else { throw component.error("“precompiled_charsmap” is not base64") }
    func word(_ place: Int) -> UInt32 { (0..<4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32(bytes[place + $1]) } }
    guard bytes.count >= 4 else { throw component.error("“precompiled_charsmap” is too short") }
    let size = Int(word(0))
    guard size % 4 == 0, size <= bytes.count - 4 else { throw component.error("“precompiled_charsmap” has a table of \(size) bytes, which do not fit") }
    units = stride(from: 4, to: 4 + size, by: 4).map(word)
    replacements = Array(bytes[(4 + size)...])
  }

  /// Characters as they are seen, when they are short, are looked up as a whole; else scalar by scalar.
  /// - Parameter leading: becomes the number of scalars that come from as many at the start, as the reference implementation
  ///   counts them.
  func apply(to text: Text, leading: inout Int) -> Text {
    var output: [UInt8] = []
    output.reserveCapacity(text.count)
    var origin = ReplacementOrigin(leading: leading)
    for character in String(decoding: text, as: UTF8.self) {
      let bytes = Array(character.utf8)
      if bytes.count < 6, let replacement = replacement(of: bytes[...]) {
        output.append(contentsOf: replacement)
        origin.add(character.unicodeScalars.count, replacedBy: replacement.scalarCount)
        continue
      }
      for scalar in character.unicodeScalars {
        let bytes = Array(String(Character(scalar)).utf8)
        let replacement = replacement(of: bytes[...]) ?? bytes[...]
        output.append(contentsOf: replacement)
        origin.add(1, replacedBy: replacement.scalarCount)
      }
    }
    leading = origin.count
    return Text(output)
  }

  /// What stands for the shortest beginning that is in the table.
  private func replacement(of key: Text) -> Text? {
    guard let root = units.first else { return nil }
    var node = Self.offset(root)
    for byte in key {
      if byte == 0 { return nil }
      node ^= Int(byte)
      guard units.indices.contains(node), units[node] & (1 << 31 | 0xFF) == UInt32(byte) else { return nil }
      let unit = units[node]
      node ^= Self.offset(unit)
      if unit >> 8 & 1 == 1 {
        guard units.indices.contains(node) else { return nil }
        let start = Int(units[node] & (1 << 31 - 1))
        guard start < replacements.count else { return nil }
        return replacements[start..<(replacements[start...].firstIndex(of: 0) ?? replacements.count)]
      }
    }
    return nil
  }

  private static func offset(_ unit: UInt32) -> Int { Int(unit >> 10) << Int((unit & 1 << 9) >> 6) }

  private static func decodedBase64(_ text: String) -> [UInt8]? {
    var output: [UInt8] = []
    output.reserveCapacity(text.utf8.count / 4 * 3)
    var (bits, count): (UInt32, Int) = (0, 0)
    for character in text.utf8 where character != UInt8(ascii: "=") {
      let value: UInt8
      switch character {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = character - UInt8(ascii: "A")
      case UInt8(ascii: "a")...UInt8(ascii: "z"): value = character - UInt8(ascii: "a") + 26
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = character - UInt8(ascii: "0") + 52
      case UInt8(ascii: "+"): value = 62
      case UInt8(ascii: "/"): value = 63
      default: return nil
      }
      (bits, count) = (bits << 6 & 0xFF_FFFF | UInt32(value), count + 6)
      if count >= 8 {
        count -= 8
        output.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return output
  }
}

/// Counts the scalars of a rewritten text that come from the first ones of the old text, as the reference implementation aligns
/// them: scalar by scalar, with what is too many standing for the scalar before, and what is too few taken by the last one written.
/// At the very start there is none yet, and what is removed there is forgotten.
private struct ReplacementOrigin {
  let leading: Int
  /// The scalars of the new text.
  private(set) var count = 0
  /// How many old scalars have been used up.
  private var used = 0
  private var hasWritten = false

  init(leading: Int) { self.leading = leading }

  mutating func add(_ old: Int, replacedBy new: Int) {
    for i in 0..<new {
      let place = i < old ? used : max(used - 1, 0)
      if place < leading { count += 1 }
      if i < old { used += 1 }
    }
    if new > 0 { hasWritten = true }
    if new < old, hasWritten { used += old - new }
  }
}
