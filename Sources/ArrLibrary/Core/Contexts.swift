import ArrLanguage
import Glibc

extension Library {
  /// What `with` can enter: a clock for a block, and what a block prints.
  static func installContexts(in interpreter: Interpreter) {
    interpreter.function(
      "timer", "session", [], result: "timer",
      "A clock for a block: `with timer() as t { … }`. `t.seconds` runs while the block does and stands still behind it.",
      example: "with timer() as t { total = sum(range(1000)) }\nt.seconds >= 0"
    ) { _, _ in .object(TimerObject()) }
    interpreter.function(
      "capture", "session", [], result: "capture",
      "Keeps what a block prints, instead of showing it: `with capture() as out { … }`, then `out.text`.",
      example: "with capture() as out { print(\"kept\") }\nout.text"
    ) { _, _ in .object(CaptureObject()) }
  }
}

/// Measures from entering to leaving; entering again starts anew.
final class TimerObject: ArrObject {
  private var start: Double?
  private var end: Double?

  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  private var seconds: Double { start.map { (end ?? Self.now) - $0 } ?? 0 }

  override var typeName: String { "timer" }
  override func shortDescription() -> String { "timer(seconds=\(Value.float(seconds).repr))" }
  override var memberNames: [String] { ["seconds"] }
  override func attribute(_ name: String) throws -> Value? { name == "seconds" ? .float(seconds) : nil }

  override func enter(in interpreter: Interpreter) throws -> Value {
    (start, end) = (Self.now, nil)
    return .object(self)
  }

  override func exit(in interpreter: Interpreter) throws { end = Self.now }
}

/// Takes the place of the output while it is entered; entered again inside itself it goes on collecting.
final class CaptureObject: ArrObject {
  private var collected = ""
  private var outer: [(output: (String) -> Void, form: () -> (width: Int, color: Bool))] = []

  override var typeName: String { "capture" }
  override func shortDescription() -> String { "capture(text=\(quoted(collected)))" }
  override var memberNames: [String] { ["text"] }
  override func attribute(_ name: String) throws -> Value? { name == "text" ? .text(collected) : nil }

  override func enter(in interpreter: Interpreter) throws -> Value {
    let form = interpreter.outputForm
    outer.append((interpreter.output, form))
    interpreter.output = { [weak self] in self?.collected += $0 }
    // Text that is kept is looked at, compared and written to files: it has no colours.
    interpreter.outputForm = { (form().width, false) }
    return .object(self)
  }

  override func exit(in interpreter: Interpreter) throws {
    if let outer = outer.popLast() { (interpreter.output, interpreter.outputForm) = outer }
  }
}
