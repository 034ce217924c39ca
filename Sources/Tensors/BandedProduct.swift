import Glibc
import Synchronization

/// How products whose sides are put in order first are shared out: the rows of x once for all threads, the weights of a band of
/// outputs by the thread that multiplies with them.
struct BandedProduct {
  /// Rows of x, and outputs of a row.
  let m: Int, n: Int
  /// Rows that are put in order together.
  let panelRows: Int
  /// Rows that one turn takes; with more than this they leave the caches.
  let rowsAtATime: Int
  /// Bytes of the rows of one turn, and of what a band works in.
  let rowBytes: Int, scratchBytes: Int
  /// What bands are multiples of, and what they hold at most.
  let bandUnit: Int, widestBand: Int

  /// Calls `order` for every panel of the rows from `start` on, then `multiply` for every band of outputs of those rows, until all
  /// rows have had their turn.
  ///
  /// - Throws: `InterruptedError`, or `TensorError` when there is no memory; the product is then partly written.
  func run(
    order: (_ rows: UnsafeMutableRawPointer, _ start: Int, _ count: Int, _ panel: Int) -> Void,
    multiply: (
      _ rows: UnsafeMutableRawPointer, _ start: Int, _ count: Int, _ outputs: Range<Int>, _ scratch: UnsafeMutableRawPointer
    ) -> Void
  ) throws {
    guard m > 0, n > 0 else { return }
    let rows = try Scratch(byteCount: rowBytes)
    defer { rows.giveBack() }
    let problem = Mutex<(any Error)?>(nil)
    let band = outputsAtATime
    for start in stride(from: 0, to: m, by: rowsAtATime) {
      let count = min(rowsAtATime, m - start)
      try parallelRanges(Self.parts(count, of: panelRows), grain: 1) { range in
        for panel in range { order(rows.base, start, count, panel) }
      }
      try parallelRanges(n, grain: band) { range in
        do {
          let scratch = try Scratch(byteCount: scratchBytes)
          defer { scratch.giveBack() }
          multiply(rows.base, start, count, range, scratch.base)
        } catch {
          problem.withLock { $0 = error }
        }
      }
      if let problem = problem.withLock({ $0 }) { throw problem }
    }
  }

  /// So that every thread has the same number of bands, nearly.
  private var outputsAtATime: Int {
    let bands = Self.parts(n, of: widestBand * Threads.count) * Threads.count
    return Self.parts(Self.parts(n, of: bands), of: bandUnit) * bandUnit
  }

  static func parts(_ n: Int, of size: Int) -> Int { (n + size - 1) / size }

  /// Parts of m rows of nearly one size, none longer than `most`.
  static func evenly(_ m: Int, most: Int) -> Int { parts(m, of: parts(m, of: most)) }
}
