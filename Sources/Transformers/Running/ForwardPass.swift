import CKernels
import Tensors

/// The one forward pass of every family: a stream of rows, one a token, goes through the blocks in place.
struct ForwardPass {
  let model: TransformerModel
  let batch: TokenBatch
  let workspace: Workspace
  /// Set when a sequence goes on from kept keys and values; the batch is then one sequence.
  var cache: KeyValueCache?

  private var c: ModelConfiguration { model.configuration }
  private var past: Int { cache?.length ?? 0 }

  /// Writes the stream entering block 0, `[rows, d_model]`.
  func embed(to stream: UnsafeMutablePointer<Float>, trace: Trace? = nil) throws {
    let width = c.width
    let embedding = model.weights.embedding
    var row = 0
    for sequence in batch.sequences {
      for id in sequence {
        embedding.widen(from: id * width, count: width, to: stream + row * width)
        row += 1
      }
    }
    try trace?.record(.embed, stream, [row, width])
    guard let positions = model.weights.positions else { return }
    let vectors = try Tensor.uninitialized([batch.rowCount, width])
    row = 0
    for sequence in batch.sequences {
      for position in 0..<sequence.count {
        positions.widen(from: (past + position) * width, count: width, to: vectors.floatAddress + row * width)
        row += 1
      }
    }
    try trace?.record(.positionEmbed, vectors.floatAddress, [row, width])
    arr_add(stream, vectors.floatAddress, Int64(row * width))
  }

  /// Takes the stream through one block, in place.
  func block(_ layer: Int, _ stream: UnsafeMutablePointer<Float>, trace: Trace? = nil) throws {
    let shape = [batch.rowCount, c.width]
    try trace?.record(.residPre, stream, shape)
    try attention(layer, stream, trace)
    try trace?.record(.residMid, stream, shape)
    try feedForward(layer, stream, trace)
    try trace?.record(.residPost, stream, shape)
  }

  private func attention(_ layer: Int, _ stream: UnsafeMutablePointer<Float>, _ trace: Trace?) throws {
    let weights = model.weights.blocks[layer]
    let rows = batch.rowCount
    let queryWidth = c.headCount * c.headWidth
    let keyWidth = c.keyValueHeadCount * c.headWidth
    let normed = try workspace.buffer(.normed, count: rows * c.width)
    try norm(weights.norm1, stream, to: normed, trace, .norm1Scale, .norm1Normalized)
    let query = try workspace.buffer(.query, count: rows * queryWidth)
    let key = try workspace.buffer(.key, count: rows * keyWidth)
    let value = try workspace.buffer(.value, count: rows * keyWidth)
    try weights.query.apply(normed, rows: rows, to: query, compute: model.compute)
    try weights.key.apply(normed, rows: rows, to: key, compute: model.compute)
    try weights.value.apply(normed, rows: rows, to: value, compute: model.compute)
    let queryShape = [rows, c.headCount, c.headWidth]
    let keyShape = [rows, c.keyValueHeadCount, c.headWidth]
    try trace?.record(.query, query, queryShape)
    try trace?.record(.key, key, keyShape)
    try trace?.record(.value, value, keyShape)
    if case .rotary(let rotary) = c.positions {
      try rotate(query, heads: c.headCount, rotary)
      try rotate(key, heads: c.keyValueHeadCount, rotary)
      try trace?.record(.rotatedQuery, query, queryShape)
      try trace?.record(.rotatedKey, key, keyShape)
    }
    let mixed = try workspace.buffer(.mixed, count: rows * queryWidth)
    try mix(layer, query, key, value, to: mixed, trace)
    try trace?.record(.mixed, mixed, queryShape)
    try recordHeadResults(weights.output, mixed, trace)
    try add(weights.output, mixed, to: stream, trace, .attentionOut)
  }

  /// Attention over this pass's keys and values, behind those of the cache.
  private func mix(
    _ layer: Int, _ query: UnsafePointer<Float>, _ key: UnsafePointer<Float>, _ value: UnsafePointer<Float>,
    to mixed: UnsafeMutablePointer<Float>, _ trace: Trace?
  ) throws {
    let stride = c.keyValueHeadCount * c.headWidth
    cache?.append(layer: layer, keys: key, values: value, count: batch.rowCount)
    let sequences = batch.sequences.enumerated().map { index, sequence in
      let start = batch.starts[index]
      return Attention.Sequence(
        queryStart: start, queryCount: sequence.count, keys: cache.map { UnsafePointer($0.keys(layer)) } ?? key + start * stride,
        values: cache.map { UnsafePointer($0.values(layer)) } ?? value + start * stride, past: past)
    }
    let shape = [batch.count, c.headCount, batch.length, batch.length]
    let record: Attention.Record?
    if let trace, trace.wants(.scores) || trace.wants(.pattern) {
      record = Attention.Record(
        scores: try trace.make(.scores, shape), pattern: try trace.make(.pattern, shape), length: batch.length)
    } else {
      record = nil
    }
    let attention = Attention(
      headCount: c.headCount, keyValueHeadCount: c.keyValueHeadCount, headWidth: c.headWidth, scale: c.scoreScale(layer: layer))
    try attention.apply(sequences, query: query, to: mixed, record: record)
  }

