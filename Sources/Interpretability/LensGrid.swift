import Tensors
import Transformers

/// Layers × positions: the best tokens of every stream everywhere, and how far each is from the model's output.
public struct LensGrid: Sendable {
  /// Streams from the embedding up.
  public var layers: [LensLayer]
  /// On the padded axis from 0, in the order of the cells of a row.
  public var positions: [Int]
  /// Tokens at the positions.
  public var tokens: [Int]
  /// `cells[layer][position]`; `logit`, `logProb`, `prob` and `rank` are those of the model's final best token there.
  public var cells: [[LensReading]]
}

extension LogitLens {
  /// The grid of one sequence.
  ///
  /// - Parameters:
  ///   - k: best tokens kept in every cell.
  ///   - layers: nil for the embedding and all blocks.
  ///   - positions: nil for all.
  public func grid(_ run: ModelRun, sequence: Int = 0, k: Int = 1, layers: [LensLayer]? = nil, positions: [Int]? = nil) throws -> LensGrid {
    guard k >= 1 else { throw ModelError("a grid keeps at least 1 token a cell, not \(k)") }
    let last = run.streams.count - 1
    let wanted = try layers?.map { layer -> Int in
      if case .block(let number) = layer { return try model.configuration.resolvedLayer(number) + 1 }
      return 0
    } ?? Array(0...last)
    // KL is measured against the final stream, so it is always read, and dropped when it was not asked for.
    let read = try readings(run, streams: wanted + [last], positions: positions, topCount: k)
    let cells = read.dropLast().map { $0.filter { $0.sequence == sequence } }
    let first = cells.first ?? []
    return LensGrid(layers: wanted.map(layer(ofStream:)), positions: first.map(\.pos), tokens: first.map(\.token), cells: Array(cells))
  }
}

extension LogitLens {
  /// The readings of all positions of one text, those of the text before that began with it where there are some.
  private func readings(_ run: ModelRun, streams: [Int], positions: [Int]?, topCount: Int) throws -> [[LensReading]] {
    let isWhole = run.batch.count == 1 && positions == nil && model.reusesPrefixes
    guard isWhole else { return try read(run, target: nil, streams: streams, positions: positions, topCount: topCount) }
    let known = (run.memory as? GridMemory).flatMap { $0.streams == streams && $0.topCount == topCount ? $0.columns : nil } ?? []
    var columns = known
    if known.count < run.batch.length {
      let new = try read(run, target: nil, streams: streams, positions: Array(known.count..<run.batch.length), topCount: topCount)
      columns += (0..<run.batch.length - known.count).map { position in new.map { $0[position] } }
    }
    // A plan leaves nothing in a run that is more than planned.
    if run.isPlanned == Meter.isPlanning { run.memory = GridMemory(streams: streams, topCount: topCount, columns: columns) }
    return streams.indices.map { stream in columns.map { $0[stream] } }
  }
}

/// The grid of a run, by position: a position's readings depend on nothing behind it.
private final class GridMemory: RunMemory {
  let streams: [Int]
  let topCount: Int
  let columns: [[LensReading]]

  init(streams: [Int], topCount: Int, columns: [[LensReading]]) { (self.streams, self.topCount, self.columns) = (streams, topCount, columns) }

  func prefix(_ count: Int) -> any RunMemory { GridMemory(streams: streams, topCount: topCount, columns: Array(columns.prefix(count))) }
}
