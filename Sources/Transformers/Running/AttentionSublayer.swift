import CKernels
import Tensors

extension ForwardPass {
  /// Attention of one layer, added to the stream.
  func attention(_ layer: Int, _ input: UnsafePointer<Float>, to stream: UnsafeMutablePointer<Float>, _ trace: Trace?) throws {
    let weights = model.weights.blocks[layer]
    let queryShape = [rows, c.headCount, c.headWidth]
    let keyShape = [rows, c.keyValueHeadCount, c.headWidth]
    let (query, key, value) = try projectionBuffers()
    try Meter.run(.queriesKeysValues, weights.projection.cost(rows: rows)) { try project(weights.projection, input, to: (query, key, value)) }
    try trace?.record(.query, query, queryShape)
    try trace?.record(.key, key, keyShape)
    try trace?.record(.value, value, keyShape)
    try turn(layer, query, key)
    try trace?.record(.rotatedQuery, query, queryShape)
    try trace?.record(.rotatedKey, key, keyShape)
    let mixed = try workspace.buffer(.mixed, count: rows * c.headCount * c.headWidth)
    let record = try attentionRecord(trace)
    try Meter.run(.attention, attentionCost(layer)) { try mix(layer, query, key, value, to: mixed, record) }
    try trace?.record(.mixed, mixed, queryShape)
    try recordHeadResults(weights.output, mixed, trace)
    let output = try workspace.buffer(.output, count: rows * c.width)
    try Meter.run(.attentionOutput, weights.output.cost(rows: rows)) {
      try weights.output.apply(mixed, rows: rows, to: output, compute: model.compute)
    }
    try deliver(output, to: stream, norm: weights.norm1Post, trace, .norm1PostScale, .norm1PostNormalized, .attentionOut)
  }

  private typealias Projected = (
    query: UnsafeMutablePointer<Float>, key: UnsafeMutablePointer<Float>, value: UnsafeMutablePointer<Float>
  )

  private func projectionBuffers() throws -> Projected {
    let keyWidth = c.keyValueHeadCount * c.headWidth
    return (
      try workspace.buffer(.query, count: rows * c.headCount * c.headWidth), try workspace.buffer(.key, count: rows * keyWidth),
      try workspace.buffer(.value, count: rows * keyWidth)
    )
  }

  /// Norms of queries and keys, and their rotation, where the model has them.
  private func turn(_ layer: Int, _ query: UnsafeMutablePointer<Float>, _ key: UnsafeMutablePointer<Float>) throws {
    let weights = model.weights.blocks[layer]
    let count = rows * (c.headCount + c.keyValueHeadCount) * c.headWidth
    if weights.queryNorm != nil || weights.keyNorm != nil {
      try Meter.run(.norm, .overNumbers(count, operations: 5)) {
        if let norm = weights.queryNorm { try model.normalizeHeads(query, rows: rows, heads: c.headCount, with: norm) }
        if let norm = weights.keyNorm { try model.normalizeHeads(key, rows: rows, heads: c.keyValueHeadCount, with: norm) }
      }
    }
    guard let rotary = c.rotary(layer: layer) else { return }
    try Meter.run(.rotation, .overNumbers(count, operations: 3)) {
      try rotate(query, heads: c.headCount, rotary)
      try rotate(key, heads: c.keyValueHeadCount, rotary)
    }
  }

  /// Scores and mixing: two products over what every query sees.
  private func attentionCost(_ layer: Int) -> Cost {
    let window = c.window(layer: layer) ?? .max
    var pairs = 0.0
    for sequence in batch.sequences {
      let (new, all) = (Double(sequence.count), Double(past + sequence.count))
      let causal = c.looksAhead ? new * all : new * (Double(past) + (new + 1) / 2)
      pairs += min(causal, new * Double(window))
    }
    let keys = Double(past * batch.sequences.count + rows) * Double(c.keyValueHeadCount * c.headWidth)
    return Cost(operations: 4 * pairs * Double(c.headCount * c.headWidth), bytes: 8 * (keys + Double(rows * c.headCount * c.headWidth)))
  }

  /// Queries, keys and values of every row, each `[rows, heads, d_head]`.
  private func project(_ weights: ProjectionWeights, _ input: UnsafePointer<Float>, to projected: Projected) throws {
    let (query, key, value) = projected
    let queryWidth = c.headCount * c.headWidth
    let keyWidth = c.keyValueHeadCount * c.headWidth
    switch weights {
    case .separate(let queries, let keys, let values):
      let read = try placed(input)
      try queries.apply(read, rows: rows, to: query, compute: model.compute)
      try keys.apply(read, rows: rows, to: key, compute: model.compute)
      try values.apply(input, rows: rows, to: value, compute: model.compute)
    case .interleaved(let fused):
      let whole = try workspace.buffer(.fused, count: rows * fused.outputWidth)
      try fused.apply(input, rows: rows, to: whole, compute: model.compute)
      try part(whole, (query, key, value))
    }
    if let clip = c.clip {
      for (values, width) in [(query, queryWidth), (key, keyWidth), (value, keyWidth)] {
        for i in 0..<rows * width { values[i] = min(max(values[i], -clip), clip) }
      }
    }
  }

