import Tensors

/// A norm's scale and bias; nil where the norm has none.
public struct NormWeights {
  /// `[width]`; nil for a norm without a scale.
  public let weight: VectorWeight?
  /// `[width]`; nil for a norm without a bias.
  public let bias: VectorWeight?
}

/// The weights of a norm of queries or keys, by head or one for all.
public final class HeadNormWeights {
  /// The stored tensors: one for all heads, or one for each.
  let tensors: [Tensor]
  /// `[d_head]` or as the weight; nil for a norm without a bias.
  let bias: VectorWeight?
  /// `[d_head]`, or `[heads · d_head]`.
  ///
  /// - Throws: `TensorError` when there is no memory for them.
  public var values: [Float] {
    get throws {
      if let kept { return kept }
      let values = try tensors.flatMap { try $0.floatElements() }
      kept = values
      return values
    }
  }
  private var kept: [Float]?

  init(_ tensors: [Tensor], bias: VectorWeight?) {
    self.tensors = tensors
    self.bias = bias
  }
}

/// The maps to queries, keys and values, as the checkpoint stores them.
enum ProjectionWeights {
  case separate(query: Linear, key: Linear, value: Linear)
  /// For every key–value head its queries, its key and its value.
  case interleaved(Linear)
}

/// The matrices of one MLP.
public struct MLPWeights {
  /// d_model → d_mlp, whose activation multiplies `input`'s; nil for an MLP that is not gated.
  let gate: Linear?
  /// d_model → d_mlp, and back.
  public let input, down: Linear
  /// Added to the product of gate and input.
  public let productBias: VectorWeight?
  /// Between the activation and `down`.
  public let hiddenNorm: NormWeights?
}

/// A router and the MLPs that it chooses among.
public struct ExpertWeights {
  /// d_model → a score for each expert.
  let router: Linear
  /// In the order of the router's scores.
  let experts: [MLPWeights]
  /// The MLP that every token goes through besides; nil where there is none.
  let shared: MLPWeights?
  /// d_model → one number, whose sigmoid scales the shared MLP.
  let sharedGate: Linear?
}

/// The MLP of a block, or the experts in its place.
public enum FeedForwardWeights {
  case dense(MLPWeights)
  case experts(ExpertWeights)
  /// A block of attention alone.
  case none
}

/// The weights of a block; norms that the block does not have are nil.
public struct BlockWeights {
  /// The norm before attention; of the stream behind attention where the stream itself is normed.
  public let norm1: NormWeights?
  /// Queries, keys and values from the stream.
  let projection: ProjectionWeights
  /// The norms of queries and of keys before they turn.
  let queryNorm, keyNorm: HeadNormWeights?
  /// heads · d_head → d_model.
  public let output: Linear
  /// The norm of what attention writes.
  public let norm1Post: NormWeights?
  /// The norm before the MLP; of the stream behind the MLP where the stream itself is normed.
  public let norm2: NormWeights?
  /// The MLP, or the experts in its place.
  public let feedForward: FeedForwardWeights
  /// The norm of what the MLP writes.
  public let norm2Post: NormWeights?
}

/// The weights of a model, each a view of the tensor that holds it.
public struct ModelWeights {
  /// `[vocab, d_model]`
  public let embedding: Tensor
  /// `[context + offset, d_model]`
  public let positions: Tensor?
  /// From the embedding's width to d_model; nil where they are the same.
  let embeddingProjection: Linear?
  /// The norm of embeddings (BLOOM); nil elsewhere.
  let embeddingNorm: NormWeights?
  /// One for each layer, from the first.
  public let blocks: [BlockWeights]
  /// The norm before the unembedding; nil for a model without one.
  public let finalNorm: NormWeights?
  /// From d_model to the embedding's width; nil where they are the same.
  public let unembeddingProjection: Linear?
  /// d_model (or the embedding's width) → vocab; its matrix is the embedding's own when they are tied.
  public let unembedding: Linear

