import ArrLanguage
import Tensors

extension Library {
  private static let deepest = 64

  /// The tensor that a value stands for: a tensor, a number, nested lists of numbers, a list of tensors.
  static func tensor(from value: Value, dtype: DType? = nil) throws -> Tensor {
    let tensor = try tensor(from: value, depth: 0, dtype)
    return try dtype.map { try tensor.cast(to: $0) } ?? tensor
  }

  /// Numbers that are no tensors yet are rounded once, to the type that is wanted.
  private static func tensor(from value: Value, depth: Int, _ dtype: DType?) throws -> Tensor {
    guard depth <= deepest else { throw ValueError("value", "a tensor of more than \(deepest) axes is not supported") }
    switch value {
    case .int(let number): return try .scalar(number)
    case .float(let number): return try .full([], number, dtype?.isInteger == true ? dtype ?? .float32 : .float32)
    case .bool(let flag): return try .full([], flag ? 1 : 0, .bool)
    case .list(let box): return try tensor(of: box.items, depth, dtype)
    case .tuple(let box): return try tensor(of: box.items, depth, dtype)
    case .object(let object):
      if let own = object as? TensorObject { return own.tensor }
      if let range = object as? RangeObject { return try tensor(of: range) }
      if let scalar = try object.scalar() { return try tensor(from: scalar, depth: depth + 1, dtype) }
    default: break
    }
    throw ValueError("type", "\(article(value.typeName)) cannot become a tensor", help: ["a tensor is made of numbers in nested lists"])
  }

  static func tensor(of range: RangeObject) throws -> Tensor {
    let result = try Tensor.uninitialized([range.count], .int64)
    let out = result.address.assumingMemoryBound(to: Int64.self)
    for i in 0..<range.count {
      try Stopping.check(atTurn: i)
      out[i] = Int64(range.number(at: i))
    }
    return result
  }

  private static func tensor(of items: [Value], _ depth: Int, _ dtype: DType?) throws -> Tensor {
    let holdsObjects = items.contains { if case .object = $0 { true } else { false } }
    guard holdsObjects else {
      var elements = Elements()
      try elements.read(items)
      return try elements.tensor(dtype)
    }
    let parts = try items.map { try tensor(from: $0, depth: depth + 1, dtype) }
    if let first = parts.first, let other = parts.firstIndex(where: { $0.shape != first.shape }) {
      throw ragged([other], "has the shape \(Tensor.describe(shape: parts[other].shape))", "[0] has \(Tensor.describe(shape: first.shape))")
    }
    return try Tensor.stack(parts)
  }

  fileprivate static func ragged(_ path: [Int], _ found: String, _ wanted: String) -> ValueError {
    ValueError(
      "value", "the lists are ragged: item \(path.map { "[\($0)]" }.joined()) \(found), but \(wanted)",
      help: ["a tensor needs lists of equal length at every level"])
  }

  /// The tensors of a list, or the slices of a tensor.
  static func tensors(_ arguments: BoundArguments, _ name: String) throws -> [Tensor] {
    let value = arguments.value(name)
    let items: [Value]
    switch value {
    case .list(let box): items = box.items
    case .tuple(let box): items = box.items
    case .object(let object as TensorObject) where object.tensor.rank > 0:
      return try (0..<object.tensor.shape[0]).map { try object.tensor.selecting(axis: 0, index: $0) }
    default: throw arguments.error(name, "`\(name)` must be a list of tensors, not \(article(value.typeName))", code: "type")
    }
    return try items.map { try tensor(from: $0) }
  }

  /// Nested lists of plain numbers.
  static func nestedList(_ tensor: Tensor) throws -> Value {
    if tensor.rank == 0 { return Value(tensor.element([])) }
    // Rows without elements are lists, too.
    let lists = tensor.shape.reduce(1) { $0 * max($1, 1) }
    try MemoryBudget.check(lists, of: MemoryLayout<Value>.stride) { "a list of \(lists) items" }
    if tensor.dtype.isFloat {
      let numbers = try tensor.floatElements()
      return try nested(tensor.shape[...], of: numbers.count, at: 0) { .float(Double(numbers[$0])) }
    }
    let numbers = try tensor.integerElements()
    let isBool = tensor.dtype == .bool
    return try nested(tensor.shape[...], of: numbers.count, at: 0) { isBool ? .bool(numbers[$0] != 0) : .int(numbers[$0]) }
  }

