import JSON

/// Everything that the one forward pass needs to know of an architecture. A family file makes it from `config.json`.
public struct ModelConfiguration: Equatable, Sendable {
  /// What a norm computes of a row x with mean and standard deviation σ (of RMS norm: σ² is the mean square).
  public enum Norm: Equatable, Sendable {
    /// (x − mean)/σ · w + b.
    case layer
    /// x/σ · w.
    case rms
    /// Sublayers read the stream as it is.
    case none
  }

  /// Where the norms of a block stand.
  public enum NormPlacement: Equatable, Sendable {
    /// x + f(norm(x)).
    case before
    /// x + norm(f(x)), as OLMo 2 does.
    case after
    /// x + norm(f(norm(x))), as Gemma 2 does.
    case around
    /// norm(x + f(x)): the stream itself is normed, as the first transformer and OPT-350m do.
    case stream
  }

  /// How the model knows where a token stands.
  public enum Positions: Equatable, Sendable {
    case none
    /// A learned vector for every position, added to the embedding; position p is the table's row p + offset.
    case learned(offset: Int)
    /// A learned vector for every position, added to what queries and keys read, not to the stream (Press et al., 2021: shortformer).
    case learnedForAttention
    case rotary(Rotary)
    case alibi(ALiBi)

    /// There is a vector for every position.
    var isLearned: Bool {
      if case .learned = self { return true }
      return self == .learnedForAttention
    }

    /// True when queries and keys turn with their positions.
    var isRotary: Bool {
      if case .rotary = self { return true }
      return false
    }
  }

  /// How attention and MLP read the stream.
  public enum Residual: Equatable, Sendable {
    /// The MLP reads what attention has written.
    case sequential
    /// Both read the stream that enters the block, each through a norm of its own.
    case parallel
    /// Both read the same normed stream.
    case parallelWithOneNorm
  }

  /// Norms of queries and keys before they turn.
  public enum HeadNorm: Equatable, Sendable {
    /// Statistics of each head.
    case perHead
    /// Statistics of all heads together.
    case whole
  }

  /// The nonlinearity of an MLP.
  enum Activation: String, Equatable, Sendable {
    case geluTanh, gelu, relu, squaredReLU, silu, quickGELU
    /// x · softmax(x) over the neurons of a row (Elhage et al., 2022).
    case solu

    /// From the names `config.json` files use.
    init?(named name: String) {
      switch name {
      case "gelu_new", "gelu_pytorch_tanh", "gelu_python_tanh", "gelu_fast", "gelu_accurate": self = .geluTanh
      case "gelu", "gelu_python": self = .gelu
      case "relu": self = .relu
      case "relu2": self = .squaredReLU
      case "silu", "swish": self = .silu
      case "quick_gelu": self = .quickGELU
      default: return nil
      }
    }
  }

