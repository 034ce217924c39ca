final class ConstantNode: Node {
  let value: Value
  private let storage: UnsafeMutablePointer<Value>

  init(_ location: Location, _ value: Value) {
    self.value = value
    storage = .allocate(capacity: 1)
    storage.initialize(to: value)
    super.init(location)
  }

  deinit {
    storage.deinitialize(count: 1)
    storage.deallocate()
  }

  override var home: Home? { .fixed(storage) }
  override func evaluate(_ frame: Frame, _ vm: Interpreter) throws -> Value { value }
}

final class LocalNode: Node {
  let slot: Int
  let name: String

  init(_ location: Location, slot: Int, name: String) {
    self.slot = slot
    self.name = name
    super.init(location)
  }

  override var home: Home? { .slot(slot) }

  override func evaluate(_ frame: Frame, _ vm: Interpreter) throws -> Value {
    let value = frame[slot]
    if case .unset = value { throw vm.located(vm.withoutValue(name), location) }
    return value
  }
}

final class BoxedNode: Node {
  let slot: Int
  let name: String

  init(_ location: Location, slot: Int, name: String) {
    self.slot = slot
    self.name = name
    super.init(location)
  }

  override func peek(_ frame: Frame) -> UnsafePointer<Value>? {
    let storage = frame.cell(slot)
    return storage.pointee.isUnset ? nil : UnsafePointer(storage)
  }

  override func evaluate(_ frame: Frame, _ vm: Interpreter) throws -> Value {
    let value = frame.cell(slot).pointee
    if case .unset = value { throw vm.located(vm.withoutValue(name), location) }
    return value
  }
}

final class GlobalNode: Node {
  private let cell: Cell
  let storage: UnsafeMutablePointer<Value>
  private let builtin: Cell
  let name: String
  /// Names in scope, for did-you-mean.
  let locals: [String]
  let globals: Globals

  init(_ location: Location, cell: Cell, builtin: Cell, name: String, locals: [String], globals: Globals) {
    self.cell = cell
    storage = cell.storage
    self.builtin = builtin
    self.name = name
    self.locals = locals
    self.globals = globals
    super.init(location)
  }

  override var home: Home? { .fixed(storage) }
  var builtinStorage: UnsafeMutablePointer<Value> { builtin.storage }

  override func evaluate(_ frame: Frame, _ vm: Interpreter) throws -> Value {
    let value = storage.pointee
    if case .unset = value { return try otherwise(vm) }
    return value
  }

  /// The name, when a variable stands before a function of the library.
  var hiddenFunction: String? { !storage.pointee.isUnset && builtin.storage.pointee.isCallable ? name : nil }

  private func otherwise(_ vm: Interpreter) throws -> Value {
    let value = builtin.storage.pointee
    if case .unset = value {
      if vm.state.pointee.changing > 0, globals.isBeingChanged(name) { throw vm.located(vm.withoutValue(name), location) }
      throw vm.located(vm.unknownName(name, at: location, locals: locals, globals: globals), location)
    }
    return value
  }
}

extension Interpreter {
  /// Names of the program go before what other languages call it, and that before the library's names.
  func unknownName(_ name: String, at location: Location, locals: [String], globals: Globals) -> ValueError {
    let own = locals + globals.names
    var help: [String] = []
    if foreignModules.contains(name) {
      let member = location.source.member(behind: location.span)
      help = [hint(forMember: member, ofModule: name, builtins: builtins, methods: methods)]
    } else if let hint = hint(forForeignName: name) {
      help = didYouMean(name, among: own) + [hint]
    } else {
      help = didYouMean(name, among: own + builtins.names)
    }
    // A name of an imported file is read through its module.
    for module in globals.names {
      guard case .object(let object)? = globals.lookup(module), let imported = object as? ModuleObject else { continue }
      if imported.globals.lookup(name) != nil { help = ["it is in a file that is imported: `\(module).\(name)`"] }
    }
    return ValueError("name", "`\(name)` is not defined", help: help)
  }
}

extension Source {
  /// The last name of `.nn.functional.softmax` behind a name; empty when no dot follows.
  fileprivate func member(behind span: Span) -> String {
    var last = ""
    var i = max(0, span.end)
    while i < utf8.count, utf8[i] == UInt8(ascii: ".") {
      let start = i + 1
      i = start
      while i < utf8.count, Lexer.isNameByte(utf8[i]) { i += 1 }
      last = text(of: Span(start, i))
    }
    return last
  }
}

/// `target = value` for targets that are not plain variables.
final class AssignNode: StatementNode {
  let place: PlaceNode
  let value: Child
  private let item: UnsafePointer<ItemPlace>?

  init(_ location: Location, place: PlaceNode, value: Node) {
    self.place = place
    self.value = Child(value)
    item = (place as? PathPlace)?.item
    super.init(location)
  }

  override func execute(_ frame: Frame, _ vm: Interpreter) throws -> Flow {
    let value = try value.evaluate(frame, vm)
    if let item, item.pointee.replace(by: value, frame) { return .next }
    try place.assign(value, frame, vm)
    return .next
  }
}

final class AssignVariableNode: StatementNode {
  let slot: Slot
  let value: Child
  private let place: PlaceNode

