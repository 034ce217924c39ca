extension Resolver {
  func body(_ block: Block) -> Body { Body(block.statements.map { resolve($0) }, arena) }

  func resolve(_ statement: Statement) -> StatementNode {
    let location = at(statement.span)
    switch statement.kind {
    case .expression(let expression, _): return ExpressionStatementNode(location, expression: resolve(expression))
    case .assign(let target, let value): return assignment(location, target, value)
    case .augmented(let target, let op, let opSpan, let value):
      guard let (node, place) = readablePlace(target) else {
        _ = resolve(value)
        report("syntax", "`\(op.rawValue)=` changes one place, not a tuple", target.span)
        return StatementNode(location)
      }
      return AugmentedNode(
        location, place: place, target: node, op: op, opSpan: opSpan, value: resolve(value), valueCalls: value.callsSomething)
    case .return(let value):
      if !scope.isFunction { report("syntax", "`return` outside a function", statement.span) }
      return ReturnNode(location, value: value.map { resolve($0) })
    case .break, .continue:
      let isBreak = if case .break = statement.kind { true } else { false }
      if scope.loops == 0 { report("syntax", "`\(isBreak ? "break" : "continue")` outside a loop", statement.span) }
      return JumpNode(location, isBreak: isBreak)
    case .raise(let value): return RaiseNode(location, value: resolve(value))
    case .assert(let test, let message):
      return AssertNode(location, test: resolve(test), message: message.map { resolve($0) })
    case .importFile(let path, let pathSpan, let alias):
      return ImportNode(
        location, path: path, pathLocation: at(pathSpan), place: place(alias ?? moduleName(of: path), statement.span))
    default: return compound(statement)
    }
  }

  private func compound(_ statement: Statement) -> StatementNode {
    let location = at(statement.span)
    switch statement.kind {
    case .if(let branches, let otherwise):
      return IfNode(
        location, arena, branches: branches.map { (resolve($0.condition), body($0.body)) }, otherwise: otherwise.map { body($0) })
    case .for(let target, let sequence, let block):
      let values = resolve(sequence)
      return ForNode(location, place: place(target), sequence: values, body: loopBody(block))
    case .while(let condition, let block):
      return WhileNode(location, test: resolve(condition), body: loopBody(block))
    case .with(let object, let alias, let aliasSpan, let block):
      return WithNode(
        location, object: resolve(object), place: alias.map { place($0, aliasSpan ?? statement.span) }, body: body(block))
    case .try(let block, let name, let nameSpan, let handler):
      return TryNode(
        location, body: body(block), place: name.map { place($0, nameSpan ?? statement.span) }, handler: body(handler))
    case .define(let syntax, let decorators):
      return DefineNode(
        location, function: function(syntax), place: place(syntax.name, syntax.nameSpan),
        decorators: decorators.map { resolve($0) })
    default: return StatementNode(location)
    }
  }

  private func loopBody(_ block: Block) -> Body {
    scope.loops += 1
    defer { scope.loops -= 1 }
    return body(block)
  }

  private func assignment(_ location: Location, _ target: Target, _ value: Expression) -> StatementNode {
    let node = resolve(value)
    let place = place(target)
    if let slot = place.slot { return AssignVariableNode(location, place: place, slot: slot, value: node) }
    return AssignNode(location, place: place, value: node)
  }

  /// A target as a place to assign to.
  func place(_ target: Target) -> PlaceNode {
    switch target {
    case .name(let name, let span): return place(name, span)
    case .tuple(let targets, let span):
      let starred = targets.firstIndex { if case .starred = $0 { true } else { false } }
      return TuplePlace(at(span), places: targets.map { place($0) }, starred: starred)
    case .starred(let inner, _): return place(inner)
    case .attribute(let base, let name, let nameSpan):
      return path(base, attribute: name, nameSpan, whole: target.span).place(at(target.span))
    case .subscripted(let base, let subscripts, let span): return path(base, subscripts, whole: span).place(at(span))
    }
  }

  /// A target as a node that reads it and as a place to assign to; nil for several.
  private func readablePlace(_ target: Target) -> (node: Node, place: PlaceNode)? {
    switch target {
    case .name(let name, let span): return (readable(name, span), place(name, span))
    case .tuple, .starred: return nil
    case .attribute(let base, let name, let nameSpan):
      let path = path(base, attribute: name, nameSpan, whole: target.span)
      return (path.node, path.place(at(target.span)))
    case .subscripted(let base, let subscripts, let span):
      let path = path(base, subscripts, whole: span)
      return (path.node, path.place(at(span)))
    }
  }

  /// Reading a target's own name is not a mention that `check` should complain about.
  private func readable(_ text: String, _ span: Span) -> Node {
    let reports = reportsUnknownNames
    reportsUnknownNames = false
    defer { reportsUnknownNames = reports }
    return name(text, span)
  }
}

/// `root.a[i].b` resolved once, for reading and for changing.
struct ResolvedPath {
  var node: Node
  let root: NamePlace?
  let rootNode: Node
  var steps: [PathPlace.StepNode] = []

  func appending(attribute name: String, _ nameLocation: Location, whole: Location) -> ResolvedPath {
    var path = self
    path.node = AttributeNode(whole, base: node, name: name, nameLocation: nameLocation)
    path.steps.append(.attribute(name, nameLocation))
    return path
  }

  func appending(subscripts: [SubscriptNode], whole: Location) -> ResolvedPath {
    var path = self
    path.node = SubscriptedNode(whole, base: node, subscripts: subscripts)
    path.steps.append(.item(subscripts, whole))
    return path
  }

  func place(_ location: Location) -> PlaceNode {
    if steps.isEmpty, let root { return root }
    return PathPlace(location, root: root, expression: rootNode, steps: steps)
  }
}
