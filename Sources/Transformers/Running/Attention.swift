import CKernels
import COneDNN
import Tensors

/// Causal attention of one layer: softmax(q kᵀ · scale) v for every sequence and head, in blocks of queries so that a
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
    let visible = s.past + rows.upperBound
    let queryStride = headCount * headWidth
    let keyStride = keyValueHeadCount * headWidth
    let keyOffset = head / (headCount / keyValueHeadCount) * headWidth
    let place = (s.queryStart + rows.lowerBound) * queryStride + head * headWidth
    let scores = UnsafeMutablePointer<Float>.allocate(capacity: rows.count * visible)
    defer { scores.deallocate() }
    _ = arr_product(
      query + place, Int64(queryStride), s.keys + keyOffset, Int64(keyStride), 1, scores, Int64(visible), Int64(rows.count),
      Int64(visible), Int64(headWidth), 0)
    for (i, row) in rows.enumerated() {
      let line = scores + i * visible
      let seen = s.past + row + 1
      arr_scale(line, scale, Int64(seen))
      (line + seen).update(repeating: -.infinity, count: visible - seen)
      record?.keep(line, count: visible, in: record?.scores, index, head, headCount, row, s, fill: -.infinity)
      arr_softmax(line, Int64(seen))
      (line + seen).update(repeating: 0, count: visible - seen)
      record?.keep(line, count: visible, in: record?.pattern, index, head, headCount, row, s, fill: 0)
    }
    _ = arr_product(
      scores, Int64(visible), s.values + keyOffset, Int64(keyStride), 0, z + place, Int64(queryStride), Int64(rows.count),
      Int64(headWidth), Int64(visible), 0)
  }
}

extension Attention.Record {
  /// Copies one query's line into its place.
  fileprivate func keep(
    _ line: UnsafePointer<Float>, count: Int, in tensor: Tensor?, _ sequence: Int, _ head: Int, _ heads: Int, _ row: Int,
    _ s: Attention.Sequence, fill: Float
  ) {
    guard let tensor else { return }
    let padding = length - s.queryCount
    let target = tensor.floatAddress + ((sequence * heads + head) * length + padding + row) * length
    target.update(repeating: fill, count: length)
    (target + padding).update(from: line, count: count)
  }
}
