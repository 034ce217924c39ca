import JSON

/// GPT-NeoX and Pythia (Black et al., 2022): attention and MLP side by side, a quarter of each head turns, query, key and
/// value of a head lie together.
enum GPTNeoX: Family {
  static let modelType = "gpt_neox"
  static let aliases = ["gpt-neox", "gptneox", "pythia"]

  /// GPT-NeoX-20B's.
  static let defaults: JSONObject = [
    "model_type": "gpt_neox", "architectures": ["GPTNeoXForCausalLM"], "vocab_size": 50432, "hidden_size": 6144,
    "num_hidden_layers": 44, "num_attention_heads": 64, "intermediate_size": 24576, "hidden_act": "gelu", "rotary_pct": 0.25,
    "rotary_emb_base": 10000, "attention_bias": true, "max_position_embeddings": 2048, "initializer_range": 0.02,
    "layer_norm_eps": 1e-5, "use_parallel_residual": true, "tie_word_embeddings": false, "rope_scaling": .null, "bos_token_id": 0,
    "eos_token_id": 2,
  ]

  static func configuration(_ fields: JSONObject) throws -> ModelConfiguration {
    let reader = ConfigurationReader(fields, family: self)
    var c = try reader.common(norm: .layer, epsilon: "layer_norm_eps")
    c.hiddenWidth = try reader.size("intermediate_size")
    c.activation = try reader.activation("hidden_act")
    c.residual = try reader.flag("use_parallel_residual", default: true) ? .parallel : .sequential
    let spelling = RotarySpelling(base: "rotary_emb_base", fraction: "rotary_pct", defaultFraction: 0.25)
    c.positions = .rotary(try reader.rotary(headWidth: c.headWidth, spelling))
    return c
  }

  static func places(_ c: ModelConfiguration) -> ModelPlaces {
    let layout = Layout(c)
    let bias = c.has("attention_bias")
    return layout.model(prefix: "gpt_neox.", embedding: "embed_in", finalNorm: layout.norm("final_layer_norm"), head: "embed_out") { layer in
      let l = "layers.\(layer)."
      return BlockPlaces(
        norm1: layout.norm(l + "input_layernorm"), projection: layout.interleaved(l + "attention.query_key_value", bias: bias),
        output: layout.output(l + "attention.dense", bias: bias), norm2: layout.norm(l + "post_attention_layernorm"),
        feedForward: layout.plain(l + "mlp.dense_h_to_4h", l + "mlp.dense_4h_to_h"))
    }
  }
}
