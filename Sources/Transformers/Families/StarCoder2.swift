import JSON

/// StarCoder 2 (Lozhkov et al., 2024): layer norms, biases, a plain MLP, grouped heads, a window.
enum StarCoder2: Family {
  static let modelType = "starcoder2"
  static let aliases: [String] = []

  static let defaults: JSONObject = [
    "model_type": "starcoder2", "architectures": ["Starcoder2ForCausalLM"], "vocab_size": 49152, "hidden_size": 3072,
    "intermediate_size": 12288, "num_hidden_layers": 30, "num_attention_heads": 24, "num_key_value_heads": 2,
    "hidden_act": "gelu_pytorch_tanh", "max_position_embeddings": 4096, "initializer_range": 0.018042, "norm_epsilon": 1e-5,
    "rope_theta": 10000.0, "rope_scaling": .null, "sliding_window": .null, "use_bias": true, "tie_word_embeddings": true,
    "bos_token_id": 50256, "eos_token_id": 50256, "pad_token_id": .null,
  ]

  static func configuration(_ fields: JSONObject) throws -> ModelConfiguration {
    let reader = ConfigurationReader(fields, family: self)
    var c = try reader.grouped(norm: .layer, epsilon: "norm_epsilon")
    c.isGated = false
    c.positions = .rotary(try reader.rotary(headWidth: c.headWidth))
    c.windows = try reader.windowsOfAllLayers(c.layerCount)
    return c
  }

  static func places(_ c: ModelConfiguration) -> ModelPlaces {
    let layout = Layout(c)
    let bias = c.has("use_bias")
    return layout.llamaLike { name, _ in
      var block = layout.llamaBlock(name, attentionBias: bias, outputBias: bias)
      block.feedForward = layout.plain(name + "mlp.c_fc", name + "mlp.c_proj", bias: bias)
      return block
    }
  }
}
