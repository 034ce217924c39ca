import ArrLanguage
import Tensors

extension Interpreter {
  /// A function that makes or takes tensors.
  func tensorFunction(
    _ name: String, _ parameters: [Declaration.Parameter], result: String = "tensor", group: String = "tensors", _ prose: String,
    example: String, _ body: @escaping (BoundArguments) throws -> Value
  ) {
    function(name, group, parameters, result: result, prose, example: example) { arguments, _ in try body(arguments) }
  }

  /// A method of tensors.
  func tensorMethod(
    _ name: String, _ parameters: [Declaration.Parameter] = [], result: String = "tensor", _ prose: String, example: String,
    _ body: @escaping (TensorObject, BoundArguments) throws -> Value
  ) {
    let declaration = Declaration(name, group: "tensors", parameters: parameters, result: result, prose: prose, example: example)
    define(declaration, for: "tensor", of: TensorObject.self) { own, arguments, _ in try body(own, arguments) }
  }

  /// An operation of one tensor, as a method `x.f(…)` and as a function `f(x, …)`; the example is of the method. Where the
  /// language has a function of that name already, it asks the tensor.
  ///
  /// - Parameter exactly: The answer for numbers that a tensor of floats would round, tried first; nil leaves them to `body`.
  func tensorOperation(
    _ name: String, _ parameters: [Declaration.Parameter] = [], result: String = "tensor", _ prose: String, example: String,
    exactly: ((PlainNumbers, BoundArguments) throws -> Value?)? = nil, _ body: @escaping (TensorObject, BoundArguments) throws -> Value
  ) {
    func exact(_ value: Value, _ arguments: BoundArguments) throws -> Value? {
      guard let exactly, let plain = try PlainNumbers(value) else { return nil }
      return try exactly(plain, arguments)
    }
    tensorMethod(name, parameters, result: result, prose, example: example) { own, arguments in
      try exact(.object(own), arguments) ?? body(own, arguments)
    }
    if builtins.lookup(name) != nil { return }
    tensorFunction(name, [.tensor] + parameters, result: result, prose, example: functionForm(of: example, name)) { arguments in
      try exact(arguments.value("x"), arguments) ?? body(try arguments.object(tensor: "x"), arguments)
    }
  }

  /// `y = f(x, 1)` of `y = x.f(1)`.
  private func functionForm(of example: String, _ name: String) -> String {
    let bytes = Array(example.utf8)
    let call = Array(".\(name)(".utf8)
    guard let place = bytes.indices.first(where: { bytes[$0...].starts(with: call) }) else { return example }
    let start = bytes.indices.last { $0 < place && (bytes[$0] == UInt8(ascii: "\n") || bytes[$0...].starts(with: "= ".utf8)) }
    let receiver = start.map { bytes[$0] == UInt8(ascii: "=") ? $0 + 2 : $0 + 1 } ?? 0
    let rest = bytes[(place + call.count)...]
    let separator = rest.first == UInt8(ascii: ")") ? "" : ", "
    func text(_ part: ArraySlice<UInt8>) -> String { String(decoding: part, as: UTF8.self) }
    return text(bytes[..<receiver]) + name + "(" + text(bytes[receiver..<place]) + separator + text(rest)
  }
}

extension Declaration.Parameter {
  static let tensor = Declaration.Parameter("x", .any, "a tensor, or lists of numbers")
  static let axes = Declaration.Parameter("axis", .any, default: Value.none, "a number, a name, or a list of them; none is all")
  static let lastAxis = Declaration.Parameter("axis", .any, default: .int(-1), "a number or a name")
  static let keepdims = Declaration.Parameter("keepdims", .bool, default: .bool(false), "keep the axes with size 1")
  static let dtype = Declaration.Parameter(
    "dtype", .any, default: Value.none, "\"f32\", \"bf16\", \"f16\", \"i32\", \"i64\" or \"bool\"; none takes what fits")
  static let shape = Declaration.Parameter("shape", .any, "an int or a list of ints")
}

extension BoundArguments {
  /// The tensor of an argument, made from a list or number when it is none.
  func tensor(_ name: String) throws -> Tensor { try object(tensor: name).tensor }

