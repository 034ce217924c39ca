import CKernels
import Glibc
import Synchronization

/// Products on the CPU's matrix tiles, with every number cut into bfloat16 pieces whose sum it is: as exact as float32.
public enum SplitProduct {
  private static let choice = getenv("ARR_TILES").map { String(cString: $0) }
  private static let isAvailable = choice != "0" && arr_split_is_available() != 0

  /// Whether the tiles are the faster way for a product of so many rows; never where the environment says `ARR_TILES=0`.
  ///
  /// Cutting weights takes time that the rows share. With weights of 16 bits the tiles were 2 to 4 times as fast as vectors. With
  /// the three pieces of float32 they were up to 1.7 times as fast, but where the core's other thread is busy, which halves the
  /// tiles' speed, a grid of 512 tokens took 1.5 times as long as oneDNN's products alone: only when the environment says
  /// `ARR_TILES=all`.
  public static func pays(_ type: DType, rows: Int, inner: Int) -> Bool {
    let least = type != .float32 ? leastRows.half : choice == "all" ? leastRows.float32 : Int.max
    return isAvailable && rows >= least && 1...longestInner ~= inner
  }

  private static let leastRows = (float32: 128, half: 12)
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

  /// y[m, n] = x[m, k] · w, or added to y; w is [n, k] when `transposed`, else [k, n], in any float type of 16 or 32 bits.
  ///
  /// - Parameter rounded: x is rounded to bfloat16 first; only for weights in bfloat16.
  /// - Throws: `InterruptedError`, or `TensorError` when there is no memory; y is then partly written.
  public static func run(
    _ x: UnsafePointer<Float>, leadX: Int, _ w: UnsafeRawPointer, _ type: DType, leadW: Int, transposed: Bool,
    to y: UnsafeMutablePointer<Float>, leadY: Int, m: Int, n: Int, k: Int, accumulate: Bool = false, rounded: Bool = false
  ) throws {
    let (pieces, turned): (Int32, Int32) = (rounded ? 1 : 3, transposed ? 1 : 0)
    let stored = type == .float32 ? arr_float32 : type == .float16 ? arr_float16 : arr_bfloat16
    guard m > 0, n > 0 else { return }
    let most = rowsAtATime(m, k, pieces)
    let band = outputsAtATime(n, Threads.count)
    let rows = try Scratch(byteCount: Int(arr_split_bytes(Int64(most), Int64(k), pieces)))
    defer { rows.giveBack() }
    let scratchBytes = Int(arr_split_scratch_bytes(Int64(most), Int64(k)))
    let problem = Mutex<(any Error)?>(nil)
    for start in stride(from: 0, to: m, by: most) {
      let count = min(most, m - start)
      let (from, to) = (x + start * leadX, y + start * leadY)
      try parallelRanges(parts(count, of: panelRows), grain: 1) { range in
        for panel in range {
          arr_split_rows(rows.base, from, Int64(leadX), Int64(count), Int64(k), turned, pieces, Int64(panel))
        }
      }
      try parallelRanges(n, grain: band) { range in
        do {
          let work = try Scratch(byteCount: scratchBytes)
          defer { work.giveBack() }
          arr_split_product(
            stored, turned, to + range.lowerBound, Int64(leadY), from, Int64(leadX), rows.base, pieces, Int64(count),
            w + range.lowerBound * (transposed ? leadW : 1) * type.size, Int64(leadW), Int64(range.count), Int64(k),
            accumulate ? 1 : 0, work.base)
        } catch {
          problem.withLock { $0 = error }
        }
      }
      if let problem = problem.withLock({ $0 }) { throw problem }
    }
  }

  /// Parts of nearly one size.
  private static func rowsAtATime(_ m: Int, _ k: Int, _ pieces: Int32) -> Int {
    let panel = Int(arr_split_bytes(Int64(panelRows), Int64(k), pieces))
    let fitting = min(mostRows, max(1, mostBytes / panel) * panelRows)
    return parts(m, of: parts(m, of: fitting))
  }

  /// So that every thread has the same number of bands, nearly.
  private static func outputsAtATime(_ n: Int, _ threads: Int) -> Int {
    let bands = parts(n, of: widestBand * threads) * threads
    return parts(parts(n, of: bands), of: panelRows) * panelRows
  }

  private static func parts(_ n: Int, of size: Int) -> Int { (n + size - 1) / size }
}
