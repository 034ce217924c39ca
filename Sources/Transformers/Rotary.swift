import Glibc
import JSON

/// Rotary position embedding (Su et al., 2021): which part of a head turns, how fast, and how checkpoints stretch it.
public struct Rotary: Hashable, Sendable {
  /// How a checkpoint stretches the rotation to longer texts than it was first trained on.
  enum Scaling: Hashable, Sendable {
    case none
    /// Angles divided by the factor.
    case linear(factor: Float)
    /// A base that grows with the text once it is longer than the model's context (NTK-aware scaling).
    case dynamic(factor: Float, length: Int)
    /// Llama 3.1: slow pairs divided, fast ones kept, a smooth crossing between.
    case llama3(factor: Float, lowFrequency: Float, highFrequency: Float, originalLength: Float)
    /// YaRN (Peng et al., 2023): pairs below `low` kept, those above `high` divided, a ramp between.
    case yarn(factor: Float, low: Float, high: Float)
    /// LongRoPE (Ding et al., 2024): every pair has its own divisor, one for short texts and one for long.
    case longrope(short: [Float], long: [Float], originalLength: Int)
  }

  /// Elements of a head that turn (an even number); the rest passes through.
  public var dimensions: Int
  /// θ: pair i turns by base^(−2i/dimensions) radians a position (10 000 in the paper).
  var base: Float
  /// How the angles are stretched.
  var scaling: Scaling = .none
  /// Cosines and sines are multiplied by this.
  public var attentionFactor: Float = 1
  /// Elements 2i and 2i + 1 turn together, instead of i and i + dimensions/2.
  public var turnsAdjacentPairs = false

  /// Texts of the same regime turn at the same speed: 0 for all of them, unless speed depends on length.
  func regime(length: Int) -> Int {
    switch scaling {
    case .dynamic(_, let context): return length > context ? length : 0
    case .longrope(_, _, let original): return length > original ? 1 : 0
    default: return 0
    }
  }

  /// The angle a pair turns from one position to the next, in the float32 steps that Hugging Face takes.
  func frequencies(regime: Int) -> [Float] {
    switch scaling {
    case .dynamic(let factor, let context) where regime > 0:
      let growth = Double(factor) * Double(regime) / Double(context) - Double(factor - 1)
      let exponent = Double(dimensions) / Double(max(dimensions - 2, 1))
      return powers(of: Float(Double(base) * pow(growth, exponent))).map { 1 / $0 }
    case .longrope(let short, let long, _):
      return zip(powers(of: base), regime > 0 ? long : short).map { 1 / ($1 * $0) }
    default:
      return powers(of: base).enumerated().map { i, power in scaled(1 / power, pair: i) }
    }
  }

  /// base^(2i/dimensions)
  private func powers(of base: Float) -> [Float] {
    (0..<dimensions / 2).map { powf(base, Float(2 * $0) / Float(dimensions)) }
  }

  private func scaled(_ frequency: Float, pair: Int) -> Float {
    switch scaling {
    case .none, .dynamic, .longrope: return frequency
    case .linear(let factor): return frequency / factor
    case .llama3(let factor, let low, let high, let original):
      let wavelength = 2 * Float.pi / frequency
      if wavelength < original / high { return frequency }
      if wavelength > original / low { return frequency / factor }
      let smooth = (original / wavelength - low) / (high - low)
      return (1 - smooth) * frequency / factor + smooth * frequency
    case .yarn(let factor, let low, let high):
      let ramp = min(max((Float(pair) - low) / (high - low), 0), 1)
      return frequency / factor * ramp + frequency * (1 - ramp)
    }
  }

  /// Cosines and sines of positions `0..<count`, each `[count, dimensions / 2]`.
  func table(count: Int, regime: Int) -> RotaryTable {
    let frequencies = frequencies(regime: regime)
    var table = RotaryTable(count: count)
    table.cosines.reserveCapacity(count * frequencies.count)
    table.sines.reserveCapacity(count * frequencies.count)
    for position in 0..<count {
      for frequency in frequencies {
        let angle = Float(position) * frequency
        table.cosines.append(cosf(angle) * attentionFactor)
        table.sines.append(sinf(angle) * attentionFactor)
      }
    }
    return table
  }
}

/// Cosines and sines of the first positions.
struct RotaryTable {
  let count: Int
  var cosines: [Float] = []
  var sines: [Float] = []
}
