import JSON

/// BLOOM (Le Scao et al., 2022): ALiBi, normed embeddings, query, key and value of a head together.
enum BLOOM: Family {
  static let modelType = "bloom"
  static let aliases: [String] = []

  static let defaults: JSONObject = [
    "model_type": "bloom", "architectures": ["BloomForCausalLM"], "vocab_size": 250880, "hidden_size": 64, "n_layer": 2, "n_head": 8,
    "layer_norm_epsilon": 1e-5, "initializer_range": 0.02, "apply_residual_connection_post_layernorm": false,
    "tie_word_embeddings": true, "bos_token_id": 1, "eos_token_id": 2,
  ]

  static func configuration(_ fields: JSONObject) throws -> ModelConfiguration {
    let reader = ConfigurationReader(fields, family: self)
    try reader.refuse("apply_residual_connection_post_layernorm", unless: [.bool(false)])
    var c = try reader.common(
      SizeNames(layers: ["n_layer", "num_hidden_layers"], heads: ["n_head", "num_attention_heads"], width: ["n_embed", "hidden_size"], context: [""]),
      norm: .layer, epsilon: "layer_norm_epsilon")
    // ALiBi has no longest text; memory ends first.
    c.contextLength = 1 << 20
    c.positions = .alibi(ALiBi(slopes: .powers))
    c.activation = .geluTanh
    return c
  }

  static func places(_ c: ModelConfiguration) -> ModelPlaces {
    let layout = Layout(c)
    var places = layout.model(prefix: "transformer.", embedding: "word_embeddings", finalNorm: layout.norm("ln_f")) { layer in
      let h = "h.\(layer)."
      return BlockPlaces(
        norm1: layout.norm(h + "input_layernorm"), projection: layout.interleaved(h + "self_attention.query_key_value", bias: true),
        output: layout.output(h + "self_attention.dense", bias: true), norm2: layout.norm(h + "post_attention_layernorm"),
        feedForward: layout.plain(h + "mlp.dense_h_to_4h", h + "mlp.dense_4h_to_h"))
    }
    places.embeddingNorm = layout.norm("word_embeddings_layernorm")
    return places
  }
}
