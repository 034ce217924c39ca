import JSON

/// The names under which a family's configuration states its sizes; of several the first that is there counts.
struct SizeNames {
  var layers = ["num_hidden_layers"]
  var heads = ["num_attention_heads"]
  var width = ["hidden_size"]
  var context = ["max_position_embeddings"]
}

extension ConfigurationReader {
  /// What nearly all configurations state: sizes, heads, ties and special tokens. Rotary embedding, hidden width and
  /// whatever else makes the family are left to it.
  func common(_ names: SizeNames = SizeNames(), norm: ModelConfiguration.Norm, epsilon: String) throws -> ModelConfiguration {
    let layers = try layerCount(present(names.layers))
    let width = try size(present(names.width))
    let heads = try size(present(names.heads))
    guard width % heads == 0 else { throw ModelError("`\(present(names.width))` \(width) is not a multiple of `\(present(names.heads))` \(heads)") }
    return try frame(layers, heads: heads, keyValueHeads: heads, width: width, headWidth: width / heads, present(names.context), norm, epsilon)
  }

  /// As `common`, with `num_key_value_heads` and `head_dim`: what configurations since Llama state. The MLP is gated.
  func grouped(norm: ModelConfiguration.Norm = .rms, epsilon: String = "rms_norm_eps", activation name: String = "hidden_act") throws -> ModelConfiguration {
    let width = try size("hidden_size")
    let heads = try size("num_attention_heads")
    let keyValueHeads = try size("num_key_value_heads", default: heads)
    guard heads % keyValueHeads == 0 else {
      throw ModelError("`num_attention_heads` \(heads) is not a multiple of `num_key_value_heads` \(keyValueHeads)")
    }
    let given = try optionalSize("head_dim")
    guard width % heads == 0 || given != nil else {
      throw ModelError("`hidden_size` \(width) is not a multiple of `num_attention_heads` \(heads)")
    }
    var c = try frame(
      layerCount("num_hidden_layers"), heads: heads, keyValueHeads: keyValueHeads, width: width, headWidth: given ?? width / heads,
      "max_position_embeddings", norm, epsilon)
    c.hiddenWidth = try size("intermediate_size")
    c.activation = try activation(name)
    c.isGated = true
    c.paddingToken = tokenIDs("pad_token_id").first
    return c
  }

  private func present(_ names: [String]) -> String { names.first { fields[$0] != nil && fields[$0] != .null } ?? names[0] }

  private func frame(
    _ layers: Int, heads: Int, keyValueHeads: Int, width: Int, headWidth: Int, _ context: String, _ norm: ModelConfiguration.Norm,
    _ epsilon: String
  ) throws -> ModelConfiguration {
    for (name, value) in defaults.pairs where value.boolValue != nil { _ = try flag(name) }
    let range = try float("initializer_range", default: 0.02)
    return ModelConfiguration(
      family: family, layerCount: layers, headCount: heads, keyValueHeadCount: keyValueHeads, width: width, headWidth: headWidth,
      hiddenWidth: 4 * width, vocabularySize: try size("vocab_size"), contextLength: try size(context, default: 2048), norm: norm,
      normEpsilon: try float(epsilon, default: 1e-5), positions: .none, activation: .gelu, isGated: false,
      isTied: try flag("tie_word_embeddings"), attentionScale: 1 / Float(headWidth).squareRoot(),
      initializerRange: range == 0 ? 0.02 : range, beginningOfSequence: tokenIDs("bos_token_id").first,
      endOfSequence: tokenIDs("eos_token_id"), fields: fields)
  }

  /// Windows by layer, from `layer_types` or the family's own rule for the layers that have one.
  func windows(of window: Int?, layers: Int, rule: (Int) -> Bool) throws -> [Int?] {
    let types = try strings("layer_types", count: layers)
    let slides = try (0..<layers).map { layer -> Bool in
      switch types?[layer] {
      case nil: return rule(layer)
      case "sliding_attention": return true
      case "full_attention": return false
      case let other?: throw ModelError("the layer type \"\(other)\" is not supported", notes: ["it stands in `layer_types` of the configuration"])
      }
    }
    guard slides.contains(true) else { return [] }
    guard let window else { throw ModelError("the configuration has layers with a window but no `sliding_window`") }
    return slides.map { $0 ? window : nil }
  }

  /// `sliding_window` for all layers, where it is set.
  func windowsOfAllLayers(_ layers: Int) throws -> [Int?] {
    guard let window = try optionalSize("sliding_window") else { return [] }
    return [Int?](repeating: window, count: layers)
  }
}

extension ModelConfiguration {
  /// A switch that the family's places depend on.
  func has(_ name: String) -> Bool { fields[name]?.boolValue ?? (try? Families.named(family))?.defaults[name]?.boolValue ?? false }
}
