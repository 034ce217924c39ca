import ArrLanguage
import Figures
import JSON
import Tensors

/// A tensor in the language: a value, so a change is seen through one variable only.
final class TensorObject: ArrObject, ItemChecking {
  var tensor: Tensor
  /// The text of a token, for a tensor over a vocabulary whose tokens stand in their own order.
  let tokenText: ((Int) -> String)?

  init(_ tensor: Tensor, tokenText: ((Int) -> String)? = nil) {
    self.tensor = tensor
    self.tokenText = tokenText
  }

  /// A result in the language: a tensor without axes is the plain number it holds.
  static func value(_ tensor: Tensor, tokenText: ((Int) -> String)? = nil) -> Value {
    if tensor.rank == 0 { return Value(tensor.element([])) }
    return .object(TensorObject(tensor, tokenText: tensor.axes.contains("vocab") ? tokenText : nil))
  }

  /// A result that has this tensor's vocabulary, if it has one.
  func value(_ tensor: Tensor) -> Value { TensorObject.value(tensor, tokenText: tokenText) }

  override var typeName: String { "tensor" }
  override var isValueType: Bool { true }
  /// The storage is shared until elements are set: `Tensor.set` makes it unique.
  override func copyForChange() -> ArrObject { TensorObject(tensor, tokenText: tokenText) }
  override func scalar() throws -> Value? { tensor.rank == 0 ? Value(tensor.element([])) : nil }

  // MARK: Display

  override var shortTypeDescription: String { tensor.typeDescription }
  override func shortDescription() -> String { tensorLine(tensor) }
  /// The numbers, as NumPy's `str` lays them out; the same on every terminal.
  override var text: String { tensorNumbers(tensor, width: 75) }

  override func display(width: Int, color: Bool) -> String {
    if tensor.rank == 1, tensor.axes == ["vocab"], tensor.dtype.isFloat, let tokenText, let values = try? tensor.floatElements() {
      // What softmax gave, however it was come by.
      let isProbability = values.allSatisfy { $0 >= 0 && $0 <= 1 } && abs(values.reduce(0.0) { $0 + Double($1) } - 1) < 1e-3
      return vocabularyText(
        values, best: 5, name: tokenText, width: width, quantity: isProbability ? "prob" : "logit", digits: isProbability ? 4 : 3)
    }
    return tensorText(tensor, width: width)
  }

  override func json() throws -> String? {
    // About a dozen bytes of text for a number, which grow by doubling, and then what they are read into.
    try MemoryBudget.check(tensor.count, of: 36 + MemoryLayout<JSON>.stride) { "the JSON of \(tensor.typeDescription)" }
    return try tensorJSON(tensor)
  }
  override func countMemory(_ count: inout MemoryCount) { count.add(tensor.storage) }

  // MARK: Truth and items

  override func truth() throws -> Bool {
    guard tensor.count == 1 else {
      throw ValueError(
        "type", "a tensor of \(counted(tensor.count, "element")) is neither true nor false", label: tensor.typeDescription,
        help: ["say which is meant: `.any()` or `.all()`"])
    }
    return try tensor.item().double != 0
  }

  override func length() throws -> Int? { tensor.shape.first }

  override func iterator(in interpreter: Interpreter) throws -> (() throws -> Value?)? {
    guard let count = tensor.shape.first else { return nil }
    var next = 0
    // The tensor as it is now: changing the variable meanwhile does not change what is walked.
    let (tensor, tokenText) = (tensor, tensor.axes.first == "vocab" ? nil : tokenText)
    return {
      guard next < count else { return nil }
      defer { next += 1 }
      return TensorObject.value(try tensor.selecting(axis: 0, index: next), tokenText: tokenText)
    }
  }

  override func contains(_ value: Value, in interpreter: Interpreter) throws -> Bool? {
    guard let operand = try operand(value) else { return false }
    return try comparison(.equal, .tensor(tensor), operand).reduced(.any).item() == .bool(true)
  }

  // MARK: Attributes

  override var memberNames: [String] { ["T", "axes", "dtype", "nbytes", "ndim", "shape", "size"] }

  override func attribute(_ name: String) throws -> Value? {
    switch name {
    case "shape": return .shape(tensor.shape)
    case "dtype": return .text(tensor.dtype.rawValue)
    case "ndim": return .int(tensor.rank)
    case "size": return .int(tensor.count)
    case "nbytes": return .int(tensor.byteCount)
    case "T": return value(tensor.reversedAxes)
    case "axes": return .list(of: tensor.axes.map { .text($0) })
    default: return nil
    }
  }

  // MARK: Operators

  /// The other side of an operator, or nil when tensors have no business with it.
  private func operand(_ value: Value) throws -> Operand? {
    switch value {
    case .int(let number): return .int(number)
    case .float(let number): return .float(number)
    case .bool(let flag): return .tensor(try Tensor.full([], flag ? 1 : 0, .bool))
    case .list, .tuple: return .tensor(try Library.tensor(from: value))
    case .object(let object): return (object as? TensorObject).map { .tensor($0.tensor) }
    default: return nil
    }
  }

