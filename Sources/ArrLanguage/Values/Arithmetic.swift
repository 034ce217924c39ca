#if canImport(Glibc)
  import Glibc
#endif

/// `left op right` for every pair of values; throws a `ValueError` that speaks of the operands' types.
public func applyBinary(_ op: BinaryOperator, _ left: Value, _ right: Value) throws -> Value {
  if let a = Number(left), let b = Number(right) {
    if case .int(let x) = a, case .int(let y) = b { return try integers(op, x, y) }
    return try floats(op, a.double, b.double)
  }
  if let result = try sequences(op, left, right) { return result }
  if case .object(let object) = left, let result = try object.binary(op, right, reversed: false) { return result }
  if case .object(let object) = right, let result = try object.binary(op, left, reversed: true) { return result }
  throw unsupported(op, left, right)
}

private func unsupported(_ op: BinaryOperator, _ left: Value, _ right: Value) -> ValueError {
  var help: [String] = []
  switch (op, left, right) {
  case (.add, .string, _): help = ["make the right side text: `str(…)`, or write an f-string: `f\"… {x}\"`"]
  case (.add, _, .string): help = ["make the left side text: `str(…)`, or write an f-string: `f\"{x} …\"`"]
  case (.add, .dict, .dict): help = ["change the left one with `.update(…)`"]
  case (.modulo, .string, _): help = ["write an f-string: `f\"{x:.2f}\"`"]
  case (_, .list, .list), (_, .list, .int), (_, .list, .float), (_, .int, .list), (_, .float, .list), (_, .tuple, .float), (_, .tuple, .int):
    help = ["for numbers element by element make tensors: `tensor(…)`"]
  case (.matmul, .int, .int), (.matmul, .float, .float), (.matmul, .int, .float), (.matmul, .float, .int): help = ["numbers multiply with `*`"]
  case (_, .none, _), (_, _, .none): help = ["one side is none: a function without `return` gives none"]
  default: break
  }
  return ValueError("type", "`\(op.rawValue)` does not work between \(left.typeName) and \(right.typeName)", help: help)
}

private func integers(_ op: BinaryOperator, _ a: Int, _ b: Int) throws -> Value {
  let result: (partialValue: Int, overflow: Bool)
  switch op {
  case .add: result = a.addingReportingOverflow(b)
  case .subtract: result = a.subtractingReportingOverflow(b)
  case .multiply: result = a.multipliedReportingOverflow(by: b)
  case .divide:
    guard b != 0 else { throw divisionByZero() }
    return .float(quotient(a, b))
  case .floorDivide:
    guard b != 0 else { throw divisionByZero() }
    let quotient = a.dividedReportingOverflow(by: b)
    if quotient.overflow { throw overflow(op, a, b) }
    let inexact = quotient.partialValue &* b != a
    return .int(inexact && (a < 0) != (b < 0) ? quotient.partialValue - 1 : quotient.partialValue)
  case .modulo:
    guard b != 0 else { throw divisionByZero() }
    if b == -1 { return .int(0) }
    let rest = a % b
    return .int(rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest)
  case .power:
    if b < 0 {
      guard a != 0 else { throw divisionByZero("zero cannot be raised to a negative power") }
      return .float(try floatPower(Double(a), Double(b)))
    }
    guard let power = integerPower(a, b) else { throw overflow(op, a, b) }
    return .int(power)
  case .matmul: throw unsupported(op, .int(a), .int(b))
  }
  if result.overflow { throw overflow(op, a, b) }
  return .int(result.partialValue)
}

private func integerPower(_ base: Int, _ exponent: Int) -> Int? {
  var (result, factor, rest) = (1, base, exponent)
  while rest > 0 {
    if rest & 1 == 1 {
      let product = result.multipliedReportingOverflow(by: factor)
      if product.overflow { return nil }
      result = product.partialValue
    }
    rest >>= 1
    if rest == 0 { break }
    let square = factor.multipliedReportingOverflow(by: factor)
    if square.overflow { return nil }
    factor = square.partialValue
  }
  return result
}

private func floats(_ op: BinaryOperator, _ a: Double, _ b: Double) throws -> Value {
  switch op {
  case .add: return .float(a + b)
  case .subtract: return .float(a - b)
  case .multiply: return .float(a * b)
  case .divide:
    guard b != 0 else { throw divisionByZero() }
    return .float(a / b)
  case .floorDivide:
    guard b != 0 else { throw divisionByZero() }
    return .float(floorDivision(a, b).quotient)
  case .modulo:
    guard b != 0 else { throw divisionByZero() }
    return .float(floorDivision(a, b).rest)
  case .power:
    if a == 0, b < 0, b.isFinite { throw divisionByZero("zero cannot be raised to a negative power") }
    if a < 0, a.isFinite, b.isFinite, b.rounded() != b {
      throw ValueError("value", "a negative number has no real power \(floatText(b))")
    }
    return .float(try floatPower(a, b))
  case .matmul: throw unsupported(op, .float(a), .float(b))
  }
}

