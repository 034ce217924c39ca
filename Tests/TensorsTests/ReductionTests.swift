import TestSupport
import Testing

@testable import Tensors

@Suite struct ReductionTests {
  static let named: [(String, Reduction)] = [
    ("sum", .sum), ("mean", .mean), ("product", .product), ("min", .min), ("max", .max), ("variance", .variance(correction: 0)),
    ("deviation", .deviation(correction: 0)),
  ]

  @Test func matchesNumPy() throws {
    let x = try input("x")
    for (name, reduction) in ReductionTests.named {
      try expect(x.reduced(reduction), equals: "\(name) all")
      for axes in [[0], [1], [2], [0, 2], [1, 2]] {
        try expect(x.reduced(reduction, axes: axes), equals: "\(name) \(axes)")
        try expect(x.reduced(reduction, axes: axes.map { $0 - 3 }), equals: "\(name) \(axes)")
        // A view of another layout.
        let view = try x.permuted([2, 0, 1]).copied().permuted([1, 2, 0])
        try expect(view.reduced(reduction, axes: axes), equals: "\(name) \(axes)")
      }
    }
    try expect(x.reduced(.variance(correction: 1), axes: [1]), equals: "variance 1 [1]")
    try expect(x.reduced(.norm(2), axes: [1]), equals: "norm [1]")
    try expect(x.reduced(.logSumExp, axes: [1]), equals: "logSumExp [1]")
    for axis in 0..<3 {
      try expect(x.extremePlace(largest: true, axis: axis), equals: "argmax \(axis)")
      try expect(x.extremePlace(largest: false, axis: axis), equals: "argmin \(axis)")
    }
  }

  @Test func integersAndBools() throws {
    try expect(comparison(.greater, .tensor(input("x")), .int(0)).sum(axes: [0]), equals: "sum bool")
    try expect(integers("i").sum(axes: [1]), equals: "sum i")
    #expect(try integers("i").mean().dtype == .float32)
    #expect(try integers("i").maximum().item() == .int(9))
    #expect(try Tensor([true, false]).reduced(.any).item() == .bool(true))
    #expect(try Tensor([true, false]).reduced(.all).item() == .bool(false))
    #expect(try Tensor([Int](), shape: [0]).reduced(.all).item() == .bool(true))
  }

  @Test func shapesAndNames() throws {
    let x = try input("x", axes: ["layer", "pos", "d_model"])
    #expect(try x.mean(axes: [1]).axes == ["layer", "d_model"])
    #expect(try x.mean(axes: [1], keepDims: true).shape == [2, 1, 4])
    #expect(try x.mean(axes: [1], keepDims: true).axes == x.axes)
    #expect(try x.resolve(axis: "pos") == 1)
    #expect(message { try x.resolve(axis: "head") } == "f32[2, 3, 4] has no axis `head`")
    #expect(message { try x.sum(axes: [3]) } == "axis 3 is out of range for f32[2, 3, 4]")
    #expect(message { try x.sum(axes: [1, -2]) } == "an axis is named twice in [1, 1]")
  }

  @Test func emptyAndNaN() throws {
    let empty = try Tensor.zeros([0, 3])
    #expect(try empty.sum().item() == .float(0))
    #expect(try empty.sum(axes: [0]).floats == [0, 0, 0])
    #expect(try empty.sum(axes: [1]).shape == [0])
    #expect(message { try empty.maximum() } == "the maximum of no elements is not defined (f32[0, 3])")
    #expect(message { try empty.extremePlace(largest: true) } == "argmax of no elements is not defined (f32[0, 3])")
    #expect(try empty.mean().floats[0].isNaN)
    let withNaN = try Tensor([Float(1), .nan, 3])
    #expect(try withNaN.maximum().floats[0].isNaN)
    #expect(try withNaN.extremePlace(largest: false).item() == .int(1))
    #expect(try withNaN.reduced(.logSumExp).floats[0].isNaN)
    #expect(try Tensor([-Float.infinity, -.infinity]).reduced(.logSumExp).floats == [-.infinity])
  }

