extension Value {
  /// As `type(x)` and error messages name it.
  public var typeName: String {
    switch self {
    case .unset, .none: return "none"
    case .bool: return "bool"
    case .int: return "int"
    case .float: return "float"
    case .string: return "string"
    case .list: return "list"
    case .tuple: return "tuple"
    case .dict: return "dict"
    case .function: return "function"
    case .object(let object): return object.typeName
    }
  }

  /// What the label under an operand says: its type, with the number of items or the shape, or a short literal itself.
  public var shortTypeDescription: String {
    switch self {
    case .object(let object): return object.shortTypeDescription
    case .list(let box): return "list of \(counted(box.items.count, "item"))"
    case .tuple(let box): return "tuple of \(counted(box.items.count, "item"))"
    case .dict(let box): return "dict of \(counted(box.entries.count, "key"))"
    default: return typeName
    }
  }

  var isCallable: Bool {
    switch self {
    case .function: return true
    case .object(let object): return object.isCallable
    default: return false
    }
  }

  /// `none`, `false`, zero, and everything empty are false.
  public func truth() throws -> Bool {
    switch self {
    case .unset, .none: return false
    case .bool(let b): return b
    case .int(let i): return i != 0
    case .float(let d): return d != 0
    case .string(let box): return !box.text.isEmpty
    case .list(let box): return !box.items.isEmpty
    case .tuple(let box): return !box.items.isEmpty
    case .dict(let box): return !box.entries.isEmpty
    case .function: return true
    case .object(let object): return try object.truth()
    }
  }

  /// The number of items, as `len` gives it; nil when the value has none.
  public func length() throws -> Int? {
    switch self {
    case .string(let box):
      let count = box.scalarCount
      try box.checkCount()
      return count
    case .list(let box): return box.items.count
    case .tuple(let box): return box.items.count
    case .dict(let box): return box.entries.count
    case .object(let object): return try object.length()
    default: return nil
    }
  }

  /// The place in a sequence that this value names. As in Python a bool counts as 0 or 1: `["even", "odd"][n % 2 == 1]`.
  func asPosition() throws -> Int? {
    if case .bool(let flag) = self { return flag ? 1 : 0 }
    return try asIndex()
  }

  /// The int this value is as an index: an int, or a scalar object of one.
  public func asIndex() throws -> Int? {
    switch self {
    case .int(let i): return i
    case .object(let object):
      if case .int(let i)? = try object.scalar() { return i }
      return nil
    default: return nil
    }
  }
}

/// `1 item`, `3 items`.
public func counted(_ count: Int, _ noun: String) -> String { count == 1 ? "1 \(noun)" : "\(count) \(noun)s" }

/// `an int`, `a list`.
public func article(_ noun: String) -> String {
  guard let first = noun.first else { return noun }
  if noun == "none" { return noun }
  return "aeio".contains(first.lowercased()) ? "an \(noun)" : "a \(noun)"
}
