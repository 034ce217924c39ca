/// Makes a failing text small: lines, then words, then characters are left out as long as it still fails.
struct Minimizer {
  /// Whether a text still fails in the same way.
  let fails: ([UInt8]) -> Bool
  let isOutOfTime: () -> Bool

  func smallest(_ bytes: [UInt8]) -> [UInt8] {
    var text = bytes
    for pieces in [lines, words, { $0.map { [$0] } }] {
      var parts = pieces(text)
      // A text of many single bytes would take longer than it is worth.
      if parts.count > 3_000 { continue }
      var size = max(1, parts.count / 2)
      while !isOutOfTime() {
        var changed = false
        var start = 0
        while start < parts.count, !isOutOfTime() {
          let shorter = Array(parts[..<start] + parts[min(parts.count, start + size)...])
          if fails(Array(shorter.joined())) {
            parts = shorter
            changed = true
          } else {
            start += size
          }
        }
        if size == 1, !changed { break }
        size = max(1, size / 2)
      }
      text = Array(parts.joined())
    }
    return text
  }

  private func lines(_ text: [UInt8]) -> [[UInt8]] { pieces(text) { byte, _ in byte == 0x0A } }

  private func words(_ text: [UInt8]) -> [[UInt8]] {
    func isWord(_ byte: UInt8) -> Bool { byte >= 0x80 || byte == 0x5F || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF) }
    return pieces(text) { byte, next in !(isWord(byte) && isWord(next)) }
  }

  private func pieces(_ text: [UInt8], endsAfter: (UInt8, UInt8) -> Bool) -> [[UInt8]] {
    var all: [[UInt8]] = []
    var current: [UInt8] = []
    for (i, byte) in text.enumerated() {
      current.append(byte)
      if i + 1 == text.count || endsAfter(byte, text[i + 1]) {
        all.append(current)
        current = []
      }
    }
    return all
  }
}
