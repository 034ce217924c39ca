/// A JSON value. Objects keep the order of their keys, integers stay integers.
///
/// Strings compare byte for byte (Swift's `String` calls “é” and “e” + combining accent equal; a vocabulary must not).
///
/// ```swift
/// let config = try JSON.parse(text)
/// let layers = config["n_layer"]?.intValue ?? 12
/// print(JSON.object(["layers": .int(layers)]).text(pretty: true))
/// ```
public enum JSON: Sendable {
  case null
  case bool(Bool)
  case int(Int)
  case double(Double)
  case string(String)
  case array([JSON])
  case object(JSONObject)
}

// MARK: - Reading values

extension JSON {
  /// True for `null`; a missing member is nil instead.
  public var isNull: Bool {
    if case .null = self { return true }
    return false
  }

  /// The bool; nil for other values, numbers included.
  public var boolValue: Bool? {
    if case .bool(let value) = self { return value }
    return nil
  }

  /// The integer, when the text held one. `3.0` is not an integer.
  public var intValue: Int? {
    if case .int(let value) = self { return value }
    return nil
  }

  /// The number, integers converted.
  public var doubleValue: Double? {
    switch self {
    case .double(let value): return value
    case .int(let value): return Double(value)
    default: return nil
    }
  }

  /// The string; nil for other values.
  public var stringValue: String? {
    if case .string(let value) = self { return value }
    return nil
  }

  /// The elements of an array; nil for other values.
  public var arrayValue: [JSON]? {
    if case .array(let value) = self { return value }
    return nil
  }

  /// The members of an object; nil for other values.
  public var objectValue: JSONObject? {
    if case .object(let value) = self { return value }
    return nil
  }

  /// The member of an object; nil for a missing key and for anything that is not an object.
  public subscript(key: String) -> JSON? {
    if case .object(let object) = self { return object[key] }
    return nil
  }

  /// The element of an array; nil outside of it and for anything that is not an array.
  public subscript(index: Int) -> JSON? {
    if case .array(let array) = self, array.indices.contains(index) { return array[index] }
    return nil
  }

  /// What kind of value this is, for messages: “a string”, “an object” …
  public var kind: String {
    switch self {
    case .null: return "null"
    case .bool: return "a bool"
    case .int: return "an integer"
    case .double: return "a number"
    case .string: return "a string"
    case .array: return "an array"
    case .object: return "an object"
    }
  }
}

extension JSON: Equatable {
  /// Strings byte for byte, members in any order, integers and doubles as different values: `1` is not `1.0`.
  public static func == (a: JSON, b: JSON) -> Bool {
    switch (a, b) {
    case (.null, .null): return true
    case (.bool(let a), .bool(let b)): return a == b
    case (.int(let a), .int(let b)): return a == b
    case (.double(let a), .double(let b)): return a == b
    case (.string(let a), .string(let b)): return sameBytes(a, b)
    case (.array(let a), .array(let b)): return a == b
    case (.object(let a), .object(let b)): return a == b
    default: return false
    }
  }
}

// MARK: - Literals

extension JSON: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// `null`.
  public init(nilLiteral: ()) { self = .null }
  /// `.bool`.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// `.int`.
  public init(integerLiteral value: Int) { self = .int(value) }
  /// `.double`.
  public init(floatLiteral value: Double) { self = .double(value) }
  /// `.string`.
  public init(stringLiteral value: String) { self = .string(value) }
  /// `.array`.
  public init(arrayLiteral elements: JSON...) { self = .array(elements) }
  /// `.object` with the members in the order of the literal.
  public init(dictionaryLiteral elements: (String, JSON)...) { self = .object(JSONObject(elements)) }
}

/// Whether two strings are the same bytes.
func sameBytes(_ a: String, _ b: String) -> Bool {
  var a = a
  var b = b
  return a.withUTF8 { left in b.withUTF8 { right in sameBytes(left, right) } }
}

func sameBytes(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Bool {
  guard a.count == b.count else { return false }
  for i in 0..<a.count where a[i] != b[i] { return false }
  return true
}
