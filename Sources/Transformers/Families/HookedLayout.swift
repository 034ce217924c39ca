/// Places as TransformerLens names and shapes them.
struct HookedLayout {
  private let c: ModelConfiguration
  let normal: WeightPlace.Beginning

  init(_ c: ModelConfiguration) {
    self.c = c
    normal = .normal(deviation: c.initializerRange)
  }

  /// "LNPre" and "RMSPre" only divide: their weights were folded into the next map. Norms behind a sublayer keep theirs.
  func norm(_ name: String, kind: ModelConfiguration.Norm? = nil, isBehind: Bool = false) -> NormPlace? {
    let kind = kind ?? c.norm
    if kind == .none || c.norm == .none { return nil }
    let type = c.fields["normalization_type"]?.stringValue ?? "LN"
    guard !type.hasSuffix("Pre") || isBehind else { return NormPlace(weight: nil, bias: nil) }
    return NormPlace(weight: WeightPlace(name + ".w", [c.width], .ones), bias: kind == .layer ? WeightPlace(name + ".b", [c.width], .zeros) : nil)
  }

  func linear(_ weight: String, _ bias: String?, in inputs: Int, out: Int) -> LinearPlace {
    LinearPlace(weight: WeightPlace(weight, [inputs, out], normal), layout: .inOut, bias: bias.map { WeightPlace($0, [out], .zeros) })
  }

  func block(_ name: String) -> BlockPlaces {
    let isAround = c.normPlacement == .around
    var block = BlockPlaces(norm1: norm(name + "ln1"), projection: projection(name + "attn."), output: output(name + "attn."), feedForward: .none)
    if c.headNorm != nil {
      block.queryNorm = HeadNormPlace(weights: [WeightPlace(name + "attn.q_norm.w", [c.headWidth], .ones)])
      block.keyNorm = HeadNormPlace(weights: [WeightPlace(name + "attn.k_norm.w", [c.headWidth], .ones)])
    }
    if isAround { block.norm1Post = norm(name + "ln1_post", isBehind: true) }
    guard c.hasFeedForward else { return block }
    block.norm2 = norm(name + "ln2")
    if isAround { block.norm2Post = norm(name + "ln2_post", isBehind: true) }
    block.feedForward = .dense(feedForward(name + "mlp."))
    return block
  }

  private func feedForward(_ name: String) -> MLPPlaces {
    let bias = name + "b_in"
    var places = MLPPlaces(
      gate: c.isGated ? linear(name + "W_gate", nil, in: c.width, out: c.hiddenWidth) : nil,
      input: linear(name + "W_in", c.isGated ? nil : bias, in: c.width, out: c.hiddenWidth),
      down: linear(name + "W_out", name + "b_out", in: c.hiddenWidth, out: c.width))
    // TransformerLens adds the bias of a gated MLP behind the product.
    if c.isGated { places.productBias = WeightPlace(bias, [c.hiddenWidth], .zeros) }
    if c.normsHidden {
      let hasWeights = (c.fields["normalization_type"] ?? "LN") == "LN"
      places.hiddenNorm = NormPlace(
        weight: hasWeights ? WeightPlace(name + "ln.w", [c.hiddenWidth], .ones) : nil,
        bias: hasWeights ? WeightPlace(name + "ln.b", [c.hiddenWidth], .zeros) : nil)
    }
    return places
  }

  private func projection(_ name: String) -> ProjectionPlaces {
    // Grouped keys and values have an underscore: `_W_K`.
    let mark = c.fields["n_key_value_heads"].map { $0 == .null ? "" : "_" } ?? ""
    func part(_ letter: String, heads: Int, _ mark: String) -> LinearPlace {
      LinearPlace(
        weight: WeightPlace("\(name)\(mark)W_\(letter)", [heads, c.width, c.headWidth], normal), layout: .inOut,
        bias: WeightPlace("\(name)\(mark)b_\(letter)", [heads, c.headWidth], .zeros), heads: .outputs)
    }
    return .separate(
      query: part("Q", heads: c.headCount, ""), key: part("K", heads: c.keyValueHeadCount, mark), value: part("V", heads: c.keyValueHeadCount, mark))
  }

  private func output(_ name: String) -> LinearPlace {
    LinearPlace(
      weight: WeightPlace(name + "W_O", [c.headCount, c.headWidth, c.width], normal), layout: .inOut,
      bias: WeightPlace(name + "b_O", [c.width], .zeros), heads: .inputs)
  }
}
