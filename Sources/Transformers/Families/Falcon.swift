import JSON

/// Falcon (Almazrouei et al., 2023): attention and MLP side by side, one key–value head or a few, fused projections;
/// rotary positions or ALiBi.
enum Falcon: Family {
  static let modelType = "falcon"
  static let aliases = ["refinedweb", "refinedwebmodel"]

  /// Falcon-7B's.
  static let defaults: JSONObject = [
    "model_type": "falcon", "architectures": ["FalconForCausalLM"], "vocab_size": 65024, "hidden_size": 4544, "num_hidden_layers": 32,
    "num_attention_heads": 71, "num_ln_in_parallel_attn": .null, "layer_norm_epsilon": 1e-5, "initializer_range": 0.02,
    "num_kv_heads": .null, "alibi": false, "new_decoder_architecture": false, "multi_query": true, "parallel_attn": true,
    "bias": false, "max_position_embeddings": 2048, "rope_theta": 10000.0, "rope_scaling": .null, "ffn_hidden_size": .null,
    "activation": "gelu", "tie_word_embeddings": true, "bos_token_id": 11, "eos_token_id": 11,
  ]

  static func configuration(_ fields: JSONObject) throws -> ModelConfiguration {
    let reader = ConfigurationReader(fields, family: self)
    var c = try reader.common(
      SizeNames(layers: ["num_hidden_layers", "n_layer"], heads: ["num_attention_heads", "n_head"], width: ["n_embed", "hidden_size"]),
      norm: .layer, epsilon: "layer_norm_epsilon")
    c.hiddenWidth = try reader.size("ffn_hidden_size", default: 4 * c.width)
    c.activation = try reader.activation("activation")
    let isNew = try reader.flag("new_decoder_architecture")
    if isNew {
      c.keyValueHeadCount = try reader.size("num_kv_heads", default: c.headCount)
    } else if try reader.flag("multi_query", default: true) {
      c.keyValueHeadCount = 1
    }
    guard c.headCount % c.keyValueHeadCount == 0 else {
      throw ModelError("`num_attention_heads` \(c.headCount) is not a multiple of `num_kv_heads` \(c.keyValueHeadCount)")
    }
    let isParallel = try reader.flag("parallel_attn", default: true)
    let norms = try reader.optionalSize("num_ln_in_parallel_attn") ?? (isNew ? 2 : 1)
    if isNew, !isParallel { throw ModelError("`parallel_attn` = false is not supported with `new_decoder_architecture`") }
    if isParallel, norms > 2 || norms == 2 && !isNew { try reader.refuse("num_ln_in_parallel_attn", unless: []) }
    c.residual = isParallel ? norms == 2 ? .parallel : .parallelWithOneNorm : .sequential
    c.positions =
      try reader.flag("alibi") ? .alibi(ALiBi(slopes: .powers, isFalcon: true)) : .rotary(try reader.rotary(headWidth: c.headWidth))
    return c
  }

  static func places(_ c: ModelConfiguration) -> ModelPlaces {
    let layout = Layout(c)
    let bias = c.has("bias")
    return layout.model(prefix: "transformer.", embedding: "word_embeddings", finalNorm: layout.norm("ln_f")) { layer in
      let h = "h.\(layer)."
      let names: (String, String?) =
        switch c.residual {
        case .parallel: ("ln_attn", "ln_mlp")
        case .parallelWithOneNorm: ("input_layernorm", nil)
        case .sequential: ("input_layernorm", "post_attention_layernorm")
        }
      return BlockPlaces(
        norm1: layout.norm(h + names.0), projection: layout.interleaved(h + "self_attention.query_key_value", bias: bias),
        output: layout.output(h + "self_attention.dense", bias: bias), norm2: names.1.map { layout.norm(h + $0) },
        feedForward: layout.plain(h + "mlp.dense_h_to_4h", h + "mlp.dense_4h_to_h", bias: bias))
    }
  }
}
