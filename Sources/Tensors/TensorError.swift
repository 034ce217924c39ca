/// What a tensor operation cannot do: the message names the shapes or types, the help the nearest right thing.
public struct TensorError: Error, CustomStringConvertible {
  /// What is wrong, in one sentence without a capital and a full stop.
  public var message: String
  /// Facts that explain it, a line each.
  public var notes: [String]
  /// The nearest right thing to write, a line each.
  public var help: [String]
  /// Tells what programs handle by itself from everything else.
  public var kind: Kind

  /// What is wrong: shapes and their kin, a number that its type does not hold, or a division of ints by zero.
  public enum Kind: Sendable { case shape, overflow, zero }

  /// An error that the language shows at the expression that caused it.
  public init(_ message: String, notes: [String] = [], help: [String] = [], kind: Kind = .shape) {
    self.kind = kind
    self.message = message
    self.notes = notes
    self.help = help
  }

  /// The message alone.
  public var description: String { message }
}
