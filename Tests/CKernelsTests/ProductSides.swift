import CKernels
import Testing

/// The sizes of a product x[m, k] · w.
struct ProductShape: Sendable, CustomTestStringConvertible {
  let m: Int, n: Int, k: Int
  var testDescription: String { "\(m)×\(n)×\(k)" }

  /// The given ones and some at random.
  static func some(_ edges: [(Int, Int, Int)]) -> [ProductShape] {
    let random = (0..<12).map { _ in (Int.random(in: 1...70), Int.random(in: 1...150), Int.random(in: 1...200)) }
    return (edges + random).map { ProductShape(m: $0.0, n: $0.1, k: $0.2) }
  }
}

/// A product's sides in rows farther apart than they are long, with NaN between, which must not be read.
struct ProductSides {
  let m: Int, k: Int, transposed: Bool, type: arr_float_type
  private(set) var n: Int
  var x: [Float]
  var weights: [Float]

  init(_ s: ProductShape, _ type: arr_float_type, transposed: Bool, in range: ClosedRange<Float> = -2...2) {
    (m, n, k, self.transposed, self.type) = (s.m, s.n, s.k, transposed, type)
    let (k, width) = (s.k, transposed ? s.k : s.n)
    x = (0..<s.m * (s.k + 3)).map { $0 % (k + 3) < k ? Float.random(in: range) : .nan }
    weights = (0..<(transposed ? s.n : s.k) * (width + 5)).map { $0 % (width + 5) < width ? Float.random(in: range) : .nan }
  }

  var ldx: Int { k + 3 }
  var ldw: Int { (transposed ? k : n) + 5 }
  var ldy: Int { n + 2 }
  func place(_ output: Int, _ inner: Int) -> Int { transposed ? output * ldw + inner : inner * ldw + output }

  /// The product with the first outputs of weights [n, k] only.
  func keeping(outputs: Int) -> ProductSides {
    var some = self
    some.n = outputs
    return some
  }

  /// The weights in their type, and what they are in it.
  func stored() -> (bytes: [UInt8], values: [Float]) {
    if type == arr_float32 { return (weights.withUnsafeBytes { Array($0) }, weights) }
    let isBF16 = type == arr_bfloat16
    var bits = [UInt16](repeating: 0, count: weights.count)
    (isBF16 ? arr_bf16_from_f32 : arr_f16_from_f32)(&bits, weights, Int64(weights.count))
    var values = weights
    (isBF16 ? arr_f32_from_bf16 : arr_f32_from_f16)(&values, bits, Int64(bits.count))
    return (bits.withUnsafeBytes { Array($0) }, values)
  }

  /// How far a product with rows of `ldy` numbers, of which each was 0.5 at first, is from sums in double, over the sum of the
  /// terms' sizes; infinite when it wrote beside its outputs.
  func worstError(of y: [Float]) -> Double {
    let w = stored().values
    var worst = 0.0
    for i in 0..<m {
      if (n..<ldy).contains(where: { y[i * ldy + $0] != 0.5 }) { return .infinity }
      for j in 0..<n {
        var (sum, size) = (0.0, 0.1)
        for t in 0..<k {
          let term = Double(x[i * ldx + t]) * Double(w[place(j, t)])
          sum += term
          size += abs(term)
        }
        let error = abs(Double(y[i * ldy + j]) - sum) / size
        worst = error.isNaN ? .infinity : max(worst, error)
      }
    }
    return worst
  }

  /// Where such a product first is not the sum in double, or not the same kind of NaN or infinity.
  func firstDifference(of y: [Float], relative: Double) -> String? {
    let w = stored().values
    for i in 0..<m {
      for j in 0..<n {
        let sum = (0..<k).reduce(0.0) { $0 + Double(x[i * ldx + $1]) * Double(w[place(j, $1)]) }
        let (got, expected) = (y[i * ldy + j], Float(sum))
        let same = got == expected || (got.isNaN && expected.isNaN) || abs(Double(got) - sum) <= relative * abs(sum)
        if !same { return "at \(i), \(j): \(got), not \(expected)" }
      }
    }
    return nil
  }
}
