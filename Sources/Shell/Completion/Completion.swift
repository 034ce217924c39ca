extension Shell {
  /// What can stand at byte `cursor` of an entry.
  func completions(_ text: String, _ cursor: Int) -> Completions {
    Completer.completions(text, cursor: cursor, in: session.interpreter)
  }
}
