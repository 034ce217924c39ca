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

  var second: Int? {
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
  public var layer: LensLayer
  public var sequence: Int
  public var pos: Int
  /// The token at this position.
  public var token: Int
  /// Logit of the target; of a pair, first minus second.
  public var logit: Double
  public var logProb: Double
  public var prob: Double
  /// 0 is the best token.
  public var rank: Int
  /// Of the whole distribution, nats.
  public var entropy: Double
  /// KL(final ‖ this layer), nats.
  public var kl: Double
  public var top: [(id: Int, prob: Double)]
}

/// The logit lens (nostalgebraist, 2020): every stream read as if it were the last. The norm's statistics are those of
/// the stream that is read (not the final stream's), so that the last row is the model's own output.
public final class LogitLens {
  public let model: TransformerModel
  /// Best tokens that a reading keeps.
  public let topCount: Int

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
  func read(_ run: ModelRun, target: LensTarget?, streams: [Int], positions: [Int]?, topCount: Int? = nil) throws -> [[LensReading]] {
    let places = try self.places(run, positions)
    let normed = try normedRows(run, streams, places)
    let width = normed.shape[1]
    let targets: [Int]
    if let target {
      targets = [Int](repeating: try model.checked(id: target.first), count: places.count)
      _ = try target.second.map(model.checked(id:))
    } else {
      targets = try finalBest(normed.floatAddress + (streams.count - 1) * places.count * width, count: places.count)
    }
    let pass = VocabularyPass(
      model: model, normed: normed, layerCount: streams.count, positionCount: places.count, targets: targets,
      topCount: min(topCount ?? self.topCount, model.configuration.vocabularySize))
    let readings = try pass.readings()
    let seconds = try secondLogits(target, normed)
    return streams.indices.map { s in
      places.indices.map { p in
        let row = s * places.count + p
        return reading(readings[row], layer: layer(ofStream: streams[s]), run, places[p], second: seconds?[row])
      }
    }
  }

  private func reading(
    _ r: VocabularyReading, layer: LensLayer, _ run: ModelRun, _ place: (sequence: Int, pos: Int, row: Int), second: Double?
  ) -> LensReading {
    let sequence = run.batch.sequences[place.sequence]
    let token = sequence[place.row - run.batch.starts[place.sequence]]
    let logProb = r.targetLogit - r.logSumExp
    return LensReading(
      layer: layer, sequence: place.sequence, pos: place.pos, token: token, logit: r.targetLogit - (second ?? 0), logProb: logProb,
      prob: exp(logProb), rank: r.rank, entropy: r.entropy, kl: r.kl,
      top: r.top.map { ($0.id, exp(Double($0.logit) - r.logSumExp)) })
  }

  /// The best token of each final row: what the grid measures ranks against.
  private func finalBest(_ normed: UnsafePointer<Float>, count: Int) throws -> [Int] {
    let final = try Tensor.uninitialized([count, model.configuration.unembeddingWidth])
    final.floatAddress.update(from: normed, count: final.count)
    let pass = VocabularyPass(
      model: model, normed: final, layerCount: 1, positionCount: count, targets: [Int](repeating: 0, count: count), topCount: 1)
    return try pass.readings().map { $0.top.first?.id ?? 0 }
  }

  /// The logits of the second token of a pair.
  private func secondLogits(_ target: LensTarget?, _ normed: Tensor) throws -> [Double]? {
    guard let second = target?.second else { return nil }
    let z = try Tensor.uninitialized([normed.shape[0]])
    try model.unembed(normed.floatAddress, rows: normed.shape[0], vocabulary: second..<second + 1, to: z.floatAddress, stride: 1)
    return z.floats.map(Double.init)
  }

  /// The rows of some streams at some places after the final norm, `[streams · places, d_model]`.
  private func normedRows(_ run: ModelRun, _ streams: [Int], _ places: [(sequence: Int, pos: Int, row: Int)]) throws -> Tensor {
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

  private func places(_ run: ModelRun, _ positions: [Int]?) throws -> [(sequence: Int, pos: Int, row: Int)] {
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
