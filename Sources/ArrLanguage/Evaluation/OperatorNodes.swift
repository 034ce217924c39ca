/// The operands of `i + 1`, `n < 2`: a variable and an int that was written down. Measured: answering these without
/// evaluating two nodes takes a fifth off a recursive function.
struct VariableAndInt {
  let slot: Slot
  let int: Int

  init?(_ left: Node, _ right: Node) {
    guard let constant = right as? ConstantNode, case .int(let int) = constant.value else { return nil }
    self.int = int
    if let local = left as? LocalNode {
      slot = .local(local.slot)
    } else if let global = left as? GlobalNode {
      slot = .global(global.storage)
    } else {
      return nil
    }
  }

  /// The variable's value when it is an int now.
  @inline(__always)
  func variable(_ frame: Frame) -> Int? {
    if case .int(let value) = slot.pointer(frame).pointee { return value }
    return nil
  }
}

/// An arithmetic operator: the subclasses answer for numbers at once and leave everything else to `slow`.
class BinaryNode: Node {
  let left: Child
  let right: Child
  let op: BinaryOperator
  let opSpan: Span
  fileprivate let step: VariableAndInt?

  init(_ location: Location, _ op: BinaryOperator, _ opSpan: Span, _ left: Node, _ right: Node) {
    step = VariableAndInt(left, right)
    self.op = op
    self.opSpan = opSpan
    self.left = Child(left)
    self.right = Child(right)
    super.init(location)
  }

  override func evaluate(_ frame: Frame, _ vm: Interpreter) throws -> Value {
    let l = try left.evaluate(frame, vm)
    return try slow(l, try right.evaluate(frame, vm), vm)
  }

  @inline(never)
  final func slow(_ l: Value, _ r: Value, _ vm: Interpreter) throws -> Value {
    do { return try applyBinary(op, l, r) } catch {
      throw vm.operandError(error, op: Location(source: location.source, span: opSpan), left: (left.location, l), right: (right.location, r))
    }
  }

  static func make(_ location: Location, _ op: BinaryOperator, _ opSpan: Span, _ left: Node, _ right: Node) -> Node {
    switch op {
    case .add: return AddNode(location, op, opSpan, left, right)
    case .subtract: return SubtractNode(location, op, opSpan, left, right)
    case .multiply: return MultiplyNode(location, op, opSpan, left, right)
    case .divide: return DivideNode(location, op, opSpan, left, right)
    case .modulo, .floorDivide: return FloorNode(location, op, opSpan, left, right)
    default: return BinaryNode(location, op, opSpan, left, right)
    }
  }
}

extension Interpreter {
  /// Labels the operator and both operands, each with what it is.
  func operandError(_ error: Error, op: Location, left: (Location, Value), right: (Location, Value)) -> Error {
    if error is Diagnostic { return error }
    var diagnostic = diagnostic(error, op)
    // A zero that stands there is seen; one among a tensor's elements is not.
    let isOfTensors = [left.1, right.1].contains { $0.typeName == "tensor" }
    guard ["type", "shape", "value"].contains(diagnostic.code) || (diagnostic.code == "zero" && isOfTensors) else { return diagnostic }
    explain(&diagnostic, op, left, right)
    for (place, value) in [left, right] {
      diagnostic.labels.append(Diagnostic.Label(source: place.source, span: place.span, text: value.shortTypeDescription))
    }
    return diagnostic
  }
}

extension Interpreter {
  /// `and` and `or` between tensors: people mean every element, for which there is a function.
  func elementwise(_ error: Error, _ value: Value, _ function: String) -> Error {
    guard value.typeName == "tensor", var error = error as? ValueError else { return error }
    error.help = ["of every element write `\(function)(a, b)`; of all of them together `.all()` or `.any()`"]
    return error
  }

