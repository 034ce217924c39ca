/// Whether the user asked to stop, for walks through values that know no interpreter: comparing, and writing them out.
public enum Stopping {
  nonisolated(unsafe) public static var isRequested: () -> Bool = { false }
  /// Whether it was with Ctrl-C: the prompt comes before everything that can wait. Where memory runs out nothing waits.
  nonisolated(unsafe) public static var isPressed: () -> Bool = { false }

  /// - Throws: the error that ends a program, when the user asked to stop.
  public static func check() throws { if isRequested() { throw Interpreter.interrupted } }

  /// For loops of cheap turns: asks at one turn in 65,536.
  @inline(__always)
  public static func check(atTurn turn: Int) throws { if turn & 0xFFFF == 0xFFFF { try check() } }

  /// The same for loops that leave early by themselves; a call of the library that was cut short ends in an error.
  @inline(__always)
  public static func isRequested(atTurn turn: Int) -> Bool { turn & 0xFFFF == 0xFFFF && isRequested() }
}
