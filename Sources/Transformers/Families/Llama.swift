import JSON

/// Llama 1 to 3.2 (Touvron et al., 2023): RMS norms, rotary positions, grouped key–value heads, a gated MLP.
enum Llama: Family {
  static let modelType = "llama"
  static let aliases: [String] = []

  /// Llama-7B's.
  static let defaults: JSONObject = [
    "model_type": "llama", "architectures": ["LlamaForCausalLM"], "vocab_size": 32000, "hidden_size": 4096,
    "intermediate_size": 11008, "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": .null,
    "head_dim": .null, "hidden_act": "silu", "max_position_embeddings": 2048, "rms_norm_eps": 1e-6, "rope_theta": 10000.0,
    "rope_scaling": .null, "attention_bias": false, "mlp_bias": false, "tie_word_embeddings": false, "initializer_range": 0.02,
    "bos_token_id": 1, "eos_token_id": 2, "pad_token_id": .null,
  ]

  static func configuration(_ fields: JSONObject) throws -> ModelConfiguration {
    let reader = ConfigurationReader(fields, family: self)
    var c = try reader.grouped()
    c.positions = .rotary(try reader.rotary(headWidth: c.headWidth))
    return c
  }

  static func places(_ c: ModelConfiguration) -> ModelPlaces {
    let layout = Layout(c)
    let bias = c.has("attention_bias")
    return layout.llamaLike { name, _ in layout.llamaBlock(name, attentionBias: bias, outputBias: bias, hiddenBias: c.has("mlp_bias")) }
  }
}
