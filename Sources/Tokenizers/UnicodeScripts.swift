/// Writing systems, as the pre-tokenizer `UnicodeScripts` tells them apart: Han, Hiragana and Katakana are one.
struct UnicodeScripts: Sendable {
  static let shared = UnicodeScripts()

  private var starts: [UInt32] = []
  /// Beside `starts`.
  private var groups: [UInt8] = []

  private init() {
    for entry in scriptRuns.description.split(separator: " ") {
      let sides = entry.split(separator: ">")
      guard sides.count == 2, let start = UInt32(sides[0], radix: 16), let group = UInt8(sides[1], radix: 16) else { continue }
      starts.append(start)
      groups.append(group)
    }
  }

  /// The number of the scalar's script; 0 for the space and what belongs to no script, which go with any.
  func group(of scalar: Unicode.Scalar) -> UInt8 {
    var (low, high) = (0, starts.count)
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] <= scalar.value { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? groups[low - 1] : 0
  }

  /// Calls `body` with the place of every stretch of one script. As in the reference implementation, what goes with any script is lost at the
  /// start of the text.
  func forEachStretch(of text: Bytes, _ body: (Range<Int>) throws -> Void) throws {
    var start: Int?
    var current: UInt8 = 0
    try text.forEachScalar { scalar, range in
      let group = group(of: scalar)
      guard group != 0, group != current else { return }
      if let start { try body(start..<range.lowerBound) }
      start = range.lowerBound
      current = group
    }
    if let start, !TokenizerStop.leaves(text.count - start) { try body(start..<text.count) }
  }
}
