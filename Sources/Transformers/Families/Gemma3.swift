import JSON

/// Gemma 3's text model (Gemma team, 2025): Gemma 2 with normed queries and keys, five layers with a window to one
/// without, and a rotary base for each kind.
enum Gemma3: Family {
  static let modelType = "gemma3_text"
  static let aliases = ["gemma-3", "gemma3"]

  /// Gemma-3-4B's text model's.
  static let defaults: JSONObject = [
    "model_type": "gemma3_text", "architectures": ["Gemma3ForCausalLM"], "vocab_size": 262208, "hidden_size": 2304,
    "intermediate_size": 9216, "num_hidden_layers": 26, "num_attention_heads": 8, "num_key_value_heads": 4, "head_dim": 256,
    "hidden_activation": "gelu_pytorch_tanh", "max_position_embeddings": 131072, "initializer_range": 0.02, "rms_norm_eps": 1e-6,
    "rope_theta": 1000000.0, "rope_local_base_freq": 10000.0, "rope_scaling": .null, "attention_bias": false,
    "query_pre_attn_scalar": 256, "sliding_window": 4096, "sliding_window_pattern": 6, "layer_types": .null,
    "final_logit_softcapping": .null, "attn_logit_softcapping": .null, "use_bidirectional_attention": false,
    "tie_word_embeddings": true, "pad_token_id": 0, "bos_token_id": 2, "eos_token_id": 1,
  ]

  static func configuration(_ fields: JSONObject) throws -> ModelConfiguration {
    let reader = ConfigurationReader(fields, family: self)
    var c = try reader.gemma2()
    // Hugging Face's Gemma 3 reads this switch and does not use it.
    try reader.refuse("attn_logit_softcapping", unless: [])
    c.headNorm = .perHead
    let pattern = try reader.size("sliding_window_pattern", default: 6)
    c.windows = try reader.windows(of: try reader.optionalSize("sliding_window"), layers: c.layerCount) { ($0 + 1) % pattern != 0 }
    let parameters = reader["rope_parameters"]?.objectValue ?? [:]
    func rotary(_ kind: String, _ spelling: RotarySpelling, _ fallback: JSONObject = [:]) throws -> Rotary {
      var own = parameters[kind]?.objectValue ?? fallback
      // Hugging Face looks for this one switch of yarn beside the kinds, not in them.
      own["truncate"] = parameters["truncate"]
      return try reader.rotary(own, headWidth: c.headWidth, spelling)
    }
    let whole = try rotary("full_attention", RotarySpelling(defaultBase: 1_000_000), reader["rope_scaling"]?.objectValue ?? [:])
    let local = try rotary("sliding_attention", RotarySpelling(base: "rope_local_base_freq"))
    c.positions = .rotary(whole)
    c.layerRotaries = (0..<c.layerCount).map { c.window(layer: $0) == nil ? whole : local }
    return c
  }

  static func places(_ c: ModelConfiguration) -> ModelPlaces {
    let layout = Layout(c)
    return layout.llamaLike { name, _ in
      var block = layout.gemmaBlock(name, attentionBias: c.has("attention_bias"))
      block.queryNorm = layout.headNorm(name + "self_attn.q_norm")
      block.keyNorm = layout.headNorm(name + "self_attn.k_norm")
      return block
    }
  }
}
