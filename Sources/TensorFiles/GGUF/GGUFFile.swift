import CKernels
import Tensors

/// A file of llama.cpp: metadata, and tensors that may be quantized. Those are widened when they are asked for.
public final class GGUFFile: WeightFile {
  public let file: MappedFile
  public let names: [String]
  /// What the file says about itself, by key.
  public let metadata: [String: GGUFValue]
  /// The type that quantized tensors get: float32, or float16, which takes half of the memory and rounds them once more.
  public var quantizedDType: DType = .float32

  private let entries: [String: GGUFHeader.Entry]

  /// Opens a file and reads its header.
  ///
  /// - Throws: `TensorFileError` for a file that is cut off, damaged, or of another version.
  public init(_ path: String) throws {
    file = try MappedFile(path)
    let header = try GGUFHeader(file)
    names = header.entries.map(\.name)
    metadata = header.metadata
    entries = Dictionary(header.entries.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
  }

  public func contains(_ name: String) -> Bool { entries[name] != nil }
  public func shape(of name: String) -> [Int]? { entries[name]?.shape }

  public func dtype(of name: String) -> DType? {
    switch entries[name]?.type {
    case nil, .unknown: nil
    case .f32: .float32
    case .f16: .float16
    case .bf16: .bfloat16
    default: quantizedDType
    }
  }

  /// Whether a tensor takes more memory than it takes in the file.
  public func isQuantized(_ name: String) -> Bool { (entries[name]?.type.layout?.elements ?? 1) > 1 }

  /// A view of the file for plain numbers, the widened numbers for quantized ones.
  public func tensor(named name: String) throws -> Tensor {
    guard let entry = entries[name] else { throw TensorFileError(file.path, "has no tensor `\(shortened(name))`", help: suggestions(for: name, among: names)) }
    guard let layout = entry.type.layout, let base = file.bytes.baseAddress else {
      throw TensorFileError(
        file.path, tensor: name, "its elements are of the type \(entry.type.name), which cannot be read", help: ["these can: \(GGMLType.readable)"])
    }
    let bytes = base + entry.bytes.lowerBound
    do {
      switch entry.type {
      case .f32: return try makeTensor(bytes, .f32, shape: entry.shape, owner: file)
      case .f16: return try makeTensor(bytes, .f16, shape: entry.shape, owner: file)
      case .bf16: return try makeTensor(bytes, .bf16, shape: entry.shape, owner: file)
      default: return try widened(bytes, entry, layout)
      }
    } catch let error as TensorError { throw TensorFileError(file.path, tensor: name, error.message) }
  }

  private func widened(_ bytes: UnsafeRawPointer, _ entry: GGUFHeader.Entry, _ layout: (elements: Int, bytes: Int)) throws -> Tensor {
    let tensor = try Tensor.uninitialized(entry.shape, quantizedDType)
    let out = tensor.address
    let blocks = entry.bytes.count / layout.bytes
    let (dequantizer, isHalf) = (Dequantizer(type: entry.type), quantizedDType == .float16)
    try parallelRanges(blocks, grain: 4096) { range in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: layout.elements) { values in
        guard let values = values.baseAddress else { return }
        for block in range {
          let place = out + block * layout.elements * (isHalf ? 2 : 4)
          if isHalf {
            dequantizer.read(bytes + block * layout.bytes, into: values)
            arr_f16_from_f32(place.assumingMemoryBound(to: UInt16.self), values, Int64(layout.elements))
          } else {
            dequantizer.read(bytes + block * layout.bytes, into: place.assumingMemoryBound(to: Float.self))
          }
        }
      }
    }
    return tensor
  }

  // MARK: Lists in the metadata

  /// The strings of a list; nil when there is none under that key, or it holds something else.
  ///
  /// - Throws: `TensorFileError` for a string that is not UTF-8.
  public func strings(_ key: String) throws -> [String]? {
    guard case .array(let array)? = metadata[key], array.type == .string else { return nil }
    var cursor = GGUFCursor(file, at: array.start)
    return try (0..<array.count).map { _ in try cursor.string("an element of `\(shortened(key))`") }
  }

  /// The numbers of a list; nil when there is none under that key, or it holds something else.
  public func numbers(_ key: String) throws -> [Double]? {
    guard case .array(let array)? = metadata[key], array.type != .string, array.type != .array else { return nil }
    var cursor = GGUFCursor(file, at: array.start)
    return try (0..<array.count).map { _ in
      let value = try cursor.value(array.type, of: key, depth: 0)
      return value.doubleValue ?? (value == .bool(true) ? 1 : 0)
    }
  }
}