  init(_ location: Location, place: PlaceNode, slot: Slot, value: Node) {
    self.place = place
    self.slot = slot
    self.value = Child(value)
    super.init(location)
  }

  override func execute(_ frame: Frame, _ vm: Interpreter) throws -> Flow {
    let value = try value.evaluate(frame, vm)
    slot.pointer(frame).replace(by: value)
    return .next
  }
}

/// `x += v`, in place where nobody else holds the value of `x`.
final class AugmentedNode: StatementNode {
  let place: PlaceNode
  let variable: Slot?
  let target: Child
  let op: BinaryOperator
  let opSpan: Span
  let value: Child
  private let item: UnsafePointer<ItemPlace>?
  /// The value calls something, which may change the target meanwhile.
  private let valueCalls: Bool

  init(
    _ location: Location, place: PlaceNode, target: Node, op: BinaryOperator, opSpan: Span, value: Node, valueCalls: Bool
  ) {
    self.place = place
    item = (place as? PathPlace)?.item
    variable = place.slot
    self.target = Child(target)
    self.op = op
    self.opSpan = opSpan
    self.value = Child(value)
    self.valueCalls = valueCalls
    super.init(location)
  }

  override func execute(_ frame: Frame, _ vm: Interpreter) throws -> Flow {
    guard let slot = variable?.pointer(frame) else {
      if valueCalls, let place = place as? PathPlace { return try readFirst(place, try place.prepare(frame, vm), frame, vm) }
      if let item { return try change(item, frame, vm) }
      let path = try place.prepare(frame, vm)
      let right = try value.evaluate(frame, vm)
      try place.modify(frame, vm, path) { try apply(&$0, right, vm) }
      return .next
    }
    if op == .add, slot.pointee.isString, let more = value.peek(frame), more != UnsafePointer(slot), case .string(let box) = more.pointee,
      box.text.utf8.count <= MemoryBudget.small
    {
      slot.pointee.append(box.text)
      return .next
    }
    let right = try value.evaluate(frame, vm)
    if quickly(&slot.pointee, right) { return .next }
    if slot.pointee.isUnset {
      // Reads a builtin of this name, or reports the missing value.
      slot.pointee = try applied(try target.evaluate(frame, vm), right, vm)
      return .next
    }
    try vm.withTaken(slot) { try apply(&$0, right, vm) }
    return .next
  }

  /// `xs[i] += v`, `d[k] += v`: numbers change where they are.
  private func change(_ item: UnsafePointer<ItemPlace>, _ frame: Frame, _ vm: Interpreter) throws -> Flow {
    let start = item.pointee.variable.pointer(frame).pointee.isUnset ? try place.prepareRoot(frame, vm) : Value.unset
    let key = try item.pointee.index.evaluate(frame, vm)
    let right = try value.evaluate(frame, vm)
    if start.isUnset, item.pointee.change(key, frame, { quickly(&$0, right) }) { return .next }
    let place = place as? PathPlace
    let step = Step.item([SubscriptValue(axis: nil, .index(key), span: item.pointee.span)], place?.itemLocation ?? location)
    try self.place.modify(frame, vm, PreparedPath(root: start, steps: [step])) { try apply(&$0, right, vm) }
    return .next
  }

  /// Numbers only; false when this needs the long way.
  @inline(__always)
  private func quickly(_ left: inout Value, _ right: Value) -> Bool {
    switch (left, right) {
    case (.float(let a), .float(let b)):
      switch op {
      case .add: left = .float(a + b)
      case .subtract: left = .float(a - b)
      case .multiply: left = .float(a * b)
      default: return false
      }
    case (.int(let a), .int(let b)):
      let result: (partialValue: Int, overflow: Bool)
      switch op {
      case .add: result = a.addingReportingOverflow(b)
      case .subtract: result = a.subtractingReportingOverflow(b)
      case .multiply: result = a.multipliedReportingOverflow(by: b)
      default: return false
      }
      if result.overflow { return false }
      left = .int(result.partialValue)
    default: return false
    }
    return true
  }

  /// As in Python the target is read before the value is known; containers change where they are by then.
  private func readFirst(_ place: PathPlace, _ path: PreparedPath, _ frame: Frame, _ vm: Interpreter) throws -> Flow {
    var left = try place.read(path, frame, vm)
    let right = try value.evaluate(frame, vm)
    switch left {
    case .list, .dict, .object:
      left = .none
      try place.modify(frame, vm, path) { try apply(&$0, right, vm) }
    default:
      try apply(&left, right, vm)
      try place.modify(frame, vm, path) { $0 = left }
    }
    return .next
  }

  private func applied(_ left: Value, _ right: Value, _ vm: Interpreter) throws -> Value {
    var left = left
    try apply(&left, right, vm)
    return left
  }

  private func apply(_ left: inout Value, _ right: Value, _ vm: Interpreter) throws {
    do { try applyInPlace(op, &left, right) } catch {
      let places = (location, Location(source: location.source, span: opSpan), target.location, value.location)
      throw vm.operandError(error, op: places.1, left: (places.2, left), right: (places.3, right))
    }
  }
}
