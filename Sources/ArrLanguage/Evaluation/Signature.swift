/// A declaration made ready for calls: what a call needs of it, without the words.
final class Signature {
  let declaration: Declaration
  let names: [String]
  /// The kinds of values that each parameter takes as they are.
  private let accepted: [ValueKinds]
  /// Unset where the argument must be given.
  private let defaults: [Value]
  /// So many arguments may be given by position alone; nil when a parameter collects the rest.
  private let mostPositional: Int?

  init(_ declaration: Declaration) {
    self.declaration = declaration
    let parameters = declaration.parameters
    names = parameters.map(\.name)
    accepted = parameters.map { ValueKinds($0.type) }
    defaults = parameters.map { $0.defaultValue ?? .unset }
    let isFixed = parameters.allSatisfy { $0.kind == .standard || $0.kind == .keywordOnly }
    mostPositional = isFixed ? (parameters.firstIndex { $0.kind != .standard } ?? parameters.count) : nil
  }

  func index(of parameter: String) -> Int? { names.firstIndex(of: parameter) }

  func bind(_ arguments: Arguments) throws -> BoundArguments {
    let (values, given) = try declaration.values(of: arguments)
    return BoundArguments(signature: self, values: values, given: given)
  }

  /// The same for arguments without names: they are checked where they are, and the defaults put behind them.
  func bind(_ positional: [Value]) throws -> BoundArguments {
    let count = positional.count
    guard let mostPositional, count <= mostPositional else { return try bind(Arguments(positional[...])) }
    for i in count..<defaults.count where defaults[i].isUnset { return try bind(Arguments(positional[...])) }
    var values = positional
    for i in 0..<count where !accepted[i].contains(values[i]) {
      values[i] = try declaration.checked(values[i], declaration.parameters[i])
    }
    for i in count..<defaults.count { values.append(defaults[i]) }
    return BoundArguments(signature: self, values: values, given: count < 64 ? 1 << UInt64(count) - 1 : .max)
  }
}

/// A set of kinds of values.
private struct ValueKinds {
  private var bits: UInt16

  /// Those that a type takes unchanged.
  init(_ type: ValueType) {
    switch type {
    case .any: bits = .max
    case .none: bits = 1 << 1
    case .bool: bits = 1 << 2
    case .int: bits = 1 << 3
    case .float: bits = 1 << 4
    case .number: bits = 1 << 3 | 1 << 4
    case .string: bits = 1 << 5
    case .list: bits = 1 << 6
    case .tuple: bits = 1 << 7
    case .dict: bits = 1 << 8
    case .function: bits = 1 << 9
    case .sequence: bits = 1 << 6 | 1 << 7
    case .iterable: bits = 1 << 5 | 1 << 6 | 1 << 7 | 1 << 8
    case .tensor, .named: bits = 0
    case .either(let types): bits = types.reduce(0) { $0 | ValueKinds($1).bits }
    }
  }

  func contains(_ value: Value) -> Bool { bits & ValueKinds.bit(value) != 0 }

  private static func bit(_ value: Value) -> UInt16 {
    switch value {
    case .unset: return 1
    case .none: return 1 << 1
    case .bool: return 1 << 2
    case .int: return 1 << 3
    case .float: return 1 << 4
    case .string: return 1 << 5
    case .list: return 1 << 6
    case .tuple: return 1 << 7
    case .dict: return 1 << 8
    case .function: return 1 << 9
    case .object: return 1 << 10
    }
  }
}
