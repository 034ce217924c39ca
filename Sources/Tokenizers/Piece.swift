/// A stretch of the text on its way through the pipeline.
struct Piece {
  let text: Text
  /// How many scalars at its start come from the very first scalar that was typed; 0 when the piece begins further on.
  let leading: Int

  /// In bytes. (A mark for every byte of a character comes from that character.)
  var leadingBytes: Int { leading > 0 ? text.prefixOfScalars(leading).count : 0 }

  /// A piece of the piece.
  /// - Parameter slice: a slice of `text`.
  func part(_ slice: Text) -> Piece {
    let end = text.startIndex + leadingBytes
    return Piece(text: slice, leading: slice.startIndex < end ? text[slice.startIndex..<end].scalarCount : 0)
  }

  /// The piece with a mark in front, which counts as typed with the first scalar.
  func prepending(_ mark: [UInt8]) -> Piece {
    Piece(text: Text(mark + text), leading: leading > 0 ? leading + mark[...].scalarCount : 0)
  }
}
