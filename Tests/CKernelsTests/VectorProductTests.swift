import CKernels
import Testing

/// The products in the widest vectors against sums in double; nothing on CPUs without them.
@Suite(.enabled(if: arr_vector_is_available() != 0, "this CPU has no AVX-512")) struct VectorProductTests {
  /// Every height of a block; few rows and many; outputs and stretches of k at the edges of what is cut together.
  static let shapes = ProductShape.some(
    (1...10).map { ($0, 50 + $0, 17 * $0) } + [
      (1, 1, 1), (72, 100, 193), (73, 100, 193), (80, 193, 785), (5, 400, 192), (30, 191, 400), (10, 49, 800), (100, 3, 20),
    ])

  @Test(arguments: shapes, [arr_bfloat16, arr_float16, arr_float32]) func isTheSumOfProducts(_ s: ProductShape, _ type: arr_float_type) {
    for transposed in [false, true] {
      let sides = ProductSides(s, type, transposed: transposed)
      #expect(sides.worstError(of: sides.product()) <= 4e-7, "transposed \(transposed)")
    }
  }

  /// NaN, the infinities and sums beyond the greatest number. Other rows and outputs do not feel them.
  @Test(arguments: [arr_bfloat16, arr_float16, arr_float32], [false, true]) func extremesKeepTheirMeaning(_ type: arr_float_type, _ transposed: Bool) {
    let s = ProductShape(m: 20, n: 60, k: 70)
    for value in [Float.infinity, -.infinity, .nan, .greatestFiniteMagnitude] {
      var sides = ProductSides(s, type, transposed: transposed, in: 0.5...1)
      sides.x[3 * sides.ldx + 5] = value
      sides.weights[sides.place(7, 9)] = value
      for i in 0..<s.k where i != 9 { sides.weights[sides.place(8, i)] = 0 }
      let difference = sides.firstDifference(of: sides.product(), relative: 1e-6)
      #expect(difference == nil, "\(value)")
    }
  }

  /// Numbers below 2⁻¹²⁶ count.
  @Test(arguments: [false, true]) func smallNumbers(_ transposed: Bool) {
    var sides = ProductSides(ProductShape(m: 12, n: 50, k: 40), arr_float32, transposed: transposed, in: 1...2)
    for i in sides.x.indices where sides.x[i].isFinite { sides.x[i] = Float.random(in: 0x1p-130...0x1p-128) }
    #expect(sides.firstDifference(of: sides.product(), relative: 1e-6) == nil)
  }
}

extension ProductSides {
  /// Rows of n + 2 numbers, 0.5 at first.
  fileprivate func product() -> [Float] {
    var y = [Float](repeating: 0.5, count: m * ldy)
    let rows = UnsafeMutablePointer<Float>.allocate(capacity: m * k)
    let scratch = UnsafeMutableRawPointer.allocate(byteCount: Int(arr_vector_scratch_bytes(Int64(m), Int64(k))), alignment: 64)
    defer { rows.deallocate(); scratch.deallocate() }
    for block in 0..<arr_vector_blocks(Int64(m)) { arr_vector_rows(rows, x, Int64(ldx), Int64(m), Int64(k), block) }
    arr_vector_product(
      type, transposed ? 1 : 0, &y, Int64(ldy), rows, Int64(m), stored().bytes, Int64(ldw), Int64(n), Int64(k),
      scratch.assumingMemoryBound(to: Float.self))
    return y
  }
}