  private func feedForward(_ layer: Int, _ stream: UnsafeMutablePointer<Float>, _ trace: Trace?) throws {
    let weights = model.weights.blocks[layer]
    let rows = batch.rowCount
    let shape = [rows, c.hiddenWidth]
    let normed = try workspace.buffer(.normed, count: rows * c.width)
    try norm(weights.norm2, stream, to: normed, trace, .norm2Scale, .norm2Normalized)
    let hidden = try workspace.buffer(.hidden, count: rows * c.hiddenWidth)
    if let gate = weights.gate {
      let linear = try workspace.buffer(.gate, count: rows * c.hiddenWidth)
      try gate.apply(normed, rows: rows, to: hidden, compute: model.compute)
      try weights.input.apply(normed, rows: rows, to: linear, compute: model.compute)
      try trace?.record(.hiddenPre, hidden, shape)
      try trace?.record(.hiddenLinear, linear, shape)
      try activate(hidden, count: rows * c.hiddenWidth, times: linear)
    } else {
      try weights.input.apply(normed, rows: rows, to: hidden, compute: model.compute)
      try trace?.record(.hiddenPre, hidden, shape)
      try activate(hidden, count: rows * c.hiddenWidth, times: nil)
    }
    try trace?.record(.hiddenPost, hidden, shape)
    try add(weights.down, hidden, to: stream, trace, .hiddenOut)
  }

  /// stream += linear(x).
  private func add(
    _ linear: Linear, _ x: UnsafePointer<Float>, to stream: UnsafeMutablePointer<Float>, _ trace: Trace?, _ site: ActivationSite
  ) throws {
    let count = batch.rowCount * c.width
    let output = try workspace.buffer(.output, count: count)
    try linear.apply(x, rows: batch.rowCount, to: output, compute: model.compute)
    try trace?.record(site, output, [batch.rowCount, c.width])
    try parallelRanges(count, grain: 16384) { range in arr_add(stream + range.lowerBound, output + range.lowerBound, Int64(range.count)) }
  }

  /// Each head's own part of the attention's output, `z_h W_O[h]`; with the output bias they sum to it.
  private func recordHeadResults(_ output: Linear, _ mixed: UnsafePointer<Float>, _ trace: Trace?) throws {
    guard let target = try trace?.make(.headResult, [batch.rowCount, c.headCount, c.width]) else { return }
    try output.applyByHeads(mixed, rows: batch.rowCount, heads: c.headCount, to: target.floatAddress)
  }

  private func activate(_ values: UnsafeMutablePointer<Float>, count: Int, times other: UnsafePointer<Float>?) throws {
    let activation = c.activation
    try parallelRanges(count, grain: 8192) { range in
      let n = Int64(range.count)
      activation.apply(values + range.lowerBound, n)
      if let other { arr_multiply(values + range.lowerBound, other + range.lowerBound, n) }
    }
  }

  private func rotate(_ values: UnsafeMutablePointer<Float>, heads: Int, _ rotary: Rotary) throws {
    let table = model.rotaryTable(rotary, count: past + batch.length)
    let half = rotary.dimensions / 2
    let width = c.headWidth
    let past = self.past
    for (index, sequence) in batch.sequences.enumerated() {
      let start = batch.starts[index]
      try parallelRanges(sequence.count, grain: max(1, 8192 / (heads * width))) { range in
        for position in range {
          let angle = (past + position) * half
          table.cosines.withUnsafeBufferPointer { cosines in
            table.sines.withUnsafeBufferPointer { sines in
              guard let cos = cosines.baseAddress, let sin = sines.baseAddress else { return }
              for head in 0..<heads {
                arr_rotate_half(values + ((start + position) * heads + head) * width, cos + angle, sin + angle, Int64(half))
              }
            }
          }
        }
      }
    }
  }

  /// The norm of every row; σ and the normalised rows before weight and bias are traced.
  private func norm(
    _ weights: NormWeights, _ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, _ trace: Trace?, _ scale: ActivationSite,
    _ normalized: ActivationSite
  ) throws {
    let rows = batch.rowCount
    let scales = try trace?.make(scale, [rows, 1])
    try model.normalize(x, rows: rows, with: weights, to: y, scales: scales?.floatAddress)
    guard let plain = try trace?.make(normalized, [rows, c.width]) else { return }
    try model.normalize(x, rows: rows, with: nil, to: plain.floatAddress, scales: nil)
  }
}

extension ModelConfiguration.Activation {
  func apply(_ values: UnsafeMutablePointer<Float>, _ count: Int64) {
    switch self {
    case .geluTanh: arr_gelu_tanh(values, count)
    case .gelu: arr_gelu_exact(values, count)
    case .relu: arr_relu(values, count)
    case .silu: arr_silu(values, count)
    case .quickGELU: arr_quick_gelu(values, count)
    }
  }
}
