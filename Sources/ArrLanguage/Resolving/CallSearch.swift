extension Expression {
  /// Whether evaluating this calls something, which may change any variable that it can reach. A function that is only
  /// made (`x => f(x)`) calls nothing yet.
  var callsSomething: Bool {
    switch kind {
    case .none, .bool, .int, .float, .string, .name, .lambda: return false
    case .call: return true
    case .formatted(let pieces): return pieces.callSomething
    case .list(let items), .tuple(let items): return items.contains { $0.callsSomething }
    case .dict(let pairs): return pairs.contains { $0.key?.callsSomething ?? false || $0.value.callsSomething }
    case .listComprehension(let item, let clauses): return item.callsSomething || clauses.contains { $0.callsSomething }
    case .dictComprehension(let key, let value, let clauses):
      return key.callsSomething || value.callsSomething || clauses.contains { $0.callsSomething }
    case .unary(_, let operand), .spread(let operand): return operand.callsSomething
    case .binary(_, _, let left, let right), .and(let left, let right), .or(let left, let right):
      return left.callsSomething || right.callsSomething
    case .compare(let first, let rest): return first.callsSomething || rest.contains { $0.operand.callsSomething }
    case .conditional(let condition, let then, let otherwise):
      return condition.callsSomething || then.callsSomething || otherwise.callsSomething
    case .attribute(let base, _, _): return base.callsSomething
    case .subscripted(let base, let subscripts): return base.callsSomething || subscripts.contains { $0.callsSomething }
    }
  }
}

extension [FormattedPiece] {
  fileprivate var callSomething: Bool {
    contains { piece in
      guard case .value(let value, _, let format) = piece else { return false }
      return value.callsSomething || format.callSomething
    }
  }
}

extension ComprehensionClause {
  fileprivate var callsSomething: Bool {
    switch kind {
    case .loop(_, let sequence): return sequence.callsSomething
    case .filter(let condition): return condition.callsSomething
    }
  }
}

extension Subscript {
  fileprivate var callsSomething: Bool {
    switch kind {
    case .ellipsis: return false
    case .index(let index): return index.callsSomething
    case .slice(let start, let stop, let step): return [start, stop, step].contains { $0?.callsSomething ?? false }
    }
  }
}
