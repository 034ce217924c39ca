/// What a configuration, a checkpoint, an input or a name cannot do.
public struct ModelError: Error, CustomStringConvertible {
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
