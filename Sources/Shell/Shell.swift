import ArrLanguage
import ArrLibrary
import Glibc

/// The prompt: reads entries, runs them, and shows what comes of them until the input ends.
public final class Shell {
  let session: Session
  let source: any LineSource
  private var entries = 0

  public init(session: Session, source: any LineSource) {
    self.session = session
    self.source = source
  }

  /// Reads and runs entries; the result is the exit code. Call it on the thread that owns the terminal.
  public func run(showsBanner: Bool = false) -> Int32 {
    if showsBanner { session.say("arr \(Library.version) \(session.terminal.unicode ? "—" : "-") :help for help") }
    prepareEditor()
    let prompt = session.terminal.unicode ? "arr› " : "arr> "
    while true {
      session.output.flush()
      switch source.next(prompt: prompt, status: status) {
      case .endOfInput: return 0
      case .interrupted: continue
      case .line(let text):
        if case .exit(let code) = enter(text) { return code }
      }
    }
  }

  func prepareEditor() {
    guard let editor = source as? EditlineSource else { return }
    editor.complete = completions
    editor.color = session.terminal.colorsMessages
    editor.unicode = session.terminal.unicode
  }

  /// Runs one entry on the evaluation thread.
  func enter(_ text: String) -> Session.Outcome {
    guard text.utf8.contains(where: { $0 > 0x20 }) else { return .fine }
    // A Ctrl-C since Return is meant for this entry: those before it were the prompt's.
    defer { Interrupts.clear() }
    session.terminal.width = Terminal.currentWidth()
    if let line = ShellLine(text) { return run(line) }
    entries += 1
    let entry = Source(name: "input \(entries)", text: text)
    return onEvaluationThread { session.run(entry, showing: .every, startsFromLast: true) }
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
