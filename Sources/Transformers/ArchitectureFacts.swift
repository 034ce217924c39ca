/// The architecture in words, as far as it decides what a model computes.
extension ModelConfiguration {
  /// Names of properties with what this model has, most general first. Properties that every model has are always there; a cap, a scale,
  /// or a clip only where it acts.
  ///
  /// - Parameter places: tells which maps have biases.
  public func facts(_ places: ModelPlaces) -> [(name: String, text: String)] {
    var facts = [("family", family), ("layers", "\(layerCount)"), ("d_model", "\(width)"), ("heads", headsText), ("MLP", feedForwardText)]
    facts += [("residual", residualText), ("norms", normsText), ("positions", positionsText), ("context", "\(contextLength)")]
    facts += [("windows", windowsText), ("attention", attentionText), ("vocabulary", vocabularyText), ("unembedding", unembeddingText(places))]
    let scales = scalesText
    if !scales.isEmpty { facts.append(("scales", scales)) }
    facts.append(("biases", biasesText(places)))
    return facts
  }

  private var headsText: String {
    let queries = "\(headCount) of width \(headWidth)"
    return keyValueHeadCount == headCount ? queries : queries + " over \(keyValueHeadCount) key–value head\(keyValueHeadCount == 1 ? "" : "s")"
  }

  private var feedForwardText: String {
    guard hasFeedForward else { return "none: attention only" }
    let kind = "\(activation.text)\(isGated ? ", gated" : "")\(normsHidden ? ", hidden layer normed" : "")"
    guard let experts else { return "d_mlp \(hiddenWidth), \(kind)" }
    var text = "\(experts.count) experts of d_mlp \(experts.hiddenWidth), \(experts.chosen) for a token, \(kind)"
    if experts.normalizes { text += ", chosen probabilities made to sum to 1" }
    if let shared = experts.sharedWidth { text += "; a shared expert of d_mlp \(shared)" }
    if let layers = experts.layers, layers.count < layerCount { text += "; in \(layersText(layers.sorted())), others d_mlp \(hiddenWidth)" }
    return text
  }

  private var residualText: String {
    guard hasFeedForward else { return "attention alone writes to the stream" }
    switch residual {
    case .sequential: return "sequential"
    case .parallel: return "parallel, a norm each for attention and MLP"
    case .parallelWithOneNorm: return "parallel, one norm for attention and MLP"
    }
  }

  private var normsText: String {
    var parts: [String] = []
    if norm == .none {
      parts.append("none in the blocks")
    } else {
      let places: [NormPlacement: String] = [
        .before: "before each sublayer", .after: "after each sublayer", .around: "before and after each sublayer", .stream: "of the stream itself",
      ]
      parts.append("\(norm.text), eps \(normEpsilon), \(places[normPlacement] ?? "")")
    }
    if normOffset != 0 { parts.append("scales are stored less \(plain(normOffset))") }
    if let headNorm {
      let kind = (headNormKind ?? norm).text
      parts.append("queries and keys: \(kind) \(headNorm == .perHead ? "of each head" : "of all heads together")")
    }
    parts.append(hasFinalNorm ? "final \((finalNorm ?? norm).text)" : "no final norm")
    return parts.joined(separator: "; ")
  }

  private var attentionText: String {
    var parts = [looksAhead ? "bidirectional" : "causal", "scores × \(attentionScale)"]
    if dividesScaleByLayer { parts.append("÷ (layer + 1)") }
    if let attentionCap { parts.append("capped at \(plain(attentionCap))") }
    if let clip { parts.append("queries, keys and values cut to ±\(plain(clip))") }
    return parts.joined(separator: ", ")
  }

  private var windowsText: String {
    let sizes = Set(windows.compactMap { $0 }).sorted()
    guard !sizes.isEmpty else { return "none" }
    return sizes.map { size in "\(size) in \(layersText(windows.indices.filter { windows[$0] == size }))" }.joined(separator: "; ")
  }

  private var vocabularyText: String {
    guard let outputSize else { return "\(vocabularySize)" }
    return "\(vocabularySize) tokens read, \(outputSize) logits"
  }

  private func unembeddingText(_ places: ModelPlaces) -> String {
    let tie = places.unembedding.weight.name == places.embedding.name ? "tied to the embedding" : "its own"
    return embeddingWidth.map { "\(tie), projected from d_model to \($0)" } ?? tie
  }

