/// What a GGUF file says under one key of its metadata.
public enum GGUFValue: Sendable, Equatable {
  case int(Int)
  case double(Double)
  case bool(Bool)
  case string(String)
  /// A list, whose elements stay in the file until `GGUFFile` is asked for them.
  case array(GGUFArray)

  /// The integer; nil for other values.
  public var intValue: Int? { if case .int(let value) = self { value } else { nil } }
  /// The number, integers converted; nil for other values.
  public var doubleValue: Double? {
    switch self {
    case .double(let value): value
    case .int(let value): Double(value)
    default: nil
    }
  }
  /// The bool; nil for other values.
  public var boolValue: Bool? { if case .bool(let value) = self { value } else { nil } }
  /// The string; nil for other values.
  public var stringValue: String? { if case .string(let value) = self { value } else { nil } }
}

/// Where the elements of a list lie in a GGUF file.
public struct GGUFArray: Sendable, Equatable {
  let type: GGUFValueType
  public let count: Int
  /// Bytes from the start of the file to the first element.
  let start: Int
}

/// The types of values, by their numbers in the file.
enum GGUFValueType: UInt32, Sendable {
  case uint8, int8, uint16, int16, uint32, int32, float32, bool, string, array, uint64, int64, float64

  /// The fewest bytes that an element takes.
  var leastSize: Int {
    switch self {
    case .uint8, .int8, .bool: 1
    case .uint16, .int16: 2
    case .uint32, .int32, .float32: 4
    case .uint64, .int64, .float64, .string: 8
    case .array: 12
    }
  }
}
