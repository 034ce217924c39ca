import JSON

/// GPT-Neo (Black et al., 2021): GPT-2 with attention that is local in every other layer, and scores that are not scaled.
enum GPTNeo: Family {
  static let modelType = "gpt_neo"
  static let aliases = ["gpt-neo", "gptneo"]

  /// GPT-Neo-1.3B's.
  static let defaults: JSONObject = [
    "model_type": "gpt_neo", "architectures": ["GPTNeoForCausalLM"], "vocab_size": 50257, "max_position_embeddings": 2048,
    "hidden_size": 2048, "num_layers": 24, "attention_types": .null, "num_heads": 16, "intermediate_size": .null, "window_size": 256,
    "activation_function": "gelu_new", "layer_norm_epsilon": 1e-5, "initializer_range": 0.02, "tie_word_embeddings": true,
    "bos_token_id": 50256, "eos_token_id": 50256,
  ]

  static func configuration(_ fields: JSONObject) throws -> ModelConfiguration {
    let reader = ConfigurationReader(fields, family: self)
    var c = try reader.common(
      SizeNames(layers: ["num_layers", "num_hidden_layers"], heads: ["num_heads", "num_attention_heads"]), norm: .layer, epsilon: "layer_norm_epsilon")
    c.hiddenWidth = try reader.size("intermediate_size", default: 4 * c.width)
    c.positions = .learned(offset: 0)
    c.activation = try reader.activation("activation_function")
    c.attentionScale = 1
    let window = try reader.size("window_size", default: 256)
    c.windows = try isLocal(fields["attention_types"], layers: c.layerCount).map { $0 ? window : nil }
    return c
  }

  /// `[[["global", "local"], 12]]` says the pair twelve times; without it the two alternate.
  private static func isLocal(_ types: JSON?, layers: Int) throws -> [Bool] {
    guard let types, types != .null else { return (0..<layers).map { $0 % 2 == 1 } }
    let wrong = ModelError("`attention_types` of the configuration is not [[[\"global\" or \"local\", …], times], …] for \(layers) layers")
    var local: [Bool] = []
    for item in types.arrayValue ?? [] {
      guard let kinds = item[0]?.arrayValue, let times = item[1]?.intValue, times >= 0, !kinds.isEmpty else { throw wrong }
      for _ in 0..<min(times, layers) {
        for kind in kinds {
          guard let name = kind.stringValue, name == "global" || name == "local" else { throw wrong }
          local.append(name == "local")
        }
      }
    }
    guard local.count >= layers else { throw wrong }
    return Array(local.prefix(layers))
  }

  static func places(_ c: ModelConfiguration) -> ModelPlaces {
    let layout = Layout(c)
    let positions = WeightPlace("wpe.weight", [c.contextLength, c.width], .normal(deviation: c.initializerRange))
    return layout.model(prefix: "transformer.", embedding: "wte", positions: positions, finalNorm: layout.norm("ln_f")) { layer in
      let h = "h.\(layer)."
      return BlockPlaces(
        norm1: layout.norm(h + "ln_1"), projection: layout.separate(h + "attn.attention."),
        output: layout.output(h + "attn.attention.out_proj", bias: true), norm2: layout.norm(h + "ln_2"),
        feedForward: layout.plain(h + "mlp.c_fc", h + "mlp.c_proj"))
    }
  }
}
