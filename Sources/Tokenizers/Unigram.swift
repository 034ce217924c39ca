import JSON

/// SentencePiece's unigram model: of all ways to cut a piece into tokens the one whose scores sum to the most.
struct Unigram: TokenModel {
  let vocabulary: Vocabulary
  private let trie: TokenTrie
  private let scores: [Double]
  private let unknown: Int?
  /// Id of the token `<0xXX>` of each byte, nil when characters outside the vocabulary are unknown.
  private let byteTokens: [Int?]?
  private let unknownScore: Double

  /// How much worse than the worst token an unknown character is.
  private static let unknownPenalty = 10.0

  init(_ json: JSON) throws {
    guard let list = json["vocab"]?.arrayValue else { throw TokenizerError("the Unigram model has no “vocab” array") }
    var tokens: [String] = []
    var scores: [Double] = []
    for entry in list {
      guard let pair = entry.arrayValue, pair.count == 2, let token = pair[0].stringValue, let score = pair[1].doubleValue, !score.isNaN else {
        throw TokenizerError("token \(tokens.count) of the Unigram model must be a text and a score, found \(entry.text())")
      }
      tokens.append(token)
      scores.append(score)
    }
    let vocabulary = try Vocabulary(tokens: tokens)
    self.vocabulary = vocabulary
    self.scores = scores
    unknownScore = (scores.min() ?? 0) - Self.unknownPenalty
    if let id = json["unk_id"], !id.isNull {
      guard let id = id.intValue, tokens.indices.contains(id) else { throw TokenizerError("the Unigram model's “unk_id” is \(id.text())") }
      unknown = id
    } else {
      unknown = nil
    }
    let fallsBack = json["byte_fallback"]?.boolValue ?? false
    byteTokens = fallsBack ? (0..<256).map { vocabulary.id(of: BPE.fallbackToken($0).utf8) } : nil
    trie = TokenTrie(tokens, vocabulary)
  }

  /// The best way to a place in the piece.
  private struct Step {
    var start = -1
    var score = 0.0
    var id = -1
  }

  func encode(_ piece: Bytes, into ids: inout [Int]) {
    guard !piece.isEmpty else { return }
    let steps = bestSteps(piece)
    if TokenizerStop.leaves(piece.count) { return }
    for range in parts(steps, piece.count) {
      let part = piece[part: range]
      if let id = vocabulary.id(of: part) { ids.append(id) } else { appendUnknown(part, to: &ids) }
    }
  }

  private func bestSteps(_ bytes: UnsafeBufferPointer<UInt8>) -> [Step] {
    var steps = [Step](repeating: Step(), count: bytes.count + 1)
    var start = 0
    var stop = StopCheck()
    while start < bytes.count, !stop.isDue() {
      let here = steps[start].score
      let width = min(scalar(at: start, in: bytes).width, bytes.count - start)
      var coversCharacter = false
      func consider(_ end: Int, _ score: Double, _ id: Int) {
        if steps[end].start < 0 || here + score > steps[end].score { steps[end] = Step(start: start, score: here + score, id: id) }
      }
      trie.forEachPrefix(of: bytes, from: start) { end, id in
        consider(end, scores[id], id)
        if end - start == width { coversCharacter = true }
      }
      if !coversCharacter { consider(start + width, unknownScore, unknown ?? -1) }
      start += width
    }
    return steps
  }

  /// The parts from left to right; neighbouring unknown ones are one.
  private func parts(_ steps: [Step], _ count: Int) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var end = count
    var followsUnknown = false
    var stop = StopCheck()
    while end > 0, !stop.isDue() {
      let step = steps[end]
      guard step.start >= 0 else { break }
      let isUnknown = step.id == unknown ?? -1
      if isUnknown, followsUnknown, let last = parts.popLast() {
        parts.append(step.start..<last.upperBound)
      } else {
        parts.append(step.start..<end)
      }
      followsUnknown = isUnknown
      end = step.start
    }
    return parts.reversed()
  }

  private func appendUnknown(_ part: UnsafeBufferPointer<UInt8>, to ids: inout [Int]) {
    if let byteTokens {
      let bytes = part.compactMap { byteTokens[Int($0)] }
      if bytes.count == part.count { return ids.append(contentsOf: bytes) }
    }
    if let unknown { ids.append(unknown) }
  }
}

/// All tokens that begin at a place in a text.
private struct TokenTrie: Sendable {
  /// Open addressing: node << 8 | byte, plus one; 0 where free. The count is a power of two.
  private var edges: [UInt64]
  private var targets: [UInt32]
  /// Node → id of the token that ends there, −1 for none.
  private var ends: [Int32] = [-1]

  init(_ tokens: [String], _ vocabulary: Vocabulary) {
    var size = 1024
    while size < tokens.reduce(0, { $0 + $1.utf8.count }) * 2 { size *= 2 }
    edges = [UInt64](repeating: 0, count: size)
    targets = [UInt32](repeating: 0, count: size)
    for token in tokens where !token.isEmpty {
      var node = 0
      for byte in token.utf8 {
        let slot = slot(node, byte)
        if edges[slot] == 0 {
          edges[slot] = UInt64(node) << 8 | UInt64(byte) + 1
          targets[slot] = UInt32(ends.count)
          ends.append(-1)
        }
        node = Int(targets[slot])
      }
      ends[node] = Int32(vocabulary.id(of: token.utf8) ?? -1)
    }
  }

  private func slot(_ node: Int, _ byte: UInt8) -> Int {
    let mask = edges.count - 1
    let key = UInt64(node) << 8 | UInt64(byte) + 1
    var slot = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
    while edges[slot] != 0, edges[slot] != key { slot = (slot + 1) & mask }
    return slot
  }

  func forEachPrefix(of bytes: UnsafeBufferPointer<UInt8>, from start: Int, _ body: (_ end: Int, _ id: Int) -> Void) {
    var node = 0
    for i in start..<bytes.count {
      let slot = slot(node, bytes[i])
      guard edges[slot] != 0 else { return }
      node = Int(targets[slot])
      if ends[node] >= 0 { body(i + 1, Int(ends[node])) }
    }
  }
}
