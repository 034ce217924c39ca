/// `receiver.name(…)`. A method that changes its receiver works on the variable itself: the value is taken out of its
/// slot, so that nobody else holds it and it changes in place, and is put back afterwards.
final class MethodCallNode: CallingNode {
  let receiver: Child
  /// The receiver as a place to change, when it is one (`xs`, `d["k"]`, `a.b[i]`).
  let place: PlaceNode?
  private let variable: Slot?
  let name: String
  let nameLocation: Location
  /// The methods of the built-in types under this name, looked up once.
  private let listMethod: Method?
  /// The quick form of a method that changes lists, when the call has the one argument that it takes.
  private let listDirect: ((inout Value, Value, Interpreter) throws -> Value)?
  private let appends: Bool
  private let dictMethod: Method?
  private let gets: Bool
  private let stringMethod: Method?
  private let onText: ((String, String) -> Value?)?
  /// A path into a variable, when some method of this name changes its receiver.
  private let path: PathPlace?

  init(
    _ location: Location, receiver: Node, place: PlaceNode?, name: String, nameLocation: Location, arguments: ArgumentNodes,
    methods: MethodTables
  ) {
    self.receiver = Child(receiver)
    self.place = place
    variable = place?.slot
    self.name = name
    self.nameLocation = nameLocation
    listMethod = methods.lookup(name, for: "list")
    listDirect = listMethod?.mutates == true && arguments.isPlain && arguments.positional.count == 1 ? listMethod?.direct : nil
    if case .append? = listMethod?.shortcut { appends = listDirect != nil } else { appends = false }
    dictMethod = methods.lookup(name, for: "dict")
    if case .get? = dictMethod?.shortcut { gets = arguments.positional.count == 1 || arguments.positional.count == 2 } else { gets = false }
    stringMethod = methods.lookup(name, for: "string")
    if case .onText(let body)? = stringMethod?.shortcut, arguments.positional.count == 1 { onText = body } else { onText = nil }
    path = methods.anyMutates(name) ? place as? PathPlace : nil
    super.init(location, arguments: arguments)
  }

  override func evaluate(_ frame: Frame, _ vm: Interpreter) throws -> Value {
    if let slot = variable?.pointer(frame) {
      // A plain variable: look at its kind without taking hold of its value.
      if slot.pointee.isList {
        if let direct = listDirect {
          let argument = try positional[0].evaluate(frame, vm)
          if appends, slot.pointee.isList, slot.pointee.append(item: argument) { return .none }
          return try change(slot, direct, argument, vm)
        }
        if let method = listMethod, method.mutates { return try change(slot, method, frame, vm) }
      } else if slot.pointee.isDict {
        if let method = dictMethod, method.mutates { return try change(slot, method, frame, vm) }
      }
    }
    if let onText, let text = receiver.peek(frame), let part = positional[0].peek(frame), case .string(let a) = text.pointee,
      case .string(let b) = part.pointee, let answer = onText(a.text, b.text)
    {
      return answer
    }
    if gets, let found = entry(frame) { return found.pointee }
    let prepared = try path?.prepare(frame, vm)
    let value: Value
    if let path, let prepared { value = try path.read(prepared, frame, vm) } else { value = try receiver.evaluate(frame, vm) }
    guard let method = try method(of: value, vm) else {
      let attribute: Value
      do { attribute = try vm.attribute(of: value, name) } catch { throw vm.located(error, nameLocation) }
      if case .object(let object) = value, !attribute.isCallable, !(object is ModuleObject) { throw property(attribute, vm) }
      return try apply(attribute, frame, vm)
    }
    if method.mutates { return try change(consume value, at: prepared, method, frame, vm) }
    var receiver = value
    let values = try evaluated(for: method, frame, vm)
    do { return try method.call(&receiver, values, in: vm) } catch {
      throw located(error, method.declaration, vm, function: nil)
    }
  }

  override var calleeLocation: Location { nameLocation }

  /// `x.shape()`: what is no method cannot be called.
  private func property(_ value: Value, _ vm: Interpreter) -> Error {
    let base = receiver.location.source.text(of: receiver.location.span)
    let whole = base.utf8.count <= 40 && !base.contains("\n") ? "\(base).\(name)" : ".\(name)"
    var help = "write `\(whole)`"
    if name == "size" { help = "the size of every axis is `\(whole.dropLast(4))shape`; `\(whole)` is the number of elements" }
    if arguments.isPlain, positional.count == 1, let index = positional.first?.location {
      let text = index.source.text(of: index.span)
      if value.isIndexed { help = "write `\(whole)[\(text)]`" }
      if name == "size" { help = "write `\(whole.dropLast(4))shape[\(text)]`" }
    }
    return vm.located(ValueError("type", "`\(name)` is a property, not a method", label: value.shortTypeDescription, help: [help]), nameLocation)
  }

