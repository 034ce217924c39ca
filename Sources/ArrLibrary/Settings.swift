import ArrLanguage
import JSON
import Tensors
import Tokenizers

extension Library {
  /// Counts of threads that may be chosen.
  public static let threadCounts = 1...1024

  /// Threads that computations use; at first one for every core.
  public static var threads: Int {
    get { Threads.count }
    set { Threads.count = newValue }
  }

  /// Gives whoever is about to take much memory a way to ask how many bytes are left.
  public static func limitMemory(toRoom room: @escaping () -> Int) {
    MemoryBudget.room = room
    Storage.room = room
  }

  /// Gives long computations a way to ask whether to stop, and whether that is because of Ctrl-C.
  public static func stopComputations(when isRequested: @escaping () -> Bool, isPressed: @escaping () -> Bool) {
    Stopping.isPressed = isPressed
    Interruption.isRequested = isRequested
    Stopping.isRequested = isRequested
    JSON.isStopRequested = isRequested
    JSON.giveUp = { Leftovers.take(&$0) }
    TokenizerStop.isRequested = isRequested
  }
}