  @Test func sumsAreAccurate() throws {
    // In float32 steps this would stop at 2²⁴.
    let ones = try Tensor.ones([20_000_000])
    #expect(try ones.sum().item() == .float(20_000_000))
  }

  @Test func summaries() throws {
    #expect(
      try input("special").summary()
        == TensorSummary(
          min: -1.5, mean: Double(Float(1e30)) / 5 + 0.3, max: Double(Float(1e30)), nanCount: 1, infinityCount: 2))
    #expect(try Tensor([3, -1]).summary() == TensorSummary(min: -1, mean: 1, max: 3))
    #expect(try Tensor.zeros([0]).summary() == TensorSummary())
  }
}

@Suite struct SoftmaxTests {
  @Test(arguments: 0..<3) func matchesNumPy(_ axis: Int) throws {
    let x = try input("x")
    try expect(x.softmax(axis: axis), equals: "softmax \(axis)")
    try expect(x.logSoftmax(axis: axis), equals: "logSoftmax \(axis)")
    try expect(x.cumulativeSum(axis: axis), equals: "cumsum \(axis)")
    #expect(try x.floats == input("x").floats)
  }

  @Test func edges() throws {
    let masked = try Tensor([-Float.infinity, -.infinity, 0, -.infinity], shape: [2, 2])
    // Nothing but −∞ is no distribution, as in PyTorch.
    for (result, second) in [(try masked.softmax().floats, [Float(1), 0]), (try masked.logSoftmax().floats, [0, -Float.infinity])] {
      #expect(result[0].isNaN && result[1].isNaN)
      #expect(Array(result[2...]) == second)
    }
    #expect(try Tensor([Float(1000), 1000]).softmax().floats == [0.5, 0.5])
    #expect(try Tensor([1, 2, 3]).cumulativeSum(axis: 0).integers == [1, 3, 6])
    #expect(try Tensor([1, 2, 3, 4], shape: [2, 2]).cumulativeSum(axis: 0).integers == [1, 2, 4, 6])
    let half = try input("x").cast(to: .bfloat16)
    #expect(try half.softmax(axis: 0).floats == half.cast(to: .float32).softmax(axis: 0).floats)
    #expect(try Tensor.zeros([0, 3]).softmax(axis: 0).shape == [0, 3])
  }
}

@Suite struct SortingTests {
  @Test(arguments: 0..<3) func matchesNumPy(_ axis: Int) throws {
    try expect(input("x").sorted(axis: axis), equals: "sort \(axis)")
    try expect(input("x").sortedPlaces(axis: axis), equals: "argsort \(axis)")
  }

  @Test func tiesAndNaN() throws {
    try expect(input("ties").sortedPlaces(), equals: "argsort ties")
    try expect(input("special").sortedPlaces(), equals: "argsort special")
    #expect(try Tensor([2, 1, 2]).sortedPlaces(descending: true).integers == [0, 2, 1])
    #expect(try input("ties").topK(4).indices.integers == [1, 2, 4, 3, 0, 1, 2, 3])
    #expect(try input("special").topK(2).indices.integers == [0, 1])
    #expect(try input("ties").topK(1, axis: 0).indices.integers == [1, 1, 1, 1, 1, 1])
    #expect(try Tensor([5, 7, 7]).topK(2).values.integers == [7, 7])
    #expect(try Tensor([5, 7, 6]).topK(2, largest: false).indices.integers == [0, 2])
    #expect(message { try Tensor([1]).topK(2) } == "the 2 best of axis 0 cannot be taken: it has 1 elements")
  }

  /// The quick selection against the full sort.
  @Test func selection() throws {
    var random = RandomStream(seed: 1)
    let x = try random.integers(0, 300, [4, 1000]).cast(to: .float32)
    for k in [1, 5, 100] {
      let (values, indices) = try x.topK(k)
      let order = try x.sortedPlaces(descending: true).sliced(axis: 1, stop: k)
      #expect(indices.integers == order.integers)
      #expect(try values.floats == x.gathered(order, axis: 1).floats)
    }
  }
}
