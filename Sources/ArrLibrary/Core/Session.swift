import ArrLanguage

#if canImport(Glibc)
  import Glibc
#endif

/// `exit(code)`: the program wants to end. It is not an error: `catch` does not see it, `with` blocks are left on the way.
///
/// The evaluator only knows errors as data, so `exit` travels as a `Diagnostic` that nothing catches; a host asks
/// `ExitRequest(error)` of everything that comes out of the interpreter.
public struct ExitRequest: Error {
  /// The status that the process ends with.
  public let code: Int32

  /// A wish to end, thrown from a library function.
  public init(code: Int32) { self.code = code }

  /// The request inside an error that left the interpreter, or nil when it was a real error.
  public init?(_ error: any Error) {
    if let request = error as? ExitRequest {
      self = request
    } else if case .object(let object)? = (error as? Diagnostic)?.payload, let carrier = object as? ExitCarrier {
      self = carrier.request
    } else {
      return nil
    }
  }

  /// The evaluator lets the code `interrupt` pass every `catch`.
  var diagnostic: Diagnostic {
    var diagnostic = Diagnostic("interrupt", "the program ended with exit code \(code)")
    diagnostic.payload = .object(ExitCarrier(self))
    return diagnostic
  }
}

private final class ExitCarrier: ArrObject {
  let request: ExitRequest
  init(_ request: ExitRequest) { self.request = request }
  override var typeName: String { "exit" }
}

extension Library {
  /// What a script finds in `args`.
  public static func setArguments(_ arguments: [String], in interpreter: Interpreter) {
    interpreter.define("args", .list(of: arguments.map { .text($0) }))
  }

  /// How `pause` waits: a host that has someone to wait for sets it.
  nonisolated(unsafe) public static var pause: (String) -> Void = { _ in }

  /// The program and the world around it.
  static func installSession(in interpreter: Interpreter) {
    setArguments([], in: interpreter)
    interpreter.function(
      "print", "session",
      [
        .init("values", .any, kind: .variadic, "what to write"),
        .init("sep", .optional(.string), default: .text(" "), kind: .keywordOnly, "between the values"),
        .init("end", .optional(.string), default: .text("\n"), kind: .keywordOnly, "after the last one"),
      ], result: "none", "Writes the values as text, in one line. A result alone (a grid, a ledger, a dict of them …) is written as the prompt shows it: as a table.",
      example: "print(\"loss\", 0.25, sep=\": \")"
    ) { arguments, vm in
      let separator = try arguments.optionalString("sep") ?? " "
      let end = try arguments.optionalString("end") ?? "\n"
      let values = try arguments.list("values")
      if values.count == 1, isShownAsTable(values[0]) {
        let form = vm.outputForm()
        vm.output(display(values[0], width: form.width, color: form.color) + end)
      } else {
        try write(values.map { try $0.str() }, separator, end, to: vm)
      }
      return .none
    }
    interpreter.function(
      "help", "session", [
        .init(
          "topic", .any, default: Value.none,
          "a function, an object, or text: a name, a method (`\"list.append\"`), a type (`\"list\"`), a topic of the language (`\"slicing\"`)")
      ],
      result: "none", "Writes what a function does and takes, what a type knows, or an article on the language; without a topic, a list of all.", example: "help(sorted)"
    ) { arguments, vm in
      vm.output(foldedHelp(try helpText(for: arguments[0], in: vm), width: vm.outputForm().width) + "\n")
      return .none
    }
    interpreter.function(
      "clock", "session", [], result: "float", "Seconds of a clock that never goes back: differences of it are durations.",
      example: "start = clock()\nprint(clock() - start >= 0)"
    ) { _, _ in .float(seconds(CLOCK_MONOTONIC)) }
    interpreter.function(
      "time", "session", [], result: "float", "Seconds since 1970 began, in UTC.", example: "time() > 0"
    ) { _, _ in .float(seconds(CLOCK_REALTIME)) }
    interpreter.function(
      "env", "session",
      [.init("name", .string, "of an environment variable"), .init("default", .any, default: Value.none, "the answer when it is not set")],
      result: "string", "The value of an environment variable.", example: "env(\"HOME\", \"/\")"
    ) { arguments, _ in
      guard let value = getenv(try arguments.string("name")) else { return arguments.value("default") }
      return .text(String(cString: value))
    }
    interpreter.function(
      "pause", "session", [.init("text", .string, default: .text(""), defaultText: "\"\"", "what is said meanwhile")], result: "none",
      "Waits for Enter, so that what is shown can be read; does nothing when standard input is no terminal.", example: "pause(\"Look at the last row.\")"
    ) { arguments, vm in
      pause(try arguments.string("text"))
      try vm.checkInterrupt()
      return .none
    }
    interpreter.function(
      "exit", "session", [.init("code", .int, default: .int(0), "0 for success, up to 255")], result: "none",
      "Ends the program. `with` blocks are left in order; `catch` does not hold it up.",
      example: "if len(args) > 1000 { exit(2) }"
    ) { arguments, _ in
      let code = try arguments.int("code")
      guard let code = UInt8(exactly: code) else { throw arguments.error("code", "an exit code is 0 to 255") }
      throw ExitRequest(code: Int32(code)).diagnostic
    }
  }

  /// A long text goes out as it is: joined it would be there twice.
  private static func write(_ texts: [String], _ separator: String, _ end: String, to vm: Interpreter) {
    guard texts.contains(where: { $0.utf8.count > 1 << 16 }) else { return vm.output(texts.joined(separator: separator) + end) }
    for (place, text) in texts.enumerated() {
      if place > 0 { vm.output(separator) }
      vm.output(text)
    }
    vm.output(end)
  }

  static func seconds(_ clock: clockid_t) -> Double {
    var moment = timespec()
    clock_gettime(clock, &moment)
    return Double(moment.tv_sec) + Double(moment.tv_nsec) * 1e-9
  }
}
