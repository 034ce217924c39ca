extension Resolver {
  func resolve(_ expression: Expression) -> Node {
    let location = at(expression.span)
    switch expression.kind {
    case .none: return ConstantNode(location, .none)
    case .bool(let value): return ConstantNode(location, .bool(value))
    case .int(let value): return ConstantNode(location, .int(value))
    case .float(let value): return ConstantNode(location, .float(value))
    case .string(let text): return ConstantNode(location, literal(text))
    case .name(let text): return name(text, expression.span)
    case .list(let items): return sequence(location, items, isList: true)
    case .tuple(let items): return sequence(location, items, isList: false)
    case .dict(let pairs):
      return DictNode(location, pairs: pairs.map { pair in (pair.key.map { resolve($0) }, resolve(pair.value)) })
    case .formatted(let pieces): return formatted(location, pieces)
    case .listComprehension(let element, let clauses):
      return comprehension(clauses, [element]) { nodes, clauses in
        ListComprehensionNode(location, element: nodes[0], clauses: clauses)
      }
    case .dictComprehension(let key, let value, let clauses):
      return comprehension(clauses, [key, value]) { nodes, clauses in
        DictComprehensionNode(location, key: nodes[0], value: nodes[1], clauses: clauses)
      }
    case .lambda(let syntax): return function(syntax)
    case .call(let function, let arguments): return call(location, function, arguments)
    case .attribute(let base, let name, let nameSpan):
      return AttributeNode(location, base: resolve(base), name: name, nameLocation: at(nameSpan))
    case .subscripted(let base, let subscripts):
      return SubscriptedNode(location, base: resolve(base), subscripts: subscripts.map { resolve($0) })
    default: return operation(expression)
    }
  }

  private func sequence(_ location: Location, _ items: [Expression], isList: Bool) -> Node {
    let spreads = items.map { if case .spread = $0.kind { true } else { false } }
    let nodes = items.map { item -> Node in
      if case .spread(let inner) = item.kind { return resolve(inner) }
      return resolve(item)
    }
    if spreads.contains(true) { return SpreadSequenceNode(location, items: Array(zip(nodes, spreads)), isList: isList) }
    return isList ? ListNode(location, items: nodes) : TupleNode(location, items: nodes)
  }

  private func operation(_ expression: Expression) -> Node {
    let location = at(expression.span)
    switch expression.kind {
    case .unary(.minus, let operand):
      if case .int(let value) = operand.kind, value != .min { return ConstantNode(location, .int(-value)) }
      if case .float(let value) = operand.kind { return ConstantNode(location, .float(-value)) }
      return UnaryNode(location, .minus, resolve(operand))
    case .unary(let op, let operand): return UnaryNode(location, op, resolve(operand))
    case .binary(let op, let opSpan, let left, let right):
      return BinaryNode.make(location, op, opSpan, resolve(left), resolve(right))
    case .and(let left, let right): return AndNode(location, resolve(left), resolve(right))
    case .or(let left, let right): return OrNode(location, resolve(left), resolve(right))
    case .compare(let first, let rest):
      if rest.count == 1, let only = rest.first {
        return CompareNode(location, only.op, only.opSpan, resolve(first), resolve(only.operand))
      }
      return ChainNode(location, first: resolve(first), rest: rest.map { ($0.op, $0.opSpan, resolve($0.operand)) })
    case .conditional(let condition, let then, let otherwise):
      return ConditionalNode(location, test: resolve(condition), then: resolve(then), otherwise: resolve(otherwise))
    default: return ConstantNode(location, .none)
    }
  }

  func path(_ expression: Expression) -> ResolvedPath {
    switch expression.kind {
    case .name(let text):
      let node = name(text, expression.span)
      return ResolvedPath(node: node, root: place(text, expression.span), rootNode: node)
    case .attribute(let base, let name, let nameSpan): return path(base, attribute: name, nameSpan, whole: expression.span)
    case .subscripted(let base, let subscripts): return path(base, subscripts, whole: expression.span)
    default:
      let node = resolve(expression)
      return ResolvedPath(node: node, root: nil, rootNode: node)
    }
  }

  func path(_ base: Expression, attribute name: String, _ nameSpan: Span, whole: Span) -> ResolvedPath {
    path(base).appending(attribute: name, at(nameSpan), whole: at(whole))
  }

  func path(_ base: Expression, _ subscripts: [Subscript], whole: Span) -> ResolvedPath {
    path(base).appending(subscripts: subscripts.map { resolve($0) }, whole: at(whole))
  }

  func resolve(_ syntax: Subscript) -> SubscriptNode {
    switch syntax.kind {
    case .ellipsis: return SubscriptNode(axis: syntax.axis, .ellipsis, span: syntax.span)
    case .index(let index): return SubscriptNode(axis: syntax.axis, .index(resolve(index)), span: syntax.span)
    case .slice(let start, let stop, let step):
      return SubscriptNode(
        axis: syntax.axis, .slice(start.map { resolve($0) }, stop.map { resolve($0) }, step.map { resolve($0) }), span: syntax.span)
    }
  }

  private func call(_ location: Location, _ function: Expression, _ arguments: [Argument]) -> Node {
    guard case .attribute(let base, let name, let nameSpan) = function.kind else {
      return CallNode(location, function: resolve(function), arguments: resolve(arguments))
    }
    let path = path(base)
    let hasPlace = path.root != nil || !path.steps.isEmpty
    return MethodCallNode(
      location, receiver: path.node, place: hasPlace ? path.place(at(base.span)) : nil, name: name, nameLocation: at(nameSpan),
      arguments: resolve(arguments), methods: interpreter.methods)
  }

  private func resolve(_ arguments: [Argument]) -> ArgumentNodes {
    ArgumentNodes(
      arguments.map { argument in
        let node = resolve(argument.value)
        switch argument.kind {
        case .positional: return (.positional, node)
        case .keyword(let name, let span): return (.keyword(name, span), node)
        case .spreadList: return (.spreadList, node)
        case .spreadDict: return (.spreadDict, node)
        }
      }, arena)
  }

  private func formatted(_ location: Location, _ pieces: [FormattedPiece]) -> FormattedNode {
    FormattedNode(
      location,
      pieces: pieces.map { piece in
        switch piece {
        case .text(let text): return .text(text)
        case .value(let expression, let conversion, let format):
          return .value(
            Child(resolve(expression)), conversion: conversion,
            format: format.isEmpty ? nil : FormattedNode.format(formatted(location, format)))
        }
      }, arena)
  }

  /// A comprehension's loop variables are its own: they get slots that no other name of the function has.
  private func comprehension(
    _ clauses: [ComprehensionClause], _ results: [Expression], _ make: ([Node], UnsafeBufferPointer<ClauseNode>) -> Node
  ) -> Node {
    let captured = analysis.capturedNames(in: results, clauses)
    let outer = scope.comprehensionVariables.count
    var nodes: [ClauseNode] = []
    for clause in clauses {
      switch clause.kind {
      case .filter(let test): nodes.append(.filter(Child(resolve(test))))
      case .loop(let target, let sequence):
        let values = resolve(sequence)
        var boxes: [Int] = []
        bind(target, captured, &boxes)
        let place = place(target)
        nodes.append(.loop(.passUnretained(place), place.slot, Child(values), boxes: arena.array(boxes)))
      }
    }
    let resultNodes = results.map { resolve($0) }
    scope.comprehensionVariables.removeLast(scope.comprehensionVariables.count - outer)
    return make(resultNodes, arena.array(nodes))
  }

  private func bind(_ target: Target, _ captured: NameSet, _ boxes: inout [Int]) {
    switch target {
    case .name(let name, _):
      let slot = scope.newSlot()
      if captured.contains(name) { boxes.append(slot) }
      scope.comprehensionVariables.append((name, captured.contains(name) ? .boxed(slot) : .local(slot)))
    case .tuple(let targets, _): for target in targets { bind(target, captured, &boxes) }
    case .starred(let inner, _): bind(inner, captured, &boxes)
    case .attribute, .subscripted: break
    }
  }
}
