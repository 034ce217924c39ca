import ArrLanguage
import ArrLibrary
import Glibc

/// Plays a lesson cell by cell: the prose, the code as it would be typed, and what comes of it.
public final class LessonPlayer {
  /// How the lesson goes from one cell to the next.
  public enum Pace: Equatable {
    /// Whoever reads along says so.
    case asking
    /// After so many seconds, or at once.
    case seconds(Double)
  }

  private let lesson: Lesson
  private let shell: Shell
  private let pace: Pace
  private let transcript: LessonTranscript?
  private var failed = false

  private var session: Session { shell.session }
  private var terminal: Terminal { session.terminal }

  /// A player that will run the cells in the session, and write what happens to the transcript.
  public init(_ lesson: Lesson, session: Session, source: any LineSource, pace: Pace, transcript: LessonTranscript? = nil) {
    self.lesson = lesson
    self.pace = pace
    self.transcript = transcript
    shell = Shell(session: session, source: source)
  }

  private enum Ending {
    case finished, left(Int32)
  }

  /// Plays it; with someone who reads along the prompt follows, with the lesson's names. The result is the exit code.
  public func run() -> Int32 {
    Library.pause = { [weak self] text in self?.pause(text) }
    let ending = playCells()
    guard case .finished = ending else {
      if case .left(let code) = ending { return code }
      return 0
    }
    guard pace == .asking else { return failed ? 1 : 0 }
    if transcript != nil { (session.output.copy, session.messages.copy) = (nil, nil) }
    session.say(dim("The lesson is over; its names are yours. Ctrl-D leaves."))
    return shell.run()
  }

  private func playCells() -> Ending {
    shell.prepareEditor()
    let editor = shell.source as? EditlineSource
    editor?.isKept = { Answer($0) == .entry }
    defer { editor?.isKept = { _ in true } }
    transcript?.begin(session)
    defer { transcript?.end(session) }
    for (index, cell) in lesson.cells.enumerated() {
      session.terminal.measure()
      transcript?.cell(cell)
      tell(cell)
      var outcome = Session.Outcome.fine
      if !cell.code.isEmpty {
        show(cell.code)
        outcome = offer(cell, index)
      } else if index + 1 < lesson.cells.count {
        outcome = offer(nil, index)
      }
      if case .exit(let code) = outcome { return .left(code) }
      session.output.send("\n")
    }
    return .finished
  }

  // MARK: Showing

  private func tell(_ cell: Lesson.Cell) {
    let prose = Prose(width: min(terminal.width, 100), color: terminal.color)
    var lines = cell.title.isEmpty ? [] : prose.heading(cell.title)
    let text = prose.lines(cell.prose)
    if !lines.isEmpty, !text.isEmpty { lines.append("") }
    lines += text
    if !cell.code.isEmpty, !lines.isEmpty { lines.append("") }
    session.output.send(lines.map { $0 + "\n" }.joined())
  }

  private func show(_ code: String) {
    let prompt = terminal.unicode ? "arr› " : "arr> "
    let lines = (terminal.color ? coloured(code) : code).split(separator: "\n", omittingEmptySubsequences: false)
    for (i, line) in lines.enumerated() {
      let head = i == 0 ? prompt : String(repeating: " ", count: prompt.count)
      session.output.send((line.isEmpty ? "" : head + line) + "\n")
    }
    session.output.flush()
  }

  private func dim(_ text: String) -> String { terminal.colorsMessages ? "\u{1B}[2m\(text)\u{1B}[0m" : text }

  // MARK: Asking

  /// What was answered at the lesson's prompt.
  enum Answer: Equatable {
    case run, skip, edit, quit, help, entry

    init(_ text: String) {
      switch Lesson.trimmed(text[...]) {
      case "": self = .run
      case "s", "skip": self = .skip
      case "e", "edit": self = .edit
      case "q", "quit": self = .quit
      case "?", "help": self = .help
      default: self = .entry
      }
    }
  }

  private static let help = """
    Enter  run the cell (or go on)    s  skip it
    e      edit it, then run it       q  leave the lesson
    Anything else is run as at the prompt, and the lesson waits.
    """

