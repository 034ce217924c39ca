import CKernels

/// What vectors of this machine can do at most, measured when first asked for, with as many threads as computations use; matrix
/// tiles can do more.
public enum MachineLimits {
  /// float32 operations a second: fused multiply-adds that never leave the registers.
  public static func peakOperations() throws -> Double {
    if let known { return known }
    var best = 0.0
    for _ in 0..<3 {
      let turns: Int64 = 1_000_000
      let pieces = Threads.count
      let done = UnsafeMutablePointer<Double>.allocate(capacity: pieces)
      done.initialize(repeating: 0, count: pieces)
      defer { done.deallocate() }
      let start = monotonicSeconds()
      try parallelRanges(pieces, grain: 1) { range in for i in range { done[i] = arr_multiply_adds(turns) } }
      best = max(best, (0..<pieces).reduce(0) { $0 + done[$1] } / (monotonicSeconds() - start))
    }
    known = best
    return best
  }

  private static var known: Double?
}
