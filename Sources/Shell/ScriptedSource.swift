/// A source that says what it was told to, for tests and recorded sessions.
public final class ScriptedSource: LineSource {
  private var events: ArraySlice<LineEvent>
  /// The prompts it was shown so far.
  public private(set) var prompts: [String] = []

  /// Gives the events in order, then the end of input.
  public init(_ events: [LineEvent]) { self.events = events[...] }

  /// Gives each text as one entry.
  public convenience init(lines: [String]) { self.init(lines.map(LineEvent.line)) }

  /// The next event, whatever the prompt and the state of the entry; it notes the prompt.
  public func next(prompt: String, status: (String) -> InputStatus) -> LineEvent {
    prompts.append(prompt)
    return events.popFirst() ?? .endOfInput
  }
}
