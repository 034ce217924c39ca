/// What all closures of one `def` or lambda share.
final class FunctionCode {
  let name: String
  let parameters: [Declaration.Parameter]
  let docstring: String
  let location: Location
  let layout: UnsafeMutablePointer<FunctionLayout>
  /// Uncounted, for the arena owns this through its nodes; functions hold both.
  unowned(unsafe) let arena: NodeArena

  init(name: String, parameters: [Declaration.Parameter], docstring: String, location: Location, arena: NodeArena) {
    self.name = name
    self.parameters = parameters
    self.docstring = docstring
    self.location = location
    self.arena = arena
    layout = .allocate(capacity: 1)
    layout.initialize(
      to: FunctionLayout(
        parameterCount: parameters.count, isTyped: parameters.contains { $0.type != .any }, body: Body([], arena)))
  }

  deinit { layout.deallocate() }
}

/// What a call reads of its function: plain data behind a pointer, so that reading it counts no references.
struct FunctionLayout {
  let parameterCount: Int
  let isTyped: Bool
  /// Slots: parameters, then captured variables, then locals.
  var captureCount = 0
  var frameSize = 0
  /// Slots whose variable inner functions capture: parameters, other locals.
  var boxedParameters = UnsafeBufferPointer<Int>(start: nil, count: 0)
  var boxedLocals = UnsafeBufferPointer<Int>(start: nil, count: 0)
  var body: Body
  /// A lambda's expression, or the only `return` of a body.
  var expression: Child?
}

/// A `def` or lambda with the variables it captured and the values of its defaults.
final class UserFunction: Callable {
  let code: FunctionCode
  let layout: UnsafeMutablePointer<FunctionLayout>
  private let arena: NodeArena
  let captures: [Cell]
  @exclusivity(unchecked) private(set) var defaults: [Value?]

  init(_ code: FunctionCode, captures: [Cell], defaults: [Value?]) {
    self.code = code
    layout = code.layout
    arena = code.arena
    self.captures = captures
    self.defaults = defaults
    super.init(isUserFunction: true)
  }

  deinit {
    guard defaults.contains(where: { $0?.holdsValues == true }) else { return }
    var values = defaults.compactMap { $0 }
    defaults = []
    dismantle(&values)
  }

  override var name: String { code.name }

  override var declaration: Declaration? { ownDeclaration }

  override var sourceText: String? { code.location.source.text(of: code.location.span) }

  private lazy var signature = Signature(ownDeclaration)

  private(set) lazy var ownDeclaration: Declaration = {
    var parameters = code.parameters
    for i in parameters.indices { parameters[i].defaultValue = i < defaults.count ? defaults[i] : nil }
    return Declaration(
      code.name.isEmpty ? "lambda" : code.name, group: "session", parameters: parameters, prose: dedented(docstring: code.docstring))
  }()

  override func call(_ arguments: Arguments, in vm: Interpreter) throws -> Value {
    let base = vm.state.pointee.top
    let count = code.parameters.count
    guard base + count <= vm.state.pointee.limit else { throw ValueError("depth", "too many nested calls") }
    if arguments.keyword.isEmpty, arguments.positional.count == count, !layout.pointee.isTyped {
      var slot = base
      for value in arguments.positional {
        slot.initialize(to: value)
        slot += 1
      }
    } else {
      let bound = try signature.bind(arguments)
      for i in 0..<count { (base + i).initialize(to: bound.values[i]) }
    }
    return try run(base, vm)
  }

  /// With the only argument laid right into the frame.
  func call(_ argument: Value, in vm: Interpreter) throws -> Value {
    let base = vm.state.pointee.top
    guard layout.pointee.parameterCount == 1, !layout.pointee.isTyped, base < vm.state.pointee.limit else {
      return try call(Arguments([argument]), in: vm)
    }
    base.initialize(to: argument)
    return try run(base, vm)
  }

  /// Runs the body on a frame whose parameters are set; takes the frame down in every case.
  func run(_ base: Frame, _ vm: Interpreter) throws -> Value {
    let layout = layout
    let state = vm.state
    let count = layout.pointee.parameterCount
    let size = layout.pointee.frameSize
    let end = base + size
    do { try vm.checkCall(end) } catch {
      base.deinitialize(count: count)
      state.pointee.top = base
      throw error
    }
    var slot = base + count
    if layout.pointee.captureCount > 0 {
      for cell in captures {
        slot.initialize(to: .object(cell))
        slot += 1
      }
    }
    while slot < end {
      slot.initialize(to: .unset)
      slot += 1
    }
    state.pointee.top = end
    defer {
      base.clear(upTo: end)
      state.pointee.top = base
    }
    for slot in layout.pointee.boxedParameters { base[slot] = .object(Cell(base[slot])) }
    for slot in layout.pointee.boxedLocals { base[slot] = .object(Cell(.unset)) }
    if let expression = layout.pointee.expression { return try expression.evaluate(base, vm) }
    if case .returned(let value) = try layout.pointee.body.execute(base, vm) { return value }
    return .none
  }
}

extension Frame {
  /// Assigns; what needs no release is written over.
  @inline(__always)
  func replace(by value: Value) {
    switch pointee {
    case .unset, .none, .bool, .int, .float: initialize(to: value)
    default: pointee = value
    }
  }

  /// Ends the lives of slots; a loop of its own is faster than the runtime's for the few that frames have.
  @inline(__always)
  func clear(upTo end: Frame) {
    var slot = self
    while slot < end {
      switch slot.pointee {
      case .unset, .none, .bool, .int, .float: break
      default: slot.deinitialize(count: 1)
      }
      slot += 1
    }
  }
}

extension Value {
  /// The user function that the value is, without counting another reference to it.
  @inline(__always)
  var userFunction: Unmanaged<UserFunction>? {
    guard case .function(let callable) = self, callable.isUserFunction else { return nil }
    return .passUnretained(unsafeDowncast(callable, to: UserFunction.self))
  }
}

/// `def` and `=>`: makes the closure.
final class FunctionNode: Node {
  let code: FunctionCode
  /// Slots of the enclosing frame that hold the captured boxes.
  let captureSlots: [Int]
  let defaults: [Node?]

  init(_ location: Location, code: FunctionCode, captureSlots: [Int], defaults: [Node?]) {
    self.code = code
    self.captureSlots = captureSlots
    self.defaults = defaults
    super.init(location)
  }

  override func evaluate(_ frame: Frame, _ vm: Interpreter) throws -> Value {
    var cells: [Cell] = []
    for slot in captureSlots {
      guard case .object(let object) = frame[slot], let cell = object as? Cell else { continue }
      cells.append(cell)
    }
    let values = try defaults.map { try $0?.evaluate(frame, vm) }
    return .function(UserFunction(code, captures: cells, defaults: values))
  }
}
