import JSON

/// Command R (Cohere, 2024): attention and MLP side by side after one layer norm without bias, neighbouring elements turn
/// in pairs, logits times a factor.
enum Cohere: Family {
  static let modelType = "cohere"
  static let aliases = ["command-r"]

  /// Command R's.
  static let defaults: JSONObject = [
    "model_type": "cohere", "architectures": ["CohereForCausalLM"], "vocab_size": 256000, "hidden_size": 8192,
    "intermediate_size": 22528, "logit_scale": 0.0625, "num_hidden_layers": 40, "num_attention_heads": 64,
    "num_key_value_heads": .null, "hidden_act": "silu", "max_position_embeddings": 8192, "initializer_range": 0.02,
    "layer_norm_eps": 1e-5, "rope_theta": 500000.0, "rope_scaling": .null, "attention_bias": false, "use_qk_norm": false,
    "tie_word_embeddings": true, "pad_token_id": 0, "bos_token_id": 5, "eos_token_id": 255001,
  ]

  static func configuration(_ fields: JSONObject) throws -> ModelConfiguration {
    let reader = ConfigurationReader(fields, family: self)
    var c = try reader.grouped(norm: .layer, epsilon: "layer_norm_eps")
    c.residual = .parallelWithOneNorm
    c.logitScale = try reader.float("logit_scale", default: 1)
    if try reader.flag("use_qk_norm") { c.headNorm = .perHead }
    c.positions = .rotary(try reader.rotary(headWidth: c.headWidth, RotarySpelling(defaultBase: 500_000, turnsAdjacentPairs: true)))
    return c
  }

  static func places(_ c: ModelConfiguration) -> ModelPlaces {
    let layout = Layout(c)
    let bias = c.has("attention_bias")
    func norm(_ name: String, heads: Int) -> HeadNormPlace? {
      c.headNorm == nil ? nil : HeadNormPlace(weights: [layout.scale(name + ".weight", [heads, c.headWidth])])
    }
    return layout.llamaLike(finalNorm: layout.norm("norm", bias: false)) { name, _ in
      var block = layout.llamaBlock(name, attentionBias: bias, outputBias: bias)
      block.queryNorm = norm(name + "self_attn.q_norm", heads: c.headCount)
      block.keyNorm = norm(name + "self_attn.k_norm", heads: c.keyValueHeadCount)
      block.norm1 = layout.norm(name + "input_layernorm", bias: false)
      block.norm2 = nil
      return block
    }
  }
}
