/// Text. Only the evaluator changes one, in place for `s += "…"` when nobody else holds it.
public final class StringBox {
  @exclusivity(unchecked) public private(set) var text: String
  @exclusivity(unchecked) private var knownScalarCount = -1
  /// The hash as a dict key; 0 before it is asked for.
  @exclusivity(unchecked) private var knownHash = 0

  public init(_ text: String) { self.text = text }

  func append(_ more: String) {
    text += more
    knownScalarCount = -1
    knownHash = 0
  }

  /// As a dict key: computed once, as long as the text stays.
  var hash: Int {
    if knownHash == 0 { knownHash = hashText(text) }
    return knownHash
  }

  /// The number of characters (Unicode scalars, as Python counts).
  public var scalarCount: Int {
    if knownScalarCount < 0 { knownScalarCount = text.unicodeScalars.count }
    return knownScalarCount
  }

  /// Makes indexing and slicing constant-time for plain text.
  public var isASCII: Bool { scalarCount == text.utf8.count }
}

// Exclusive access is not checked at run time in these boxes: whoever changes one holds its only reference (`withList`,
// `withDict`), and the checks took a fifth of the time of programs that work on lists and dicts.

public final class ListBox {
  @exclusivity(unchecked) public var items: [Value]
  public init(_ items: [Value]) { self.items = items }
  deinit { dismantle(&items) }
}

public final class TupleBox {
  /// Never changes; only its end takes it apart.
  @exclusivity(unchecked) public private(set) var items: [Value]
  public init(_ items: [Value]) { self.items = items }
  deinit { dismantle(&items) }
}

public final class DictBox {
  @exclusivity(unchecked) public var entries: ValueDictionary
  public init(_ entries: ValueDictionary) { self.entries = entries }
  deinit {
    guard entries.entries.contains(where: { $0.value.holdsValues }) else { return }
    var values = entries.entries.map(\.value)
    entries = ValueDictionary()
    dismantle(&values)
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
    if isKnownUniquelyReferenced(&box) { box.append(text) } else { box = StringBox(box.text + text) }
    self = .string(box)
  }
}

// Values where they lie, without counting another reference: the pointers hold until anything else is evaluated.

extension ListBox {
  /// The item at an index, counted from either end.
  @inline(__always)
  func peek(_ index: Int) -> UnsafePointer<Value>? { items.peek(index) }
}

extension TupleBox {
  @inline(__always)
  func peek(_ index: Int) -> UnsafePointer<Value>? { items.peek(index) }
}

extension DictBox {
  /// The value of a key; nil also for what cannot be a key.
  @inline(__always)
  func peek(_ key: Value) -> UnsafePointer<Value>? { entries.peek(key) }
}

extension [Value] {
  @inline(__always)
  fileprivate func peek(_ index: Int) -> UnsafePointer<Value>? {
    withUnsafeBufferPointer { items in
      let position = index < 0 ? index &+ items.count : index
      guard position >= 0, position < items.count, let base = items.baseAddress else { return nil }
      return base + position
    }
  }
}

extension Value {
  /// Text and numbers: keys that are looked up without errors.
  var isKey: Bool {
    switch self {
    case .string, .int, .float: return true
    default: return false
    }
  }

  @inline(__always)
  var uncountedList: Unmanaged<ListBox>? {
    if case .list(let box) = self { return .passUnretained(box) }
    return nil
  }

  @inline(__always)
  var uncountedTuple: Unmanaged<TupleBox>? {
    if case .tuple(let box) = self { return .passUnretained(box) }
    return nil
  }

  @inline(__always)
  var uncountedDict: Unmanaged<DictBox>? {
    if case .dict(let box) = self { return .passUnretained(box) }
    return nil
  }
}
