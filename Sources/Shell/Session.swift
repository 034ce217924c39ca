import ArrLanguage
import ArrLibrary
import Glibc

/// Programs of one session, run one after the other in the same scope, with their values and errors shown.
///
/// Run programs inside `onEvaluationThread`: deep recursion wants its big stack.
public final class Session {
  /// Runs the programs, and keeps their names.
  public let interpreter: Interpreter
  /// What values and errors are fitted to; changed when the window is.
  public var terminal: Terminal
  /// Values, and what programs print.
  public let output: Output
  /// Errors and everything else that is not a value.
  public let messages: Output
  /// The programs of the prompt and the files it loaded.
  var entries: [SessionEntry] = []
  /// Values of earlier prompts.
  let results: ResultRing
  /// Takes a text that may be longer than the window; nil writes it out whatever its length.
  var page: ((String) -> Void)?

  /// What a program shows of itself and its values.
  public enum Showing: Equatable {
    case nothing
    /// The value of the last statement of each part; the parts of the program end at these bytes.
    case lastOfEach(ends: [Int])
    /// The value of every statement, as at the prompt.
    case every
    /// Every statement as if it were typed, and its value.
    case transcript
    /// The last value as one line of JSON.
    case json
  }

  /// How a program ended.
  public enum Outcome: Equatable {
    case fine
    case failed
    case interrupted
    case exit(Int32)

    /// 0, 1 for an error, 130 for Ctrl-C, or what the program asked for.
    public var exitCode: Int32 {
      switch self {
      case .fine: return 0
      case .failed: return 1
      case .interrupted: return Interrupts.exitCode
      case .exit(let code): return code
      }
    }
  }

  /// A session that has run nothing; it takes over the interpreter's output, the interrupt flag and the library's messages.
  public init(interpreter: Interpreter, terminal: Terminal, output: Output, messages: Output) {
    self.interpreter = interpreter
    self.terminal = terminal
    self.output = output
    self.messages = messages
    results = ResultRing(globals: interpreter.globals)
    results.announce = { [weak self] in self?.say($0) }
    interpreter.output = { output.send($0) }
    interpreter.outputForm = { [weak self] in self.map { ($0.terminal.width, $0.terminal.color) } ?? (100, false) }
    interpreter.interruptFlag = Interrupts.flag
    interpreter.reasonToStop = MemoryLimit.takeError
    Library.notify = { [weak self] in self?.say($0) }
    if isatty(STDERR_FILENO) == 1 {
      let line = ProgressLine(messages, terminal)
      Library.showProgress = { line.show($0) }
    }
  }

  /// A script with more syntax errors shows the first ones; `--check` lists them all.
  private static let shownProblems = 10

  /// Parses and runs a whole text. `saysInterrupted` keeps the place of an interruption quiet.
  public func run(_ source: Source, showing: Showing, startsFromLast: Bool = false, saysInterrupted: Bool = false) -> Outcome {
    switch parsed(source, startsFromLast: startsFromLast, atPrompt: showing == .every || saysInterrupted) {
    case .failure(let outcome): return outcome
    case .success(let (block, source)):
      defer { output.flush() }
      do {
        try run(block, source, showing)
        return .fine
      } catch { return outcome(of: error, atPrompt: showing == .every || saysInterrupted) }
    }
  }

  /// Runs what prompt `number` got: every value is shown and kept as `_` and `_number`.
  func run(entry number: Int, _ text: String) -> Outcome {
    let source = Source(name: "input \(number)", text: text)
    var entry = SessionEntry(number: number, source: source)
    defer { entries.append(entry) }
    guard case .success(let (block, _)) = parsed(source, startsFromLast: true) else { return .failed }
    return run(&entry, block) { value in
      self.results.keep(value, of: number)
      self.present(display(value, width: self.terminal.width, color: self.terminal.color))
    }
  }

  /// Runs a file as if it were typed, without showing values.
  func run(loaded source: Source) -> Outcome {
    var entry = SessionEntry(loading: source)
    defer { entries.append(entry) }
    guard case .success(let (block, _)) = parsed(source) else { return .failed }
    return run(&entry, block, show: nil)
  }

  private func run(_ entry: inout SessionEntry, _ block: Block, show: ((Value) -> Void)?) -> Outcome {
    var last: Statement?
    var shown: [Span] = []
    let outcome = attempt {
      try interpreter.run(block, source: entry.source, finished: { last = $0 }) { value, statement in
        guard let show else { return }
        shown.append(statement.span)
        show(value)
      }
    }
    entry.shown = shown
    entry.end(outcome, behind: last)
    return outcome
  }

