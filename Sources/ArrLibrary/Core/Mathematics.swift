import ArrLanguage

#if canImport(Glibc)
  import Glibc
#endif

extension Library {
  /// Functions of one number. An object, such as a tensor, answers with its own method of the same name.
  static func installMathematics(in interpreter: Interpreter) {
    for (name, value) in [("pi", Double.pi), ("e", exp(1.0)), ("inf", Double.infinity), ("nan", Double.nan)] {
      interpreter.define(name, .float(value))
    }
    elementary("sqrt", "The square root.", "sqrt(2)", in: interpreter, { $0 >= 0 }, sqrt)
    elementary("exp", "e to the power of x.", "exp(1)", in: interpreter, { _ in true }, exp)
    elementary("sin", "The sine of an angle in radians.", "sin(pi / 6)", in: interpreter, \.isFinite, sin)
    elementary("cos", "The cosine of an angle in radians.", "cos(pi / 3)", in: interpreter, \.isFinite, cos)
    elementary("tan", "The tangent of an angle in radians.", "tan(pi / 4)", in: interpreter, \.isFinite, tan)
    elementary("tanh", "The hyperbolic tangent.", "tanh(0.5)", in: interpreter, { _ in true }, tanh)
    elementary("log2", "The logarithm to the base 2.", "log2(8)", in: interpreter, { $0 > 0 }, log2)
    elementary("log10", "The logarithm to the base 10.", "log10(1000)", in: interpreter, { $0 > 0 }, log10)

    interpreter.function(
      "log", "numbers",
      [
        .init("x", .any, "a number above zero, or a tensor"),
        .init("base", .optional(.float), default: Value.none, "without it, e"),
      ], result: "number", "The natural logarithm, or that to a base.", example: "log(8, 2)"
    ) { arguments, vm in
      if let own = try vm.ownMethod("log", of: arguments[0]) {
        return try arguments.optional("base").map { try vm.call(own, $0) } ?? vm.call(own)
      }
      let x = try number(arguments)
      guard x > 0 || x.isNaN else { throw outside(arguments, x) }
      guard let base = try arguments.optionalFloat("base") else { return .float(log(x)) }
      guard base > 0, base != 1 else { throw arguments.error("base", "\(floatText(base)) is not the base of a logarithm") }
      return .float(log(x) / log(base))
    }
    for (name, rule, prose) in [
      ("floor", FloatingPointRoundingRule.down, "The greatest whole number that is not above x."),
      ("ceil", .up, "The least whole number that is not below x."),
    ] {
      interpreter.function(
        name, "numbers", [.init("x", .any, "a number or tensor")], result: "int", prose, example: "\(name)(-2.5)"
      ) { arguments, vm in
        if let own = try vm.ownMethod(name, of: arguments[0]) { return try vm.call(own) }
        if case .int = arguments[0] { return arguments[0] }
        let x = try number(arguments)
        guard x.isFinite else { throw arguments.error("x", "\(floatText(x)) is not near any whole number") }
        return .int(try whole(x.rounded(rule)))
      }
    }
  }

  private static func elementary(
    _ name: String, _ prose: String, _ example: String, in interpreter: Interpreter, _ isDefined: @escaping (Double) -> Bool,
    _ function: @escaping (Double) -> Double
  ) {
    interpreter.function(
      name, "numbers", [.init("x", .any, "a number or tensor")], result: "number", prose, example: example
    ) { arguments, vm in
      if let own = try vm.ownMethod(name, of: arguments[0]) { return try vm.call(own) }
      let x = try number(arguments)
      guard isDefined(x) || x.isNaN else { throw outside(arguments, x) }
      let result = function(x)
      if result.isInfinite, x.isFinite {
        throw ValueError("overflow", "`\(name)` of \(floatText(x)) is beyond the range of floats", argument: .position(0))
      }
      return .float(result)
    }
  }

  private static func number(_ arguments: BoundArguments) throws -> Double {
    switch try plain(arguments[0]) {
    case .int(let number): return Double(number)
    case .float(let number): return number
    case .bool(let flag): return flag ? 1 : 0
    case let other:
      throw arguments.error(
        "x", "`\(arguments.declaration.name)` takes a number, not \(article(other.typeName))", code: "type",
        help: other.typeName == "list" ? ["a tensor is done element by element: `tensor(…)`"] : [])
    }
  }

  private static func outside(_ arguments: BoundArguments, _ x: Double) -> ValueError {
    arguments.error("x", "`\(arguments.declaration.name)` of \(floatText(x)) does not exist")
  }
}
