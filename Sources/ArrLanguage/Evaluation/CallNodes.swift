/// The arguments as written at one call.
final class ArgumentNodes {
  enum Kind {
    case positional
    case keyword(String, Span)
    case spreadList
    case spreadDict
  }

  let all: [(kind: Kind, node: Node)]
  /// The nodes when every argument is positional: the common case needs no lists.
  let positional: UnsafeBufferPointer<Child>
  let isPlain: Bool

  init(_ all: [(kind: Kind, node: Node)], _ arena: NodeArena) {
    self.all = all
    isPlain = all.allSatisfy { if case .positional = $0.kind { true } else { false } }
    positional = arena.array(isPlain ? all.map { Child($0.node) } : [])
  }

  func evaluate(_ frame: Frame, _ vm: Interpreter) throws -> Arguments {
    var values: [Value] = []
    values.reserveCapacity(all.count)
    if isPlain {
      for node in positional { values.append(try node.evaluate(frame, vm)) }
      return Arguments(values[...])
    }
    var keywords: [(name: String, value: Value)] = []
    for (kind, node) in all {
      let value = try node.evaluate(frame, vm)
      switch kind {
      case .positional: values.append(value)
      case .keyword(let name, _): keywords.append((name, value))
      case .spreadList:
        do { try vm.forEach(value) { values.append($0) } } catch { throw vm.located(error, node.location) }
      case .spreadDict:
        guard case .dict(let box) = value else {
          throw vm.located(ValueError("type", "`**` spreads a dict, not \(article(value.typeName))"), node.location)
        }
        for (key, value) in box.entries.pairs {
          guard case .string(let name) = key else {
            throw vm.located(ValueError("type", "the keys of `**` must be strings, not \(key.repr)"), node.location)
          }
          keywords.append((name.text, value))
        }
      }
    }
    return Arguments(values[...], keyword: keywords)
  }

  /// For library functions, with no more lists than the call needs. `room`: how many values the binding will hold.
  func evaluated(_ frame: Frame, _ vm: Interpreter, isDirect: Bool, room: @autoclosure () -> Int) throws -> EvaluatedArguments {
    guard isPlain else { return .any(try evaluate(frame, vm)) }
    if isDirect, positional.count == 1 { return .one(try positional[0].evaluate(frame, vm)) }
    var values: [Value] = []
    values.reserveCapacity(max(positional.count, room()))
    for node in positional { values.append(try node.evaluate(frame, vm)) }
    return .positional(values)
  }

  /// The place of the argument an error speaks of.
  func location(of reference: ValueError.ArgumentReference, declaration: Declaration?) -> Location? {
    switch reference {
    case .position(let i): return place(ofPositional: i)
    case .keyword(let name):
      for (kind, node) in all {
        if case .keyword(let keyword, _) = kind, keyword == name { return node.location }
      }
      return declaration?.index(of: name).flatMap { place(ofPositional: $0) }
    }
  }

  private func place(ofPositional index: Int) -> Location? {
    var position = 0
    for (kind, node) in all {
      switch kind {
      case .positional:
        if position == index { return node.location }
        position += 1
      case .spreadList: return node.location
      default: continue
      }
    }
    return nil
  }

  /// Where the name of a keyword argument stands, when the error is about the name itself.
  func nameLocation(of keyword: String) -> Location? {
    for (kind, node) in all {
      if case .keyword(let name, let span) = kind, name == keyword { return Location(source: node.location.source, span: span) }
    }
    return nil
  }
}

/// The arguments of a call of the library: the frequent forms need no `Arguments`.
enum EvaluatedArguments {
  case one(Value)
  case positional([Value])
  case any(Arguments)
}

/// What `f(x)`, `x.f(y)` share: how a callee is applied and how its errors get their places.
class CallingNode: Node {
  let arguments: ArgumentNodes
  let positional: UnsafeBufferPointer<Child>
  let isPlain: Bool

  init(_ location: Location, arguments: ArgumentNodes) {
    self.arguments = arguments
    positional = arguments.positional
    isPlain = arguments.isPlain
    super.init(location)
  }

  @inline(__always)
  final func apply(_ callee: Value, _ frame: Frame, _ vm: Interpreter) throws -> Value {
    if isPlain, let function = callee.userFunction {
      let layout = function._withUnsafeGuaranteedRef { $0.layout }
      let count = positional.count
      if count == layout.pointee.parameterCount, !layout.pointee.isTyped {
        // `callee` keeps the function alive even when its name is bound anew meanwhile.
        defer { withExtendedLifetime(callee) {} }
        return try applyPlain(function, frame, vm)
      }
    }
    return try applyAny(callee, frame, vm)
  }

