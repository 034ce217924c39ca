/// Lets whoever waits for a long text be heard: loops end early when a stop is requested, and the ids are then not whole. The
/// requester throws them away.
public enum TokenizerStop {
  nonisolated(unsafe) public static var isRequested: () -> Bool = { false }
}

/// Asks now and then.
struct StopCheck {
  private var turns = 0

  @inline(__always)
  mutating func isDue() -> Bool {
    turns &+= 1
    return turns & 0x3FF == 0 && TokenizerStop.isRequested()
  }
}
