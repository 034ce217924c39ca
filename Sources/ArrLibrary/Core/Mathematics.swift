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
    installElementary(in: interpreter)
    installPairsOfNumbers(in: interpreter)
    installKinds(in: interpreter)

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
      guard base > 0 && base != 1 || base.isNaN else { throw arguments.error("base", "\(floatText(base)) is not the base of a logarithm") }
      return .float(log(x) / log(base))
    }
    for (name, rule, prose) in [
      ("floor", FloatingPointRoundingRule.down, "The greatest whole number that is not above x."),
      ("ceil", .up, "The least whole number that is not below x."),
      ("trunc", .towardZero, "The whole part: x cut towards zero."),
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

  private static func installElementary(in interpreter: Interpreter) {
    let everywhere: (Double) -> Bool = { _ in true }
    let functions: [(String, String, String, (Double) -> Bool, (Double) -> Double)] = [
      ("sqrt", "The square root.", "sqrt(2)", { $0 >= 0 }, sqrt),
      ("cbrt", "The cube root.", "cbrt(27)", everywhere, cbrt),
      ("exp", "e to the power of x.", "exp(1)", everywhere, exp),
      ("exp2", "2 to the power of x.", "exp2(10)", everywhere, exp2),
      ("expm1", "exp(x) − 1, exact also near zero.", "expm1(1e-12)", everywhere, expm1),
      ("log1p", "log(1 + x), exact also near zero.", "log1p(1e-12)", { $0 > -1 }, log1p),
      ("log2", "The logarithm to the base 2.", "log2(8)", { $0 > 0 }, log2),
      ("log10", "The logarithm to the base 10.", "log10(1000)", { $0 > 0 }, log10),
      ("sin", "The sine of an angle in radians.", "sin(pi / 6)", \.isFinite, sin),
      ("cos", "The cosine of an angle in radians.", "cos(pi / 3)", \.isFinite, cos),
      ("tan", "The tangent of an angle in radians.", "tan(pi / 4)", \.isFinite, tan),
      ("asin", "The angle of a sine, in radians.", "asin(1)", { abs($0) <= 1 }, asin),
      ("acos", "The angle of a cosine, in radians.", "acos(-1)", { abs($0) <= 1 }, acos),
      ("atan", "The angle of a tangent, in radians.", "atan(1)", everywhere, atan),
      ("sinh", "The hyperbolic sine.", "sinh(1)", everywhere, sinh),
      ("cosh", "The hyperbolic cosine.", "cosh(1)", everywhere, cosh),
      ("tanh", "The hyperbolic tangent.", "tanh(0.5)", everywhere, tanh),
      ("asinh", "The inverse of `sinh`.", "asinh(1)", everywhere, asinh),
      ("acosh", "The inverse of `cosh`.", "acosh(2)", { $0 >= 1 }, acosh),
      ("atanh", "The inverse of `tanh`.", "atanh(0.5)", { abs($0) < 1 }, atanh),
      ("erf", "The error function.", "erf(1)", everywhere, erf),
      ("erfc", "1 − erf(x), exact also for large x.", "erfc(5)", everywhere, erfc),
      ("degrees", "An angle in radians, in degrees.", "degrees(pi)", everywhere, { $0 * (180 / .pi) }),
      ("radians", "An angle in degrees, in radians.", "radians(180)", everywhere, { $0 * (.pi / 180) }),
    ]
    for (name, prose, example, isDefined, function) in functions { elementary(name, prose, example, in: interpreter, isDefined, function) }
  }

  private static func installPairsOfNumbers(in interpreter: Interpreter) {
    let functions: [(String, String, String, String, String, (Double, Double) -> Double)] = [
      ("atan2", "y", "x", "The angle of the point (x, y) from the x axis, in radians, from −π to π.", "atan2(1, -1)", atan2),
      ("hypot", "x", "y", "The length of the vector (x, y), without overflow on the way.", "hypot(3, 4)", hypot),
      ("fmod", "x", "y", "The remainder of x / y with the sign of x (`%` has that of y).", "fmod(-7, 3)", fmod),
      ("copysign", "x", "y", "x with the sign of y.", "copysign(3, -0.0)", copysign),
    ]
    for (name, first, second, prose, example, function) in functions {
      interpreter.function(
        name, "numbers", [.init(first, .float, "a number"), .init(second, .float, "a number")], result: "float", prose, example: example
      ) { arguments, _ in
        let (a, b) = (try arguments.float(first), try arguments.float(second))
        let result = function(a, b)
        if result.isNaN, !a.isNaN, !b.isNaN { throw arguments.error(second, "`\(name)` of \(floatText(a)) and \(floatText(b)) does not exist") }
        return .float(result)
      }
    }
    interpreter.function(
      "isclose", "numbers",
      [
        .init("a", .float, "a number"), .init("b", .float, "a number"),
        .init("rel_tol", .float, default: .float(1e-9), kind: .keywordOnly, "of the larger magnitude"),
        .init("abs_tol", .float, default: .float(0), kind: .keywordOnly, "what counts near zero"),
      ], result: "bool", "Whether two numbers are as good as equal.", example: "isclose(0.1 + 0.2, 0.3)"
    ) { arguments, _ in
      let (a, b) = (try arguments.float("a"), try arguments.float("b"))
      let (relative, absolute) = (try arguments.float("rel_tol"), try arguments.float("abs_tol"))
      guard relative >= 0, absolute >= 0 else { throw arguments.error("rel_tol", "a tolerance is not negative") }
      if a == b { return .bool(true) }
      guard a.isFinite, b.isFinite else { return .bool(false) }
      return .bool(abs(a - b) <= max(relative * max(abs(a), abs(b)), absolute))
    }
  }

  private static func installKinds(in interpreter: Interpreter) {
    for (name, prose, holds) in [
      ("isnan", "Whether the number is not a number.", { (x: Double) in x.isNaN }),
      ("isinf", "Whether the number is infinite.", { $0.isInfinite }),
      ("isfinite", "Whether the number is neither infinite nor NaN.", { $0.isFinite }),
    ] {
      interpreter.function(
        name, "numbers", [.init("x", .any, "a number or tensor")], result: "bool", prose, example: "\(name)(inf - inf)"
      ) { arguments, vm in
        if let own = try vm.ownMethod(name, of: arguments[0]) { return try vm.call(own) }
        return .bool(holds(try number(arguments)))
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
