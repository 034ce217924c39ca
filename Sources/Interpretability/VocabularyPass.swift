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
  /// The logit of the target, after the soft cap where the model has one.
  var targetLogit: Double = 0
  /// #{v : z_v > z_target}: 0 is best, ties give the best rank.
  public var rank = 0
  /// The k best tokens, best first, ties by lower id.
  public var top: [(id: Int, logit: Float)] = []
}

/// Statistics of logits for several streams at the same positions. Rows are `[layers, positions]`; the last layer's rows
/// are the model's final ones. Logits are computed, reduced and dropped tile by tile; only when the targets are the final
/// rows' own best tokens are the final logits kept while the others pass.
struct VocabularyPass {
  let model: TransformerModel
  /// `[layers · positions, unembeddingWidth]`, after the final norm.
  let normed: Tensor
  let layerCount: Int
  let positionCount: Int
  /// The target of every position; nil for the model's own best token there.
  let targets: [Int]?
  let topCount: Int

  private var earlierCount: Int { (layerCount - 1) * positionCount }
  private var vocabulary: Int { model.configuration.logitCount }
  private var final: UnsafePointer<Float> { UnsafePointer(normed.floatAddress + earlierCount * normed.shape[1]) }

  /// A tile's logits take at most this many numbers (64 MB).
  private static let tileElements = 1 << 24
  /// The final rows' logits take at most about this many (64 MB), and a pass has about this many rows: enough for the
  /// product to run at its full speed.
  private static let finalElements = 1 << 24
  private static let wantedRows = 2048

  /// How many positions a pass takes at most, so that what it keeps is bounded whatever the length.
  static func positions(layers: Int, vocabulary: Int, of count: Int) -> Int {
    let most = max(16, min(wantedRows / max(layers, 1), finalElements / max(vocabulary, 1)))
    let passes = (count + most - 1) / most
    return (count + passes - 1) / max(passes, 1)
  }

