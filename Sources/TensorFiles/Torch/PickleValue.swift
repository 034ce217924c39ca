/// What an unpickled thing is. Containers are places in the pickle's list of them, so that neither cycles nor depth matter
/// when they go.
enum PickleValue: Equatable {
  case none
  case bool(Bool)
  case int(Int)
  case float(Double)
  case bytes([UInt8])
  case text(String)
  case container(Int)
  case mark
  /// One of the names that rebuild tensors, such as `torch.FloatStorage`.
  case name(String)
  /// A place in the list of storages.
  case storage(Int)
  /// A place in the list of tensors.
  case tensor(Int)
  /// Something harmless that tensors do not need: a device, a type of elements.
  case other
}

struct PickleContainer {
  enum Kind { case list, tuple, dictionary, set }
  var kind: Kind
  /// A dictionary's keys and values by turns.
  var items: [PickleValue] = []
}

/// Elements of one type that tensors share.
struct PickledStorage {
  var type: StoredType
  var key: String
  var count: Int
}

/// A tensor as a part of a storage, all in elements.
struct PickledTensor {
  var storage: Int
  var offset: Int
  var shape: [Int]
  var strides: [Int]
}

/// The names that a pickle may use. They are data here: nothing is ever called.
enum PickleNames {
  enum Meaning {
    case dictionary, list, tuple, set
    case tensor, oldTensor, parameter
    case storage(StoredType?)
    /// A call of it makes something that tensors do not need.
    case other
  }

  static func meaning(of name: String) -> Meaning? {
    switch name {
    case "collections.OrderedDict", "builtins.dict", "__builtin__.dict": return .dictionary
    case "builtins.list", "__builtin__.list": return .list
    case "builtins.tuple", "__builtin__.tuple", "torch.Size": return .tuple
    case "builtins.set", "__builtin__.set", "builtins.frozenset", "__builtin__.frozenset": return .set
    case "torch._utils._rebuild_tensor_v2": return .tensor
    case "torch._utils._rebuild_tensor": return .oldTensor
    case "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state": return .parameter
    case "torch.device", "torch.layout", "torch.memory_format", "torch.strided", "torch.dtype": return .other
    default: break
    }
    for prefix in ["torch.storage.", "torch.cuda.", "torch."] where name.hasPrefix(prefix) {
      let last = String(name.dropFirst(prefix.count))
      if let type = storageTypes[last] { return .storage(type) }
      if last == "UntypedStorage" || last == "_UntypedStorage" { return .storage(.u8) }
    }
    if name.hasPrefix("torch."), elementTypes.contains(String(name.dropFirst(6))) { return .other }
    return nil
  }

  private static let storageTypes: [String: StoredType] = [
    "DoubleStorage": .f64, "FloatStorage": .f32, "HalfStorage": .f16, "BFloat16Storage": .bf16, "LongStorage": .i64, "IntStorage": .i32,
    "ShortStorage": .i16, "CharStorage": .i8, "ByteStorage": .u8, "BoolStorage": .bool, "UInt64Storage": .u64, "UInt32Storage": .u32,
    "UInt16Storage": .u16, "ComplexFloatStorage": .unknown("complex64"), "ComplexDoubleStorage": .unknown("complex128"),
    "QInt8Storage": .unknown("qint8"), "QUInt8Storage": .unknown("quint8"), "QInt32Storage": .unknown("qint32"),
    "Float8_e4m3fnStorage": .unknown("float8_e4m3fn"), "Float8_e5m2Storage": .unknown("float8_e5m2"),
  ]

  private static let elementTypes: Set<String> = [
    "float64", "double", "float32", "float", "float16", "half", "bfloat16", "int64", "long", "int32", "int", "int16", "short", "int8",
    "uint8", "uint16", "uint32", "uint64", "bool", "complex64", "complex128", "float8_e4m3fn", "float8_e5m2",
  ]
}
