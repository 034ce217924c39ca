import JSON

/// OLMo (Groeneveld et al., 2024): Llama with layer norms that have no weights, and clipped queries, keys and values.
enum OLMo: Family {
  static let modelType = "olmo"
  static let aliases: [String] = []

  /// OLMo-7B's.
  static let defaults: JSONObject = [
    "model_type": "olmo", "architectures": ["OlmoForCausalLM"], "vocab_size": 50304, "hidden_size": 4096, "intermediate_size": 11008,
    "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": .null, "hidden_act": "silu",
    "max_position_embeddings": 2048, "initializer_range": 0.02, "rope_theta": 10000.0, "rope_scaling": .null, "attention_bias": false,
    "clip_qkv": .null, "tie_word_embeddings": false, "pad_token_id": 1, "bos_token_id": .null, "eos_token_id": 50279,
  ]

  static func configuration(_ fields: JSONObject) throws -> ModelConfiguration {
    let reader = ConfigurationReader(fields, family: self)
    // Its norms' epsilon is 1e-5 and stands in no field.
    var c = try reader.grouped(norm: .layer, epsilon: "")
    c.positions = .rotary(try reader.rotary(headWidth: c.headWidth))
    c.clip = try reader.positiveNumber("clip_qkv")
    return c
  }

  static func places(_ c: ModelConfiguration) -> ModelPlaces {
    let layout = Layout(c)
    let bias = c.has("attention_bias")
    let plain = NormPlace(weight: nil, bias: nil)
    return layout.llamaLike(finalNorm: plain) { name, _ in
      var block = layout.llamaBlock(name, attentionBias: bias, outputBias: bias)
      block.norm1 = plain
      block.norm2 = plain
      return block
    }
  }
}
