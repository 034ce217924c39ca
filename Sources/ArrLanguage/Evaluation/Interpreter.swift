/// Runs programs. One for a session: it keeps the globals, the builtins and methods that the library registers, and the
/// modules that were imported. Use it from one thread at a time, best from `onEvaluationThread`.
public final class Interpreter {
  /// The session's own names.
  public let globals = Globals()
  /// What the library defined; programs may shadow these names.
  public let builtins = Globals()
  /// Methods by type name.
  public let methods = MethodTables()
  /// What programs find behind their own names, which are many.
  private let noBuiltin = Cell(.unset)

  /// Where `print` writes.
  public var output: (String) -> Void = { print($0, terminator: "") }
  /// What a table that `print` writes is fitted to: columns, and whether it may be coloured. A host with a terminal says so.
  public var outputForm: () -> (width: Int, color: Bool) = { (100, false) }
  /// Reads a file that is imported.
  public var readFile: (String) throws -> [UInt8] = { path in throw ValueError("file", "cannot read \(quoted(path)) here") }
  /// Gives errors of other modules their words; nil leaves `String(describing:)`.
  public var translateError: ((Error) -> ValueError?)?
  /// Not zero: stop as soon as possible. Read at calls and loop turns.
  public var interruptFlag: UnsafePointer<Int32>? {
    didSet { state.pointee.interrupt = InterruptFlag(interruptFlag ?? UnsafePointer(neverInterrupted)) }
  }

  /// Asked when a program stops because the interrupt flag was set: the error when it was for another reason than Ctrl-C.
  public var reasonToStop: () -> ValueError? = { nil }

  let state: UnsafeMutablePointer<MachineState>
  private let stack = ValueStack()
  private let neverInterrupted: UnsafeMutablePointer<Int32>
  /// What ran or was checked last, let go when the next comes: taking a long script apart takes as long as resolving it, and
  /// behind a script comes the end of the process.
  private var last: (program: Resolver.Program, block: Block)?
  var modules: [String: ModuleObject] = [:]
  var modulesBeingImported: [String] = []

  /// An interpreter that knows the language and no functions.
  public init() {
    neverInterrupted = .allocate(capacity: 1)
    neverInterrupted.initialize(to: 0)
    state = .allocate(capacity: 1)
    state.initialize(
      to: MachineState(
        top: stack.base, limit: stack.base + stack.capacity, stackLimit: 0, thread: nil, interrupt: InterruptFlag(neverInterrupted)))
  }

  deinit {
    // Functions hold the globals that they read, which hold functions.
    for scope in [globals] + modules.values.map(\.globals) { scope.clear() }
    state.pointee.text.deallocate()
    state.deallocate()
    neverInterrupted.deallocate()
  }

  /// Makes a builtin name, which programs may shadow; known to programs that are resolved from now on.
  public func define(_ name: String, _ value: Value) { builtins.set(name, value) }

  /// Makes a library function a builtin under the name that it declares.
  public func define(_ function: NativeFunction) { define(function.name, .function(function)) }

  /// The box of a builtin; an empty one for a name that the library has not defined.
  func builtinCell(_ name: String) -> Cell { builtins.knownCell(name) ?? noBuiltin }

  /// `_` is the last shown value.
  public func setLast(_ value: Value) { globals.set("_", value) }

  /// Forgets the session's names and the modules it imported.
  public func reset() {
    globals.clear()
    modules = [:]
  }

  /// Runs a parsed program in the session's scope. Every bare expression at the top level that has a value and does not end
  /// with `;` is given to `echo` as soon as it is known. Returns the value of the last one.
  ///
  /// - Parameter finished: Hears of every statement at the top level that ran to its end.
  @discardableResult
  public func run(
    _ block: Block, source: Source, finished: ((Statement) -> Void)? = nil, echo: ((Value, Statement) throws -> Void)? = nil
  ) throws -> Value {
    try run(block, source: source, globals: globals, finished: finished, echo: echo)
  }

  func run(
    _ block: Block, source: Source, globals: Globals, finished: ((Statement) -> Void)? = nil, echo: ((Value, Statement) throws -> Void)?
  ) throws -> Value {
    enterThread()
    let resolver = Resolver(source: source, globals: globals, interpreter: self)
    let program = resolver.resolve(block)
    if let first = resolver.diagnostics.first { throw first }
    let base = state.pointee.top
    let changing = state.pointee.changing
    let end = base + program.frameSize
    guard end < state.pointee.limit else { throw ValueError("depth", "too many nested calls") }
    base.initialize(repeating: .unset, count: program.frameSize)
    state.pointee.top = end
    defer {
      last = (program, block)
      base.deinitialize(count: program.frameSize)
      state.pointee.top = base
      state.pointee.changing = changing
    }
    var last = Value.none
    for (statement, node) in zip(block.statements, program.statements) {
      do {
        try checkInterrupt()
        guard case .expression(_, let isQuiet) = statement.kind, let node = node as? ExpressionStatementNode else {
          _ = try node.execute(base, self)
          finished?(statement)
          continue
        }
        last = try node.expression.evaluate(base, self)
        finished?(statement)
        if !isQuiet, !last.isNone { try echo?(last, statement) }
      } catch { throw located(error, node.location) }
    }
    return last
  }

  /// What is certainly wrong before anything runs: unknown names, `return` outside a function, `break` outside a loop.
  public func check(_ block: Block, source: Source) -> [Diagnostic] {
    let resolver = Resolver(source: source, globals: globals, interpreter: self)
    resolver.reportsUnknownNames = true
    last = (resolver.resolve(block), block)
    return resolver.diagnostics
  }

  /// Calls a function, method or object that can be called; for callbacks of the library.
  public func call(_ callable: Value, _ arguments: Arguments) throws -> Value {
    enterThread()
    switch callable {
    case .function(let function):
      do { return try function.call(arguments, in: self) } catch { throw leaving(callback: function, error) }
    case .object(let object) where object.isCallable: return try object.call(arguments, in: self)
    default: throw ValueError("type", "\(article(callable.typeName)) cannot be called")
    }
  }

  /// With one argument, as `map` and `sorted` call their functions: without lists of arguments where that is possible.
  public func call(_ callable: Value, _ argument: Value) throws -> Value {
    guard let function = callable.userFunction else { return try call(callable, Arguments([argument])) }
    enterThread()
    do { return try function._withUnsafeGuaranteedRef { try $0.call(argument, in: self) } } catch {
      throw leaving(callback: function.takeUnretainedValue(), error)
    }
  }

  /// The call that made the library call back is known to the node that runs it, further up.
  private func leaving(callback: Callable, _ error: Error) -> Error {
    if var diagnostic = error as? Diagnostic {
      if callback.isOfProgram, diagnostic.code != "interrupt" { diagnostic.callback = callback.name }
      return diagnostic
    }
    // What it says of arguments is not about those of the call.
    if var error = error as? ValueError {
      error.argument = nil
      return error
    }
    return error
  }

  /// Calls a value with arguments by place; throws what the call throws.
  public func call(_ callable: Value, _ arguments: Value...) throws -> Value {
    try call(callable, Arguments(arguments[...]))
  }

  /// Leaving a `with` must finish even when Ctrl-C was pressed.
  func uninterrupted<T>(_ body: () throws -> T) rethrows -> T {
    let flag = state.pointee.interrupt
    state.pointee.interrupt = InterruptFlag(neverInterrupted)
    defer { state.pointee.interrupt = flag }
    return try body()
  }
}