  /// Runs a text and gives the value of its last expression to `use`, which may show it.
  func evaluate(_ text: String, named name: String, use: (Value) throws -> Void) -> Outcome {
    switch parsed(Source(name: name, text: text), startsFromLast: true) {
    case .failure(let outcome): return outcome
    case .success(let (block, source)): return attempt { try use(try interpreter.run(block, source: source)) }
    }
  }

  enum Parsed {
    case success((block: Block, source: Source))
    case failure(Outcome)
  }

  /// The program of a text; what is wrong with it is reported.
  func parsed(_ source: Source, startsFromLast: Bool = false, atPrompt: Bool = true) -> Parsed {
    switch parse(source, startsFromLast: startsFromLast) {
    case .complete(let block): return .success((block, source))
    case .incomplete(let problems), .failed(let problems):
      if let stop = problems.first, stop.code == "interrupt" {
        return .failure(outcome(of: ValueError(stop.code, stop.message), atPrompt: atPrompt))
      }
      for problem in problems.prefix(Self.shownProblems) { report(problem) }
      if problems.count > Self.shownProblems { say("… and \(counted(problems.count - Self.shownProblems, "more error"))") }
      return .failure(.failed)
    }
  }

  /// Looks for everything that is wrong before a program runs.
  public func check(_ source: Source) -> Outcome {
    var problems: [Diagnostic]
    switch parse(source) {
    case .incomplete(let found), .failed(let found): problems = found
    case .complete(let block): problems = interpreter.check(block, source: source)
    }
    for problem in problems { report(problem) }
    return problems.contains { $0.severity == .error } ? .failed : .fine
  }

  private func run(_ block: Block, _ source: Source, _ showing: Showing) throws {
    switch showing {
    case .nothing: try interpreter.run(block, source: source)
    case .every: try interpreter.run(block, source: source) { value, _ in self.show(value) }
    case .json: output.send(try jsonText(try interpreter.run(block, source: source), allowNonFinite: false) + "\n")
    case .lastOfEach(let ends):
      let last = ends.map { end in block.statements.last { $0.span.start < end }?.span }
      try interpreter.run(block, source: source) { value, statement in
        if last.contains(statement.span) { self.show(value) }
      }
    case .transcript:
      var transcript = Transcript(source)
      for statement in block.statements {
        for line in transcript.lines(through: statement) { output.send(line + "\n") }
        let alone = Block(statements: [statement], span: statement.span)
        try interpreter.run(alone, source: source) { value, _ in self.show(value) }
      }
      for line in transcript.rest() { output.send(line + "\n") }
    }
  }

  /// Shows a value and keeps it as `_`.
  func show(_ value: Value) {
    interpreter.setLast(value)
    output.send(display(value, width: terminal.width, color: terminal.color) + "\n")
  }

  /// Shows a text that may be long: through the pager when it does not fit the window.
  func present(_ text: String) {
    guard let page, Pager.wants(text) else { return output.send(text + "\n") }
    output.flush()
    output.copy?(text + "\n")
    page(text)
  }

  // MARK: Messages

  /// Runs something that is not a program (a shell command) under the same rules for errors.
  func attempt(_ body: () throws -> Void) -> Outcome {
    defer { output.flush() }
    do {
      try body()
      return .fine
    } catch { return outcome(of: error, atPrompt: true) }
  }

  private func outcome(of error: Error, atPrompt: Bool) -> Outcome {
    if let request = ExitRequest(error) { return .exit(request.code) }
    let diagnostic = diagnostic(of: error)
    guard diagnostic.code == "interrupt" else {
      report(diagnostic)
      return .failed
    }
    if atPrompt { sayInterrupted() } else { report(diagnostic) }
    return .interrupted
  }

  private func diagnostic(of error: Error) -> Diagnostic {
    if let diagnostic = error as? Diagnostic { return diagnostic }
    let error = interpreter.explained(error)
    return Diagnostic(error.code, error.message, notes: error.notes, help: error.help)
  }

  /// Shows an error behind everything that was printed before it.
  public func report(_ error: Error) {
    let renderer = DiagnosticRenderer(color: terminal.colorsMessages, unicode: terminal.unicode, width: terminal.messageWidth)
    say(renderer.render(diagnostic(of: error)))
  }

  /// On a line of its own: a terminal that shows `^C` leaves its cursor behind it.
  func sayInterrupted() { say((Terminal.showsControlKeys() ? "\n" : "") + "interrupted") }

  /// A remark that is less than a message.
  func sayAside(_ line: String) { say(terminal.colorsMessages ? "\u{1B}[2m\(line)\u{1B}[0m" : line) }

  /// Writes a line of a message behind the output that was sent before it.
  public func say(_ line: String) {
    output.flush()
    messages.send(line + "\n")
    messages.flush()
  }
}
