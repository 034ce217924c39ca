import JSON

/// Phi-3 and Phi-4-mini (Abdin et al., 2024): Llama with fused projections, a window, and LongRoPE.
enum Phi3: Family {
  static let modelType = "phi3"
  static let aliases = ["phi-3"]

  /// Phi-3-mini's.
  static let defaults: JSONObject = [
    "model_type": "phi3", "architectures": ["Phi3ForCausalLM"], "vocab_size": 32064, "hidden_size": 3072, "intermediate_size": 8192,
    "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": .null, "hidden_act": "silu",
    "max_position_embeddings": 4096, "original_max_position_embeddings": 4096, "initializer_range": 0.02, "rms_norm_eps": 1e-5,
    "rope_theta": 10000.0, "rope_scaling": .null, "partial_rotary_factor": 1.0, "sliding_window": .null, "tie_word_embeddings": false,
    "bos_token_id": 1, "eos_token_id": 32000, "pad_token_id": 32000,
  ]

  static func configuration(_ fields: JSONObject) throws -> ModelConfiguration {
    let reader = ConfigurationReader(fields, family: self)
    var c = try reader.grouped()
    let spelling = RotarySpelling(fraction: "partial_rotary_factor", longropeNames: ["longrope", "su", "yarn"])
    c.positions = .rotary(try reader.rotary(headWidth: c.headWidth, spelling))
    c.windows = try reader.windowsOfAllLayers(c.layerCount)
    return c
  }

  static func places(_ c: ModelConfiguration) -> ModelPlaces {
    let layout = Layout(c)
    return layout.llamaLike { l, _ in
      var block = layout.llamaBlock(l)
      block.projection = layout.fused(l + "self_attn.qkv_proj")
      func half(_ part: Range<Int>) -> LinearPlace { layout.linear(l + "mlp.gate_up_proj", out: 2 * c.hiddenWidth, in: c.width, part: part) }
      block.feedForward = .dense(
        MLPPlaces(
          gate: half(0..<c.hiddenWidth), input: half(c.hiddenWidth..<2 * c.hiddenWidth),
          down: layout.linear(l + "mlp.down_proj", out: c.width, in: c.hiddenWidth)))
      return block
    }
  }
}
