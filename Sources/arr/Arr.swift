import ArgumentParser
import ArrLanguage
import ArrLibrary
import Glibc
import Shell

@main
enum Arr {
  static func main() {
    reserveStandardStreams()
    signal(SIGPIPE, SIG_IGN)
    acceptSignals()
    keepFreedMemory()
    Interrupts.install()
    let output = Output(descriptor: STDOUT_FILENO)
    let messages = Output(descriptor: STDERR_FILENO)
    output.onFailure = { leave(outputProblem: $0, messages) }
    let code: Int32
    switch invocation() {
    case .failure(let wrong):
      let channel = wrong.isHelp ? output : messages
      channel.send(wrong.text + "\n")
      channel.flush()
      code = wrong.isHelp ? 0 : 2
    case .success(let invocation): code = run(invocation, output, messages)
    }
    output.flush()
    exit(code)
  }

  /// A caller that starts us from a worker thread hands down that thread's blocked signals without meaning to.
  private static func acceptSignals() {
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH] { sigaddset(&signals, number) }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  /// The evaluator's thread allocates from the same heap as the first one, in bigger steps, and keeps what it frees for the
  /// next value: a list of 100,000 texts is made a fifth faster. Large tensors still go back to the system.
  private static func keepFreedMemory() {
    _ = setAllocator(-8, 1)  // M_ARENA_MAX
    _ = setAllocator(-1, 64 << 20)  // M_TRIM_THRESHOLD
    _ = setAllocator(-3, 32 << 20)  // M_MMAP_THRESHOLD
    askForLargePages()
    _ = setAllocator(-2, 1 << 20)  // M_TOP_PAD
  }

  /// The first values lie in pages of 2 MB where the kernel has them: programs of many small values took a sixth longer while
  /// pages of 4 KB were handed out one by one. This is address space only until it is used, and a start does not use it.
  private static func askForLargePages() {
    let (room, page) = (UInt(32 << 20), UInt(2 << 20))
    _ = setAllocator(-2, Int32(room))  // M_TOP_PAD
    // The end of the heap, which grows for it by the whole room.
    guard let end = malloc(1 << 20) else { return }
    let first = (UInt(bitPattern: end) + page / 2 + page - 1) / page * page
    madvise(UnsafeMutableRawPointer(bitPattern: first), Int(room - 2 * page), MADV_HUGEPAGE)
    free(end)
  }

  private struct NotRun: Error {
    let text: String
    let isHelp: Bool
  }

  private static func invocation() -> Result<Invocation, NotRun> {
    let arguments = Array(CommandLine.arguments.dropFirst())
    // Swift puts U+FFFD where bytes are no text, and a program would run as something else than was written.
    for (place, argument) in arguments.enumerated() where argument.unicodeScalars.contains("\u{FFFD}") {
      guard let given = CommandLine.unsafeArgv[place + 1], String(validatingCString: given) == nil else { continue }
      return .failure(NotRun(text: "error: argument \(place + 1) is not valid UTF-8", isHelp: false))
    }
    if let plain = Invocation(plain: arguments) { return .success(plain) }
    do {
      return .success(Invocation(try Options.parse(arguments)))
    } catch {
      let text = Options.fullMessage(for: error)
      // As every other error of ours begins.
      return .failure(
        NotRun(text: text.hasPrefix("Error: ") ? "error: " + text.dropFirst(7) : text, isHelp: Options.exitCode(for: error).isSuccess))
    }
  }