  /// Lists of the `total` elements of a shape, from one of them on.
  private static func nested(_ shape: ArraySlice<Int>, of total: Int, at place: Int, _ element: (Int) -> Value) throws -> Value {
    guard let size = shape.first else { return element(place) }
    let inner = shape.dropFirst()
    let step = inner.reduce(1, *)
    // Fewer than wanted: there was no memory for them.
    guard place + size * step <= total else { throw ValueError("memory", "there is no room for these numbers as a list") }
    var items: [Value] = []
    items.reserveCapacity(size)
    for i in 0..<size {
      try Stopping.check(atTurn: place + i * step)
      items.append(inner.isEmpty ? element(place + i) : try nested(inner, of: total, at: place + i * step, element))
    }
    return .list(of: items)
  }
}

/// The numbers of nested lists, in the narrowest type that holds them all.
private struct Elements {
  private(set) var shape: [Int] = []
  private var ints: [Int] = []
  private var floats: [Double] = []
  private(set) var isFloat = false
  private var isBool = true

  mutating func read(_ items: [Value]) throws {
    var level = items
    shape = [items.count]
    while let first = level.first, let inner = Elements.items(first) {
      guard shape.count < 64 else { throw ValueError("value", "the lists are nested too deeply for a tensor") }
      shape.append(inner.count)
      level = inner
    }
    var path: [Int] = []
    try read(items, &path)
  }

  private static func items(_ value: Value) -> [Value]? {
    switch value {
    case .list(let box): return box.items
    case .tuple(let box): return box.items
    default: return nil
    }
  }

  private mutating func read(_ items: [Value], _ path: inout [Int]) throws {
    let depth = path.count
    guard items.count == shape[depth] else {
      throw Library.ragged(path, "has \(counted(items.count, "item"))", "those before it have \(shape[depth])")
    }
    for (i, item) in items.enumerated() {
      try Stopping.check(atTurn: i)
      path.append(i)
      if let inner = Elements.items(item) {
        guard depth + 1 < shape.count else { throw Library.ragged(path, "is a list", "those before it are numbers") }
        try read(inner, &path)
      } else {
        try add(item, path)
      }
      path.removeLast()
    }
  }

  private mutating func add(_ item: Value, _ path: [Int]) throws {
    var item = item
    if case .object(let object) = item, let scalar = try object.scalar() { item = scalar }
    switch item {
    case .int, .float, .bool: break
    default:
      throw ValueError(
        "type", "a tensor is made of numbers, but item \(path.map { "[\($0)]" }.joined()) is \(article(item.typeName))")
    }
    guard path.count == shape.count else { throw Library.ragged(path, "is a number", "those before it are lists") }
    switch item {
    case .int(let number):
      isBool = false
      append(number)
    case .bool(let flag): append(flag ? 1 : 0)
    case .float(let number):
      if !isFloat {
        floats = ints.map { Double($0) }
        ints = []
        isFloat = true
      }
      isBool = false
      floats.append(number)
    default: break
    }
  }

  private mutating func append(_ number: Int) {
    if isFloat { floats.append(Double(number)) } else { ints.append(number) }
  }

  /// The numbers in double.
  var doubles: [Double] { isFloat ? floats : ints.map { Double($0) } }

  /// A tensor of the numbers: of `target` when floats are to become ints, else of their own type.
  func tensor(_ target: DType?) throws -> Tensor {
    if isFloat, let target, target.isInteger { return try Tensor(wholeNumbers(target), shape: shape) }
    if isFloat || ints.isEmpty { return try Tensor(floats.map { Float($0) }, shape: shape) }
    let tensor = try Tensor(ints, shape: shape)
    return isBool ? try tensor.cast(to: .bool) : tensor
  }

