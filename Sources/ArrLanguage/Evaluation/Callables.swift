/// A function of the library: its declaration checks the arguments before `body` sees them.
public final class NativeFunction: Callable {
  private let own: Declaration
  @exclusivity(unchecked) private var knownSignature: Signature?
  let body: (BoundArguments, Interpreter) throws -> Value
  /// For hot functions of one argument (`len`, `abs`): called without binding when the call has just that.
  let direct: ((Value, Interpreter) throws -> Value)?

  /// A function whose `body` gets arguments that fit the declaration; what it throws is shown at the call.
  public init(
    _ declaration: Declaration, direct: ((Value, Interpreter) throws -> Value)? = nil,
    body: @escaping (BoundArguments, Interpreter) throws -> Value
  ) {
    own = declaration
    self.body = body
    self.direct = direct
    super.init()
  }

  public override var name: String { own.name }
  public override var declaration: Declaration? { own }

  /// Made for the first call: most functions are never called.
  var signature: Signature {
    if let knownSignature { return knownSignature }
    let signature = Signature(own)
    knownSignature = signature
    return signature
  }

  public override func call(_ arguments: Arguments, in interpreter: Interpreter) throws -> Value {
    if let direct, arguments.positional.count == 1, arguments.keyword.isEmpty, let only = arguments.positional.first {
      return try finished(try direct(only, interpreter), interpreter)
    }
    return try finished(try body(try signature.bind(arguments), interpreter), interpreter)
  }

  /// What was computed while a stop was asked for may be cut short: nobody gets it.
  @inline(__always)
  private func finished(_ result: Value, _ interpreter: Interpreter) throws -> Value {
    try interpreter.checkInterrupt()
    return result
  }

  /// A call without names and spreads.
  func call(_ arguments: EvaluatedArguments, in interpreter: Interpreter) throws -> Value {
    switch arguments {
    case .one(let value):
      return try finished(try direct?(value, interpreter) ?? body(try signature.bind([value]), interpreter), interpreter)
    case .positional(let values): return try finished(try body(try signature.bind(values), interpreter), interpreter)
    case .any(let arguments): return try call(arguments, in: interpreter)
    }
  }
}

extension Value {
  /// The function of the library that the value is, without counting another reference to it.
  @inline(__always)
  var nativeFunction: Unmanaged<NativeFunction>? {
    guard case .function(let callable) = self, type(of: callable) == NativeFunction.self else { return nil }
    return .passUnretained(unsafeDowncast(callable, to: NativeFunction.self))
  }
}

/// A method of strings, lists, dicts, tuples or of objects of one `typeName`. `mutates` says that it changes its
/// receiver: the evaluator then hands it the variable itself and stores what it leaves there.
public final class Method {
  /// What `help` shows, and what arguments are checked against.
  public let declaration: Declaration
  /// Whether a call may change its receiver.
  let mutates: Bool
  @exclusivity(unchecked) private var knownSignature: Signature?
  let body: (inout Value, BoundArguments, Interpreter) throws -> Value
  /// For hot methods of one argument (`append`): called without binding when the call has just that.
  let direct: ((inout Value, Value, Interpreter) throws -> Value)?
  let shortcut: Shortcut

  /// What the evaluator may do itself, without calling, in the frequent case.
  public enum Shortcut {
    case none
    /// `xs.append(item)` of a list.
    case append
    /// `d.get(key)` and `d.get(key, default)` of a dict.
    case get
    /// A text and a text as the only argument; nil leaves the answer to the method.
    case onText((String, String) -> Value?)
  }

  var signature: Signature {
    if let knownSignature { return knownSignature }
    let signature = Signature(declaration)
    knownSignature = signature
    return signature
  }

  /// A method whose `body` gets its receiver and arguments that fit the declaration; what it throws is shown at the call.
  public init(
    _ declaration: Declaration, mutates: Bool = false, direct: ((inout Value, Value, Interpreter) throws -> Value)? = nil,
    shortcut: Shortcut = .none, body: @escaping (inout Value, BoundArguments, Interpreter) throws -> Value
  ) {
    self.declaration = declaration
    self.mutates = mutates
    self.direct = direct
    self.shortcut = shortcut
    self.body = body
  }

  func call(_ receiver: inout Value, _ arguments: Arguments, in interpreter: Interpreter) throws -> Value {
    if let direct, arguments.positional.count == 1, arguments.keyword.isEmpty, let only = arguments.positional.first {
      return try finished(try direct(&receiver, only, interpreter), interpreter)
    }
    return try finished(try body(&receiver, try signature.bind(arguments), interpreter), interpreter)
  }

  func call(_ receiver: inout Value, _ arguments: EvaluatedArguments, in interpreter: Interpreter) throws -> Value {
    switch arguments {
    case .one(let value):
      if let direct { return try finished(try direct(&receiver, value, interpreter), interpreter) }
      return try finished(try body(&receiver, try signature.bind([value]), interpreter), interpreter)
    case .positional(let values): return try finished(try body(&receiver, try signature.bind(values), interpreter), interpreter)
    case .any(let arguments): return try call(&receiver, arguments, in: interpreter)
    }
  }

  /// What was computed while a stop was asked for may be cut short. A change is never cut short, so it stands.
  @inline(__always)
  private func finished(_ result: Value, _ interpreter: Interpreter) throws -> Value {
    if !mutates { try interpreter.checkInterrupt() }
    return result
  }
}

/// The methods by the type they belong to: `string`, `list`, `dict`, `tuple`, `tensor`, `function` …
public final class MethodTables {
  private var tables: [String: [String: Method]] = [:]

  /// Adds a method to a type, in place of one of the same name.
  public func register(_ method: Method, for typeName: String) {
    tables[typeName, default: [:]][method.declaration.name] = method
  }

  /// The method of a type; nil when it has none of that name.
  public func lookup(_ name: String, for typeName: String) -> Method? { tables[typeName]?[name] }

  /// The names of a type's methods, sorted.
  public func names(for typeName: String) -> [String] { tables[typeName].map { $0.keys.sorted() } ?? [] }

  /// The methods of a type, sorted by name.
  public func all(for typeName: String) -> [Method] { names(for: typeName).compactMap { lookup($0, for: typeName) } }

  func anyMutates(_ name: String) -> Bool { tables.values.contains { $0[name]?.mutates == true } }

  /// The types that have methods, sorted.
  public var typeNames: [String] { tables.keys.sorted() }
}

/// `f = xs.append` holds its own copy of the receiver, as every value does.
final class BoundMethod: Callable {
  let method: Method
  private var receiver: Value

  init(_ method: Method, _ receiver: Value) {
    self.method = method
    self.receiver = receiver
    super.init()
  }

  override var name: String { method.declaration.name }
  override var declaration: Declaration? { method.declaration }

  override func call(_ arguments: Arguments, in interpreter: Interpreter) throws -> Value {
    var copy = receiver
    if method.mutates { prepareForChange(&copy) }
    defer { receiver = copy }
    return try method.call(&copy, arguments, in: interpreter)
  }
}

/// Before a method changes an object that is a value, others who hold it get to keep the old one.
func prepareForChange(_ value: inout Value) {
  guard case .object(var object) = value, object.isValueType else { return }
  value = .none
  value = .object(isKnownUniquelyReferenced(&object) ? object : object.copyForChange())
}
