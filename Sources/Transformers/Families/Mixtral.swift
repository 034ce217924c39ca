import JSON

/// Mixtral (Jiang et al., 2024): Mistral with eight MLPs, of which every token goes through two.
enum Mixtral: Family {
  static let modelType = "mixtral"
  static let aliases: [String] = []

  /// Mixtral-8x7B's.
  static let defaults: JSONObject = [
    "model_type": "mixtral", "architectures": ["MixtralForCausalLM"], "vocab_size": 32000, "hidden_size": 4096,
    "intermediate_size": 14336, "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 8, "head_dim": .null,
    "hidden_act": "silu", "max_position_embeddings": 131072, "initializer_range": 0.02, "rms_norm_eps": 1e-5, "rope_theta": 1000000.0,
    "rope_scaling": .null, "sliding_window": .null, "num_experts_per_tok": 2, "num_local_experts": 8, "tie_word_embeddings": false,
    "bos_token_id": 1, "eos_token_id": 2, "pad_token_id": .null,
  ]

  static func configuration(_ fields: JSONObject) throws -> ModelConfiguration {
    let reader = ConfigurationReader(fields, family: self)
    var c = try reader.grouped()
    c.positions = .rotary(try reader.rotary(headWidth: c.headWidth, RotarySpelling(defaultBase: 1_000_000)))
    c.windows = try reader.windowsOfAllLayers(c.layerCount)
    c.experts = try reader.experts(count: "num_local_experts", hiddenWidth: c.hiddenWidth, layers: c.layerCount)
    c.experts?.normalizes = true
    return c
  }

  static func places(_ c: ModelConfiguration) -> ModelPlaces {
    let layout = Layout(c)
    return layout.llamaLike { name, _ in
      var block = layout.llamaBlock(name)
      let moe = name + "block_sparse_moe."
      block.feedForward = .experts(
        ExpertPlaces(
          router: layout.linear(moe + "gate", out: c.experts?.count ?? 0, in: c.width),
          experts: (0..<(c.experts?.count ?? 0)).map { layout.gated(moe + "experts.\($0).", names: ["w1", "w3", "w2"]) }))
      return block
    }
  }
}

extension ConfigurationReader {
  /// A mixture of experts in every layer, `num_experts_per_tok` of them for a token.
  func experts(count name: String, hiddenWidth: Int, layers: Int) throws -> Experts {
    let count = try size(name, default: 8)
    // Every expert costs names before a weight is read.
    guard count.multipliedReportingOverflow(by: layers).partialValue <= 1 << 18, count <= 1 << 18 else {
      throw ModelError("`\(name)` of the configuration is \(count) in each of \(layers) layers", notes: ["that is more than is supported"])
    }
    let chosen = try size("num_experts_per_tok", default: 2)
    guard chosen <= count else { throw ModelError("`num_experts_per_tok` \(chosen) is more than `\(name)` \(count)") }
    return Experts(count: count, chosen: chosen, hiddenWidth: hiddenWidth, normalizes: try flag("norm_topk_prob"))
  }
}
