extension ActivationName {
  /// What people write for a site, besides its own name.
  private static let shorthands: [String: ActivationSite] = [
    "embed": .embed, "pos_embed": .positionEmbed, "resid_pre": .residPre, "resid_mid": .residMid, "resid_post": .residPost,
    "q": .query, "query": .query, "k": .key, "key": .key, "v": .value, "value": .value, "rot_q": .rotatedQuery,
    "rot_k": .rotatedKey, "attn_scores": .scores, "attn_logits": .scores, "pattern": .pattern, "attn": .pattern, "z": .mixed,
    "result": .headResult, "attn_out": .attentionOut, "pre": .hiddenPre, "mlp_pre": .hiddenPre, "pre_linear": .hiddenLinear,
    "mid": .hiddenMid, "post": .hiddenPost, "mlp_post": .hiddenPost, "mlp_out": .hiddenOut, "normalized": .finalNormalized, "scale": .finalScale,
    "ln_final.normalized": .finalNormalized, "expert_weights": .expertWeights,
  ]

  /// Shorthands with a layer of a norm: `("scale", 4, "ln1")`.
  private static let normSites: [String: [String: ActivationSite]] = [
    "scale": ["ln1": .norm1Scale, "ln2": .norm2Scale, "ln1_post": .norm1PostScale, "ln2_post": .norm2PostScale, "ln_final": .finalScale],
    "normalized": [
      "ln1": .norm1Normalized, "ln2": .norm2Normalized, "ln1_post": .norm1PostNormalized, "ln2_post": .norm2PostNormalized,
      "ln_final": .finalNormalized,
    ],
  ]

  /// Reads a full name (`blocks.3.attn.hook_pattern`) or a shorthand, with the layer beside it or in it
  /// (`("pattern", 3)`, `"k6"`, `"resid_post3"`, `"scale4ln1"`). Negative layers count from the end.
  ///
  /// - Throws: `UnknownActivationError` for a name that this model does not have, `ModelError` for a layer out of range.
  public init(parsing text: String, layer: Int? = nil, part: String? = nil, in c: ModelConfiguration) throws {
    if layer == nil, let full = ActivationName.full(text) {
      self = try full.checked(in: c, typed: text)
      return
    }
    var name = text
    var layer = layer
    var part = part
    if layer == nil, let split = ActivationName.split(text) {
      name = split.name
      layer = split.layer
      part = split.part ?? part
    }
    let site: ActivationSite?
    if let part, let sites = ActivationName.normSites[name] {
      site = sites[part]
    } else {
      site = ActivationName.shorthands[name] ?? ActivationSite(rawValue: name)
    }
    guard let site else {
      throw UnknownActivationError(name: text, known: ActivationName.shorthands.keys.sorted() + ActivationName.all(in: c).map(\.description))
    }
    self = try ActivationName(site, layer: site.isInBlock ? layer : nil).checked(in: c, typed: text)
  }

  /// `blocks.3.attn.hook_pattern` or `hook_embed`.
  private static func full(_ text: String) -> ActivationName? {
    if let site = ActivationSite(rawValue: text), !site.isInBlock { return ActivationName(site) }
    let parts = text.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == "blocks", let layer = Int(parts[1]),
      let site = ActivationSite(rawValue: String(parts[2])), site.isInBlock
    else { return nil }
    return ActivationName(site, layer: layer)
  }

  /// `resid_post3` → (resid_post, 3); `scale4ln1` → (scale, 4, ln1).
  private static func split(_ text: String) -> (name: String, layer: Int, part: String?)? {
    guard let first = text.firstIndex(where: \.isNumber) else { return nil }
    let rest = text[first...]
    let digits = rest.prefix(while: \.isNumber)
    guard let layer = Int(digits), first > text.startIndex else { return nil }
    let part = rest.dropFirst(digits.count)
    return (String(text[..<first]), layer, part.isEmpty ? nil : String(part))
  }

  private func checked(in c: ModelConfiguration, typed: String) throws -> ActivationName {
    guard site.exists(in: c) else {
      throw UnknownActivationError(name: typed, known: ActivationName.all(in: c).map(\.description))
    }
    guard site.isInBlock else { return self }
    if let layer, !site.exists(in: c, layer: try c.resolvedLayer(layer)) {
      throw ModelError("layer \(layer) has no activation \"\(site.rawValue)\"", notes: ["other layers of this model have it"])
    }
    guard let layer else {
      throw ModelError("the activation \"\(typed)\" needs a layer", help: ["for example run[\"\(typed)\", 0], or by its whole name \"blocks.0.\(site.rawValue)\""])
    }
    return ActivationName(site, layer: try c.resolvedLayer(layer))
  }

  /// Every name of a model.
  public static func all(in c: ModelConfiguration) -> [ActivationName] {
    let sites = ActivationSite.allCases.filter { $0.exists(in: c) }
    return sites.prefix { !$0.isInBlock }.map { ActivationName($0) }
      + (0..<c.layerCount).flatMap { layer in sites.filter { $0.isInBlock && $0.exists(in: c, layer: layer) }.map { ActivationName($0, layer: layer) } }
      + sites.filter { $0 == .finalScale || $0 == .finalNormalized }.map { ActivationName($0) }
  }
}

extension ModelConfiguration {
  /// A layer with negative numbers counted from the end.
  ///
  /// - Throws: `ModelError` that says how many layers there are.
  public func resolvedLayer(_ layer: Int) throws -> Int {
    let resolved = layer < 0 ? layer + layerCount : layer
    guard resolved >= 0, resolved < layerCount else {
      throw LayerError(layer: layer, layerCount: layerCount)
    }
    return resolved
  }
}

/// A layer that the model does not have.
public struct LayerError: Error, CustomStringConvertible {
  /// The layer that was asked for, negative when it was counted from the end.
  let layer: Int
  /// Layers of the model.
  let layerCount: Int
  /// The message; `label` says which layers there are.
  public var description: String { "layer \(layer) is out of range" }
  /// Which layers the model has, for the line under the wrong one.
  public var label: String {
    layerCount == 1 ? "this model has 1 layer: 0" : "this model has \(layerCount) layers: 0 to \(layerCount - 1), or -1 for the last"
  }
}

/// A name that is no activation of the model; the caller suggests the nearest.
public struct UnknownActivationError: Error, CustomStringConvertible {
  /// What was asked for, as it was typed.
  public let name: String
  /// The names that the model has.
  public let known: [String]
  /// The message, without a suggestion.
  public var description: String { "this model has no activation \"\(name)\"" }
}
