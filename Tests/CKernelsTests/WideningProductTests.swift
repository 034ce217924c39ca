import CKernels
import Testing

/// The products with 16-bit weights against sums in double, with every kind of vectors that this machine has.
@Suite struct WideningProductTests {
  struct Shape: Sendable, CustomTestStringConvertible {
    let m: Int, n: Int, k: Int
    var testDescription: String { "\(m)×\(n)×\(k)" }
  }

  static let shapes: [Shape] = {
    let edges = [(1, 1, 1), (1, 7, 16), (2, 6, 15), (3, 5, 17), (4, 12, 33), (5, 13, 64), (6, 1, 100), (7, 6, 0), (65, 9, 40), (3, 11, 2100), (130, 8, 20)]
    let random = (0..<40).map { _ in (Int.random(in: 1...20), Int.random(in: 1...30), Int.random(in: 0...200)) }
    return (edges + random).map { Shape(m: $0.0, n: $0.1, k: $0.2) }
  }()

  private func widened(_ bits: UInt16, _ type: arr_float_type) -> Double {
    if type == arr_bfloat16 { return Double(Float(bitPattern: UInt32(bits) << 16)) }
    var value: Float = 0
    withUnsafePointer(to: bits) { arr_f32_from_f16(&value, $0, 1) }
    return Double(value)
  }

  private func narrowed(_ values: [Float], _ type: arr_float_type) -> [UInt16] {
    var bits = [UInt16](repeating: 0, count: values.count)
    (type == arr_bfloat16 ? arr_bf16_from_f32 : arr_f16_from_f32)(&bits, values, Int64(values.count))
    return bits
  }

  @Test(arguments: shapes, [arr_bfloat16, arr_float16]) func everyLevelIsTheSumOfProducts(_ s: Shape, _ type: arr_float_type) {
    // Rows farther apart than they are long, as parts of fused matrices are; what lies between must not be read or written.
    let (ldx, ldw, ldy) = (s.k + 3, s.k + 5, s.n + 2)
    let x = (0..<s.m * ldx).map { $0 % ldx < s.k ? Float.random(in: -2...2) : .nan }
    let w = narrowed((0..<s.n * ldw).map { $0 % ldw < s.k ? Float.random(in: -2...2) : .nan }, type)
    for level in 1...arr_widening_levels() {
      for accumulate in [false, true] {
        var y = [Float](repeating: 0.5, count: s.m * ldy)
        arr_product_widening_at(
          level, type, &y, Int64(ldy), x, Int64(ldx), w, Int64(ldw), Int64(s.m), Int64(s.n), Int64(s.k), accumulate ? 1 : 0)
        for i in 0..<s.m {
          for j in 0..<ldy where j >= s.n { #expect(y[i * ldy + j] == 0.5) }
          for j in 0..<s.n {
            var (sum, size) = (accumulate ? 0.5 : 0, 1.0)
            for t in 0..<s.k {
              let term = Double(x[i * ldx + t]) * widened(w[j * ldw + t], type)
              sum += term
              size += abs(term)
            }
            #expect(abs(Double(y[i * ldy + j]) - sum) <= 1e-6 * size, "level \(level) at \(i), \(j)")
          }
        }
      }
    }
  }

  @Test(arguments: [arr_bfloat16, arr_float16]) func extremeWeightsKeepTheirMeaning(_ type: arr_float_type) {
    let infinity: UInt16 = type == arr_bfloat16 ? 0x7F80 : 0x7C00
    // Infinity, NaN, the smallest subnormal, −0, 1 twenty times over.
    let kinds: [UInt16] = [infinity, infinity | 1, 1, 0x8000, type == arr_bfloat16 ? 0x3F80 : 0x3C00]
    let w = (0..<20).flatMap { _ in kinds }
    for level in 1...arr_widening_levels() {
      for (column, kind) in kinds.enumerated() {
        let x = (0..<100).map { $0 % 5 == column ? Float(1) : 0 }
        var clean = w
        for index in clean.indices where index % 5 != column { clean[index] = 0 }
        var y: Float = 0
        arr_product_widening_at(level, type, &y, 1, x, 100, clean, 100, 1, 1, 100, 0)
        let expected = 20 * widened(kind, type)
        #expect(Double(y) == expected || (y.isNaN && expected.isNaN) || abs(Double(y) - expected) <= 1e-6 * abs(expected), "level \(level)")
      }
    }
  }
}
