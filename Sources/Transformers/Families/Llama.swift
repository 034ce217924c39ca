import JSON

/// Llama 1 to 3.2 (Touvron et al., 2023): RMS norms, rotary positions, grouped key–value heads, a gated MLP.
public enum Llama: Family {
  public static let modelType = "llama"
  public static let aliases: [String] = []

  /// Llama-7B's.
  public static let defaults: JSONObject = [
    "model_type": "llama", "architectures": ["LlamaForCausalLM"], "vocab_size": 32000, "hidden_size": 4096,
    "intermediate_size": 11008, "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": .null,
    "head_dim": .null, "hidden_act": "silu", "max_position_embeddings": 2048, "rms_norm_eps": 1e-6, "rope_theta": 10000.0,
    "rope_scaling": .null, "attention_bias": false, "mlp_bias": false, "tie_word_embeddings": false, "initializer_range": 0.02,
    "bos_token_id": 1, "eos_token_id": 2,
  ]

  public static func configuration(_ fields: JSONObject) throws -> ModelConfiguration {
    let reader = ConfigurationReader(fields: fields, family: modelType)
    let width = try reader.size("hidden_size")
    let heads = try reader.size("num_attention_heads")
    let keyValueHeads = try reader.size("num_key_value_heads", default: heads)
    guard heads % keyValueHeads == 0 else {
      throw ModelError("`num_attention_heads` \(heads) is not a multiple of `num_key_value_heads` \(keyValueHeads)")
    }
    guard width % heads == 0 || fields["head_dim"]?.intValue != nil else {
      throw ModelError("`hidden_size` \(width) is not a multiple of `num_attention_heads` \(heads)")
    }
    let headWidth = try reader.size("head_dim", default: width / heads)
    return ModelConfiguration(
      family: modelType, layerCount: try reader.layerCount("num_hidden_layers"), headCount: heads, keyValueHeadCount: keyValueHeads,
      width: width, headWidth: headWidth, hiddenWidth: try reader.size("intermediate_size"),
      vocabularySize: try reader.size("vocab_size"), contextLength: try reader.size("max_position_embeddings", default: 2048),
      norm: .rms, normEpsilon: Float(try reader.number("rms_norm_eps", default: 1e-6)),
      positions: .rotary(try reader.rotary(dimensions: headWidth)),
      activation: try reader.activation("hidden_act", default: "silu"), isGated: true,
      isTied: try reader.flag("tie_word_embeddings", default: false), attentionScale: 1 / Float(headWidth).squareRoot(),
      dividesScaleByLayer: false, initializerRange: Float(try reader.number("initializer_range", default: 0.02)),
      beginningOfSequence: reader.tokenIDs("bos_token_id").first, endOfSequence: reader.tokenIDs("eos_token_id"), fields: fields)
  }

  public static func places(_ c: ModelConfiguration) -> ModelPlaces {
    let normal = WeightPlace.Beginning.normal(deviation: c.initializerRange)
    let attentionBias = c.fields["attention_bias"]?.boolValue ?? false
    let hiddenBias = c.fields["mlp_bias"]?.boolValue ?? false
    func norm(_ name: String) -> NormPlace { NormPlace(weight: WeightPlace(name + ".weight", [c.width], .ones), bias: nil) }
    func linear(_ name: String, out: Int, in width: Int, bias: Bool) -> LinearPlace {
      LinearPlace(
        weight: WeightPlace(name + ".weight", [out, width], normal), layout: .outIn,
        bias: bias ? WeightPlace(name + ".bias", [out], .zeros) : nil, part: nil)
    }
    let blocks = (0..<c.layerCount).map { layer in
      let l = "layers.\(layer)."
      let queries = c.headCount * c.headWidth
      let keys = c.keyValueHeadCount * c.headWidth
      return BlockPlaces(
        norm1: norm(l + "input_layernorm"), query: linear(l + "self_attn.q_proj", out: queries, in: c.width, bias: attentionBias),
        key: linear(l + "self_attn.k_proj", out: keys, in: c.width, bias: attentionBias),
        value: linear(l + "self_attn.v_proj", out: keys, in: c.width, bias: attentionBias),
        output: linear(l + "self_attn.o_proj", out: c.width, in: queries, bias: attentionBias),
        norm2: norm(l + "post_attention_layernorm"), gate: linear(l + "mlp.gate_proj", out: c.hiddenWidth, in: c.width, bias: hiddenBias),
        input: linear(l + "mlp.up_proj", out: c.hiddenWidth, in: c.width, bias: hiddenBias),
        down: linear(l + "mlp.down_proj", out: c.width, in: c.hiddenWidth, bias: hiddenBias))
    }
    let head = LinearPlace(weight: WeightPlace("lm_head.weight", [c.vocabularySize, c.width], normal), layout: .outIn, bias: nil, part: nil)
    return ModelPlaces(
      prefix: "model.", embedding: WeightPlace("embed_tokens.weight", [c.vocabularySize, c.width], normal), positions: nil,
      blocks: blocks, finalNorm: norm("norm"), unembedding: c.isTied ? nil : head)
  }
}
