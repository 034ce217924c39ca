import JSON

/// MPT (MosaicML, 2023): ALiBi, no biases anywhere, query, key and value in one matrix.
enum MPT: Family {
  static let modelType = "mpt"
  static let aliases: [String] = []

  static let defaults: JSONObject = [
    "model_type": "mpt", "architectures": ["MptForCausalLM"], "vocab_size": 50368, "d_model": 2048, "n_heads": 16, "n_layers": 24,
    "expansion_ratio": 4, "max_seq_len": 2048, "layer_norm_epsilon": 1e-5, "attn_config": .null, "logit_scale": .null, "no_bias": true,
    "embedding_fraction": 1.0, "norm_type": "low_precision_layernorm", "initializer_range": 0.02, "tie_word_embeddings": true,
    "bos_token_id": .null, "eos_token_id": .null,
  ]

  static func configuration(_ fields: JSONObject) throws -> ModelConfiguration {
    let reader = ConfigurationReader(fields, family: self)
    try reader.refuse("expansion_ratio", unless: [.int(4)])
    try reader.refuse("logit_scale", unless: [])
    try reader.refuse("no_bias", unless: [.bool(true)])
    try reader.refuse("embedding_fraction", unless: [.int(1), .double(1)])
    try reader.refuse("norm_type", unless: ["low_precision_layernorm", "layernorm"])
    let attention = ConfigurationReader(fields: reader["attn_config"]?.objectValue ?? [:], family: modelType)
    try attention.refuse("attn_type", unless: ["multihead_attention"])
    try attention.refuse("alibi", unless: [.bool(true)])
    // Hugging Face reads this and computes with 8 whatever it says.
    try attention.refuse("alibi_bias_max", unless: [.int(8)])
    for name in ["prefix_lm", "qk_ln"] { try attention.refuse(name, unless: [.bool(false)]) }
    var c = try reader.common(
      SizeNames(
        layers: ["n_layers", "num_hidden_layers"], heads: ["n_heads", "num_attention_heads"], width: ["d_model", "hidden_size"],
        context: ["max_seq_len"]), norm: .layer, epsilon: "layer_norm_epsilon")
    c.positions = .alibi(ALiBi(slopes: .spread))
    c.positionsEndWithContext = true
    // A clip of 0 is none.
    if try attention.number("clip_qkv", default: 0) != 0 { c.clip = try attention.positiveNumber("clip_qkv") }
    c.attentionScale = try attention.positiveNumber("softmax_scale") ?? c.attentionScale
    return c
  }

  static func places(_ c: ModelConfiguration) -> ModelPlaces {
    let layout = Layout(c)
    return layout.model(prefix: "transformer.", embedding: "wte", finalNorm: layout.norm("norm_f", bias: false)) { layer in
      let b = "blocks.\(layer)."
      return BlockPlaces(
        norm1: layout.norm(b + "norm_1", bias: false), projection: layout.fused(b + "attn.Wqkv"), output: layout.output(b + "attn.out_proj"),
        norm2: layout.norm(b + "norm_2", bias: false), feedForward: layout.plain(b + "ffn.up_proj", b + "ffn.down_proj", bias: false))
    }
  }
}