  /// What queries and keys read: the input, with the positions' vectors where only attention sees them.
  private func placed(_ input: UnsafePointer<Float>) throws -> UnsafePointer<Float> {
    guard c.positions == .learnedForAttention, let vectors = try positionVectors() else { return input }
    let sum = try workspace.buffer(.placed, count: rows * c.width)
    sum.update(from: input, count: rows * c.width)
    arr_add(sum, vectors.floatAddress, Int64(rows * c.width))
    return UnsafePointer(sum)
  }

  /// Takes rows of [queries, key, value] of every group apart.
  private func part(_ fused: UnsafePointer<Float>, _ parts: Projected) throws {
    let head = c.headWidth
    let groups = c.keyValueHeadCount
    let queries = c.queriesPerGroup * head
    try parallelRanges(rows, grain: max(1, 16384 / (groups * (queries + 2 * head)))) { range in
      for row in range {
        for group in 0..<groups {
          let source = fused + (row * groups + group) * (queries + 2 * head)
          (parts.query + (row * groups + group) * queries).update(from: source, count: queries)
          (parts.key + (row * groups + group) * head).update(from: source + queries, count: head)
          (parts.value + (row * groups + group) * head).update(from: source + queries + head, count: head)
        }
      }
    }
  }

  /// Where scores and patterns go that somebody wants.
  private func attentionRecord(_ trace: Trace?) throws -> Attention.Record? {
    guard let trace, trace.wants(.scores) || trace.wants(.pattern) else { return nil }
    let shape = [batch.count, c.headCount, batch.length, batch.length]
    return Attention.Record(scores: try trace.make(.scores, shape), pattern: try trace.make(.pattern, shape), length: batch.length)
  }

  /// Attention over this pass's keys and values, behind those of the cache.
  private func mix(
    _ layer: Int, _ query: UnsafePointer<Float>, _ key: UnsafePointer<Float>, _ value: UnsafePointer<Float>,
    to mixed: UnsafeMutablePointer<Float>, _ record: Attention.Record?
  ) throws {
    let stride = c.keyValueHeadCount * c.headWidth
    cache?.append(layer: layer, keys: key, values: value, count: rows)
    let sequences = batch.sequences.enumerated().map { index, sequence in
      let start = batch.starts[index]
      return Attention.Sequence(
        queryStart: start, queryCount: sequence.count, keys: cache.map { UnsafePointer($0.keys(layer)) } ?? key + start * stride,
        values: cache.map { UnsafePointer($0.values(layer)) } ?? value + start * stride, past: past)
    }
    var attention = Attention(
      headCount: c.headCount, keyValueHeadCount: c.keyValueHeadCount, headWidth: c.headWidth, scale: c.scoreScale(layer: layer))
    attention.cap = c.attentionCap
    attention.window = c.window(layer: layer)
    attention.looksAhead = c.looksAhead
    if case .alibi(let alibi) = c.positions { attention.setBiases(alibi, slopes: model.slopes(alibi), length: past + batch.length) }
    try attention.apply(sequences, query: query, to: mixed, record: record)
  }

  /// Each head's own part of the attention's output, `z_h W_O[h]`; with the output bias they sum to it.
  private func recordHeadResults(_ output: Linear, _ mixed: UnsafePointer<Float>, _ trace: Trace?) throws {
    guard let target = try trace?.make(.headResult, [rows, c.headCount, c.width]) else { return }
    try output.applyByHeads(mixed, rows: rows, heads: c.headCount, to: target.floatAddress)
  }

  private func rotate(_ values: UnsafeMutablePointer<Float>, heads: Int, _ rotary: Rotary) throws {
    let half = rotary.dimensions / 2
    let width = c.headWidth
    let past = self.past
    for (index, sequence) in batch.sequences.enumerated() {
      let table = model.rotaryTable(rotary, length: past + sequence.count)
      let start = batch.starts[index]
      try table.cosines.withUnsafeBufferPointer { cosines in
        try table.sines.withUnsafeBufferPointer { sines in
          guard let cos = cosines.baseAddress, let sin = sines.baseAddress else { return }
          try parallelRanges(sequence.count, grain: max(1, 8192 / (heads * width))) { range in
            for position in range {
              let angle = (past + position) * half
              for head in 0..<heads {
                let x = values + ((start + position) * heads + head) * width
                if rotary.turnsAdjacentPairs {
                  arr_rotate_pairs(x, cos + angle, sin + angle, Int64(half))
                } else {
                  arr_rotate_half(x, cos + angle, sin + angle, Int64(half))
                }
              }
            }
          }
        }
      }
    }
  }
}
