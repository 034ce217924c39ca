import JSON

/// Gemma (Gemma team, 2024): embeddings times √d, norms that store w − 1, wide heads.
enum Gemma: Family {
  static let modelType = "gemma"
  static let aliases: [String] = []

  /// Gemma-7B's.
  static let defaults: JSONObject = [
    "model_type": "gemma", "architectures": ["GemmaForCausalLM"], "vocab_size": 256000, "hidden_size": 3072, "intermediate_size": 24576,
    "num_hidden_layers": 28, "num_attention_heads": 16, "num_key_value_heads": 16, "head_dim": 256, "hidden_act": "gelu_pytorch_tanh",
    "max_position_embeddings": 8192, "initializer_range": 0.02, "rms_norm_eps": 1e-6, "rope_theta": 10000.0, "rope_scaling": .null,
    "attention_bias": false, "use_bidirectional_attention": .null, "tie_word_embeddings": true, "pad_token_id": 0, "bos_token_id": 2,
    "eos_token_id": 1,
  ]

  static func configuration(_ fields: JSONObject) throws -> ModelConfiguration {
    let reader = ConfigurationReader(fields, family: self)
    var c = try reader.gemma()
    // The first checkpoints say "gelu" and mean its approximation by tanh.
    if c.activation == .gelu { c.activation = .geluTanh }
    c.positions = .rotary(try reader.rotary(headWidth: c.headWidth))
    return c
  }

  static func places(_ c: ModelConfiguration) -> ModelPlaces {
    let layout = Layout(c)
    let bias = c.has("attention_bias")
    return layout.llamaLike { name, _ in layout.llamaBlock(name, attentionBias: bias, outputBias: bias) }
  }
}

extension ConfigurationReader {
  /// What the three generations of Gemma share.
  func gemma(activation: String = "hidden_act") throws -> ModelConfiguration {
    try refuse("use_bidirectional_attention", unless: [.bool(false)])
    var c = try grouped(activation: activation)
    c.normOffset = 1
    c.embeddingScale = Float(Double(c.width).squareRoot())
    return c
  }
}

extension Layout {
  /// A block with norms before and after attention and MLP.
  func gemmaBlock(_ l: String, attentionBias: Bool) -> BlockPlaces {
    var block = llamaBlock(l, attentionBias: attentionBias, outputBias: attentionBias)
    block.norm1Post = norm(l + "post_attention_layernorm")
    block.norm2 = norm(l + "pre_feedforward_layernorm")
    block.norm2Post = norm(l + "post_feedforward_layernorm")
    return block
  }
}
