import JSON
import Tensors

/// An open `.safetensors` file: eight bytes with the header's length, a JSON header, then the tensors' bytes.
///
/// The header is checked in full when the file is opened; the tensors are views of the mapped file and cost nothing until
/// their elements are used.
public final class SafeTensorsFile: WeightFile {
  /// The whole file; tensors are views of its bytes and keep it open.
  public let file: MappedFile
  /// The tensors' names in the order of the header.
  public let names: [String]
  /// The free-form strings of the header.
  public let metadata: [String: String]
  private let entries: [String: Entry]
  private let dataStart: Int

  struct Entry {
    var type: StoredType
    var shape: [Int]
    /// Bytes from the start of the data.
    var begin: Int
    var end: Int
  }

  /// Headers of the largest models have a few megabytes; the format allows no more than this.
  public static let maximumHeaderSize = 100_000_000

  /// Maps and checks a file. Throws `TensorFileError` when it cannot be opened or its header is not sound.
  public convenience init(_ path: String) throws { try self.init(MappedFile(path)) }

  /// Checks a file that is mapped already. Throws `TensorFileError` when its header is not sound.
  public init(_ file: MappedFile) throws {
    self.file = file
    let header = try SafeTensorsHeader(file)
    names = header.names
    metadata = header.metadata
    entries = header.entries
    dataStart = header.dataStart
  }

  /// True when the header has a tensor of that name, whether or not its type can be read.
  public func contains(_ name: String) -> Bool { entries[name] != nil }

  /// The shape of a tensor, without touching its data.
  public func shape(of name: String) -> [Int]? { entries[name]?.shape }

  /// The type a tensor has when it is read; nil for a missing tensor or a type that cannot be read.
  public func dtype(of name: String) -> DType? { entries[name]?.type.dtype }

  /// Where a tensor's bytes lie in the file, for `file.advise`.
  public func range(of name: String) -> Range<Int>? { entries[name].map { dataStart + $0.begin..<dataStart + $0.end } }

  /// A tensor as a read-only view of the file; a copy when its bytes are not aligned or of a type that needs conversion.
  public func tensor(named name: String) throws -> Tensor {
    guard let entry = entries[name] else {
      throw TensorFileError(file.path, "has no tensor `\(shortened(name))`", help: suggestions(for: name, among: names))
    }
    do {
      // An empty tensor may stand at the very end, or in an empty data part.
      if entry.end == entry.begin, let dtype = entry.type.dtype { return try Tensor.uninitialized(entry.shape, dtype) }
      guard let base = file.bytes.baseAddress else { throw TensorError("has no data") }
      return try makeTensor(base + dataStart + entry.begin, entry.type, shape: entry.shape, owner: file)
    } catch let error as TensorError {
      throw TensorFileError(file.path, tensor: name, error.message)
    }
  }
}

/// At most three names that end alike or contain the wanted one.
func suggestions(for name: String, among names: [String]) -> [String] {
  let last = name.split(separator: ".").suffix(2).joined(separator: ".")
  let close = names.filter { !last.isEmpty && ($0.hasSuffix(last) || name.hasSuffix($0) || $0.hasSuffix(name)) }.prefix(3)
  if close.isEmpty {
    return [names.first.map { "it holds \(names.count) tensors, the first is `\(shortened($0))`" } ?? "it holds no tensors"]
  }
  return ["similar names: " + close.map { "`\(shortened($0))`" }.joined(separator: ", ")]
}
