import JSON

/// GPT-2 (Radford et al., 2019): learned positions, layer norms before each sublayer, Conv1D weights stored `[in, out]`
/// with query, key and value fused.
enum GPT2: Family {
  static let modelType = "gpt2"
  static let aliases = ["gpt-2"]

  static let defaults: JSONObject = [
    "model_type": "gpt2", "architectures": ["GPT2LMHeadModel"], "vocab_size": 50257, "n_positions": 1024, "n_embd": 768,
    "n_layer": 12, "n_head": 12, "n_inner": .null, "activation_function": "gelu_new", "layer_norm_epsilon": 1e-5,
    "initializer_range": 0.02, "scale_attn_weights": true, "scale_attn_by_inverse_layer_idx": false,
    "reorder_and_upcast_attn": false, "tie_word_embeddings": true, "add_cross_attention": false, "bos_token_id": 50256,
    "eos_token_id": 50256,
  ]

  /// The newer common spellings of GPT-2's own field names.
  private static let spellings = [
    "hidden_size": "n_embd", "num_hidden_layers": "n_layer", "num_attention_heads": "n_head", "max_position_embeddings": "n_positions",
  ]

  static func configuration(_ given: JSONObject) throws -> ModelConfiguration {
    var fields = given
    for (common, own) in spellings where fields[own] == nil || fields[own] == .null {
      if let value = given[common] { fields[own] = value }
    }
    let reader = ConfigurationReader(fields, family: self)
    try reader.refuse("add_cross_attention", unless: [.bool(false)])
    var c = try reader.common(
      SizeNames(layers: ["n_layer"], heads: ["n_head"], width: ["n_embd"], context: ["n_positions"]), norm: .layer, epsilon: "layer_norm_epsilon")
    c.hiddenWidth = try reader.size("n_inner", default: 4 * c.width)
    c.positions = .learned(offset: 0)
    c.activation = try reader.activation("activation_function")
    if try !reader.flag("scale_attn_weights", default: true) { c.attentionScale = 1 }
    c.dividesScaleByLayer = try reader.flag("scale_attn_by_inverse_layer_idx")
    return c
  }

  static func places(_ c: ModelConfiguration) -> ModelPlaces {
    let normal = WeightPlace.Beginning.normal(deviation: c.initializerRange)
    // The maps that write to the residual stream begin smaller, by 1/√(number of writers).
    let writer = WeightPlace.Beginning.normal(deviation: c.initializerRange / Float(2 * c.layerCount).squareRoot())
    func norm(_ name: String) -> NormPlace {
      NormPlace(weight: WeightPlace(name + ".weight", [c.width], .ones), bias: WeightPlace(name + ".bias", [c.width], .zeros))
    }
    func linear(_ name: String, _ rows: Int, _ columns: Int, _ beginning: WeightPlace.Beginning, part: Range<Int>? = nil) -> LinearPlace {
      LinearPlace(
        weight: WeightPlace(name + ".weight", [rows, columns], beginning), layout: .inOut,
        bias: WeightPlace(name + ".bias", [columns], .zeros), part: part)
    }
    let layout = Layout(c)
    let positions = WeightPlace("wpe.weight", [c.contextLength, c.width], normal)
    return layout.model(prefix: "transformer.", embedding: "wte", positions: positions, finalNorm: norm("ln_f")) { layer in
      let h = "h.\(layer)."
      func attention(_ index: Int) -> LinearPlace {
        linear(h + "attn.c_attn", c.width, 3 * c.width, normal, part: index * c.width..<(index + 1) * c.width)
      }
      let mlp = MLPPlaces(
        gate: nil, input: linear(h + "mlp.c_fc", c.width, c.hiddenWidth, normal), down: linear(h + "mlp.c_proj", c.hiddenWidth, c.width, writer))
      return BlockPlaces(
        norm1: norm(h + "ln_1"), projection: .separate(query: attention(0), key: attention(1), value: attention(2)),
        output: linear(h + "attn.c_proj", c.width, c.width, writer), norm2: norm(h + "ln_2"), feedForward: .dense(mlp))
    }
  }
}
