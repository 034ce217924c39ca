import Glibc
import Transformers

/// How far two evaluations of the same sum may lie apart by rounding alone.
///
/// One operation of unit roundoff u errs by at most u times its result, evenly spread: with a deviation of u/√3. The errors of the n
/// steps of a sum of size S add up like a random walk, to u·S·√(n/3) at most (Higham and Mary, 2019), and those of two
/// evaluations in different order to √2 times that. Among millions of numbers the largest lies five deviations out: 5·√(2/3) ≈ 4.
struct Rounding {
  /// 2⁻²⁴
  private static let single = 0x1p-24
  /// Unit roundoff of what is rounded before it enters a product, where bf16 weights are multiplied as bf16: each term has an error of
  /// its own, and they add up to so much of a random sum whatever its length.
  private let narrow: Double
  private let deviations = 4.0
  /// The longest sum of a forward pass.
  let longest: Int
  private let layers: Int

  init(_ model: TransformerModel) {
    let c = model.configuration
    narrow = model.compute == .bfloat16 && model.dtype == .bfloat16 ? 0x1p-8 : 0
    longest = max(c.width, c.headCount * c.headWidth, c.hasFeedForward ? c.hiddenWidth : 0)
    layers = c.layerCount
  }

  /// Of one sum of `count` terms, whose partial sums are as large as `size`.
  func sum(of count: Int, size: Double) -> Double { deviations * size * max(Self.single * sqrt(Double(count)), narrow) }

  /// Of one sum that is float32 whatever the weights are.
  func singleSum(of count: Int, size: Double) -> Double { deviations * size * Self.single * sqrt(Double(count)) }

  /// Of logits up to `size` behind the whole pass: two sublayers a block and the unembedding err independently of each other.
  func pass(size: Double) -> Double { sum(of: longest, size: size) * sqrt(Double(2 * layers + 1)) }
}

/// The largest of many differences, and where it was. NaN is larger than all.
struct LargestDifference {
  private(set) var value = 0.0
  private(set) var place: String?

  mutating func note(_ difference: Double, at place: @autoclosure () -> String) {
    let size = difference.isNaN ? .infinity : abs(difference)
    guard size > value else { return }
    value = size
    self.place = place()
  }

  func check(_ name: String, tolerance: Double) -> CertificateCheck {
    CertificateCheck(name: name, outcome: value <= tolerance ? .passed : .failed, difference: value, tolerance: tolerance, place: place)
  }
}
