import CKernels
import Glibc
import Synchronization

/// Products on the CPU's matrix tiles, with every number cut into bfloat16 pieces whose sum it is: as exact as float32.
enum SplitProduct {
  private static let choice = getenv("ARR_TILES").map { String(cString: $0) }
  private static let isAvailable = choice != "0" && arr_split_is_available() != 0

  /// Whether the tiles are the faster way for a product; never where the environment says `ARR_TILES=0`.
  ///
  /// Cutting weights takes time that the rows share. With weights of 16 bits the tiles were 2 to 4 times as fast as vectors, and
  /// with bfloat16 [out, in], which few rows need not have cut, they are the faster way from 8 rows on (12 of Llama-3.2-1B's shape went from 220 to
  /// 167 ms). With the three pieces of float32 they were up to 1.7 times as fast, but where the core's other thread is busy, which
  /// halves the tiles' speed, a grid of 512 tokens took 1.5 times as long as oneDNN's products alone: only when the environment
  /// says `ARR_TILES=all`.
  static func pays(_ p: WeightProduct) -> Bool {
    guard isAvailable, p.n >= panelRows, p.k <= longestInner else { return false }
    switch p.type {
    case .float32: return choice == "all" && p.m >= 128
    case .bfloat16 where p.transposed && p.k % 32 == 0: return p.m >= 8
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
    let most = rowsAtATime(p.m, p.k, pieces)
    let band = outputsAtATime(p.n, Threads.count)
    let rows = try Scratch(byteCount: Int(arr_split_bytes(Int64(most), k, pieces)))
    defer { rows.giveBack() }
    let scratchBytes = Int(arr_split_scratch_bytes(Int64(most), k))
    let problem = Mutex<(any Error)?>(nil)
    for start in stride(from: 0, to: p.m, by: most) {
      let count = min(most, p.m - start)
      let (x, y) = (p.x + start * p.leadX, p.y + start * p.leadY)
      try parallelRanges(parts(count, of: panelRows), grain: 1) { range in
        for panel in range { arr_split_rows(rows.base, x, leadX, Int64(count), k, turned, pieces, Int64(panel)) }
      }
      try parallelRanges(p.n, grain: band) { range in
        do {
          let work = try Scratch(byteCount: scratchBytes)
          defer { work.giveBack() }
          arr_split_product(
            p.type.stored, turned, y + range.lowerBound, leadY, x, leadX, rows.base, pieces, Int64(count),
            p.weights(of: range.lowerBound), leadW, Int64(range.count), k, work.base)
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
