import ArrLanguage

/// A `:command` of the prompt. `:help`, completion and did-you-mean all read the one table of them.
struct Command {
  enum Section: String, CaseIterable {
    case asking = "Asking"
    case values = "Values"
    case measuring = "Measuring"
    case files = "Files"
    case session = "The session"
  }

  /// What stands behind the name: completion offers things of that kind.
  enum Argument: Equatable {
    case none, topic, expression, file, program, folder, variable, pattern, setting
  }

  /// The name that is shown, then others that mean the same.
  let names: [String]
  let section: Section
  let argument: Argument
  /// The argument as help shows it.
  let usage: String
  /// One line that says what the command does.
  let help: String
  /// More of it, for `:help name`.
  let details: String
  let run: (Shell, String) -> Session.Outcome

  init(
    _ names: String..., section: Section, argument: Argument = .none, usage: String = "", help: String, details: String = "",
    run: @escaping (Shell, String) -> Session.Outcome
  ) {
    self.names = names
    self.section = section
    self.argument = argument
    self.usage = usage
    self.help = help
    self.details = details
    self.run = run
  }

  /// `:save FILE`
  var title: String { ":" + names[0] + (usage.isEmpty ? "" : " " + usage) }

  /// All commands, in the order of `:help`.
  static let all: [Command] =
    askingCommands + valueCommands + measuringCommands + fileCommands + sessionCommands

  static func named(_ name: String) -> Command? { all.first { $0.names.contains(name) } }
}

extension Shell {
  /// The names of all commands, as they are shown.
  static var commandNames: [String] { Command.all.map { $0.names[0] } }

  func run(_ line: ShellLine) -> Session.Outcome {
    switch line {
    case .help(let topic): return showHelp(on: topic)
    case .search(let words): return search(for: words)
    case .system(let command): return runSystem(command)
    case .command(let name, let argument):
      guard let command = Command.named(name) else { return refuse(unknown: name) }
      if command.argument == .none, !argument.isEmpty { return refuse("`:\(name)` takes no argument") }
      return command.run(self, argument)
    }
  }

  private func refuse(unknown name: String) -> Session.Outcome {
    if name.isEmpty { return refuse("a command has a name behind the `:`", help: ["`:help` lists them"]) }
    let begun = Command.all.filter { $0.names[0].hasPrefix(name) }.map { $0.names[0] }
    let near = begun.isEmpty ? suggestions(for: name, among: Command.all.flatMap(\.names)) : begun
    let help = near.isEmpty ? "`:help` lists the commands" : "did you mean \(near.prefix(3).map { "`:\($0)`" }.joined(separator: ", "))?"
    return refuse("unknown command `:\(name)`", code: "name", help: [help])
  }

  /// Says why a command does nothing.
  func refuse(_ message: String, code: String = "value", help: [String] = []) -> Session.Outcome {
    session.report(Diagnostic(code, message, help: help))
    return .failed
  }

  /// Runs a command's work where programs run, under the same rules for errors and Ctrl-C.
  func attempt(_ body: () throws -> Void) -> Session.Outcome {
    onEvaluationThread { session.attempt(body) }
  }
}
