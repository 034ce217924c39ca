import Glibc
import Tensors
import Transformers

/// A token whose logit is asked for, or the difference of two.
public enum LensTarget: Equatable, Sendable {
  case token(Int)
  /// First minus second.
  case difference(Int, Int)

  var first: Int {
    switch self {
    case .token(let id), .difference(let id, _): return id
    }
  }

  /// The token whose logit is taken away; nil for one token.
  public var second: Int? {
    if case .difference(_, let id) = self { return id }
    return nil
  }
}

/// A stream of the model: what enters block 0, or what leaves a block.
public enum LensLayer: Equatable, Sendable {
  case embedding
  case block(Int)
}

/// What a stream says of the next token at one position, read through the final norm and the unembedding.
public struct LensReading: Sendable {
  /// The stream that was read.
  public var layer: LensLayer
  /// The sequence in the batch, from 0.
  public var sequence: Int
  /// The position, on the padded axis from 0.
  public var pos: Int
  /// The token at this position.
  public var token: Int
  /// Logit of the target; of a pair, first minus second.
  public var logit: Double
  /// log p of the target (of a pair: of its first token), nats.
  public var logProb: Double
  /// p of the target, 0 … 1; of a pair, of its first token.
  public var prob: Double
  /// 0 is the best token.
  public var rank: Int
  /// Of the whole distribution, nats.
  public var entropy: Double
  /// KL(final ‖ this layer), nats.
  public var kl: Double
  /// The most likely tokens, best first, ties by lower id; as many as the lens keeps.
  public var top: [(id: Int, prob: Double)]
}

/// The logit lens (nostalgebraist, 2020): every stream read as if it were the last. The norm's statistics are those of
/// the stream that is read (not the final stream's), so that the last row is the model's own output.
public final class LogitLens {
  /// The model whose final norm and unembedding read the streams; runs that are read must be its own.
  public let model: TransformerModel
  /// Best tokens that a reading keeps.
  public let topCount: Int

  /// A token of a run: its place on the padded axis, and its row among all rows.
  private typealias Place = (sequence: Int, pos: Int, row: Int)

  /// A lens on a model, which itself computes nothing yet.
  public init(model: TransformerModel, topCount: Int = 5) {
    self.model = model
    self.topCount = topCount
  }

  /// The readings of one layer at some positions, with those of the model's output beside them.
  ///
  /// - Parameters:
  ///   - positions: on the padded axis, negative from the end; nil for all.
  /// - Returns: one reading a sequence and position that is no padding, and the direct ones in the same order.
  public func readings(
    _ run: ModelRun, target: LensTarget, layer: LensLayer, positions: [Int]? = nil
  ) throws -> (layer: [LensReading], direct: [LensReading]) {
    let stream = try streamIndex(layer)
    let all = try read(run, target: target, streams: [stream, run.streams.count - 1], positions: positions)
    return (all[0], all[1])
  }

  /// The readings of every stream at one position: the embedding, then each layer.
  public func trajectory(_ run: ModelRun, target: LensTarget, pos: Int) throws -> [[LensReading]] {
    try read(run, target: target, streams: Array(run.streams.indices), positions: [pos])
  }

  /// Readings `[stream][place]` for streams by index (0 enters block 0, l + 1 leaves block l); the last must be the final.
  ///
  /// - Parameter piece: so many places are read together; nil for as many as memory and speed want.
  func read(
    _ run: ModelRun, target: LensTarget?, streams: [Int], positions: [Int]?, topCount: Int? = nil, piece: Int? = nil
  ) throws -> [[LensReading]] {
    try run.requireNumbers()
    let places = try self.places(run, positions)
    if let target {
      _ = try model.checked(id: target.first)
      _ = try target.second.map { try model.checked(id: $0) }
    }
    var read = [[LensReading]](repeating: [], count: streams.count)
    let vocabulary = model.configuration.logitCount
    let piece = piece ?? VocabularyPass.positions(layers: streams.count, vocabulary: vocabulary, of: places.count)
    try Activity.run("the lens", count: places.count * vocabulary) { activity in
      for start in stride(from: 0, to: places.count, by: piece) {
        let part = Array(places[start..<min(start + piece, places.count)])
        let readings = try self.read(run, target, streams, part, topCount ?? self.topCount) {
          try activity.step(start * vocabulary + part.count * $0)
        }
        for s in streams.indices { read[s] += readings[s] }
      }
    }
    return read
  }

