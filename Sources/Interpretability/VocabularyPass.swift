import CKernels
import Glibc
import Tensors
import Transformers

/// What one pass over the vocabulary leaves of a row of logits.
public struct VocabularyReading: Sendable {
  /// log Σ e^z
  public var logSumExp: Double = 0
  /// −Σ p log p, nats.
  public var entropy: Double = 0
  /// KL(final ‖ row), nats; 0 for the final row itself.
  public var kl: Double = 0
  /// The target's logit.
  public var targetLogit: Double = 0
  /// #{v : z_v > z_target}: 0 is best, ties give the best rank.
  public var rank = 0
  /// The k best tokens, best first, ties by lower id.
  public var top: [(id: Int, logit: Float)] = []
}

/// Statistics of logits for several streams at the same positions, tile by tile over the vocabulary: a tile's logits are
/// computed, reduced and dropped. Rows are `[layers, positions]`; the last layer's rows are the model's final ones.
struct VocabularyPass {
  let model: TransformerModel
  /// `[layers · positions, d_model]`, after the final norm.
  let normed: Tensor
  let layerCount: Int
  let positionCount: Int
  /// The target of every position.
  let targets: [Int]
  let topCount: Int

  private var rowCount: Int { layerCount * positionCount }
  private var vocabulary: Int { model.configuration.vocabularySize }

  /// A tile's logits take at most this many numbers (64 MB).
  private static let tileElements = 1 << 24

  /// - Throws: `InterruptedError`, or `ModelError` when a logit is not a number.
  func readings() throws -> [VocabularyReading] {
    var state = State(self)
    let tileWidth = max(256, min(TransformerModel.vocabularyTile, Self.tileElements / max(rowCount, 1) / 64 * 64))
    let logits = try Tensor.uninitialized([rowCount, min(tileWidth, vocabulary)])
    try findTargets(tileWidth, logits, &state)
    try Activity.run("the lens", count: vocabulary) { activity in
      for start in stride(from: 0, to: vocabulary, by: tileWidth) {
        try activity.step(start)
        let tile = start..<min(start + tileWidth, vocabulary)
        try model.unembed(normed.floatAddress, rows: rowCount, vocabulary: tile, to: logits.floatAddress, stride: tile.count)
        try reduce(tile, logits.floatAddress, &state)
      }
    }
    return try state.readings(self)
  }

  /// Logits of the targets, by the same products as the tiles give: a rank must not count the target itself or its ties
  /// because another order of summation rounded otherwise. Each tile with targets is made for their positions only,
  /// unless all positions share it.
  private func findTargets(_ tileWidth: Int, _ logits: Tensor, _ state: inout State) throws {
    let tiles = Dictionary(grouping: targets.indices) { targets[$0] / tileWidth }
    for (index, positions) in tiles.sorted(by: { $0.key < $1.key }) {
      let tile = index * tileWidth..<min((index + 1) * tileWidth, vocabulary)
      let gathered = try rows(at: positions)
      let z = logits.floatAddress
      try model.unembed(gathered.floatAddress, rows: gathered.shape[0], vocabulary: tile, to: z, stride: tile.count)
      for (i, position) in positions.enumerated() {
        for layer in 0..<layerCount {
          let row = layer * positions.count + i
          let column = targets[position] - tile.lowerBound
          state.setTarget(layer * positionCount + position, z[row * tile.count + column])
        }
      }
    }
  }

  /// `[layers · positions.count, d_model]`
  private func rows(at positions: [Int]) throws -> Tensor {
    if positions.count == positionCount { return normed }
    let width = normed.shape[1]
    let result = try Tensor.uninitialized([layerCount * positions.count, width])
    for layer in 0..<layerCount {
      for (i, position) in positions.enumerated() {
        (result.floatAddress + (layer * positions.count + i) * width).update(
          from: normed.floatAddress + (layer * positionCount + position) * width, count: width)
      }
    }
    return result
  }

