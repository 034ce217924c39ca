import JSON

/// Granite 3 (IBM, 2024): Llama with factors on embeddings, scores, what sublayers write, and logits.
enum Granite: Family {
  static let modelType = "granite"
  static let aliases: [String] = []

  static let defaults: JSONObject = [
    "model_type": "granite", "architectures": ["GraniteForCausalLM"], "vocab_size": 32000, "hidden_size": 4096,
    "intermediate_size": 11008, "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": .null, "hidden_act": "silu",
    "max_position_embeddings": 2048, "initializer_range": 0.02, "rms_norm_eps": 1e-6, "rope_theta": 10000.0, "rope_scaling": .null,
    "attention_bias": false, "mlp_bias": false, "embedding_multiplier": 1.0, "logits_scaling": 1.0, "residual_multiplier": 1.0,
    "attention_multiplier": 1.0, "tie_word_embeddings": false, "bos_token_id": 1, "eos_token_id": 2, "pad_token_id": .null,
  ]

  static func configuration(_ fields: JSONObject) throws -> ModelConfiguration {
    let reader = ConfigurationReader(fields, family: self)
    var c = try reader.grouped()
    c.positions = .rotary(try reader.rotary(headWidth: c.headWidth))
    c.embeddingScale = try reader.float("embedding_multiplier", default: 1)
    c.residualScale = try reader.float("residual_multiplier", default: 1)
    c.attentionScale = try reader.float("attention_multiplier", default: 1)
    c.logitScale = 1 / (try reader.positiveNumber("logits_scaling") ?? 1)
    return c
  }

  static func places(_ c: ModelConfiguration) -> ModelPlaces {
    let layout = Layout(c)
    let bias = c.has("attention_bias")
    return layout.llamaLike { name, _ in
      layout.llamaBlock(name, attentionBias: bias, outputBias: bias, hiddenBias: c.has("mlp_bias"))
    }
  }
}
