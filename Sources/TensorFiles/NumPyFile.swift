import Tensors

/// Reads a `.npy` file: a view of the mapped file where its type and byte order allow it. f64 becomes f32, small integers i32.
public func readNumPy(_ path: String) throws -> Tensor {
  let file = try MappedFile(path)
  return try readNumPy(file.bytes, owner: file, path: path)
}

/// Writes a `.npy` file. bf16, which NumPy does not have, is written as f32.
public func writeNumPy(_ tensor: Tensor, to path: String) throws {
  let stored = try tensor.cast(to: tensor.dtype == .bfloat16 ? .float32 : tensor.dtype)
  try writeTensorFile(path) { writer in
    try writer.write(numPyHeader(stored))
    try writer.write(stored)
  }
}

/// The tensor whose `.npy` bytes lie in `owner`'s memory.
func readNumPy(_ bytes: UnsafeRawBufferPointer, owner: AnyObject, path: String) throws -> Tensor {
  let header = try NumPyHeader(bytes, path: path)
  let shape = header.isFortran ? header.shape.reversed() : header.shape
  do {
    let count = try Tensor.elementCount(of: shape)
    let (needed, overflow) = count.multipliedReportingOverflow(by: header.type.size ?? 1)
    let available = bytes.count - header.dataStart
    guard !overflow, needed <= available else {
      throw TensorError("its shape \(Tensor.describe(shape: header.shape)) takes more than the \(available) bytes that follow")
    }
    if count == 0 { return try Tensor.zeros(header.shape, header.type.dtype ?? .float32) }
    guard let base = bytes.baseAddress else { throw TensorError("it is empty") }
    let data = UnsafeRawBufferPointer(start: base + header.dataStart, count: needed)
    let tensor: Tensor
    if header.isBigEndian, let size = header.type.size, size > 1 {
      let turned = try swapped(data, width: size)
      tensor = try makeTensor(turned.base, header.type, shape: shape, owner: turned)
    } else {
      tensor = try makeTensor(base + header.dataStart, header.type, shape: shape, owner: owner)
    }
    return header.isFortran ? tensor.reversedAxes : tensor
  } catch let error as TensorError {
    throw TensorFileError(path, error.message)
  }
}

/// A copy of elements of `width` bytes with the bytes of each in the other order.
private func swapped(_ bytes: UnsafeRawBufferPointer, width: Int) throws -> Storage {
  let storage = try Storage(byteCount: bytes.count)
  func turn<Element: FixedWidthInteger>(_: Element.Type) throws {
    let out = storage.base.assumingMemoryBound(to: Element.self)
    for place in 0..<bytes.count / width {
      if place & 0xFFFFF == 0 { try Interruption.check() }
      out[place] = bytes.loadUnaligned(fromByteOffset: place * width, as: Element.self).byteSwapped
    }
  }
  switch width {
  case 2: try turn(UInt16.self)
  case 4: try turn(UInt32.self)
  default: try turn(UInt64.self)
  }
  return storage
}

/// The bytes in front of a tensor's elements: version 1, padded so that they start at a multiple of 64.
func numPyHeader(_ tensor: Tensor) -> [UInt8] {
  let sizes = tensor.shape.map(String.init).joined(separator: ", ") + (tensor.rank == 1 ? "," : "")
  var text = "{'descr': '\(tensor.dtype.numPyName)', 'fortran_order': False, 'shape': (\(sizes)), }"
  // 64 axes of 20 digits stay far below the 65,535 bytes of version 1.
  text += String(repeating: " ", count: 63 - (10 + text.utf8.count) % 64) + "\n"
  let length = UInt16(clamping: text.utf8.count)
  return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)] + Array(text.utf8)
}

extension DType {
  var numPyName: String {
    switch self {
    case .float32, .bfloat16: return "<f4"
    case .float16: return "<f2"
    case .int32: return "<i4"
    case .int64: return "<i8"
    case .bool: return "|b1"
    }
  }
}

/// The header of a `.npy` file: a Python dictionary with three known keys.
private struct NumPyHeader {
  var type: StoredType = .f32
  var isFortran = false
  var isBigEndian = false
  var shape: [Int] = []
  var dataStart = 0

