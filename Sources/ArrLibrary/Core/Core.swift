import ArrLanguage

extension Library {
  /// Python's functions and the methods of text, lists, dicts and tuples, files, and the session's own (`args`, `exit` …).
  public static func installCore(in interpreter: Interpreter) {
    installSequences(in: interpreter)
    installSelections(in: interpreter)
    installArrangements(in: interpreter)
    installConversions(in: interpreter)
    installNumbers(in: interpreter)
    installMathematics(in: interpreter)
    installWholeNumbers(in: interpreter)
    installInspection(in: interpreter)
    installSession(in: interpreter)
    installContexts(in: interpreter)
    installProgress(in: interpreter)
    installFiles(in: interpreter)
    installJSONText(in: interpreter)
    installFolders(in: interpreter)
    installTextCase(in: interpreter)
    installTextSearch(in: interpreter)
    installTextSplitting(in: interpreter)
    installTextFormatting(in: interpreter)
    installRegularExpressions(in: interpreter)
    installLists(in: interpreter)
    installDicts(in: interpreter)
  }
}

extension Interpreter {
  /// One library function: what `help` says of it, and what it does.
  func function(
    _ name: String, _ group: String, _ parameters: [Declaration.Parameter], result: String, _ prose: String, example: String,
    direct: ((Value, Interpreter) throws -> Value)? = nil, body: @escaping (BoundArguments, Interpreter) throws -> Value
  ) {
    let declaration = Declaration(name, group: group, parameters: parameters, result: result, prose: prose, example: example)
    define(NativeFunction(declaration, direct: direct, body: body))
  }

  /// A method that leaves its receiver as it is.
  func method(
    _ name: String, of type: String, _ parameters: [Declaration.Parameter] = [], result: String, _ prose: String, example: String,
    shortcut: Method.Shortcut = .none, body: @escaping (Value, BoundArguments, Interpreter) throws -> Value
  ) {
    let declaration = Declaration(
      name, group: type + " methods", parameters: parameters, result: result, prose: prose, example: example)
    let method = Method(declaration, shortcut: shortcut) { receiver, arguments, vm in try body(receiver, arguments, vm) }
    methods.register(method, for: type)
  }

  /// A method that changes the variable it is called on.
  func mutatingMethod(
    _ name: String, of type: String, _ parameters: [Declaration.Parameter] = [], result: String = "none", _ prose: String,
    example: String, direct: ((inout Value, Value, Interpreter) throws -> Value)? = nil, shortcut: Method.Shortcut = .none,
    body: @escaping (inout Value, BoundArguments, Interpreter) throws -> Value
  ) {
    let declaration = Declaration(
      name, group: type + " methods", parameters: parameters, result: result, prose: prose, example: example)
    methods.register(Method(declaration, mutates: true, direct: direct, shortcut: shortcut, body: body), for: type)
  }

  /// What an object itself knows under a function's name: `sum(x)` of a tensor is `x.sum()`.
  func ownMethod(_ name: String, of value: Value) throws -> Value? {
    guard case .object(let object) = value else { return nil }
    if let attribute = try object.attribute(name) { return attribute }
    guard methods.lookup(name, for: object.typeName) != nil else { return nil }
    return try attribute(of: value, name)
  }
}

/// The number, text … that a scalar object stands for; other values as they are.
func plain(_ value: Value) throws -> Value {
  guard case .object(let object) = value, let scalar = try object.scalar() else { return value }
  return scalar
}
