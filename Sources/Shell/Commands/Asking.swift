import ArrLanguage
import ArrLibrary
import TextWidth

extension Command {
  static let askingCommands = [
    Command(
      "help", "h", section: .asking, argument: .topic, usage: "[TOPIC]", help: "this list; help on a command, a function or a topic",
      details: "`:help keys` lists the keys of the prompt, `:help save` tells more of `:save`."
    ) { shell, topic in shell.help(topic) },
    Command(
      "doc", section: .asking, argument: .topic, usage: "NAME", help: "the whole page on a name, with what belongs to it",
      details: "The same text as `?NAME`, and what else the documentation says of it."
    ) { shell, name in shell.showPage(on: name) },
    Command(
      "type", section: .asking, argument: .expression, usage: "EXPRESSION", help: "the type and size of a value, without showing it",
      details: "The expression is evaluated."
    ) { shell, text in shell.showType(of: text) },
  ]
}

extension Shell {
  // MARK: Help

  func help(_ topic: String) -> Session.Outcome {
    if topic.isEmpty { return attempt { session.present(commandList(width: session.terminal.width)) } }
    if topic == "keys" { return showKeys() }
    let name = topic.hasPrefix(":") ? String(topic.dropFirst()) : topic
    if let command = Command.named(name), topic.hasPrefix(":") || session.interpreter.builtins.lookup(name) == nil {
      return attempt { session.present(page(on: command, width: session.terminal.width)) }
    }
    return showHelp(on: topic)
  }

  /// What the prompt's `?topic` shows: `helpText` of the library.
  func showHelp(on topic: String) -> Session.Outcome {
    if topic.isEmpty { return help("") }
    if topic.hasPrefix(":") { return help(topic) }
    let topic = withoutQuotes(topic)
    return attempt { session.present(foldedHelp(try helpText(for: .text(topic), in: session.interpreter), width: session.terminal.width)) }
  }

  /// The help text, then other places that speak of the name.
  func showPage(on name: String) -> Session.Outcome {
    if name.isEmpty { return attempt { session.present(foldedHelp(try helpText(for: .none, in: session.interpreter), width: session.terminal.width)) } }
    return attempt {
      let text = try helpText(for: .text(name), in: session.interpreter)
      let last = name.split(separator: ".").last.map(String.init) ?? name
      // A letter or two stand everywhere.
      let others = last.count < 3 ? [] : searchDocumentation(for: last, in: session.interpreter).filter { $0.topic != name }.prefix(8)
      let see = others.isEmpty ? "" : "\n\nSee also\n" + listed(others, width: session.terminal.width)
      session.present(foldedHelp(text, width: session.terminal.width) + see)
    }
  }

  /// All commands by section, fitted to a width.
  func commandList(width: Int) -> String {
    let mark = session.terminal.unicode ? "›" : ">"
    let first = "Type code at the prompt: its value is shown, unless it ends with `;`. Unfinished input goes on in the next line."
    var text = folded(first, width: width).joined(separator: "\n") + "\n"
    let more: [(String, String)] = [
      ("?NAME, NAME?", "help on a function, method, type, variable or topic of the language"),
      ("??WORDS", "search all documentation"), ("!COMMAND", "run a command of the system"),
      ("_, __, _3", "the last value shown, the one before, that of prompt `arr:3\(mark)`"),
      ("|> f(…)", "goes on from the last value"), ("Tab, Ctrl-R", "complete, search the history; `:help keys` lists all keys"),
      ("Ctrl-C, Ctrl-D", "stop a computation or drop the line; leave"),
    ]
    text += columns(more, width: width)
    for section in Command.Section.allCases {
      let rows = Command.all.filter { $0.section == section }.map { ($0.title, $0.help) }
      text += "\n\n\(section.rawValue)\n" + columns(rows, width: width)
    }
    return text
  }

  private func page(on command: Command, width: Int) -> String {
    var lines = [command.title, ""] + folded(command.help, width: width)
    for line in command.details.split(separator: "\n") { lines += folded(String(line), width: width) }
    if command.names.count > 1 { lines += ["", "Also " + command.names.dropFirst().map { ":" + $0 }.joined(separator: ", ")] }
    return lines.joined(separator: "\n")
  }

  // MARK: Search

  /// Everything in the documentation that speaks of the words, one line each.
  func search(for given: String) -> Session.Outcome {
    let words = withoutQuotes(given)
    if words.isEmpty { return refuse("`??` searches the documentation for words", help: ["as in `??softmax`"]) }
    return attempt {
      let hits = searchDocumentation(for: words, in: session.interpreter)
      guard !hits.isEmpty else {
        throw ValueError("name", "nothing in the documentation speaks of \(quoted(words))", help: [absentTopic(words) ?? "`help()` lists everything"])
      }
      let most = 40
      let rest = hits.count > most ? "\n… and \(hits.count - most) more" : ""
      session.present(listed(hits.prefix(most), width: session.terminal.width) + rest)
    }
  }

  private func listed(_ hits: some Collection<DocumentationHit>, width: Int) -> String {
    let column = min(hits.map { displayWidth($0.topic) }.max() ?? 0, max(8, width / 2 - 2))
    return hits.map { hit in
      let gap = String(repeating: " ", count: max(0, column - displayWidth(hit.topic)) + 2)
      return fitted(hit.topic + gap + hit.line, width, unicode: session.terminal.unicode)
    }.joined(separator: "\n")
  }

  // MARK: Types

  func showType(of text: String) -> Session.Outcome {
    if text.isEmpty { return refuse("`:type` needs an expression", help: ["as in `:type run.logits`"]) }
    return onEvaluationThread {
      session.evaluate(text, named: ":type") { value in
        let facts = try ValueFacts(of: value, statistics: false)
        let type = value.shortTypeDescription
        let size = facts.size.isEmpty || type.contains(facts.size) ? "" : ", " + facts.size
        session.present(type + size)
      }
    }
  }
}

/// `softmax` of `"softmax"`, as one asks where words are quoted.
private func withoutQuotes(_ text: String) -> String {
  guard let quote = text.first, quote == "\"" || quote == "'", text.last == quote, text.count > 2 else { return text }
  return trimmed(text.dropFirst().dropLast())
}
