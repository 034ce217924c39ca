final class ListNode: Node {
  let items: [Child]

  init(_ location: Location, items: [Node]) {
    self.items = items.map { Child($0) }
    super.init(location)
  }

  override func evaluate(_ frame: Frame, _ vm: Interpreter) throws -> Value {
    .list(of: try items.map { try $0.evaluate(frame, vm) })
  }
}

final class TupleNode: Node {
  let items: [Child]

  init(_ location: Location, items: [Node]) {
    self.items = items.map { Child($0) }
    super.init(location)
  }

  override func evaluate(_ frame: Frame, _ vm: Interpreter) throws -> Value {
    .tuple(of: try items.map { try $0.evaluate(frame, vm) })
  }
}

/// A list or tuple some of whose items are `*items`.
final class SpreadSequenceNode: Node {
  let items: [(node: Node, isSpread: Bool)]
  let isList: Bool

  init(_ location: Location, items: [(node: Node, isSpread: Bool)], isList: Bool) {
    self.items = items
    self.isList = isList
    super.init(location)
  }

  override func evaluate(_ frame: Frame, _ vm: Interpreter) throws -> Value {
    var values: [Value] = []
    for (node, isSpread) in items {
      let value = try node.evaluate(frame, vm)
      guard isSpread else {
        values.append(value)
        continue
      }
      do { values += try vm.items(of: value) } catch { throw vm.located(error, node.location) }
    }
    return isList ? .list(of: values) : .tuple(of: values)
  }
}

final class DictNode: Node {
  /// A pair without a key is `**dict`.
  let pairs: [(key: Node?, value: Node)]

  init(_ location: Location, pairs: [(key: Node?, value: Node)]) {
    self.pairs = pairs
    super.init(location)
  }

  override func evaluate(_ frame: Frame, _ vm: Interpreter) throws -> Value {
    var entries = ValueDictionary()
    for (key, value) in pairs {
      guard let key else {
        try spread(value.evaluate(frame, vm), at: value.location, into: &entries, vm)
        continue
      }
      let k: Value
      do { k = try key.evaluate(frame, vm) } catch { throw quoted(error, key) }
      let v = try value.evaluate(frame, vm)
      do { try entries.set(v, for: k) } catch { throw vm.located(error, key.location) }
    }
    return .dict(of: entries)
  }

  /// `{name: 1}` where no variable has the name: in JavaScript, and in Python's `dict(name=1)`, it is a text.
  private func quoted(_ error: Error, _ key: Node) -> Error {
    guard key is GlobalNode, var diagnostic = error as? Diagnostic, diagnostic.code == "name" else { return error }
    diagnostic.help.append("a key that is text stands in quotes: `{\"\(key.location.source.text(of: key.location.span))\": …}`")
    return diagnostic
  }

  private func spread(_ value: Value, at place: Location, into entries: inout ValueDictionary, _ vm: Interpreter) throws {
    guard case .dict(let box) = value else {
      throw vm.located(ValueError("type", "`**` spreads a dict, not \(article(value.typeName))"), place)
    }
    for (key, value) in box.entries.pairs { try entries.set(value, for: key) }
  }
}

/// `x.name`.
final class AttributeNode: Node {
  let base: Child
  let name: String
  let nameLocation: Location

  init(_ location: Location, base: Node, name: String, nameLocation: Location) {
    self.base = Child(base)
    self.name = name
    self.nameLocation = nameLocation
    super.init(location)
  }

  override func evaluate(_ frame: Frame, _ vm: Interpreter) throws -> Value {
    let value = try base.evaluate(frame, vm)
    do { return try vm.attribute(of: value, name) } catch { throw vm.located(error, nameLocation) }
  }
}

/// The node of a subscript that is one index, without an axis.
func singleIndex(_ subscripts: [SubscriptNode]) -> Node? {
  guard subscripts.count == 1, let only = subscripts.first, only.axis == nil, case .index(let node) = only.kind else { return nil }
  return node
}

/// One entry between brackets.
final class SubscriptNode {
  enum Kind {
    case ellipsis
    case index(Node)
    case slice(Node?, Node?, Node?)
  }

  let axis: String?
  let kind: Kind
  let span: Span

  init(axis: String?, _ kind: Kind, span: Span) {
    self.axis = axis
    self.kind = kind
    self.span = span
  }

  func evaluate(_ frame: Frame, _ vm: Interpreter) throws -> SubscriptValue {
    switch kind {
    case .ellipsis: return SubscriptValue(axis: axis, .ellipsis, span: span)
    case .index(let node): return SubscriptValue(axis: axis, .index(try node.evaluate(frame, vm)), span: span)
    case .slice(let start, let stop, let step):
      return SubscriptValue(
        axis: axis,
        .slice(start: try bound(start, frame, vm), stop: try bound(stop, frame, vm), step: try bound(step, frame, vm)), span: span)
    }
  }

  private func bound(_ node: Node?, _ frame: Frame, _ vm: Interpreter) throws -> Int? {
    guard let node else { return nil }
    let value = try node.evaluate(frame, vm)
    if value.isNone { return nil }
    do {
      if let index = try value.asIndex() { return index }
      throw ValueError("type", "the bounds of a slice are ints, not \(article(value.typeName))")
    } catch { throw vm.located(error, node.location) }
  }
}

/// `x[…]`.
final class SubscriptedNode: Node {
  let base: Child
  let subscripts: [SubscriptNode]
  /// The node of a single plain index.
  private let index: Child?

  init(_ location: Location, base: Node, subscripts: [SubscriptNode]) {
    self.base = Child(base)
    self.subscripts = subscripts
    index = singleIndex(subscripts).map { Child($0) }
    super.init(location)
  }

  override func peek(_ frame: Frame) -> UnsafePointer<Value>? {
    guard let index, let container = base.peek(frame) else { return nil }
    if container.pointee.isDict {
      if let key = index.peek(frame) { return container.peekEntry(key) }
      guard let number = index.quickInt(frame) else { return nil }
      return withUnsafePointer(to: Value.int(number)) { container.peekEntry($0) }
    }
    // The index comes before the box is looked into: holding the box over a call would count a reference.
    guard container.pointee.isIndexed, let i = index.quickInt(frame) else { return nil }
    return container.pointee.peekItem(i)
  }

  override func evaluate(_ frame: Frame, _ vm: Interpreter) throws -> Value {
    if let found = peek(frame) { return found.pointee }
    let value = try base.evaluate(frame, vm)
    if let index {
      let key = try index.evaluate(frame, vm)
      if let found = quickItem(of: value, key) { return found }
      return try item(value, [SubscriptValue(axis: nil, .index(key), span: index.location.span)], vm)
    }
    return try item(value, try subscripts.map { try $0.evaluate(frame, vm) }, vm)
  }

  /// The container may be held by nobody else (`[1, 2][0]`): it must outlive the look at its item.
  private func quickItem(of container: Value, _ key: Value) -> Value? {
    withExtendedLifetime(container) {
      switch (container, key) {
      case (.list, .int(let i)): return container.peekItem(i)?.pointee
      case (.dict(let box), _): return box.entries.peeking.value(of: key)?.pointee
      default: return nil
      }
    }
  }

  private func item(_ value: Value, _ values: [SubscriptValue], _ vm: Interpreter) throws -> Value {
    do { return try vm.subscripted(value, values) } catch { throw vm.located(error, values, location) }
  }
}
