/// What stands before the data of a GGUF file (version 2 or 3, little-endian): metadata, and where the tensors lie.
///
/// The format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md. Everything is checked before it is believed.
struct GGUFHeader {
  /// A tensor that the file lists.
  struct Entry {
    let name: String
    /// Row-major, as everywhere in this program: the file counts dimensions from the innermost.
    let shape: [Int]
    let type: GGMLType
    /// Of the whole file.
    let bytes: Range<Int>
  }

  private(set) var metadata: [String: GGUFValue] = [:]
  private(set) var entries: [Entry] = []

  /// Dimensions that ggml's tensors may have.
  private static let rankLimit = 4
  private static let customaryAlignment = 32

  init(_ file: MappedFile) throws {
    var cursor = GGUFCursor(file)
    guard file.bytes.count >= 24, try cursor.integer(UInt32.self) == 0x4655_4747 else { throw cursor.failure("is not a GGUF file") }
    let version = try cursor.integer(UInt32.self)
    guard version == 2 || version == 3 else {
      let isSwapped = version.byteSwapped == 2 || version.byteSwapped == 3
      throw cursor.failure(isSwapped ? "is a big-endian GGUF file; little-endian ones can be read" : "is a GGUF file of version \(version); 2 and 3 can be read")
    }
    // A tensor takes 24 bytes here at least, and a value 13.
    let tensorCount = try cursor.count("tensors", ofAtLeast: 24)
    let valueCount = try cursor.count("values of metadata", ofAtLeast: 13)
    for _ in 0..<valueCount {
      let key = try cursor.string("a key")
      let value = try cursor.value(of: key)
      guard metadata.updateValue(value, forKey: key) == nil else { throw cursor.failure("has the key `\(shortened(key))` twice") }
    }
    let alignment = metadata["general.alignment"]?.intValue ?? Self.customaryAlignment
    guard alignment > 0, alignment <= 1 << 20, alignment & (alignment - 1) == 0 else {
      throw cursor.failure("`general.alignment` is \(alignment), which is not a power of two")
    }
    var listed: [(name: String, shape: [Int], type: GGMLType, offset: UInt64)] = []
    for _ in 0..<tensorCount { listed.append(try Self.tensor(&cursor)) }
    let dataStart = (cursor.position + alignment - 1) / alignment * alignment
    for tensor in listed { entries.append(try Self.entry(tensor, dataStart: dataStart, alignment: alignment, cursor)) }
    try Self.checkApart(entries, cursor)
  }

  private static func tensor(_ cursor: inout GGUFCursor) throws -> (name: String, shape: [Int], type: GGMLType, offset: UInt64) {
    let name = try cursor.string("a tensor's name")
    let rank = try cursor.integer(UInt32.self)
    guard rank <= rankLimit else { throw cursor.failure(tensor: name, "has \(rank) dimensions, more than \(rankLimit)") }
    var shape: [Int] = []
    for _ in 0..<rank {
      let size = try cursor.integer(UInt64.self)
      guard size <= UInt64(1) << 48 else { throw cursor.failure(tensor: name, "one of its dimensions is \(size)") }
      shape.insert(Int(size), at: 0)
    }
    let type = GGMLType(number: try cursor.integer(UInt32.self))
    return (name, shape, type, try cursor.integer(UInt64.self))
  }

  private static func entry(
    _ tensor: (name: String, shape: [Int], type: GGMLType, offset: UInt64), dataStart: Int, alignment: Int, _ cursor: GGUFCursor
  ) throws -> Entry {
    let (name, fileSize) = (tensor.name, cursor.bytes.count)
    guard tensor.offset % UInt64(alignment) == 0 else {
      throw cursor.failure(tensor: name, "begins at byte \(tensor.offset) of the data, which is not a multiple of \(alignment)")
    }
    guard tensor.offset <= UInt64(max(0, fileSize - dataStart)) else {
      throw cursor.failure(tensor: name, "begins at byte \(tensor.offset) of the data, behind the end of the file")
    }
    let start = dataStart + Int(tensor.offset)
    // Of a type that is not known neither is the size; the tensor can be listed all the same.
    guard let layout = tensor.type.layout else { return Entry(name: name, shape: tensor.shape, type: tensor.type, bytes: start..<start) }
    let rowLength = tensor.shape.last ?? 1
    guard rowLength % layout.elements == 0 else {
      throw cursor.failure(tensor: name, "its rows of \(rowLength) elements are no whole number of \(tensor.type.name)'s blocks of \(layout.elements)")
    }
    var size = 1
    var overflowed = false
    for factor in tensor.shape + [layout.bytes] {
      let (product, over) = size.multipliedReportingOverflow(by: factor)
      (size, overflowed) = (product, overflowed || over)
    }
    size /= layout.elements
    guard !overflowed, size <= fileSize - start else {
      throw cursor.failure(tensor: name, "its \(overflowed ? "" : "\(size) ")bytes from byte \(start) on do not fit in the file of \(fileSize); the file is cut off or damaged")
    }
    return Entry(name: name, shape: tensor.shape, type: tensor.type, bytes: start..<start + size)
  }

  /// No name twice, and no byte in two tensors.
  private static func checkApart(_ entries: [Entry], _ cursor: GGUFCursor) throws {
    var names: Set<String> = []
    for entry in entries where !names.insert(entry.name).inserted { throw cursor.failure(tensor: entry.name, "is listed twice") }
    let sorted = entries.filter { !$0.bytes.isEmpty }.sorted { $0.bytes.lowerBound < $1.bytes.lowerBound }
    for (entry, next) in zip(sorted, sorted.dropFirst()) where next.bytes.lowerBound < entry.bytes.upperBound {
      throw cursor.failure(tensor: next.name, "lies over the tensor `\(shortened(entry.name))`")
    }
  }
}
