import ArrLanguage
import ArrLibrary
import Glibc

extension Command {
  static let sessionCommands = [
    Command(
      "history", section: .session, argument: .pattern, usage: "[PATTERN]", help: "earlier entries, the newest last; a pattern chooses",
      details: "Without a pattern the last 30. A pattern is a part of the entry, or has `*` and `?`."
    ) { shell, pattern in shell.showHistory(pattern) },
    Command("edit", section: .session, help: "open the last entry in $EDITOR; what is saved waits at the prompt") { shell, _ in shell.editLastEntry() },
    Command(
      "set", section: .session, argument: .setting, usage: "[NAME VALUE]", help: "show the settings, or change one",
      details: "Lines with `:set` in the init file set them for every session."
    ) { shell, setting in shell.set(setting) },
    Command("cd", section: .session, argument: .folder, usage: "[FOLDER]", help: "change the folder that paths start from; `!pwd` shows it") {
      shell, folder in shell.changeFolder(folder)
    },
    Command("quit", "q", "exit", section: .session, help: "leave, as Ctrl-D on an empty line does") { _, _ in .exit(0) },
  ]
}

extension Shell {
  // MARK: History

  func showHistory(_ pattern: String) -> Session.Outcome {
    attempt {
      var entries: [String]
      if let history = editor?.history {
        entries = stride(from: history.count, to: 0, by: -1).compactMap { history.entry(back: $0) }
      } else {
        entries = typed
      }
      if pattern.isEmpty {
        entries = Array(entries.suffix(30))
      } else {
        if let history = editor?.history { entries = history.elsewhere().reversed() + entries }
        let hasStars = pattern.contains("*") || pattern.contains("?")
        entries = entries.filter { matches($0, hasStars ? "*" + pattern + "*" : pattern) && !$0.hasPrefix(":history") }
      }
      if entries.isEmpty { return session.present(pattern.isEmpty ? "nothing was entered yet" : "no entry holds \(pattern)") }
      session.present(entries.map { $0.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n    ") }.joined(separator: "\n"))
    }
  }

  // MARK: Folders

  func changeFolder(_ folder: String) -> Session.Outcome {
    let home = environmentText("HOME") ?? "/"
    let target = folder.isEmpty ? home : folder == "-" ? lastFolder ?? "." : Library.expandedPath(folder)
    let present = currentFolder()
    guard chdir(target) == 0 else {
      return refuse("cannot go to \(quoted(target)): \(String(cString: strerror(errno)).lowercased())", code: "file")
    }
    lastFolder = present
    if folder == "-" { session.say(currentFolder() ?? target) }
    return .fine
  }

  private func currentFolder() -> String? {
    guard let path = getcwd(nil, 0) else { return nil }
    defer { free(path) }
    return String(cString: path)
  }

  // MARK: Questions

  /// Asks for yes or no; anything but yes is no.
  func ask(_ question: String) -> Bool {
    let prompt = question + " [y/N] "
    // An answer is no entry: it is read plainly and stays out of the history.
    let event = source is EditlineSource ? PlainSource().next(prompt: prompt) { _ in .complete } : source.next(prompt: prompt) { _ in .complete }
    guard case .line(let answer) = event else { return false }
    return ["y", "yes"].contains(trimmed(answer[...]).lowercased())
  }
}
