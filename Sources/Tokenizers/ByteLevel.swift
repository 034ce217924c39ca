/// GPT-2's alphabet: every byte as one printable character, so that any text is a text of known characters.
/// Printable Latin-1 bytes stand for themselves; the others, in order, for U+0100 and following (space is “Ġ”).
enum ByteLevel {
  /// UTF-8 of the character of each byte, one or two bytes.
  static let characters: [[UInt8]] = scalars.map { Array(String(Character($0)).utf8) }

  /// The same in a word each: the first byte low, the second high, 0 where there is none.
  private static let spellings: [UInt16] = characters.map { UInt16($0[0]) | ($0.count > 1 ? UInt16($0[1]) << 8 : 0) }

  /// Byte of the character with that scalar value, −1 for characters outside the alphabet.
  private static let bytes: [Int16] = {
    var bytes = [Int16](repeating: -1, count: 0x144)
    for (byte, scalar) in scalars.enumerated() { bytes[Int(scalar.value)] = Int16(byte) }
    return bytes
  }()

  private static let scalars: [Unicode.Scalar] = {
    var next: UInt16 = 0x100
    return (UInt8.min...UInt8.max).map { byte in
      switch byte {
      case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: return Unicode.Scalar(byte)
      default:
        defer { next += 1 }
        return Unicode.Scalar(next) ?? " "
      }
    }
  }()

  static func byte(of scalar: Unicode.Scalar) -> UInt8? {
    guard scalar.value < bytes.count else { return nil }
    return UInt8(exactly: bytes[Int(scalar.value)])
  }

  /// The bytes that a token stands for; a token with a character outside the alphabet stands for itself.
  static func decode(_ token: Text) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(token.count)
    var foreign = false
    token.forEachScalar { scalar, _ in
      if let byte = byte(of: scalar) { output.append(byte) } else { foreign = true }
    }
    return foreign ? Array(token) : output
  }

  /// The text written in the alphabet.
  static func encode(_ text: Text) -> Text {
    var output: [UInt8] = []
    output.reserveCapacity(2 * text.count)
    text.withUnsafeBufferPointer { encode($0, into: &output) }
    return output[...]
  }

  /// Appends the text, written in the alphabet.
  static func encode(_ text: Bytes, into output: inout [UInt8]) {
    var stop = StopCheck()
    spellings.withUnsafeBufferPointer { spellings in
      for byte in text {
        if stop.isDue() { return }
        let spelling = spellings[Int(byte)]
        output.append(UInt8(truncatingIfNeeded: spelling))
        if spelling > 0xFF { output.append(UInt8(truncatingIfNeeded: spelling >> 8)) }
      }
    }
  }

  /// How GPT-2 cuts words.
  static let wordPattern = #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#
}
