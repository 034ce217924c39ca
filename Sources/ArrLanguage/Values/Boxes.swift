// Exclusive access is not checked at run time in these boxes: whoever changes one holds its only reference (`withList`,
// `withDict`), and the checks took a fifth of the time of programs that work on lists and dicts.

/// The items of a list, shared by values until one of them changes.
public final class ListBox {
  /// A box of its own for the items.
  @exclusivity(unchecked) public var items: [Value]
  public init(_ items: [Value]) { self.items = items }
  deinit { dismantle(&items) }
}

/// The items of a tuple.
public final class TupleBox {
  /// Never changes; only its end takes it apart.
  @exclusivity(unchecked) public private(set) var items: [Value]
  /// The sizes of a tensor's axes, or some of them: equal to a list of the same sizes too.
  public let isShape: Bool
  /// - Parameter isShape: Whether the items are sizes of axes.
  public init(_ items: [Value], isShape: Bool = false) {
    self.items = items
    self.isShape = isShape
  }
  deinit { dismantle(&items) }
}

/// The entries of a dict, shared by values until one of them changes.
public final class DictBox {
  /// A box of its own for the entries.
  @exclusivity(unchecked) public var entries: ValueDictionary
  public init(_ entries: ValueDictionary) { self.entries = entries }
  deinit { dismantle(&entries) }
}

extension Value {
  /// A string value in a box of its own.
  public static func text(_ text: String) -> Value { .string(StringBox(text)) }
  /// A list value in a box of its own.
  public static func list(of items: [Value]) -> Value { .list(ListBox(items)) }
  /// A tuple value in a box of its own.
  public static func tuple(of items: [Value]) -> Value { .tuple(TupleBox(items)) }
  /// The shape of a tensor: a tuple, as NumPy's, that equals a list of the same sizes as well.
  public static func shape(_ sizes: [Int]) -> Value { .tuple(TupleBox(sizes.map { .int($0) }, isShape: true)) }
  /// A dict value in a box of its own.
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

  /// True for `none`; false for an unset variable.
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
    defer { self = .list(box) }
    if !isKnownUniquelyReferenced(&box) {
      box = ListBox(box.items.count > 1 << 20 ? try box.items.copiedInPieces() : box.items)
    }
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

  /// Adds an item to a list in place, or to a copy when others hold the list too. False, and nothing has changed, when a
  /// large list would have to grow or to be copied: then somebody asks first whether there is room (`checkGrowth`), and
  /// Ctrl-C is heard meanwhile (`withList`).
  @inline(__always)
  mutating func append(item: Value) -> Bool {
    let whole = consume self
    self = .none
    guard case .list(var box) = consume whole else { return false }
    defer { self = .list(box) }
    let isUnique = isKnownUniquelyReferenced(&box)
    if box.items.count > 1 << 20, !isUnique || box.items.count == box.items.capacity { return false }
    if !isUnique { box = ListBox(box.items) }
    box.items.append(item)
    return true
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

extension [Value] {
  /// The item at an index, counted from either end.
  @inline(__always)
  func peek(_ index: Int) -> UnsafePointer<Value>? {
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

  /// Lists and tuples.
  var isIndexed: Bool {
    switch self {
    case .list, .tuple: return true
    default: return false
    }
  }

  /// The item of a list or tuple.
  @inline(__always)
  func peekItem(_ index: Int) -> UnsafePointer<Value>? {
    switch self {
    case .list(let box): return box.items.peek(index)
    case .tuple(let box): return box.items.peek(index)
    default: return nil
    }
  }
}

extension UnsafeMutablePointer<Value> {
  // The payload of a value is its first word: a box is changed there when nobody else holds it, without being taken out.

  /// Puts an item into the list that this is, when nobody else holds it and it has an item there.
  @inline(__always)
  func replaceOwnItem(_ index: Int, by value: Value) -> Bool {
    let box = UnsafeMutableRawPointer(self).assumingMemoryBound(to: ListBox.self)
    guard isKnownUniquelyReferenced(&box.pointee) else { return false }
    let count = box.pointee.items.count
    let position = index < 0 ? index &+ count : index
    guard position >= 0, position < count else { return false }
    box.pointee.items[position] = value
    return true
  }

  /// Gives a key of the dict that this is another value, when nobody else holds the dict and it knows the key.
  @inline(__always)
  func replaceOwnValue(ofText key: UnsafePointer<Value>, by value: Value) -> Bool {
    let dict = UnsafeMutableRawPointer(self).assumingMemoryBound(to: DictBox.self)
    guard isKnownUniquelyReferenced(&dict.pointee) else { return false }
    guard let entries = dict.pointee.entries.changing(), let known = key.withText({ entries.value(ofText: $0) }) else { return false }
    known.pointee = value
    return true
  }
}

extension UnsafePointer<Value> {
  /// What a list, dict or text holds, uncounted: the payload of a value is its first word. It lives as long as the value.
  @inline(__always)
  private func box<Box: AnyObject>(_ type: Box.Type) -> Unmanaged<Box> { UnsafeRawPointer(self).load(as: Unmanaged<Box>.self) }

  /// The text that the value is, uncounted; the caller has made sure that it is one.
  @inline(__always)
  func withText<R>(_ body: (StringBox) throws -> R) rethrows -> R { try box(StringBox.self)._withUnsafeGuaranteedRef(body) }

  /// The value of a key of this dict; nil also for what cannot be a key.
  @inline(__always)
  func peekEntry(_ key: UnsafePointer<Value>) -> UnsafePointer<Value>? {
    guard pointee.isDict else { return nil }
    let entries = box(DictBox.self)._withUnsafeGuaranteedRef { $0.entries.peeking }
    guard key.pointee.isString else { return UnsafePointer(entries.value(of: key.pointee)) }
    return UnsafePointer(key.withText { entries.value(ofText: $0) })
  }
}