  /// The readings of some places, all of whose final logits fit in memory.
  private func read(
    _ run: ModelRun, _ target: LensTarget?, _ streams: [Int], _ places: [Place], _ topCount: Int, step: (Int) throws -> Void
  ) throws -> [[LensReading]] {
    let normed = try normedRows(run, streams, places)
    let pass = VocabularyPass(
      model: model, normed: normed, layerCount: streams.count, positionCount: places.count,
      targets: target.map { [Int](repeating: $0.first, count: places.count) },
      topCount: min(topCount, model.configuration.logitCount))
    let readings = try pass.readings(step: step)
    let seconds = try secondLogits(target, normed)
    return streams.indices.map { s in
      places.indices.map { p in
        let row = s * places.count + p
        return reading(readings[row], layer: layer(ofStream: streams[s]), run, places[p], second: seconds?[row])
      }
    }
  }

  private func reading(
    _ r: VocabularyReading, layer: LensLayer, _ run: ModelRun, _ place: Place, second: Double?
  ) -> LensReading {
    let sequence = run.batch.sequences[place.sequence]
    let token = sequence[place.row - run.batch.starts[place.sequence]]
    let logProb = r.targetLogit - r.logSumExp
    return LensReading(
      layer: layer, sequence: place.sequence, pos: place.pos, token: token, logit: r.targetLogit - (second ?? 0), logProb: logProb,
      prob: exp(logProb), rank: r.rank, entropy: r.entropy, kl: r.kl,
      top: r.top.map { ($0.id, exp(Double($0.logit) - r.logSumExp)) })
  }

  /// The logits of the second token of a pair.
  private func secondLogits(_ target: LensTarget?, _ normed: Tensor) throws -> [Double]? {
    guard let second = target?.second else { return nil }
    let z = try Tensor.uninitialized([normed.shape[0]])
    try model.unembed(normed.floatAddress, rows: normed.shape[0], tokens: [second], to: z.floatAddress)
    return try z.floatElements().map(Double.init)
  }

  /// The rows of some streams at some places after the final norm, `[streams · places, d_model]`.
  private func normedRows(_ run: ModelRun, _ streams: [Int], _ places: [Place]) throws -> Tensor {
    let width = model.configuration.width
    let gathered = try Tensor.uninitialized([streams.count * places.count, width])
    for (s, stream) in streams.enumerated() {
      for (p, place) in places.enumerated() {
        (gathered.floatAddress + (s * places.count + p) * width).update(
          from: run.streams[stream].floatAddress + place.row * width, count: width)
      }
    }
    return try model.finalNormed(gathered.floatAddress, rows: gathered.shape[0])
  }

  private func places(_ run: ModelRun, _ positions: [Int]?) throws -> [Place] {
    let wanted = try positions.map { try $0.map(run.resolvedPosition) } ?? Array(0..<run.batch.length)
    let places = (0..<run.batch.count).flatMap { sequence in
      wanted.compactMap { pos in run.batch.row(sequence: sequence, pos: pos).map { (sequence: sequence, pos: pos, row: $0) } }
    }
    guard !places.isEmpty else { throw ModelError("there is no token at the wanted positions: they are padding") }
    return places
  }

  private func streamIndex(_ layer: LensLayer) throws -> Int {
    switch layer {
    case .embedding: return 0
    case .block(let number): return try model.configuration.resolvedLayer(number) + 1
    }
  }

  func layer(ofStream index: Int) -> LensLayer { index == 0 ? .embedding : .block(index - 1) }
}