/// As in Python a power of finite numbers that no float can hold is an error, where products become infinite.
private func floatPower(_ a: Double, _ b: Double) throws -> Double {
  let power = pow(a, b)
  if power.isInfinite, a.isFinite, b.isFinite {
    let base = a < 0 ? "(\(floatText(a)))" : floatText(a)
    throw ValueError("overflow", "\(base) ** \(floatText(b)) is beyond the range of floats")
  }
  return power
}

/// The float nearest to a / b; b is not zero.
@inline(__always)
func quotient(_ a: Int, _ b: Int) -> Double {
  // What has no more than 53 binary digits is a float already, and division rounds once.
  (a.magnitude | b.magnitude) >> 53 == 0 ? Double(a) / Double(b) : longQuotient(a, b)
}

@inline(never)
private func longQuotient(_ a: Int, _ b: Int) -> Double {
  if a == 0 { return b < 0 ? -0.0 : 0 }
  // The dividend so far left that the whole quotient has 64 binary digits or more.
  let shift = a.magnitude.leadingZeroBitCount
  let (whole, rest) = (UInt128(a.magnitude << shift) << 64).quotientAndRemainder(dividingBy: UInt128(b.magnitude))
  let excess = 64 - whole.leadingZeroBitCount
  var digits = UInt64(truncatingIfNeeded: whole >> UInt128(excess))
  // Everything below is one more digit, which only decides the rounding.
  if rest != 0 || UInt128(digits) << UInt128(excess) != whole { digits |= 1 }
  let magnitude = scalbn(Double(digits), excess - 64 - shift)
  return (a < 0) == (b < 0) ? magnitude : -magnitude
}

/// Python's `divmod` for floats: the rest has the sign of the divisor.
private func floorDivision(_ a: Double, _ b: Double) -> (quotient: Double, rest: Double) {
  var rest = fmod(a, b)
  var quotient = (a - rest) / b
  if rest != 0 {
    if (b < 0) != (rest < 0) {
      rest += b
      quotient -= 1
    }
  } else {
    rest = copysign(0, b)
  }
  guard quotient != 0 else { return (copysign(0, a / b), rest) }
  let floor = quotient.rounded(.down)
  return (quotient - floor > 0.5 ? floor + 1 : floor, rest)
}

private func divisionByZero(_ message: String = "division by zero") -> ValueError { ValueError("zero", message) }

private func overflow(_ op: BinaryOperator, _ a: Int, _ b: Int) -> ValueError {
  let base = op == .power && a < 0 ? "(\(a))" : "\(a)"
  return ValueError(
    "overflow", "\(base) \(op.rawValue) \(b) does not fit in an int of 64 bits", help: ["floats go further: `float(\(a)) \(op.rawValue) \(b)`"])
}

/// Joining and repeating lists, tuples and strings.
private func sequences(_ op: BinaryOperator, _ left: Value, _ right: Value) throws -> Value? {
  switch (op, left, right) {
  // As in Python a bool counts as 0 or 1: `"s" * (n != 1)`.
  case (.multiply, .bool(let once), _): return try sequences(op, .int(once ? 1 : 0), right)
  case (.multiply, _, .bool(let once)): return try sequences(op, left, .int(once ? 1 : 0))
  case (.add, .list(let a), .list(let b)): return .list(of: try joined(a.items, b.items))
  case (.add, .tuple(let a), .tuple(let b)): return .tuple(TupleBox(a.items + b.items, isShape: a.isShape || b.isShape))
  // A shape goes on with either: `x.shape[:-1] + [3]`.
  case (.add, .tuple(let a), .list(let b)) where a.isShape: return .tuple(TupleBox(a.items + b.items, isShape: true))
  case (.add, .list(let a), .tuple(let b)) where b.isShape: return .tuple(TupleBox(a.items + b.items, isShape: true))
  case (.add, .string(let a), .string(let b)):
    let size = a.text.utf8.count + b.text.utf8.count
    if size > MemoryBudget.small { try MemoryBudget.check(size) { "a string of \(size) bytes" } }
    return .text(try joined(a.text, b.text))
  case (.multiply, .list(let a), .int(let n)), (.multiply, .int(let n), .list(let a)):
    return .list(of: try repeated(a.items, n))
  case (.multiply, .tuple(let a), .int(let n)), (.multiply, .int(let n), .tuple(let a)):
    return .tuple(of: try repeated(a.items, n))
  case (.multiply, .string(let a), .int(let n)), (.multiply, .int(let n), .string(let a)):
    try MemoryBudget.check(n, of: a.text.utf8.count) { "a string of \(n) repetitions" }
    return .text(try repeated(a.text, n))
  default: return nil
  }
}

