import ArrLanguage
import Tensors

#if canImport(Glibc)
  import Glibc
#endif

extension Library {
  /// Functions of two tensors (or numbers), element by element with broadcasting.
  static func installTensorPairs(in interpreter: Interpreter) {
    let pairs: [(String, PairFunction, String)] = [
      ("maximum", .maximum, "The greater of two elements; NaN when one is."), ("minimum", .minimum, "The lesser of two elements; NaN when one is."),
      ("arctan2", .arctan2, "The angle of the point (b, a), from -pi to pi."), ("atan2", .arctan2, "The angle of the point (b, a), from -pi to pi."),
      ("hypot", .hypot, "sqrt(a ** 2 + b ** 2), without overflow."), ("logaddexp", .logaddexp, "log(exp(a) + exp(b)), without overflow."),
      ("copysign", .copysign, "The magnitude of a with the sign of b."),
    ]
    for (name, function, prose) in pairs {
      pair(name, prose, in: interpreter, numbers: { plainPair($0, $1, function) }) { try combined(function, $0, $1) }
    }
    let operators: [(String, Arithmetic, BinaryOperator)] = [
      ("add", .add, .add), ("subtract", .subtract, .subtract), ("multiply", .multiply, .multiply), ("divide", .divide, .divide),
      ("floor_divide", .floorDivide, .floorDivide), ("remainder", .remainder, .modulo), ("mod", .remainder, .modulo), ("power", .power, .power),
    ]
    for (name, operation, sign) in operators {
      pair(name, "The same as `a \(operation.rawValue) b`.", in: interpreter, numbers: { try applyBinary(sign, $0, $1) }) {
        try arithmetic(operation, $0, $1)
      }
    }
    for (name, connective) in [("logical_and", Connective.and), ("logical_or", .or), ("logical_xor", .xor)] {
      let words = connective == .xor ? "one of the two elements, and not the other, is true" : "`a \(connective.rawValue) b` holds, element by element"
      pair(name, "Where \(words); what is not zero counts as true.", in: interpreter) { try logical(connective, $0, $1) }
    }
    installCloseness(in: interpreter)
    interpreter.tensorOperation(
      "cosine_similarity", [.init("b", .any, "a tensor"), .lastAxis], result: "tensor or float",
      "The cosine of the angle between vectors along an axis, the other axes broadcast; 0 with a vector of zeros.",
      example: "tensor([1.0, 0.0]).cosine_similarity([1.0, 1.0])"
    ) { own, arguments in
      let b = try arguments.tensor("b")
      return TensorObject.value(try Tensor.cosineSimilarity(own.tensor, b, axis: try arguments.axis(of: own.tensor) ?? -1))
    }
  }

  /// Plain numbers stay as exact as the language's own.
  private static func pair(
    _ name: String, _ prose: String, in interpreter: Interpreter, numbers: ((Value, Value) throws -> Value?)? = nil,
    _ body: @escaping (Operand, Operand) throws -> Tensor
  ) {
    let core = interpreter.builtins.lookup(name)
    let (a, b) = (Declaration.Parameter("a", .any, "a tensor, lists or a number"), Declaration.Parameter("b", .any, "a tensor, lists or a number"))
    interpreter.function(
      name, "tensors", [a, b], result: "tensor or number", prose, example: "\(name)(tensor([1, 2, 3]), 2)"
    ) { arguments, vm in
      if isPlainNumber(arguments[0]), isPlainNumber(arguments[1]) {
        if let core { return try vm.call(core, Arguments([arguments[0], arguments[1]])) }
        if let number = try numbers?(arguments[0], arguments[1]) { return number }
      }
      return TensorObject.value(try body(try arguments.operand("a"), try arguments.operand("b")))
    }
  }

  private static func isPlainNumber(_ value: Value) -> Bool {
    switch value {
    case .int, .float, .bool: return true
    default: return false
    }
  }

