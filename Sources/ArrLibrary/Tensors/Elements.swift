import ArrLanguage
import Tensors

#if canImport(Glibc)
  import Glibc
#endif

extension Library {
  /// Methods that work on one element at a time, or along one axis and keep the shape.
  static func installTensorElements(in interpreter: Interpreter) {
    installElementFunctions(in: interpreter)
    installElementTests(in: interpreter)
    interpreter.tensorOperation(
      "log", [.init("base", .optional(.float), default: Value.none, "without it, e")], "The natural logarithm, or that to a base.",
      example: "tensor([1.0, 8.0]).log(2)"
    ) { own, arguments in
      let natural = try own.tensor.applying(.log)
      guard let base = try arguments.optionalFloat("base") else { return own.value(natural) }
      guard base > 0, base != 1 else { throw arguments.error("base", "\(floatText(base)) is not the base of a logarithm") }
      return own.value(base == 2 ? try own.tensor.applying(.log2) : base == 10 ? try own.tensor.applying(.log10) : try natural / log(base))
    }
    interpreter.tensorOperation(
      "round", [.init("digits", .optional(.int), default: Value.none, "after the point; none is 0")],
      "The nearest number with so many digits; halves go to the even neighbour.", example: "tensor([1.25, 2.5]).round()"
    ) { own, arguments in
      guard let digits = try arguments.optionalInt("digits"), digits != 0 else { return own.value(try own.tensor.applying(.round)) }
      guard abs(Double(digits)) <= 30 else { throw arguments.error("digits", "`digits` is between -30 and 30") }
      return own.value(try own.tensor.rounded(toDigits: digits))
    }
    interpreter.tensorOperation(
      "clip",
      [
        .init("low", .optional(.number), default: Value.none, "what lies below is raised to it"),
        .init("high", .optional(.number), default: Value.none, "what lies above is lowered to it"),
      ], "Every element within two bounds.", example: "arange(6).clip(1, 4)"
    ) { own, arguments in
      func bound(_ name: String) throws -> TensorScalar? {
        if case .int(let number) = arguments.value(name) { return .int(number) }
        return try arguments.optionalFloat(name).map(TensorScalar.float)
      }
      return own.value(try own.tensor.clipped(low: try bound("low"), high: try bound("high")))
    }
    for (name, prose, apply) in alongAxis {
      interpreter.tensorOperation(name, [.lastAxis], prose, example: "tensor([0.0, 1.0, 2.0]).\(name)()") { own, arguments in
        own.value(try apply(own.tensor, try arguments.axis(of: own.tensor) ?? -1))
      }
    }
  }

  private static let alongAxis: [(String, String, (Tensor, Int) throws -> Tensor)] = [
    ("softmax", "The exponentials divided by their sum along an axis: probabilities of logits. NaN where all of them are -inf, as in PyTorch.", { try $0.softmax(axis: $1) }),
    ("log_softmax", "The logarithm of `softmax`, without loss: log-probabilities of logits.", { try $0.logSoftmax(axis: $1) }),
  ]

  private static func installElementFunctions(in interpreter: Interpreter) {
    let functions: [(String, ElementFunction, String)] = [
      ("abs", .abs, "The distance from zero."), ("sign", .sign, "-1, 0 or 1."), ("square", .square, "The element times itself."),
      ("sqrt", .sqrt, "The square root."), ("rsqrt", .rsqrt, "One divided by the square root."),
      ("reciprocal", .reciprocal, "One divided by the element."), ("exp", .exp, "e to the power of the element."),
      ("expm1", .expm1, "e to the power of the element, less one, exact near zero."),
      ("log2", .log2, "The logarithm to the base 2."), ("log10", .log10, "The logarithm to the base 10."),
      ("log1p", .log1p, "The natural logarithm of one more than the element, exact near zero."), ("sin", .sin, "The sine of radians."),
      ("cos", .cos, "The cosine of radians."), ("tan", .tan, "The tangent of radians."), ("arcsin", .arcsin, "The angle with this sine."),
      ("arccos", .arccos, "The angle with this cosine."), ("arctan", .arctan, "The angle with this tangent."),
      ("sinh", .sinh, "The hyperbolic sine."), ("cosh", .cosh, "The hyperbolic cosine."), ("tanh", .tanh, "The hyperbolic tangent."),
      ("arcsinh", .arcsinh, "The inverse of `sinh`."), ("arccosh", .arccosh, "The inverse of `cosh`."),
      ("arctanh", .arctanh, "The inverse of `tanh`."), ("asin", .arcsin, "The angle with this sine."),
      ("acos", .arccos, "The angle with this cosine."), ("atan", .arctan, "The angle with this tangent."),
      ("asinh", .arcsinh, "The inverse of `sinh`."), ("acosh", .arccosh, "The inverse of `cosh`."), ("atanh", .arctanh, "The inverse of `tanh`."),
      ("degrees", .degrees, "An angle in radians, in degrees."), ("radians", .radians, "An angle in degrees, in radians."),
      ("cbrt", .cbrt, "The cube root."), ("exp2", .exp2, "2 to the power of the element."), ("erfc", .erfc, "1 - erf(x), exact for large x, too."),
      ("softplus", .softplus, "log(1 + exp(x)), without overflow."),
      ("sigmoid", .sigmoid, "1 / (1 + exp(-x))."), ("relu", .relu, "The element, or zero when it is negative."),
      ("gelu", .gelu, "The element times the normal distribution's share below it."), ("silu", .silu, "The element times its sigmoid."),
      ("erf", .erf, "The error function."), ("floor", .floor, "The greatest whole number that is not above the element."),
      ("trunc", .trunc, "The element without its fraction."), ("negative", .negate, "The element with the other sign."),
      ("ceil", .ceil, "The least whole number that is not below the element."),
    ]
    for (name, function, prose) in functions {
      interpreter.tensorOperation(name, result: "tensor or number", prose, example: "tensor([0.25, 0.5, 1.0]).\(name)()") { own, _ in own.value(try own.tensor.applying(function)) }
    }
  }

  private static func installElementTests(in interpreter: Interpreter) {
    let tests: [(String, ElementTest, String)] = [
      ("isnan", .isNaN, "Where the elements are NaN."), ("isinf", .isInfinite, "Where the elements are infinite."),
      ("isfinite", .isFinite, "Where the elements are neither NaN nor infinite."), ("logical_not", .not, "Where the elements are zero or false."),
    ]
    for (name, test, prose) in tests {
      interpreter.tensorOperation(name, result: "tensor or bool", prose, example: "tensor([0.0, nan, inf]).\(name)()") { own, _ in own.value(try own.tensor.testing(test)) }
    }
  }
}
