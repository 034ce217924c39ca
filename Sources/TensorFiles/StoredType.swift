import Tensors

/// How a file stores elements. Types that tensors do not have are converted to the nearest one that holds their values:
/// f64 becomes f32, small integers i32, unsigned ones i64.
enum StoredType: Equatable {
  case f64, f32, f16, bf16, i64, i32, i16, i8, u64, u32, u16, u8, bool
  /// A type that this program does not know; its tensors can be listed, not read.
  case unknown(String)

  init(safeTensors name: String) {
    switch name {
    case "F64": self = .f64
    case "F32": self = .f32
    case "F16": self = .f16
    case "BF16": self = .bf16
    case "I64": self = .i64
    case "I32": self = .i32
    case "I16": self = .i16
    case "I8": self = .i8
    case "U64": self = .u64
    case "U32": self = .u32
    case "U16": self = .u16
    case "U8": self = .u8
    case "BOOL": self = .bool
    default: self = .unknown(name)
    }
  }

  /// Bytes of one element, nil for unknown types.
  var size: Int? {
    switch self {
    case .f64, .i64, .u64: return 8
    case .f32, .i32, .u32: return 4
    case .f16, .bf16, .i16, .u16: return 2
    case .i8, .u8, .bool: return 1
    case .unknown: return nil
    }
  }

  /// The type of the tensor that is made of it.
  var dtype: DType? {
    switch self {
    case .f32, .f64: return .float32
    case .f16: return .float16
    case .bf16: return .bfloat16
    case .i64, .u64, .u32: return .int64
    case .i32, .i16, .i8, .u16, .u8: return .int32
    case .bool: return .bool
    case .unknown: return nil
    }
  }

  /// Whether the bytes can be used where they lie.
  var isNative: Bool {
    switch self {
    case .f32, .f16, .bf16, .i64, .i32, .bool: return true
    default: return false
    }
  }
}

/// Makes a tensor of `count(shape)` stored elements at `bytes`, which `owner` keeps alive: a view where that is possible,
/// else a converted copy. The caller has checked that the bytes are there.
func makeTensor(_ bytes: UnsafeRawPointer, _ type: StoredType, shape: [Int], owner: AnyObject) throws -> Tensor {
  guard let dtype = type.dtype, let size = type.size else {
    if case .unknown(let name) = type { throw TensorError("elements of type \(shortened(name)) cannot be read") }
    throw TensorError("elements of this type cannot be read")
  }
  let count = try Tensor.elementCount(of: shape)
  let strides = Tensor.rowMajorStrides(shape)
  if type == .bool, !UnsafeRawBufferPointer(start: bytes, count: count).allSatisfy({ $0 <= 1 }) {
    let tensor = try Tensor.uninitialized(shape, .bool)
    let out = tensor.address.assumingMemoryBound(to: UInt8.self)
    for i in 0..<count { out[i] = bytes.load(fromByteOffset: i, as: UInt8.self) == 0 ? 0 : 1 }
    return tensor
  }
  if type.isNative {
    if Int(bitPattern: bytes) % size == 0 {
      let storage = Storage(mapped: bytes, byteCount: count * size, owner: owner)
      return Tensor(storage: storage, dtype: dtype, shape: shape, strides: strides)
    }
    let tensor = try Tensor.uninitialized(shape, dtype)
    tensor.storage.base.copyMemory(from: bytes, byteCount: count * size)
    return tensor
  }
  let tensor = try Tensor.uninitialized(shape, dtype)
  try convert(bytes, type, into: tensor, count: count)
  return tensor
}

private func convert(_ bytes: UnsafeRawPointer, _ type: StoredType, into tensor: Tensor, count: Int) throws {
  let out = tensor.address
  func widen<From: FixedWidthInteger, To: FixedWidthInteger>(_: From.Type, _: To.Type) throws {
    let out = out.assumingMemoryBound(to: To.self)
    for i in 0..<count {
      let value = bytes.loadUnaligned(fromByteOffset: i * MemoryLayout<From>.size, as: From.self)
      guard let fitting = To(exactly: value) else { throw TensorError("the value \(value) does not fit into 64 bits with a sign") }
      out[i] = fitting
    }
  }
  switch type {
  case .f64:
    let out = out.assumingMemoryBound(to: Float.self)
    for i in 0..<count { out[i] = Float(bytes.loadUnaligned(fromByteOffset: i * 8, as: Double.self)) }
  case .i16: try widen(Int16.self, Int32.self)
  case .i8: try widen(Int8.self, Int32.self)
  case .u16: try widen(UInt16.self, Int32.self)
  case .u8: try widen(UInt8.self, Int32.self)
  case .u32: try widen(UInt32.self, Int64.self)
  case .u64: try widen(UInt64.self, Int64.self)
  default: break
  }
}
