/// Lets whoever waits for a long text be heard: loops end early when a stop is requested, and the ids are then not whole. The
/// requester throws them away.
public enum TokenizerStop {
  nonisolated(unsafe) public static var isRequested: () -> Bool = { false }

  /// Whether the rest of a text, so many bytes, is so long because a stop was requested.
  static func leaves(_ count: Int) -> Bool { count > 1024 && isRequested() }
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
