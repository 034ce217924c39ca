/// How many elements lie where: histograms, counts of ints, distinct elements.
extension Tensor {
  /// How many elements lie in each of `bins` intervals of equal width from `range.lowerBound` to `range.upperBound` (from
  /// the least to the greatest element when nil). Intervals are closed below, the last one on both sides.
  ///
  /// - Returns: i64 counts [bins] and f32 edges [bins + 1].
  public func histogram(bins: Int, range: ClosedRange<Double>? = nil) throws -> (counts: Tensor, edges: [Double]) {
    try Tensor.histogram(bins: bins, range: try range ?? (count == 0 ? 0...1 : minMax()), forEachDouble)
  }

  /// The same of numbers in double.
  public static func histogram(of numbers: [Double], bins: Int, range: ClosedRange<Double>? = nil) throws -> (counts: Tensor, edges: [Double]) {
    let row = NumberRow(numbers)
    let bounds = try range ?? (numbers.isEmpty ? 0...1 : finiteRange(row.reduced(.min), row.reduced(.max)))
    return try histogram(bins: bins, range: bounds) { numbers.forEach($0) }
  }

  private static func histogram(
    bins: Int, range: ClosedRange<Double>, _ forEach: ((Double) -> Void) throws -> Void
  ) throws -> (counts: Tensor, edges: [Double]) {
    guard bins > 0 else { throw TensorError("a histogram needs at least one bin, not \(bins)") }
    // As NumPy: one value lies in the middle of an interval of width 1.
    let isPoint = range.lowerBound == range.upperBound
    let bounds = isPoint ? (range.lowerBound - 0.5)...(range.upperBound + 0.5) : range
    let width = bounds.upperBound - bounds.lowerBound
    guard width.isFinite else { throw TensorError("a histogram from \(bounds.lowerBound) to \(bounds.upperBound) has no finite bins") }
    _ = try Tensor.elementCount(of: [bins, 2])
    let edges = (0...bins).map { $0 == bins ? bounds.upperBound : bounds.lowerBound + width * Double($0) / Double(bins) }
    let counts = try Tensor.zeros([bins], .int64)
    let out = counts.address.assumingMemoryBound(to: Int64.self)
    try forEach { value in
      guard value >= bounds.lowerBound, value <= bounds.upperBound else { return }
      var bin = min(Int((value - bounds.lowerBound) / width * Double(bins)), bins - 1)
      // The division may round across an edge.
      if value < edges[bin] { bin -= 1 } else if bin + 1 < bins, value >= edges[bin + 1] { bin += 1 }
      out[max(bin, 0)] += 1
    }
    return (counts, edges)
  }

  /// How many elements lie between neighbouring edges, which ascend.
  public func histogram(edges: [Double]) throws -> Tensor { try Tensor.histogram(edges: edges, forEachDouble) }

  /// The same of numbers in double.
  public static func histogram(of numbers: [Double], edges: [Double]) throws -> Tensor {
    try histogram(edges: edges) { numbers.forEach($0) }
  }

  private static func histogram(edges bounds: [Double], _ forEach: ((Double) -> Void) throws -> Void) throws -> Tensor {
    guard bounds.count >= 2, zip(bounds, bounds.dropFirst()).allSatisfy({ $0 <= $1 }) else {
      throw TensorError("the edges of a histogram are at least two numbers in ascending order")
    }
    let counts = try Tensor.zeros([bounds.count - 1], .int64)
    let out = counts.address.assumingMemoryBound(to: Int64.self)
    try forEach { value in
      guard value >= bounds[0], value <= bounds[bounds.count - 1] else { return }
      let place = value == bounds[bounds.count - 1] ? bounds.count - 1 : insertionPlace(of: value, in: bounds, after: true)
      out[min(max(place - 1, 0), bounds.count - 2)] += 1
    }
    return counts
  }

  private func minMax() throws -> ClosedRange<Double> {
    try Tensor.finiteRange(try minimum().item().double, try maximum().item().double)
  }

  private static func finiteRange(_ low: Double, _ high: Double) throws -> ClosedRange<Double> {
    guard low.isFinite, high.isFinite else {
      throw TensorError("the elements reach from \(low) to \(high), which makes no bins", help: ["give a finite `range`"])
    }
    return low...high
  }

