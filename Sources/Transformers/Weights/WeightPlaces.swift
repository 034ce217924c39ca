/// Where a weight lies in a checkpoint, the shape it must have there, and how a new model begins it.
public struct WeightPlace: Equatable, Sendable {
  public enum Beginning: Equatable, Sendable {
    case normal(deviation: Float)
    case zeros, ones
  }

  public var name: String
  public var shape: [Int]
  public var beginning: Beginning

  init(_ name: String, _ shape: [Int], _ beginning: Beginning) {
    self.name = name
    self.shape = shape
    self.beginning = beginning
  }
}

/// A linear map's place: which axis of the stored matrix is the output, and which part of that axis belongs to this map
/// (fused projections lie side by side in one matrix).
public struct LinearPlace: Equatable, Sendable {
  public enum Layout: Equatable, Sendable {
    /// `[out, in]`, as torch's Linear stores it.
    case outIn
    /// `[in, out]`, as GPT-2's Conv1D stores it.
    case inOut
  }

  public var weight: WeightPlace
  public var layout: Layout
  public var bias: WeightPlace?
  /// The outputs of this map among the stored ones; nil for all.
  public var part: Range<Int>?
}

public struct NormPlace: Equatable, Sendable {
  public var weight: WeightPlace
  public var bias: WeightPlace?
}

public struct BlockPlaces: Equatable, Sendable {
  public var norm1: NormPlace
  public var query, key, value, output: LinearPlace
  public var norm2: NormPlace
  public var gate: LinearPlace?
  public var input, down: LinearPlace

  var all: [WeightPlace] {
    var places: [WeightPlace] = []
    func add(_ norm: NormPlace) { places += [norm.weight] + (norm.bias.map { [$0] } ?? []) }
    func add(_ linear: LinearPlace) { places += [linear.weight] + (linear.bias.map { [$0] } ?? []) }
    add(norm1)
    [query, key, value, output].forEach(add)
    add(norm2)
    if let gate { add(gate) }
    [input, down].forEach(add)
    return places
  }
}

/// The places of all weights of a model.
public struct ModelPlaces: Equatable, Sendable {
  /// Prefixes that checkpoints of the family may put before, or leave off, every name (`transformer.`, `model.`).
  public var prefix: String
  public var embedding: WeightPlace
  public var positions: WeightPlace?
  public var blocks: [BlockPlaces]
  public var finalNorm: NormPlace
  /// Nil when tied to the embedding.
  public var unembedding: LinearPlace?

  /// The name that a checkpoint of the family usually has for a place: the head alone stands without the prefix.
  public func fullName(_ place: WeightPlace) -> String { place.name.hasPrefix("lm_head") ? place.name : prefix + place.name }

  /// Every tensor of the checkpoint once, in order; fused ones are named by several maps.
  public var uniquePlaces: [WeightPlace] {
    var seen = Set<String>()
    var all = [embedding] + (positions.map { [$0] } ?? []) + blocks.flatMap(\.all) + [finalNorm.weight]
    if let bias = finalNorm.bias { all.append(bias) }
    if let unembedding { all += [unembedding.weight] + (unembedding.bias.map { [$0] } ?? []) }
    return all.filter { seen.insert($0.name).inserted }
  }
}