  /// HF's `model_type`.
  public var family: String
  /// Blocks.
  public var layerCount: Int
  /// Query heads of each block.
  public var headCount: Int
  /// Key–value heads; query head h reads head h / (headCount / keyValueHeadCount).
  public var keyValueHeadCount: Int
  /// d_model.
  public var width: Int
  /// d_head.
  public var headWidth: Int
  /// d_mlp.
  public var hiddenWidth: Int
  /// Token ids are `0..<vocabularySize`: the rows of the embedding, padding rows of the checkpoint included.
  public var vocabularySize: Int
  /// Numbers in a row of logits, where they do not stand for the tokens that are read (a model of sums, say).
  public var outputSize: Int?
  /// The longest text that the model was made for.
  public var contextLength: Int
  /// The rotations or slopes come from a table of the context's length, as in GPT-J and MPT: there are none behind it.
  var positionsEndWithContext = false
  /// The kind of the blocks' norms, and of the others where those have none of their own.
  public var norm: Norm
  /// Added to the variance (layer norm) or the mean square (RMS norm) before the root.
  var normEpsilon: Float
  /// Added to the stored scales of norms (Gemma stores w − 1).
  public var normOffset: Float = 0
  /// Where the norms of every block stand.
  public var normPlacement: NormPlacement = .before
  /// The stream passes a norm before the unembedding reads it.
  public var hasFinalNorm = true
  /// The kind of the final norm, where it differs from that of the blocks.
  public var finalNorm: Norm?
  /// Norms of queries and keys; nil for models without them.
  var headNorm: HeadNorm?
  /// The kind of the norms of queries and keys, where it differs from that of the blocks.
  public var headNormKind: Norm?
  /// How attention and MLP of a block read the stream.
  var residual: Residual = .sequential
  /// False for a model of attention alone.
  public var hasFeedForward = true
  /// A query sees the keys behind it too.
  public var looksAhead = false
  /// How the model knows where a token stands; `layerRotaries` says more where layers differ.
  public var positions: Positions
  /// By layer, when not all layers turn alike; nil where a layer does not turn at all.
  public var layerRotaries: [Rotary?] = []
  /// By layer, how many positions up to its own a query sees; nil for all. Empty when no layer has a window.
  public var windows: [Int?] = []
  /// The nonlinearity of the MLPs.
  var activation: Activation
  /// What the activation gives passes a layer norm before W_out reads it.
  public var normsHidden = false
  /// act(x W_gate) ⊙ (x W_in) instead of act(x W_in).
  public var isGated: Bool
  /// The unembedding is the embedding.
  public var isTied: Bool
  /// Scores are multiplied by this; GPT-2 can divide by the layer's number too.
  public var attentionScale: Float
  /// Scores of block l are divided by l + 1 besides (GPT-2's `scale_attn_by_inverse_layer_idx`).
  var dividesScaleByLayer: Bool = false
  /// Scores s become cap·tanh(s/cap).
  public var attentionCap: Float?
  /// Queries, keys and values are cut to −clip … clip.
  public var clip: Float?
  /// Logits z become cap·tanh(z/cap).
  public var finalCap: Float?
  /// The token embedding is multiplied by this before it enters the stream.
  var embeddingScale: Float = 1
  /// What attention and MLP write to the stream is multiplied by this.
  public var residualScale: Float = 1
  /// Logits are multiplied by this before any cap.
  public var logitScale: Float = 1
  /// Width of the token embedding and of what the unembedding reads; nil for d_model (OPT-350m projects between them).
  public var embeddingWidth: Int?
  /// The mixture that takes the place of MLPs; nil for a dense model.
  var experts: Experts?
  /// Standard deviation of random weights.
  public var initializerRange: Float
  /// The row of the embedding that begins as zeros.
  public var paddingToken: Int?
  /// The id that begins a text (`bos_token_id`); nil where the family names none.
  public var beginningOfSequence: Int?
  /// Any of these ends a generated text.
  public var endOfSequence: [Int]
  /// The fields of `config.json` as they were, for saving and for showing.
  public var fields: JSONObject

  /// Numbers in the weights of the model; `Int.max` for more than there can be.
  public func parameterCount(_ places: ModelPlaces) -> Int {
    places.uniquePlaces.reduce(0) { total, place in
      let size = place.shape.reduce(1) { $0.saturatingMultiplied(by: $1) }
      let (sum, overflow) = total.addingReportingOverflow(size)
      return overflow ? .max : sum
    }
  }

  /// Numbers in a row of logits.
  public var logitCount: Int { outputSize ?? vocabularySize }

  /// What the final norm gives to the unembedding.
  public var unembeddingWidth: Int { embeddingWidth ?? width }

  /// How the queries and keys of a block turn; nil where they do not.
  func rotary(layer: Int) -> Rotary? {
    if layerRotaries.indices.contains(layer) { return layerRotaries[layer] }
    if case .rotary(let rotary) = positions { return rotary }
    return nil
  }

  /// How many positions up to its own a query of a block sees; nil for all.
  public func window(layer: Int) -> Int? { windows.indices.contains(layer) ? windows[layer] : nil }

  /// True when a layer's MLP is a choice of experts.
  public func hasExperts(layer: Int) -> Bool { experts?.isUsed(layer: layer) ?? false }

  /// The scale of attention scores in a layer.
  func scoreScale(layer: Int) -> Float { dividesScaleByLayer ? attentionScale / Float(layer + 1) : attentionScale }
}

extension Int {
  func saturatingMultiplied(by other: Int) -> Int {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? .max : product
  }
}

/// A mixture of experts: a router gives every token to a few of many MLPs and adds what they say.
public struct Experts: Equatable, Sendable {
  /// Experts of a layer.
  var count: Int
  /// Experts that a token goes to.
  public var chosen: Int
  /// d_mlp of each.
  public var hiddenWidth: Int
  /// The chosen experts' probabilities are divided by their sum.
  public var normalizes: Bool
  /// d_mlp of an MLP that all tokens go through besides, with a gate of its own.
  public var sharedWidth: Int?
  /// Layers that have experts; nil for all.
  public var layers: Set<Int>?

  func isUsed(layer: Int) -> Bool { layers?.contains(layer) ?? true }
}
