import Tensors

extension TransformerModel {
  /// Weights by TransformerLens' names (`W_E`, `W_U`, `blocks.0.attn.W_Q` …, in their shapes, as views) or by the
  /// checkpoint's own.
  ///
  /// - Throws: `UnknownWeightError` with all names.
  public func weight(_ name: String) throws -> Tensor {
    if let view = try namedWeight(name) { return view }
    for place in places.uniquePlaces where place.name == name || places.prefix + place.name == name {
      if let tensor = tensors[place.name] { return tensor }
    }
    throw UnknownWeightError(name: name, known: weightNames)
  }

  /// All names that `weight` knows.
  public var weightNames: [String] {
    var names = ["W_E", "W_U", "ln_final.w"]
    if weights.positions != nil { names.append("W_pos") }
    if weights.finalNorm.bias != nil { names.append("ln_final.b") }
    for layer in 0..<configuration.layerCount {
      names += blockWeightNames.map { "blocks.\(layer).\($0)" }
    }
    return names + places.uniquePlaces.map { places.fullName($0) }
  }

  private var blockWeightNames: [String] {
    guard let block = weights.blocks.first else { return [] }
    var names = ["ln1.w", "attn.W_Q", "attn.W_K", "attn.W_V", "attn.W_O", "ln2.w", "mlp.W_in", "mlp.W_out"]
    if block.gate != nil { names.append("mlp.W_gate") }
    if block.norm1.bias != nil { names += ["ln1.b", "ln2.b"] }
    if block.query.bias != nil { names += ["attn.b_Q", "attn.b_K", "attn.b_V"] }
    if block.output.bias != nil { names.append("attn.b_O") }
    if block.input.bias != nil { names.append("mlp.b_in") }
    if block.down.bias != nil { names.append("mlp.b_out") }
    return names
  }

  private func namedWeight(_ name: String) throws -> Tensor? {
    func named(_ tensor: Tensor?, _ axes: [String]) -> Tensor? {
      var view = tensor
      view?.axes = axes
      return view
    }
    switch name {
    case "W_E": return named(weights.embedding, ["vocab", "d_model"])
    case "W_pos": return named(weights.positions, ["pos", "d_model"])
    case "W_U": return named(try weights.unembedding.inOut(), ["d_model", "vocab"])
    case "b_U": return named(weights.unembedding.bias?.tensor, ["vocab"])
    case "ln_final.w": return named(weights.finalNorm.weight.tensor, ["d_model"])
    case "ln_final.b": return named(weights.finalNorm.bias?.tensor, ["d_model"])
    default: break
    }
    let parts = name.split(separator: ".", maxSplits: 2)
    guard parts.count == 3, parts[0] == "blocks", let number = Int(parts[1]) else { return nil }
    let block = weights.blocks[try configuration.resolvedLayer(number)]
    let c = configuration
    func heads(_ linear: Linear, _ count: Int) throws -> Tensor {
      try linear.inOut().reshaped([c.width, count, c.headWidth]).permuted([1, 0, 2])
    }
    func headBias(_ linear: Linear, _ count: Int) throws -> Tensor? { try linear.bias?.tensor.reshaped([count, c.headWidth]) }
    switch parts[2] {
    case "ln1.w": return named(block.norm1.weight.tensor, ["d_model"])
    case "ln1.b": return named(block.norm1.bias?.tensor, ["d_model"])
    case "ln2.w": return named(block.norm2.weight.tensor, ["d_model"])
    case "ln2.b": return named(block.norm2.bias?.tensor, ["d_model"])
    case "attn.W_Q": return named(try heads(block.query, c.headCount), ["head", "d_model", "d_head"])
    case "attn.W_K": return named(try heads(block.key, c.keyValueHeadCount), ["head", "d_model", "d_head"])
    case "attn.W_V": return named(try heads(block.value, c.keyValueHeadCount), ["head", "d_model", "d_head"])
    case "attn.W_O": return named(try block.output.inOut().reshaped([c.headCount, c.headWidth, c.width]), ["head", "d_head", "d_model"])
    case "attn.b_Q": return named(try headBias(block.query, c.headCount), ["head", "d_head"])
    case "attn.b_K": return named(try headBias(block.key, c.keyValueHeadCount), ["head", "d_head"])
    case "attn.b_V": return named(try headBias(block.value, c.keyValueHeadCount), ["head", "d_head"])
    case "attn.b_O": return named(block.output.bias?.tensor, ["d_model"])
    case "mlp.W_in": return named(try block.input.inOut(), ["d_model", "neuron"])
    case "mlp.W_gate": return named(try block.gate?.inOut(), ["d_model", "neuron"])
    case "mlp.W_out": return named(try block.down.inOut(), ["neuron", "d_model"])
    case "mlp.b_in": return named(block.input.bias?.tensor, ["neuron"])
    case "mlp.b_out": return named(block.down.bias?.tensor, ["d_model"])
    default: return nil
    }
  }
}

extension Linear {
  /// The matrix as `[in, out]`, a view.
  func inOut() throws -> Tensor { layout == .outIn ? try weight.transposed() : weight }
}

/// A name that is no weight of the model; the caller suggests the nearest.
public struct UnknownWeightError: Error, CustomStringConvertible {
  public let name: String
  public let known: [String]
  public var description: String { "this model has no weight \"\(name)\"" }
}
