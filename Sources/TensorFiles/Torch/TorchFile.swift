import Tensors

/// A file of `torch.save`: a dict of tensors, in a zip archive or in the older layout. Tensors are views of the file where
/// their type allows it. See `Unpickler` for what is read of the pickle.
public final class TorchFile: WeightFile {
  /// The whole file; tensors are views of its bytes and keep it open.
  public let file: MappedFile
  /// The tensors' names in the order of the pickled dict.
  public let names: [String]
  private let entries: [String: PickledTensor]
  private let storages: [PickledStorage]
  /// Where the storages' bytes lie.
  private let ranges: [Range<Int>]
  /// Each storage as one row.
  private var rows: [Int: Tensor] = [:]

  /// Maps and checks a file. Throws `TensorFileError` when it cannot be opened or holds anything but tensors.
  public convenience init(_ path: String) throws { try self.init(MappedFile(path)) }

  /// Reads the pickle and checks that every tensor lies within its storage. Throws `TensorFileError` saying what does not.
  public init(_ file: MappedFile) throws {
    self.file = file
    let content = try file.bytes.starts(with: [0x50, 0x4B]) ? TorchContent(zip: file) : TorchContent(legacy: file)
    storages = content.storages
    ranges = content.ranges
    var (names, entries): ([String], [String: PickledTensor]) = ([], [:])
    for (name, tensor) in content.named {
      try TorchFile.check(tensor, in: content.storages, named: name, path: file.path)
      guard entries.updateValue(tensor, forKey: name) == nil else { throw TensorFileError(file.path, tensor: name, "is there twice") }
      names.append(name)
    }
    guard !names.isEmpty else { throw TensorFileError(file.path, "holds no tensors") }
    (self.names, self.entries) = (names, entries)
  }

  /// True when the dict has a tensor of that name.
  public func contains(_ name: String) -> Bool { entries[name] != nil }
  /// The shape of a tensor, without touching its data; nil for a name that is not there.
  public func shape(of name: String) -> [Int]? { entries[name]?.shape }
  /// The type a tensor has when it is read; nil for a name that is not there or a type that cannot be read.
  public func dtype(of name: String) -> DType? { entries[name].flatMap { storages[$0.storage].type.dtype } }

  /// A tensor as a view of the file; a copy when it is not dense or of a type that needs conversion.
  ///
  /// - Throws: `TensorFileError` for a name that is not there.
  public func tensor(named name: String) throws -> Tensor {
    guard let entry = entries[name] else {
      throw TensorFileError(file.path, "has no tensor `\(shortened(name))`", help: suggestions(for: name, among: names))
    }
    do {
      if entry.shape.contains(0), let dtype = storages[entry.storage].type.dtype { return try Tensor.uninitialized(entry.shape, dtype) }
      let row = try row(entry.storage)
      let view = Tensor(storage: row.storage, dtype: row.dtype, shape: entry.shape, strides: entry.strides, offset: entry.offset)
      return view.isContiguous ? view : try view.contiguous()
    } catch let error as TensorError {
      throw TensorFileError(file.path, tensor: name, error.message)
    }
  }

  private func row(_ place: Int) throws -> Tensor {
    if let row = rows[place] { return row }
    guard let base = file.bytes.baseAddress else { throw TensorError("has no data") }
    let row = try makeTensor(base + ranges[place].lowerBound, storages[place].type, shape: [storages[place].count], owner: file)
    rows[place] = row
    return row
  }

  /// No element may lie outside the storage.
  private static func check(_ tensor: PickledTensor, in storages: [PickledStorage], named name: String, path: String) throws {
    guard (try? Tensor.elementCount(of: tensor.shape)) != nil else {
      throw TensorFileError(path, tensor: name, "its shape \(Tensor.describe(shape: tensor.shape)) is too large")
    }
    if tensor.shape.contains(0) { return }
    var last = tensor.offset
    for (size, stride) in zip(tensor.shape, tensor.strides) {
      let (step, overflow) = (size - 1).multipliedReportingOverflow(by: stride)
      let (sum, overflows) = last.addingReportingOverflow(step)
      guard !overflow, !overflows else { throw TensorFileError(path, tensor: name, "its strides are too large") }
      last = sum
    }
    let count = storages[tensor.storage].count
    guard last < count else {
      throw TensorFileError(path, tensor: name, "needs element \(last) of a storage that has \(count)")
    }
  }
}

/// What a file of `torch.save` holds, before its tensors are checked.
private struct TorchContent {
  var named: [(String, PickledTensor)] = []
  var storages: [PickledStorage] = []
  var ranges: [Range<Int>] = []

  /// Dictionaries within dictionaries deeper than this are not a checkpoint's.
  private static let deepest = 16
  /// Keys under which training programs put the weights.
  private static let wrappers = ["state_dict", "model_state_dict", "model"]

