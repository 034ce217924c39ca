import CKernels
import COneDNN
import Tensors

/// Attention of one layer, causal unless it looks ahead: softmax(q kᵀ · scale) v for every sequence and head, in blocks of queries so that a
/// head's scores stay in the cache. Query head h reads key–value head h / (heads / key–value heads).
struct Attention {
  /// One sequence's rows: its queries among the pass's rows, and all keys and values that they may see.
  struct Sequence {
    let queryStart: Int
    let queryCount: Int
    let keys: UnsafePointer<Float>
    let values: UnsafePointer<Float>
    /// Keys before the first query (from a cache).
    let past: Int
  }

  let headCount: Int
  let keyValueHeadCount: Int
  let headWidth: Int
  let scale: Float
  /// Scores s become cap·tanh(s/cap).
  var cap: Float?
  /// A query sees this many positions up to its own; nil for all.
  var window: Int?
  /// A query sees all keys, also those behind it.
  var looksAhead = false
  /// `[heads, length]`: what is added to scaled scores, from the first key on or up to the last.
  private var biases: [Float] = []
  private var biasLength = 0
  private var biasesEndAtQuery = true

  init(headCount: Int, keyValueHeadCount: Int, headWidth: Int, scale: Float) {
    self.headCount = headCount
    self.keyValueHeadCount = keyValueHeadCount
    self.headWidth = headWidth
    self.scale = scale
  }

  mutating func setBiases(_ alibi: ALiBi, slopes: [Float], length: Int) {
    biases = slopes.flatMap { alibi.biases(slope: $0, length: length, scale: scale) }
    biasLength = length
    biasesEndAtQuery = !alibi.isFalcon
  }

  private static let blockRows = 128

  /// Where the scores and patterns of all sequences go when they are wanted: `[batch, head, pos, pos]`, right-aligned.
  struct Record {
    let scores: Tensor?
    let pattern: Tensor?
    let length: Int
  }

  /// z[rows, heads, d_head] from q of the same layout.
  func apply(_ sequences: [Sequence], query: UnsafePointer<Float>, to z: UnsafeMutablePointer<Float>, record: Record?) throws {
    var pieces: [(sequence: Int, head: Int, rows: Range<Int>)] = []
    for (index, sequence) in sequences.enumerated() {
      for start in stride(from: 0, to: sequence.queryCount, by: Self.blockRows) {
        let rows = start..<min(start + Self.blockRows, sequence.queryCount)
        for head in 0..<headCount { pieces.append((index, head, rows)) }
      }
    }
    try parallelRanges(pieces.count, grain: 1) { range in
      for index in range {
        let piece = pieces[index]
        block(sequences[piece.sequence], piece.sequence, head: piece.head, rows: piece.rows, query, z, record)
      }
    }
  }

  private func block(
    _ s: Sequence, _ index: Int, head: Int, rows: Range<Int>, _ query: UnsafePointer<Float>, _ z: UnsafeMutablePointer<Float>,
    _ record: Record?
  ) {
    // Keys that some query of the block sees; `first` is the earliest of them.
    let first = window.map { max(0, s.past + rows.lowerBound + 1 - $0) } ?? 0
    let visible = s.past + (looksAhead ? s.queryCount : rows.upperBound) - first
    let queryStride = headCount * headWidth
    let keyStride = keyValueHeadCount * headWidth
    let keyOffset = head / (headCount / keyValueHeadCount) * headWidth + first * keyStride
    let place = (s.queryStart + rows.lowerBound) * queryStride + head * headWidth
    let scores = UnsafeMutablePointer<Float>.allocate(capacity: rows.count * visible)
    defer { scores.deallocate() }
    _ = arr_product(
      query + place, Int64(queryStride), s.keys + keyOffset, Int64(keyStride), 1, scores, Int64(visible), Int64(rows.count),
      Int64(visible), Int64(headWidth), 0)
    for (i, row) in rows.enumerated() {
      let line = scores + i * visible
      let seen = looksAhead ? visible : s.past + row + 1 - first
      let hidden = window.map { max(0, seen - $0) } ?? 0
      arr_scale(line, scale, Int64(seen))
      if let cap { arr_soft_cap(line, cap, Int64(seen)) }
      addBiases(to: line, head: head, count: seen)
      mask(line, hidden, seen, visible, -.infinity)
      record?.keep(line, first: first, count: visible, in: record?.scores, index, head, headCount, row, s, fill: -.infinity)
      arr_softmax(line + hidden, Int64(seen - hidden))
      mask(line, hidden, seen, visible, 0)
      record?.keep(line, first: first, count: visible, in: record?.pattern, index, head, headCount, row, s, fill: 0)
    }
    _ = arr_product(
      scores, Int64(visible), s.values + keyOffset, Int64(keyStride), 0, z + place, Int64(queryStride), Int64(rows.count),
      Int64(headWidth), Int64(visible), 0)
  }

  private func mask(_ line: UnsafeMutablePointer<Float>, _ hidden: Int, _ seen: Int, _ visible: Int, _ value: Float) {
    line.update(repeating: value, count: hidden)
    (line + seen).update(repeating: value, count: visible - seen)
  }

  private func addBiases(to line: UnsafeMutablePointer<Float>, head: Int, count: Int) {
    guard biasLength > 0 else { return }
    biases.withUnsafeBufferPointer { b in
      guard let base = b.baseAddress else { return }
      arr_add(line, base + head * biasLength + (biasesEndAtQuery ? biasLength - count : 0), Int64(count))
    }
  }
}

extension Attention.Record {
  /// Copies one query's line into its place.
  fileprivate func keep(
    _ line: UnsafePointer<Float>, first: Int, count: Int, in tensor: Tensor?, _ sequence: Int, _ head: Int, _ heads: Int, _ row: Int,
    _ s: Attention.Sequence, fill: Float
  ) {
    guard let tensor else { return }
    let padding = length - s.queryCount
    let target = tensor.floatAddress + ((sequence * heads + head) * length + padding + row) * length
    target.update(repeating: fill, count: length)
    (target + padding + first).update(from: line, count: count)
  }
}
