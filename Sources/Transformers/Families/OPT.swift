import JSON

/// OPT (Zhang et al., 2022): learned positions that begin at row 2, ReLU; its 350m norms the stream after each sublayer and
/// embeds in fewer dimensions.
enum OPT: Family {
  static let modelType = "opt"
  static let aliases: [String] = []

  /// OPT-125m's.
  static let defaults: JSONObject = [
    "model_type": "opt", "architectures": ["OPTForCausalLM"], "vocab_size": 50272, "hidden_size": 768, "num_hidden_layers": 12,
    "ffn_dim": 3072, "max_position_embeddings": 2048, "do_layer_norm_before": true, "_remove_final_layer_norm": false,
    "word_embed_proj_dim": .null, "num_attention_heads": 12, "activation_function": "relu", "init_std": 0.02, "enable_bias": true,
    "layer_norm_elementwise_affine": true, "tie_word_embeddings": true, "pad_token_id": 1, "bos_token_id": 2, "eos_token_id": 2,
  ]

  static func configuration(_ fields: JSONObject) throws -> ModelConfiguration {
    let reader = ConfigurationReader(fields, family: self)
    var c = try reader.common(norm: .layer, epsilon: "")
    c.hiddenWidth = try reader.size("ffn_dim")
    c.positions = .learned(offset: 2)
    c.activation = try reader.activation("activation_function")
    c.normPlacement = try reader.flag("do_layer_norm_before", default: true) ? .before : .stream
    c.hasFinalNorm = try c.normPlacement == .before && !reader.flag("_remove_final_layer_norm")
    let embedding = try reader.size("word_embed_proj_dim", default: c.width)
    c.embeddingWidth = embedding == c.width ? nil : embedding
    c.initializerRange = try reader.float("init_std", default: 0.02)
    c.paddingToken = reader.tokenIDs("pad_token_id").first
    return c
  }

  static func places(_ c: ModelConfiguration) -> ModelPlaces {
    let layout = Layout(c)
    let bias = c.has("enable_bias")
    func norm(_ name: String) -> NormPlace {
      c.has("layer_norm_elementwise_affine") ? layout.norm(name) : NormPlace(weight: nil, bias: nil)
    }
    let positions = WeightPlace("embed_positions.weight", [c.contextLength + 2, c.width], .normal(deviation: c.initializerRange))
    var places = layout.model(
      prefix: "model.decoder.", embedding: "embed_tokens", positions: positions, finalNorm: c.hasFinalNorm ? norm("final_layer_norm") : nil
    ) { layer in
      let l = "layers.\(layer)."
      return BlockPlaces(
        norm1: norm(l + "self_attn_layer_norm"), projection: layout.separate(l + "self_attn.", bias: bias),
        output: layout.output(l + "self_attn.out_proj", bias: bias), norm2: norm(l + "final_layer_norm"),
        feedForward: layout.plain(l + "fc1", l + "fc2", bias: bias))
    }
    if let width = c.embeddingWidth {
      places.embeddingProjection = layout.linear("project_in", out: c.width, in: width)
      places.unembeddingProjection = layout.linear("project_out", out: width, in: c.width)
    }
    return places
  }
}