  private var scalesText: String {
    var parts: [String] = []
    if embeddingScale != 1 { parts.append("embedding × \(plain(embeddingScale))") }
    if residualScale != 1 { parts.append("sublayers × \(plain(residualScale))") }
    if logitScale != 1 { parts.append("logits × \(plain(logitScale))") }
    if let finalCap { parts.append("logits capped at \(plain(finalCap))") }
    return parts.joined(separator: ", ")
  }

  private func biasesText(_ places: ModelPlaces) -> String {
    var names: [String] = []
    func note(_ name: String, _ has: Bool) { if has, !names.contains(name) { names.append(name) } }
    for block in places.blocks {
      switch block.projection {
      case .separate(let query, let key, let value):
        for (name, map) in [("query", query), ("key", key), ("value", value)] { note(name, map.bias != nil) }
      case .interleaved(let fused): for name in ["query", "key", "value"] { note(name, fused.bias != nil) }
      }
      note("attention output", block.output.bias != nil)
      if case .dense(let mlp) = block.feedForward {
        note("MLP input", mlp.input.bias != nil || mlp.gate?.bias != nil || mlp.productBias != nil)
        note("MLP output", mlp.down.bias != nil)
      }
    }
    note("unembedding", places.unembedding.bias != nil)
    return names.isEmpty ? "none" : names.joined(separator: ", ")
  }

  // MARK: Positions

  private var positionsText: String {
    switch positions {
    case .none: return "none"
    case .learned(let offset): return "learned" + (offset == 0 ? "" : ", from row \(offset) of the table")
    case .learnedForAttention: return "learned, added to what queries and keys read"
    case .alibi(let alibi): return "ALiBi" + (alibi.isFalcon ? ", rounded to bfloat16" : "")
    case .rotary(let rotary):
      let turning = (0..<layerCount).map { self.rotary(layer: $0) }
      let kinds = turning.compactMap { $0 }.reduce(into: [Rotary]()) { if !$0.contains($1) { $0.append($1) } }
      guard layerCount > 0, kinds.count > 1 || turning.contains(where: { $0 == nil }) else { return rotary.text(headWidth) }
      var parts = kinds.map { kind in "\(kind.text(headWidth)) in \(layersText(turning.indices.filter { turning[$0] == kind }))" }
      let still = turning.indices.filter { turning[$0] == nil }
      if !still.isEmpty { parts.append("none in \(layersText(still))") }
      return parts.joined(separator: "; ")
    }
  }

  /// `all layers`, `layers 0–3, 6`.
  private func layersText(_ layers: [Int]) -> String {
    guard layers.count < layerCount else { return "all layers" }
    var ranges: [ClosedRange<Int>] = []
    for layer in layers {
      if let last = ranges.last, last.upperBound + 1 == layer {
        ranges[ranges.count - 1] = last.lowerBound...layer
      } else {
        ranges.append(layer...layer)
      }
    }
    return (layers.count == 1 ? "layer " : "layers ")
      + ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)–\($0.upperBound)" }.joined(separator: ", ")
  }
}

extension Rotary {
  fileprivate func text(_ headWidth: Int) -> String {
    var parts = ["rotary, base \(plain(base))"]
    if dimensions != headWidth { parts.append("\(dimensions) of \(headWidth) dimensions") }
    if turnsAdjacentPairs { parts.append("adjacent pairs") }
    switch scaling {
    case .none: break
    case .linear(let factor): parts.append("linear scaling by \(plain(factor))")
    case .dynamic(let factor, let length): parts.append("dynamic scaling by \(plain(factor)) beyond \(length)")
    case .llama3(let factor, let low, let high, let original):
      parts.append("llama3 scaling by \(plain(factor)) (\(plain(low)) to \(plain(high)) turns in \(plain(original)))")
    case .yarn(let factor, _, _): parts.append("yarn scaling by \(plain(factor))")
    case .longrope(_, _, let original): parts.append("longrope scaling, long beyond \(original)")
    }
    if attentionFactor != 1 { parts.append("× \(attentionFactor)") }
    return parts.joined(separator: ", ")
  }
}

extension ModelConfiguration.Norm {
  fileprivate var text: String {
    switch self {
    case .layer: return "layer norm"
    case .rms: return "RMS norm"
    case .none: return "none"
    }
  }
}

extension ModelConfiguration.Activation {
  fileprivate var text: String {
    switch self {
    case .geluTanh: return "gelu by tanh"
    case .gelu: return "gelu"
    case .relu: return "relu"
    case .squaredReLU: return "relu squared"
    case .silu: return "silu"
    case .quickGELU: return "gelu by sigmoid"
    case .solu: return "solu"
    }
  }
}

/// A whole number without its `.0`.
private func plain(_ number: Float) -> String {
  let text = "\(number)"
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
