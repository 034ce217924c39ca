import ArrLanguage

/// What a program shows when it is typed at the prompt: what it prints, the values of its bare expressions, and the message of
/// every error behind `error: `. Later statements run although earlier ones failed.
func exampleTranscript(of text: String, name: String, in interpreter: Interpreter) -> [String] {
  var shown = ""
  let output = interpreter.output
  interpreter.output = { shown += $0 }
  defer { interpreter.output = output }
  func show(_ line: String) {
    if !shown.isEmpty, !shown.hasSuffix("\n") { shown += "\n" }
    shown += line + "\n"
  }
  let source = Source(name: name, text: text)
  switch parse(source) {
  case .incomplete(let problems), .failed(let problems):
    for problem in problems { show("error: " + problem.message) }
  case .complete(let block):
    for statement in block.statements {
      let alone = Block(statements: [statement], span: statement.span)
      do {
        try interpreter.run(alone, source: source) { value, _ in
          show(display(value, width: 80, color: false).split(separator: "\n").map(withoutTrailingSpaces).joined(separator: "\n"))
        }
      } catch let error as Diagnostic {
        show("error: " + error.message)
      } catch {
        show("error: \((interpreter.translateError?(error) ?? error as? ValueError)?.message ?? String(describing: error))")
      }
    }
  }
  if shown.hasSuffix("\n") { shown.removeLast() }
  return shown.isEmpty ? [] : shown.split(separator: "\n", omittingEmptySubsequences: false).map { withoutTrailingSpaces($0) }
}

/// The same as in a session that has just begun: without variables of examples before, the random stream at its start.
func freshTranscript(of text: String, name: String, in interpreter: Interpreter) -> [String] {
  if let seed = interpreter.builtins.lookup("seed") { _ = try? interpreter.call(seed, .int(0)) }
  let before = Set(interpreter.globals.names)
  defer { for name in interpreter.globals.names where !before.contains(name) { interpreter.globals.remove(name) } }
  return exampleTranscript(of: text, name: name, in: interpreter)
}

private func withoutTrailingSpaces(_ line: Substring) -> String {
  var line = line
  while line.last == " " { line.removeLast() }
  return String(line)
}
