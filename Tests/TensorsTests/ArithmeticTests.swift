import TestSupport
import Testing

@testable import Tensors

@Suite struct ArithmeticTests {
  @Test(arguments: [Arithmetic.add, .subtract, .multiply, .divide, .floorDivide, .remainder])
  func matchesNumPy(_ operation: Arithmetic) throws {
    let (x, y) = (try input("x"), try input("y"))
    try expect(arithmetic(operation, .tensor(x), .tensor(y)), equals: "x \(operation) y")
    let (i, j) = (try integers("i"), try integers("j"))
    let result = try arithmetic(operation, .tensor(i), .tensor(j))
    try expect(result, equals: "i \(operation) j")
    #expect(result.dtype == (operation == .divide ? .float32 : .int64))
  }

  @Test func powers() throws {
    let (x, y) = (try input("x").applying(.abs), try input("y"))
    try expect(arithmetic(.power, .tensor(x), .tensor(y)), equals: "|x| power y")
    let (i, j) = (try integers("i"), try integers("j").applying(.abs))
    try expect(arithmetic(.power, .tensor(i), .tensor(j)), equals: "i power |j|")
    #expect(message { try arithmetic(.power, .tensor(i), .int(-1)) } == "integers cannot be raised to negative powers")
    #expect(try arithmetic(.power, .tensor(Tensor([Float(-3)])), .int(2)).floats == [9])
  }

  @Test func promotion() throws {
    let types: [DType] = [.bool, .int32, .int64, .float32]
    for (a, lower) in types.enumerated() {
      for higher in types[a...] {
        #expect(DType.promote(lower, higher) == higher)
        #expect(DType.promote(higher, lower) == higher)
      }
    }
    #expect(DType.promote(.float16, .bfloat16) == .float32)
    #expect(DType.promote(.int64, .float16) == .float32)
    #expect(DType.promote(.bfloat16, .bfloat16) == .bfloat16)
    let half = try Tensor([Float(1)]).cast(to: .bfloat16)
    #expect(try arithmetic(.multiply, .tensor(half), .float(0.1)).floats == [0.1])
    #expect(try arithmetic(.multiply, .tensor(Tensor([1])), .float(0.5)).floats == [0.5])
    let small = try Tensor([1]).cast(to: .int32)
    #expect(try arithmetic(.add, .tensor(small), .int(1)).dtype == .int32)
    #expect(try arithmetic(.add, .tensor(small), .int(1 << 40)).integers == [1 + 1 << 40])
  }

  @Test func boolsStayMasks() throws {
    let (a, b) = (try Tensor([true, true, false]), try Tensor([true, false, false]))
    #expect(try (a + b).dtype == .bool)
    #expect(try (a + b).integers == [1, 1, 0])
    #expect(try (a * b).integers == [1, 0, 0])
    #expect(message { try a - b } == "`-` of two bool tensors is not defined")
    #expect(try arithmetic(.add, .tensor(a), .int(1)).integers == [2, 2, 1])
  }

  @Test func integersNeverTrap() throws {
    let extremes = try Tensor([Int.min, Int.max])
    #expect(try arithmetic(.floorDivide, .tensor(extremes), .int(-1)).integers == [Int.min, -Int.max])
    #expect(try arithmetic(.remainder, .tensor(extremes), .int(-1)).integers == [0, 0])
    #expect(try (extremes + extremes).integers == [0, -2])
    #expect(try extremes.applying(.negate).integers == [Int.min, -Int.max])
    #expect(try extremes.applying(.abs).integers == [Int.min, Int.max])
    #expect(message { try arithmetic(.remainder, .tensor(extremes), .int(0)) } == "division by zero in `%` of integers")
    #expect(try arithmetic(.divide, .tensor(extremes), .int(0)).floats == [-.infinity, .infinity])
  }

  @Test func mismatchNamesBothShapes() throws {
    let (a, b) = (try Tensor.zeros([2, 3]), try Tensor.zeros([2, 4]))
    #expect(message { try a + b } == "shapes do not match for `+`: [2, 3] and [2, 4]")
  }

