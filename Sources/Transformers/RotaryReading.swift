import Glibc
import JSON

/// How a family writes its rotary embedding, where that differs from most.
struct RotarySpelling {
  /// The field that holds the base when there are no parameters beside it.
  var base = "rope_theta"
  var defaultBase = 10000.0
  /// The field that holds the part of a head that turns; nil for families whose heads turn whole.
  var fraction: String?
  var defaultFraction = 1.0
  var turnsAdjacentPairs = false
  /// Names of scalings that mean LongRoPE (Phi-3's first checkpoints say "su" and "yarn").
  var longropeNames: Set<String> = ["longrope"]
}

extension ConfigurationReader {
  /// Reads `rope_parameters` of transformers 5, or the older `rope_scaling` with the base beside it.
  func rotary(headWidth: Int, _ spelling: RotarySpelling = RotarySpelling()) throws -> Rotary {
    let parameters = (self["rope_scaling"] ?? self["rope_parameters"])?.objectValue ?? [:]
    if let nested = ["full_attention", "sliding_attention"].first(where: { parameters[$0] != nil }) {
      throw ModelError("`rope_parameters` with \"\(nested)\" is not supported for \(family) models")
    }
    return try rotary(parameters, headWidth: headWidth, spelling)
  }

  /// A rotary embedding from its parameters; what they lack stands in the configuration itself.
  func rotary(_ parameters: JSONObject, headWidth: Int, _ spelling: RotarySpelling) throws -> Rotary {
    let inner = ConfigurationReader(fields: parameters, family: family)
    let base = try inner.optionalNumber("rope_theta") ?? number(spelling.base, default: spelling.defaultBase)
    guard base > 0, Float(base).isFinite else { throw ModelError("`\(spelling.base)` of the configuration is \(base)") }
    var dimensions = headWidth
    let fraction = try inner.optionalNumber("partial_rotary_factor") ?? spelling.fraction.map { try number($0, default: spelling.defaultFraction) }
    if let fraction {
      guard spelling.fraction != nil || fraction == 1 else {
        throw ModelError("`partial_rotary_factor` = \(fraction) is not supported for \(family) models")
      }
      guard fraction > 0, fraction <= 1 else { throw ModelError("the part of a head that turns is \(fraction)", notes: ["it is above 0 and at most 1"]) }
      dimensions = Int(Double(headWidth) * fraction)
    }
    guard dimensions > 0, dimensions % 2 == 0 else { throw ModelError("a rotary width of \(dimensions) is not an even number") }
    var rotary = Rotary(dimensions: dimensions, base: Float(base), turnsAdjacentPairs: spelling.turnsAdjacentPairs)
    try readScaling(inner, into: &rotary, spelling)
    return rotary
  }

  private func readScaling(_ inner: ConfigurationReader, into rotary: inout Rotary, _ spelling: RotarySpelling) throws {
    let kind = inner["rope_type"]?.stringValue ?? inner["type"]?.stringValue ?? "default"
    if spelling.longropeNames.contains(kind) { return try readLongRoPE(inner, into: &rotary) }
    switch kind {
    case "default": return
    case "linear": rotary.scaling = .linear(factor: try inner.scale("factor"))
    case "dynamic": rotary.scaling = .dynamic(factor: try inner.scale("factor"), length: try contextLength())
    case "llama3":
      let low = try inner.scale("low_freq_factor")
      let high = try inner.scale("high_freq_factor")
      guard high > low else { throw ModelError("`high_freq_factor` \(high) is not above `low_freq_factor` \(low)") }
      rotary.scaling = .llama3(
        factor: try inner.scale("factor"), lowFrequency: low, highFrequency: high, originalLength: Float(try originalLength(inner)))
    case "yarn": try readYaRN(inner, into: &rotary)
    default:
      throw ModelError(
        "the rope scaling \"\(kind)\" is not supported", notes: ["supported are default, linear, dynamic, llama3, yarn and longrope"])
    }
  }

  /// The ramp's ends are the pairs that turn `beta_fast` and `beta_slow` times in the original context.
  private func readYaRN(_ inner: ConfigurationReader, into rotary: inout Rotary) throws {
    let original = try originalLength(inner)
    let factor = try inner.positiveNumber("factor") ?? Float(try contextLength()) / Float(original)
    let fast = try inner.positiveNumber("beta_fast") ?? 32
    let slow = try inner.positiveNumber("beta_slow") ?? 1
    func pair(turns: Float) -> Double {
      Double(rotary.dimensions) * log(Double(original) / (Double(turns) * 2 * .pi)) / (2 * log(Double(rotary.base)))
    }
    guard rotary.base > 1 else { throw ModelError("yarn needs a `rope_theta` above 1, not \(rotary.base)") }
    var low = pair(turns: fast)
    var high = pair(turns: slow)
    if try inner.flag("truncate", default: true) {
      low = low.rounded(.down)
      high = high.rounded(.up)
    }
    low = max(low, 0)
    high = min(high, Double(rotary.dimensions - 1))
    if low == high { high += 0.001 }
    rotary.scaling = .yarn(factor: factor, low: Float(low), high: Float(high))
    func magnitude(_ weight: Float) -> Float { factor <= 1 ? 1 : 0.1 * weight * Float(log(Double(factor))) + 1 }
    let above = try inner.optionalNumber("mscale").map { Float($0) } ?? 0
    let below = try inner.optionalNumber("mscale_all_dim").map { Float($0) } ?? 0
    rotary.attentionFactor =
      try inner.positiveNumber("attention_factor") ?? (above != 0 && below != 0 ? magnitude(above) / magnitude(below) : magnitude(1))
  }

  private func readLongRoPE(_ inner: ConfigurationReader, into rotary: inout Rotary) throws {
    func factors(_ name: String) throws -> [Float] {
      let numbers = inner[name]?.arrayValue?.map { $0.doubleValue.map { Float($0) } ?? .nan } ?? []
      guard numbers.count == rotary.dimensions / 2, numbers.allSatisfy({ $0 > 0 && $0.isFinite }) else {
        throw ModelError("`\(name)` of the rope scaling is not a list of \(rotary.dimensions / 2) positive numbers, one a rotary pair")
      }
      return numbers
    }
    let original = try originalLength(inner)
    rotary.scaling = .longrope(short: try factors("short_factor"), long: try factors("long_factor"), originalLength: original)
    let factor = try inner.positiveNumber("factor") ?? Float(try contextLength()) / Float(original)
    let usual = factor <= 1 ? 1 : (1 + log(Double(factor)) / log(Double(max(original, 2)))).squareRoot()
    rotary.attentionFactor = try inner.positiveNumber("attention_factor") ?? Float(usual)
  }

  /// The context that the checkpoint had before it was stretched: beside the scaling first, as Phi-3 writes it.
  private func originalLength(_ inner: ConfigurationReader) throws -> Int {
    let name = "original_max_position_embeddings"
    return try optionalSize(name) ?? inner.optionalSize(name) ?? contextLength()
  }

  private func contextLength() throws -> Int { try size("max_position_embeddings", default: 2048) }

  private func scale(_ name: String) throws -> Float {
    guard let value = try positiveNumber(name) else { throw ModelError("the rope scaling needs a positive `\(name)`") }
    return value
  }
}
