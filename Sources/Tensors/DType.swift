/// The types an element can have.
public enum DType: String, Sendable, CaseIterable {
  case float32 = "f32"
  case bfloat16 = "bf16"
  case float16 = "f16"
  case int32 = "i32"
  case int64 = "i64"
  case bool = "bool"

  /// Bytes of one element.
  public var size: Int {
    switch self {
    case .float32, .int32: return 4
    case .bfloat16, .float16: return 2
    case .int64: return 8
    case .bool: return 1
    }
  }

  /// True for f32, bf16 and f16.
  public var isFloat: Bool { self == .float32 || self == .bfloat16 || self == .float16 }
  /// True for i32 and i64; a bool is neither float nor integer.
  public var isInteger: Bool { self == .int32 || self == .int64 }

  /// The type of what is computed from elements of this type: f32 for every float, else the type itself. bf16 and f16 store
  /// numbers; no result is rounded to them.
  public var computed: DType { isFloat ? .float32 : self }

  /// From the names people write: `f32`, `float32`, `bf16`, `bfloat16`, `f16`, `half`, `int`, `i64`, `bool` …
  public init?(named name: String) {
    switch name {
    case "f32", "float32", "float": self = .float32
    case "bf16", "bfloat16": self = .bfloat16
    case "f16", "float16", "half": self = .float16
    case "i32", "int32": self = .int32
    case "i64", "int64", "int", "long": self = .int64
    case "bool": self = .bool
    default: return nil
    }
  }
}
