extension Tokenizer {
  /// The merges of a SentencePiece vocabulary that lists none: every pair of tokens that makes another, the best score of what it
  /// makes first; of equal scores the longer left token, then the longer right one, in characters. Hugging Face's converters order
  /// them so.
  ///
  /// - Parameter scores: one for each token, without NaN; without them there are no merges.
  /// - Returns: Pairs of places in `tokens`; of equal tokens the last one's.
  public static func impliedMerges(of tokens: [String], scores: [Double]) -> [(left: Int, right: Int)] {
    guard scores.count == tokens.count else { return [] }
    var table = ByteTable(capacity: tokens.count)
    var places: [Int] = []
    for (i, token) in tokens.enumerated() {
      let entry = table.insert(token)
      if entry == places.count { places.append(i) } else { places[entry] = i }
    }
    let order = tokens.indices.sorted { scores[$0] != scores[$1] ? scores[$0] > scores[$1] : $0 < $1 }
    var merges: [Merge] = []
    var stop = StopCheck()
    var start = 0
    while start < order.count, !stop.isDue() {
      let first = merges.count
      let score = scores[order[start]]
      while start < order.count, scores[order[start]] == score {
        var token = tokens[order[start]]
        token.withUTF8 { token in table.withSearch { append(token, $0, places, to: &merges) } }
        start += 1
      }
      // Those of one token come with the shortest left part first, and nearly every token has a score of its own.
      merges[first...].sort { $0.lengths != $1.lengths ? $0.lengths > $1.lengths : $0.number < $1.number }
    }
    return merges.map { (Int($0.left), Int($0.right)) }
  }

  private struct Merge {
    let left, right: Int32
    /// Characters of the left token in the high half, of the right one in the low half.
    let lengths: UInt32
    let number: Int32
  }

  /// In bytes. No text reaches a longer token by merges that a file has in earnest.
  private static let longestMerged = 1024

  private static func append(_ token: Bytes, _ search: ByteTable.Search, _ places: [Int], to merges: inout [Merge]) {
    guard token.count <= longestMerged else { return }
    let length = token.count { $0 & 0xC0 != 0x80 }
    var leftLength = 0
    for start in token.indices where token[start] & 0xC0 != 0x80 {
      if start > 0, let left = search.find(token[part: 0..<start]), let right = search.find(token[part: start..<token.count]) {
        merges.append(
          Merge(
            left: Int32(truncatingIfNeeded: places[left]), right: Int32(truncatingIfNeeded: places[right]),
            lengths: UInt32(leftLength) << 16 | UInt32(length - leftLength), number: Int32(truncatingIfNeeded: merges.count)))
      }
      leftLength += 1
    }
  }
}
