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

/// `a, (b, c) = …`.
final class TuplePlace: PlaceNode {
  let places: [PlaceNode]

  init(_ location: Location, places: [PlaceNode]) {
    self.places = places
    super.init(location)
  }

  override func assign(_ value: Value, _ frame: Frame, _ vm: Interpreter) throws {
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
}

extension Value {
  fileprivate var lengthHint: Int? { (try? length()) ?? nil }
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

  /// `expression` reads the root; it serves when the root is no variable, or one of the builtins.
  init(_ location: Location, root: NamePlace?, expression: Node, steps: [StepNode]) {
    self.root = root
    self.expression = expression
    self.steps = steps
    super.init(location)
  }

  override func prepare(_ frame: Frame, _ vm: Interpreter) throws -> PreparedPath {
    var start = Value.unset
    if root?.storage(frame).pointee.isUnset ?? true { start = try expression.evaluate(frame, vm) }
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
        do { value = try vm.subscripted(value, subscripts) } catch { throw vm.located(error, location) }
      }
    }
    return value
  }

  override func assign(_ value: Value, _ frame: Frame, _ vm: Interpreter) throws {
    if steps.count == 1, case .item(let nodes, let place) = steps[0], let slot = root?.storage(frame), !slot.pointee.isUnset {
      // `xs[i] = v`, the common case, without the list of steps.
      let subscripts = try nodes.map { try $0.evaluate(frame, vm) }
      do { try vm.withTaken(slot) { try vm.assign(value, to: &$0, at: subscripts) } } catch { throw vm.located(error, place) }
      return
    }
    let path = try prepare(frame, vm)
    guard let last = path.steps.last else { return }
    try change(frame, vm, path.root, path.steps.dropLast()) { target in
      switch last {
      case .attribute(let name, let place):
        do { try vm.setAttribute(name, of: &target, to: value) } catch { throw vm.located(error, place) }
      case .item(let subscripts, let place):
        do { try vm.assign(value, to: &target, at: subscripts) } catch { throw vm.located(error, place) }
      }
    }
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