  /// Says with the operands' own words what would work.
  private func explain(_ diagnostic: inout Diagnostic, _ op: Location, _ left: (Location, Value), _ right: (Location, Value)) {
    let (a, b) = (shortText(left.0), shortText(right.0))
    // The labels say what the operands are.
    diagnostic.notes.removeAll { $0.hasPrefix("left is ") }
    if diagnostic.code == "shape", let shapes = diagnostic.message.firstRange(of: ": [") {
      diagnostic.message = String(diagnostic.message[..<shapes.lowerBound])
    }
    for (i, help) in diagnostic.help.enumerated() where help.hasSuffix(": `.T`") {
      let side = help.contains("right") ? b : a
      if let side, side.hasSuffix(".T"), !side.contains(" ") {
        diagnostic.help[i] = "leave the transpose out: `\(side.dropLast(2))`"
      } else if let side { diagnostic.help[i] = "\(help.dropLast(4))`\(side.contains(" ") ? "(\(side))" : side).T`" }
    }
    guard op.source.text(of: op.span) == "+", let a, let b else { return }
    if case .string = left.1, left.1.isLiteral(a), right.1.isPlain {
      diagnostic.help = ["write an f-string: `f\(a.dropLast()){\(b)}\(a.suffix(1))`"]
    } else if case .string = right.1, right.1.isLiteral(b), left.1.isPlain {
      diagnostic.help = ["write an f-string: `f\(b.prefix(1)){\(a)}\(b.dropFirst())`"]
    }
  }

  /// The source of an operand, when it is short enough to be said again.
  private func shortText(_ location: Location) -> String? {
    let span = location.span
    guard span.end - span.start <= 40 else { return nil }
    let text = location.source.text(of: span)
    return text.contains("\n") ? nil : text
  }
}

extension Value {
  /// A number, bool or none: what people join with text.
  fileprivate var isPlain: Bool {
    switch self {
    case .int, .float, .bool, .none: return true
    default: return false
    }
  }

  /// The text is this string as a plain literal that an f-string can take in as it is.
  fileprivate func isLiteral(_ source: String) -> Bool {
    guard let quote = source.first, quote == "\"" || quote == "'", source.count >= 2, source.last == quote else { return false }
    return !source.dropFirst().dropLast().contains { "\"'\\{}".contains($0) }
  }
}

final class AddNode: BinaryNode {
  override func quickInt(_ frame: Frame) -> Int? {
    guard let a = left.quickInt(frame), let b = right.quickInt(frame) else { return nil }
    let (result, overflow) = a.addingReportingOverflow(b)
    return overflow ? nil : result
  }

  override func evaluate(_ frame: Frame, _ vm: Interpreter) throws -> Value {
    if let step, let a = step.variable(frame) {
      let (result, overflow) = a.addingReportingOverflow(step.int)
      if !overflow { return .int(result) }
    }
    let l = try left.evaluate(frame, vm)
    let r = try right.evaluate(frame, vm)
    switch (l, r) {
    case (.float(let a), .float(let b)): return .float(a + b)
    case (.int(let a), .int(let b)):
      let (sum, overflow) = a.addingReportingOverflow(b)
      if !overflow { return .int(sum) }
    case (.float(let a), .int(let b)): return .float(a + Double(b))
    case (.int(let a), .float(let b)): return .float(Double(a) + b)
    default: break
    }
    return try slow(l, r, vm)
  }
}

final class SubtractNode: BinaryNode {
  override func quickInt(_ frame: Frame) -> Int? {
    guard let a = left.quickInt(frame), let b = right.quickInt(frame) else { return nil }
    let (result, overflow) = a.subtractingReportingOverflow(b)
    return overflow ? nil : result
  }

  override func evaluate(_ frame: Frame, _ vm: Interpreter) throws -> Value {
    if let step, let a = step.variable(frame) {
      let (result, overflow) = a.subtractingReportingOverflow(step.int)
      if !overflow { return .int(result) }
    }
    let l = try left.evaluate(frame, vm)
    let r = try right.evaluate(frame, vm)
    switch (l, r) {
    case (.float(let a), .float(let b)): return .float(a - b)
    case (.int(let a), .int(let b)):
      let (difference, overflow) = a.subtractingReportingOverflow(b)
      if !overflow { return .int(difference) }
    case (.float(let a), .int(let b)): return .float(a - Double(b))
    case (.int(let a), .float(let b)): return .float(Double(a) - b)
    default: break
    }
    return try slow(l, r, vm)
  }
}

final class MultiplyNode: BinaryNode {
  override func quickInt(_ frame: Frame) -> Int? {
    guard let a = left.quickInt(frame), let b = right.quickInt(frame) else { return nil }
    let (result, overflow) = a.multipliedReportingOverflow(by: b)
    return overflow ? nil : result
  }

  override func evaluate(_ frame: Frame, _ vm: Interpreter) throws -> Value {
    let l = try left.evaluate(frame, vm)
    let r = try right.evaluate(frame, vm)
    switch (l, r) {
    case (.float(let a), .float(let b)): return .float(a * b)
    case (.int(let a), .int(let b)):
      let (product, overflow) = a.multipliedReportingOverflow(by: b)
      if !overflow { return .int(product) }
    case (.float(let a), .int(let b)): return .float(a * Double(b))
    case (.int(let a), .float(let b)): return .float(Double(a) * b)
    default: break
    }
    return try slow(l, r, vm)
  }
}

