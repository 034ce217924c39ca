/// Text. Only the evaluator changes one, in place for `s += "…"` when nobody else holds it.
public final class StringBox {
  public internal(set) var text: String {
    didSet { knownScalarCount = -1 }
  }
  private var knownScalarCount = -1

  public init(_ text: String) { self.text = text }

  /// The number of characters (Unicode scalars, as Python counts).
  public var scalarCount: Int {
    if knownScalarCount < 0 { knownScalarCount = text.unicodeScalars.count }
    return knownScalarCount
  }

  /// Makes indexing and slicing constant-time for plain text.
  public var isASCII: Bool { scalarCount == text.utf8.count }
}

public final class ListBox {
  public var items: [Value]
  public init(_ items: [Value]) { self.items = items }
  deinit { dismantle(&items) }
}

public final class TupleBox {
  public let items: [Value]
  public init(_ items: [Value]) { self.items = items }
}

public final class DictBox {
  public var entries: ValueDictionary
  public init(_ entries: ValueDictionary) { self.entries = entries }
}

/// Frees nested lists one after the other: freeing a million levels by recursion would run out of stack.
private func dismantle(_ items: inout [Value]) {
  guard items.contains(where: { if case .list = $0 { return true } else { return false } }) else { return }
  var pending = items
  items = []
  while let item = pending.popLast() {
    guard case .list(var box) = consume item, isKnownUniquelyReferenced(&box) else { continue }
    pending.append(contentsOf: box.items)
    box.items = []
  }
}

extension Value {
  public static func text(_ text: String) -> Value { .string(StringBox(text)) }
  public static func list(of items: [Value]) -> Value { .list(ListBox(items)) }
  public static func tuple(of items: [Value]) -> Value { .tuple(TupleBox(items)) }
  public static func dict(of entries: ValueDictionary) -> Value { .dict(DictBox(entries)) }

  var isUnset: Bool {
    if case .unset = self { return true }
    return false
  }

  // Asked in a way that holds no reference to the box: holding one would make the next change copy it.
  var isList: Bool {
    if case .list = self { return true }
    return false
  }

  var isDict: Bool {
    if case .dict = self { return true }
    return false
  }

  var isString: Bool {
    if case .string = self { return true }
    return false
  }

  public var isNone: Bool {
    if case .none = self { return true }
    return false
  }
}

extension Value {
  /// Changes the items of a list in place, or of a copy when others hold the list too.
  @inlinable
  public mutating func withList<R>(_ body: (inout [Value]) throws -> R) throws -> R {
    let whole = consume self
    self = .none
    guard case .list(var box) = consume whole else { throw ValueError("type", "this is not a list") }
    if !isKnownUniquelyReferenced(&box) { box = ListBox(box.items) }
    defer { self = .list(box) }
    return try body(&box.items)
  }

  /// Changes the entries of a dict in place, or of a copy when others hold the dict too.
  @inlinable
  public mutating func withDict<R>(_ body: (inout ValueDictionary) throws -> R) throws -> R {
    let whole = consume self
    self = .none
    guard case .dict(var box) = consume whole else { throw ValueError("type", "this is not a dict") }
    if !isKnownUniquelyReferenced(&box) { box = DictBox(box.entries) }
    defer { self = .dict(box) }
    return try body(&box.entries)
  }

  /// Adds to a string in place, or to a copy when others hold it too.
  mutating func append(_ text: String) {
    let whole = consume self
    self = .none
    guard case .string(var box) = consume whole else { return }
    if isKnownUniquelyReferenced(&box) { box.text += text } else { box = StringBox(box.text + text) }
    self = .string(box)
  }
}
