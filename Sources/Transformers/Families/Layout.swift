/// Makes the places of a family's weights: shapes follow from the configuration, names from the family.
struct Layout {
  let c: ModelConfiguration

  init(_ configuration: ModelConfiguration) { c = configuration }

  private var normal: WeightPlace.Beginning { .normal(deviation: c.initializerRange) }

  /// A norm of the stream; layer norms have a bias unless it is said otherwise.
  func norm(_ name: String, bias: Bool? = nil) -> NormPlace {
    NormPlace(weight: scale(name + ".weight", [c.width]), bias: bias ?? (c.norm == .layer) ? WeightPlace(name + ".bias", [c.width], .zeros) : nil)
  }

  /// A norm's stored scale.
  func scale(_ name: String, _ shape: [Int]) -> WeightPlace { WeightPlace(name, shape, c.normOffset == 0 ? .ones : .zeros) }

  /// torch's Linear, or a part of the outputs of one.
  func linear(_ name: String, out: Int, in width: Int, bias: Bool = false, part: Range<Int>? = nil) -> LinearPlace {
    LinearPlace(
      weight: WeightPlace(name + ".weight", [out, width], normal), bias: bias ? WeightPlace(name + ".bias", [out], .zeros) : nil, part: part)
  }

  var queryWidth: Int { c.headCount * c.headWidth }
  var keyWidth: Int { c.keyValueHeadCount * c.headWidth }

  /// `q_proj`, `k_proj` and `v_proj` under a prefix.
  func separate(_ prefix: String, bias: Bool = false) -> ProjectionPlaces {
    .separate(
      query: linear(prefix + "q_proj", out: queryWidth, in: c.width, bias: bias), key: linear(prefix + "k_proj", out: keyWidth, in: c.width, bias: bias),
      value: linear(prefix + "v_proj", out: keyWidth, in: c.width, bias: bias))
  }

  /// One matrix with all queries, then all keys, then all values.
  func fused(_ name: String, bias: Bool = false) -> ProjectionPlaces {
    let all = queryWidth + 2 * keyWidth
    func part(_ range: Range<Int>) -> LinearPlace { linear(name, out: all, in: c.width, bias: bias, part: range) }
    return .separate(
      query: part(0..<queryWidth), key: part(queryWidth..<queryWidth + keyWidth), value: part(queryWidth + keyWidth..<all))
  }

  /// One matrix with queries, key and value of every key–value head together.
  func interleaved(_ name: String, bias: Bool) -> ProjectionPlaces {
    .interleaved(linear(name, out: queryWidth + 2 * keyWidth, in: c.width, bias: bias))
  }

  func output(_ name: String, bias: Bool = false) -> LinearPlace { linear(name, out: c.width, in: queryWidth, bias: bias) }

  /// `gate_proj`, `up_proj` and `down_proj` under a prefix.
  func gated(_ prefix: String, width: Int? = nil, bias: Bool = false, names: [String] = ["gate_proj", "up_proj", "down_proj"]) -> MLPPlaces {
    let hidden = width ?? c.hiddenWidth
    return MLPPlaces(
      gate: linear(prefix + names[0], out: hidden, in: c.width, bias: bias), input: linear(prefix + names[1], out: hidden, in: c.width, bias: bias),
      down: linear(prefix + names[2], out: c.width, in: hidden, bias: bias))
  }

  func plain(_ input: String, _ down: String, bias: Bool = true) -> FeedForwardPlaces {
    .dense(
      MLPPlaces(
        gate: nil, input: linear(input, out: c.hiddenWidth, in: c.width, bias: bias), down: linear(down, out: c.width, in: c.hiddenWidth, bias: bias)))
  }

  /// The whole model around its blocks.
  func model(
    prefix: String, embedding: String, positions: WeightPlace? = nil, finalNorm: NormPlace?, head: String = "lm_head", headBias: Bool = false,
    block: (Int) -> BlockPlaces
  ) -> ModelPlaces {
    let embedding = WeightPlace(
      embedding + ".weight", [c.vocabularySize, c.unembeddingWidth], .embedding(deviation: c.initializerRange, padding: c.paddingToken))
    var unembedding = linear(head, out: c.vocabularySize, in: c.unembeddingWidth, bias: headBias)
    if c.isTied { unembedding.weight = embedding }
    return ModelPlaces(
      prefix: prefix, embedding: embedding, positions: positions, blocks: (0..<c.layerCount).map(block), finalNorm: finalNorm,
      unembedding: unembedding)
  }

  /// A model named as Llama's: `model.`, `embed_tokens`, `layers.N.`, `norm`.
  func llamaLike(finalNorm: NormPlace? = nil, headBias: Bool = false, block: (String, Int) -> BlockPlaces) -> ModelPlaces {
    model(prefix: "model.", embedding: "embed_tokens", finalNorm: finalNorm ?? norm("norm"), headBias: headBias) {
      block("layers.\($0).", $0)
    }
  }

  /// A block named as Llama's: a norm before attention and one before the gated MLP.
  func llamaBlock(_ l: String, attentionBias: Bool = false, outputBias: Bool = false, hiddenBias: Bool = false) -> BlockPlaces {
    BlockPlaces(
      norm1: norm(l + "input_layernorm"), projection: separate(l + "self_attn.", bias: attentionBias),
      output: output(l + "self_attn.o_proj", bias: outputBias), norm2: norm(l + "post_attention_layernorm"),
      feedForward: .dense(gated(l + "mlp.", bias: hiddenBias)))
  }

  /// Norms of queries and keys with one weight for all heads.
  func headNorm(_ name: String, width: Int? = nil, bias: Bool = false) -> HeadNormPlace {
    HeadNormPlace(weights: [scale(name + ".weight", [width ?? c.headWidth])], bias: bias ? WeightPlace(name + ".bias", [width ?? c.headWidth], .zeros) : nil)
  }
}
