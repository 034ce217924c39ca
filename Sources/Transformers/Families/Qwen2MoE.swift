import JSON

/// Qwen 1.5 MoE and Qwen 2 MoE (Qwen team, 2024): many small experts, and one that all tokens go through.
enum Qwen2MoE: Family {
  static let modelType = "qwen2_moe"
  static let aliases = ["qwen2-moe"]

  /// Qwen1.5-MoE-A2.7B's.
  static let defaults: JSONObject = [
    "model_type": "qwen2_moe", "architectures": ["Qwen2MoeForCausalLM"], "vocab_size": 151936, "hidden_size": 2048,
    "intermediate_size": 5632, "num_hidden_layers": 24, "num_attention_heads": 16, "num_key_value_heads": 16, "hidden_act": "silu",
    "max_position_embeddings": 32768, "initializer_range": 0.02, "rms_norm_eps": 1e-6, "rope_theta": 10000.0, "rope_scaling": .null,
    "use_sliding_window": false, "sliding_window": 4096, "max_window_layers": 28, "layer_types": .null, "decoder_sparse_step": 1,
    "moe_intermediate_size": 1408, "shared_expert_intermediate_size": 5632, "num_experts_per_tok": 4, "num_experts": 60,
    "norm_topk_prob": false, "mlp_only_layers": .null, "qkv_bias": true, "tie_word_embeddings": false, "bos_token_id": .null,
    "eos_token_id": .null, "pad_token_id": .null,
  ]

  static func configuration(_ fields: JSONObject) throws -> ModelConfiguration {
    let reader = ConfigurationReader(fields, family: self)
    var c = try reader.grouped()
    c.positions = .rotary(try reader.rotary(headWidth: c.headWidth))
    let slides = try reader.flag("use_sliding_window")
    let last = try reader.optionalNumber("max_window_layers") ?? 28
    c.windows = try reader.windows(of: slides ? reader.optionalSize("sliding_window") : nil, layers: c.layerCount) {
      slides && $0 % 2 == 0 && Double($0) < last
    }
    let dense = Set(reader["mlp_only_layers"]?.arrayValue?.compactMap(\.intValue) ?? [])
    let step = try reader.size("decoder_sparse_step", default: 1)
    var experts = try reader.experts(
      count: "num_experts", hiddenWidth: reader.size("moe_intermediate_size", default: 1408), layers: c.layerCount)
    experts.sharedWidth = try reader.size("shared_expert_intermediate_size", default: 5632)
    experts.layers = Set((0..<c.layerCount).filter { !dense.contains($0) && ($0 + 1) % step == 0 })
    c.experts = experts
    return c
  }

  static func places(_ c: ModelConfiguration) -> ModelPlaces {
    let layout = Layout(c)
    return layout.llamaLike { name, layer in
      var block = layout.llamaBlock(name, attentionBias: c.has("qkv_bias"))
      guard let experts = c.experts, experts.isUsed(layer: layer) else { return block }
      let mlp = name + "mlp."
      block.feedForward = .experts(
        ExpertPlaces(
          router: layout.linear(mlp + "gate", out: experts.count, in: c.width),
          experts: (0..<experts.count).map { layout.gated(mlp + "experts.\($0).", width: experts.hiddenWidth) },
          shared: layout.gated(mlp + "shared_expert.", width: experts.sharedWidth),
          sharedGate: layout.linear(mlp + "shared_expert_gate", out: 1, in: c.width)))
      return block
    }
  }
}