/// Each round doubles what is there, which costs no more than copying the bytes once.
private func repeated(_ text: String, _ count: Int) throws -> String {
  let piece = Array(text.utf8)
  guard count > 0, !piece.isEmpty else { return "" }
  let total = piece.count * count
  let text = String(unsafeUninitializedCapacity: total) { buffer in
    guard let base = buffer.baseAddress else { return 0 }
    var filled = piece.count
    memcpy(base, piece, filled)
    // In parts of 16 MB, which is copied in some milliseconds. Whoever cuts it short gets an error below.
    while filled < total, !Stopping.isRequested() {
      let more = min(filled, total - filled, max(piece.count, (1 << 24) / piece.count * piece.count))
      memcpy(base + filled, base, more)
      filled += more
    }
    return filled
  }
  try Stopping.check()
  return text
}

private func repeated(_ items: [Value], _ count: Int) throws -> [Value] {
  guard count > 0, !items.isEmpty else { return [] }
  try MemoryBudget.check(count, of: items.count * MemoryLayout<Value>.stride) { "a list of \(count) repetitions" }
  if items.count == 1, let only = items.first { return [Value](repeating: only, count: count) }
  var out: [Value] = []
  out.reserveCapacity(items.count * count)
  for turn in 0..<count {
    if items.count > 1 << 16 { try Stopping.check() } else { try Stopping.check(atTurn: turn) }
    out += items
  }
  return out
}

/// The items of two lists in one.
private func joined(_ a: [Value], _ b: [Value]) throws -> [Value] {
  guard a.count + b.count > 1 << 20 else { return a + b }
  try MemoryBudget.check(a.count + b.count, of: MemoryLayout<Value>.stride) { "a list of \(a.count + b.count) items" }
  return try .collecting { items in
    items.reserveCapacity(a.count + b.count)
    for part in [a, b] { try items.append(inPieces: part) }
  }
}

/// `left op= right` where `left` may be changed in place: lists and strings grow without being copied.
func applyInPlace(_ op: BinaryOperator, _ left: inout Value, _ right: Value) throws {
  if op == .add {
    if left.isList, let more = try extensionItems(right) {
      if more.count > 1 << 20 { try MemoryBudget.check(more.count, of: 32) { "the longer list" } }
      return try left.withList { $0.append(contentsOf: more) }
    }
    if case .string(let other) = right, left.isString {
      if other.text.utf8.count > MemoryBudget.small { try MemoryBudget.check(other.text.utf8.count, of: 4) { "the longer string" } }
      return left.append(other.text)
    }
  }
  left = try applyBinary(op, left, right)
}

/// What `xs += right` adds to a list: the items of anything that holds some (a tensor is added elementwise instead).
private func extensionItems(_ right: Value) throws -> [Value]? {
  switch right {
  case .list(let box): return box.items
  case .tuple(let box): return box.items
  case .dict(let box): return box.entries.keys
  case .string(let box): return box.text.unicodeScalars.map { .text(String($0)) }
  case .object(let range as RangeObject):
    try MemoryBudget.check(range.count, of: MemoryLayout<Value>.stride) { "a list of \(range.count) items" }
    return (0..<range.count).map { .int(range.number(at: $0)) }
  default: return nil
  }
}

/// `-x`, `+x`, `not x`.
public func applyUnary(_ op: UnaryOperator, _ value: Value) throws -> Value {
  if op == .not {
    if case .object(let object) = value, let result = try object.unary(op) { return result }
    return .bool(!(try value.truth()))
  }
  switch value {
  case .float(let d): return .float(op == .minus ? -d : d)
  case .int(let i):
    if op == .plus { return value }
    let negated = 0.subtractingReportingOverflow(i)
    if negated.overflow { throw ValueError("overflow", "-(\(i)) does not fit in an int of 64 bits") }
    return .int(negated.partialValue)
  case .bool(let b): return .int(op == .minus ? (b ? -1 : 0) : (b ? 1 : 0))
  case .object(let object):
    if let result = try object.unary(op) { return result }
  default: break
  }
  throw ValueError("type", "`\(op.rawValue)` does not work on \(article(value.typeName))")
}
