/// What a tensor operation cannot do: the message names the shapes or types, the help the nearest right thing.
public struct TensorError: Error, CustomStringConvertible {
  public var message: String
  public var notes: [String]
  public var help: [String]

  public init(_ message: String, notes: [String] = [], help: [String] = []) {
    self.message = message
    self.notes = notes
    self.help = help
  }

  public var description: String { message }
}
