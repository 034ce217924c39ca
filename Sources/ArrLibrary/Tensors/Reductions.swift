import ArrLanguage
import Tensors

extension Library {
  /// Methods that make one number of all elements along some axes.
  static func installTensorReductions(in interpreter: Interpreter) {
    reduction("sum", .sum, "The sum. Sums add up in double; those of ints and bools are ints.", "ones([2, 3]).sum(axis=0)", in: interpreter)
    reduction("mean", .mean, "The mean.", "arange(6).reshape(2, 3).mean(axis=-1)", in: interpreter)
    reduction("prod", .product, "The product.", "tensor([2, 3, 4]).prod()", in: interpreter)
    reduction("min", .min, "The least element; NaN when there is one.", "tensor([3, 1, 2]).min()", in: interpreter)
    reduction("max", .max, "The greatest element; NaN when there is one.", "tensor([[3, 1], [2, 5]]).max(axis=1)", in: interpreter)
    reduction("any", .any, "Whether any element is true, that is, not zero.", "(arange(3) > 1).any()", in: interpreter)
    reduction("all", .all, "Whether all elements are true, that is, not zero.", "(arange(3) >= 0).all()", in: interpreter)
    reduction("logsumexp", .logSumExp, "The logarithm of the sum of exponentials, without overflow.", "tensor([1000.0, 1000.0]).logsumexp()", in: interpreter)
    for (name, words) in [("var", "The variance"), ("std", "The standard deviation")] {
      interpreter.tensorMethod(
        name, [.axes, .keepdims, .init("ddof", .int, default: .int(0), "the divisor is the count less this: 1 for a sample")],
        result: "tensor or number", "\(words) about the mean.", example: "tensor([1.0, 2.0, 4.0]).\(name)(ddof=1)"
      ) { own, arguments in
        let ddof = try arguments.int("ddof")
        return try reduced(own, name == "var" ? .variance(correction: ddof) : .deviation(correction: ddof), arguments)
      }
    }
    interpreter.tensorMethod(
      "norm", [.init("p", .float, default: .float(2), "2 for the length, 1 for the sum of magnitudes, inf for the largest"), .axes, .keepdims],
      result: "tensor or number", "The p-norm.", example: "tensor([3.0, 4.0]).norm()"
    ) { own, arguments in try reduced(own, .norm(try arguments.float("p")), arguments) }
    for (name, largest, words) in [("argmax", true, "greatest"), ("argmin", false, "least")] {
      interpreter.tensorMethod(
        name, [.init("axis", .any, default: Value.none, "a number or a name; none counts through the whole tensor"), .keepdims],
        result: "tensor or int", "The place of the \(words) element, the first of equals.", example: "tensor([[1, 5], [7, 2]]).\(name)(axis=1)"
      ) { own, arguments in
        own.value(
          try own.tensor.extremePlace(largest: largest, axis: try arguments.axis(of: own.tensor), keepDims: try arguments.bool("keepdims")))
      }
    }
    interpreter.tensorMethod(
      "cumsum", [.init("axis", .any, default: Value.none, "a number or a name; none goes through the whole tensor")],
      "The sums of the first elements, up to each.", example: "arange(5).cumsum()"
    ) { own, arguments in own.value(try own.tensor.cumulativeSum(axis: try arguments.axis(of: own.tensor))) }
  }

  private static func reduction(_ name: String, _ reduction: Reduction, _ prose: String, _ example: String, in interpreter: Interpreter) {
    interpreter.tensorMethod(name, [.axes, .keepdims], result: "tensor or number", prose, example: example) { own, arguments in
      try reduced(own, reduction, arguments)
    }
  }

  private static func reduced(_ own: TensorObject, _ reduction: Reduction, _ arguments: BoundArguments) throws -> Value {
    own.value(try own.tensor.reduced(reduction, axes: try arguments.axes(of: own.tensor), keepDims: try arguments.bool("keepdims")))
  }
}
