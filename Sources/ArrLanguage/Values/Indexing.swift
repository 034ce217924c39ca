/// A slice fitted to a sequence of `count` items, as Python fits it.
public struct SliceBounds {
  /// The position of the first item, from 0.
  public let start: Int
  /// From one item to the next; never 0.
  public let step: Int
  /// How many items the slice has.
  public let count: Int
  /// The position that is not reached any more, from −1.
  let stop: Int

  /// Fits `start:stop:step` to a sequence of `total` items. Throws `ValueError` for a step of 0.
  public init(start: Int?, stop: Int?, step: Int?, count total: Int) throws {
    let step = step ?? 1
    guard step != 0 else { throw ValueError("value", "the step of a slice cannot be zero") }
    func clamp(_ index: Int, _ low: Int, _ high: Int) -> Int {
      let index = index < 0 ? index &+ total : index
      return min(max(index, low), high)
    }
    let first: Int
    let end: Int
    if step > 0 {
      first = start.map { clamp($0, 0, total) } ?? 0
      end = stop.map { clamp($0, 0, total) } ?? total
      count = end > first ? (end - first - 1) / step + 1 : 0
    } else {
      first = start.map { clamp($0, -1, total - 1) } ?? total - 1
      end = stop.map { clamp($0, -1, total - 1) } ?? -1
      count = first > end ? Int(UInt(first - end - 1) / step.magnitude) + 1 : 0
    }
    self.start = first
    self.stop = end
    self.step = step
  }

  /// The positions of the items, all within the sequence.
  public var positions: LazyMapSequence<Range<Int>, Int> {
    let (start, step) = (start, step)
    return (0..<count).lazy.map { start &+ $0 &* step }
  }
}

/// An index counted from either end, checked against the number of items.
func checkedIndex(_ value: Value, count: Int, of what: String) throws -> Int {
  guard let index = try value.asPosition() else {
    var error = ValueError("type", "the index of a \(what) must be an int, not \(article(value.typeName))", label: value.shortTypeDescription)
    error.subscriptIndex = 0
    throw error
  }
  let position = index < 0 ? index &+ count : index
  guard position >= 0, position < count else {
    let size = count == 0 ? "this \(what) is empty" : "this \(what) has \(counted(count, "item")): \(indexRange(count))"
    throw ValueError("index", "index \(index) is out of range", label: size)
  }
  return position
}

/// The indices of so many items, in words.
public func indexRange(_ count: Int) -> String { count == 1 ? "0" : "0 to \(count - 1), or -1 for the last" }

/// Lists, tuples, strings and dicts have one axis without a name.
func singleSubscript(_ subscripts: [SubscriptValue], of what: String) throws -> SubscriptValue.Kind {
  if let named = subscripts.first(where: { $0.axis != nil }), let axis = named.axis {
    throw ValueError("index", "a \(what) has no axis `\(axis)`", help: ["only tensors have named axes"])
  }
  guard subscripts.count == 1, let only = subscripts.first else {
    throw ValueError("index", "a \(what) takes one index, not \(subscripts.count)", help: ["for nested lists write `x[i][j]`"])
  }
  return only.kind
}

extension Interpreter {
  /// `base[subscripts]`.
  public func subscripted(_ base: Value, _ subscripts: [SubscriptValue]) throws -> Value {
    switch base {
    case .list(let box):
      return try item(of: box.items, subscripts, "list") { .list(of: $0) }
    case .tuple(let box):
      return try item(of: box.items, subscripts, "tuple") { .tuple(TupleBox($0, isShape: box.isShape)) }
    case .string(let box):
      return try character(of: box, subscripts)
    case .dict(let box):
      let key = try keyOfDict(all: subscripts)
      if let value = try box.entries.value(for: key) { return value }
      throw missingKey(key, in: box.entries)
    case .object(let object):
      return try object.subscripted(subscripts, in: self)
    default:
      throw ValueError("type", "\(article(base.typeName)) cannot be indexed")
    }
  }

  private func item(
    of items: [Value], _ subscripts: [SubscriptValue], _ what: String, _ make: ([Value]) -> Value
  ) throws -> Value {
    switch try singleSubscript(subscripts, of: what) {
    case .index(let index): return items[try checkedIndex(index, count: items.count, of: what)]
    case .slice(let start, let stop, let step):
      let bounds = try SliceBounds(start: start, stop: stop, step: step, count: items.count)
      if bounds.step == 1 { return make(Array(items[bounds.start..<bounds.start + bounds.count])) }
      return make(bounds.positions.map { items[$0] })
    case .ellipsis: return make(items)
    }
  }

  private func character(of box: StringBox, _ subscripts: [SubscriptValue]) throws -> Value {
    switch try singleSubscript(subscripts, of: "string") {
    case .index(let index):
      let count = box.scalarCount
      try box.checkCount()
      return .text(try box.slice(try checkedIndex(index, count: count, of: "string"), 1))
    case .slice(let start, let stop, let step):
      let count = box.scalarCount
      try box.checkCount()
      return .text(try box.slice(try SliceBounds(start: start, stop: stop, step: step, count: count)))
    case .ellipsis: return .string(box)
    }
  }

  func missingKey(_ key: Value, in entries: ValueDictionary) -> ValueError {
    var help: [String] = []
    if case .string(let box) = key {
      let names = entries.keys.compactMap { key -> String? in if case .string(let box) = key { box.text } else { nil } }
      help = didYouMean(box.text, among: names, quote: quoted)
    }
    return ValueError("key", "this dict has no key \(key.repr)", help: help)
  }
}

/// `d[a, b]` has the tuple as its key.
func keyOfDict(all subscripts: [SubscriptValue]) throws -> Value {
  if subscripts.count > 1 { return .tuple(of: try subscripts.map { try keyOfDict([$0]) }) }
  return try keyOfDict(subscripts)
}

private func keyOfDict(_ subscripts: [SubscriptValue]) throws -> Value {
  guard case .index(let key) = try singleSubscript(subscripts, of: "dict") else {
    throw ValueError("type", "a dict takes a key, not a slice")
  }
  return key
}
