/// What a configuration, a checkpoint, an input or a name cannot do.
public struct ModelError: Error, CustomStringConvertible {
  /// What is wrong, in one sentence without a capital and a full stop.
  public var message: String
  /// Facts that explain it, a line each.
  public var notes: [String]
  /// What to do instead, a line each.
  public var help: [String]

  /// An error that the shell shows as a message with notes and help below it.
  public init(_ message: String, notes: [String] = [], help: [String] = []) {
    self.message = message
    self.notes = notes
    self.help = help
  }

  /// The message alone.
  public var description: String { message }
}