  private func wholeNumbers(_ target: DType) throws -> [Int] {
    let limits = target == .int32 ? Int(Int32.min)...Int(Int32.max) : Int.min...Int.max
    return try floats.enumerated().map { place, number in
      if let whole = Int(exactly: number.rounded(.towardZero)), limits.contains(whole) { return whole }
      var (rest, index) = (place, shape)
      for axis in shape.indices.reversed() { (rest, index[axis]) = rest.quotientAndRemainder(dividingBy: shape[axis]) }
      throw target.overflow(.float(number), at: index)
    }
  }
}

// MARK: - Numbers in double

/// Numbers that a tensor would round to float32: of lists as they are written, of tensors of ints, of ranges.
struct PlainNumbers {
  var shape: [Int]
  /// Ints and bools only.
  var isWhole: Bool
  /// In row-major order.
  let numbers: () throws -> [Double]
}

extension PlainNumbers {
  /// Nil for tensors of floats, which have no more than float32, and for what holds something else than numbers.
  init?(_ value: Value) throws {
    switch value {
    case .list(let box): try self.init(items: box.items)
    case .tuple(let box): try self.init(items: box.items)
    case .object(let object as TensorObject):
      let tensor = object.tensor
      if tensor.dtype.isFloat { return nil }
      self.init(shape: tensor.shape, isWhole: true) { try tensor.doubles() }
    case .object(let range as RangeObject):
      self.init(shape: [range.count], isWhole: true) { try Library.tensor(of: range).doubles() }
    default: return nil
    }
  }

  private init?(items: [Value]) throws {
    if items.isEmpty || items.contains(where: { if case .object = $0 { true } else { false } }) { return nil }
    var elements = Elements()
    do { try elements.read(items) } catch {
      try Stopping.check()
      // The tensor that is tried next tells what is wrong.
      return nil
    }
    self.init(shape: elements.shape, isWhole: !elements.isFloat) { [elements] in elements.doubles }
  }

  /// All numbers when a call reduces all of them to one plain number; nil when it does not, and for none.
  func reducedWhole(by arguments: BoundArguments) throws -> NumberRow? {
    if shape.contains(0) || shape.isEmpty { return nil }
    if try arguments.bool("keepdims") { return nil }
    switch arguments.value("axis") {
    case .none, .unset: break
    case .int(let axis) where shape.count == 1 && (axis == 0 || axis == -1): break
    default: return nil
    }
    return NumberRow(try numbers())
  }
}

// MARK: - JSON

/// `{"shape":…,"dtype":…,"data":…}`, the numbers in nested arrays and their shortest form; NaN and infinities as Python writes them.
func tensorJSON(_ tensor: Tensor) throws -> String {
  var out = "{\"shape\":[\(tensor.shape.map(String.init).joined(separator: ","))],\"dtype\":\"\(tensor.dtype.rawValue)\",\"data\":"
  if tensor.dtype.isFloat {
    let numbers = try tensor.floatElements()
    try write(tensor.shape[...], of: numbers.count, at: 0, to: &out) { out, i in out += jsonNumber(numbers[i]) }
  } else {
    let numbers = try tensor.integerElements()
    let isBool = tensor.dtype == .bool
    try write(tensor.shape[...], of: numbers.count, at: 0, to: &out) { out, i in
      out += isBool ? (numbers[i] != 0 ? "true" : "false") : String(numbers[i])
    }
  }
  return out + "}"
}

private func jsonNumber(_ number: Float) -> String {
  number.isFinite ? "\(number)" : number.isNaN ? "NaN" : number > 0 ? "Infinity" : "-Infinity"
}

private func write(
  _ shape: ArraySlice<Int>, of total: Int, at place: Int, to out: inout String, _ element: (inout String, Int) -> Void
) throws {
  guard let size = shape.first else { return element(&out, place) }
  let step = shape.dropFirst().reduce(1, *)
  guard place + size * step <= total else { throw ValueError("memory", "there is no room for these numbers as text") }
  out += "["
  for i in 0..<size {
    try Stopping.check(atTurn: place + i * step)
    if i > 0 { out += "," }
    try write(shape.dropFirst(), of: total, at: place + i * step, to: &out, element)
  }
  out += "]"
}
