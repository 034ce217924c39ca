/// What the language says about a text that was typed so far.
public enum InputStatus: Sendable {
  /// It can run.
  case complete
  /// It needs at least one more line.
  case incomplete
  /// It is wrong however it goes on.
  case error
}

/// What came when an entry was asked for.
public enum LineEvent: Equatable, Sendable {
  /// A whole entry, of one line or several, without its last line end.
  case line(String)
  /// Ctrl-C: whatever was typed is dropped.
  case interrupted
  /// Ctrl-D on an empty line, the end of a file, or a terminal that hung up.
  case endOfInput
}

/// Where the shell's entries come from: a terminal with editing, plain text, or a test.
public protocol LineSource: AnyObject {
  /// Waits for the next entry. `prompt` is one line that ends in a space; `status` decides whether Return ends the entry.
  func next(prompt: String, status: (String) -> InputStatus) -> LineEvent
}

/// The best source for standard input: an editor when a capable terminal is there, plain lines otherwise.
public func standardLineSource() -> any LineSource {
  if EditlineSource.isPossible, let editor = EditlineSource(history: .standard()) { return editor }
  return PlainSource()
}
