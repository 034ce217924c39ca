/// Something that can stand left of `=`.
class PlaceNode {
  let location: Location

  init(_ location: Location) {
    self.location = location
    location.arena?.keep(self)
  }

  /// The variable itself, for plain names only.
  var slot: Slot? { nil }
  func assign(_ value: Value, _ frame: Frame, _ vm: Interpreter) throws {}
  /// Evaluates the indexes of `a.b[i][j]` (once, before anything is taken apart).
  func prepare(_ frame: Frame, _ vm: Interpreter) throws -> PreparedPath { PreparedPath(root: .unset, steps: []) }
  /// The value to start from when the root is no variable, or one without a value.
  func prepareRoot(_ frame: Frame, _ vm: Interpreter) throws -> Value { .unset }
  func modify(_ frame: Frame, _ vm: Interpreter, _ path: PreparedPath, _ body: (inout Value) throws -> Void) throws {}
}

struct PreparedPath {
  /// The value to start from when that is not a variable.
  let root: Value
  let steps: [Step]
}

/// One step from a value into it, ready to go.
enum Step {
  case attribute(String, Location)
  case item([SubscriptValue], Location)
}

/// Where a variable's value is.
enum Slot {
  case local(Int)
  case boxed(Int)
  case global(UnsafeMutablePointer<Value>)

  @inline(__always)
  func pointer(_ frame: Frame) -> UnsafeMutablePointer<Value> {
    switch self {
    case .local(let index): return frame + index
    case .boxed(let index): return frame.cell(index)
    case .global(let storage): return storage
    }
  }
}

final class NamePlace: PlaceNode {
  let name: String
  let variable: Slot
  /// Keeps a global's storage alive.
  private let cell: Cell?

  init(_ location: Location, name: String, _ variable: Slot, cell: Cell? = nil) {
    self.name = name
    self.variable = variable
    self.cell = cell
    super.init(location)
  }

  func storage(_ frame: Frame) -> UnsafeMutablePointer<Value> { variable.pointer(frame) }

  override var slot: Slot? { variable }
  override func assign(_ value: Value, _ frame: Frame, _ vm: Interpreter) throws { storage(frame).pointee = value }

  override func modify(
    _ frame: Frame, _ vm: Interpreter, _ path: PreparedPath, _ body: (inout Value) throws -> Void
  ) throws {
    let slot = storage(frame)
    if slot.pointee.isUnset { throw vm.located(vm.withoutValue(name), location) }
    try vm.withTaken(slot, body)
  }
}

/// `a, (b, c) = …`, `first, *rest = …`.
final class TuplePlace: PlaceNode {
  let places: [PlaceNode]
  /// Which place takes, as a list, what the others leave.
  let starred: Int?

  init(_ location: Location, places: [PlaceNode], starred: Int?) {
    self.places = places
    self.starred = starred
    super.init(location)
  }

  override func assign(_ value: Value, _ frame: Frame, _ vm: Interpreter) throws {
    if let starred { return try assign(value, aroundListAt: starred, frame, vm) }
    let items: [Value]
    switch value {
    case .tuple(let box): items = box.items
    case .list(let box): items = box.items
    default:
      do { items = try vm.items(of: value, atMost: places.count + 1) } catch {
        throw vm.located(
          ValueError("type", "\(article(value.typeName)) cannot be unpacked into \(counted(places.count, "name"))"), location)
      }
    }
    guard items.count == places.count else {
      let more = items.count > places.count && value.lengthHint == nil ? "more than \(places.count)" : "\(value.lengthHint ?? items.count)"
      throw vm.located(
        ValueError("value", "\(counted(places.count, "name")) on the left, \(more) on the right", label: value.shortTypeDescription),
        location)
    }
    for (place, item) in zip(places, items) { try place.assign(item, frame, vm) }
  }

