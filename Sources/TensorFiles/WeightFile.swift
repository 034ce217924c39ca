import Tensors

/// A file of named tensors, whose data is not touched before it is asked for.
public protocol WeightFile: AnyObject {
  /// The whole file, which the tensors are views of.
  var file: MappedFile { get }
  /// In the file's order.
  var names: [String] { get }
  /// True when the file names such a tensor, whether or not its type can be read.
  func contains(_ name: String) -> Bool
  /// The shape of a tensor, without touching its data.
  func shape(of name: String) -> [Int]?
  /// The type a tensor has when it is read; nil for a missing tensor or a type that cannot be read.
  func dtype(of name: String) -> DType?
  /// - Throws: `TensorFileError` for a tensor that is missing or of a type that cannot be read.
  func tensor(named name: String) throws -> Tensor
}

/// Opens a file of weights by its ending: `.safetensors`, `.gguf`, or a pickle of PyTorch.
///
/// - Throws: `TensorFileError` for a damaged file, or a pickle that asks for more than tensors.
public func openWeights(_ path: String) throws -> any WeightFile {
  if path.hasSuffix(".gguf") { return try GGUFFile(path) }
  return isPickled(path) ? try TorchFile(path) : try SafeTensorsFile(path)
}

/// Whether a file is called as PyTorch's pickles are.
func isPickled(_ path: String) -> Bool { [".bin", ".pt", ".pth", ".ckpt"].contains { path.hasSuffix($0) } }
