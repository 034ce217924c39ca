import ArrLanguage
import ArrLibrary
import Glibc

extension Command {
  static let fileCommands = [
    Command(
      "load", "run", section: .files, argument: .program, usage: "FILE", help: "run a file in this session",
      details: "Its names are then the session's; bare expressions are not shown. `import` keeps the names in a module of their own."
    ) { shell, path in shell.load(path) },
    Command(
      "save", section: .files, argument: .file, usage: "FILE.arr", help: "write what was entered and succeeded, as a program",
      details: "Of an entry that stopped halfway it has the statements before, and the rest as a comment. Where an entry goes on from `_`, `__` or `_3`, the program gives the earlier value that name."
    ) { shell, path in shell.save(path) },
    Command(
      "record", section: .files, argument: .file, usage: "FILE", help: "write everything that is entered and shown to a file as it goes; `off` ends it"
    ) { shell, path in shell.record(path) },
  ]
}

extension Shell {
  func load(_ argument: String) -> Session.Outcome {
    guard let path = fileName(argument) else { return refuse("`:load` needs a file", help: ["as in `:load lens-tour.arr`"]) }
    return onEvaluationThread {
      let source: Source
      do { source = Source(name: path, utf8: try Library.readFile(path)) } catch {
        session.report(error)
        return .failed
      }
      return session.run(loaded: source)
    }
  }

  func save(_ argument: String) -> Session.Outcome {
    guard let path = fileName(argument) else { return refuse("`:save` needs a file", help: ["as in `:save session.arr`"]) }
    let kept = session.entries.filter(\.isSaved)
    if !kept.isEmpty, path != lastSaved, holdsSomething(path), source is EditlineSource, !ask("\(path) is there already: write over it?") { return .fine }
    return attempt {
      if kept.isEmpty { throw ValueError("value", "nothing was entered yet that could be saved") }
      try Library.writeFile(savedProgram(session.entries), to: path)
      lastSaved = path
      session.say("\(kept.count) entr\(kept.count == 1 ? "y" : "ies") in \(path)")
    }
  }

  private func holdsSomething(_ path: String) -> Bool {
    var status = stat()
    return stat(Library.expandedPath(path), &status) == 0 && status.st_mode & S_IFMT == S_IFREG && status.st_size > 0
  }

  func record(_ argument: String) -> Session.Outcome {
    guard let path = fileName(argument) else {
      session.say(recording.map { "recording to \($0.path)" } ?? "not recording")
      return .fine
    }
    if path == "off" {
      guard let ended = recording else { return refuse("nothing is being recorded") }
      stopRecording()
      if let reason = ended.failure { return refuse("\(quoted(ended.path)) does not hold everything: \(reason)") }
      session.say("recorded \(ended.path)")
      return .fine
    }
    stopRecording()
    return attempt {
      let recording = try Recording(path: path)
      session.output.copy = { recording.add($0) }
      session.messages.copy = { recording.add($0) }
      self.recording = recording
    }
  }

  func stopRecording() {
    (session.output.copy, session.messages.copy) = (nil, nil)
    recording = nil
  }

  /// A path as it was typed, with or without quotes.
  private func fileName(_ argument: String) -> String? {
    for quote in ["\"", "'"] where argument.count >= 2 && argument.hasPrefix(quote) && argument.hasSuffix(quote) {
      return argument.count > 2 ? String(argument.dropFirst().dropLast()) : nil
    }
    return argument.isEmpty ? nil : argument
  }
}
