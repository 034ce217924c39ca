/// A bare expression; at the top level its value is shown unless the line ends with `;`.
final class ExpressionStatementNode: StatementNode {
  let expression: Child

  init(_ location: Location, expression: Node) {
    self.expression = Child(expression)
    super.init(location)
  }

  override func execute(_ frame: Frame, _ vm: Interpreter) throws -> Flow {
    _ = try expression.evaluate(frame, vm)
    return .next
  }
}

final class IfNode: StatementNode {
  let branches: UnsafeBufferPointer<(test: Child, body: Body)>
  let otherwise: Body?

  init(_ location: Location, _ arena: NodeArena, branches: [(test: Node, body: Body)], otherwise: Body?) {
    self.branches = arena.array(branches.map { (Child($0.test), $0.body) })
    self.otherwise = otherwise
    super.init(location)
  }

  override func execute(_ frame: Frame, _ vm: Interpreter) throws -> Flow {
    for branch in branches where try branch.test.condition(frame, vm) { return try branch.body.execute(frame, vm) }
    if let otherwise { return try otherwise.execute(frame, vm) }
    return .next
  }
}

final class ReturnNode: StatementNode {
  let value: Child?

  init(_ location: Location, value: Node?) {
    self.value = value.map { Child($0) }
    super.init(location)
  }

  override func execute(_ frame: Frame, _ vm: Interpreter) throws -> Flow {
    guard let value else { return .returned(.none) }
    return .returned(try value.evaluate(frame, vm))
  }
}

final class JumpNode: StatementNode {
  let isBreak: Bool

  init(_ location: Location, isBreak: Bool) {
    self.isBreak = isBreak
    super.init(location)
  }

  override func execute(_ frame: Frame, _ vm: Interpreter) throws -> Flow { isBreak ? .breakLoop : .continueLoop }
}

/// `raise "message"`, or a caught error again.
final class RaiseNode: StatementNode {
  let value: Node

  init(_ location: Location, value: Node) {
    self.value = value
    super.init(location)
  }

  override func execute(_ frame: Frame, _ vm: Interpreter) throws -> Flow {
    let value = try value.evaluate(frame, vm)
    switch value {
    case .string(let box): throw vm.located(ValueError("raise", box.text), location)
    case .object(let object):
      if let error = object as? ErrorObject { throw error.diagnostic }
      fallthrough
    default:
      throw vm.located(
        ValueError("type", "`raise` takes a message or a caught error, not \(article(value.typeName))"), self.value.location)
    }
  }
}

final class AssertNode: StatementNode {
  let test: Child
  let message: Node?

  init(_ location: Location, test: Node, message: Node?) {
    self.test = Child(test)
    self.message = message
    super.init(location)
  }

  override func execute(_ frame: Frame, _ vm: Interpreter) throws -> Flow {
    if try test.condition(frame, vm) { return .next }
    var words = "this does not hold"
    if let message { words = try message.evaluate(frame, vm).str() }
    var error = vm.diagnostic(ValueError("assert", words), test.location)
    if let test = test.node as? CompareNode, message == nil { error.labels += operandLabels(test, frame, vm) }
    throw error
  }

  /// What the two sides were, when looking again has no effects (names and constants).
  private func operandLabels(_ test: CompareNode, _ frame: Frame, _ vm: Interpreter) -> [Diagnostic.Label] {
    [test.left, test.right].compactMap { side in
      guard side.node is LocalNode || side.node is GlobalNode || side.node is BoxedNode, let value = try? side.evaluate(frame, vm) else { return nil }
      let text = value.repr
      return Diagnostic.Label(
        source: side.location.source, span: side.location.span, text: text.utf8.count <= 60 ? text : value.shortTypeDescription)
    }
  }
}

/// `with object as x { … }`: leaves the object on every way out.
final class WithNode: StatementNode {
  let object: Child
  let place: PlaceNode?
  let body: Body

  init(_ location: Location, object: Node, place: PlaceNode?, body: Body) {
    self.object = Child(object)
    self.place = place
    self.body = body
    super.init(location)
  }

  override func execute(_ frame: Frame, _ vm: Interpreter) throws -> Flow {
    let value = try object.evaluate(frame, vm)
    guard case .object(let object) = value else {
      throw vm.located(ValueError("type", "\(article(value.typeName)) cannot be used with `with`"), self.object.location)
    }
    let entered: Value
    do { entered = try object.enter(in: vm) } catch { throw vm.located(error, self.object.location) }
    let flow: Flow
    do {
      try place?.assign(entered, frame, vm)
      flow = try body.execute(frame, vm)
    } catch {
      // The first error is the one to report.
      try? vm.uninterrupted { try object.exit(in: vm) }
      throw error
    }
    do { try vm.uninterrupted { try object.exit(in: vm) } } catch { throw vm.located(error, self.object.location) }
    return flow
  }
}

final class TryNode: StatementNode {
  let body: Body
  let place: PlaceNode?
  let handler: Body

  init(_ location: Location, body: Body, place: PlaceNode?, handler: Body) {
    self.body = body
    self.place = place
    self.handler = handler
    super.init(location)
  }

  override func execute(_ frame: Frame, _ vm: Interpreter) throws -> Flow {
    do { return try body.execute(frame, vm) } catch {
      let diagnostic = vm.diagnostic(error, location)
      if diagnostic.code == "interrupt" { throw diagnostic }
      try place?.assign(.object(ErrorObject(diagnostic)), frame, vm)
    }
    return try handler.execute(frame, vm)
  }
}

/// `def`, with its decorators applied from the bottom up.
final class DefineNode: StatementNode {
  let function: Node
  let place: PlaceNode
  let decorators: [Node]

  init(_ location: Location, function: Node, place: PlaceNode, decorators: [Node]) {
    self.function = function
    self.place = place
    self.decorators = decorators
    super.init(location)
  }

  override func execute(_ frame: Frame, _ vm: Interpreter) throws -> Flow {
    let wrappers = try decorators.map { try $0.evaluate(frame, vm) }
    var value = try function.evaluate(frame, vm)
    for (wrapper, node) in zip(wrappers, decorators).reversed() {
      do { value = try vm.call(wrapper, Arguments([value])) } catch { throw vm.located(error, node.location) }
    }
    try place.assign(value, frame, vm)
    return .next
  }
}

final class ImportNode: StatementNode {
  let path: String
  let pathLocation: Location
  let place: PlaceNode

  init(_ location: Location, path: String, pathLocation: Location, place: PlaceNode) {
    self.path = path
    self.pathLocation = pathLocation
    self.place = place
    super.init(location)
  }

  override func execute(_ frame: Frame, _ vm: Interpreter) throws -> Flow {
    let module: ModuleObject
    do { module = try vm.importModule(path, from: location.source) } catch {
      if var diagnostic = error as? Diagnostic {
        if diagnostic.code != "interrupt" {
          diagnostic.notes.append("imported at \(pathLocation.source.position(of: pathLocation.span.start))")
        }
        throw diagnostic
      }
      throw vm.located(error, pathLocation)
    }
    try place.assign(.object(module), frame, vm)
    return .next
  }
}
