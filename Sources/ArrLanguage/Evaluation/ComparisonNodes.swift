/// `a < b`: one comparison, the frequent case.
final class CompareNode: Node {
  let op: Comparison
  let opSpan: Span
  let left: Child
  let right: Child
  private let step: VariableAndInt?
  private let isContainment: Bool
  private let peeks: Bool

  init(_ location: Location, _ op: Comparison, _ opSpan: Span, _ left: Node, _ right: Node) {
    step = VariableAndInt(left, right)
    self.op = op
    self.opSpan = opSpan
    self.left = Child(left)
    self.right = Child(right)
    isContainment = op == .contains || op == .notContains
    peeks = isContainment || op == .equal || op == .notEqual
    super.init(location)
  }

  override func evaluate(_ frame: Frame, _ vm: Interpreter) throws -> Value {
    if let answer = peekedAnswer(frame) { return .bool(answer) }
    let l = try left.evaluate(frame, vm)
    let r = try right.evaluate(frame, vm)
    if let answer = quickly(l, r) { return .bool(answer) }
    return try slow(l, r, vm)
  }

  /// The answer when both sides can be looked at where they are: text and keys of dicts without counting references.
  @inline(__always)
  private func peekedAnswer(_ frame: Frame) -> Bool? {
    guard peeks, let l = left.peek(frame) else { return nil }
    if isContainment {
      guard l.pointee.isKey, let r = right.peek(frame), r.pointee.isDict else { return nil }
      return (r.peekEntry(l) != nil) == (op == .contains)
    }
    if case .int(let a) = l.pointee, let b = right.quickInt(frame) { return (a == b) == (op == .equal) }
    guard case .string(let a) = l.pointee, let r = right.peek(frame), case .string(let b) = r.pointee else { return nil }
    return (a === b || sameText(a.text, b.text)) == (op == .equal)
  }

  override func condition(_ frame: Frame, _ vm: Interpreter) throws -> Bool {
    if let step, let a = step.variable(frame), let answer = holds(a, step.int) { return answer }
    if let answer = peekedAnswer(frame) { return answer }
    let l = try left.evaluate(frame, vm)
    let r = try right.evaluate(frame, vm)
    if let answer = quickly(l, r) { return answer }
    let value = try slow(l, r, vm)
    do { return try value.truth() } catch { throw vm.located(error, location) }
  }

  @inline(__always)
  private func quickly(_ l: Value, _ r: Value) -> Bool? {
    switch (l, r) {
    case (.int(let a), .int(let b)): return holds(a, b)
    case (.float(let a), .float(let b)): return holds(a, b)
    default: return nil
    }
  }

  @inline(__always)
  private func holds<T: Comparable>(_ a: T, _ b: T) -> Bool? {
    switch op {
    case .less: return a < b
    case .lessEqual: return a <= b
    case .greater: return a > b
    case .greaterEqual: return a >= b
    case .equal: return a == b
    case .notEqual: return a != b
    case .contains, .notContains: return nil
    }
  }

  @inline(never)
  private func slow(_ l: Value, _ r: Value, _ vm: Interpreter) throws -> Value {
    do { return try vm.compare(op, l, r) } catch {
      throw vm.operandError(error, op: Location(source: location.source, span: opSpan), left: (left.location, l), right: (right.location, r))
    }
  }
}

/// `a < b <= c`: every operand is evaluated at most once, and the rest not at all after the first false.
final class ChainNode: Node {
  let first: Child
  let rest: [(op: Comparison, opSpan: Span, operand: Child)]

  init(_ location: Location, first: Node, rest: [(op: Comparison, opSpan: Span, operand: Node)]) {
    self.first = Child(first)
    self.rest = rest.map { ($0.op, $0.opSpan, Child($0.operand)) }
    super.init(location)
  }

  override func evaluate(_ frame: Frame, _ vm: Interpreter) throws -> Value {
    var left = try first.evaluate(frame, vm)
    var leftPlace = first.location
    var answer = Value.bool(true)
    for (i, link) in rest.enumerated() {
      let right = try link.operand.evaluate(frame, vm)
      do { answer = try vm.compare(link.op, left, right) } catch {
        throw vm.operandError(
          error, op: Location(source: location.source, span: link.opSpan), left: (leftPlace, left),
          right: (link.operand.location, right))
      }
      if i + 1 < rest.count {
        do { if try !answer.truth() { return answer } } catch {
          throw vm.located(
            vm.elementwise(error, answer, "logical_and"),
            Location(source: location.source, span: leftPlace.span.through(link.operand.location.span)))
        }
      }
      left = right
      leftPlace = link.operand.location
    }
    return answer
  }
}
