/// Turns syntax into executable nodes: every name becomes a slot, a box or a global once, before anything runs.
final class Resolver {
  struct Program {
    let statements: [StatementNode]
    let frameSize: Int
    let arena: NodeArena
  }

  let source: Source
  let globals: Globals
  let interpreter: Interpreter
  let analysis = NameAnalysis()
  let arena = NodeArena()
  var scope = FunctionScope(parent: nil, isFunction: false)
  var diagnostics: [Diagnostic] = []
  /// `check` reports names that nothing defines; a run leaves them to the moment they are read.
  var reportsUnknownNames = false
  private var checksNames = false
  private var moduleNames: Set<String> = []
  /// What was found for the names that are not local: a name is often read many times.
  private var found: [String: (cell: Cell, builtin: Cell)] = [:]
  /// The values of short strings: where two of them are one, a dict knows the key by its address.
  private var literals: [String: Value] = [:]

  init(source: Source, globals: Globals, interpreter: Interpreter) {
    self.source = source
    self.globals = globals
    self.interpreter = interpreter
  }

  func resolve(_ block: Block) -> Program {
    checksNames = reportsUnknownNames
    if checksNames { moduleNames = Set(analysis.namesAssigned(in: block)) }
    let statements = block.statements.map { resolve($0) }
    return Program(statements: statements, frameSize: scope.frameSize, arena: arena)
  }

  func at(_ span: Span) -> Location { Location(source: source, span: span, arena: arena) }

  func report(_ code: String, _ message: String, _ span: Span, help: [String] = []) {
    diagnostics.append(Diagnostic(code, message, labels: [.init(source: source, span: span)], help: help))
  }

  func literal(_ text: String) -> Value {
    // ASCII only: two spellings of one accented letter are one `String`, and two texts here.
    guard text.utf8.count <= 32, text.utf8.allSatisfy({ $0 < 0x80 }) else { return .text(text) }
    if let known = literals[text] { return known }
    let value = Value.text(text)
    literals[text] = value
    return value
  }

  // MARK: Names

  func name(_ name: String, _ span: Span) -> Node {
    switch scope.lookup(name) {
    case .local(let slot): return LocalNode(at(span), slot: slot, name: name)
    case .boxed(let slot): return BoxedNode(at(span), slot: slot, name: name)
    case nil:
      let (cell, builtin) = global(name, span)
      return GlobalNode(at(span), cell: cell, builtin: builtin, name: name, locals: visibleNames(), globals: globals)
    }
  }

  func place(_ name: String, _ span: Span) -> NamePlace {
    switch scope.lookup(name) {
    case .local(let slot): return NamePlace(at(span), name: name, .local(slot))
    case .boxed(let slot): return NamePlace(at(span), name: name, .boxed(slot))
    case nil:
      let cell = globals.cell(name)
      return NamePlace(at(span), name: name, .global(cell.storage), cell: cell)
    }
  }

  private func global(_ name: String, _ span: Span) -> (cell: Cell, builtin: Cell) {
    if let known = found[name] { return known }
    let isUnknown = reportIfUnknown(name, span)
    let cells = (cell: globals.cell(name), builtin: interpreter.builtinCell(name))
    // A target's own name is not reported; where it is read next it may be.
    if !isUnknown, reportsUnknownNames || !checksNames { found[name] = cells }
    return cells
  }

  private func visibleNames() -> [String] {
    if let known = scope.knownVisibleNames { return known }
    var names: [String] = []
    var current: FunctionScope? = scope
    while let scope = current {
      names += scope.names + scope.comprehensionVariables.map(\.name)
      current = scope.parent
    }
    scope.knownVisibleNames = names
    return names
  }

  /// Whether the name was reported.
  private func reportIfUnknown(_ name: String, _ span: Span) -> Bool {
    guard reportsUnknownNames, !moduleNames.contains(name), globals.lookup(name) == nil,
      interpreter.builtins.lookup(name) == nil, !(name.first == "_" && name.dropFirst().allSatisfy(\.isNumber))
    else { return false }
    let error = interpreter.unknownName(name, at: at(span), locals: visibleNames() + moduleNames, globals: globals)
    diagnostics.append(interpreter.diagnostic(error, at(span)))
    return true
  }

  // MARK: Functions

  func function(_ syntax: FunctionSyntax) -> Node {
    let names = analysis.names(of: syntax)
    let defaults = syntax.parameters.map { $0.defaultValue.map { resolve($0) } }
    let parameters = zip(syntax.parameters, defaults).map { parameter, defaultNode in
      Declaration.Parameter(
        parameter.name, annotatedType(parameter.annotation),
        defaultText: defaultNode == nil ? nil : parameter.defaultValue.map { source.text(of: $0.span) })
    }
    let code = FunctionCode(name: syntax.name, parameters: parameters, docstring: syntax.docstring ?? "", location: at(syntax.span), arena: arena)
    let inner = FunctionScope(parent: scope, names: names.locals.names, isFunction: true)
    // Parameters come first, as the caller lays them down.
    let layout = code.layout
    layout.pointee.boxedParameters = arena.array(declare(names.locals.names.prefix(parameters.count), names, in: inner))
    var captureSlots: [Int] = []
    for name in names.free.sorted() {
      guard case .boxed(let outer) = scope.lookup(name) else { continue }
      captureSlots.append(outer)
      inner.variables.insert(name, .boxed(inner.newSlot()))
    }
    layout.pointee.captureCount = captureSlots.count
    layout.pointee.boxedLocals = arena.array(declare(names.locals.names.dropFirst(parameters.count), names, in: inner))
    let outer = scope
    scope = inner
    switch syntax.body {
    case .expression(let expression): layout.pointee.expression = Child(resolve(expression))
    case .block(let block): layout.pointee.body = body(block)
    }
    scope = outer
    layout.pointee.frameSize = inner.frameSize
    return FunctionNode(at(syntax.span), code: code, captureSlots: captureSlots, defaults: defaults)
  }

  /// Gives names their slots; returns those that hold boxes.
  private func declare(_ names: ArraySlice<String>, _ analysed: FunctionNames, in scope: FunctionScope) -> [Int] {
    var boxes: [Int] = []
    for name in names {
      let slot = scope.newSlot()
      if analysed.capturedByInner.contains(name) {
        boxes.append(slot)
        scope.variables.insert(name, .boxed(slot))
      } else {
        scope.variables.insert(name, .local(slot))
      }
    }
    return boxes
  }

  /// Annotations that name a type of the language are checked at calls; others are for the reader.
  private func annotatedType(_ annotation: String?) -> ValueType {
    switch annotation {
    case "bool": return .bool
    case "int": return .int
    case "float": return .float
    case "number": return .number
    case "string", "str": return .string
    case "list": return .list
    case "tuple": return .tuple
    case "dict": return .dict
    case "function": return .function
    case "tensor": return .tensor
    default: return .any
    }
  }
}
