@testable import ArrLanguage

/// The few functions and methods that programs of these tests need; the real ones live in the library.
func installTestBuiltins(_ interpreter: Interpreter) {
  interpreter.define(
    NativeFunction(
      Declaration(
        "print", group: "test",
        parameters: [.init("values", kind: .variadic), .init("sep", .string, default: .text(" "), kind: .keywordOnly)], prose: "")
    ) { arguments, interpreter in
      let separator = try arguments.string("sep")
      interpreter.output(try arguments.list("values").map { try $0.str() }.joined(separator: separator) + "\n")
      return .none
    })
  interpreter.define(
    NativeFunction(Declaration("len", group: "test", parameters: [.init("x")], prose: "")) { arguments, _ in
      guard let count = try arguments[0].length() else {
        throw arguments.error("x", "\(article(arguments[0].typeName)) has no length", code: "type")
      }
      return .int(count)
    })
  interpreter.define(
    NativeFunction(Declaration("str", group: "test", parameters: [.init("x")], prose: "")) { arguments, _ in try arguments[0].asText() })
  let range = Declaration(
    "range", group: "test",
    parameters: [
      .init("start", .int), .init("stop", .optional(.int), default: Value.none), .init("step", .int, default: .int(1)),
    ], prose: "")
  interpreter.define(
    NativeFunction(range) { arguments, _ in
      guard let stop = try arguments.optionalInt("stop") else { return .object(try RangeObject(start: 0, stop: try arguments.int("start"))) }
      return .object(try RangeObject(start: try arguments.int("start"), stop: stop, step: try arguments.int("step")))
    })
  interpreter.define(
    NativeFunction(Declaration("apply", group: "test", parameters: [.init("f", .function), .init("x")], prose: "")) { arguments, interpreter in
      try interpreter.call(arguments[0], arguments[1])
    })
  let append = Declaration("append", group: "test", parameters: [.init("item")], prose: "")
  interpreter.methods.register(
    Method(append, mutates: true) { receiver, arguments, _ in
      try receiver.withList { $0.append(arguments[0]) }
      return .none
    }, for: "list")
  interpreter.methods.register(
    Method(Declaration("upper", group: "test", prose: "")) { receiver, _, _ in .text(try receiver.str().uppercased()) }, for: "string")
}

/// What a program printed, showed and failed with, as one text.
final class Transcript {
  let interpreter = Interpreter()
  var text = ""

  init() {
    installTestBuiltins(interpreter)
    interpreter.output = { [unowned self] in text += $0 }
  }

  /// Runs one entry; later entries see what earlier ones defined.
  @discardableResult
  func enter(_ program: String, name: String = "test.arr") -> Value {
    let source = Source(name: name, text: program)
    switch parse(source) {
    case .complete(let block):
      do {
        return try interpreter.run(block, source: source) { [unowned self] value, _ in text += value.repr + "\n" }
      } catch let diagnostic as Diagnostic {
        report(diagnostic)
      } catch {
        text += "raw error: \(error)\n"
      }
    case .incomplete(let diagnostics), .failed(let diagnostics):
      text += "syntax: \(diagnostics.first?.message ?? "")\n"
    }
    return .none
  }

  private func report(_ diagnostic: Diagnostic) {
    text += "error: \(diagnostic.message) [\(diagnostic.code)]\n"
    for label in diagnostic.labels {
      let words = label.text.isEmpty ? "" : " | \(label.text)"
      text += "  \(label.source.position(of: label.span.start)) `\(label.source.text(of: label.span))`\(words)\n"
    }
    for note in diagnostic.notes where !note.hasPrefix("…") { text += "  = \(note)\n" }
    for help in diagnostic.help { text += "  help: \(help)\n" }
  }
}

/// The transcript of one program, run as the command line would.
func transcript(_ program: String) -> String {
  onEvaluationThread {
    let transcript = Transcript()
    transcript.enter(program)
    return transcript.text
  }
}
