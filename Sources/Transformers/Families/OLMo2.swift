import JSON

/// OLMo 2 (OLMo team, 2024): norms after attention and MLP instead of before, and over all queries and all keys.
enum OLMo2: Family {
  static let modelType = "olmo2"
  static let aliases = ["olmo-2"]

  /// OLMo-2-7B's.
  static let defaults: JSONObject = [
    "model_type": "olmo2", "architectures": ["Olmo2ForCausalLM"], "vocab_size": 50304, "hidden_size": 4096, "intermediate_size": 11008,
    "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": .null, "hidden_act": "silu",
    "max_position_embeddings": 2048, "initializer_range": 0.02, "rms_norm_eps": 1e-5, "rope_theta": 10000.0, "rope_scaling": .null,
    "attention_bias": false, "tie_word_embeddings": false, "pad_token_id": 1, "bos_token_id": .null, "eos_token_id": 50279,
  ]

  static func configuration(_ fields: JSONObject) throws -> ModelConfiguration {
    let reader = ConfigurationReader(fields, family: self)
    var c = try reader.grouped()
    c.positions = .rotary(try reader.rotary(headWidth: c.headWidth))
    c.normPlacement = .after
    c.headNorm = .whole
    return c
  }

  static func places(_ c: ModelConfiguration) -> ModelPlaces {
    let layout = Layout(c)
    let bias = c.has("attention_bias")
    return layout.llamaLike { name, _ in
      var block = layout.llamaBlock(name, attentionBias: bias, outputBias: bias)
      block.queryNorm = layout.headNorm(name + "self_attn.q_norm", width: layout.queryWidth)
      block.keyNorm = layout.headNorm(name + "self_attn.k_norm", width: layout.keyWidth)
      block.norm1 = nil
      block.norm1Post = layout.norm(name + "post_attention_layernorm")
      block.norm2 = nil
      block.norm2Post = layout.norm(name + "post_feedforward_layernorm")
      return block
    }
  }
}
