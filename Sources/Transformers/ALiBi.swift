import Glibc

/// Attention with linear biases (Press et al., 2022): a score falls with the distance of its key, at each head's own slope.
public struct ALiBi: Equatable, Sendable {
  /// How the slopes of heads are chosen.
  enum Slopes: Equatable, Sendable {
    /// BLOOM's and Falcon's: powers of 2^(−8/n) for the largest power of two n of heads, then every other power between.
    case powers
    /// MPT's: powers of 2^(−8/n) for the smallest power of two n that covers the heads; every second first when it is more.
    case spread
    /// TransformerLens': powers of 2^(−8/n) for any n heads.
    case geometric
  }

  /// How the slopes of heads are chosen.
  var slopes: Slopes
  /// Falcon adds the bias before it scales scores, rounds slopes, positions and products to bfloat16, and counts from the first key.
  public var isFalcon: Bool = false

  /// The slope of every head, in the float32 steps that Hugging Face takes.
  func values(heads: Int) -> [Float] {
    switch slopes {
    case .geometric:
      let first = pow(2, -8 / Double(heads))
      return (0..<heads).map { Float(first) * powf(Float(first), Float($0)) }
    case .powers:
      let whole = largestPower(heads)
      let base = Self.base(whole)
      let extra = Self.base(2 * whole)
      return (1...whole).map { powf(base, Float($0)) } + (0..<heads - whole).map { powf(extra, Float(2 * $0 + 1)) }
    case .spread:
      let whole = largestPower(heads) == heads ? heads : 2 * largestPower(heads)
      let all = (1...whole).map { 1 / powf(2, Float($0) * (8 / Float(whole))) }
      guard whole != heads else { return all }
      let odd = stride(from: 1, to: whole, by: 2).map { all[$0] }
      let even = stride(from: 0, to: whole, by: 2).map { all[$0] }
      return Array((odd + even).prefix(heads))
    }
  }

  private func largestPower(_ heads: Int) -> Int { 1 << (Int.bitWidth - 1 - max(heads, 1).leadingZeroBitCount) }

  private static func base(_ heads: Int) -> Float { Float(pow(2, -pow(2, -(log2(Double(heads)) - 3)))) }

  /// What is added to the scores of keys `0..<length` for the query of the last of them; `scale` is that of the scores.
  func biases(slope: Float, length: Int, scale: Float) -> [Float] {
    guard isFalcon else { return (0..<length).map { slope * Float($0 - (length - 1)) } }
    let rounded = slope.roundedToBFloat16
    return (0..<length).map { (rounded * Float($0).roundedToBFloat16).roundedToBFloat16 * scale }
  }
}

extension Float {
  /// The nearest bfloat16, ties to even.
  var roundedToBFloat16: Float {
    guard isFinite else { return self }
    let bits = bitPattern
    return Float(bitPattern: (bits &+ 0x7FFF &+ ((bits >> 16) & 1)) & 0xFFFF_0000)
  }
}
