extension Shell {
  /// What stands behind a command's name.
  enum ArgumentKind { case nothing, file, program, topic, expression, command }

  static func argumentKind(of command: String) -> ArgumentKind {
    switch command {
    case "load", "run": return .program
    case "save", "record", "cd": return .file
    case "help", "doc": return .topic
    case "type", "time", "bench": return .expression
    default: return .nothing
    }
  }

  /// What can stand at byte `cursor` of an entry.
  func completions(_ text: String, _ cursor: Int) -> Completions {
    Completer.completions(text, cursor: cursor, in: session.interpreter)
  }
}