  private func assign(_ value: Value, aroundListAt starred: Int, _ frame: Frame, _ vm: Interpreter) throws {
    let items: [Value]
    do { items = try vm.items(of: value) } catch let error as ValueError where error.code == "type" {
      throw vm.located(
        ValueError("type", "\(article(value.typeName)) cannot be unpacked into \(counted(places.count, "name"))"), location)
    } catch { throw vm.located(error, location) }
    let rest = items.count - (places.count - 1)
    guard rest >= 0 else {
      throw vm.located(
        ValueError(
          "value", "\(counted(places.count - 1, "name")) beside `*` on the left, \(items.count) on the right",
          label: value.shortTypeDescription), location)
    }
    for (i, place) in places.enumerated() {
      if i == starred {
        try place.assign(.list(of: Array(items[i..<i + rest])), frame, vm)
      } else {
        try place.assign(items[i < starred ? i : i + rest - 1], frame, vm)
      }
    }
  }
}

extension Value {
  fileprivate var lengthHint: Int? { (try? length()) ?? nil }
}

/// `xs[i]`, `d[k]`: one plain index into a variable. Plain data, so that copying it counts no references.
struct ItemPlace {
  let variable: Slot
  let index: Child
  let span: Span

  /// `xs[i] = v`, `d["k"] = v` in the frequent case: the variable holds a list that has the item or a dict that knows the
  /// key, nobody else holds it, and the index is had without effects. Otherwise false, and nothing has changed.
  @inline(__always)
  func replace(by value: Value, _ frame: Frame) -> Bool {
    let slot = variable.pointer(frame)
    if slot.pointee.isList {
      guard let i = index.quickInt(frame) else { return false }
      return slot.replaceOwnItem(i, by: value)
    }
    guard slot.pointee.isDict, let key = index.variable(frame), key.pointee.isString else { return false }
    return slot.replaceOwnValue(ofText: key, by: value)
  }

  /// Lets `body` change the item where it is, when the variable holds a list that has it or a dict that knows the key;
  /// otherwise, and when `body` answers false, nothing changes. `body` runs no code of the language.
  @inline(__always)
  func change(_ key: Value, _ frame: Frame, _ body: (inout Value) -> Bool) -> Bool {
    let slot = variable.pointer(frame)
    if slot.pointee.isList {
      guard case .int(let i) = key else { return false }
      return slot.pointee.withListItem(i, body)
    }
    return slot.pointee.isDict && slot.pointee.withDictItem(key, body)
  }
}

extension Value {
  /// Changes one item of a list, when there is one at this index (of the list itself, or of a copy that is shared with nobody).
  /// False for a long list that would have to be copied: `withList` hears Ctrl-C meanwhile.
  @inline(__always)
  mutating func withListItem(_ index: Int, _ body: (inout Value) -> Bool) -> Bool {
    let whole = consume self
    self = .none
    guard case .list(var box) = consume whole else { return false }
    defer { self = .list(box) }
    let position = index < 0 ? index &+ box.items.count : index
    guard position >= 0, position < box.items.count else { return false }
    if !isKnownUniquelyReferenced(&box) {
      guard box.items.count <= 1 << 20 else { return false }
      box = ListBox(box.items)
    }
    return body(&box.items[position])
  }

  @inline(__always)
  mutating func withDictItem(_ key: Value, _ body: (inout Value) -> Bool) -> Bool {
    let whole = consume self
    self = .none
    guard case .dict(var box) = consume whole else { return false }
    defer { self = .dict(box) }
    guard let position = (try? box.entries.position(of: key)) ?? nil else { return false }
    if !isKnownUniquelyReferenced(&box) { box = DictBox(box.entries) }
    return box.entries.withValue(at: position, body)
  }
}

/// `root.a[i].b`: a path from a variable (or from the value of an expression) into it.
final class PathPlace: PlaceNode {
  enum StepNode {
    case attribute(String, Location)
    case item([SubscriptNode], Location)
  }

  let root: NamePlace?
  let expression: Node
  let steps: [StepNode]
  /// The path when it is one plain index into a variable; behind a pointer, for it is large to copy.
  let item: UnsafePointer<ItemPlace>?
  /// Where errors about the item stand.
  let itemLocation: Location

  /// `expression` reads the root; it serves when the root is no variable, or one of the builtins.
  init(_ location: Location, root: NamePlace?, expression: Node, steps: [StepNode]) {
    self.root = root
    self.expression = expression
    self.steps = steps
    if let root, steps.count == 1, case .item(let nodes, let place) = steps[0], let index = singleIndex(nodes) {
      item = location.arena?.array([ItemPlace(variable: root.variable, index: Child(index), span: nodes[0].span)]).baseAddress
      itemLocation = place
    } else {
      item = nil
      itemLocation = location
    }
    super.init(location)
  }

