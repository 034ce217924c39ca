import CKernels
import Testing

/// The products on matrix tiles against sums in double; nothing on CPUs without them.
@Suite(.enabled(if: arr_split_is_available() != 0, "this CPU has no matrix tiles")) struct SplitProductTests {
  struct Shape: Sendable, CustomTestStringConvertible {
    let m: Int, n: Int, k: Int
    var testDescription: String { "\(m)×\(n)×\(k)" }
  }

  static let shapes: [Shape] = {
    let edges = [
      (1, 1, 1), (1, 7, 16), (16, 16, 32), (17, 15, 31), (15, 17, 33), (32, 32, 64), (33, 33, 65), (31, 130, 100), (65, 129, 40),
      (3, 11, 513), (5, 257, 520), (40, 20, 1100), (100, 40, 3),
    ]
    let random = (0..<12).map { _ in (Int.random(in: 1...70), Int.random(in: 1...150), Int.random(in: 1...200)) }
    return (edges + random).map { Shape(m: $0.0, n: $0.1, k: $0.2) }
  }()

  /// A product's sides in rows farther apart than they are long, with NaN between, which must not be read.
  private struct Sides {
    let m: Int, n: Int, k: Int, transposed: Bool, type: arr_float_type
    var x: [Float]
    var weights: [Float]

    init(_ s: Shape, _ type: arr_float_type, transposed: Bool, in range: ClosedRange<Float> = -2...2) {
      (m, n, k, self.transposed, self.type) = (s.m, s.n, s.k, transposed, type)
      let (k, width) = (s.k, transposed ? s.k : s.n)
      x = (0..<s.m * (s.k + 3)).map { $0 % (k + 3) < k ? Float.random(in: range) : .nan }
      weights = (0..<(transposed ? s.n : s.k) * (width + 5)).map { $0 % (width + 5) < width ? Float.random(in: range) : .nan }
    }

    var ldx: Int { k + 3 }
    var ldw: Int { (transposed ? k : n) + 5 }
    func place(_ output: Int, _ inner: Int) -> Int { transposed ? output * ldw + inner : inner * ldw + output }

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

    /// Rows of n + 2 numbers, 0.5 at first.
    func product(accumulate: Bool, pieces: Int32 = 3, weights: [UInt8]? = nil) -> [Float] {
      var y = [Float](repeating: 0.5, count: m * (n + 2))
      let rows = UnsafeMutableRawPointer.allocate(byteCount: Int(arr_split_bytes(Int64(m), Int64(k), pieces)), alignment: 64)
      let scratch = UnsafeMutableRawPointer.allocate(byteCount: Int(arr_split_scratch_bytes(Int64(m), Int64(k))), alignment: 64)
      defer { rows.deallocate(); scratch.deallocate() }
      for panel in 0..<(m + 31) / 32 { arr_split_rows(rows, x, Int64(ldx), Int64(m), Int64(k), transposed ? 1 : 0, pieces, Int64(panel)) }
      arr_split_product(
        type, transposed ? 1 : 0, &y, Int64(n + 2), x, Int64(ldx), rows, pieces, Int64(m), weights ?? stored().bytes, Int64(ldw), Int64(n), Int64(k),
        accumulate ? 1 : 0, scratch)
      return y
    }
  }

  @Test(arguments: shapes, [arr_bfloat16, arr_float16, arr_float32]) func isTheSumOfProducts(_ s: Shape, _ type: arr_float_type) {
    for transposed in [false, true] {
      let sides = Sides(s, type, transposed: transposed)
      let w = sides.stored().values
      for accumulate in [false, true] {
        let y = sides.product(accumulate: accumulate)
        var worst = 0.0
        for i in 0..<s.m {
          for j in s.n..<s.n + 2 { #expect(y[i * (s.n + 2) + j] == 0.5) }
          for j in 0..<s.n {
            var (sum, size) = (accumulate ? 0.5 : 0, 0.1)
            for t in 0..<s.k {
              let term = Double(sides.x[i * sides.ldx + t]) * Double(w[sides.place(j, t)])
              sum += term
              size += abs(term)
            }
            worst = max(worst, abs(Double(y[i * (s.n + 2) + j]) - sum) / size)
          }
        }
        #expect(worst <= 4e-7, "transposed \(transposed), accumulate \(accumulate)")
      }
    }
  }

  /// Of rows rounded to bfloat16 first, ties to even.
  @Test(arguments: shapes, [false, true]) func roundsAsConversionsDo(_ s: Shape, _ transposed: Bool) {
    var sides = Sides(s, arr_bfloat16, transposed: transposed)
    for i in stride(from: 0, to: sides.x.count, by: 3) where sides.x[i].isFinite {
      sides.x[i] = Float(bitPattern: sides.x[i].bitPattern & 0xFFFF_0000 | 0x8000)
    }
    var bits = [UInt16](repeating: 0, count: sides.x.count)
    arr_bf16_from_f32(&bits, sides.x, Int64(bits.count))
    let y = sides.product(accumulate: false, pieces: 1)
    arr_f32_from_bf16(&sides.x, bits, Int64(bits.count))
    let expected = sides.product(accumulate: false)
    let worst = zip(y, expected).reduce(Float(0)) { max($0, abs($1.0 - $1.1)) }
    #expect(worst <= 2e-6 * Float(s.k))
  }

  /// Every NaN, also those that rounding would carry into zero.
  @Test(arguments: [arr_bfloat16, arr_float16, arr_float32], [false, true]) func everyNaNIsSeen(_ type: arr_float_type, _ transposed: Bool) {
    for pieces in type == arr_bfloat16 ? [1, 3] : [3] as [Int32] {
      for bits in [0x7FFF_FFFF, 0xFFFF_FFFF, 0x7FFF_E000, 0x7F80_0001, 0x7FC0_0000] as [UInt32] {
        var sides = Sides(Shape(m: 2, n: 3, k: 4), type, transposed: transposed)
        sides.x[0] = Float(bitPattern: bits)
        let y = sides.product(accumulate: false, pieces: pieces)
        #expect(y[0...2].allSatisfy(\.isNaN) && y[5...7].allSatisfy(\.isFinite))
      }
      // A whole weight of ones is a NaN in every type.
      let sides = Sides(Shape(m: 2, n: 3, k: 4), type, transposed: transposed)
      var bytes = sides.stored().bytes
      let size = type == arr_float32 ? 4 : 2
      for i in 0..<size { bytes[sides.place(1, 2) * size + i] = 0xFF }
      let y = sides.product(accumulate: false, pieces: pieces, weights: bytes)
      #expect(y[1].isNaN && !y[0].isNaN && !y[2].isNaN)
    }
  }

  /// What has no pieces: infinities, NaN, and numbers that round to an infinity. Other rows and outputs do not feel them.
  @Test(arguments: [arr_bfloat16, arr_float16, arr_float32], [false, true]) func extremesKeepTheirMeaning(_ type: arr_float_type, _ transposed: Bool) {
    let s = Shape(m: 20, n: 40, k: 70)
    for value in [Float.infinity, -.infinity, .nan, .greatestFiniteMagnitude, 0x1.FFp127] {
      var sides = Sides(s, type, transposed: transposed, in: 0.5...1)
      sides.x[3 * sides.ldx + 5] = value
      if type == arr_float32 || !value.isFinite { sides.weights[sides.place(7, 9)] = value }
      for i in 0..<s.k where i != 9 { sides.weights[sides.place(8, i)] = 0 }
      let w = sides.stored().values
      for (accumulate, pieces) in [(false, 3), (true, 3), (false, 1)] as [(Bool, Int32)] where pieces == 3 || type == arr_bfloat16 && !value.isFinite {
        let y = sides.product(accumulate: accumulate, pieces: pieces)
        compare(y, sides, w, value, from: accumulate ? 0.5 : 0, relative: pieces == 3 ? 1e-6 : 1e-2)
      }
    }
  }

  private func compare(_ y: [Float], _ sides: Sides, _ w: [Float], _ value: Float, from start: Double, relative: Double) {
    for i in 0..<sides.m {
      for j in 0..<sides.n {
        let sum = (0..<sides.k).reduce(start) { $0 + Double(sides.x[i * sides.ldx + $1]) * Double(w[sides.place(j, $1)]) }
        let (got, expected) = (y[i * (sides.n + 2) + j], Float(sum))
        let same = got == expected || (got.isNaN && expected.isNaN) || abs(Double(got) - sum) <= relative * abs(sum)
        #expect(same, "\(value) at \(i), \(j): \(got), not \(expected)")
      }
    }
  }

  /// Numbers keep their digits down to 2⁻¹⁰²; what is below 2⁻¹²⁶ may count as zero.
  @Test(arguments: [false, true]) func smallNumbers(_ transposed: Bool) {
    let s = Shape(m: 18, n: 20, k: 40)
    for (range, digits, least) in [(0x1p-100...0x1p-98, 4e-7, 0.0), (0...0x1p-126, 0, 0x1p-125)] as [(ClosedRange<Float>, Double, Double)] {
      var sides = Sides(s, arr_float32, transposed: transposed)
      for i in sides.x.indices where sides.x[i].isFinite { sides.x[i] = Float.random(in: range) }
      let y = sides.product(accumulate: false)
      for i in 0..<s.m {
        for j in 0..<s.n {
          let terms = (0..<s.k).map { Double(sides.x[i * sides.ldx + $0]) * Double(sides.weights[sides.place(j, $0)]) }
          let size = terms.reduce(0) { $0 + abs($1) }
          #expect(abs(Double(y[i * (s.n + 2) + j]) - terms.reduce(0, +)) <= digits * size + least * 2 * Double(s.k))
        }
      }
    }
  }
}
