/// Ctrl-C, cooperatively: long computations ask between layers, tiles and loop turns.
public enum Interruption {
  /// Set by the program to read its signal flag.
  nonisolated(unsafe) public static var isRequested: () -> Bool = { false }

  /// - Throws: `InterruptedError` when the user asked to stop.
  @inline(__always)
  public static func check() throws { if isRequested() { throw InterruptedError() } }

  /// A change in place runs to its end: parallel loops started by `body` on this thread do not stop. What it writes must be
  /// computed before, so that this takes no longer than copying.
  static func finishing<T>(_ body: () throws -> T) rethrows -> T {
    let others = isRequested
    isRequested = { false }
    defer { isRequested = others }
    return try body()
  }
}

/// The user asked to stop; nothing was changed.
public struct InterruptedError: Error, CustomStringConvertible {
  /// Thrown by `Interruption.check()`, and by whoever finds the user's request in another way.
  public init() {}
  /// `interrupted`: what the shell says too.
  public var description: String { "interrupted" }
}
