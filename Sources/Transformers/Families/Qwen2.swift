import JSON

/// Qwen 1.5 to 2.5 (Yang et al., 2024): Llama with biases on queries, keys and values, and a window in the later layers
/// when it is switched on.
enum Qwen2: Family {
  static let modelType = "qwen2"
  static let aliases = ["qwen-2", "qwen2.5"]

  static let defaults: JSONObject = [
    "model_type": "qwen2", "architectures": ["Qwen2ForCausalLM"], "vocab_size": 151936, "hidden_size": 4096, "intermediate_size": 22016,
    "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 32, "hidden_act": "silu",
    "max_position_embeddings": 32768, "initializer_range": 0.02, "rms_norm_eps": 1e-6, "rope_theta": 10000.0, "rope_scaling": .null,
    "use_sliding_window": false, "sliding_window": 4096, "max_window_layers": 28, "layer_types": .null, "tie_word_embeddings": false,
    "bos_token_id": .null, "eos_token_id": .null, "pad_token_id": .null,
  ]

  static func configuration(_ fields: JSONObject) throws -> ModelConfiguration {
    try ConfigurationReader(fields, family: self).qwen()
  }

  static func places(_ c: ModelConfiguration) -> ModelPlaces {
    let layout = Layout(c)
    return layout.llamaLike { name, _ in layout.llamaBlock(name, attentionBias: true) }
  }
}

extension ConfigurationReader {
  /// What Qwen 2 and 3 share.
  func qwen() throws -> ModelConfiguration {
    var c = try grouped()
    c.positions = .rotary(try rotary(headWidth: c.headWidth))
    let slides = try flag("use_sliding_window")
    let first = try optionalNumber("max_window_layers") ?? 28
    c.windows = try windows(of: slides ? optionalSize("sliding_window") : nil, layers: c.layerCount) {
      slides && self["sliding_window"] != nil && Double($0) >= first
    }
    return c
  }
}
