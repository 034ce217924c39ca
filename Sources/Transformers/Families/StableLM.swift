import JSON

/// StableLM (Stability AI, 2023): layer norms, a quarter of each head turns; StableLM 2 12B runs attention and MLP side by
/// side and norms each head's queries and keys with weights of its own.
enum StableLM: Family {
  static let modelType = "stablelm"
  static let aliases = ["stable-lm", "stable_lm", "stablelm_epoch"]

  /// StableLM-3B-4E1T's.
  static let defaults: JSONObject = [
    "model_type": "stablelm", "architectures": ["StableLmForCausalLM"], "vocab_size": 50304, "hidden_size": 2560,
    "intermediate_size": 6912, "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 32, "hidden_act": "silu",
    "max_position_embeddings": 4096, "initializer_range": 0.02, "layer_norm_eps": 1e-5, "rope_theta": 10000.0, "rope_scaling": .null,
    "partial_rotary_factor": 0.25, "use_qkv_bias": false, "qk_layernorm": false, "use_parallel_residual": false,
    "tie_word_embeddings": false, "bos_token_id": 0, "eos_token_id": 0, "pad_token_id": .null,
  ]

  static func configuration(_ fields: JSONObject) throws -> ModelConfiguration {
    let reader = ConfigurationReader(fields, family: self)
    var c = try reader.grouped(norm: .layer, epsilon: "layer_norm_eps")
    if try reader.flag("use_parallel_residual") { c.residual = .parallelWithOneNorm }
    if try reader.flag("qk_layernorm") {
      // Each head's norm is a tensor, whose name costs memory before it is read.
      guard c.headCount <= 1 << 12, c.headCount * c.layerCount <= 1 << 20 else {
        throw ModelError("`qk_layernorm` with \(c.headCount) heads in \(c.layerCount) layers is not supported")
      }
      c.headNorm = .perHead
    }
    let spelling = RotarySpelling(fraction: "partial_rotary_factor", defaultFraction: 0.25)
    c.positions = .rotary(try reader.rotary(headWidth: c.headWidth, spelling))
    return c
  }

  static func places(_ c: ModelConfiguration) -> ModelPlaces {
    let layout = Layout(c)
    func norms(_ name: String, heads: Int) -> HeadNormPlace? {
      c.headNorm == nil ? nil : HeadNormPlace(weights: (0..<heads).map { layout.scale("\(name).norms.\($0).weight", [c.headWidth]) })
    }
    return layout.llamaLike { name, _ in
      var block = layout.llamaBlock(name, attentionBias: c.has("use_qkv_bias"))
      block.queryNorm = norms(name + "self_attn.q_layernorm", heads: c.headCount)
      block.keyNorm = norms(name + "self_attn.k_layernorm", heads: c.keyValueHeadCount)
      if c.residual != .sequential { block.norm2 = nil }
      return block
    }
  }
}
