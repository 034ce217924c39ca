import ArrLanguage

/// Commands about the editor at the prompt: `:help keys`, `:edit`, `:set editor …`.
extension Shell {
  var editor: EditlineSource? { source as? EditlineSource }

  /// The keys of the editor, a section at a time, fitted to the terminal.
  func showKeys() -> Session.Outcome {
    attempt { session.present(keyTable(width: session.terminal.width)) }
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
}

/// The table of keys: each section under its name, the keys in a column of their own where there is room.
func keyTable(width: Int, rows: [(section: String, keys: String, meaning: String)] = EditlineSource.keys) -> String {
  var sections: [(name: String, rows: [(String, String)])] = []
  for row in rows {
    if sections.last?.name != row.section { sections.append((row.section, [])) }
    sections[sections.count - 1].rows.append((row.keys, row.meaning))
  }
  return sections.map { $0.name + "\n" + columns($0.rows, width: width) }.joined(separator: "\n\n")
}
