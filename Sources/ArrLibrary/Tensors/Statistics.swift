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
        "The middle element of the sorted ones, or the mean of the two middle ones. \(words)", example: "tensor([[3.0, 1.0], [2.0, 10.0]]).\(name)(axis=0)",
        exactly: { plain, arguments in
          try plain.reducedWhole(by: arguments)?.quantiles([0.5], skipNaN: skips).first.map { .float($0) }
        }
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
          + (skips ? "NaN elements are left out." : "NaN when an element is."), example: "arange(5).\(name)(\(whole / 4))",
        exactly: { plain, arguments in
          guard try arguments.isNumber("q"), let row = try plain.reducedWhole(by: arguments) else { return nil }
          return row.quantiles(try parts(arguments, of: whole, range), skipNaN: skips).first.map { .float($0) }
        }
      ) { own, arguments in
        let parts = try parts(arguments, of: whole, range)
        let results = try own.tensor.quantiles(
          parts, axes: try arguments.axes(of: own.tensor), keepDims: try arguments.bool("keepdims"), skipNaN: skips)
        return try arguments.isNumber("q") ? own.value(results[0]) : own.value(Tensor.stack(results))
      }
    }
  }

  /// The parts that `q` asks for, from 0 to 1.
  private static func parts(_ arguments: BoundArguments, of whole: Double, _ range: String) throws -> [Double] {
    let parts = try arguments.doubles("q").map { part -> Double in
      guard part >= 0, part <= whole else { throw arguments.error("q", "`q` is \(range), not \(floatText(part))") }
      return part / whole
    }
    guard !parts.isEmpty else { throw arguments.error("q", "`q` is an empty list") }
    return parts
  }

  private static func installCorrelations(in interpreter: Interpreter) {
    interpreter.tensorOperation(
      "cov", [.init("ddof", .int, default: .int(1), "the divisor is the number of observations less this")], result: "tensor or float",
      "The covariance matrix of variables, a row each, with an observation in each column; of a vector its variance.",
      example: "tensor([[1.0, 2.0, 3.0], [2.0, 4.0, 7.0]]).cov()",
      exactly: { plain, arguments in
        guard plain.shape.count == 1, !plain.shape.contains(0) else { return nil }
        return .float(NumberRow(try plain.numbers()).reduced(.variance(correction: try arguments.int("ddof"))))
      }
    ) { own, arguments in own.value(try own.tensor.covariance(correction: try arguments.int("ddof"))) }
    interpreter.tensorOperation(
      "corrcoef", [.init("y", .any, default: Value.none, "a second vector, or more rows")], result: "tensor or float",
      "Pearson's correlation coefficients of variables, a row each, with an observation in each column; NaN for a variable that does not vary.",
      example: "tensor([1.0, 2.0, 3.0]).corrcoef([2.0, 4.0, 7.0])",
      exactly: { plain, arguments in
        guard var rows = ObservedRows(plain) else { return nil }
        if arguments.optional("y") != nil {
          guard let more = try ObservedRows(PlainNumbers(arguments.value("y"))) else { return nil }
          guard rows.append(more) else { return nil }
        } else if plain.shape.count == 1 {
          return nil
        }
        return TensorObject.value(try Tensor.correlation(of: try rows.numbers(), rows: rows.count, columns: rows.length))
      }
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
      example: "counts, edges = tensor([1.0, 2.0, 2.5, 4.0]).histogram(3)\ncounts",
      exactly: { plain, arguments in
        // Ints are counted as they are in any case.
        if plain.isWhole { return nil }
        let numbers = try plain.numbers()
        return try histogram(arguments) { try Tensor.histogram(of: numbers, bins: $0, range: $1) } edges: { try Tensor.histogram(of: numbers, edges: $0) }
      }
    ) { own, arguments in
      try histogram(arguments) { try own.tensor.histogram(bins: $0, range: $1) } edges: { try own.tensor.histogram(edges: $0) }
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

  /// Counts and edges, by a number of bins or by their edges.
  private static func histogram(
    _ arguments: BoundArguments, bins: (Int, ClosedRange<Double>?) throws -> (counts: Tensor, edges: [Double]), edges: ([Double]) throws -> Tensor
  ) throws -> Value {
    var (counts, bounds) = try histogramOf(arguments, bins, edges)
    if try arguments.bool("density") {
      let numbers = try counts.doubles()
      let total = numbers.reduce(0, +)
      counts = try Tensor(numbers.indices.map { Float(numbers[$0] / (bounds[$0 + 1] - bounds[$0]) / total) })
    }
    return .tuple(of: [.object(TensorObject(counts)), .object(TensorObject(try Tensor(bounds.map { Float($0) })))])
  }

  private static func histogramOf(
    _ arguments: BoundArguments, _ bins: (Int, ClosedRange<Double>?) throws -> (counts: Tensor, edges: [Double]), _ edges: ([Double]) throws -> Tensor
  ) throws -> (counts: Tensor, edges: [Double]) {
    guard let count = try arguments.value("bins").asIndex() else {
      let bounds = try arguments.tensor("bins")
      guard bounds.rank == 1 else {
        throw arguments.error("bins", "the edges of a histogram are at least two numbers in ascending order, not \(bounds.typeDescription)", code: "shape")
      }
      let numbers = try arguments.doubles("bins")
      return (try edges(numbers), numbers)
    }
    // Counts and edges of eight bytes, and what they are handed out as.
    try MemoryBudget.check(max(0, count), of: 40) { "a histogram of \(count) bins" }
    guard arguments.optional("range") != nil else { return try bins(count, nil) }
    let bounds = try arguments.doubles("range")
    guard bounds.count == 2, bounds[0] <= bounds[1] else { throw arguments.error("range", "`range` is (low, high)") }
    return try bins(count, bounds[0]...bounds[1])
  }
}

/// Variables in double, a row each, that are to be correlated.
private struct ObservedRows {
  var count: Int
  let length: Int
  private var parts: [PlainNumbers]

  init?(_ plain: PlainNumbers?) {
    guard let plain, plain.shape.count == 1 || plain.shape.count == 2, let length = plain.shape.last, !plain.shape.contains(0) else { return nil }
    (count, self.length, parts) = (plain.shape.count == 1 ? 1 : plain.shape[0], length, [plain])
  }

  /// False when the rows are not equally long.
  mutating func append(_ more: ObservedRows) -> Bool {
    guard more.length == length else { return false }
    count += more.count
    parts += more.parts
    return true
  }

  func numbers() throws -> [Double] { try parts.flatMap { try $0.numbers() } }
}
