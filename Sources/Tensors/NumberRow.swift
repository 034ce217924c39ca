/// Numbers in double, where a tensor would round them to float32: those of lists, and ints. Sums go by NumPy's order for float64.
public struct NumberRow: Sendable {
  /// The numbers, in the order of the list or of the tensor's rows.
  public var numbers: [Double]

  /// A row of the numbers as they are.
  public init(_ numbers: [Double]) { self.numbers = numbers }

  /// One number of all of them, as `Tensor.reduced` gives it; of none NaN, where the reduction needs some.
  ///
  /// - Parameter skipNaN: Leave NaN out.
  public func reduced(_ reduction: Reduction, skipNaN: Bool = false) -> Double {
    numbers.withUnsafeBufferPointer { row in
      guard let base = row.baseAddress, !row.isEmpty else { return reduction == .sum ? 0 : reduction == .product ? 1 : .nan }
      return skipNaN ? reducedSkippingNaN(reduction, base, row.count) : rowReduction(reduction, base, row.count)
    }
  }

  /// The place of the greatest or least, the first of equals; a NaN counts as the most extreme. Nil of none.
  public func extremePlace(largest: Bool) -> Int? {
    numbers.withUnsafeBufferPointer { row in row.isEmpty ? nil : row.baseAddress.map { rowExtremePlace($0, row.count, largest: largest) } }
  }

  /// Quantiles as `Tensor.quantiles` gives them, one for each part from 0 to 1.
  public func quantiles(_ parts: [Double], skipNaN: Bool = false) -> [Double] {
    let sorted = numbers.filter { !$0.isNaN }.sorted()
    if sorted.isEmpty || (!skipNaN && sorted.count < numbers.count) { return parts.map { _ in .nan } }
    return parts.map { quantile($0, sorted.count) { sorted[$0] } }
  }
}
