import TestSupport
import Testing

@testable import Tensors

@Suite struct ProductTests {
  @Test func matchesNumPy() throws {
    let (x, m, b) = (try input("x"), try input("m"), try input("b"))
    let v = try x[[.index(0), .index(0)]]
    try expect(matmul(x, m), equals: "x @ m")
    try expect(matmul(x, b), equals: "x @ b")
    try expect(matmul(v, m), equals: "v @ m")
    try expect(matmul(x, v), equals: "x @ v")
    try expect(matmul(v, v), equals: "v @ v")
    try expect(matmul(m.reversedAxes, x.selecting(axis: 0, index: 0).reversedAxes), equals: "m.T @ x.T")
    try expect(matmul(x.sliced(axis: 2, step: 2), m.sliced(axis: 0, step: 2)), equals: "every other")
    let turned = try x.sliced(axis: 1, step: -1).sliced(axis: 2, step: -1)
    try expect(matmul(turned, m.sliced(axis: 0, step: -1).sliced(axis: 1, step: -1)), equals: "reversed")
    let integers = try matmul(Tensor([1, 2, 3, 4], shape: [2, 2]), Tensor([5, 6, 7, 8], shape: [2, 2]))
    try expect(integers, equals: "integers")
    #expect(integers.dtype == .int64)
  }

  /// Weights as checkpoints store them, in every layout and type, against sums in double.
  @Test(arguments: [DType.float32, .bfloat16, .float16]) func storedWeights(_ type: DType) throws {
    var random = RandomStream(seed: 5)
    for (m, k, n) in [(1, 70, 1100), (3, 64, 700), (5, 1, 1), (2, 600, 3), (1, 1, 5), (20, 300, 150), (1030, 33, 40)] {
      let x = try random.normal([m, k])
      let stored = try random.normal([n, k]).cast(to: type)
      let expected = naive(x, stored.reversedAxes)
      #expect(try matmul(x, stored.reversedAxes).allClose(to: expected, relative: 1e-4, absolute: 1e-4))
      #expect(try matmul(x, stored.reversedAxes.copied()).allClose(to: expected, relative: 1e-4, absolute: 1e-4))
      let padded = try Tensor.concatenate([stored, stored], axis: 1).sliced(axis: 1, stop: k)
      #expect(try matmul(x, padded.reversedAxes).allClose(to: expected, relative: 1e-4, absolute: 1e-4))
      #expect(try matmul(x, padded.reversedAxes).dtype == .float32)
    }
  }

  private func naive(_ x: Tensor, _ w: Tensor) -> Tensor {
    let (a, b) = (x.floats, w.floats)
    let (m, k, n) = (x.shape[0], x.shape[1], w.shape[1])
    var y = [Float](repeating: 0, count: m * n)
    for i in 0..<m {
      for j in 0..<n { y[i * n + j] = Float((0..<k).reduce(0.0) { $0 + Double(a[i * k + $1]) * Double(b[$1 * n + j]) }) }
    }
    return (try? Tensor(y, shape: [m, n])) ?? x
  }

  @Test func emptySizes() throws {
    #expect(try matmul(Tensor.zeros([2, 0]), Tensor.zeros([0, 3])).floats == [0, 0, 0, 0, 0, 0])
    #expect(try matmul(Tensor.zeros([0, 2]), Tensor.zeros([2, 3])).shape == [0, 3])
    #expect(try matmul(Tensor.zeros([0, 4, 2]), Tensor.zeros([2, 3])).shape == [0, 4, 3])
    #expect(try matmul(Tensor.zeros([5, 0, 2]), Tensor.zeros([5, 2, 3])).shape == [5, 0, 3])
  }

  @Test func namesAndErrors() throws {
    let resid = try Tensor.zeros([9, 8], axes: ["pos", "d_model"])
    let unembed = try Tensor.zeros([8, 20], axes: ["d_model", "vocab"])
    #expect(try matmul(resid, unembed).axes == ["pos", "vocab"])
    #expect(try matmul(resid[[.index(0)]], unembed).axes == ["vocab"])
    do {
      _ = try matmul(resid, unembed.reversedAxes)
      Issue.record("no error")
    } catch let error as TensorError {
      #expect(error.message == "shapes do not match for `@`: [9, 8] and [20, 8]")
      #expect(error.notes.last == "inner sizes are 8 and 20")
      #expect(error.help == ["transpose the right side: `.T`"])
    }
    #expect(message { try matmul(resid, Tensor.scalar(1.0)) } == "`@` needs tensors with axes, not f32[9, 8] and f32[]")
    #expect(
      message { try matmul(Tensor.zeros([2, 3, 4]), Tensor.zeros([3, 4, 5])) } == "shapes do not match for `@`: [2, 3, 4] and [3, 4, 5]")
  }
}