  /// Every position is one piece of work: its final row first, then each layer's against it.
  private func reduce(_ tile: Range<Int>, _ logits: UnsafePointer<Float>, _ state: inout State) throws {
    let n = Int64(tile.count)
    let final = (layerCount - 1) * positionCount
    try state.withRows { rows in
      let lines = rows
      try parallelRanges(positionCount, grain: 1) { range in
        for position in range {
          let last = lines + final + position
          let f = logits + (final + position) * tile.count
          last.pointee.add(f, tile, topCount: topCount)
          let reference = last.pointee.statistics.max
          for layer in 0..<layerCount - 1 {
            let line = lines + layer * positionCount + position
            let z = logits + (layer * positionCount + position) * tile.count
            line.pointee.add(z, tile, topCount: topCount)
            line.pointee.addDivergence(arr_kl_tile(f, z, reference, n), reference: reference)
          }
        }
      }
    }
  }

  /// The running state of one row.
  fileprivate struct Row {
    var statistics = arr_row_statistics(max: -.infinity, sum: 0, weighted: 0, target_logit: 0, above: 0, not_finite: 0)
    var top = TopTokens()
    /// Σ e^(f − reference)·(f − z) so far.
    var divergence = 0.0
    var reference: Float = -.infinity

    mutating func add(_ z: UnsafePointer<Float>, _ tile: Range<Int>, topCount: Int) {
      arr_row_statistics_add(&statistics, z, Int64(tile.count))
      if topCount > 0 { top.add(z, tile, limit: topCount) }
    }

    mutating func addDivergence(_ sum: Double, reference new: Float) {
      if reference > -.infinity, new > reference { divergence *= exp(Double(reference) - Double(new)) }
      reference = new
      divergence += sum
    }
  }

  private struct State {
    private var rows: [Row]

    init(_ pass: VocabularyPass) { rows = [Row](repeating: Row(), count: pass.rowCount) }

    mutating func setTarget(_ row: Int, _ logit: Float) { rows[row].statistics.target_logit = logit }

    mutating func withRows(_ body: (UnsafeMutablePointer<Row>) throws -> Void) rethrows {
      try rows.withUnsafeMutableBufferPointer { if let base = $0.baseAddress { try body(base) } }
    }

    func readings(_ pass: VocabularyPass) throws -> [VocabularyReading] {
      guard rows.allSatisfy({ $0.statistics.not_finite == 0 && $0.statistics.sum > 0 }) else {
        throw ModelError("a logit is NaN or infinite", notes: ["the unembedding or the final norm holds values that are not numbers"])
      }
      let final = (pass.layerCount - 1) * pass.positionCount
      let sums = rows.map { Double($0.statistics.max) + log(Double($0.statistics.sum)) }
      return rows.indices.map { index in
        let row = rows[index]
        let s = row.statistics
        let last = final + index % pass.positionCount
        var reading = VocabularyReading()
        reading.logSumExp = sums[index]
        reading.entropy = max(0, log(Double(s.sum)) - Double(s.weighted) / Double(s.sum))
        if index < final {
          // Σ p_f (f − z) − (log Σe^f − log Σe^z); rounding may leave −1e-7 where the distributions are the same.
          let mean = row.divergence / Double(rows[last].statistics.sum)
          reading.kl = max(0, mean - (sums[last] - sums[index]))
        }
        reading.targetLogit = Double(s.target_logit)
        reading.rank = Int(s.above)
        reading.top = row.top.entries
        return reading
      }
    }
  }
}

/// The best few of a row, kept in order while tiles pass.
struct TopTokens {
  private(set) var entries: [(id: Int, logit: Float)] = []

  mutating func add(_ z: UnsafePointer<Float>, _ tile: Range<Int>, limit: Int) {
    var offset = 0
    while offset < tile.count {
      let floor = entries.count < limit ? -Float.infinity : entries[limit - 1].logit
      offset += Int(arr_find_greater(z + offset, floor, Int64(tile.count - offset)))
      guard offset < tile.count else { return }
      insert(tile.lowerBound + offset, z[offset], limit)
      offset += 1
    }
  }

  private mutating func insert(_ id: Int, _ logit: Float, _ limit: Int) {
    // Ids come in rising order, so an equal logit goes behind those that are there.
    let place = entries.firstIndex { $0.logit < logit } ?? entries.count
    entries.insert((id, logit), at: place)
    if entries.count > limit { entries.removeLast() }
  }
}
