import CKernels
import Glibc
import Synchronization

/// Products on the CPU's matrix tiles, with every number cut into bfloat16 pieces whose sum it is: as exact as float32.
public enum SplitProduct {
  private static let isAvailable = getenv("ARR_TILES").map { String(cString: $0) } != "0" && arr_split_is_available() != 0

  /// Whether the tiles are the faster way for a product of so many rows; never where the environment says `ARR_TILES=0`.
  ///
  /// Cutting weights takes time that the rows share. With weights of 16 bits the tiles were 2 to 4 times as fast as vectors; with
  /// the three pieces of float32 up to 1.7 times, but only as fast with many rows, and slower with few, where another machine
  /// computes on the same cores, which halves the tiles' speed.
  public static func pays(_ type: DType, rows: Int, inner: Int) -> Bool {
    isAvailable && rows >= (type == .float32 ? 600 : 12) && 1...longestInner ~= inner
  }

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
  /// - Throws: `InterruptedError`; y is then partly written. `TensorError` when there is no memory.
  public static func run(
    _ x: UnsafePointer<Float>, leadX: Int, _ w: UnsafeRawPointer, _ type: DType, leadW: Int, transposed: Bool,
    to y: UnsafeMutablePointer<Float>, leadY: Int, m: Int, n: Int, k: Int, accumulate: Bool = false, rounded: Bool = false
  ) throws {
    let pieces: Int32 = rounded ? 1 : 3
    let stored = type == .float32 ? arr_float32 : type == .float16 ? arr_float16 : arr_bfloat16
    let fitting = min(mostRows, max(1, mostBytes / Int(arr_split_bytes(32, Int64(k), pieces))) * 32)
    let parts = (m + fitting - 1) / fitting
    let most = (m + parts - 1) / parts
    let rows = try Scratch(byteCount: Int(arr_split_bytes(Int64(most), Int64(k), pieces)))
    defer { rows.giveBack() }
    let rounds = (n + widestBand * Threads.count - 1) / (widestBand * Threads.count)
    let band = ((n + rounds * Threads.count - 1) / (rounds * Threads.count) + 31) / 32 * 32
    var scratch: [Scratch] = []
    defer { scratch.forEach { $0.giveBack() } }
    for _ in 0..<min(Threads.count, (n + band - 1) / band) {
      scratch.append(try Scratch(byteCount: Int(arr_split_scratch_bytes(Int64(most), Int64(k)))))
    }
    let free = Mutex(scratch.map(\.base))
    for start in stride(from: 0, to: m, by: most) {
      let count = min(most, m - start)
      let (from, to) = (x + start * leadX, y + start * leadY)
      try parallelRanges((count + 31) / 32, grain: 1) { range in
        for panel in range {
          arr_split_rows(rows.base, from, Int64(leadX), Int64(count), Int64(k), transposed ? 1 : 0, pieces, Int64(panel))
        }
      }
      try parallelRanges(n, grain: band) { range in
        // There is one for every thread.
        guard let work = free.withLock({ $0.popLast() }) else { return }
        arr_split_product(
          stored, transposed ? 1 : 0, to + range.lowerBound, Int64(leadY), from, Int64(leadX), rows.base, pieces,
          Int64(count), w + range.lowerBound * (transposed ? leadW : 1) * type.size, Int64(leadW), Int64(range.count), Int64(k), accumulate ? 1 : 0, work)
        free.withLock { $0.append(work) }
      }
    }
  }
}

/// Memory that one product after the other works in: fresh pages would cost small products a tenth of their time.
private struct Scratch: @unchecked Sendable {
  let base: UnsafeMutableRawPointer
  let byteCount: Int

  private static let unused = Mutex<[Scratch]>([])
  /// What is kept at most.
  private static let most = (count: 8, byteCount: 96 << 20)

  /// - Throws: `TensorError` when there is no memory left.
  init(byteCount: Int) throws {
    let kept = Self.unused.withLock { unused in
      unused.firstIndex { $0.byteCount >= byteCount }.map { unused.remove(at: $0) }
    }
    if let kept {
      self = kept
      return
    }
    var pointer: UnsafeMutableRawPointer?
    guard posix_memalign(&pointer, 4096, byteCount) == 0, let pointer else {
      throw TensorError("there is no memory left for a matrix product")
    }
    base = pointer
    self.byteCount = byteCount
  }

  func giveBack() {
    let isKept = Self.unused.withLock { unused in
      guard unused.reduce(byteCount, { $0 + $1.byteCount }) <= Self.most.byteCount else { return false }
      // The smallest first, so that what is asked for finds the least that holds it.
      unused.insert(self, at: unused.firstIndex { $0.byteCount > byteCount } ?? unused.endIndex)
      return unused.count <= Self.most.count || { free(unused.removeFirst().base); return true }()
    }
    if !isKept { free(base) }
  }
}