  init(_ bytes: UnsafeRawBufferPointer, path: String) throws {
    let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
    guard bytes.count >= 10, bytes.prefix(6).elementsEqual(magic) else { throw TensorFileError(path, "is not a .npy file") }
    let version = bytes[6]
    guard (1...3).contains(version) else { throw TensorFileError(path, "has version \(version) of the .npy format; 1 to 3 are known") }
    let prefix = version == 1 ? 10 : 12
    guard bytes.count >= prefix else { throw TensorFileError(path, "ends within its header") }
    let length =
      version == 1
      ? Int(UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt16.self)))
      : Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self)))
    guard length <= bytes.count - prefix else { throw TensorFileError(path, "ends within its header") }
    dataStart = prefix + length
    let text = String(decoding: UnsafeRawBufferPointer(rebasing: bytes[prefix..<dataStart]), as: UTF8.self)
    guard read(PythonDictionary(text).pairs) else { throw TensorFileError(path, "its header is not valid: \(shortened(text))") }
    if case .unknown(let name) = type {
      throw TensorFileError(
        path, "elements of type “\(shortened(name))” cannot be read", help: ["save integers, floats or bools"])
    }
  }

  /// Takes the values; false when one is missing or makes no sense.
  private mutating func read(_ pairs: [String: String]) -> Bool {
    guard let description = pairs["descr"], let order = pairs["fortran_order"], let sizes = pairs["shape"] else { return false }
    isBigEndian = description.hasPrefix(">")
    type = StoredType(numPy: description)
    guard order == "True" || order == "False", sizes.hasPrefix("("), sizes.hasSuffix(")"), sizes.utf8.count >= 2 else { return false }
    isFortran = order == "True"
    for part in sizes.dropFirst().dropLast().split(separator: ",") {
      let digits = part.filter { $0 != " " }
      if digits.isEmpty { continue }
      guard let size = Int(digits), size >= 0 else { return false }
      shape.append(size)
    }
    return shape.count <= 64
  }
}

/// As much of Python's literals as a `.npy` header has: `{'key': value, …}` with strings, words and tuples.
private struct PythonDictionary {
  /// Values as written, strings without their quotes.
  var pairs: [String: String] = [:]

  init(_ text: String) {
    var rest = Substring(text)
    while let open = rest.firstIndex(where: { $0 == "'" || $0 == "\"" }) {
      let quote = rest[open]
      rest = rest[rest.index(after: open)...]
      guard let close = rest.firstIndex(of: quote) else { return }
      let key = String(rest[..<close])
      rest = rest[rest.index(after: close)...].drop { $0 == " " || $0 == ":" }
      pairs[key] = PythonDictionary.value(&rest)
    }
  }

  private static func value(_ rest: inout Substring) -> String? {
    guard let first = rest.first else { return nil }
    if first == "'" || first == "\"" {
      let body = rest.dropFirst()
      guard let close = body.firstIndex(of: first) else { return nil }
      rest = body[body.index(after: close)...]
      return String(body[..<close])
    }
    // A list as `descr` means a structured type, which stays unknown.
    let last: (Character) -> Bool = first == "(" ? { $0 == ")" } : first == "[" ? { $0 == "]" } : { $0 == "," || $0 == "}" }
    guard let end = rest.firstIndex(where: last) else { return nil }
    let includesEnd = first == "(" || first == "["
    let stop = includesEnd ? rest.index(after: end) : end
    defer { rest = rest[stop...] }
    return String(rest[..<stop]).trimmed
  }
}

extension String {
  fileprivate var trimmed: String {
    var text = Substring(self)
    while text.last == " " { text.removeLast() }
    return String(text.drop { $0 == " " })
  }
}

extension StoredType {
  /// From NumPy's names: byte order, kind, bytes.
  init(numPy name: String) {
    guard let order = name.first, "<>|=".contains(order) else {
      self = .unknown(name)
      return
    }
    switch name.dropFirst() {
    case "f8": self = .f64
    case "f4": self = .f32
    case "f2": self = .f16
    case "i8": self = .i64
    case "i4": self = .i32
    case "i2": self = .i16
    case "i1": self = .i8
    case "u8": self = .u64
    case "u4": self = .u32
    case "u2": self = .u16
    case "u1": self = .u8
    case "b1": self = .bool
    default: self = .unknown(name)
    }
  }
}
