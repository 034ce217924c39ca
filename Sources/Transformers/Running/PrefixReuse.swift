import Tensors

// A run of one text goes on from what it shares with the text that was read before: of a prompt whose end was changed only
// the new positions are computed. Their numbers are those of a whole run up to the rounding of products with fewer rows.

/// What a run lends to a later one that begins with the same tokens; each tool keeps its own kind.
public protocol RunMemory: AnyObject {
  /// The part that holds for the first `count` positions.
  func prefix(_ count: Int) -> any RunMemory
}

/// The text that a model read last: what its run computed, and the keys and values of every position.
final class ReadText {
  let ids: [Int]
  let contents: RunContents
  let cache: KeyValueCache

  init(ids: [Int], contents: RunContents, cache: KeyValueCache) { (self.ids, self.contents, self.cache) = (ids, contents, cache) }

  /// Memory that is kept besides what the run itself keeps.
  static func byteCount(_ c: ModelConfiguration, capacity: Int) -> Int {
    2 * c.layerCount * capacity * c.keyValueHeadCount * c.headWidth * MemoryLayout<Float>.size
  }

  /// Keys, values and streams of a text may take this much after its run is gone.
  static let mostBytes = 256 << 20
}

extension TransformerModel {
  /// Runs one text, and what it shares with the one that was read before only once.
  ///
  /// - Throws: as `run(_:)`.
  public func runReusing(_ ids: [Int]) throws -> ModelRun {
    try requireWeights()
    let c = configuration
    let capacity = (ids.count + 63) / 64 * 64
    let streams = (c.layerCount + 1) * ids.count * c.width * MemoryLayout<Float>.size
    guard !c.looksAhead, c.layerCount > 0, ReadText.byteCount(c, capacity: capacity) + streams <= ReadText.mostBytes else {
      lastRead = nil
      return try run([ids])
    }
    let batch = try TokenBatch([ids], for: c)
    let planner = Meter.current as? Planner
    let last = planner?.left(by: self) as? ReadText ?? lastRead
    let before = last.flatMap { c.turnsOtherwise(ids.count, than: $0.ids.count) ? nil : $0 }
    let shared = before.map { zip($0.ids, ids).prefix { $0 == $1 }.count } ?? 0
    if let before, shared == ids.count, before.ids.count == shared {
      return ModelRun(model: self, batch: batch, contents: before.contents)
    }
    // What is stopped half-way leaves nothing to go on from.
    if planner == nil { lastRead = nil }
    let cache = try KeyValueCache(c, capacity: capacity)
    if let before { cache.take(shared, from: before.cache, layers: c.layerCount) }
    let contents = try read(batch, behind: before.map { ($0.contents, shared) }, cache: cache)
    let text = ReadText(ids: ids, contents: contents, cache: cache)
    if let planner { planner.leave(text, by: self) } else { lastRead = text }
    return ModelRun(model: self, batch: batch, contents: contents)
  }

  /// The rows of a text behind those that another run of it has.
  private func read(_ batch: TokenBatch, behind before: (contents: RunContents, count: Int)?, cache: KeyValueCache) throws -> RunContents {
    let shared = before?.count ?? 0
    let new = Array(batch.sequences[0][shared...])
    if let before, new.isEmpty {
      return RunContents(
        streams: try before.contents.streams.map { try $0.rows(shared) }, kept: try before.contents.keptRows(shared),
        memory: before.contents.memory?.prefix(shared))
    }
    let rest = try TokenBatch([new], for: configuration)
    var pass = ForwardPass(model: self, batch: rest, workspace: Workspace())
    pass.cache = cache
    let shape = [batch.rowCount, configuration.width]
    var streams: [Tensor] = []
    func nextStream(_ layer: Int) throws -> Tensor {
      let stream = try Tensor.uninitialized(shape)
      if let before, !Meter.isPlanning {
        stream.floatAddress.update(from: before.contents.streams[layer].floatAddress, count: shared * configuration.width)
      }
      return stream
    }
    let offset = shared * configuration.width
    let first = try nextStream(0)
    try pass.embed(to: first.floatAddress + offset)
    streams.append(first)
    let keeps = ModelRun.keepsSublayers(configuration, rows: batch.rowCount) && before?.contents.keepsSublayers != false
    var kept: [[ActivationSite: Tensor]] = []
    try Activity.run("the forward pass", unit: "layer", count: configuration.layerCount) { activity in
      for layer in 0..<configuration.layerCount {
        try activity.step(layer)
        let next = try nextStream(layer + 1)
        if !Meter.isPlanning {
          (next.floatAddress + offset).update(from: streams[layer].floatAddress + offset, count: next.count - offset)
        }
        let trace = keeps ? Trace(ModelRun.keptSites) : nil
        try pass.block(layer, next.floatAddress + offset, trace: trace)
        if let trace { kept.append(try before?.contents.keptRows(shared, layer: layer, then: trace.found) ?? trace.found) }
        streams.append(next)
      }
    }
    cache.length = batch.rowCount
    if !Meter.isPlanning { try requireFinite(streams) }
    return RunContents(streams: streams, kept: kept, memory: before?.contents.memory?.prefix(shared))
  }
}

extension KeyValueCache {
  /// The keys and values of the first positions of another text.
  fileprivate func take(_ count: Int, from other: KeyValueCache, layers: Int) {
    for layer in 0..<layers where !Meter.isPlanning {
      keys(layer).update(from: other.keys(layer), count: count * stride)
      values(layer).update(from: other.values(layer), count: count * stride)
    }
    length = count
  }
}

extension Tensor {
  /// The first rows, where they lie.
  fileprivate func rows(_ count: Int) throws -> Tensor { try sliced(axis: 0, start: 0, stop: count, step: 1) }
}

extension RunContents {
  fileprivate var keepsSublayers: Bool { !kept.isEmpty }

  fileprivate func keptRows(_ count: Int) throws -> [[ActivationSite: Tensor]] {
    try kept.map { try $0.mapValues { try $0.rows(count) } }
  }

  /// What was kept of a layer for the first rows, with what a later pass kept of those behind them.
  fileprivate func keptRows(_ count: Int, layer: Int, then found: [ActivationSite: Tensor]) throws -> [ActivationSite: Tensor] {
    try found.reduce(into: [:]) { whole, part in
      guard let mine = kept[layer][part.key] else { return }
      let rows = try Tensor.uninitialized([count + part.value.shape[0]] + part.value.shape.dropFirst())
      let width = part.value.shape.dropFirst().reduce(1, *)
      if !Meter.isPlanning {
        rows.floatAddress.update(from: mine.floatAddress, count: count * width)
        (rows.floatAddress + count * width).update(from: part.value.floatAddress, count: part.value.count)
      }
      whole[part.key] = rows
    }
  }
}