  func object(tensor name: String, dtype: DType? = nil) throws -> TensorObject {
    if case .object(let object as TensorObject) = value(name) { return object }
    do { return TensorObject(try Library.tensor(from: value(name), dtype: dtype)) } catch var failure as ValueError {
      failure.argument = .keyword(name)
      throw failure
    }
  }

  /// Numbers given as one, a list or a tensor, exactly as they are written.
  func doubles(_ name: String) throws -> [Double] {
    let items: [Value]
    switch value(name) {
    case .list(let box): items = box.items
    case .tuple(let box): items = box.items
    case .object(let object as TensorObject):
      return try object.tensor.doubles()
    case let one: items = [one]
    }
    return try items.map {
      guard case .float(let number)? = try ValueType.float.accept($0) else {
        throw error(name, "`\(name)` is a number or a list of numbers, not \(article($0.typeName))", code: "type")
      }
      return number
    }
  }

  func isNumber(_ name: String) throws -> Bool { try ValueType.float.accept(value(name)) != nil }

  /// A number or tensor as the side of an operation.
  func operand(_ name: String) throws -> Operand {
    switch value(name) {
    case .int(let number): return .int(number)
    case .float(let number): return .float(number)
    default: return .tensor(try tensor(name))
    }
  }

  /// Axes by number or name; nil for none.
  func axes(of tensor: Tensor, _ name: String = "axis") throws -> [Int]? {
    switch value(name) {
    case .none, .unset: return nil
    case .list(let box): return try box.items.map { try axis($0, of: tensor, name) }
    case .tuple(let box): return try box.items.map { try axis($0, of: tensor, name) }
    case let one: return [try axis(one, of: tensor, name)]
    }
  }

  /// One axis; nil for none.
  func axis(of tensor: Tensor, _ name: String = "axis") throws -> Int? {
    if value(name).isNone { return nil }
    return try axis(value(name), of: tensor, name)
  }

  func axis(_ value: Value, of tensor: Tensor, _ name: String) throws -> Int {
    do {
      if case .string(let box) = value { return try axisPlace(named: box.text, of: tensor) }
      guard let number = try value.asIndex() else {
        throw error(name, "an axis is a number or a name, not \(article(value.typeName))", code: "type")
      }
      return try asIndexError { try tensor.resolve(axis: number) }
    } catch var failure as ValueError {
      failure.argument = .keyword(name)
      throw failure
    }
  }

  /// The element type that an argument names; nil for none.
  func dtype(_ name: String = "dtype") throws -> DType? {
    let value = value(name)
    var words: String?
    switch value {
    case .none, .unset: return nil
    case .string(let box): words = box.text
    // `dtype=int` names the type by its function, as in NumPy.
    case .function(let function): words = function.name
    default: break
    }
    guard let words else {
      if case .int(let second) = value, declaration.parameters.contains(where: { $0.name == "shape" }), case .int(let first) = self.value("shape") {
        throw error(
          name, "the sizes of a tensor go in one list", code: "type", help: ["write `\(declaration.name)([\(first), \(second)])`"])
      }
      throw error(name, "a dtype is a name, not \(article(value.typeName))", code: "type")
    }
    guard let dtype = DType(named: words) else {
      let isDouble = ["f64", "float64", "double"].contains(words)
      let types = "the types are " + DType.allCases.map(\.rawValue).joined(separator: ", ")
      throw error(name, "there is no dtype \"\(words)\"", help: [isDouble ? "floats are f32; sums and decompositions compute in double" : types])
    }
    return dtype
  }

  /// Sizes given as an int, a list, or a tensor of ints.
  func shape(_ name: String = "shape") throws -> [Int] {
    if case .object(let object as TensorObject) = value(name), object.tensor.dtype.isInteger { return try object.tensor.integerElements() }
    return try ints(name)
  }

  /// `f(2, 3)` and `f([2, 3])` alike: the ints of a variadic argument.
  func spreadInts(_ name: String) throws -> [Int] {
    try spread(name).map {
      guard let number = try $0.asIndex() else { throw error(name, "`\(name)` must be ints, not \(article($0.typeName))", code: "type") }
      return number
    }
  }

  func spread(_ name: String) throws -> [Value] {
    let items = try list(name)
    guard items.count == 1, let only = items.first else { return items }
    switch only {
    case .list(let box): return box.items
    case .tuple(let box): return box.items
    default: return items
    }
  }
}
