import CKernels
import Glibc

/// Products on the CPU's matrix tiles, with every number cut into bfloat16 pieces whose sum it is: as exact as float32.
enum SplitProduct {
  private static let choice = getenv("ARR_TILES").map { String(cString: $0) }
  private static let isAvailable = choice != "0" && arr_split_is_available() != 0

  /// Whether the tiles are the faster way for a product; never where the environment says `ARR_TILES=0`.
  ///
  /// Cutting weights takes time that the rows share. With weights of 16 bits the tiles were 2 to 4 times as fast as vectors, and
  /// with bfloat16 [out, in], which few rows need not have cut, as fast as memory from 5 rows on. With the three pieces of float32
  /// they were up to 1.7 times as fast, but where the core's other thread is busy, which halves the tiles' speed, a grid of 512
  /// tokens took 1.5 times as long as oneDNN's products alone: only when the environment says `ARR_TILES=all`.
  static func pays(_ p: WeightProduct) -> Bool {
    guard isAvailable, p.n >= panelRows, p.k <= longestInner else { return false }
    switch p.type {
    case .float32: return choice == "all" && p.m >= 128
    case .bfloat16 where p.transposed && p.k % 32 == 0: return p.m >= 5
    default: return p.m >= 12
    }
  }

  /// Rows of a panel, as split_panels.h cuts them.
  private static let panelRows = 32
  /// Rows that are cut at a time: with more than this their pieces leave the caches.
  private static let mostRows = 1024
  /// Longer rows would take much memory in pieces, and one band of outputs long enough for Ctrl-C to be felt late.
  private static let longestInner = 65_536
  /// What the pieces of the rows take at most.
  private static let mostBytes = 64 << 20
  /// Outputs that a thread takes at a time, at most.
  private static let widestBand = 128

  /// - Parameter rounded: x is rounded to bfloat16 first; only for weights in bfloat16.
  /// - Throws: `InterruptedError`, or `TensorError` when there is no memory; y is then partly written.
  static func run(_ p: WeightProduct, rounded: Bool = false) throws {
    let (pieces, turned): (Int32, Int32) = (rounded ? 1 : 3, p.transposed ? 1 : 0)
    let (k, leadX, leadW, leadY) = (Int64(p.k), Int64(p.leadX), Int64(p.leadW), Int64(p.leadY))
    let panel = Int(arr_split_bytes(Int64(panelRows), k, pieces))
    let most = BandedProduct.evenly(p.m, most: min(mostRows, max(1, mostBytes / panel) * panelRows))
    let shares = BandedProduct(
      m: p.m, n: p.n, panelRows: panelRows, rowsAtATime: most, rowBytes: Int(arr_split_bytes(Int64(most), k, pieces)),
      scratchBytes: Int(arr_split_scratch_bytes(Int64(most), k)), bandUnit: panelRows, widestBand: widestBand)
    try shares.run { rows, start, count, panel in
      arr_split_rows(rows, p.x + start * p.leadX, leadX, Int64(count), k, turned, pieces, Int64(panel))
    } multiply: { rows, start, count, outputs, scratch in
      arr_split_product(
        p.type.stored, turned, p.y + start * p.leadY + outputs.lowerBound, leadY, p.x + start * p.leadX, leadX, rows, pieces,
        Int64(count), p.weights(of: outputs.lowerBound), leadW, Int64(outputs.count), k, scratch)
    }
  }
}