  override func prepareRoot(_ frame: Frame, _ vm: Interpreter) throws -> Value {
    root?.storage(frame).pointee.isUnset ?? true ? try expression.evaluate(frame, vm) : .unset
  }

  override func prepare(_ frame: Frame, _ vm: Interpreter) throws -> PreparedPath {
    let start = try prepareRoot(frame, vm)
    let evaluated: [Step] = try steps.map { step in
      switch step {
      case .attribute(let name, let location): return .attribute(name, location)
      case .item(let nodes, let location): return .item(try nodes.map { try $0.evaluate(frame, vm) }, location)
      }
    }
    return PreparedPath(root: start, steps: evaluated)
  }

  /// What the path leads to now.
  func read(_ path: PreparedPath, _ frame: Frame, _ vm: Interpreter) throws -> Value {
    var value = path.root
    if value.isUnset { value = try expression.evaluate(frame, vm) }
    for step in path.steps {
      switch step {
      case .attribute(let name, let location):
        do { value = try vm.attribute(of: value, name) } catch { throw vm.located(error, location) }
      case .item(let subscripts, let location):
        do { value = try vm.subscripted(value, subscripts) } catch { throw vm.located(error, subscripts, location) }
      }
    }
    return value
  }

  override func assign(_ value: Value, _ frame: Frame, _ vm: Interpreter) throws {
    if let item {
      let slot = item.pointee.variable.pointer(frame)
      if !slot.pointee.isUnset { return try assign(value, item, slot, frame, vm) }
    }
    let path = try prepare(frame, vm)
    guard let last = path.steps.last else { return }
    try change(frame, vm, path.root, path.steps.dropLast()) { target in
      switch last {
      case .attribute(let name, let place):
        do { try vm.setAttribute(name, of: &target, to: value) } catch { throw vm.located(error, place) }
      case .item(let subscripts, let place):
        do { try vm.assign(value, to: &target, at: subscripts) } catch { throw vm.located(error, subscripts, place) }
      }
    }
  }

  /// `xs[i] = v`, `d[k] = v`: the common case, without the list of steps.
  private func assign(
    _ value: Value, _ item: UnsafePointer<ItemPlace>, _ slot: UnsafeMutablePointer<Value>, _ frame: Frame, _ vm: Interpreter
  ) throws {
    // A key in a variable is used where it is; the dict is another variable, for it is no key.
    if slot.pointee.isDict, let key = item.pointee.index.variable(frame), key.pointee.isKey {
      do { return try slot.pointee.withDict { try $0.set(value, for: key.pointee) } } catch {
        throw vm.located(error, [SubscriptValue(axis: nil, .index(key.pointee), span: item.pointee.span)], itemLocation)
      }
    }
    let key = try item.pointee.index.evaluate(frame, vm)
    do {
      if slot.pointee.isDict { return try slot.pointee.withDict { try $0.set(value, for: key) } }
      if slot.pointee.isList, case .int(let i) = key {
        let isDone = slot.pointee.withListItem(i) {
          $0 = value
          return true
        }
        if isDone { return }
      }
      let subscripts = [SubscriptValue(axis: nil, .index(key), span: item.pointee.span)]
      try vm.withTaken(slot) { try vm.assign(value, to: &$0, at: subscripts) }
    } catch { throw vm.located(error, [SubscriptValue(axis: nil, .index(key), span: item.pointee.span)], itemLocation) }
  }

  override func modify(
    _ frame: Frame, _ vm: Interpreter, _ path: PreparedPath, _ body: (inout Value) throws -> Void
  ) throws {
    try change(frame, vm, path.root, path.steps[...], body)
  }

  private func change(
    _ frame: Frame, _ vm: Interpreter, _ start: Value, _ steps: ArraySlice<Step>, _ body: (inout Value) throws -> Void
  ) throws {
    if case .unset = start, let slot = root?.storage(frame) {
      try vm.withTaken(slot) { try vm.modify(&$0, steps, body) }
    } else {
      var value = start
      try vm.modify(&value, steps, body)
    }
  }
}
