import JSON

/// SmolLM3 (Hugging Face, 2025): Llama in which every fourth layer has no positions.
enum SmolLM3: Family {
  static let modelType = "smollm3"
  static let aliases = ["smol-lm3", "smollm-3"]

  /// SmolLM3-3B's.
  static let defaults: JSONObject = [
    "model_type": "smollm3", "architectures": ["SmolLM3ForCausalLM"], "vocab_size": 128256, "hidden_size": 2048,
    "intermediate_size": 11008, "num_hidden_layers": 36, "num_attention_heads": 16, "num_key_value_heads": 4, "hidden_act": "silu",
    "max_position_embeddings": 32768, "initializer_range": 0.02, "rms_norm_eps": 1e-6, "rope_theta": 2000000.0, "rope_scaling": .null,
    "use_sliding_window": false, "sliding_window": .null, "no_rope_layers": .null, "no_rope_layer_interval": 4, "layer_types": .null,
    "attention_bias": false, "mlp_bias": false, "tie_word_embeddings": true, "bos_token_id": 128000, "eos_token_id": 128001,
    "pad_token_id": 128004,
  ]

  static func configuration(_ fields: JSONObject) throws -> ModelConfiguration {
    let reader = ConfigurationReader(fields, family: self)
    var c = try reader.grouped()
    let rotary = try reader.rotary(headWidth: c.headWidth, RotarySpelling(defaultBase: 2_000_000))
    let interval = try reader.size("no_rope_layer_interval", default: 4)
    let turns = try (0..<c.layerCount).map { layer -> Bool in
      guard let list = reader["no_rope_layers"]?.arrayValue else { return (layer + 1) % interval != 0 }
      // The list says 1 where a layer turns, in spite of its name.
      guard list.count >= c.layerCount, let flag = list[layer].intValue ?? list[layer].boolValue.map({ $0 ? 1 : 0 }) else {
        throw ModelError("`no_rope_layers` of the configuration is not a list of a 0 or 1 for each of the \(c.layerCount) layers")
      }
      return flag != 0
    }
    c.positions = .rotary(rotary)
    c.layerRotaries = turns.map { $0 ? rotary : nil }
    let window = try reader.flag("use_sliding_window") ? reader.optionalSize("sliding_window") : nil
    c.windows = try reader.windows(of: window, layers: c.layerCount) { window != nil && !turns[$0] }
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