  /// Looks every place up with `find`, which answers with a float tensor of the place's shape or throws.
  init(_ places: ModelPlaces, find: @escaping (WeightPlace) throws -> Tensor) throws {
    let views = WeightViews(find: find)
    embedding = try find(places.embedding)
    positions = try places.positions.map(find)
    embeddingProjection = try places.embeddingProjection.map(views.linear)
    embeddingNorm = try places.embeddingNorm.map(views.norm)
    blocks = try places.blocks.map(views.block)
    finalNorm = try places.finalNorm.map(views.norm)
    unembeddingProjection = try places.unembeddingProjection.map(views.linear)
    unembedding = try views.linear(places.unembedding)
  }
}

/// Makes weights from places.
private struct WeightViews {
  let find: (WeightPlace) throws -> Tensor

  func vector(_ place: WeightPlace) throws -> VectorWeight { VectorWeight(try find(place)) }

  func norm(_ place: NormPlace) throws -> NormWeights {
    NormWeights(weight: try place.weight.map(vector), bias: try place.bias.map(vector))
  }

  func headNorm(_ place: HeadNormPlace) throws -> HeadNormWeights {
    HeadNormWeights(try place.weights.map(find), bias: try place.bias.map(vector))
  }

  func linear(_ place: LinearPlace) throws -> Linear {
    var weight = try find(place.weight)
    var bias = try place.bias.map(find)
    if let part = place.part {
      weight = try weight.sliced(axis: place.layout == .outIn ? 0 : 1, start: part.lowerBound, stop: part.upperBound, step: 1)
      bias = try bias?.sliced(axis: 0, start: part.lowerBound, stop: part.upperBound, step: 1)
    }
    switch place.heads {
    case .outputs?:
      // One matrix of all heads: their columns lie apart in the file, so this is a copy.
      let (heads, width) = (weight.shape[0], weight.shape[2])
      weight = try weight.permuted([1, 0, 2]).contiguous().reshaped([weight.shape[1], heads * width])
      bias = try bias?.reshaped([heads * width])
    case .inputs?: weight = try weight.reshaped([weight.shape[0] * weight.shape[1], weight.shape[2]])
    case nil: break
    }
    return Linear(weight: weight, layout: place.layout, bias: bias.map(VectorWeight.init))
  }

  func projection(_ places: ProjectionPlaces) throws -> ProjectionWeights {
    switch places {
    case .separate(let query, let key, let value):
      return .separate(query: try linear(query), key: try linear(key), value: try linear(value))
    case .interleaved(let fused): return .interleaved(try linear(fused))
    }
  }

  func mlp(_ places: MLPPlaces) throws -> MLPWeights {
    MLPWeights(
      gate: try places.gate.map(linear), input: try linear(places.input), down: try linear(places.down),
      productBias: try places.productBias.map(vector), hiddenNorm: try places.hiddenNorm.map(norm))
  }

  func feedForward(_ places: FeedForwardPlaces) throws -> FeedForwardWeights {
    switch places {
    case .dense(let places): return .dense(try mlp(places))
    case .experts(let places):
      return .experts(
        ExpertWeights(
          router: try linear(places.router), experts: try places.experts.map(mlp), shared: try places.shared.map(mlp),
          sharedGate: try places.sharedGate.map(linear)))
    case .none: return .none
    }
  }

  func block(_ places: BlockPlaces) throws -> BlockWeights {
    BlockWeights(
      norm1: try places.norm1.map(norm), projection: try projection(places.projection), queryNorm: try places.queryNorm.map(headNorm),
      keyNorm: try places.keyNorm.map(headNorm), output: try linear(places.output), norm1Post: try places.norm1Post.map(norm),
      norm2: try places.norm2.map(norm), feedForward: try feedForward(places.feedForward), norm2Post: try places.norm2Post.map(norm))
  }
}