  /// Waits until it is said what becomes of a cell, and does that; without a cell it only goes on.
  private func offer(_ cell: Lesson.Cell?, _ index: Int) -> Session.Outcome {
    if case .seconds(let seconds) = pace {
      guard wait(seconds) else {
        session.say("stopped at [\(index + 1)/\(lesson.cells.count)]")
        return .exit(130)
      }
      return cell.map { run($0.source(of: lesson.name)) } ?? .fine
    }
    while true {
      session.output.flush()
      switch shell.source.next(prompt: prompt(index), status: { Answer($0) == .entry ? self.shell.status($0) : .complete }) {
      case .endOfInput: return .exit(0)
      case .interrupted: continue
      case .line(let text):
        switch Answer(text) {
        case .run:
          erasePrompt()
          return cell.map { run($0.source(of: lesson.name)) } ?? .fine
        case .skip: return .fine
        case .quit: return .exit(0)
        case .help: session.say(Self.help)
        case .edit:
          guard let cell else { continue }
          if let outcome = edit(cell) { return outcome }
        case .entry: if case .exit(let code) = shell.enter(text) { return .exit(code) }
        }
      }
    }
  }

  private func prompt(_ index: Int) -> String {
    let place = "[\(index + 1)/\(lesson.cells.count)]"
    let mark = terminal.unicode ? "›" : ">"
    let long = "\(place) Enter runs, s skips, e edits, q quits, ? helps \(mark) "
    return long.count + 10 < terminal.width ? long : "\(place) \(mark) "
  }

  /// The cell's code at a prompt of its own; nil when it was given up.
  private func edit(_ cell: Lesson.Cell) -> Session.Outcome? {
    (shell.source as? EditlineSource)?.preload(cell.code)
    switch shell.source.next(prompt: terminal.unicode ? "arr› " : "arr> ", status: shell.status) {
    case .endOfInput, .interrupted: return nil
    case .line(let text):
      transcript?.replaceCode(with: text)
      return run(Source(name: "edited", text: text))
    }
  }

  /// The lesson's own prompt does not stay between the code and its values.
  private func erasePrompt() {
    guard shell.source is EditlineSource else { return }
    writeAll(Array("\u{1B}[A\r\u{1B}[J".utf8)[...], to: STDERR_FILENO)
  }

  // MARK: Running

  private func run(_ source: Source) -> Session.Outcome {
    transcript?.runs()
    defer { Interrupts.clear() }
    let outcome = onEvaluationThread { session.run(source, showing: .every, startsFromLast: true) }
    switch outcome {
    case .exit: return outcome
    case .failed: failed = true
    default: break
    }
    return .fine
  }

  /// Lets the cell be read. At a terminal Enter goes on at once.
  ///
  /// - Returns: false when the lesson is to stop, by Ctrl-C or `q`.
  private func wait(_ seconds: Double) -> Bool {
    session.output.flush()
    // A Ctrl-C while the code was shown counts; one during the run before was cleared there.
    defer { Interrupts.clear() }
    var left = seconds
    while left > 0 {
      if Interrupts.isPending { return false }
      if let answer = typedLine() { return answer != .quit }
      usleep(useconds_t(min(left, 0.05) * 1_000_000))
      left -= 0.05
    }
    return true
  }

  /// What was typed meanwhile, up to Enter; nil while there is nothing, or nobody to type.
  private func typedLine() -> Answer? {
    guard isatty(STDIN_FILENO) == 1 else { return nil }
    var wanted = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    guard poll(&wanted, 1, 0) > 0, wanted.revents & Int16(POLLIN) != 0 else { return nil }
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = read(STDIN_FILENO, &bytes, bytes.count)
    // Ctrl-D on an empty line leaves, as at the prompt.
    return count > 0 ? Answer(String(decoding: bytes.prefix(count), as: UTF8.self)) : .quit
  }

  /// What `pause("…")` does during a lesson.
  private func pause(_ text: String) {
    session.output.flush()
    if case .seconds(let seconds) = pace {
      if !text.isEmpty { session.say(text) }
      wait(seconds)
    } else {
      waitForEnter(text, session)
    }
  }
}

/// Shows a text and waits for a line; nothing when nobody is there to give one.
public func waitForEnter(_ text: String, _ session: Session) {
  guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else { return }
  session.output.flush()
  let hint = "\(text.isEmpty ? "" : text + " ")(Enter goes on) "
  session.messages.send(session.terminal.colorsMessages ? "\u{1B}[2m\(hint)\u{1B}[0m" : hint)
  session.messages.flush()
  var byte: UInt8 = 0
  while Interrupts.wait(for: STDIN_FILENO), read(STDIN_FILENO, &byte, 1) == 1, byte != 0x0A {}
}
