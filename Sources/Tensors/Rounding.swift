import Glibc

extension Tensor {
  /// The nearest numbers with so many digits behind the point, halves to the even neighbour; with tens, hundreds … as their
  /// last digit when `digits` is negative. Floats go the way of NumPy's `round`: by a power of ten to the nearest whole
  /// number and back, in f32. Ints are exact and wrap around where their type ends; bools become ints.
  ///
  /// - Throws: `TensorError` when there is no memory for the result.
  public func rounded(toDigits digits: Int) throws -> Tensor {
    guard dtype.isFloat else { return try roundedInts(toDigits: digits) }
    let unit = pow(10, Double(digits.magnitude))
    let numbers = try cast(to: .float32)
    return try digits < 0 ? (numbers / unit).applying(.round) * unit : (numbers * unit).applying(.round) / unit
  }

  private func roundedInts(toDigits digits: Int) throws -> Tensor {
    let numbers = dtype == .bool ? try cast(to: .int64) : self
    if digits >= 0 { return numbers }
    // Ten to the 19th is the greatest power that 64 bits hold; half of the next is beyond every int.
    guard digits >= -19 else { return try Tensor.zeros(shape, numbers.dtype, axes: axes) }
    let unit = (0..<(-digits)).reduce(UInt64(1)) { power, _ in power * 10 }
    let result = try Tensor.uninitialized(shape, .int64, axes: axes)
    try mapElements(try numbers.cast(to: .int64), into: result) { row in
      row.each { (x: Int64) in
        let (quotient, rest) = x.magnitude.quotientAndRemainder(dividingBy: unit)
        let isUp = rest > unit - rest || (rest == unit - rest && quotient & 1 == 1)
        let rounded = Int64(truncatingIfNeeded: (isUp ? quotient + 1 : quotient) &* unit)
        return x < 0 ? 0 &- rounded : rounded
      }
    }
    return try result.wrapped(to: numbers.dtype)
  }
}