  private static func run(_ options: Invocation, _ output: Output, _ messages: Output) -> Int32 {
    if options.version {
      output.send("arr \(Library.version)\n")
      return 0
    }
    Library.stopComputations(when: { Interrupts.isPending }, isPressed: { Interrupts.isPressed })
    if options.reference {
      output.send(onEvaluationThread { Reference.markdown(of: Library.makeInterpreter()) })
      return 0
    }
    MemoryLimit.start(bytes: options.memoryLimit.map { $0 * 1_000_000 })
    Library.limitMemory(toRoom: MemoryLimit.room)
    let interpreter = Library.makeInterpreter()
    Library.setArguments(options.scriptArguments, in: interpreter)
    let session = Session(
      interpreter: interpreter, terminal: .current(allowsColor: !options.noColor), output: output, messages: messages)
    if let threads = options.threads { Library.threads = threads }
    Progress.start(terminal: session.terminal)

    if options.format {
      let command = FormatCommand(
        session: session, output: output, changesNothing: options.check, isQuiet: options.quiet)
      return command.run(options.rest)
    }
    Library.pause = { waitForEnter($0, session) }
    if let path = options.demo { return play(path, options, session) }
    let readsScript = options.file != nil || !options.code.isEmpty
    if readsScript || isatty(STDIN_FILENO) == 0 {
      let outcome = onEvaluationThread { runScript(options, session) }
      if case .exit = outcome { return outcome.exitCode }
      if !options.interactive { return outcome.exitCode }
    }
    let shell = Shell(session: session, source: standardLineSource())
    let isTyped = isatty(STDIN_FILENO) == 1
    if isTyped {
      // Somebody sits here, with variables that are worth more than what could not be written.
      output.onFailure = { problem in
        if problem == EIO { leave(outputProblem: problem, messages) }
        messages.send(outputMessage(problem))
        messages.flush()
      }
    }
    return shell.run(
      showsBanner: !options.quiet && isTyped && isatty(STDERR_FILENO) == 1,
      initFile: options.noInit || !isTyped ? nil : InitFile.standardPath())
  }

  /// A lesson waits for whoever reads along; when nobody can, it runs through.
  private static func play(_ path: String, _ options: Invocation, _ session: Session) -> Int32 {
    do {
      guard let bytes = try readProgram(path) else {
        session.say("interrupted")
        return Interrupts.exitCode
      }
      let lesson = Lesson(Source(name: path, utf8: bytes))
      let transcript = try options.transcript.map { try LessonTranscript(path: $0) }
      let reads = path != "-" && isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1
      let pace = options.auto.map { LessonPlayer.Pace.seconds($0) } ?? (reads ? .asking : .seconds(0))
      let source: any LineSource = pace == .asking ? standardLineSource() : PlainSource()
      return LessonPlayer(lesson, session: session, source: source, pace: pace, transcript: transcript).run()
    } catch {
      session.report(error)
      return 1
    }
  }

  private static func runScript(_ options: Invocation, _ session: Session) -> Session.Outcome {
    let source: Source
    if options.code.isEmpty {
      let path = options.file ?? "-"
      do {
        guard let bytes = try readProgram(path) else {
          session.say("interrupted")
          return .interrupted
        }
        source = Source(name: path == "-" ? "<stdin>" : path, utf8: bytes)
      } catch {
        session.report(error)
        return .failed
      }
    } else {
      source = Source(name: "-e", text: options.code.joined(separator: "\n"))
    }
    if options.check { return session.check(source) }
    let showing: Session.Showing =
      options.json ? .json : options.echo ? .transcript : options.code.isEmpty ? .nothing : .lastOfEach(ends: ends(of: options.code))
    return session.run(source, showing: showing)
  }

  /// Where each of several texts ends when they stand on lines of their own.
  private static func ends(of codes: [String]) -> [Int] {
    var end = -1
    return codes.map { code in
      end += 1 + code.utf8.count
      return end
    }
  }

  /// Nobody reads on: fine. Anything else lost output.
  private static func leave(outputProblem problem: Int32, _ messages: Output) -> Never {
    if problem == EPIPE { exit(0) }
    messages.send(outputMessage(problem))
    messages.flush()
    exit(1)
  }

  private static func outputMessage(_ problem: Int32) -> String {
    "error: cannot write to standard output: \(String(cString: strerror(problem)))\n"
  }
}

/// `mallopt` of <malloc.h>, which Swift's Glibc leaves out.
@_silgen_name("mallopt")
private func setAllocator(_ parameter: Int32, _ value: Int32) -> Int32
