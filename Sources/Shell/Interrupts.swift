import CLineEditor

/// The process's Ctrl-C, as a flag that computations look at.
///
/// At the prompt Ctrl-C drops the entry and never shows here. During a computation the first press sets the flag; if it is
/// still set at the second press, a message says so, and the third restores the terminal and leaves with status 130.
public enum Interrupts {
  /// Begins to catch Ctrl-C. A process started with it ignored (`nohup`, a background job) keeps ignoring it.
  public static func install() { arr_interrupt_install() }

  /// Whether Ctrl-C was pressed since the last `clear()`. One relaxed load: ask at every loop turn.
  @inline(__always)
  public static var isPending: Bool { arr_interrupt_pending() }

  /// Whether that is why computations are to stop: not because memory runs out.
  public static var isPressed: Bool { arr_interrupt_pressed() }

  /// The flag itself, not zero when Ctrl-C was pressed: for evaluators that look at it at every turn.
  public static var flag: UnsafePointer<Int32> { arr_interrupt_flag_address() }

  /// Forgets a pressed Ctrl-C. Call it before a computation starts and after an interrupted one ended.
  public static func clear() { arr_interrupt_clear() }

  /// The exit code of a script that Ctrl-C ended.
  public static let exitCode: Int32 = 130
}

extension Interrupts {
  /// Waits until a descriptor can be read; false when Ctrl-C came first.
  public static func wait(for descriptor: Int32) -> Bool { arr_interrupt_wait(descriptor) != 0 }
}
