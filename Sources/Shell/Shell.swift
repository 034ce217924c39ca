import ArrLanguage
import ArrLibrary
import Glibc

/// The prompt: reads entries, runs them, and shows what comes of them until the input ends.
public final class Shell {
  let session: Session
  let source: any LineSource
  /// Every entry as it was typed, for sources without a history.
  var typed: [String] = []
  var recording: Recording?
  /// Where `:save` wrote last: there it need not ask again.
  var lastSaved: String?
  /// Commands of the system that were stopped by Ctrl-Z.
  var stopped: [StoppedCommand] = []
  /// The folder before the last `:cd`.
  var lastFolder: String?

  /// `%n` is the number of the prompt.
  var promptPattern: String
  /// Columns that `:set width` chose.
  var chosenWidth: Int?
  /// Entries that take longer say so, in seconds; nil keeps quiet.
  var shownDuration: Double? = 1
  /// How long `:bench` measures, in seconds.
  var benchSeconds = 1.0
  /// Whether long results go through a pager.
  var pages = Pager.isPossible {
    didSet { updatePager() }
  }

  private var entryCount = 0

  /// A shell for a session; the prompt is `ARR_PROMPT` when that is set.
  public init(session: Session, source: any LineSource) {
    self.session = session
    self.source = source
    promptPattern = environmentText("ARR_PROMPT").map { $0.hasSuffix(" ") ? $0 : $0 + " " } ?? "arr:%n› "
    updatePager()
  }

  private func updatePager() {
    session.page = pages && Pager.isPossible ? { [weak self] in self?.showInPager($0) } : nil
  }

  private func showInPager(_ text: String) {
    guard let pager = Pager.show(text, unicode: session.terminal.unicode) else { return }
    keepStopped(pager)
  }

  /// Reads and runs entries, after the init file; the result is the exit code. Call it on the thread that owns the terminal.
  public func run(showsBanner: Bool = false, initFile: String? = nil) -> Int32 {
    if showsBanner { session.say("arr \(Library.version) \(session.terminal.unicode ? "—" : "-") :help for help") }
    prepareEditor()
    if let initFile { runInitFile(initFile) }
    defer { endStopped() }
    while true {
      session.output.flush()
      let prompt = prompt()
      switch source.next(prompt: prompt, status: status) {
      case .endOfInput: return 0
      case .interrupted: continue
      case .line(let text):
        recording?.add(entry: text, prompt: prompt)
        if case .exit(let code) = enter(text) { return code }
      }
    }
  }

  func prepareEditor() {
    guard let editor else { return }
    editor.complete = completions
    editor.color = session.terminal.colorsMessages
    editor.unicode = session.terminal.unicode
  }

  private func prompt() -> String {
    let parts = promptPattern.split(separator: "%n", omittingEmptySubsequences: false)
    let text = parts.joined(separator: "\(entryCount + 1)")
    return session.terminal.unicode ? text : String(text.map { $0 == "›" ? ">" : $0 })
  }

  /// Runs one entry on the evaluation thread.
  func enter(_ text: String) -> Session.Outcome {
    guard text.utf8.contains(where: { $0 > 0x20 }) else { return .fine }
    // A Ctrl-C since Return is meant for this entry: those before it were the prompt's.
    defer { Interrupts.clear() }
    session.terminal.measure()
    if let chosenWidth { session.terminal.width = chosenWidth }
    typed.append(text)
    if let line = ShellLine(text) ?? commandMeant(by: text) { return run(line) }
    entryCount += 1
    if let foreign = foreignCommand(text) {
      session.report(foreign)
      return .failed
    }
    let start = seconds(CLOCK_MONOTONIC)
    let outcome = onEvaluationThread { session.run(entry: entryCount, text) }
    let taken = seconds(CLOCK_MONOTONIC) - start
    if let shownDuration, taken > shownDuration { session.sayAside(duration(taken, unicode: session.terminal.unicode)) }
    return outcome
  }

  func status(_ text: String) -> InputStatus {
    if ShellLine(text) != nil { return .complete }
    switch parse(Source(name: "input", text: text), startsFromLast: true) {
    case .complete: return .complete
    case .incomplete: return .incomplete
    case .failed: return .error
    }
  }
}
