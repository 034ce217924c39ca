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
public func parallelRanges(_ count: Int, grain: Int, _ body: (Range<Int>) -> Void) {
  guard count > 0 else { return }
  if Threads.count == 1 || count <= grain { return body(0..<count) }
  withoutActuallyEscaping(body) { escapable in
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

/// As `parallelRanges` for work of about `cost` operations an element, with ranges worth waking a thread for.
func parallelElements(_ count: Int, cost: Int = 1, _ body: (Range<Int>) -> Void) {
  parallelRanges(count, grain: max(1, 65_536 / max(cost, 1)), body)
}
