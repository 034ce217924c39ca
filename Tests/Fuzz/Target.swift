import ArrLanguage
import ArrLibrary
import Glibc
import Shell

/// What one text goes through, as a user's would: the parser with all its prefixes, the resolver, the renderer, the session.
struct Target {
  /// A property that does not hold.
  struct Failure: Error { let message: String }

  private let renderers = [
    DiagnosticRenderer(), DiagnosticRenderer(color: true, unicode: false, width: 20), DiagnosticRenderer(width: 7),
  ]

  func run(_ bytes: [UInt8]) throws {
    let source = Source(name: "fuzz", utf8: bytes)
    try checkPrefixes(of: source)
    switch parse(source) {
    case .incomplete(let problems), .failed(let problems):
      if problems.isEmpty { throw Failure(message: "a text is refused without an error") }
      for problem in problems { try check(problem, of: source) }
    case .complete(let block):
      try checkFormatting(of: source)
      let session = Session(
        interpreter: Library.makeInterpreter(), terminal: Terminal(width: 40), output: Output { _ in }, messages: Output { _ in })
      for problem in session.interpreter.check(block, source: source) { try check(problem, of: source) }
      let showing: Session.Showing = bytes.count % 5 == 0 ? .json : bytes.count % 5 == 1 ? .transcript : .every
      _ = session.run(source, showing: showing)
    }
  }

  /// A text that is complete was never wrong at the end of a line: at the prompt it would have been refused half-typed.
  private func checkPrefixes(of source: Source) throws {
    let isComplete: Bool
    if case .complete = parse(source) { isComplete = true } else { isComplete = false }
    for (number, start) in source.lineStarts.enumerated() where number > 0 && number < 40 {
      let prefix = Source(name: "prefix", utf8: Array(source.utf8[..<start]))
      switch parse(prefix) {
      case .complete: break
      case .incomplete(let problems): for problem in problems { try check(problem, of: prefix) }
      case .failed(let problems):
        for problem in problems { try check(problem, of: prefix) }
        // A program that takes too long is stopped, and so is the parser.
        if isComplete, problems[0].code != "interrupt" { throw Failure(message: "the first \(number) lines are refused, the whole is complete: \(problems[0].message)") }
      }
    }
  }

  /// A program is written anew with the same meaning, and then has the form that it keeps.
  private func checkFormatting(of source: Source) throws {
    let text: [UInt8]
    switch Formatter.format(source) {
    case .unchanged: return
    case .changed(let bytes): text = bytes
    case .refused(let problem): return try fail(problem)
    case .invalid(let problems): return try fail(problems.first)
    }
    switch Formatter.format(Source(name: "formatted", utf8: text)) {
    case .unchanged: return
    case .changed(let bytes): throw Failure(message: "formatted twice: \(String(decoding: text, as: UTF8.self)) | \(String(decoding: bytes, as: UTF8.self))")
    case .refused(let problem): try fail(problem)
    case .invalid(let problems): try fail(problems.first)
    }
  }

  /// Formatting ended in an error, which is right only when the user has stopped it.
  private func fail(_ problem: Diagnostic?) throws {
    if Interrupts.isPending || problem?.code == "interrupt" { return }
    throw Failure(message: "a complete program is not formatted: \(problem?.message ?? "")")
  }

  private func check(_ problem: Diagnostic, of source: Source) throws {
    if problem.message.isEmpty { throw Failure(message: "an error has no words") }
    for label in problem.labels where label.source === source {
      guard label.span.start >= 0, label.span.start <= label.span.end, label.span.end <= source.utf8.count else {
        throw Failure(message: "a label lies outside the text: \(label.span), \(problem.message)")
      }
    }
    for renderer in renderers where renderer.render(problem).isEmpty { throw Failure(message: "an error is drawn as nothing") }
    guard !renderers[0].json(problem).isEmpty, !renderers[0].oneLine(problem).isEmpty else {
      throw Failure(message: "an error is written as nothing")
    }
  }
}