  private func textOfTokens(with other: Value) -> ((Int) -> String)? {
    if let tokenText { return tokenText }
    guard case .object(let object) = other else { return nil }
    return (object as? TensorObject)?.tokenText
  }

  override func binary(_ op: BinaryOperator, _ other: Value, reversed: Bool) throws -> Value? {
    guard let operand = try operand(other) else { return nil }
    let (left, right) = reversed ? (operand, Operand.tensor(tensor)) : (Operand.tensor(tensor), operand)
    if let operation = Arithmetic(rawValue: op.rawValue) {
      return TensorObject.value(try arithmetic(operation, left, right), tokenText: textOfTokens(with: other))
    }
    return TensorObject.value(try matmul(left.ownTensor(), right.ownTensor()), tokenText: textOfTokens(with: other))
  }

  override func compare(_ op: ArrLanguage.Comparison, _ other: Value, reversed: Bool) throws -> Value? {
    guard let operation = Tensors.Comparison(rawValue: op.rawValue), let operand = try operand(other) else { return nil }
    let (left, right) = reversed ? (operand, Operand.tensor(tensor)) : (Operand.tensor(tensor), operand)
    return TensorObject.value(try comparison(operation, left, right), tokenText: textOfTokens(with: other))
  }

  override func unary(_ op: UnaryOperator) throws -> Value? {
    switch op {
    case .minus: return value(try tensor.applying(.negate))
    case .plus: return .object(self)
    // `not mask` element by element; `if not mask` is still an error, because the answer has many elements.
    case .not: return tensor.rank == 0 ? nil : value(try tensor.testing(.not))
    }
  }

  override func isEqual(to other: ArrObject) -> Bool {
    guard let other = other as? TensorObject, other.tensor.shape == tensor.shape,
      let same = try? comparison(.equal, .tensor(tensor), .tensor(other.tensor)).reduced(.all).item()
    else { return false }
    return same == .bool(true)
  }

  // MARK: Subscripts

  override func subscripted(_ subscripts: [SubscriptValue], in interpreter: Interpreter) throws -> Value {
    let (indices, touched) = try tensorIndices(subscripts, of: tensor)
    let chosen = try asIndexError { try tensor[indices] }
    let isWhole = tensor.axes.firstIndex(of: "vocab").map { !touched.contains($0) } ?? false
    return TensorObject.value(chosen, tokenText: isWhole ? tokenText : nil)
  }

  override func assigning(
    _ value: Value, at subscripts: [SubscriptValue], isUnique: Bool, in interpreter: Interpreter
  ) throws -> ArrObject {
    let (indices, _) = try tensorIndices(subscripts, of: tensor)
    let source = try Library.tensor(from: value)
    let target = isUnique ? self : TensorObject(tensor, tokenText: tokenText)
    do { try target.tensor.set(indices, to: source) } catch let error as TensorError {
      // What does not fit is no fault of the index.
      let code = error.kind == .overflow ? "overflow" : error.message.contains("does not fit the place") ? "shape" : "index"
      throw ValueError(code, error.message, notes: error.notes, help: error.help)
    }
    return target
  }

  /// As in NumPy `xs[a:b] += 0.5` does not cut the fractions off where ints, or bools, are kept.
  func checkChangedItem(_ value: Value) throws {
    let isRefused: Bool
    switch value {
    case .float(let number): isRefused = !tensor.dtype.isFloat && number.rounded(.towardZero) != number
    case .object(let object as TensorObject): isRefused = object.tensor.dtype.kindRank > tensor.dtype.kindRank
    default: isRefused = false
    }
    guard isRefused else { return }
    let kind = tensor.dtype == .bool ? "bools" : "ints"
    throw ValueError(
      "type", "the result \(value.typeName == "tensor" ? "is \(value.shortTypeDescription)" : "\(value.repr) has a fraction"), and the tensor holds \(kind) (\(tensor.dtype.rawValue))",
      help: ["make it floats first: `x = x.astype(\"f32\")`"])
  }
}

extension DType {
  /// Bools, ints, floats: what one kind holds the later ones hold, too.
  fileprivate var kindRank: Int { self == .bool ? 0 : isInteger ? 1 : 2 }
}

extension Operand {
  /// The operand of a matrix product.
  fileprivate func ownTensor() throws -> Tensor {
    switch self {
    case .tensor(let tensor): return tensor
    case .int(let number): return try .scalar(number)
    case .float(let number): return try .scalar(number)
    }
  }
}

extension Value {
  init(_ scalar: TensorScalar) {
    switch scalar {
    case .bool(let flag): self = .bool(flag)
    case .int(let number): self = .int(number)
    case .float(let number): self = .float(number)
    }
  }
}

extension MemoryCount {
  /// The elements of a tensor, which views of it share.
  mutating func add(_ storage: Storage) { add(storage, bytes: storage.byteCount, isMapped: !storage.isWritable) }
}
