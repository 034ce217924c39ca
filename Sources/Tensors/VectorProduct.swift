import CKernels
import Glibc

/// Products in the CPU's widest vectors (AVX-512), with both sides put into the order in which they are multiplied.
enum VectorProduct {
  private static let isAvailable = getenv("ARR_VECTORS").map { String(cString: $0) } != "0" && arr_vector_is_available() != 0

  /// Whether this is the faster way for a product; never where the environment says `ARR_VECTORS=0`.
  ///
  /// oneDNN's products with [out, in] were 0.5 to 0.95 times as fast, from 16 rows to 650. Of [in, out] it reads rows of a few
  /// thousand numbers better: with 768 outputs it was up to 1.3 times as fast, with 3,072 at most as fast.
  static func pays(_ p: WeightProduct) -> Bool {
    guard isAvailable, p.n >= leastOutputs, p.k <= longestInner else { return false }
    switch (p.type, p.transposed) {
    case (.float32, true): return p.m >= 8
    case (.float32, false): return p.m >= 8 && p.n >= (p.m > few ? 2048 : 3072)
    // A few rows are multiplied as the weights stream in (`productWidening`).
    case (_, true): return p.m >= 48
    case (_, false): return p.m >= 2
    }
  }

  private static let leastOutputs = 48
  /// As vector_product.c has it.
  private static let few = 72
  /// One band of longer rows would take long enough for Ctrl-C to be felt late.
  private static let longestInner = 65_536
  /// With more rows than this what they and their sums take leaves the caches.
  private static let most = (rows: 1008, bytes: 32 << 20)
  /// Rows of a block, and outputs of a panel and of what is cut together, as vector_product.c has them.
  private static let (blockRows, panel, strip) = (9, 48, 192)

  /// - Throws: `InterruptedError`, or `TensorError` when there is no memory; y is then partly written.
  static func run(_ p: WeightProduct) throws {
    let (k, leadX, leadW, leadY) = (Int64(p.k), Int64(p.leadX), Int64(p.leadW), Int64(p.leadY))
    let rowsAtATime = BandedProduct.evenly(p.m, most: min(most.rows, max(1, most.bytes / (4 * blockRows * p.k)) * blockRows))
    let shares = BandedProduct(
      m: p.m, n: p.n, panelRows: blockRows, rowsAtATime: rowsAtATime, rowBytes: rowsAtATime * p.k * 4,
      scratchBytes: max(Int(arr_vector_scratch_bytes(Int64(rowsAtATime), k)), Int(arr_vector_scratch_bytes(1, k))), bandUnit: panel, widestBand: strip)
    try shares.run { rows, start, count, block in
      arr_vector_rows(rows.assumingMemoryBound(to: Float.self), p.x + start * p.leadX, leadX, Int64(count), k, Int64(block))
    } multiply: { rows, start, count, outputs, scratch in
      arr_vector_product(
        p.type.stored, p.transposed ? 1 : 0, p.y + start * p.leadY + outputs.lowerBound, leadY,
        rows.assumingMemoryBound(to: Float.self), Int64(count), p.weights(of: outputs.lowerBound), leadW, Int64(outputs.count), k,
        scratch.assumingMemoryBound(to: Float.self))
    }
  }
}
