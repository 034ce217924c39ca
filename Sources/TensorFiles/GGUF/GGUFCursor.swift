/// Reads the numbers and texts of a GGUF header, one behind the other, and never past the end.
struct GGUFCursor {
  let bytes: UnsafeRawBufferPointer
  private(set) var position: Int
  private let path: String

  /// Lists in lists; no file has more than one level.
  private static let depthLimit = 4

  init(_ file: MappedFile, at position: Int = 0) {
    bytes = file.bytes
    path = file.path
    self.position = position
  }

  func failure(tensor: String? = nil, _ message: String) -> TensorFileError { TensorFileError(path, tensor: tensor, message) }

  private var cutOff: TensorFileError { failure("its header goes on behind the end of the file of \(bytes.count) bytes; it is cut off or damaged") }

  mutating func integer<Value: FixedWidthInteger>(_: Value.Type) throws -> Value {
    let size = MemoryLayout<Value>.size
    guard bytes.count - position >= size else { throw cutOff }
    defer { position += size }
    return Value(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: Value.self))
  }

  /// How many of something follow, each of at least so many bytes.
  mutating func count(_ what: String, ofAtLeast size: Int) throws -> Int {
    let count = try integer(UInt64.self)
    guard count <= UInt64((bytes.count - position) / size) else { throw failure("says that it has \(count) \(what), more than it has room for") }
    return Int(count)
  }

  mutating func string(_ what: String) throws -> String {
    let count = try integer(UInt64.self)
    guard count <= UInt64(bytes.count - position) else { throw cutOff }
    let content = UnsafeRawBufferPointer(rebasing: bytes[position..<position + Int(count)])
    guard let string = String(validating: content, as: UTF8.self) else { throw failure("\(what) at byte \(position) is not UTF-8") }
    position += Int(count)
    return string
  }

  /// A type, and the value of it.
  mutating func value(of key: String) throws -> GGUFValue { try value(try type(of: key), of: key, depth: 0) }

  private mutating func type(of key: String) throws -> GGUFValueType {
    let number = try integer(UInt32.self)
    guard let type = GGUFValueType(rawValue: number) else { throw failure("the value of `\(shortened(key))` has the unknown type \(number)") }
    return type
  }

  mutating func value(_ type: GGUFValueType, of key: String, depth: Int) throws -> GGUFValue {
    switch type {
    case .uint8: return .int(Int(try integer(UInt8.self)))
    case .int8: return .int(Int(try integer(Int8.self)))
    case .uint16: return .int(Int(try integer(UInt16.self)))
    case .int16: return .int(Int(try integer(Int16.self)))
    case .uint32: return .int(Int(try integer(UInt32.self)))
    case .int32: return .int(Int(try integer(Int32.self)))
    case .uint64:
      let value = try integer(UInt64.self)
      return Int(exactly: value).map { .int($0) } ?? .double(Double(value))
    case .int64: return .int(Int(try integer(Int64.self)))
    case .float32: return .double(Double(Float(bitPattern: try integer(UInt32.self))))
    case .float64: return .double(Double(bitPattern: try integer(UInt64.self)))
    case .bool: return .bool(try integer(UInt8.self) != 0)
    case .string: return .string(try string("the value of `\(shortened(key))`"))
    case .array: return try array(of: key, depth: depth)
    }
  }

  /// Passes over the elements, so that they are known to be there.
  private mutating func array(of key: String, depth: Int) throws -> GGUFValue {
    guard depth < Self.depthLimit else { throw failure("the value of `\(shortened(key))` is lists in lists, more than \(Self.depthLimit) deep") }
    let type = try type(of: key)
    let count = try count("elements in `\(shortened(key))`", ofAtLeast: type.leastSize)
    let start = position
    switch type {
    case .string: for _ in 0..<count { try passString() }
    case .array: for _ in 0..<count { _ = try array(of: key, depth: depth + 1) }
    default: position += count * type.leastSize
    }
    return .array(GGUFArray(type: type, count: count, start: start))
  }

  private mutating func passString() throws {
    let count = try integer(UInt64.self)
    guard count <= UInt64(bytes.count - position) else { throw cutOff }
    position += Int(count)
  }
}
