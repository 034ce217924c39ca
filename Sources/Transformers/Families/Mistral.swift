import JSON

/// Mistral (Jiang et al., 2023): Llama with a window.
enum Mistral: Family {
  static let modelType = "mistral"
  static let aliases: [String] = []

  /// Mistral-7B-v0.1's.
  static let defaults: JSONObject = [
    "model_type": "mistral", "architectures": ["MistralForCausalLM"], "vocab_size": 32000, "hidden_size": 4096,
    "intermediate_size": 14336, "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 8, "head_dim": .null,
    "hidden_act": "silu", "max_position_embeddings": 131072, "initializer_range": 0.02, "rms_norm_eps": 1e-6, "rope_theta": 10000.0,
    "rope_scaling": .null, "sliding_window": 4096, "tie_word_embeddings": false, "bos_token_id": 1, "eos_token_id": 2,
    "pad_token_id": .null,
  ]

  static func configuration(_ fields: JSONObject) throws -> ModelConfiguration {
    let reader = ConfigurationReader(fields, family: self)
    var c = try reader.grouped()
    c.positions = .rotary(try reader.rotary(headWidth: c.headWidth))
    c.windows = try reader.windowsOfAllLayers(c.layerCount)
    return c
  }

  static func places(_ c: ModelConfiguration) -> ModelPlaces {
    let layout = Layout(c)
    return layout.llamaLike { name, _ in layout.llamaBlock(name) }
  }
}
