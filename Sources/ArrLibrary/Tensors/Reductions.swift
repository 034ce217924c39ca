import ArrLanguage
import Tensors

extension Library {
  /// Methods that make one number of all elements along some axes, or one for each of their first elements.
  static func installTensorReductions(in interpreter: Interpreter) {
    reduction("sum", .sum, "The sum. Sums add up in double; those of ints and bools are ints.", "ones([2, 3]).sum(axis=0)", in: interpreter)
    reduction("mean", .mean, "The mean.", "arange(6).reshape(2, 3).mean(axis=-1)", in: interpreter)
    reduction("prod", .product, "The product.", "tensor([2, 3, 4]).prod()", in: interpreter)
    reduction("min", .min, "The least element; NaN when there is one.", "tensor([3, 1, 2]).min()", in: interpreter)
    reduction("max", .max, "The greatest element; NaN when there is one.", "tensor([[3, 1], [2, 5]]).max(axis=1)", in: interpreter)
    reduction("any", .any, "Whether any element is true, that is, not zero.", "(arange(3) > 1).any()", in: interpreter)
    reduction("all", .all, "Whether all elements are true, that is, not zero.", "(arange(3) >= 0).all()", in: interpreter)
    reduction("logsumexp", .logSumExp, "The logarithm of the sum of exponentials, without overflow.", "tensor([1000.0, 1000.0]).logsumexp()", in: interpreter)
    installReductionsSkippingNaN(in: interpreter)
    installSpreads(in: interpreter)
    installNorms(in: interpreter)
    installCounting(in: interpreter)
    installRunningTotals(in: interpreter)
  }

  private static func installReductionsSkippingNaN(in interpreter: Interpreter) {
    for (name, reduction, words) in [
      ("nansum", Reduction.sum, "The sum"), ("nanmean", .mean, "The mean"), ("nanprod", .product, "The product"), ("nanmin", .min, "The least element"),
      ("nanmax", .max, "The greatest element"),
    ] {
      interpreter.tensorOperation(
        name, [.axes, .keepdims], result: "tensor or number", "\(words), NaN elements left out.", example: "tensor([1.0, nan, 3.0]).\(name)()",
        exactly: { try exactly(reduction, $0, $1, skipNaN: true) }
      ) { own, arguments in try reduced(own, reduction, arguments, skipNaN: true) }
    }
  }

  private static func installSpreads(in interpreter: Interpreter) {
    for (name, skips, words) in [
      ("var", false, "The variance"), ("std", false, "The standard deviation"), ("nanvar", true, "The variance, NaN elements left out,"),
      ("nanstd", true, "The standard deviation, NaN elements left out,"),
    ] {
      interpreter.tensorOperation(
        name, [.axes, .keepdims, .init("ddof", .int, default: .int(0), "the divisor is the count less this: 1 for a sample")],
        result: "tensor or number", "\(words) about the mean.", example: "tensor([1.0, 2.0, 4.0]).\(name)(ddof=1)",
        exactly: { try exactly(spread(name, $1), $0, $1, skipNaN: skips) }
      ) { own, arguments in try reduced(own, spread(name, arguments), arguments, skipNaN: skips) }
    }
  }

  /// How many elements there are of a kind, and where.
  private static func installCounting(in interpreter: Interpreter) {
    interpreter.tensorOperation(
      "count_nonzero", [.axes, .keepdims], result: "int or tensor", "How many elements are not zero, or are true.",
      example: "tensor([0, 3, 0, 5]).count_nonzero()",
      exactly: { plain, arguments in
        plain.isWhole ? nil : try plain.reducedWhole(by: arguments).map { .int($0.numbers.reduce(0) { $1 == 0 ? $0 : $0 + 1 }) }
      }
    ) { own, arguments in
      own.value(try own.tensor.cast(to: .bool).sum(axes: try arguments.axes(of: own.tensor), keepDims: try arguments.bool("keepdims")))
    }
    for (name, largest, words) in [("argmax", true, "greatest"), ("argmin", false, "least")] {
      interpreter.tensorOperation(
        name, [.init("axis", .any, default: Value.none, "a number or a name; none counts through the whole tensor"), .keepdims],
        result: "tensor or int", "The place of the \(words) element, the first of equals.", example: "tensor([[1, 5], [7, 2]]).\(name)(axis=1)",
        exactly: { plain, arguments in
          plain.isWhole ? nil : try plain.reducedWhole(by: arguments)?.extremePlace(largest: largest).map { .int($0) }
        }
      ) { own, arguments in
        own.value(
          try own.tensor.extremePlace(largest: largest, axis: try arguments.axis(of: own.tensor), keepDims: try arguments.bool("keepdims")))
      }
    }
  }

  private static func installRunningTotals(in interpreter: Interpreter) {
    for (name, words, apply) in [
      ("cumsum", "sums", { try $0.cumulativeSum(axis: $1) }), ("cumprod", "products", { try $0.cumulativeProduct(axis: $1) }),
    ] as [(String, String, (Tensor, Int?) throws -> Tensor)] {
      interpreter.tensorOperation(
        name, [.init("axis", .any, default: Value.none, "a number or a name; none goes through the whole tensor")],
        "The \(words) of the first elements, up to each.", example: "arange(1, 5).\(name)()"
      ) { own, arguments in own.value(try apply(own.tensor, try arguments.axis(of: own.tensor))) }
    }
  }

  private static func reduction(_ name: String, _ reduction: Reduction, _ prose: String, _ example: String, in interpreter: Interpreter) {
    interpreter.tensorOperation(
      name, [.axes, .keepdims], result: "tensor or number", prose, example: example, exactly: { try exactly(reduction, $0, $1) }
    ) { own, arguments in try reduced(own, reduction, arguments) }
  }

  /// Floats of numbers that are written, or ints: in double. Sums, products and extremes of ints stay ints.
  static func exactly(
    _ reduction: Reduction, _ plain: PlainNumbers, _ arguments: BoundArguments, skipNaN: Bool = false
  ) throws -> Value? {
    switch reduction {
    case .any, .all: return nil
    case .sum, .product, .min, .max: if plain.isWhole { return nil }
    default: break
    }
    return try plain.reducedWhole(by: arguments).map { .float($0.reduced(reduction, skipNaN: skipNaN)) }
  }

  private static func spread(_ name: String, _ arguments: BoundArguments) throws -> Reduction {
    let ddof = try arguments.int("ddof")
    return name.hasSuffix("var") ? .variance(correction: ddof) : .deviation(correction: ddof)
  }

  private static func reduced(_ own: TensorObject, _ reduction: Reduction, _ arguments: BoundArguments, skipNaN: Bool = false) throws -> Value {
    let (axes, keepDims) = (try arguments.axes(of: own.tensor), try arguments.bool("keepdims"))
    if skipNaN { return own.value(try own.tensor.reducedSkippingNaN(reduction, axes: axes, keepDims: keepDims)) }
    return own.value(try own.tensor.reduced(reduction, axes: axes, keepDims: keepDims))
  }
}
