import ArrLanguage

/// Commands about the editor at the prompt: `:help keys`, `:edit`, `:set editor …`.
extension Shell {
  private var editor: EditlineSource? { source as? EditlineSource }

  /// The keys of the editor, a section at a time, fitted to the terminal.
  func showKeys() -> Session.Outcome {
    session.attempt { session.output.send(keyTable(width: session.terminal.width)) }
  }

  /// Opens the last entry in `$VISUAL` or `$EDITOR`; what was saved waits at the next prompt.
  func editLastEntry() -> Session.Outcome {
    guard let editor else { return refuse("`:edit` needs a terminal that can edit") }
    session.output.flush()
    let last = (1...max(1, editor.history.count)).lazy.compactMap { editor.history.entry(back: $0) }
      .first { !$0.hasPrefix(":edit") }
    if let problem = editor.openEditor(on: last ?? "") { return refuse(problem) }
    return .fine
  }

  /// `:set editor vi` and `:set editor emacs`; without a value, which of them it is.
  func setKeys(_ value: String) -> Session.Outcome {
    guard let editor else { return refuse("there are no keys to choose: this terminal cannot edit") }
    switch value {
    case "vi", "vim": editor.usesViKeys = true
    case "emacs": editor.usesViKeys = false
    case "": session.output.send((editor.usesViKeys ? "vi" : "emacs") + "\n")
    default: return refuse("there are no `\(value)` keys", help: ["write `:set editor vi` or `:set editor emacs`"])
    }
    session.output.flush()
    return .fine
  }

  private func refuse(_ message: String, help: [String] = []) -> Session.Outcome {
    session.report(Diagnostic("value", message, help: help))
    return .failed
  }
}

/// The table of keys: each section under its name, the keys in a column of their own where there is room.
func keyTable(width: Int, rows: [(section: String, keys: String, meaning: String)] = EditlineSource.keys) -> String {
  let column = min(rows.map { displayWidth($0.keys) }.filter { $0 <= 30 }.max() ?? 0, max(8, width / 3))
  var text = ""
  var section = ""
  for row in rows {
    if row.section != section {
      text += (section.isEmpty ? "" : "\n") + row.section + "\n"
      section = row.section
    }
    let lines = folded(row.meaning, width: max(10, width - column - 4))
    if displayWidth(row.keys) > column { text += "  \(row.keys)\n" }
    for (index, line) in lines.enumerated() {
      let keys = index == 0 && displayWidth(row.keys) <= column ? row.keys : ""
      text += "  " + keys + String(repeating: " ", count: column - displayWidth(keys) + 2) + line + "\n"
    }
  }
  return text
}

/// A text in lines of at most `width` columns, as far as its words let it.
private func folded(_ text: String, width: Int) -> [String] {
  var lines: [String] = []
  for word in text.split(separator: " ") {
    if let last = lines.last, displayWidth(last) + 1 + displayWidth(String(word)) <= width {
      lines[lines.count - 1] += " " + word
    } else {
      lines.append(String(word))
    }
  }
  return lines
}
