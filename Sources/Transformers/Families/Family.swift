import JSON

/// What a family file says: how its `config.json` reads, where its weights lie, and what its published defaults are.
public protocol Family {
  /// HF's `model_type`.
  static var modelType: String { get }
  /// Other spellings that people type.
  static var aliases: [String] { get }
  /// The fields of `config.json` with their published defaults.
  static var defaults: JSONObject { get }
  /// - Throws: `ModelError` naming a field that is missing, absurd or not supported.
  static func configuration(_ fields: JSONObject) throws -> ModelConfiguration
  /// Where the weights of such a model lie in the family's checkpoints, their shapes, and how new ones begin.
  static func places(_ configuration: ModelConfiguration) -> ModelPlaces
}

/// The families that are known.
public enum Families {
  /// Every family, in the order in which lists show them.
  public static let all: [any Family.Type] = [
    GPT2.self, GPTNeo.self, GPTNeoX.self, GPTJ.self, OPT.self, BLOOM.self, Falcon.self, MPT.self, Llama.self, Mistral.self, Mixtral.self,
    Gemma.self, Gemma2.self, Gemma3.self, Phi.self, Phi3.self, Qwen2.self, Qwen2MoE.self, Qwen3.self, StableLM.self, OLMo.self, OLMo2.self,
    Granite.self, SmolLM3.self, StarCoder2.self, Cohere.self, HookedTransformer.self,
  ]

  /// The family of a `model_type` or one of its other spellings.
  ///
  /// - Throws: `UnknownFamilyError` with the known families.
  public static func named(_ name: String) throws -> any Family.Type {
    let plain = name.lowercased()
    if let family = all.first(where: { $0.modelType == plain || $0.aliases.contains(plain) }) { return family }
    throw UnknownFamilyError(name: name, known: all.map { $0.modelType })
  }

  /// The configuration of a family with some fields overridden.
  ///
  /// - Throws: `ModelError` for a field that the family does not have.
  public static func configuration(named name: String, overriding fields: JSONObject) throws -> ModelConfiguration {
    let family = try named(name)
    var merged = family.defaults
    for (key, value) in fields.pairs {
      guard merged[key] != nil || tolerated.contains(key) else {
        throw UnknownFieldError(field: key, family: family.modelType, known: merged.keys)
      }
      merged[key] = value
    }
    return try family.configuration(merged).withStretchedContext
  }

  /// Reads a `config.json` that a checkpoint brought.
  public static func configuration(_ json: JSON) throws -> ModelConfiguration {
    guard let fields = json.objectValue else { throw ModelError("the configuration is not a JSON object") }
    guard let name = fields["model_type"]?.stringValue else {
      throw ModelError("the configuration has no `model_type`", help: ["known families: \(all.map { $0.modelType }.joined(separator: ", "))"])
    }
    let family = try named(name)
    try ConfigurationReader(fields, family: family).refuse("quantization_config", unless: [])
    return try family.configuration(fields).withStretchedContext
  }

  /// Fields that every family's `config.json` may have, though not all list them.
  private static let tolerated: Set<String> = ["torch_dtype", "dtype", "architectures", "rope_scaling", "rope_parameters", "head_dim", "pad_token_id"]
}

extension ModelConfiguration {
  /// Dynamic scaling only acts beyond the context that the configuration names: it reaches as many times as far.
  fileprivate var withStretchedContext: ModelConfiguration {
    guard case .rotary(let rotary) = positions, case .dynamic(let factor, let length) = rotary.scaling, factor > 1 else { return self }
    var stretched = self
    stretched.contextLength = Int(min(Double(length) * Double(factor), Double(1 << 28)))
    return stretched
  }
}

/// A family that is not known; the caller suggests the nearest.
public struct UnknownFamilyError: Error, CustomStringConvertible {
  /// What was asked for, as it was typed.
  public let name: String
  /// The `model_type` of every family.
  public let known: [String]
  /// The message, without a suggestion.
  public var description: String { "the model family \"\(name)\" is not known" }
}

/// A field that a family's configuration does not have; the caller suggests the nearest.
public struct UnknownFieldError: Error, CustomStringConvertible {
  /// The field as it was typed.
  public let field: String
  /// HF's `model_type` of the family.
  public let family: String
  /// The fields of the family's published `config.json`.
  public let known: [String]
  /// The message, without a suggestion.
  public var description: String { "a \(family) configuration has no field `\(field)`" }
}
