import ArrLanguage
import Tensors

extension Library {
  /// Quantiles, correlations, counts.
  static func installStatistics(in interpreter: Interpreter) {
    installQuantiles(in: interpreter)
    installCorrelations(in: interpreter)
    installHistograms(in: interpreter)
    interpreter.tensorOperation(
      "unique",
      [
        .init("return_index", .bool, default: .bool(false), kind: .keywordOnly, "also the place of each one's first occurrence"),
        .init("return_inverse", .bool, default: .bool(false), kind: .keywordOnly, "also, for each element, its place among the unique ones"),
        .init("return_counts", .bool, default: .bool(false), kind: .keywordOnly, "also how often each occurs"),
      ], result: "tensor or tuple", "The distinct elements in ascending order; with the options a tuple of them and what was asked for, in NumPy's order.",
      example: "tensor([2, 1, 2]).unique(return_counts=true)"
    ) { own, arguments in
      let found = try own.tensor.distinct()
      var results = [found.values]
      if try arguments.bool("return_index") { results.append(found.firstPlaces) }
      if try arguments.bool("return_inverse") { results.append(found.inverse) }
      if try arguments.bool("return_counts") { results.append(found.counts) }
      let values = results.map { Value.object(TensorObject($0)) }
      return values.count == 1 ? values[0] : .tuple(of: values)
    }
    interpreter.tensorOperation(
      "searchsorted",
      [
        .init("values", .any, "a number or tensor: what to find places for"),
        .init("side", .string, default: .text("left"), "\"left\": before equal elements, \"right\": after them"),
      ], result: "tensor or int", "Where numbers would go in an ascending vector so that it stays in order.",
      example: "tensor([1, 3, 5]).searchsorted([3, 4])"
    ) { own, arguments in
      let side = try arguments.string("side")
      guard side == "left" || side == "right" else { throw arguments.error("side", "`side` is \"left\" or \"right\", not \"\(side)\"") }
      return TensorObject.value(try own.tensor.insertionPlaces(of: try arguments.tensor("values"), after: side == "right"))
    }
  }

  private static func installQuantiles(in interpreter: Interpreter) {
    for (name, skips, words) in [("median", false, "NaN when an element is."), ("nanmedian", true, "NaN elements are left out.")] {
      interpreter.tensorOperation(
        name, [.axes, .keepdims], result: "float or tensor",
        "The middle element of the sorted ones, or the mean of the two middle ones. \(words)", example: "tensor([[3.0, 1.0], [2.0, 10.0]]).\(name)(axis=0)"
      ) { own, arguments in
        let axes = try arguments.axes(of: own.tensor)
        return own.value(try own.tensor.quantiles([0.5], axes: axes, keepDims: try arguments.bool("keepdims"), skipNaN: skips)[0])
      }
    }
    for (name, whole, skips) in [("quantile", 1.0, false), ("percentile", 100.0, false), ("nanquantile", 1.0, true), ("nanpercentile", 100.0, true)] {
      let range = whole == 1 ? "from 0 to 1" : "from 0 to 100"
      interpreter.tensorOperation(
        name, [.init("q", .any, "a number \(range), or a list of them, which makes a first axis"), .axes, .keepdims], result: "float or tensor",
        "The number below which the part q of the elements lies, interpolated between neighbours. "
          + (skips ? "NaN elements are left out." : "NaN when an element is."), example: "arange(5).\(name)(\(whole / 4))"
      ) { own, arguments in
        let parts = try arguments.doubles("q").map { part -> Double in
          guard part >= 0, part <= whole else { throw arguments.error("q", "`q` is \(range), not \(floatText(part))") }
          return part / whole
        }
        guard !parts.isEmpty else { throw arguments.error("q", "`q` is an empty list") }
        let results = try own.tensor.quantiles(
          parts, axes: try arguments.axes(of: own.tensor), keepDims: try arguments.bool("keepdims"), skipNaN: skips)
        return try arguments.isNumber("q") ? own.value(results[0]) : own.value(Tensor.stack(results))
      }
    }
  }

  private static func installCorrelations(in interpreter: Interpreter) {
    interpreter.tensorOperation(
      "cov", [.init("ddof", .int, default: .int(1), "the divisor is the number of observations less this")], result: "tensor or float",
      "The covariance matrix of variables, a row each, with an observation in each column; of a vector its variance.",
      example: "tensor([[1.0, 2.0, 3.0], [2.0, 4.0, 7.0]]).cov()"
    ) { own, arguments in own.value(try own.tensor.covariance(correction: try arguments.int("ddof"))) }
    interpreter.tensorOperation(
      "corrcoef", [.init("y", .any, default: Value.none, "a second vector, or more rows")], result: "tensor or float",
      "Pearson's correlation coefficients of variables, a row each, with an observation in each column; NaN for a variable that does not vary.",
      example: "tensor([1.0, 2.0, 3.0]).corrcoef([2.0, 4.0, 7.0])"
    ) { own, arguments in
      guard arguments.optional("y") != nil else { return own.value(try own.tensor.correlation()) }
      let y = try arguments.tensor("y")
      let rows = try [own.tensor, y].map { $0.rank == 1 ? try $0.unsqueezed(at: 0) : $0 }
      return own.value(try Tensor.concatenate(rows).correlation())
    }
  }

  private static func installHistograms(in interpreter: Interpreter) {
    interpreter.tensorOperation(
      "histogram",
      [
        .init("bins", .any, default: .int(10), "how many, of equal width; or their edges, in ascending order"),
        .init("range", .any, default: Value.none, "(low, high): where the bins begin and end; none takes the least and the greatest element"),
        .init("density", .bool, default: .bool(false), "counts divided by their sum and by the widths of the bins"),
      ], result: "tuple",
      "How many elements lie in each bin, and the edges of the bins. A bin has its lower edge, the last one both.",
      example: "counts, edges = tensor([1.0, 2.0, 2.5, 4.0]).histogram(3)\ncounts"
    ) { own, arguments in
      var (counts, edges) = try histogram(own.tensor, arguments)
      if try arguments.bool("density") {
        let widths = try edges.differences()
        counts = try counts.cast(to: .float32) / widths / counts.sum()
      }
      return .tuple(of: [.object(TensorObject(counts)), .object(TensorObject(edges))])
    }
    interpreter.tensorOperation(
      "bincount",
      [
        .init("weights", .any, default: Value.none, "a number for each element, to add up instead of counting"),
        .init("minlength", .int, default: .int(0), "at least so many counts"),
      ], "How often each int from 0 to the greatest occurs.", example: "tensor([0, 2, 2, 5]).bincount()"
    ) { own, arguments in
      let weights = arguments.optional("weights") == nil ? nil : try arguments.tensor("weights")
      return own.value(try own.tensor.integerCounts(weights: weights, minLength: try arguments.int("minlength")))
    }
  }

  private static func histogram(_ tensor: Tensor, _ arguments: BoundArguments) throws -> (counts: Tensor, edges: Tensor) {
    guard let bins = try arguments.value("bins").asIndex() else {
      let edges = try arguments.tensor("bins")
      return (try tensor.histogram(edges: edges), try edges.cast(to: .float32))
    }
    guard arguments.optional("range") != nil else { return try tensor.histogram(bins: bins) }
    let bounds = try arguments.doubles("range")
    guard bounds.count == 2, bounds[0] <= bounds[1] else { throw arguments.error("range", "`range` is (low, high)") }
    return try tensor.histogram(bins: bins, range: bounds[0]...bounds[1])
  }
}
