import ArrLanguage
import Glibc

/// A line for the shell itself: `:command …`, `?topic`, `!system command`.
enum ShellLine: Equatable {
  case command(String, argument: String)
  case help(String)
  case system(String)

  /// Nil when the entry is a program.
  init?(_ text: String) {
    if let topic = Self.topic(asked: text) {
      self = .help(topic)
      return
    }
    guard let first = text.utf8.first, ":?!".utf8.contains(first), !text.hasPrefix("!=") else { return nil }
    let rest = Self.trimmed(text.dropFirst())
    switch text.first {
    case ":":
      let name = rest.prefix { $0 != " " }
      self = .command(String(name), argument: Self.trimmed(rest[name.endIndex...]))
    case "?": self = .help(rest)
    default: self = .system(rest)
    }
  }

  /// `name?` and `name.method?`.
  private static func topic(asked text: String) -> String? {
    let line = trimmed(text[...])
    guard line.last == "?", line.first != "?" else { return nil }
    let name = line.dropLast()
    let isName = name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
      part.first.map { $0.isLetter || $0 == "_" } == true && part.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
    }
    return isName ? String(name) : nil
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text.drop { $0.isWhitespace }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }
}

extension Shell {
  static let commandNames = ["edit", "help", "quit", "set", "vars"]

  func run(_ line: ShellLine) -> Session.Outcome {
    switch line {
    case .command("help", "keys"): return showKeys()
    case .command("edit", _): return editLastEntry()
    case .command("set", let setting) where setting.hasPrefix("editor"):
      return setKeys(String(setting.dropFirst("editor".count).drop { $0 == " " || $0 == "=" }))
    case .command("help", let topic), .help(let topic): return help(topic)
    case .command("quit", _), .command("q", _), .command("exit", _): return .exit(0)
    case .command("vars", _): return onEvaluationThread { session.attempt { session.output.send(variables()) } }
    case .command(let name, _):
      let near = suggestions(for: name, among: Self.commandNames).map { "`:\($0)`" }
      let words = near.isEmpty ? Self.commandNames.map { "`:\($0)`" } : near
      let help = (near.isEmpty ? "there are " : "did you mean ") + words.joined(separator: ", ") + (near.isEmpty ? "" : "?")
      session.report(Diagnostic("name", "unknown command `:\(name)`", help: [help]))
      return .failed
    case .system(let command):
      if !command.isEmpty { runSystem(command) }
      return .fine
    }
  }

  // MARK: Help

  private static let helpText = """
    Type code; its value is shown. `;` at the end keeps it quiet, `_` is the last value shown.
      ?topic        help on a function, type, variable, or topic of the language; also topic?
      :vars         the variables of this session
      :edit         open the last entry in $EDITOR
      :help keys    the keys of the prompt; `:set editor vi` for vi's
      :quit         leave (also Ctrl-D)
      !command      run a command of the system
    A line that starts with `|>` goes on from `_`. Tab completes, Ctrl-C stops a computation.

    """

  private func help(_ topic: String) -> Session.Outcome {
    if topic.isEmpty { return session.attempt { session.output.send(Self.helpText) } }
    return onEvaluationThread {
      session.attempt {
        guard let function = session.interpreter.builtins.lookup("help") else {
          throw ValueError("name", "there is no help for \(quoted(topic))")
        }
        let text = try session.interpreter.call(function, .text(topic))
        if case .string(let box) = text { session.output.send(box.text + "\n") } else if !text.isNone { session.show(text) }
      }
    }
  }

  // MARK: Variables

  private func variables() -> String {
    let globals = session.interpreter.globals
    let rows = globals.names.compactMap { name -> [String]? in
      guard name != "_", let value = globals.lookup(name) else { return nil }
      return [name, value.typeName, summary(of: value)]
    }
    let widths = (0..<2).map { column in rows.map { displayWidth($0[column]) }.max() ?? 0 }
    return rows.map { row in
      let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - displayWidth($0)) }
      return fitted((cells + [row[2]]).joined(separator: "  "), session.terminal.width) + "\n"
    }.joined()
  }

  private func summary(of value: Value) -> String {
    switch value {
    case .list, .tuple, .dict: return value.shortTypeDescription
    case .string(let box): return quoted(String(box.text.prefix(session.terminal.width)))
    case .object(let object): return String(object.shortDescription().prefix { $0 != "\n" })
    default: return value.repr
    }
  }

  private func fitted(_ line: String, _ width: Int) -> String {
    if displayWidth(line) <= width { return line }
    let mark = session.terminal.unicode ? "…" : "..."
    var text = line
    while displayWidth(text) + mark.count > width, !text.isEmpty { text.removeLast() }
    return text + mark
  }

  // MARK: System commands

  private func runSystem(_ command: String) {
    session.output.flush()
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var defaults = sigset_t()
    sigemptyset(&defaults)
    sigaddset(&defaults, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))

    let arguments: [UnsafeMutablePointer<CChar>?] = [strdup("sh"), strdup("-c"), strdup(command), nil]
    defer { for argument in arguments { free(argument) } }
    var process: pid_t = 0
    let problem = posix_spawn(&process, "/bin/sh", nil, &attributes, arguments, environ)
    guard problem == 0 else {
      return session.report(Diagnostic("file", "cannot start a command: \(String(cString: strerror(problem)))"))
    }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    let code = (status >> 8) & 0xFF
    if status & 0x7F != 0 {
      session.say("ended by signal \(status & 0x7F)")
    } else if code != 0 {
      session.say("exit code \(code)")
    }
  }
}
