import Tensors

/// What is wrong with a file of tensors. The message names the file, and the tensor when it is about one.
public struct TensorFileError: Error, CustomStringConvertible {
  /// What is wrong, beginning with the file's path.
  public var message: String
  /// What to do about it, a line each.
  public var help: [String]

  /// An error about files whose message names them itself.
  public init(_ message: String, help: [String] = []) {
    self.message = message
    self.help = help
  }

  init(_ path: String, tensor: String? = nil, _ message: String, help: [String] = []) {
    self.init("\(path): " + (tensor.map { "tensor `\(shortened($0))`: " } ?? "") + message, help: help)
  }

  /// The message alone.
  public var description: String { message }
}

/// Names come from files: a name of a megabyte does not belong into a message.
func shortened(_ text: String) -> String { text.utf8.count <= 200 ? text : String(text.prefix(100)) + "…" }
