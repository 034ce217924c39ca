import Tensors
import Testing

/// bf16 and f16 store numbers; what is computed from them is what f32 gives for the same numbers.
@Suite struct StorageTypeTests {
  static let narrow: [DType] = [.bfloat16, .float16]

  /// The same numbers, stored narrow and as f32.
  private func pair(_ type: DType, seed: Int, _ shape: [Int] = [5, 7]) throws -> (narrow: Tensor, wide: Tensor) {
    var random = RandomStream(seed: seed)
    let stored = try random.normal(shape).cast(to: type)
    return (stored, try stored.cast(to: .float32))
  }

  private func expectSame(_ a: Tensor, _ b: Tensor, _ what: String) {
    #expect(a.dtype == .float32, "\(what)")
    let same = zip(a.floats, b.floats).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) }
    #expect(a.shape == b.shape && same, "\(what)")
  }

  @Test(arguments: narrow) func operators(_ type: DType) throws {
    let (a, x) = try pair(type, seed: 1)
    let (b, y) = try pair(type, seed: 2)
    for operation in Arithmetic.allCases {
      expectSame(try arithmetic(operation, .tensor(a), .tensor(b)), try arithmetic(operation, .tensor(x), .tensor(y)), operation.rawValue)
      expectSame(try arithmetic(operation, .tensor(a), .float(0.1)), try arithmetic(operation, .tensor(x), .float(0.1)), "\(operation.rawValue) 0.1")
      expectSame(try arithmetic(operation, .int(3), .tensor(b)), try arithmetic(operation, .int(3), .tensor(y)), "3 \(operation.rawValue)")
      let whole = try Tensor([Int](repeating: 4097, count: 7))
      expectSame(try arithmetic(operation, .tensor(a), .tensor(whole)), try arithmetic(operation, .tensor(x), .tensor(whole)), "\(operation.rawValue) ints")
    }
    for function in PairFunction.allCases {
      expectSame(try combined(function, .tensor(a), .tensor(b)), try combined(function, .tensor(x), .tensor(y)), function.rawValue)
      expectSame(try combined(function, .tensor(a), .float(0.1)), try combined(function, .tensor(x), .float(0.1)), function.rawValue)
    }
  }

  @Test(arguments: narrow) func functions(_ type: DType) throws {
    let (a, x) = try pair(type, seed: 3)
    for function in ElementFunction.allCases {
      expectSame(try a.applying(function), try x.applying(function), function.rawValue)
    }
    expectSame(try a.clipped(low: -0.1, high: 0.1), try x.clipped(low: -0.1, high: 0.1), "clip")
    expectSame(try a.rounded(toDigits: 1), try x.rounded(toDigits: 1), "round")
    expectSame(try a.softmax(), try x.softmax(), "softmax")
    expectSame(try a.logSoftmax(axis: 0), try x.logSoftmax(axis: 0), "log_softmax")
    expectSame(try a.cumulativeSum(axis: 1), try x.cumulativeSum(axis: 1), "cumsum")
    expectSame(try a.cumulativeProduct(axis: 0), try x.cumulativeProduct(axis: 0), "cumprod")
    expectSame(try a.differences(), try x.differences(), "diff")
    expectSame(try (a / 0).replacingNonFinite(), try (x / 0).replacingNonFinite(), "nan_to_num")
  }

  @Test(arguments: narrow) func reductions(_ type: DType) throws {
    let (a, x) = try pair(type, seed: 4, [40, 30])
    let all: [Reduction] = [.sum, .mean, .product, .min, .max, .logSumExp, .variance(correction: 0), .deviation(correction: 1), .norm(2), .norm(1)]
    for reduction in all {
      expectSame(try a.reduced(reduction), try x.reduced(reduction), "\(reduction)")
      expectSame(try a.reduced(reduction, axes: [0]), try x.reduced(reduction, axes: [0]), "\(reduction) along 0")
      expectSame(try a.reducedSkippingNaN(reduction), try x.reducedSkippingNaN(reduction), "nan \(reduction)")
    }
    for (ours, theirs) in zip(try a.quantiles([0.1, 0.5]), try x.quantiles([0.1, 0.5])) { expectSame(ours, theirs, "quantile") }
    for norm in [MatrixNorm.nuclear, .singularValue(greatest: true), .columnSum(greatest: true), .rowSum(greatest: false), .elements] {
      expectSame(try a.matrixNorm(norm), try x.matrixNorm(norm), "\(norm)")
    }
  }

  /// The paths differ in the order of their sums, so against sums in double.
  @Test(arguments: narrow) func products(_ type: DType) throws {
    let (a, _) = try pair(type, seed: 5, [20, 50])
    let (b, _) = try pair(type, seed: 6, [50, 30])
    let (p, q) = (a.floats, b.floats)
    let exact = (0..<600).map { place -> Double in
      let (row, column) = place.quotientAndRemainder(dividingBy: 30)
      var sum = 0.0
      for k in 0..<50 { sum += Double(p[row * 50 + k]) * Double(q[k * 30 + column]) }
      return sum
    }
    for (what, product) in [("matmul", try matmul(a, b)), ("einsum", try einsum("ij,jk->ik", [a, b]))] {
      #expect(product.dtype == .float32, "\(what)")
      let worst = zip(product.floats, exact).map { abs(Double($0) - $1) }.max() ?? .infinity
      #expect(worst < 1e-5, "\(what)")
    }
    let square = try a.sliced(axis: 1, stop: 20)
    for exponent in [0, 1, 2] { #expect(try square.matrixPower(exponent).dtype == .float32) }
  }

  @Test(arguments: narrow) func otherwiseTheTypeStays(_ type: DType) throws {
    let (a, x) = try pair(type, seed: 7)
    let (b, _) = try pair(type, seed: 8)
    let sure = try comparison(.greater, .tensor(a), .float(0.1))
    #expect(try sure.cast(to: .int64).integers == comparison(.greater, .tensor(x), .float(0.1)).cast(to: .int64).integers)
    #expect(try Tensor.concatenate([a, b]).dtype == type)
    #expect(try Tensor.select(sure, .tensor(a), .tensor(b)).dtype == type)
    #expect(try a.reversedAxes.copied().dtype == type)
    // What does not fit into 16 bits widens the whole.
    #expect(try Tensor.select(sure, .tensor(a), .float(0.1)).floats == Tensor.select(sure, .tensor(x), .float(0.1)).floats)
    #expect(try Tensor.concatenate([a.flattened(), Tensor([16_777_215])]).floats.last == 16_777_215)
    #expect(try Tensor.concatenate([a, x]).dtype == .float32)
  }
}