  /// - Parameter step: called before each tile with how much of the vocabulary is done.
  /// - Throws: what `step` throws, or `ModelError` when a logit is not a number.
  func readings(step: (Int) throws -> Void) throws -> [VocabularyReading] {
    var rows = [Row](repeating: Row(), count: layerCount * positionCount)
    try rows.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      if let targets {
        try setTargets(targets, normed.floatAddress, base, layers: layerCount)
        try readTogether(base, step)
      } else {
        try readAfterFinal(base, step)
      }
    }
    return try readings(rows)
  }

  /// The logit of each row's target, by one product with the targets' columns of the unembedding.
  private func setTargets(_ targets: [Int], _ x: UnsafePointer<Float>, _ rows: UnsafeMutablePointer<Row>, layers: Int) throws {
    guard layers > 0 else { return }
    let distinct = Array(Set(targets)).sorted()
    let place = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, $0) })
    let count = layers * positionCount
    let z = try Tensor.uninitialized([count, distinct.count])
    try model.unembed(x, rows: count, tokens: distinct, to: z.floatAddress)
    for row in 0..<count {
      let target = targets[row % positionCount]
      rows[row].setTarget(target, z.floatAddress[row * distinct.count + (place[target] ?? 0)])
    }
  }

  /// Every row in one pass, for targets that are known: the sums of the divergence follow the running maximum of their final row.
  private func readTogether(_ rows: UnsafeMutablePointer<Row>, _ step: (Int) throws -> Void) throws {
    let count = earlierCount + positionCount
    let last = rows + earlierCount
    let width = tileWidth(rows: count)
    let logits = try Tensor.uninitialized([count, min(width, vocabulary)])
    var scales = [Double](repeating: 1, count: positionCount)
    for tile in tiles(width: width) {
      try step(tile.lowerBound)
      try model.unembed(normed.floatAddress, rows: count, vocabulary: tile, to: logits.floatAddress, stride: tile.count)
      let z = UnsafePointer(logits.floatAddress)
      let f = z + earlierCount * tile.count
      let before = (0..<positionCount).map { last[$0].statistics.max }
      try addFinal(f, tile, stride: tile.count, last, topCount: topCount)
      for position in 0..<positionCount {
        // −∞ before the first tile: nothing is summed yet.
        scales[position] = before[position] == -.infinity ? 0 : exp(Double(before[position] - last[position].statistics.max))
      }
      try scales.withUnsafeBufferPointer { try addEarlier(z, tile, final: f, stride: tile.count, rows, scales: $0) }
    }
  }

  /// First the final rows, whose best tokens are the targets, then the others against the final logits that were kept.
  private func readAfterFinal(_ rows: UnsafeMutablePointer<Row>, _ step: (Int) throws -> Void) throws {
    let last = rows + earlierCount
    let kept = try Tensor.uninitialized([positionCount, vocabulary])
    for tile in tiles(width: TransformerModel.vocabularyTile) {
      try step(0)
      let f = kept.floatAddress + tile.lowerBound
      try model.unembed(final, rows: positionCount, vocabulary: tile, to: f, stride: vocabulary)
      // One position's best tokens are asked for when the target is the best one.
      try addFinal(f, tile, stride: vocabulary, last, topCount: max(topCount, 1))
    }
    for position in 0..<positionCount { last[position].targetIsBest() }
    guard earlierCount > 0 else { return }
    let best = Meter.isPlanning ? [Int](repeating: 0, count: positionCount) : (0..<positionCount).map { last[$0].target }
    try setTargets(best, normed.floatAddress, rows, layers: layerCount - 1)
    let width = tileWidth(rows: earlierCount)
    let logits = try Tensor.uninitialized([earlierCount, min(width, vocabulary)])
    for tile in tiles(width: width) {
      try step(tile.lowerBound)
      try model.unembed(normed.floatAddress, rows: earlierCount, vocabulary: tile, to: logits.floatAddress, stride: tile.count)
      try addEarlier(logits.floatAddress, tile, final: kept.floatAddress + tile.lowerBound, stride: vocabulary, rows, scales: nil)
    }
  }

  private func addFinal(
    _ f: UnsafePointer<Float>, _ tile: Range<Int>, stride: Int, _ last: UnsafeMutablePointer<Row>, topCount: Int
  ) throws {
    try Meter.run(.vocabularyStatistics, .overNumbers(positionCount * tile.count, operations: 20)) {
      try parallelRanges(positionCount, grain: 1) { range in
        for position in range { last[position].add(f + position * stride, tile, topCount: topCount) }
      }
    }
  }

  /// - Parameter scales: by position, what the divergence summed so far is multiplied by; nil when the final maximum is known.
  private func addEarlier(
    _ z: UnsafePointer<Float>, _ tile: Range<Int>, final f: UnsafePointer<Float>, stride: Int, _ rows: UnsafeMutablePointer<Row>,
    scales: UnsafeBufferPointer<Double>?
  ) throws {
    guard earlierCount > 0 else { return }
    let last = rows + earlierCount
    // The rows of a position share its final row's exponentials.
    try Meter.run(.vocabularyStatistics, .overNumbers(earlierCount * tile.count, operations: 30)) {
      try parallelRanges(positionCount, grain: 1) { range in
        withUnsafeTemporaryAllocation(of: Float.self, capacity: tile.count) { buffer in
          guard let exponentials = buffer.baseAddress else { return }
          for position in range {
            let f = f + position * stride
            arr_exp_minus(exponentials, f, last[position].statistics.max, Int64(tile.count))
            for row in Swift.stride(from: position, to: earlierCount, by: positionCount) {
              let z = z + row * tile.count
              rows[row].add(z, tile, topCount: topCount)
              rows[row].divergence = rows[row].divergence * (scales?[position] ?? 1) + arr_kl_tile(exponentials, f, z, Int64(tile.count))
            }
          }
        }
      }
    }
  }

  private func tileWidth(rows: Int) -> Int {
    max(256, min(TransformerModel.vocabularyTile, Self.tileElements / rows / 64 * 64))
  }

  private func tiles(width: Int) -> [Range<Int>] {
    stride(from: 0, to: vocabulary, by: width).map { $0..<min($0 + width, vocabulary) }
  }

  private func readings(_ rows: [Row]) throws -> [VocabularyReading] {
    if Meter.isPlanning {
      var nothing = VocabularyReading()
      nothing.top = (0..<topCount).map { ($0, 0) }
      return [VocabularyReading](repeating: nothing, count: rows.count)
    }
    guard rows.allSatisfy({ $0.statistics.not_finite == 0 && $0.statistics.sum > 0 }) else {
      throw ModelError("a logit is NaN or infinite", notes: ["the unembedding or the final norm holds values that are not numbers"])
    }
    let sums = rows.map { Double($0.statistics.max) + log(Double($0.statistics.sum)) }
    return rows.indices.map { index in
      let row = rows[index]
      let s = row.statistics
      let last = earlierCount + index % positionCount
      var reading = VocabularyReading()
      reading.logSumExp = sums[index]
      reading.entropy = max(0, log(Double(s.sum)) - Double(s.weighted) / Double(s.sum))
      if index < earlierCount {
        // Σ p_f (f − z) − (log Σe^f − log Σe^z); rounding may leave −1e-7 where the distributions are the same.
        let mean = row.divergence / Double(rows[last].statistics.sum)
        reading.kl = max(0, mean - (sums[last] - sums[index]))
      }
      reading.targetLogit = Double(s.target_logit)
      reading.rank = Int(s.above)
      reading.top = Array(row.top.entries.prefix(topCount))
      return reading
    }
  }

  /// The running state of one row.
  fileprivate struct Row {
    var statistics = arr_row_statistics(max: -.infinity, sum: 0, weighted: 0, target_logit: .infinity, above: 0, not_finite: 0)
    var target = -1
    var top = TopTokens()
    /// Σ e^(f − max f)·(f − z) so far.
    var divergence = 0.0

    mutating func setTarget(_ id: Int, _ logit: Float) {
      target = id
      statistics.target_logit = logit
    }

    /// Of a row whose tiles have all passed: rank 0.
    mutating func targetIsBest() {
      guard let best = top.entries.first else { return }
      setTarget(best.id, best.logit)
    }

    mutating func add(_ z: UnsafePointer<Float>, _ tile: Range<Int>, topCount: Int) {
      arr_row_statistics_add(&statistics, z, Int64(tile.count))
      // A tile's product may round its target's logit otherwise than the one that was asked for: it is never above itself.
      if tile.contains(target), z[target - tile.lowerBound] > statistics.target_logit { statistics.above -= 1 }
      if topCount > 0 { top.add(z, tile, limit: topCount) }
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
