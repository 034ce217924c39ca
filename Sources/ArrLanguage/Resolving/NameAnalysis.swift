/// What one function assigns and reads, before its slots are given out.
struct FunctionNames {
  /// Names the function assigns, in order; its parameters first.
  var locals = NameSet()
  /// Names read here or in inner functions that are not local.
  var free: [String] = []
  /// Names that inner functions read from outside themselves: those of our variables are boxed.
  var capturedByInner = NameSet()
}

/// Walks syntax trees once per function and remembers the answer.
final class NameAnalysis {
  private var known: [ObjectIdentifier: FunctionNames] = [:]

  func names(of function: FunctionSyntax) -> FunctionNames {
    let key = ObjectIdentifier(function)
    if let names = known[key] { return names }
    let walk = NameWalk(self, for: .function)
    for parameter in function.parameters { walk.assign(parameter.name) }
    switch function.body {
    case .block(let block): walk.block(block)
    case .expression(let expression): walk.read(expression)
    }
    let names = walk.finished()
    known[key] = names
    return names
  }

  /// The names a module assigns at its top level.
  func namesAssigned(in module: Block) -> [String] {
    let walk = NameWalk(self, for: .assignments)
    walk.block(module)
    return walk.finished().locals.names
  }

  /// The names that lambdas inside a comprehension read from outside themselves.
  func capturedNames(in expressions: [Expression], _ clauses: [ComprehensionClause]) -> NameSet {
    let walk = NameWalk(self, for: .captures)
    for expression in expressions { walk.read(expression) }
    for clause in clauses {
      switch clause.kind {
      case .loop(_, let sequence): walk.read(sequence)
      case .filter(let test): walk.read(test)
      }
    }
    return walk.finished().capturedByInner
  }
}

private final class NameWalk {
  /// What is asked for: remembering every name that is read takes longer than walking past it.
  enum Purpose {
    /// Everything.
    case function
    /// The locals only.
    case assignments
    /// What inner functions capture only.
    case captures
  }

  private let analysis: NameAnalysis
  private let purpose: Purpose
  private var names = FunctionNames()
  private var reads = NameSet()
  /// Loop variables of the comprehensions around the walk: neither assigned by the function nor read from outside.
  private var bound: [String] = []

  init(_ analysis: NameAnalysis, for purpose: Purpose) {
    self.analysis = analysis
    self.purpose = purpose
  }

  func finished() -> FunctionNames {
    names.free = reads.names.filter { !names.locals.contains($0) }
    return names
  }

  func assign(_ name: String) { names.locals.insert(name) }

  private func read(_ name: String) {
    if purpose == .function, !bound.contains(name) { reads.insert(name) }
  }

  func block(_ block: Block) { for statement in block.statements { self.statement(statement) } }

  private func statement(_ statement: Statement) {
    switch statement.kind {
    case .expression(let expression, _), .raise(let expression): read(expression)
    case .assign(let target, let value):
      read(value)
      self.target(target)
    case .augmented(let target, _, _, let value):
      read(value)
      self.target(target)
    case .return(let value): if let value { read(value) }
    case .break, .continue: break
    case .assert(let test, let message):
      read(test)
      if let message { read(message) }
    case .importFile(let path, _, let alias): assign(alias ?? moduleName(of: path))
    case .if(let branches, let otherwise):
      for branch in branches {
        read(branch.condition)
        block(branch.body)
      }
      if let otherwise { block(otherwise) }
    case .for(let target, let sequence, let body):
      read(sequence)
      self.target(target)
      block(body)
    case .while(let condition, let body):
      read(condition)
      block(body)
    case .with(let object, let alias, _, let body):
      read(object)
      if let alias { assign(alias) }
      block(body)
    case .try(let body, let name, _, let handler):
      block(body)
      if let name { assign(name) }
      block(handler)
    case .define(let function, let decorators):
      for decorator in decorators { read(decorator) }
      inner(function)
      assign(function.name)
    }
  }

  private func target(_ target: Target) {
    switch target {
    case .name(let name, _): assign(name)
    case .attribute(let base, _, _): read(base)
    case .subscripted(let base, let subscripts, _):
      read(base)
      for entry in subscripts { read(entry) }
    case .tuple(let targets, _): for target in targets { self.target(target) }
    case .starred(let inner, _): self.target(inner)
    }
  }

  private func inner(_ function: FunctionSyntax) {
    guard purpose != .assignments else { return }
    for parameter in function.parameters { if let value = parameter.defaultValue { read(value) } }
    for name in analysis.names(of: function).free {
      names.capturedByInner.insert(name)
      read(name)
    }
  }

  private func read(_ entry: Subscript) {
    switch entry.kind {
    case .ellipsis: break
    case .index(let index): read(index)
    case .slice(let start, let stop, let step): for bound in [start, stop, step] { if let bound { read(bound) } }
    }
  }

  func read(_ expression: Expression) {
    guard purpose != .assignments else { return }
    switch expression.kind {
    case .none, .bool, .int, .float, .string: break
    case .formatted(let pieces): read(pieces)
    case .name(let name): read(name)
    case .list(let items), .tuple(let items): for item in items { read(item) }
    case .dict(let pairs):
      for pair in pairs {
        if let key = pair.key { read(key) }
        read(pair.value)
      }
    case .listComprehension(let element, let clauses): comprehension([element], clauses)
    case .dictComprehension(let key, let value, let clauses): comprehension([key, value], clauses)
    case .unary(_, let operand), .spread(let operand): read(operand)
    case .binary(_, _, let left, let right), .and(let left, let right), .or(let left, let right):
      read(left)
      read(right)
    case .compare(let first, let rest):
      read(first)
      for link in rest { read(link.operand) }
    case .conditional(let condition, let then, let otherwise):
      read(condition)
      read(then)
      read(otherwise)
    case .attribute(let base, _, _): read(base)
    case .call(let function, let arguments):
      read(function)
      for argument in arguments { read(argument.value) }
    case .subscripted(let base, let subscripts):
      read(base)
      for entry in subscripts { read(entry) }
    case .lambda(let function): inner(function)
    }
  }

  private func read(_ pieces: [FormattedPiece]) {
    for piece in pieces {
      guard case .value(let expression, _, let format) = piece else { continue }
      read(expression)
      read(format)
    }
  }

  private func comprehension(_ results: [Expression], _ clauses: [ComprehensionClause]) {
    let outer = bound.count
    for clause in clauses {
      switch clause.kind {
      case .loop(let target, let sequence):
        read(sequence)
        bind(target)
      case .filter(let test): read(test)
      }
    }
    for result in results { read(result) }
    bound.removeLast(bound.count - outer)
  }

  private func bind(_ target: Target) {
    switch target {
    case .name(let name, _): bound.append(name)
    case .tuple(let targets, _): for target in targets { bind(target) }
    case .starred(let inner, _): bind(inner)
    default: self.target(target)
    }
  }
}
