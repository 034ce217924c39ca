import Glibc
import JSON
import Tensors

/// The weights of a model folder: one `model.safetensors`, or shards listed in `model.safetensors.index.json`; where there are
/// none, the same of `pytorch_model.bin`.
public final class Checkpoint {
  /// The folder of the files, for messages.
  public let folder: String
  /// The open files, in the order in which the index names them.
  public let files: [any WeightFile]
  /// All tensors' names.
  public let names: [String]
  private let places: [String: Int]

  /// The file of a checkpoint that is not cut into shards.
  static let singleName = "model.safetensors"
  /// The list of shards, and of which tensor is in which.
  static let indexName = "model.safetensors.index.json"
  /// The names of one file and of an index of parts; the first that is there is read.
  private static let arrangements: [(single: String, index: String)] = [
    (singleName, indexName), ("pytorch_model.bin", "pytorch_model.bin.index.json"),
  ]

  /// Whether a path is that of a file whose ending says that it holds tensors.
  public static func isWeightFile(_ path: String) -> Bool {
    ([".safetensors", ".gguf"].contains { path.hasSuffix($0) } || isPickled(path)) && !isFolder(path)
  }

  /// Opens a folder, or a single file of weights.
  public init(_ path: String) throws {
    let isFile = Checkpoint.isWeightFile(path)
    folder = isFile ? parentFolder(of: path) : path
    let here = Checkpoint.arrangements.first(where: { isReadable(joined(path, $0.single)) || isReadable(joined(path, $0.index)) })
    let single = isFile ? path : here.map { joined(path, $0.single) }
    if let single, isReadable(single) || isFile {
      let file = try openWeights(single)
      files = [file]
      names = file.names
      places = Dictionary(uniqueKeysWithValues: file.names.map { ($0, 0) })
    } else if let index = here.map({ joined(path, $0.index) }) {
      let shards = try Shards(index: index, folder: path)
      files = shards.files
      names = shards.names
      places = shards.places
    } else {
      throw Checkpoint.missing(path)
    }
  }

  /// True when some file has a tensor of that name.
  public func contains(_ name: String) -> Bool { places[name] != nil }

  /// The shape of a tensor, without touching its data.
  public func shape(of name: String) -> [Int]? { file(of: name)?.shape(of: name) }

  /// The type a tensor has when it is read.
  public func dtype(of name: String) -> DType? { file(of: name)?.dtype(of: name) }

  /// The file that holds a tensor.
  public func file(of name: String) -> (any WeightFile)? { places[name].map { files[$0] } }

  /// Bytes of all files.
  public var byteCount: Int { files.reduce(0) { $0 + $1.file.bytes.count } }

  /// A tensor as a read-only view of its file.
  public func tensor(named name: String) throws -> Tensor {
    guard let file = file(of: name) else {
      throw TensorFileError(folder, "the checkpoint has no tensor `\(shortened(name))`", help: suggestions(for: name, among: names))
    }
    return try file.tensor(named: name)
  }

  private static func missing(_ path: String) -> TensorFileError {
    guard isFolder(path) else { return TensorFileError(path, "there is no such folder") }
    let old = ["tf_model.h5", "flax_model.msgpack"].filter { isReadable(joined(path, $0)) }
    let help =
      old.isEmpty
      ? "a checkpoint folder holds \(singleName), or \(indexName) with its shards"
      : "it has \(old.joined(separator: ", ")); convert it to safetensors"
    return TensorFileError(path, "the folder has no weights that can be read", help: [help])
  }
}

/// The files of an index.
private struct Shards {
  var files: [any WeightFile] = []
  var names: [String] = []
  var places: [String: Int] = [:]

  init(index path: String, folder: String) throws {
    let map = try Shards.weightMap(path)
    var fileNames: [String] = []
    var known: [String: Int] = [:]
    for (name, shard) in map {
      if known[shard] == nil {
        known[shard] = fileNames.count
        fileNames.append(shard)
      }
      places[name] = known[shard]
      names.append(name)
    }
    let absent = fileNames.filter { !isReadable(joined(folder, $0)) }
    guard absent.isEmpty else {
      throw TensorFileError(
        folder, "\(absent.count) of \(fileNames.count) weight files are missing: \(absent.prefix(5).joined(separator: ", "))"
          + (absent.count > 5 ? " …" : ""), help: ["download the rest of the checkpoint"])
    }
    files = try fileNames.map { try openWeights(joined(folder, $0)) }
    for (name, shard) in map where places[name].map({ files[$0].contains(name) }) != true {
      throw TensorFileError(path, tensor: name, "should be in \(shard), which does not have it")
    }
  }

  /// The pairs of tensor name and file name.
  private static func weightMap(_ path: String) throws -> [(String, String)] {
    let file = try MappedFile(path)
    let index: JSON
    do {
      index = try JSON.parse(file.bytes, duplicateKeys: .error)
    } catch {
      throw TensorFileError(path, "is not valid: \(shortened(error.description))")
    }
    guard let map = index["weight_map"]?.objectValue else { throw TensorFileError(path, "has no `weight_map`") }
    return try map.pairs.map { name, value in
      guard let shard = value.stringValue else { throw TensorFileError(path, tensor: name, "its file name is \(value.kind)") }
      // A checkpoint is data from strangers; its files are those beside the index.
      guard !shard.isEmpty, shard != ".", shard != "..", !shard.utf8.contains(UInt8(ascii: "/")), !shard.utf8.contains(0) else {
        throw TensorFileError(path, tensor: name, "“\(shortened(shard))” is not the name of a file in the same folder")
      }
      return (name, shard)
    }
  }
}

// MARK: - Paths

func joined(_ folder: String, _ name: String) -> String {
  folder.isEmpty || folder.hasSuffix("/") ? folder + name : folder + "/" + name
}

func parentFolder(of path: String) -> String {
  guard let slash = path.lastIndex(of: "/") else { return "." }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}

func isReadable(_ path: String) -> Bool { access(path, R_OK) == 0 && !isFolder(path) }

func isFolder(_ path: String) -> Bool {
  var status = stat()
  return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}
