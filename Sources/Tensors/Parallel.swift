import CThreads

/// How many threads the computations use.
public enum Threads {
  private static var chosen: Int?

  /// Threads for products and vector loops; at first as many as there are cores for this process.
  ///
  /// Setting it counts for the thread that sets it and for every product that `matmul` starts from then on. Code that calls
  /// the product kernels itself on another thread calls `applyToCurrentThread()` there once.
  public static var count: Int {
    get { chosen ?? available }
    set {
      chosen = min(max(newValue, 1), 1024)
      applyToCurrentThread()
    }
  }

  /// Cores this process may run on.
  public static let available = max(Int(arr_core_count()), 1)

  /// The pool remembers its size for each calling thread; this tells it the chosen one.
  public static func applyToCurrentThread() {
    if let chosen { arr_set_product_threads(Int32(chosen)) }
  }
}

/// Calls `body` for consecutive ranges that cover `0..<count`, each `grain` long but for the last, on the common pool of
/// threads. The body must write to places of its own; which thread takes which range is not determined.
///
/// - Throws: `InterruptedError` when the user asked to stop meanwhile; some ranges are then left out.
public func parallelRanges(_ count: Int, grain: Int, _ body: (Range<Int>) -> Void) throws {
  guard count > 0 else { return }
  let grain = max(grain, 1)
  if count <= grain {
    body(0..<count)
  } else if Threads.count == 1 {
    for start in stride(from: 0, to: count, by: grain) {
      try Interruption.check()
      body(start..<min(start + grain, count))
    }
  } else {
    // Looked up once: the pool's threads only call it.
    let isRequested = Interruption.isRequested
    withoutActuallyEscaping({ range in if !isRequested() { body(range) } }) { escapable in
      withUnsafePointer(to: escapable) { pointer in
        arr_parallel_ranges(
          count, grain, Int32(Threads.count),
          { context, begin, end in
            guard let context else { return }
            context.assumingMemoryBound(to: ((Range<Int>) -> Void).self).pointee(begin..<end)
          }, UnsafeMutableRawPointer(mutating: pointer))
      }
    }
  }
  try Interruption.check()
}

/// Calls `body` for consecutive pieces of a long row, and leaves the rest out once the user asked to stop: whoever called
/// checks for that before the result is used, as `parallelRanges` does.
///
/// - Returns: Whether every piece was visited.
@discardableResult @inline(__always)
func untilStopped(_ count: Int, _ body: (Range<Int>) -> Void) -> Bool {
  let piece = 1 << 18
  if count <= piece {
    body(0..<count)
    return true
  }
  for start in stride(from: 0, to: count, by: piece) {
    if Interruption.isRequested() { return false }
    body(start..<min(start + piece, count))
  }
  return true
}

/// As `parallelRanges` for work of about `cost` operations an element, with ranges worth waking a thread for.
func parallelElements(_ count: Int, cost: Int = 1, _ body: (Range<Int>) -> Void) throws {
  try parallelRanges(count, grain: max(1, 65_536 / max(cost, 1)), body)
}
