import Tensors

public struct NormWeights {
  public let weight: VectorWeight
  public let bias: VectorWeight?
}

public struct BlockWeights {
  public let norm1: NormWeights
  public let query, key, value, output: Linear
  public let norm2: NormWeights
  public let gate: Linear?
  public let input, down: Linear
}

/// The weights of a model, each a view of the tensor that holds it.
public struct ModelWeights {
  /// `[vocab, d_model]`
  public let embedding: Tensor
  /// `[context, d_model]`
  public let positions: Tensor?
  public let blocks: [BlockWeights]
  public let finalNorm: NormWeights
  public let unembedding: Linear

  /// Looks every place up with `find`, which answers with a float tensor of the place's shape or throws.
  init(_ places: ModelPlaces, find: (WeightPlace) throws -> Tensor) throws {
    func vector(_ place: WeightPlace) throws -> VectorWeight { VectorWeight(try find(place)) }
    func norm(_ place: NormPlace) throws -> NormWeights {
      NormWeights(weight: try vector(place.weight), bias: try place.bias.map(vector))
    }
    func linear(_ place: LinearPlace) throws -> Linear {
      var weight = try find(place.weight)
      var bias = try place.bias.map(find)
      if let part = place.part {
        weight = try weight.sliced(axis: place.layout == .outIn ? 0 : 1, start: part.lowerBound, stop: part.upperBound, step: 1)
        bias = try bias?.sliced(axis: 0, start: part.lowerBound, stop: part.upperBound, step: 1)
      }
      return Linear(weight: weight, layout: place.layout, bias: bias.map(VectorWeight.init))
    }
    embedding = try find(places.embedding)
    positions = try places.positions.map(find)
    blocks = try places.blocks.map {
      BlockWeights(
        norm1: try norm($0.norm1), query: try linear($0.query), key: try linear($0.key), value: try linear($0.value),
        output: try linear($0.output), norm2: try norm($0.norm2), gate: try $0.gate.map(linear), input: try linear($0.input),
        down: try linear($0.down))
    }
    finalNorm = try norm(places.finalNorm)
    unembedding = try places.unembedding.map(linear) ?? Linear(weight: embedding, layout: .outIn, bias: nil)
  }
}
