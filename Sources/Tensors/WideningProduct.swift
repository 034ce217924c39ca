import CKernels

/// y[m, n] = x[m, k] · w[n, k]ᵀ with the weights in bfloat16 or float16: they are read as they are stored and
/// widened in registers, a band of outputs at a time on every thread; arithmetic and sums are float32.
///
/// - Parameter type: `.bfloat16` or `.float16`.
/// - Throws: `InterruptedError`; y is then partly written.
func productWidening(
  _ x: UnsafePointer<Float>, leadX: Int, _ w: UnsafeRawPointer, _ type: DType, leadW: Int, to y: UnsafeMutablePointer<Float>,
  leadY: Int, m: Int, n: Int, k: Int
) throws {
  let w = w.assumingMemoryBound(to: UInt16.self)
  // Bands that the second-level cache holds; narrower ones of long inputs with many rows, so that Ctrl-C is seen soon.
  let tile = 6
  let most = min(96, max(tile, 500_000_000 / max(m * k, 1)))
  let band = max(tile, min(most, n / (4 * Threads.count)) / tile * tile)
  try parallelRanges(n, grain: band) { range in
    arr_product_widening(
      type.stored, y + range.lowerBound, Int64(leadY), x, Int64(leadX), w + range.lowerBound * leadW, Int64(leadW), Int64(m),
      Int64(range.count), Int64(k), 0)
  }
}