final class DivideNode: BinaryNode {
  override func evaluate(_ frame: Frame, _ vm: Interpreter) throws -> Value {
    let l = try left.evaluate(frame, vm)
    let r = try right.evaluate(frame, vm)
    switch (l, r) {
    case (.float(let a), .float(let b)) where b != 0: return .float(a / b)
    case (.int(let a), .int(let b)) where b != 0: return .float(quotient(a, b))
    case (.float(let a), .int(let b)) where b != 0: return .float(a / Double(b))
    case (.int(let a), .float(let b)) where b != 0: return .float(Double(a) / b)
    default: return try slow(l, r, vm)
    }
  }
}

/// `//` and `%`.
final class FloorNode: BinaryNode {
  private let isModulo: Bool

  override init(_ location: Location, _ op: BinaryOperator, _ opSpan: Span, _ left: Node, _ right: Node) {
    isModulo = op == .modulo
    super.init(location, op, opSpan, left, right)
  }

  override func evaluate(_ frame: Frame, _ vm: Interpreter) throws -> Value {
    let l = try left.evaluate(frame, vm)
    let r = try right.evaluate(frame, vm)
    if case .int(let a) = l, case .int(let b) = r, let result = quickly(a, b) { return .int(result) }
    return try slow(l, r, vm)
  }

  override func quickInt(_ frame: Frame) -> Int? {
    guard let a = left.quickInt(frame), let b = right.quickInt(frame) else { return nil }
    return quickly(a, b)
  }

  /// Positive divisors: no overflow, and the floor is one below the quotient of a negative number.
  @inline(__always)
  private func quickly(_ a: Int, _ b: Int) -> Int? {
    guard b > 0 else { return nil }
    if a >= 0 { return isModulo ? a % b : a / b }
    let rest = a % b
    if isModulo { return rest == 0 ? 0 : rest + b }
    return rest == 0 ? a / b : a / b - 1
  }
}

final class UnaryNode: Node {
  let op: UnaryOperator
  let operand: Child

  init(_ location: Location, _ op: UnaryOperator, _ operand: Node) {
    self.op = op
    self.operand = Child(operand)
    super.init(location)
  }

  override func evaluate(_ frame: Frame, _ vm: Interpreter) throws -> Value {
    let value = try operand.evaluate(frame, vm)
    do { return try applyUnary(op, value) } catch { throw vm.located(error, location) }
  }
}

final class AndNode: Node {
  let left: Child
  let right: Child

  init(_ location: Location, _ left: Node, _ right: Node) {
    self.left = Child(left)
    self.right = Child(right)
    super.init(location)
  }

  override func evaluate(_ frame: Frame, _ vm: Interpreter) throws -> Value {
    let value = try left.evaluate(frame, vm)
    do { if try !value.truth() { return value } } catch { throw vm.located(vm.elementwise(error, value, "logical_and"), left.location) }
    return try right.evaluate(frame, vm)
  }

  override func condition(_ frame: Frame, _ vm: Interpreter) throws -> Bool {
    guard try left.condition(frame, vm) else { return false }
    return try right.condition(frame, vm)
  }
}

final class OrNode: Node {
  let left: Child
  let right: Child

  init(_ location: Location, _ left: Node, _ right: Node) {
    self.left = Child(left)
    self.right = Child(right)
    super.init(location)
  }

  override func evaluate(_ frame: Frame, _ vm: Interpreter) throws -> Value {
    let value = try left.evaluate(frame, vm)
    do { if try value.truth() { return value } } catch { throw vm.located(vm.elementwise(error, value, "logical_or"), left.location) }
    return try right.evaluate(frame, vm)
  }

  override func condition(_ frame: Frame, _ vm: Interpreter) throws -> Bool {
    if try left.condition(frame, vm) { return true }
    return try right.condition(frame, vm)
  }
}

final class ConditionalNode: Node {
  let test: Child
  let then: Child
  let otherwise: Child

  init(_ location: Location, test: Node, then: Node, otherwise: Node) {
    self.test = Child(test)
    self.then = Child(then)
    self.otherwise = Child(otherwise)
    super.init(location)
  }

  override func evaluate(_ frame: Frame, _ vm: Interpreter) throws -> Value {
    try test.condition(frame, vm) ? try then.evaluate(frame, vm) : try otherwise.evaluate(frame, vm)
  }
}
