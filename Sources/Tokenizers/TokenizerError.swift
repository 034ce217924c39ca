/// What is wrong with a tokenizer, its files, or the ids given to it.
public struct TokenizerError: Error, Equatable, Sendable, CustomStringConvertible {
  public let message: String
  /// What to do about it, when there is something to do.
  public let help: String?

  public init(_ message: String, help: String? = nil) {
    self.message = message
    self.help = help
  }

  public var description: String { help.map { "\(message) (\($0))" } ?? message }
}