  /// A user function called with positional arguments: they are evaluated right into its frame.
  @inline(__always)
  private final func applyPlain(_ function: Unmanaged<UserFunction>, _ frame: Frame, _ vm: Interpreter) throws -> Value {
    let state = vm.state
    let base = state.pointee.top
    guard base + positional.count < state.pointee.limit else {
      throw vm.located(ValueError("depth", "too many nested calls"), location)
    }
    var done = 0
    do {
      for node in positional {
        (base + done).initialize(to: try node.evaluate(frame, vm))
        done += 1
        state.pointee.top = base + done
      }
    } catch {
      base.deinitialize(count: done)
      state.pointee.top = base
      throw error
    }
    do { return try function._withUnsafeGuaranteedRef { try $0.run(base, vm) } } catch {
      throw leaving(function.takeUnretainedValue(), error, vm)
    }
  }

  @inline(never)
  private final func leaving(_ function: UserFunction, _ error: Error, _ vm: Interpreter) -> Error {
    vm.diagnostic(error, location).leaving(function.name, at: location)
  }

  /// A function of the library with its one argument; nil, and nothing has been evaluated, when it is not made for that.
  @inline(__always)
  final func applyDirect(_ native: NativeFunction, _ frame: Frame, _ vm: Interpreter) throws -> Value? {
    guard let direct = native.direct else { return nil }
    let argument = try positional[0].evaluate(frame, vm)
    do {
      let result = try direct(argument, vm)
      try vm.checkInterrupt()
      return result
    } catch { throw located(error, native.declaration, vm, function: nil) }
  }

  final func applyAny(_ callee: Value, _ frame: Frame, _ vm: Interpreter) throws -> Value {
    switch callee {
    case .function(let callable) where type(of: callable) == NativeFunction.self:
      let native = unsafeDowncast(callable, to: NativeFunction.self)
      if isPlain, positional.count == 1, let result = try applyDirect(native, frame, vm) { return result }
      let values = try arguments.evaluated(
        frame, vm, isDirect: native.direct != nil, room: native.signature.names.count)
      do { return try native.call(values, in: vm) } catch { throw located(error, native.declaration, vm, function: nil) }
    case .function(let callable):
      let values = try arguments.evaluate(frame, vm)
      do { return try callable.call(values, in: vm) } catch {
        throw located(error, callable.declaration, vm, function: callable.isOfProgram ? callable.name : nil)
      }
    case .object(let object) where object.isCallable:
      let values = try arguments.evaluate(frame, vm)
      do { return try object.call(values, in: vm) } catch { throw located(error, object.callDeclaration, vm, function: nil) }
    default:
      throw vm.located(
        ValueError("type", "\(article(callee.typeName)) cannot be called", label: callee.shortTypeDescription, help: help(forCalling: callee)),
        calleeLocation)
    }
  }

  /// What is called, for errors that speak of it.
  var calleeLocation: Location { location }

  func help(forCalling callee: Value) -> [String] {
    switch callee {
    case .list, .tuple, .dict, .string: return isPlain && !positional.isEmpty ? ["an item is read with brackets: `x[…]`"] : []
    case .none: return ["this is none: a function without `return` gives none"]
    default: return []
    }
  }

  /// Puts the label under the argument that the error speaks of, else under the call.
  final func located(_ error: Error, _ declaration: Declaration?, _ vm: Interpreter, function: String?) -> Error {
    if let diagnostic = (error as? Diagnostic)?.settled(at: location) {
      return function.map { diagnostic.leaving($0, at: location) } ?? diagnostic
    }
    let error = (error as? ValueError) ?? vm.translateError?(error) ?? ValueError("value", String(describing: error))
    var place = location
    if let reference = error.argument {
      if case .keyword(let name) = reference, declaration?.index(of: name) == nil, let keyword = arguments.nameLocation(of: name) {
        place = keyword
      } else if let argument = arguments.location(of: reference, declaration: declaration) {
        place = argument
      }
    }
    return vm.diagnostic(error, place)
  }
}

final class CallNode: CallingNode {
  let function: Child
  /// The variable when the callee is a global, and the library's function of its name: the frequent cases read them here.
  private let global: UnsafeMutablePointer<Value>?
  private let builtin: UnsafeMutablePointer<Value>?

  init(_ location: Location, function: Node, arguments: ArgumentNodes) {
    self.function = Child(function)
    global = (function as? GlobalNode)?.storage
    builtin = (function as? GlobalNode)?.builtinStorage
    super.init(location, arguments: arguments)
  }

  override var calleeLocation: Location { function.location }

  override func help(forCalling callee: Value) -> [String] {
    if let hidden = (function.node as? GlobalNode)?.hiddenFunction { return ["the variable `\(hidden)` hides the function of this name: rename it"] }
    return super.help(forCalling: callee)
  }

  override func evaluate(_ frame: Frame, _ vm: Interpreter) throws -> Value {
    if let global {
      let callee = global.pointee
      if case .function = callee { return try apply(callee, frame, vm) }
      if case .unset = callee, let builtin {
        // What the library defines stays as long as its interpreter: it need not be held while it runs.
        if isPlain, positional.count == 1, let native = builtin.pointee.nativeFunction {
          let result = try native._withUnsafeGuaranteedRef { try applyDirect($0, frame, vm) }
          if let result { return result }
        }
        if case .function = builtin.pointee { return try applyAny(builtin.pointee, frame, vm) }
      }
    }
    return try apply(try function.evaluate(frame, vm), frame, vm)
  }
}
