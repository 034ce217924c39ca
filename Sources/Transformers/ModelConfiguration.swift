import JSON

/// Everything that the one forward pass needs to know of an architecture. A family file makes it from `config.json`.
public struct ModelConfiguration: Equatable, Sendable {
  public enum Norm: Equatable, Sendable {
    /// (x − mean)/σ · w + b.
    case layer
    /// x/σ · w.
    case rms
  }

  public enum Positions: Equatable, Sendable {
    /// A learned vector for every position, added to the embedding.
    case learned
    case rotary(Rotary)
  }

  public enum Activation: String, Equatable, Sendable {
    case geluTanh, gelu, relu, silu, quickGELU

    /// From the names `config.json` files use.
    init?(named name: String) {
      switch name {
      case "gelu_new", "gelu_pytorch_tanh", "gelu_fast": self = .geluTanh
      case "gelu": self = .gelu
      case "relu": self = .relu
      case "silu", "swish": self = .silu
      case "quick_gelu": self = .quickGELU
      default: return nil
      }
    }
  }

  /// HF's `model_type`.
  public var family: String
  public var layerCount: Int
  public var headCount: Int
  /// Key–value heads; query head h reads head h / (headCount / keyValueHeadCount).
  public var keyValueHeadCount: Int
  /// d_model.
  public var width: Int
  /// d_head.
  public var headWidth: Int
  /// d_mlp.
  public var hiddenWidth: Int
  public var vocabularySize: Int
  /// Longest input.
  public var contextLength: Int
  public var norm: Norm
  public var normEpsilon: Float
  public var positions: Positions
  public var activation: Activation
  /// act(x W_gate) ⊙ (x W_in) instead of act(x W_in).
  public var isGated: Bool
  /// The unembedding is the embedding.
  public var isTied: Bool
  /// Scores are multiplied by this; GPT-2 can divide by the layer's number too.
  public var attentionScale: Float
  public var dividesScaleByLayer: Bool
  /// Standard deviation of random weights.
  public var initializerRange: Float
  public var beginningOfSequence: Int?
  /// Any of these ends a generated text.
  public var endOfSequence: [Int]
  /// The fields of `config.json` as they were, for saving and for showing.
  public var fields: JSONObject

  /// Numbers in the weights of the model; `Int.max` for more than there can be.
  public func parameterCount(_ places: ModelPlaces) -> Int {
    places.uniquePlaces.reduce(0) { total, place in
      let size = place.shape.reduce(1) { $0.saturatingMultiplied(by: $1) }
      let (sum, overflow) = total.addingReportingOverflow(size)
      return overflow ? .max : sum
    }
  }

  /// The scale of attention scores in a layer.
  func scoreScale(layer: Int) -> Float { dividesScaleByLayer ? attentionScale / Float(layer + 1) : attentionScale }
}

extension Int {
  func saturatingMultiplied(by other: Int) -> Int {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? .max : product
  }
}

/// Reads the fields of a `config.json`, naming the field in every error.
struct ConfigurationReader {
  let fields: JSONObject
  let family: String

  /// Sizes beyond this are damage, not models; the product of two still fits in 64 bits.
  static let largestSize = 1 << 28

  /// Every layer costs a table of names before a weight is read: no model comes near this many.
  static let mostLayers = 1 << 14

  func layerCount(_ name: String) throws -> Int {
    let count = try size(name)
    guard count <= Self.mostLayers else {
      throw ModelError("`\(name)` of the configuration is \(count)", notes: ["at most \(Self.mostLayers) layers are supported"])
    }
    return count
  }

  func size(_ name: String, default fallback: Int? = nil) throws -> Int {
    guard let value = fields[name], value != .null else {
      if let fallback { return fallback }
      throw ModelError("the configuration has no `\(name)`", help: ["a \(family) configuration needs it"])
    }
    guard let number = value.intValue else { throw ModelError("`\(name)` of the configuration is not an integer: \(value.text())") }
    guard number > 0, number <= Self.largestSize else {
      throw ModelError("`\(name)` of the configuration is \(number)", notes: ["sizes are between 1 and \(Self.largestSize)"])
    }
    return number
  }

  func number(_ name: String, default fallback: Double) throws -> Double {
    guard let value = fields[name], value != .null else { return fallback }
    guard let number = value.doubleValue, number.isFinite else {
      throw ModelError("`\(name)` of the configuration is not a number: \(value.text())")
    }
    return number
  }

  func flag(_ name: String, default fallback: Bool) throws -> Bool {
    guard let value = fields[name], value != .null else { return fallback }
    guard let flag = value.boolValue else { throw ModelError("`\(name)` of the configuration is not true or false: \(value.text())") }
    return flag
  }

  func activation(_ name: String, default fallback: String) throws -> ModelConfiguration.Activation {
    let value = fields[name]?.stringValue ?? fallback
    guard let activation = ModelConfiguration.Activation(named: value) else {
      throw ModelError("the activation function \"\(value)\" is not supported", notes: ["it stands in `\(name)` of the configuration"])
    }
    return activation
  }

  func tokenIDs(_ name: String) -> [Int] {
    guard let value = fields[name] else { return [] }
    if let one = value.intValue { return [one] }
    return value.arrayValue?.compactMap(\.intValue) ?? []
  }

  /// A switch that would change the numbers and is not supported is an error, never a silent wrong number.
  func refuse(_ name: String, unless accepted: [JSON]) throws {
    guard let value = fields[name], value != .null, !accepted.contains(value) else { return }
    throw ModelError("`\(name)` = \(value.text()) is not supported for \(family) models")
  }
}
