import JSON

/// Qwen 3 (Yang et al., 2025): Qwen 2 with normed queries and keys instead of biases.
enum Qwen3: Family {
  static let modelType = "qwen3"
  static let aliases = ["qwen-3"]

  static let defaults: JSONObject = [
    "model_type": "qwen3", "architectures": ["Qwen3ForCausalLM"], "vocab_size": 151936, "hidden_size": 4096, "intermediate_size": 22016,
    "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 32, "head_dim": 128, "hidden_act": "silu",
    "max_position_embeddings": 32768, "initializer_range": 0.02, "rms_norm_eps": 1e-6, "rope_theta": 10000.0, "rope_scaling": .null,
    "attention_bias": false, "use_sliding_window": false, "sliding_window": 4096, "max_window_layers": 28, "layer_types": .null,
    "tie_word_embeddings": false, "bos_token_id": .null, "eos_token_id": .null, "pad_token_id": .null,
  ]

  static func configuration(_ fields: JSONObject) throws -> ModelConfiguration {
    var c = try ConfigurationReader(fields, family: self).qwen()
    c.headNorm = .perHead
    return c
  }

  static func places(_ c: ModelConfiguration) -> ModelPlaces {
    let layout = Layout(c)
    let bias = c.has("attention_bias")
    return layout.llamaLike { name, _ in
      var block = layout.llamaBlock(name, attentionBias: bias, outputBias: bias)
      block.queryNorm = layout.headNorm(name + "self_attn.q_norm")
      block.keyNorm = layout.headNorm(name + "self_attn.k_norm")
      return block
    }
  }
}