  @Test func namesSurvive() throws {
    let a = try Tensor.zeros([2, 3], axes: ["pos", "d_model"])
    #expect(try (a + a).axes == ["pos", "d_model"])
    #expect(try (a + 1).axes == ["pos", "d_model"])
    #expect(try (a + Tensor.zeros([3], axes: ["neuron"])).axes == ["pos", ""])
    #expect(try (a.sum(axes: [1], keepDims: true) * a).axes == ["pos", "d_model"])
    #expect(try Tensor.zeros([5, 1, 1]) .axes == [])
    #expect(try (Tensor.zeros([5, 1, 1]) + a).axes == ["", "pos", "d_model"])
  }

  @Test func largeTensorsInPieces() throws {
    let n = 200_003
    let x = try Tensor.arange(n).cast(to: .float32)
    let twice = try x + x
    #expect(try (twice - x * 2).applying(.abs).maximum().item() == .float(0))
    let square = try x.reshaped([1, n]).expanded(to: [3, n])
    #expect(try (square + x).selecting(axis: 0, index: 2).allClose(to: twice))
    let view = try Tensor.arange(n * 2).sliced(axis: 0, step: 2).applying(.negate)
    #expect(try view.selecting(axis: 0, index: n - 1).item() == .int(-2 * (n - 1)))
  }
}

@Suite struct ComparisonTests {
  @Test(arguments: Comparison.allCases) func matchesNumPy(_ operation: Comparison) throws {
    let (i, j, special) = (try integers("i"), try integers("j"), try input("special"))
    try expect(comparison(operation, .tensor(i), .tensor(j)), equals: "i \(operation) j")
    let result = try comparison(operation, .tensor(special), .tensor(special))
    try expect(result, equals: "special \(operation) special")
    #expect(result.dtype == .bool)
  }

  @Test func closeness() throws {
    let a = try Tensor([Float(1), .infinity, .nan, 1e-9])
    let b = try Tensor([Float(1.000001), .infinity, .nan, 0])
    #expect(try a.isClose(to: b).integers == [1, 1, 0, 1])
    #expect(try a.allClose(to: b, nanEqual: true))
    #expect(try !a.allClose(to: b))
    #expect(try logical(.xor, .tensor(Tensor([0, 2, 3])), .tensor(Tensor([1, 1, 0]))).integers == [1, 0, 1])
  }
}

@Suite struct ElementwiseTests {
  @Test(arguments: [ElementFunction.negate, .abs, .sign, .floor, .ceil, .round, .exp, .log, .sqrt, .tanh])
  func specialValues(_ function: ElementFunction) throws {
    try expect(input("special").applying(function), equals: "\(function) special")
  }

  @Test(arguments: [ElementFunction.sin, .cos, .exp, .tanh, .sigmoid]) func ordinaryValues(_ function: ElementFunction) throws {
    try expect(input("x").applying(function), equals: "\(function) x")
  }

  @Test(arguments: [ElementTest.isNaN, .isInfinite, .isFinite]) func questions(_ test: ElementTest) throws {
    try expect(input("special").testing(test), equals: "\(test.rawValue) special")
  }

  @Test func typesAndViews() throws {
    #expect(try Tensor([4, 9]).applying(.sqrt).floats == [2, 3])
    #expect(try Tensor([-4, 9]).applying(.relu).integers == [0, 9])
    let stored = try Tensor([Float(1), 2]).cast(to: .bfloat16)
    #expect(try stored.applying(.exp).floats == Tensor([Float(1), 2]).applying(.exp).floats)
    let x = try input("x")
    #expect(try x.reversedAxes.applying(.exp).floats == x.applying(.exp).reversedAxes.floats)
    #expect(try Tensor([0, 3]).testing(.not).integers == [1, 0])
    try expect(x.clipped(low: -1, high: 0.5), equals: "clip")
    #expect(try Tensor([1, 5, 9]).clipped(low: 2, high: 6).integers == [2, 5, 6])
    #expect(try Tensor([1, 5]).clipped(high: 2.5).floats == [1, 2.5])
    // The upper bound has the last word, as in NumPy.
    #expect(try x.clipped(low: 2, high: 1).floats.allSatisfy { $0 == 1 })
    #expect(try Tensor([1, 5, 9]).clipped(low: 6, high: 4).integers == [4, 4, 4])
    #expect(try Tensor([1, 5, 1 << 60 | 1]).clipped(low: .int(2), high: .int(1 << 60 | 1)).integers == [2, 5, 1 << 60 | 1])
  }
}
