import Tensors

extension Library {
  /// Threads that computations use; at first one for every core.
  public static var threads: Int {
    get { Threads.count }
    set { Threads.count = newValue }
  }

  /// Gives long computations a way to ask whether to stop.
  public static func stopComputations(when isRequested: @escaping () -> Bool) { Interruption.isRequested = isRequested }
}
