import Tensors

extension TransformerModel {
  /// Weights by TransformerLens' names (`W_E` or `embed.W_E`, `W_U`, `blocks.0.attn.W_Q` …, in their shapes, as views) or
  /// by the checkpoint's own.
  ///
  /// - Throws: `UnknownWeightError` with all names.
  public func weight(_ name: String) throws -> Tensor {
    try requireWeights()
    if let view = try namedWeight(shortName(ofStateDict: name)) { return view }
    for place in places.uniquePlaces where place.name == name || places.prefix + place.name == name {
      if let tensor = tensors[place.name] { return tensor }
    }
    let stateDict = namesInStateDict.filter { weightNames.contains($0.value) }.keys.sorted()
    throw UnknownWeightError(name: name, known: weightNames + stateDict)
  }

  /// A name as TransformerLens' `state_dict()` has it, in the short form that its models' attributes have: their modules
  /// stand in front of the weights around the blocks, and an underscore before keys and values that several heads share.
  private func shortName(ofStateDict name: String) -> String {
    if let short = namesInStateDict[name] { return short }
    guard name.hasPrefix("blocks."), let dot = name.lastIndex(of: ".") else { return name }
    let last = name[name.index(after: dot)...]
    return ["_W_K", "_b_K", "_W_V", "_b_V"].contains(last) ? String(name[...dot] + last.dropFirst()) : name
  }

  /// All names that `weight` knows, each weight under one of TransformerLens' and one of the checkpoint's.
  public var weightNames: [String] {
    let around = modelWeights.filter(\.exists).map(\.name)
    let blocks = (0..<configuration.layerCount).flatMap { layer in
      blockWeights(weights.blocks[layer]).filter(\.exists).map { "blocks.\(layer).\($0.name)" }
    }
    return around + blocks + places.uniquePlaces.map { places.fullName($0) }
  }

  private func namedWeight(_ name: String) throws -> Tensor? {
    if let found = modelWeights.first(where: { $0.name == name }) { return try found.view() }
    let parts = name.split(separator: ".", maxSplits: 2)
    guard parts.count == 3, parts[0] == "blocks", let number = Int(parts[1]) else { return nil }
    let block = weights.blocks[try configuration.resolvedLayer(number)]
    return try blockWeights(block).first { $0.name == parts[2] }?.view()
  }

  private var modelWeights: [NamedWeight] {
    let w = weights
    return [
      NamedWeight("W_E", w.embedding, ["vocab", "d_model"]), NamedWeight("W_pos", w.positions, ["pos", "d_model"]),
      NamedWeight("embed.ln.w", w.embeddingNorm?.weight?.tensor, ["d_model"]), NamedWeight("embed.ln.b", w.embeddingNorm?.bias?.tensor, ["d_model"]),
      NamedWeight("W_U", w.unembedding.weight, ["d_model", "vocab"]) { _ in try w.unembedding.inOut() },
      NamedWeight("b_U", w.unembedding.bias?.tensor, ["vocab"]), NamedWeight("ln_final.w", w.finalNorm?.weight?.tensor, ["d_model"]),
      NamedWeight("ln_final.b", w.finalNorm?.bias?.tensor, ["d_model"]),
    ]
  }

  private func blockWeights(_ block: BlockWeights) -> [NamedWeight] {
    func norm(_ name: String, _ norm: NormWeights?) -> [NamedWeight] {
      [NamedWeight(name + ".w", norm?.weight?.tensor, ["d_model"]), NamedWeight(name + ".b", norm?.bias?.tensor, ["d_model"])]
    }
    return norm("ln1", block.norm1) + attentionWeights(block) + norm("ln1_post", block.norm1Post) + norm("ln2", block.norm2)
      + feedForwardWeights(block.feedForward) + norm("ln2_post", block.norm2Post)
  }

  private func attentionWeights(_ block: BlockWeights) -> [NamedWeight] {
    let c = configuration
    var named: [NamedWeight] = []
    for (letter, part, count) in [("Q", ProjectionPart.query, c.headCount), ("K", .key, c.keyValueHeadCount), ("V", .value, c.keyValueHeadCount)] {
      named.append(
        NamedWeight("attn.W_\(letter)", block.projection.linear(part).weight, ["head", "d_model", "d_head"]) { _ in
          try block.projection.heads(part, count: count, c)
        })
      named.append(
        NamedWeight("attn.b_\(letter)", block.projection.linear(part).bias?.tensor, ["head", "d_head"]) { _ in
          try block.projection.biases(part, count: count, c)
        })
    }
    named.append(
      NamedWeight("attn.W_O", block.output.weight, ["head", "d_head", "d_model"]) { _ in
        try block.output.inOut().reshaped([c.headCount, c.headWidth, c.width])
      })
    named.append(NamedWeight("attn.b_O", block.output.bias?.tensor, ["d_model"]))
    for (name, norm) in [("attn.q_norm", block.queryNorm), ("attn.k_norm", block.keyNorm)] {
      let axes = norm.map { $0.tensors.reduce(0) { $0 + $1.count } == c.headWidth ? ["d_head"] : ["head", "d_head"] } ?? []
      named.append(
        NamedWeight(name + ".w", norm?.tensors.first, axes) { _ in
          let all = try Tensor.concatenate(try norm?.tensors.map { try $0.reshaped([$0.count]) } ?? [])
          return axes.count == 1 ? all : try all.reshaped([all.count / c.headWidth, c.headWidth])
        })
      named.append(NamedWeight(name + ".b", norm?.bias?.tensor, ["d_head"]))
    }
    return named
  }

