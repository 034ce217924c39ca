/// The places in a block (and around the blocks) that have a name, as TransformerLens names them.
public enum ActivationSite: String, CaseIterable, Sendable {
  case embed = "hook_embed"
  case positionEmbed = "hook_pos_embed"
  case residPre = "hook_resid_pre"
  case norm1Scale = "ln1.hook_scale"
  case norm1Normalized = "ln1.hook_normalized"
  case query = "attn.hook_q"
  case key = "attn.hook_k"
  case value = "attn.hook_v"
  case rotatedQuery = "attn.hook_rot_q"
  case rotatedKey = "attn.hook_rot_k"
  case scores = "attn.hook_attn_scores"
  case pattern = "attn.hook_pattern"
  case mixed = "attn.hook_z"
  case headResult = "attn.hook_result"
  case norm1PostScale = "ln1_post.hook_scale"
  case norm1PostNormalized = "ln1_post.hook_normalized"
  case attentionOut = "hook_attn_out"
  case residMid = "hook_resid_mid"
  case norm2Scale = "ln2.hook_scale"
  case norm2Normalized = "ln2.hook_normalized"
  case hiddenPre = "mlp.hook_pre"
  case hiddenLinear = "mlp.hook_pre_linear"
  case hiddenMid = "mlp.hook_mid"
  case hiddenPost = "mlp.hook_post"
  case expertWeights = "mlp.hook_expert_weights"
  case norm2PostScale = "ln2_post.hook_scale"
  case norm2PostNormalized = "ln2_post.hook_normalized"
  case hiddenOut = "hook_mlp_out"
  case residPost = "hook_resid_post"
  case finalScale = "ln_final.hook_scale"
  case finalNormalized = "ln_final.hook_normalized"

  /// True when the name begins with `blocks.{layer}.`.
  public var isInBlock: Bool {
    switch self {
    case .embed, .positionEmbed, .finalScale, .finalNormalized: return false
    default: return true
    }
  }

  /// True when the model has the site, in that layer when it is in a block (in some layer when nil).
  func exists(in c: ModelConfiguration, layer: Int? = nil) -> Bool {
    switch self {
    case .positionEmbed: return c.positions.isLearned
    case .rotatedQuery, .rotatedKey: return c.positions.isRotary
    case .norm1Scale, .norm1Normalized: return c.norm != .none && c.normPlacement != .after
    case .norm2Scale, .norm2Normalized:
      return c.hasFeedForward && c.norm != .none && c.normPlacement != .after && c.residual != .parallelWithOneNorm
    case .norm1PostScale, .norm1PostNormalized: return c.norm != .none && (c.normPlacement == .after || c.normPlacement == .around)
    case .norm2PostScale, .norm2PostNormalized: return c.hasFeedForward && Self.norm1PostScale.exists(in: c)
    case .finalScale, .finalNormalized: return c.hasFinalNorm
    case .residMid: return c.residual == .sequential && c.hasFeedForward
    case .hiddenOut: return c.hasFeedForward
    case .hiddenMid: return c.normsHidden && Self.hiddenPre.exists(in: c, layer: layer)
    case .hiddenLinear: return c.isGated && Self.hiddenPre.exists(in: c, layer: layer)
    case .hiddenPre, .hiddenPost:
      guard c.hasFeedForward else { return false }
      // Each expert has its own hidden layer; there is no one activation.
      if let layer { return !c.hasExperts(layer: layer) }
      return (0..<c.layerCount).contains { !c.hasExperts(layer: $0) }
    case .expertWeights:
      if let layer { return c.hasExperts(layer: layer) }
      return (0..<c.layerCount).contains { c.hasExperts(layer: $0) }
    default: return true
    }
  }

  /// The axes and sizes after `batch`.
  func shape(_ c: ModelConfiguration, positions: Int) -> (axes: [String], sizes: [Int]) {
    switch self {
    case .norm1Scale, .norm2Scale, .norm1PostScale, .norm2PostScale, .finalScale: return (["batch", "pos", ""], [positions, 1])
    case .query, .rotatedQuery, .mixed: return (["batch", "pos", "head", "d_head"], [positions, c.headCount, c.headWidth])
    case .key, .value, .rotatedKey: return (["batch", "pos", "head", "d_head"], [positions, c.keyValueHeadCount, c.headWidth])
    case .scores, .pattern: return (["batch", "head", "query", "key"], [c.headCount, positions, positions])
    case .headResult: return (["batch", "pos", "head", "d_model"], [positions, c.headCount, c.width])
    case .hiddenPre, .hiddenLinear, .hiddenMid, .hiddenPost: return (["batch", "pos", "neuron"], [positions, c.hiddenWidth])
    case .expertWeights: return (["batch", "pos", "expert"], [positions, c.experts?.count ?? 0])
    default: return (["batch", "pos", "d_model"], [positions, c.width])
    }
  }
}

/// A site, and the layer when it is in a block.
public struct ActivationName: Hashable, Sendable, CustomStringConvertible {
  /// What is computed there.
  var site: ActivationSite
  /// The block, from 0; nil for a site around the blocks.
  var layer: Int?

  /// The name as it is given; whether a model has it, `init(parsing:)` checks.
  public init(_ site: ActivationSite, layer: Int? = nil) {
    self.site = site
    self.layer = layer
  }

  /// TransformerLens' full name, `blocks.3.attn.hook_pattern`.
  public var description: String { layer.map { "blocks.\($0).\(site.rawValue)" } ?? site.rawValue }
}
