import CKernels

/// y[m, n] = x[m, k] · w with the weights as they lie in memory: [n, k] or [k, n], in f32, bf16 or f16.
///
/// Arithmetic is as exact as float32's: weights of 16 bits are widened as they are read, or multiplied in pieces (`SplitProduct`).
public struct WeightProduct {
  /// [m, k]
  let x: UnsafePointer<Float>
  /// Elements from one row of x to the next.
  let leadX: Int
  let w: UnsafeRawPointer
  let type: DType
  /// Elements from one stored row of the weights to the next.
  let leadW: Int
  /// Whether the weights are [n, k].
  let transposed: Bool
  /// [m, n]
  let y: UnsafeMutablePointer<Float>
  /// Elements from one row of y to the next.
  let leadY: Int
  let m: Int, n: Int, k: Int

  /// The product of x and weights that lie `leadX` and `leadW` elements from row to row, to a y of rows `leadY` apart. It holds
  /// addresses only: whoever calls keeps the memory alive, and y overlaps neither side.
  public init(
    _ x: UnsafePointer<Float>, leadX: Int, _ w: UnsafeRawPointer, _ type: DType, leadW: Int, transposed: Bool,
    to y: UnsafeMutablePointer<Float>, leadY: Int, m: Int, n: Int, k: Int
  ) {
    (self.x, self.leadX, self.w, self.type, self.leadW, self.transposed) = (x, leadX, w, type, leadW, transposed)
    (self.y, self.leadY, self.m, self.n, self.k) = (y, leadY, m, n, k)
  }

  /// - Parameter rounded: x is rounded to bfloat16 first; only counts for weights in bfloat16.
  /// - Throws: `InterruptedError`, or `TensorError` when there is no memory or oneDNN refuses; y is then partly written.
  public func run(rounded: Bool = false) throws {
    guard m > 0, n > 0 else { return }
    guard k > 0 else { return writeZeros() }
    guard type.isFloat else { throw TensorError("products with weights in \(type.rawValue) are not made here") }
    let isRounded = rounded && type == .bfloat16
    if SplitProduct.pays(self) {
      try SplitProduct.run(self, rounded: isRounded)
    } else if isRounded {
      try runRounded()
    } else if type == .float32 {
      try OneDNNProduct.run(self, w.assumingMemoryBound(to: Float.self))
    } else if transposed {
      try productWidening(x, leadX: leadX, w, type, leadW: leadW, to: y, leadY: leadY, m: m, n: n, k: k)
    } else {
      try runPanels()
    }
  }

  /// Where the weights of an output begin.
  func weights(of output: Int) -> UnsafeRawPointer { w + output * (transposed ? leadW : 1) * type.size }

  private func writeZeros() {
    for row in 0..<m { (y + row * leadY).update(repeating: 0, count: n) }
  }

  /// Some stored rows at a time, widened into a buffer that stays in the second-level cache.
  private func runPanels() throws {
    let height = max(1, min(k, (1 << 18) / n))
    let buffer = try Scratch(byteCount: height * n * 4)
    defer { buffer.giveBack() }
    let panel = buffer.base.assumingMemoryBound(to: Float.self)
    for start in stride(from: 0, to: k, by: height) {
      let rows = min(height, k - start)
      try parallelElements(rows, cost: n) { range in
        for row in range {
          convertElements(w + (start + row) * leadW * type.size, type, to: panel + row * n, .float32, count: n)
        }
      }
      let part = WeightProduct(
        x + start, leadX: leadX, panel, .float32, leadW: n, transposed: false, to: y, leadY: leadY, m: m, n: n, k: rows)
      try OneDNNProduct.run(part, panel, adds: start > 0)
    }
  }

  // MARK: Arithmetic in bfloat16

  private func runRounded() throws {
    let rounded = try Scratch(byteCount: m * k * 6 + 4)
    defer { rounded.giveBack() }
    let narrow = rounded.base.assumingMemoryBound(to: UInt16.self)
    try parallelElements(m, cost: k) { range in
      for row in range { arr_bf16_from_f32(narrow + row * k, x + row * leadX, Int64(k)) }
    }
    // Few rows are multiplied as the weights stream in: products of two bfloat16 are exact in float32, which is how their sums are
    // kept there too.
    guard transposed && m < Self.leastRowsOfBFloat16 else { return try OneDNNProduct.run(self, rounded: narrow) }
    let wide = (rounded.base + (m * k * 2 + 3) / 4 * 4).assumingMemoryBound(to: Float.self)
    arr_f32_from_bf16(wide, narrow, Int64(m * k))
    let product = WeightProduct(
      wide, leadX: k, w, type, leadW: leadW, transposed: transposed, to: y, leadY: leadY, m: m, n: n, k: k)
    try product.run()
  }

  /// With fewer rows the product is as fast as the weights are read.
  private static let leastRowsOfBFloat16 = 12
}

extension DType {
  /// How the kernels name a float type.
  var stored: arr_float_type { self == .float32 ? arr_float32 : self == .float16 ? arr_float16 : arr_bfloat16 }
}
