import CKernels
import Testing

/// The products on matrix tiles against sums in double; nothing on CPUs without them.
@Suite(.enabled(if: arr_split_is_available() != 0, "this CPU has no matrix tiles")) struct SplitProductTests {
  static let shapes = ProductShape.some([
    (1, 1, 1), (1, 7, 16), (16, 16, 32), (17, 15, 31), (15, 17, 33), (32, 32, 64), (33, 33, 65), (31, 130, 100), (65, 129, 40),
    (3, 11, 513), (5, 257, 520), (40, 20, 1100), (100, 40, 3),
    // Few rows of whole tiles, which are multiplied in place.
    (1, 64, 32), (5, 128, 96), (16, 192, 544), (6, 200, 288), (17, 64, 64),
  ])

  @Test(arguments: shapes, [arr_bfloat16, arr_float16, arr_float32]) func isTheSumOfProducts(_ s: ProductShape, _ type: arr_float_type) {
    for transposed in [false, true] {
      let sides = ProductSides(s, type, transposed: transposed)
      #expect(sides.worstError(of: sides.product()) <= 4e-7, "transposed \(transposed)")
    }
  }

  /// Of rows rounded to bfloat16 first, ties to even.
  @Test(arguments: shapes, [false, true]) func roundsAsConversionsDo(_ s: ProductShape, _ transposed: Bool) {
    var sides = ProductSides(s, arr_bfloat16, transposed: transposed)
    for i in stride(from: 0, to: sides.x.count, by: 3) where sides.x[i].isFinite {
      sides.x[i] = Float(bitPattern: sides.x[i].bitPattern & 0xFFFF_0000 | 0x8000)
    }
    var bits = [UInt16](repeating: 0, count: sides.x.count)
    arr_bf16_from_f32(&bits, sides.x, Int64(bits.count))
    let y = sides.product(pieces: 1)
    arr_f32_from_bf16(&sides.x, bits, Int64(bits.count))
    let expected = sides.product()
    let worst = zip(y, expected).reduce(Float(0)) { max($0, abs($1.0 - $1.1)) }
    #expect(worst <= 2e-6 * Float(s.k))
  }

  /// Every NaN, also those that rounding would carry into zero.
  @Test(arguments: [arr_bfloat16, arr_float16, arr_float32], [false, true]) func everyNaNIsSeen(_ type: arr_float_type, _ transposed: Bool) {
    for pieces in type == arr_bfloat16 ? [1, 3] : [3] as [Int32] {
      for bits in [0x7FFF_FFFF, 0xFFFF_FFFF, 0x7FFF_E000, 0x7F80_0001, 0x7FC0_0000] as [UInt32] {
        var sides = ProductSides(ProductShape(m: 2, n: 3, k: 4), type, transposed: transposed)
        sides.x[0] = Float(bitPattern: bits)
        let y = sides.product(pieces: pieces)
        #expect(y[0...2].allSatisfy(\.isNaN) && y[5...7].allSatisfy(\.isFinite))
      }
      // A whole weight of ones is a NaN in every type.
      let sides = ProductSides(ProductShape(m: 2, n: 3, k: 4), type, transposed: transposed)
      var bytes = sides.stored().bytes
      let size = type == arr_float32 ? 4 : 2
      for i in 0..<size { bytes[sides.place(1, 2) * size + i] = 0xFF }
      let y = sides.product(pieces: pieces, weights: bytes)
      #expect(y[1].isNaN && !y[0].isNaN && !y[2].isNaN)
    }
  }

  /// What has no pieces: infinities, NaN, and numbers that round to an infinity. Other rows and outputs do not feel them.
  @Test(arguments: [arr_bfloat16, arr_float16, arr_float32], [false, true]) func extremesKeepTheirMeaning(_ type: arr_float_type, _ transposed: Bool) {
    let s = ProductShape(m: 20, n: 40, k: 70)
    for value in [Float.infinity, -.infinity, .nan, .greatestFiniteMagnitude, 0x1.FFp127] {
      var sides = ProductSides(s, type, transposed: transposed, in: 0.5...1)
      sides.x[3 * sides.ldx + 5] = value
      if type == arr_float32 || !value.isFinite { sides.weights[sides.place(7, 9)] = value }
      for i in 0..<s.k where i != 9 { sides.weights[sides.place(8, i)] = 0 }
      for pieces in [3, 1] as [Int32] where pieces == 3 || type == arr_bfloat16 && !value.isFinite {
        let difference = sides.firstDifference(of: sides.product(pieces: pieces), relative: pieces == 3 ? 1e-6 : 1e-2)
        #expect(difference == nil, "\(value)")
      }
    }
  }

  /// A sum has the same bits whatever else is multiplied: outputs in place or cut, and a sum beside it that is not finite.
  @Test func bitsDoNotDependOnNeighbours() {
    let sides = ProductSides(ProductShape(m: 6, n: 64, k: 448), arr_bfloat16, transposed: true)
    let all = sides.product()
    let ragged = sides.keeping(outputs: 50)
    let some = ragged.product()
    var poisoned = sides
    poisoned.weights[poisoned.place(40, 3)] = .infinity
    let beside = poisoned.product()
    for i in 0..<6 {
      #expect((0..<50).allSatisfy { all[i * sides.ldy + $0] == some[i * ragged.ldy + $0] })
      #expect((0..<64).allSatisfy { $0 == 40 || all[i * sides.ldy + $0] == beside[i * sides.ldy + $0] })
      #expect(!beside[i * sides.ldy + 40].isFinite)
    }
  }

  /// Numbers keep their digits down to 2⁻¹⁰²; what is below 2⁻¹²⁶ may count as zero.
  @Test(arguments: [false, true]) func smallNumbers(_ transposed: Bool) {
    let s = ProductShape(m: 18, n: 20, k: 40)
    for (range, digits, least) in [(0x1p-100...0x1p-98, 4e-7, 0.0), (0...0x1p-126, 0, 0x1p-125)] as [(ClosedRange<Float>, Double, Double)] {
      var sides = ProductSides(s, arr_float32, transposed: transposed)
      for i in sides.x.indices where sides.x[i].isFinite { sides.x[i] = Float.random(in: range) }
      let y = sides.product()
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

extension ProductSides {
  /// Rows of n + 2 numbers, 0.5 at first.
  fileprivate func product(pieces: Int32 = 3, weights: [UInt8]? = nil) -> [Float] {
    var y = [Float](repeating: 0.5, count: m * (n + 2))
    let rows = UnsafeMutableRawPointer.allocate(byteCount: Int(arr_split_bytes(Int64(m), Int64(k), pieces)), alignment: 64)
    let scratch = UnsafeMutableRawPointer.allocate(byteCount: Int(arr_split_scratch_bytes(Int64(m), Int64(k))), alignment: 64)
    defer { rows.deallocate(); scratch.deallocate() }
    for panel in 0..<(m + 31) / 32 { arr_split_rows(rows, x, Int64(ldx), Int64(m), Int64(k), transposed ? 1 : 0, pieces, Int64(panel)) }
    arr_split_product(
      type, transposed ? 1 : 0, &y, Int64(n + 2), x, Int64(ldx), rows, pieces, Int64(m), weights ?? stored().bytes, Int64(ldw), Int64(n), Int64(k),
      scratch)
    return y
  }
}
