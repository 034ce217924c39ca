import JSON
import Tensors

/// The checked header of a safetensors file.
struct SafeTensorsHeader {
  var names: [String] = []
  var metadata: [String: String] = [:]
  var entries: [String: SafeTensorsFile.Entry] = [:]
  let dataStart: Int
  private let path: String

  init(_ file: MappedFile) throws {
    path = file.path
    let bytes = file.bytes
    guard bytes.count >= 8 else {
      throw TensorFileError(path, "is too short for a safetensors file (\(bytes.count) bytes)")
    }
    let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
    guard length <= UInt64(SafeTensorsFile.maximumHeaderSize) else {
      throw TensorFileError(
        path, "says that its header has \(length) bytes, more than the \(SafeTensorsFile.maximumHeaderSize) allowed",
        help: ["perhaps it is not a safetensors file"])
    }
    guard Int(length) <= bytes.count - 8 else {
      throw TensorFileError(
        path, "says that its header has \(length) bytes, but only \(bytes.count - 8) follow", help: ["perhaps its download was cut short"])
    }
    dataStart = 8 + Int(length)
    guard length > 0, bytes[8] == UInt8(ascii: "{") else { throw TensorFileError(path, "its header does not start with `{`") }
    try read(UnsafeRawBufferPointer(rebasing: bytes[8..<dataStart]))
    try checkCoverage(of: bytes.count - dataStart)
  }

  private mutating func read(_ bytes: UnsafeRawBufferPointer) throws {
    let header: JSON
    do {
      header = try JSON.parse(bytes, duplicateKeys: .error)
    } catch {
      throw TensorFileError(path, "its header is not valid: \(shortened(error.description))")
    }
    guard let object = header.objectValue else { throw TensorFileError(path, "its header is \(header.kind), not an object") }
    names.reserveCapacity(object.count)
    for (name, value) in object.pairs {
      if name == "__metadata__" {
        try readMetadata(value)
        continue
      }
      let entry = try entry(name, value)
      // JSON keys differ by bytes, Swift's by canonical equivalence.
      guard entries.updateValue(entry, forKey: name) == nil else { throw TensorFileError(path, tensor: name, "is there twice") }
      names.append(name)
    }
  }

  private mutating func readMetadata(_ value: JSON) throws {
    guard let object = value.objectValue else { throw TensorFileError(path, "`__metadata__` is \(value.kind), not an object") }
    for (key, value) in object.pairs {
      guard let text = value.stringValue else {
        throw TensorFileError(path, "`__metadata__` has \(value.kind) for “\(shortened(key))”; it may hold strings only")
      }
      metadata[key] = text
    }
  }

  private func entry(_ name: String, _ value: JSON) throws -> SafeTensorsFile.Entry {
    func failure(_ message: String) -> TensorFileError { TensorFileError(path, tensor: name, message) }
    guard let dtype = value["dtype"]?.stringValue else { throw failure("has no dtype") }
    guard let sizes = value["shape"]?.arrayValue else { throw failure("has no shape") }
    let shape = try sizes.map { size in
      guard let size = size.intValue, size >= 0 else { throw failure("has a shape that is not a list of sizes") }
      return size
    }
    guard shape.count <= 64 else { throw failure("has \(shape.count) axes") }
    guard let offsets = value["data_offsets"]?.arrayValue, offsets.count == 2, let begin = offsets[0].intValue,
      let end = offsets[1].intValue, begin >= 0, end >= begin
    else { throw failure("has no valid data_offsets; two growing byte positions are needed") }
    let type = StoredType(safeTensors: dtype)
    if let size = type.size { try check(shape, size, bytes: end - begin, failure: failure) }
    return SafeTensorsFile.Entry(type: type, shape: shape, begin: begin, end: end)
  }

  private func check(_ shape: [Int], _ size: Int, bytes: Int, failure: (String) -> TensorFileError) throws {
    var needed = size
    for extent in shape {
      let (product, overflow) = needed.multipliedReportingOverflow(by: extent)
      guard !overflow else { throw failure("its shape \(Tensor.describe(shape: shape)) is too large") }
      needed = product
    }
    guard (try? Tensor.elementCount(of: shape)) != nil else { throw failure("its shape \(Tensor.describe(shape: shape)) is too large") }
    guard needed == bytes else {
      throw failure("its shape \(Tensor.describe(shape: shape)) takes \(needed) bytes, but its data_offsets span \(bytes)")
    }
  }

  /// The tensors must lie one after the other, without overlaps or gaps, and fill the rest of the file.
  private func checkCoverage(of size: Int) throws {
    var place = 0
    var previous: String?
    let order = names.compactMap { name in entries[name].map { (name, $0) } }.sorted { ($0.1.begin, $0.1.end) < ($1.1.begin, $1.1.end) }
    for (name, entry) in order {
      guard entry.end <= size else {
        throw TensorFileError(
          path, tensor: name, "ends at byte \(entry.end) of the data, but the file has only \(size) bytes of data",
          help: ["perhaps its download was cut short"])
      }
      guard entry.begin >= place else {
        throw TensorFileError(path, tensor: name, "overlaps `\(shortened(previous ?? ""))`")
      }
      guard entry.begin == place else {
        throw TensorFileError(path, tensor: name, "starts at byte \(entry.begin), leaving a gap of \(entry.begin - place) bytes")
      }
      place = entry.end
      previous = name
    }
    guard place == size else {
      throw TensorFileError(path, "has \(size - place) bytes after its last tensor")
    }
  }
}
