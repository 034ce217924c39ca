/// The arguments of one library call, in the order of its declaration, checked against the declared types.
public struct BoundArguments {
  let signature: Signature
  /// A value for every parameter, in the declaration's order, defaults filled in.
  let values: [Value]
  let given: UInt64

  /// The declaration that the arguments were checked against.
  public var declaration: Declaration { signature.declaration }

  /// True when the call passed this argument itself.
  public func isGiven(_ name: String) -> Bool {
    guard let i = signature.index(of: name), i < 64 else { return false }
    return given & (1 << UInt64(i)) != 0
  }

  /// The value of the parameter at a place; none where there is no such parameter.
  public subscript(_ position: Int) -> Value { position >= 0 && position < values.count ? values[position] : .none }

  /// The value of a parameter; none where there is no such parameter.
  public func value(_ name: String) -> Value {
    signature.index(of: name).map { self[$0] } ?? .none
  }

  /// Nil when the argument is none.
  public func optional(_ name: String) -> Value? {
    let value = value(name)
    return value.isNone ? nil : value
  }

  /// An error whose label goes under this argument.
  public func error(
    _ name: String, _ message: String, code: String = "value", label: String = "", notes: [String] = [], help: [String] = []
  ) -> ValueError {
    ValueError(code, message, label: label, notes: notes, help: help, argument: .keyword(name))
  }

  private func mismatch(_ name: String, _ wanted: ValueType) -> ValueError {
    let value = value(name)
    return error(
      name, "`\(name)` of `\(declaration.name)` must be \(wanted.words), not \(article(value.typeName))", code: "type",
      label: value.shortTypeDescription, notes: [declaration.signature])
  }

  /// An argument that counts: an int, or a tensor that holds one. Throws `ValueError` for anything else.
  public func int(_ name: String) throws -> Int {
    guard let i = try value(name).asIndex() else { throw mismatch(name, .int) }
    return i
  }

  /// A number as a double: a float, an int, or a tensor that holds one. Throws `ValueError` for anything else.
  public func float(_ name: String) throws -> Double {
    guard case .float(let d)? = try ValueType.float.accept(value(name)) else { throw mismatch(name, .float) }
    return d
  }

  /// A bool, or a tensor that holds one. Throws `ValueError` for anything else.
  public func bool(_ name: String) throws -> Bool {
    guard case .bool(let b)? = try ValueType.bool.accept(value(name)) else { throw mismatch(name, .bool) }
    return b
  }

  /// The text of a string. Throws `ValueError` for anything else.
  public func string(_ name: String) throws -> String {
    guard case .string(let box) = value(name) else { throw mismatch(name, .string) }
    return box.text
  }

  /// The items of a list or tuple.
  public func list(_ name: String) throws -> [Value] {
    switch value(name) {
    case .list(let box): return box.items
    case .tuple(let box): return box.items
    default: throw mismatch(name, .list)
    }
  }

  /// A list of ints; one int counts as a list of one.
  public func ints(_ name: String) throws -> [Int] {
    if let i = try value(name).asIndex() { return [i] }
    return try list(name).map {
      guard let i = try $0.asIndex() else { throw error(name, "`\(name)` must hold ints, not \(article($0.typeName))", code: "type") }
      return i
    }
  }

  /// A list of strings; one string counts as a list of one.
  public func strings(_ name: String) throws -> [String] {
    if case .string(let box) = value(name) { return [box.text] }
    return try list(name).map {
      guard case .string(let box) = $0 else {
        throw error(name, "`\(name)` must hold strings, not \(article($0.typeName))", code: "type")
      }
      return box.text
    }
  }

  /// The entries of a dict. Throws `ValueError` for anything else.
  public func dict(_ name: String) throws -> ValueDictionary {
    guard case .dict(let box) = value(name) else { throw mismatch(name, .dict) }
    return box.entries
  }

  /// An object of a Swift class. Throws `ValueError` that names the declared type for anything else.
  public func object<T: ArrObject>(_ name: String, as type: T.Type = T.self) throws -> T {
    guard case .object(let object) = value(name), let wanted = object as? T else {
      throw mismatch(name, declaration.parameters.first { $0.name == name }?.type ?? .any)
    }
    return wanted
  }

  /// As `int`; nil for none.
  public func optionalInt(_ name: String) throws -> Int? { value(name).isNone ? nil : try int(name) }
  /// As `float`; nil for none.
  public func optionalFloat(_ name: String) throws -> Double? { value(name).isNone ? nil : try float(name) }
  /// As `string`; nil for none.
  public func optionalString(_ name: String) throws -> String? { value(name).isNone ? nil : try string(name) }
}