  /// How often each int from 0 up to the greatest occurs; at least `minLength` counts. With weights, their sums.
  public func integerCounts(weights: Tensor? = nil, minLength: Int = 0) throws -> Tensor {
    guard rank == 1, !dtype.isFloat else { throw TensorError("`bincount` counts the ints of one axis, not \(typeDescription)") }
    guard minLength >= 0 else { throw TensorError("`bincount` cannot give \(minLength) counts") }
    if let weights, weights.shape != shape {
      throw TensorError("`bincount` needs one weight for each int: \(weights.typeDescription) does not go with \(typeDescription)")
    }
    let values = try integerElements()
    if let negative = values.first(where: { $0 < 0 }) { throw TensorError("`bincount` counts ints from 0 on, not \(negative)") }
    let (length, overflow) = (values.max() ?? -1).addingReportingOverflow(1)
    guard !overflow else { throw TensorError("`bincount` cannot count up to \(values.max() ?? 0)") }
    guard let weights else {
      let counts = try Tensor.zeros([max(length, minLength)], .int64)
      let out = counts.address.assumingMemoryBound(to: Int64.self)
      for value in values { out[value] += 1 }
      return counts
    }
    let sums = try Doubles(max(length, minLength))
    for i in 0..<sums.count { sums[i] = 0 }
    for (value, weight) in zip(values, try weights.doubles()) { sums[value] += weight }
    let result = try Tensor.uninitialized([sums.count])
    result.setVector(0, to: sums)
    return result
  }

  /// What `distinct` finds.
  public struct Distinct {
    /// In ascending order, NaN last and once.
    public var values: Tensor
    /// How often each occurs.
    public var counts: Tensor
    /// Where each occurs first, in row-major order.
    public var firstPlaces: Tensor
    /// For every element its place among the values, in this tensor's shape.
    public var inverse: Tensor
  }

  /// The distinct elements.
  public func distinct() throws -> Distinct {
    let flat = try flattened()
    let order = try flat.sortedPlaces(axis: 0).integerElements()
    let sorted = try flat.gathered(Tensor(order), axis: 0)
    var starts: [Int] = []
    var inverse = [Int](repeating: 0, count: order.count)
    func walk<Element: Equatable>(_ x: [Element]) {
      for i in x.indices {
        // NaN is the only element unequal to itself.
        let isNew = i == 0 || (x[i] != x[i - 1] && (x[i] == x[i] || x[i - 1] == x[i - 1]))
        if isNew { starts.append(i) }
        inverse[order[i]] = starts.count - 1
      }
    }
    if dtype.isFloat { walk(try sorted.floatElements()) } else { walk(try sorted.integerElements()) }
    let counts = zip(starts, starts.dropFirst() + [order.count]).map { $1 - $0 }
    let first = starts.map { order[$0] }
    return Distinct(
      values: try flat.gathered(Tensor(first), axis: 0).withoutNames, counts: try Tensor(counts), firstPlaces: try Tensor(first),
      inverse: try Tensor(inverse, shape: shape))
  }

  var withoutNames: Tensor {
    var view = self
    view.axes = []
    return view
  }

  /// Where each of `values` would go in this ascending vector so that it stays sorted: before equal elements, or after them.
  public func insertionPlaces(of values: Tensor, after: Bool = false) throws -> Tensor {
    guard rank == 1 else { throw TensorError("`searchsorted` searches a sorted vector, not \(typeDescription)") }
    let sorted = try doubles()
    let places = try values.doubles().map { insertionPlace(of: $0, in: sorted, after: after) }
    return try Tensor(places, shape: values.shape, axes: values.axes)
  }

  /// The elements in row-major order; exact up to 2⁵³.
  public func doubles() throws -> [Double] { try dtype.isFloat ? floatElements().map(Double.init) : integerElements().map(Double.init) }

  private func forEachDouble(_ body: (Double) -> Void) throws {
    try Interruption.check()
    let dense = try cast(to: dtype.computeType).contiguous()
    withExtendedLifetime(dense) {
      if dense.dtype == .float32 {
        for i in 0..<count { body(Double(dense.floatAddress[i])) }
      } else {
        let x = dense.address.assumingMemoryBound(to: Int64.self)
        for i in 0..<count { body(Double(x[i])) }
      }
    }
  }
}

/// NaN goes behind every number.
private func insertionPlace(of value: Double, in sorted: [Double], after: Bool) -> Int {
  func isBefore(_ a: Double, _ b: Double) -> Bool { a < b || (b.isNaN && !a.isNaN) }
  var (low, high) = (0, sorted.count)
  while low < high {
    let middle = (low + high) / 2
    if after ? !isBefore(value, sorted[middle]) : isBefore(sorted[middle], value) { low = middle + 1 } else { high = middle }
  }
  return low
}
