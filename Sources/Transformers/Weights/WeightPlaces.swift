/// Where a weight lies in a checkpoint, the shape it must have there, and how a new model begins it.
public struct WeightPlace: Equatable, Sendable {
  /// What a new model's weight begins as.
  enum Beginning: Equatable, Sendable {
    case normal(deviation: Float)
    case zeros, ones
    /// Normal, but for a row of zeros: the embedding of the padding token.
    case embedding(deviation: Float, padding: Int?)
  }

  /// The tensor's name without the family's prefix (`h.0.attn.c_attn.weight`).
  var name: String
  /// The stored shape, in the checkpoint's own order of axes.
  var shape: [Int]
  /// What a new model's weight begins as.
  var beginning: Beginning

  init(_ name: String, _ shape: [Int], _ beginning: Beginning) {
    self.name = name
    self.shape = shape
    self.beginning = beginning
  }
}

/// A linear map's place: which axis of the stored matrix is the output, and which part of that axis belongs to this map
/// (fused projections lie side by side in one matrix).
public struct LinearPlace: Equatable, Sendable {
  /// Which axis of a stored matrix is the output.
  enum Layout: Equatable, Sendable {
    /// `[out, in]`, as torch's Linear stores it.
    case outIn
    /// `[in, out]`, as GPT-2's Conv1D stores it.
    case inOut
  }

  /// The stored matrix, shared by the maps that are fused in it.
  var weight: WeightPlace
  /// Which axis of the stored matrix is the output.
  var layout: Layout = .outIn
  /// The bias beside the matrix, fused in the same way; nil for a map without one.
  var bias: WeightPlace?
  /// The outputs of this map among the stored ones; nil for all.
  public var part: Range<Int>?
  /// Set where the stored tensor has an axis of heads in front, as TransformerLens stores attention.
  public var heads: Heads?

  /// Whether the heads are in the outputs of the map (queries, keys, values) or in its inputs (the output of attention).
  public enum Heads: Equatable, Sendable {
    /// `[heads, in, d_head]` with a bias `[heads, d_head]`.
    case outputs
    /// `[heads, d_head, out]`
    case inputs
  }

  var all: [WeightPlace] { [weight] + (bias.map { [$0] } ?? []) }
}

/// A norm; one without a weight only divides by σ.
public struct NormPlace: Equatable, Sendable {
  /// `[width]`; nil for a norm without a scale.
  var weight: WeightPlace?
  /// `[width]`; nil for a norm without a bias.
  var bias: WeightPlace?

  var all: [WeightPlace] { [weight, bias].compactMap { $0 } }
}

/// A norm of queries or keys: one weight for all heads, `[heads, d_head]` in one tensor, or a tensor a head.
public struct HeadNormPlace: Equatable, Sendable {
  /// One tensor for all heads, or one for each head in their order.
  var weights: [WeightPlace]
  /// `[d_head]` or as the weight; nil for a norm without a bias.
  var bias: WeightPlace?

  var all: [WeightPlace] { weights + (bias.map { [$0] } ?? []) }
}

/// Queries, keys and values.
public enum ProjectionPlaces: Equatable, Sendable {
  case separate(query: LinearPlace, key: LinearPlace, value: LinearPlace)
  /// One matrix whose outputs are, for every key–value head, its queries, its key and its value.
  case interleaved(LinearPlace)

  var all: [WeightPlace] {
    switch self {
    case .separate(let query, let key, let value): return query.all + key.all + value.all
    case .interleaved(let fused): return fused.all
    }
  }
}

/// The matrices of one MLP.
struct MLPPlaces: Equatable, Sendable {
  /// d_model → d_mlp, whose activation multiplies `input`'s; nil for an MLP that is not gated.
  var gate: LinearPlace?
  /// d_model → d_mlp, and back.
  var input, down: LinearPlace
  /// Added to the product of gate and input.
  public var productBias: WeightPlace?
  /// Between the activation and `down`.
  public var hiddenNorm: NormPlace?

  var all: [WeightPlace] { (gate?.all ?? []) + input.all + (productBias.map { [$0] } ?? []) + (hiddenNorm?.all ?? []) + down.all }
}