  /// What `d.get(key, default)` gives when all three can be looked at where they are.
  @inline(__always)
  private func entry(_ frame: Frame) -> UnsafePointer<Value>? {
    guard let dict = receiver.peek(frame), dict.pointee.isDict, let key = positional[0].peek(frame), key.pointee.isKey else { return nil }
    guard positional.count == 2 else { return dict.peekEntry(key) }
    guard let otherwise = positional[1].peek(frame) else { return nil }
    return dict.peekEntry(key) ?? otherwise
  }

  @inline(__always)
  private func change(
    _ slot: UnsafeMutablePointer<Value>, _ direct: (inout Value, Value, Interpreter) throws -> Value, _ argument: Value,
    _ vm: Interpreter
  ) throws -> Value {
    do { return try vm.withTaken(slot) { try direct(&$0, argument, vm) } } catch {
      throw located(error, listMethod?.declaration, vm, function: nil)
    }
  }

  private func evaluated(for method: Method, _ frame: Frame, _ vm: Interpreter) throws -> EvaluatedArguments {
    try arguments.evaluated(frame, vm, isDirect: method.direct != nil, room: method.signature.names.count)
  }

  private func method(of value: Value, _ vm: Interpreter) throws -> Method? {
    switch value {
    case .list: return listMethod ?? vm.methods.lookup(name, for: "list")
    case .dict: return dictMethod ?? vm.methods.lookup(name, for: "dict")
    case .string: return stringMethod ?? vm.methods.lookup(name, for: "string")
    case .object(let object):
      do { if try object.attribute(name) != nil { return nil } } catch { throw vm.located(error, nameLocation) }
      return vm.methods.lookup(name, for: object.typeName)
    default: return vm.methods.lookup(name, for: value.typeName)
    }
  }

  private func change(_ slot: UnsafeMutablePointer<Value>, _ method: Method, _ frame: Frame, _ vm: Interpreter) throws -> Value {
    let values = try evaluated(for: method, frame, vm)
    return try vm.withTaken(slot) { value in
      do { return try method.call(&value, values, in: vm) } catch { throw located(error, method.declaration, vm, function: nil) }
    }
  }

  private func change(
    _ value: consuming Value, at prepared: PreparedPath?, _ method: Method, _ frame: Frame, _ vm: Interpreter
  ) throws -> Value {
    let values = try evaluated(for: method, frame, vm)
    guard let place, prepared != nil || place is NamePlace else {
      // A value without a name (`[3, 1].sort()`) changes for nobody else to see.
      prepareForChange(&value)
      do { return try method.call(&value, values, in: vm) } catch { throw located(error, method.declaration, vm, function: nil) }
    }
    // From here on only the variable holds the value.
    value = .none
    var result = Value.none
    try place.modify(frame, vm, prepared ?? PreparedPath(root: .unset, steps: [])) { value in
      prepareForChange(&value)
      do { result = try method.call(&value, values, in: vm) } catch {
        throw located(error, method.declaration, vm, function: nil)
      }
    }
    return result
  }
}

extension Interpreter {
  /// Takes a value out of its slot while `body` changes it, and puts it back whatever happens.
  @inline(__always)
  func withTaken<R>(_ slot: UnsafeMutablePointer<Value>, _ body: (inout Value) throws -> R) rethrows -> R {
    var value = slot.move()
    slot.initialize(to: .unset)
    state.pointee.changing += 1
    defer {
      state.pointee.changing -= 1
      slot.pointee = value
    }
    return try body(&value)
  }

  /// `value.name`.
  public func attribute(of value: Value, _ name: String) throws -> Value {
    if case .object(let object) = value, let attribute = try object.attribute(name) { return attribute }
    if let method = methods.lookup(name, for: value.typeName) { return .function(BoundMethod(method, value)) }
    throw ValueError("attribute", "\(article(value.typeName)) has no `\(name)`", help: helpForMember(name, of: value))
  }

  private func helpForMember(_ name: String, of value: Value) -> [String] {
    if case .dict(let box) = value {
      if box.entries[name] != nil { return ["a key is read with brackets: `[\(quoted(name))]`"] }
      let keys = box.entries.keys.compactMap { key -> String? in if case .string(let box) = key { box.text } else { nil } }
      if let near = suggestions(for: name, among: keys, limit: 1).first { return ["a key is read with brackets: `[\(quoted(near))]`"] }
    }
    if let hint = hint(forForeignMember: name, of: value.typeName) { return [hint] }
    let near = didYouMean(name, among: memberNames(of: value))
    if !near.isEmpty { return near }
    switch value {
    case .none: return ["this is none: a function without `return` gives none"]
    case .list, .tuple, .int, .float:
      return methods.lookup(name, for: "tensor") != nil || name == "shape" || name == "T" || name == "ndim" || name == "dtype"
        ? ["a tensor has it: `tensor(…)`"] : []
    default: return builtins.lookup(name)?.isCallable == true ? ["there is a function of this name: `\(name)(…)`"] : []
    }
  }

  /// What may follow a dot: attributes and methods.
  public func memberNames(of value: Value) -> [String] {
    var names = methods.names(for: value.typeName)
    if case .object(let object) = value { names += object.memberNames }
    return names
  }
}
