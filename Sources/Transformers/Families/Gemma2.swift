import JSON

/// Gemma 2 (Gemma team, 2024): norms around attention and MLP, soft caps, a window in every other layer from the first.
enum Gemma2: Family {
  static let modelType = "gemma2"
  static let aliases = ["gemma-2"]

  /// Gemma-2-2B's.
  static let defaults: JSONObject = [
    "model_type": "gemma2", "architectures": ["Gemma2ForCausalLM"], "vocab_size": 256000, "hidden_size": 2304, "intermediate_size": 9216,
    "num_hidden_layers": 26, "num_attention_heads": 8, "num_key_value_heads": 4, "head_dim": 256,
    "hidden_activation": "gelu_pytorch_tanh", "max_position_embeddings": 8192, "initializer_range": 0.02, "rms_norm_eps": 1e-6,
    "rope_theta": 10000.0, "rope_scaling": .null, "attention_bias": false, "query_pre_attn_scalar": 256, "sliding_window": 4096,
    "layer_types": .null, "final_logit_softcapping": 30.0, "attn_logit_softcapping": 50.0, "use_bidirectional_attention": .null,
    "tie_word_embeddings": true, "pad_token_id": 0, "bos_token_id": 2, "eos_token_id": 1,
  ]

  static func configuration(_ fields: JSONObject) throws -> ModelConfiguration {
    let reader = ConfigurationReader(fields, family: self)
    var c = try reader.gemma2()
    c.windows = try reader.windows(of: try reader.optionalSize("sliding_window"), layers: c.layerCount) { $0 % 2 == 0 }
    c.positions = .rotary(try reader.rotary(headWidth: c.headWidth))
    return c
  }

  static func places(_ c: ModelConfiguration) -> ModelPlaces {
    let layout = Layout(c)
    return layout.llamaLike { name, _ in layout.gemmaBlock(name, attentionBias: c.has("attention_bias")) }
  }
}

extension ConfigurationReader {
  /// What Gemma 2 and 3 share.
  func gemma2() throws -> ModelConfiguration {
    var c = try gemma(activation: "hidden_activation")
    c.normPlacement = .around
    c.attentionScale = 1 / (try positiveNumber("query_pre_attn_scalar") ?? Float(c.headWidth)).squareRoot()
    c.attentionCap = try positiveNumber("attn_logit_softcapping")
    c.finalCap = try positiveNumber("final_logit_softcapping")
    return c
  }
}
