import JSON

/// Phi-1 to Phi-2 (Gunasekar et al., 2023): attention and MLP side by side after one norm, half of each head turns, biases
/// everywhere.
enum Phi: Family {
  static let modelType = "phi"
  static let aliases = ["phi2", "phi-2", "phi1", "phi-1"]

  /// Phi-1.5's.
  static let defaults: JSONObject = [
    "model_type": "phi", "architectures": ["PhiForCausalLM"], "vocab_size": 51200, "hidden_size": 2048, "intermediate_size": 8192,
    "num_hidden_layers": 24, "num_attention_heads": 32, "num_key_value_heads": .null, "hidden_act": "gelu_new",
    "max_position_embeddings": 2048, "initializer_range": 0.02, "layer_norm_eps": 1e-5, "rope_theta": 10000.0, "rope_scaling": .null,
    "partial_rotary_factor": 0.5, "qk_layernorm": false, "tie_word_embeddings": false, "bos_token_id": 1, "eos_token_id": 2,
    "pad_token_id": .null,
  ]

  static func configuration(_ fields: JSONObject) throws -> ModelConfiguration {
    let reader = ConfigurationReader(fields, family: self)
    var c = try reader.grouped(norm: .layer, epsilon: "layer_norm_eps")
    c.isGated = false
    c.residual = .parallelWithOneNorm
    if try reader.flag("qk_layernorm") { c.headNorm = .perHead }
    c.positions = .rotary(try reader.rotary(headWidth: c.headWidth, RotarySpelling(fraction: "partial_rotary_factor", defaultFraction: 0.5)))
    return c
  }

  static func places(_ c: ModelConfiguration) -> ModelPlaces {
    let layout = Layout(c)
    return layout.llamaLike(finalNorm: layout.norm("final_layernorm"), headBias: true) { l, _ in
      var block = BlockPlaces(
        norm1: layout.norm(l + "input_layernorm"), projection: layout.separate(l + "self_attn.", bias: true),
        output: layout.output(l + "self_attn.dense", bias: true), norm2: nil, feedForward: layout.plain(l + "mlp.fc1", l + "mlp.fc2"))
      if c.headNorm != nil {
        block.queryNorm = layout.headNorm(l + "self_attn.q_layernorm", bias: true)
        block.keyNorm = layout.headNorm(l + "self_attn.k_layernorm", bias: true)
      }
      return block
    }
  }
}
