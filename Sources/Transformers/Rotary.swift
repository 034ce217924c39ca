import Glibc
import JSON

/// Rotary position embedding (Su et al., 2021): which part of a head turns, how fast, and how checkpoints stretch it.
public struct Rotary: Equatable, Sendable {
  public enum Scaling: Equatable, Sendable {
    case none
    /// Angles divided by the factor.
    case linear(factor: Float)
    /// Llama 3.1: slow pairs divided, fast ones kept, a smooth crossing between.
    case llama3(factor: Float, lowFrequency: Float, highFrequency: Float, originalLength: Float)
  }

  /// Elements of a head that turn (an even number); the rest passes through.
  public var dimensions: Int
  public var base: Float
  public var scaling: Scaling

  /// The angle a pair turns from one position to the next, in the float32 steps that Hugging Face takes.
  func frequencies() -> [Float] {
    (0..<dimensions / 2).map { i in
      let frequency = 1 / powf(base, Float(2 * i) / Float(dimensions))
      switch scaling {
      case .none: return frequency
      case .linear(let factor): return frequency / factor
      case .llama3(let factor, let low, let high, let original):
        let wavelength = 2 * Float.pi / frequency
        if wavelength < original / high { return frequency }
        if wavelength > original / low { return frequency / factor }
        let smooth = (original / wavelength - low) / (high - low)
        return (1 - smooth) * frequency / factor + smooth * frequency
      }
    }
  }

  /// Cosines and sines of positions `0..<count`, each `[count, dimensions / 2]`.
  func table(count: Int) -> (cosines: [Float], sines: [Float]) {
    let frequencies = frequencies()
    var cosines = [Float]()
    var sines = [Float]()
    cosines.reserveCapacity(count * frequencies.count)
    sines.reserveCapacity(count * frequencies.count)
    for position in 0..<count {
      for frequency in frequencies {
        let angle = Float(position) * frequency
        cosines.append(cosf(angle))
        sines.append(sinf(angle))
      }
    }
    return (cosines, sines)
  }
}

extension ConfigurationReader {
  /// Reads `rope_theta` and `rope_scaling`, or transformers 5's `rope_parameters` that holds both.
  func rotary(dimensions: Int, defaultBase: Double = 10000) throws -> Rotary {
    guard dimensions > 0, dimensions % 2 == 0 else { throw ModelError("a rotary width of \(dimensions) is not an even number") }
    let nested = fields["rope_parameters"]?.objectValue
    let parameters = nested ?? fields["rope_scaling"]?.objectValue
    let inner = ConfigurationReader(fields: parameters ?? [:], family: family)
    let base = try number("rope_theta", default: inner.number("rope_theta", default: defaultBase))
    guard base > 0 else { throw ModelError("`rope_theta` of the configuration is \(base)") }
    return Rotary(dimensions: dimensions, base: Float(base), scaling: try inner.scaling())
  }

  private func scaling() throws -> Rotary.Scaling {
    let kind = fields["rope_type"]?.stringValue ?? fields["type"]?.stringValue ?? "default"
    switch kind {
    case "default": return .none
    case "linear": return .linear(factor: try positive("factor"))
    case "llama3":
      let low = try positive("low_freq_factor")
      let high = try positive("high_freq_factor")
      guard high > low else { throw ModelError("`high_freq_factor` \(high) is not above `low_freq_factor` \(low)") }
      return .llama3(
        factor: try positive("factor"), lowFrequency: low, highFrequency: high,
        originalLength: try positive("original_max_position_embeddings"))
    default: throw ModelError("the rope scaling \"\(kind)\" is not supported", notes: ["supported are default, linear and llama3"])
    }
  }

  private func positive(_ name: String) throws -> Float {
    let value = try number(name, default: .nan)
    guard value > 0 else { throw ModelError("the rope scaling needs a positive `\(name)`") }
    return Float(value)
  }
}
