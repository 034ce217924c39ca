/// A stretch of the text on its way through the pipeline, as long as the call that gets it lasts.
struct Piece {
  let text: Bytes
  /// How many scalars at its start come from the very first scalar that was typed; 0 when the piece begins further on.
  let leading: Int

  /// In bytes. (A mark for every byte of a character comes from that character.)
  var leadingBytes: Int {
    var (end, missing) = (0, leading)
    while missing > 0, end < text.count {
      end += scalar(at: end, in: text).width
      missing -= 1
    }
    return min(end, text.count)
  }

  /// A piece of the piece.
  /// - Parameter range: where it lies in `text`.
  func part(_ range: Range<Int>) -> Piece {
    guard leading > 0 else { return Piece(text: text[part: range], leading: 0) }
    let own = range.clamped(to: 0..<leadingBytes)
    return Piece(text: text[part: range], leading: text[own].count { $0 & 0xC0 != 0x80 })
  }

  /// Calls `body` with the piece with a mark in front, which counts as typed with the first scalar.
  func prepending(_ mark: [UInt8], _ body: (Piece) throws -> Void) rethrows {
    let marked = mark + text
    try marked.withUnsafeBufferPointer { try body(Piece(text: $0, leading: Self.leading(leading, behind: mark))) }
  }

  /// How many scalars come from the first one that was typed when a mark is put in front of so many.
  static func leading(_ count: Int, behind mark: [UInt8]) -> Int { count > 0 ? count + mark[...].scalarCount : 0 }
}
