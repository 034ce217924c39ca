extension Expression.Kind {
  /// The height of the highest child; every node asks only its own children, so a whole tree costs one visit.
  var childHeight: Int {
    switch self {
    case .none, .bool, .int, .float, .string, .name: return 0
    case .formatted(let pieces): return pieces.height
    case .list(let items), .tuple(let items): return items.reduce(0) { Swift.max($0, $1.height) }
    case .dict(let pairs): return pairs.reduce(0) { Swift.max($0, $1.key?.height ?? 0, $1.value.height) }
    case .listComprehension(let item, let clauses): return Swift.max(item.height, clauses.height)
    case .dictComprehension(let key, let value, let clauses): return Swift.max(key.height, value.height, clauses.height)
    case .unary(_, let operand), .spread(let operand): return operand.height
    case .binary(_, _, let left, let right), .and(let left, let right), .or(let left, let right):
      return Swift.max(left.height, right.height)
    case .compare(let first, let rest): return rest.reduce(first.height) { Swift.max($0, $1.operand.height) }
    case .conditional(let condition, let then, let otherwise):
      return Swift.max(condition.height, then.height, otherwise.height)
    case .attribute(let base, _, _): return base.height
    case .call(let callee, let arguments): return arguments.reduce(callee.height) { Swift.max($0, $1.value.height) }
    case .subscripted(let base, let subscripts): return Swift.max(base.height, subscripts.height)
    case .lambda(let function):
      guard case .expression(let body) = function.body else { return 0 }
      return function.parameters.reduce(body.height) { Swift.max($0, $1.defaultValue?.height ?? 0) }
    }
  }
}

extension [FormattedPiece] {
  fileprivate var height: Int {
    reduce(0) { height, piece in
      guard case .value(let value, _, let format) = piece else { return height }
      return Swift.max(height, value.height, format.height)
    }
  }
}

extension [ComprehensionClause] {
  fileprivate var height: Int {
    reduce(0) { height, clause in
      switch clause.kind {
      case .loop(_, let sequence): return Swift.max(height, sequence.height)
      case .filter(let condition): return Swift.max(height, condition.height)
      }
    }
  }
}

extension [Subscript] {
  fileprivate var height: Int {
    reduce(0) { height, entry in
      switch entry.kind {
      case .ellipsis: return height
      case .index(let index): return Swift.max(height, index.height)
      case .slice(let start, let stop, let step):
        return Swift.max(height, start?.height ?? 0, stop?.height ?? 0, step?.height ?? 0)
      }
    }
  }
}