/// A router and the MLPs it chooses among.
public struct ExpertPlaces: Equatable, Sendable {
  /// d_model → a score for each expert.
  var router: LinearPlace
  /// In the order of the router's scores.
  var experts: [MLPPlaces]
  /// The MLP that every token goes through besides; nil where there is none.
  var shared: MLPPlaces?
  /// A map to one number, whose sigmoid scales the shared MLP.
  public var sharedGate: LinearPlace?

  var all: [WeightPlace] { router.all + experts.flatMap(\.all) + (shared?.all ?? []) + (sharedGate?.all ?? []) }
}

/// The MLP of a block, or the experts in its place.
enum FeedForwardPlaces: Equatable, Sendable {
  case dense(MLPPlaces)
  case experts(ExpertPlaces)
  /// A block of attention alone.
  case none

  var all: [WeightPlace] {
    switch self {
    case .dense(let places): return places.all
    case .experts(let places): return places.all
    case .none: return []
    }
  }
}

/// The weights of a block; norms that the block does not have are nil.
public struct BlockPlaces: Equatable, Sendable {
  /// The norm before attention.
  var norm1: NormPlace?
  /// Queries, keys and values from the stream.
  var projection: ProjectionPlaces
  /// The norms of queries and of keys before they turn.
  var queryNorm, keyNorm: HeadNormPlace?
  /// heads · d_head → d_model.
  var output: LinearPlace
  /// The norm of what attention writes.
  var norm1Post: NormPlace?
  /// The norm before the MLP.
  var norm2: NormPlace?
  /// The MLP, or the experts in its place.
  var feedForward: FeedForwardPlaces
  /// The norm of what the MLP writes.
  var norm2Post: NormPlace?

  var all: [WeightPlace] {
    let attention = projection.all + (queryNorm?.all ?? []) + (keyNorm?.all ?? []) + output.all
    return (norm1?.all ?? []) + attention + (norm1Post?.all ?? []) + (norm2?.all ?? []) + feedForward.all + (norm2Post?.all ?? [])
  }
}

/// The places of all weights of a model.
public struct ModelPlaces: Equatable, Sendable {
  /// What checkpoints of the family put before every name but the head's, or leave off (`transformer.`, `model.`).
  public var prefix: String
  /// `[vocab, embedding width]`.
  var embedding: WeightPlace
  /// `[context + offset, d_model]`; nil for a model without a table of positions.
  var positions: WeightPlace?
  /// From the embedding's width to d_model.
  public var embeddingProjection: LinearPlace?
  /// The norm of embeddings (BLOOM).
  public var embeddingNorm: NormPlace?
  /// One for each layer, from the first.
  var blocks: [BlockPlaces]
  /// The norm before the unembedding; nil for a model without one.
  var finalNorm: NormPlace?
  /// From d_model to the embedding's width.
  public var unembeddingProjection: LinearPlace?
  /// The map to logits; its weight is the embedding's own when they are tied.
  public var unembedding: LinearPlace

  /// The name that a checkpoint of the family usually has for a place: the head alone stands without the prefix.
  public func fullName(_ place: WeightPlace) -> String {
    let isHead = unembedding.all.contains { $0.name == place.name } && place.name != embedding.name
    return isHead ? place.name : prefix + place.name
  }

  /// The names under which a place may be found: with the prefix or parts of it left off.
  func candidates(_ name: String) -> [String] {
    let parts = prefix.split(separator: ".")
    return (0...parts.count).map { parts.suffix($0).map { $0 + "." }.joined() + name }
  }

  /// Every tensor of the checkpoint once, in order; fused ones are named by several maps.
  public var uniquePlaces: [WeightPlace] {
    var seen = Set<String>()
    var all = [embedding] + (positions.map { [$0] } ?? []) + (embeddingProjection?.all ?? []) + (embeddingNorm?.all ?? [])
    for block in blocks { all += block.all }
    all += (finalNorm?.all ?? []) + (unembeddingProjection?.all ?? []) + unembedding.all
    return all.filter { seen.insert($0.name).inserted }
  }
}
