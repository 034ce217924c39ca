/// What is wrong with a tokenizer, its files, or the ids given to it.
public struct TokenizerError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong, in one sentence.
  public let message: String
  /// What to do about it, when there is something to do.
  public let help: String?

  /// An error with what to do about it, where something can be done.
  public init(_ message: String, help: String? = nil) {
    self.message = message
    self.help = help
  }

  /// The message, with the help in parentheses.
  public var description: String { help.map { "\(message) (\($0))" } ?? message }
}
