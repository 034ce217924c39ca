/// Bytes that no program has: found before lexing, so that the lexer can trust its text and a file in the wrong encoding
/// gives one error, not one for every letter.
enum SourceCheck {
  static func firstProblem(in source: Source) -> Diagnostic? {
    let bytes = source.utf8
    var i = plainLength(of: bytes)
    while i < bytes.count {
      let byte = bytes[i]
      if byte == 0 { return zeroByte(at: i, in: source) }
      if byte < 0x80 {
        i += 1
        continue
      }
      let length = sequenceLength(bytes, at: i)
      if length == 0 { return invalidByte(byte, at: i, in: source) }
      i += length
    }
    return nil
  }

  /// How many of the first bytes are ASCII and not zero, in words of eight: most programs are nothing else.
  private static func plainLength(of bytes: [UInt8]) -> Int {
    let high: UInt64 = 0x8080_8080_8080_8080
    return bytes.withUnsafeBytes { bytes in
      var place = 0
      while place + 8 <= bytes.count {
        let word = bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
        // Below 0x80, only a zero byte borrows into its highest bit.
        if (word | (word &- 0x0101_0101_0101_0101)) & high != 0 { break }
        place += 8
      }
      return place
    }
  }

  /// Bytes of the well-formed UTF-8 sequence that starts at `i`; 0 when there is none (the Unicode Standard's table 3-7).
  static func sequenceLength(_ bytes: [UInt8], at i: Int) -> Int {
    func at(_ k: Int) -> UInt8 { i + k < bytes.count ? bytes[i + k] : 0 }
    func continues(_ k: Int) -> Bool { at(k) & 0xC0 == 0x80 }
    let first = at(0)
    let second = at(1)
    switch first {
    case 0x00...0x7F: return 1
    case 0xC2...0xDF: return continues(1) ? 2 : 0
    case 0xE0...0xEF:
      if first == 0xE0, second < 0xA0 { return 0 }
      if first == 0xED, second > 0x9F { return 0 }
      return continues(1) && continues(2) ? 3 : 0
    case 0xF0...0xF4:
      if first == 0xF0, second < 0x90 { return 0 }
      if first == 0xF4, second > 0x8F { return 0 }
      return continues(1) && continues(2) && continues(3) ? 4 : 0
    default: return 0
    }
  }

  private static func zeroByte(at offset: Int, in source: Source) -> Diagnostic {
    let label = Diagnostic.Label(source: source, span: Span(offset, offset + 1))
    return Diagnostic(
      "syntax", "a zero byte is not text", labels: [label], help: ["this is a binary file, or text saved as UTF-16"])
  }

  private static func invalidByte(_ byte: UInt8, at offset: Int, in source: Source) -> Diagnostic {
    let label = Diagnostic.Label(source: source, span: Span(offset, offset + 1))
    let hex = String(byte, radix: 16, uppercase: true)
    return Diagnostic(
      "syntax", "the byte 0x\(hex) is not UTF-8", labels: [label], help: ["save the file as UTF-8"])
  }
}
