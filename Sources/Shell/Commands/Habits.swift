import ArrLanguage

/// What people type from other prompts: IPython's `%commands`, Julia's macros and modes, words that leave or ask.
extension Shell {
  /// The command that is meant by a bare word: `exit`, `quit`, `help`. Nil when the word is a variable of the session.
  func commandMeant(by text: String) -> ShellLine? {
    let word = trimmed(text[...])
    let name = word.hasSuffix("()") ? String(word.dropLast(2)) : word
    guard let command = ["exit": "quit", "quit": "quit", "help": "help"][name], session.interpreter.globals.lookup(name) == nil,
      word == name || session.interpreter.builtins.lookup(name) == nil
    else { return nil }
    return .command(command, argument: "")
  }

  /// Why an entry that belongs to another prompt does nothing here, and what to write; nil for everything else.
  func foreignCommand(_ text: String) -> Diagnostic? {
    let line = trimmed(text[...])
    guard let mark = line.first, !line.contains(where: \.isNewline) else { return nil }
    let word = line.dropFirst().drop { $0 == mark }.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    let rest = trimmed(line[word.endIndex...])
    switch mark {
    case "%" where !word.isEmpty:
      return Diagnostic("syntax", "`%\(word)` is a command of IPython", help: [ownCommand(for: String(word), rest)])
    case "@" where !rest.isEmpty && macros.contains(String(word)) && session.interpreter.globals.lookup(String(word)) == nil:
      return Diagnostic("syntax", "`@\(word)` is a macro of Julia", help: [ownCommand(for: String(word), rest)])
    case ";" where !word.isEmpty && systemCommands.contains(String(word)):
      return Diagnostic("syntax", "`;` runs a command of the system in Julia", help: ["write `!\(trimmed(line.dropFirst()))`"])
    case "]" where line == "]" || packageCommands.contains(String(word)):
      return Diagnostic("syntax", "`]` is Julia's prompt for packages", help: ["there are none to add: `:help` lists the commands"])
    default: return nil
    }
  }

  private func ownCommand(for name: String, _ rest: String) -> String {
    if let command = ownCommands[name] { return "write `\(rest.isEmpty || command == ":vars" ? command : "\(command) \(rest)")`" }
    if askingWords.contains(name) { return rest.isEmpty ? "write `?name`" : "write `?\(rest)`" }
    if systemCommands.contains(name) { return "write `!\(name)\(rest.isEmpty ? "" : " " + rest)`" }
    if name == "show" { return "write `\(rest)`: its value is shown" }
    return "`:help` lists the commands"
  }
}

private let macros: Set<String> = [
  "time", "timev", "btime", "benchmark", "elapsed", "allocated", "show", "which", "doc", "less", "edit", "code_lowered", "code_typed",
]
private let askingWords: Set<String> = ["which", "doc", "less", "pinfo", "pinfo2", "pdoc", "psource", "pdef"]
private let systemCommands: Set<String> = ["ls", "ll", "pwd", "cat", "man", "mkdir", "rm", "cp", "mv", "git", "which", "echo", "head", "less", "sx", "system"]
private let packageCommands: Set<String> = ["add", "rm", "up", "update", "st", "status", "activate", "instantiate"]

/// Commands of ours by the names that IPython's and Julia's have.
private let ownCommands: [String: String] = [
  "time": ":time", "timev": ":time", "elapsed": ":time", "allocated": ":time", "prun": ":time", "memit": ":time",
  "timeit": ":bench", "btime": ":bench", "benchmark": ":bench",
  "who": ":vars", "whos": ":vars", "who_ls": ":vars",
  "hist": ":history", "history": ":history", "recall": ":history",
  "run": ":load", "load": ":load", "save": ":save", "edit": ":edit", "ed": ":edit",
  "logstart": ":record", "reset": ":reset", "reset_selective": ":reset", "cd": ":cd",
  "quickref": ":help", "magic": ":help", "lsmagic": ":help", "colors": ":set color", "config": ":set",
]