  private func feedForwardWeights(_ weights: FeedForwardWeights) -> [NamedWeight] {
    func mlp(_ name: String, _ mlp: MLPWeights?) -> [NamedWeight] {
      [
        NamedWeight(name + ".W_in", mlp?.input.weight, ["d_model", "neuron"]) { _ in try mlp?.input.inOut() },
        NamedWeight(name + ".W_gate", mlp?.gate?.weight, ["d_model", "neuron"]) { _ in try mlp?.gate?.inOut() },
        NamedWeight(name + ".W_out", mlp?.down.weight, ["neuron", "d_model"]) { _ in try mlp?.down.inOut() },
        NamedWeight(name + ".b_in", (mlp?.input.bias ?? mlp?.productBias)?.tensor, ["neuron"]),
        NamedWeight(name + ".b_gate", mlp?.gate?.bias?.tensor, ["neuron"]),
        NamedWeight(name + ".ln.w", mlp?.hiddenNorm?.weight?.tensor, ["neuron"]), NamedWeight(name + ".ln.b", mlp?.hiddenNorm?.bias?.tensor, ["neuron"]),
        NamedWeight(name + ".b_out", mlp?.down.bias?.tensor, ["d_model"]),
      ]
    }
    switch weights {
    case .dense(let dense): return mlp("mlp", dense)
    case .experts(let choice):
      return [NamedWeight("mlp.W_gate", choice.router.weight, ["d_model", "expert"]) { _ in try choice.router.inOut() }]
        + choice.experts.enumerated().flatMap { mlp("mlp.experts.\($0)", $1) } + mlp("mlp.shared_expert", choice.shared)
        + [NamedWeight("mlp.shared_expert_gate", choice.sharedGate?.weight, ["d_model", ""]) { _ in try choice.sharedGate?.inOut() }]
    case .none: return []
    }
  }
}

private let namesInStateDict = ["embed.W_E": "W_E", "pos_embed.W_pos": "W_pos", "unembed.W_U": "W_U", "unembed.b_U": "b_U"]

/// A weight under a name, and the view that shows it in the name's shape.
private struct NamedWeight {
  var name: String
  let tensor: Tensor?
  let axes: [String]
  let shape: (Tensor) throws -> Tensor?

  init(_ name: String, _ tensor: Tensor?, _ axes: [String], _ shape: @escaping (Tensor) throws -> Tensor? = { $0 }) {
    self.name = name
    self.tensor = tensor
    self.axes = axes
    self.shape = shape
  }

  var exists: Bool { tensor != nil }

  func view() throws -> Tensor? {
    guard let tensor, var view = try shape(tensor) else { return nil }
    view.axes = axes
    return view
  }
}

enum ProjectionPart { case query, key, value }

extension ProjectionWeights {
  /// The map that holds a part, which an interleaved one shares with the others.
  func linear(_ part: ProjectionPart) -> Linear {
    switch self {
    case .interleaved(let fused): return fused
    case .separate(let query, let key, let value):
      switch part {
      case .query: return query
      case .key: return key
      case .value: return value
      }
    }
  }

  /// `[heads, d_model, d_head]`
  func heads(_ part: ProjectionPart, count: Int, _ c: ModelConfiguration) throws -> Tensor {
    guard case .interleaved(let fused) = self else {
      return try linear(part).inOut().reshaped([c.width, count, c.headWidth]).permuted([1, 0, 2])
    }
    let groups = try fused.weight.reshaped([c.keyValueHeadCount, c.queriesPerGroup + 2, c.headWidth, c.width])
    return try c.members(part, of: groups).reshaped([count, c.headWidth, c.width]).permuted([0, 2, 1])
  }

  /// `[heads, d_head]`
  func biases(_ part: ProjectionPart, count: Int, _ c: ModelConfiguration) throws -> Tensor? {
    guard let bias = linear(part).bias?.tensor else { return nil }
    guard case .interleaved = self else { return try bias.reshaped([count, c.headWidth]) }
    return try c.members(part, of: bias.reshaped([c.keyValueHeadCount, c.queriesPerGroup + 2, c.headWidth])).reshaped([count, c.headWidth])
  }
}

extension ModelConfiguration {
  /// Query heads that read one key–value head.
  var queriesPerGroup: Int { headCount / keyValueHeadCount }

  /// Of `[groups, queries + key + value, …]` the members of one part.
  fileprivate func members(_ part: ProjectionPart, of groups: Tensor) throws -> Tensor {
    switch part {
    case .query: return try groups.sliced(axis: 1, start: 0, stop: queriesPerGroup, step: 1)
    case .key: return try groups.sliced(axis: 1, start: queriesPerGroup, stop: queriesPerGroup + 1, step: 1)
    case .value: return try groups.sliced(axis: 1, start: queriesPerGroup + 1, stop: queriesPerGroup + 2, step: 1)
    }
  }
}

extension Linear {
  /// The matrix as `[in, out]`, a view.
  func inOut() throws -> Tensor { layout == .outIn ? try weight.transposed() : weight }
}

/// A name that is no weight of the model; the caller suggests the nearest.
public struct UnknownWeightError: Error, CustomStringConvertible {
  /// What was asked for, as it was typed.
  public let name: String
  /// Every name that the model has.
  public let known: [String]
  /// The message, without a suggestion.
  public var description: String { "this model has no weight \"\(name)\"" }
}