  /// Nil for two whole numbers where the tensors' functions are exact.
  private static func plainPair(_ a: Value, _ b: Value, _ function: PairFunction) -> Value? {
    guard case .float(let x)? = try? ValueType.float.accept(a), case .float(let y)? = try? ValueType.float.accept(b) else { return nil }
    switch function {
    case .maximum: return x.isNaN || x > y ? a : b
    case .minimum: return x.isNaN || x < y ? a : b
    case .arctan2: return .float(atan2(x, y))
    case .hypot: return .float(hypot(x, y))
    case .copysign: return .float(copysign(x, y))
    case .logaddexp: return .float(x == y ? x + log(2) : max(x, y) + log1p(exp(-abs(x - y))))
    }
  }

  private static func installCloseness(in interpreter: Interpreter) {
    let parameters: [Declaration.Parameter] = [
      .init("b", .any, "what to compare with"), .init("rtol", .float, default: .float(1e-5), "relative to b"),
      .init("atol", .float, default: .float(1e-8), "absolute"), .init("equal_nan", .bool, default: .bool(false), "whether NaN is close to NaN"),
    ]
    let rule = "differ by no more than `atol + rtol * abs(b)`"
    let ofNumbers = interpreter.builtins.lookup("isclose")
    interpreter.function(
      "isclose", "tensors",
      [.init("a", .any, "a tensor, lists or a number")] + parameters + [
        .init("rel_tol", .float, default: .float(1e-9), kind: .keywordOnly, "of two numbers: of the larger magnitude"),
        .init("abs_tol", .float, default: .float(0), kind: .keywordOnly, "of two numbers: what counts near zero"),
      ], result: "tensor or bool",
      "Where elements \(rule). Of two plain numbers, when neither `rtol` nor `atol` is given, whether they differ by no more than "
        + "`rel_tol` of the larger magnitude or `abs_tol`, as Python's `math.isclose`.", example: "isclose([0.1, 1.0], [0.1, 2.0])"
    ) { arguments, vm in
      let isNumPy = ["rtol", "atol", "equal_nan"].contains(where: arguments.isGiven)
      if isPlainNumber(arguments[0]), isPlainNumber(arguments[1]), !isNumPy, let ofNumbers {
        let tolerances = ["rel_tol", "abs_tol"].map { (name: $0, value: arguments.value($0)) }
        return try vm.call(ofNumbers, Arguments([arguments[0], arguments[1]], keyword: tolerances))
      }
      return TensorObject.value(try close(try arguments.tensor("a"), arguments))
    }
    interpreter.tensorOperation(
      "isclose", parameters, result: "tensor or bool", "Where elements \(rule).", example: "tensor([0.1, 1.0]).isclose([0.1, 2.0])"
    ) { own, arguments in
      TensorObject.value(try close(own.tensor, arguments))
    }
    interpreter.tensorOperation(
      "allclose", parameters, result: "bool", "Whether all elements \(rule).", example: "tensor([0.1 + 0.2]).allclose([0.3])"
    ) { own, arguments in
      Value(try close(own.tensor, arguments).reduced(.all).item())
    }
    interpreter.tensorOperation(
      "array_equal", [.init("b", .any, "what to compare with")], result: "bool", "Whether both have the same shape and equal elements.",
      example: "arange(3).array_equal([0, 1, 2])"
    ) { own, arguments in
      let b = try arguments.tensor("b")
      guard b.shape == own.tensor.shape else { return .bool(false) }
      return Value(try comparison(.equal, .tensor(own.tensor), .tensor(b)).reduced(.all).item())
    }
  }

  private static func close(_ a: Tensor, _ arguments: BoundArguments) throws -> Tensor {
    try a.isClose(
      to: try arguments.tensor("b"), relative: try arguments.float("rtol"), absolute: try arguments.float("atol"),
      nanEqual: try arguments.bool("equal_nan"))
  }
}