  /// `NAME/data.pkl`, and the storages as `NAME/data/KEY`.
  init(zip file: MappedFile) throws {
    let directory = try ZipDirectory(file).entries
    guard let pickle = directory.first(where: { $0.name.hasSuffix("/data.pkl") }) else {
      let isScript = directory.contains { $0.name.hasSuffix("/constants.pkl") }
      throw TensorFileError(file.path, isScript ? "is a TorchScript program, not a dict of tensors" : "is a zip archive without a data.pkl")
    }
    let folder = pickle.name.dropLast("data.pkl".count)
    if let packed = directory.first(where: \.isCompressed) {
      throw TensorFileError(file.path, "`\(shortened(packed.name))` is compressed, which PyTorch's own files are not")
    }
    let places = Dictionary(directory.map { ($0.name, $0.range) }, uniquingKeysWith: { first, _ in first })
    if let order = places[folder + "byteorder"], file.bytes[order].elementsEqual("big".utf8) {
      throw TensorFileError(file.path, "was saved on a big-endian machine, which is not supported")
    }
    var unpickler = Unpickler(UnsafeRawBufferPointer(rebasing: file.bytes[pickle.range]), path: file.path)
    let top = try unpickler.read()
    storages = unpickler.storages
    for storage in storages {
      guard let range = places[folder + "data/" + storage.key] else {
        throw TensorFileError(file.path, "has no storage `\(shortened(storage.key))`")
      }
      try append(range, storage, file)
    }
    try name(top, unpickler, file.path)
  }

  /// Three pickles of greeting, the pickle, the list of keys, and the storages, each behind its count.
  init(legacy file: MappedFile) throws {
    var unpickler = Unpickler(file.bytes, path: file.path)
    let strange = TensorFileError(
      file.path, "is not a file of torch.save", help: ["a .pt, .pth or .bin file starts as a zip archive or with PyTorch's older greeting"])
    // The magic number has 80 bits: 0x1950a86a20f9469cfc6c.
    guard file.bytes.prefix(14).elementsEqual([0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]) else { throw strange }
    _ = try unpickler.read()
    guard case .int(1001) = try unpickler.read() else { throw strange }
    _ = try unpickler.read()
    let top = try unpickler.read()
    guard case .container(let list) = try unpickler.read() else { throw unpickler.bytes.damaged() }
    storages = unpickler.storages
    var byKey: [String: Range<Int>] = [:]
    for item in unpickler.containers[list].items {
      guard case .text(let key) = item, let storage = storages.first(where: { $0.key == key }) else { throw unpickler.bytes.damaged() }
      let count = try unpickler.bytes.integer(8)
      guard count == storage.count, let size = storage.type.size else {
        throw TensorFileError(file.path, "its storage `\(shortened(key))` cannot be read", help: ["it has \(count) elements, or an unknown type"])
      }
      let (byteCount, overflow) = count.multipliedReportingOverflow(by: size)
      guard !overflow else { throw unpickler.bytes.damaged() }
      let start = unpickler.bytes.place
      _ = try unpickler.bytes.take(byteCount)
      byKey[key] = start..<start + byteCount
    }
    for storage in storages {
      guard let range = byKey[storage.key] else { throw TensorFileError(file.path, "has no storage `\(shortened(storage.key))`") }
      try append(range, storage, file)
    }
    try name(top, unpickler, file.path)
  }

  private mutating func append(_ range: Range<Int>, _ storage: PickledStorage, _ file: MappedFile) throws {
    let (needed, overflow) = storage.count.multipliedReportingOverflow(by: storage.type.size ?? 1)
    guard !overflow, needed <= range.count else {
      throw TensorFileError(
        file.path, "its storage `\(shortened(storage.key))` has \(range.count) bytes, too few for \(storage.count) elements")
    }
    ranges.append(range)
  }

  // MARK: Names

  private mutating func name(_ top: PickleValue, _ unpickler: Unpickler, _ path: String) throws {
    var value = top
    for _ in 0..<Self.deepest {
      let pairs = Self.pairs(value, unpickler)
      guard !pairs.contains(where: { if case .tensor = $1 { return true } else { return false } }) else { break }
      guard let inner = Self.wrappers.lazy.compactMap({ key in pairs.first { $0.0 == key }?.1 }).first else { break }
      value = inner
    }
    if case .tensor(let place) = value { named = [("tensor", unpickler.tensors[place])] }
    var left = unpickler.containers.reduce(0) { $0 + $1.items.count } + 1
    collect(value, prefix: "", depth: 0, unpickler, &left)
  }

  /// The tensors in dictionaries within dictionaries, by their keys with points between.
  private mutating func collect(_ value: PickleValue, prefix: String, depth: Int, _ unpickler: Unpickler, _ left: inout Int) {
    guard depth < Self.deepest else { return }
    for (key, value) in Self.pairs(value, unpickler) {
      // A dictionary may hold itself, or another twice: no more is looked at than there is.
      left -= 1
      guard left >= 0 else { return }
      if case .tensor(let place) = value {
        named.append((prefix + key, unpickler.tensors[place]))
      } else {
        collect(value, prefix: prefix + key + ".", depth: depth + 1, unpickler, &left)
      }
    }
  }

  private static func pairs(_ value: PickleValue, _ unpickler: Unpickler) -> [(String, PickleValue)] {
    guard case .container(let place) = value, unpickler.containers[place].kind == .dictionary else { return [] }
    let items = unpickler.containers[place].items
    // Later values of a key replace earlier ones.
    var order: [String] = []
    var values: [String: PickleValue] = [:]
    for i in stride(from: 0, to: items.count - 1, by: 2) {
      let key: String
      switch items[i] {
      case .text(let text): key = text
      case .int(let number): key = String(number)
      default: continue
      }
      if values.updateValue(items[i + 1], forKey: key) == nil { order.append(key) }
    }
    return order.compactMap { key in values[key].map { (key, $0) } }
  }
}
