import JSON

/// GPT-J (Wang and Komatsuzaki, 2021): attention and MLP side by side after one norm, neighbouring elements turn in pairs,
/// a head with a bias.
enum GPTJ: Family {
  static let modelType = "gptj"
  static let aliases = ["gpt-j", "gpt_j"]

  /// GPT-J-6B's.
  static let defaults: JSONObject = [
    "model_type": "gptj", "architectures": ["GPTJForCausalLM"], "vocab_size": 50400, "n_positions": 2048, "n_embd": 4096,
    "n_layer": 28, "n_head": 16, "rotary_dim": 64, "n_inner": .null, "activation_function": "gelu_new", "layer_norm_epsilon": 1e-5,
    "initializer_range": 0.02, "tie_word_embeddings": false, "bos_token_id": 50256, "eos_token_id": 50256,
  ]

  static func configuration(_ fields: JSONObject) throws -> ModelConfiguration {
    let reader = ConfigurationReader(fields, family: self)
    var c = try reader.common(
      SizeNames(
        layers: ["n_layer", "num_hidden_layers"], heads: ["n_head", "num_attention_heads"], width: ["n_embd", "hidden_size"],
        context: ["n_positions", "max_position_embeddings"]), norm: .layer, epsilon: "layer_norm_epsilon")
    c.hiddenWidth = try reader.size("n_inner", default: 4 * c.width)
    c.activation = try reader.activation("activation_function")
    c.residual = .parallelWithOneNorm
    let dimensions = try reader.size("rotary_dim", default: c.headWidth)
    guard dimensions % 2 == 0, dimensions <= c.headWidth else {
      throw ModelError("`rotary_dim` \(dimensions) is not an even number up to the head's width \(c.headWidth)")
    }
    c.positions = .rotary(Rotary(dimensions: dimensions, base: 10000, turnsAdjacentPairs: true))
    c.positionsEndWithContext = true
    return c
  }

  static func places(_ c: ModelConfiguration) -> ModelPlaces {
    let layout = Layout(c)
    return layout.model(prefix: "transformer.", embedding: "wte", finalNorm: layout.norm("ln_f"), headBias: true) { layer in
      let h = "h.\(layer)."
      return BlockPlaces(
        norm1: layout.norm(h + "ln_1"), projection: layout.separate(h + "attn."), output: layout.output(h + "attn.out_proj"), norm2: nil,
        feedForward: layout.plain(h + "mlp.fc_in", h + "mlp.fc_out"))
    }
  }
}
