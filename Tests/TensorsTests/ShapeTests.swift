import TestSupport
import Testing

@testable import Tensors

@Suite struct IndexingTests {
  @Test func matchesNumPy() throws {
    let x = try Tensor.arange(48).reshaped([2, 3, 4, 2])
    try numPySubscripts { indices, shape, values, checksum in
      let chosen = try x[indices]
      #expect(chosen.shape == shape, "\(indices)")
      #expect(chosen.integers == values, "\(indices)")
      var changed = x
      try changed.set(indices, to: Tensor.scalar(-1))
      #expect(changed.integers.enumerated().reduce(0) { $0 + $1.offset * $1.element } == checksum, "\(indices)")
    }
    #expect(x.integers == Array(0..<48))
  }

  @Test func assignment() throws {
    var x = try Tensor.arange(6).reshaped([2, 3]).cast(to: .float32)
    let before = x
    try x.set([.index(0)], to: Tensor([10, 20, 30]))
    #expect(x.floats == [10, 20, 30, 3, 4, 5])
    #expect(before.floats == [0, 1, 2, 3, 4, 5])
    try x.set([.ellipsis, .indices(Tensor([2, 0]))], to: Tensor([1, 2], shape: [1, 2]))
    #expect(x.floats == [2, 20, 1, 2, 4, 1])
    // From itself, shifted: as if copied first.
    try x.set([.index(1), .slice(1, nil, nil)], to: x[[.index(1), .slice(nil, -1, nil)]])
    #expect(x.floats == [2, 20, 1, 2, 2, 4])
    #expect(message { try x.set([.index(0)], to: Tensor([1, 2])) } == "i64[2] does not fit the place of shape [3]")
    var expanded = try Tensor([Float(1)]).expanded(to: [3])
    try expanded.set([.index(1)], to: Tensor.scalar(5.0))
    #expect(expanded.floats == [1, 5, 1])
  }

  @Test func errors() throws {
    let x = try Tensor.zeros([2, 3], axes: ["layer", "pos"])
    #expect(message { try x[[.index(2)]] } == "index 2 is out of range for axis 0 (`layer`) with size 2")
    #expect(message { try x[[.index(.min)]] } == "index \(Int.min) is out of range for axis 0 (`layer`) with size 2")
    #expect(message { try x[[.ellipsis, .indices(Tensor([0, -4]))]] } == "index -4 is out of range for axis 1 (`pos`) with size 3")
    #expect(message { try x[[.mask(Tensor([true]))]] } == "the mask bool[1] does not fit axis 0 (`layer`) with size 2")
    #expect(message { try x[[.index(0), .index(0), .index(0)]] } == "3 subscripts are too many for f32[2, 3], which has 2 axes")
    #expect(message { try x[[.slice(nil, nil, 0)]] } == "the step of a slice cannot be 0")
    #expect(message { try x[[.ellipsis, .ellipsis]] } == "`...` can stand only once in a subscript")
    #expect(message { try x[[.indices(Tensor([Float(1)]))]] } == "a subscript must be of integers or bools, not f32[1]")
    #expect(try x[[.slice(.min, .max, .max)]].shape == [1, 3])
    #expect(try x[[.slice(.max, .min, -.max)]].shape == [1, 3])
  }

  @Test func names() throws {
    let x = try Tensor.zeros([2, 3, 4], axes: ["layer", "pos", "d_model"])
    #expect(try x[[.index(0)]].axes == ["pos", "d_model"])
    #expect(try x[[.newAxis, .ellipsis, .slice(nil, 2, nil)]].axes == ["", "layer", "pos", "d_model"])
    #expect(try x[[.slice(nil, nil, nil), .indices(Tensor([0, 2]))]].axes == ["layer", "pos", "d_model"])
    #expect(try x[[.slice(nil, nil, nil), .mask(Tensor([true, false, true]))]].axes == ["layer", "pos", "d_model"])
    #expect(try x[[.index(1), .slice(nil, nil, nil), .indices(Tensor([0, 2]))]].axes == ["d_model", "pos"])
  }

  @Test func viewsShareStorage() throws {
    let x = try Tensor.zeros([4, 4])
    #expect(try x[[.slice(1, 3, nil), .index(2)]].storage === x.storage)
    #expect(try x.reshaped([2, 2, 4]).storage === x.storage)
    #expect(try x.transposed().reshaped([16]).storage !== x.storage)
  }
}

@Suite struct ViewTests {
  @Test func reshaping() throws {
    let x = try Tensor.arange(24).reshaped([2, -1, 4])
    #expect(x.shape == [2, 3, 4])
    #expect(try x.permuted([2, 0, 1]).reshaped([4, 6]).integers.prefix(7) == [0, 4, 8, 12, 16, 20, 1])
    // Splitting and joining within a view keeps it a view.
    let part = try x.sliced(axis: 1, start: 1)
    #expect(try part.reshaped([2, 8]).storage === x.storage)
    #expect(try part.reshaped([2, 8]).integers == Array(4..<12) + Array(16..<24))
    #expect(try part.reshaped([2, 2, 2, 2]).integers == part.integers)
    #expect(try x.reshaped([0, 5].map { $0 == 0 ? 1 : 24 }).shape == [1, 24])
    #expect(message { try x.reshaped([5, -1]) } == "the 24 elements of i64[2, 3, 4] do not fill the shape [5, -1]")
    #expect(message { try x.reshaped([-1, -1]) } == "only one size can be -1 in [-1, -1]")
    #expect(message { try x.reshaped([-2, -12]) } == "a size cannot be negative: [-2, -12]")
    #expect(message { try x.reshaped([.max, .max]) } == "the shape [\(Int.max), \(Int.max)] is too large")
    #expect(try Tensor.zeros([0, 3]).reshaped([3, 0]).shape == [3, 0])
    #expect(message { try Tensor.zeros([0, 3]).reshaped([-1, 0]) } == "the 0 elements of f32[0, 3] do not fill the shape [-1, 0]")
  }

  @Test func reshapingKeepsOuterNames() throws {
    let x = try Tensor.zeros([2, 3, 4], axes: ["batch", "pos", "d_model"])
    #expect(try x.reshaped([2, 3, 2, 2]).axes == ["batch", "pos", "", ""])
    #expect(try x.reshaped([6, 4]).axes == ["", "d_model"])
    #expect(try x.flattened().axes == [])
    #expect(try x.reshaped([2, 1, 3, 4]).axes == ["batch", "", "pos", "d_model"])
  }

  @Test func others() throws {
    let x = try Tensor.arange(6).reshaped([2, 1, 3])
    #expect(try x.squeezed().shape == [2, 3])
    #expect(message { try x.squeezed([0]) } == "axis 0 has 2 elements; only an axis of size 1 can be squeezed")
    #expect(try x.expanded(to: [4, 2, 2, 3]).selecting(axis: 0, index: 3).selecting(axis: 1, index: 1).integers == Array(0..<6))
    #expect(message { try x.expanded(to: [2, 2, 2]) } == "i64[2, 1, 3] cannot be broadcast to [2, 2, 2]")
    #expect(try x.flattened(from: 1).shape == [2, 3])
    #expect(x.reversedAxes.shape == [3, 1, 2])
    #expect(message { try x.permuted([0, 1, 1]) } == "the order [0, 1, 1] must name each of the 3 axes of i64[2, 1, 3] once")
  }

  @Test func joining() throws {
    let x = try input("x")
    try expect(Tensor.concatenate([x, x.sliced(axis: 1, stop: 2)], axis: 1), equals: "concatenate 1")
    try expect(Tensor.stack([x, x + 1], axis: 1), equals: "stack 1")
    let y = try input("y")
    try expect(Tensor.select(comparison(.greater, .tensor(x), .tensor(y)), .tensor(x), .tensor(y)), equals: "where")
    try expect(x.gathered(Tensor([2, 0, -1, 1, 0, 0, 1, 2], shape: [2, 1, 4]), axis: 1), equals: "gather 1")
    try expect(x.taking(Tensor([2, 0, 1, -1], shape: [2, 2]), axis: 1), equals: "take 1")
    #expect(
      message { try Tensor.concatenate([x, y]) } == "f32[2, 3, 4] and f32[3, 1] cannot be concatenated along axis 0")
    #expect(message { try Tensor.stack([]) } == "there is nothing to stack")
  }

  @Test func creation() throws {
    let x = try input("x")
    try expect(x.lowerTriangle(offset: 1), equals: "tril")
    try expect(x.upperTriangle(offset: -1), equals: "triu")
    try expect(x.selecting(axis: 0, index: 0).diagonal(offset: 1), equals: "diag")
    try expect(Tensor([1, 2, 3]).diagonal(offset: -1), equals: "diag matrix")
    try expect(Tensor.linspace(-1, 2, count: 7), equals: "linspace")
    try expect(Tensor.arange(0, 1, step: 0.3), equals: "arange f")
    try expect(Tensor.outer(x[[.index(0), .index(0)]], input("y")), equals: "outer")
    #expect(try Tensor.arange(5, 0, step: -2).integers == [5, 3, 1])
    #expect(message { try Tensor.arange(0, 1, step: 0) } == "the step of arange cannot be 0")
    #expect(message { try Tensor.arange(.min, .max) } == "arange from \(Int.min) to \(Int.max) is too large")
    #expect(message { try Tensor.arange(0, .infinity, step: 1) } == "arange from 0.0 to inf by 1.0 has no end")
    #expect(message { try Tensor.linspace(0, 1, count: -1) } == "a size cannot be negative: [-1]")
    #expect(message { try Tensor.zeros([1 << 50]) }.hasPrefix("a tensor of 4.5 PB does not fit"))
    #expect(message { try Tensor.zeros([0, 1 << 40, 1 << 40]) }.hasSuffix("is too large"))
    #expect(try Tensor.eye(2, 3, offset: 1).floats == [0, 1, 0, 0, 0, 1])
    #expect(try Tensor.eye(2, offset: .min).floats == [0, 0, 0, 0])
    #expect(message { try Tensor.full([2], .nan, .int32) } == "nan does not fit in i32, which holds -2147483648 to 2147483647")
    #expect(message { try Tensor.full([2], 1 << 31, .int32) } == "2147483648 at [0] does not fit in i32, which holds -2147483648 to 2147483647")
    #expect(try Tensor.full([], 2, .bool).item() == .bool(true))
  }
}

@Suite struct ConversionTests {
  @Test func throughEveryType() throws {
    let values = try Tensor([Float(0), 1, -2, 100.5, -0.0])
    for type in DType.allCases {
      for other in DType.allCases where !(type == .bool || other == .bool) {
        let direct = try values.cast(to: type)
        let through = try direct.cast(to: other)
        let truncated = type.isInteger || other.isInteger
        #expect(through.floats == [0, 1, -2, truncated ? 100 : 100.5, 0], "\(type) to \(other)")
        #expect(direct.dtype == type)
      }
      #expect(try values.cast(to: .bool).integers == [0, 1, 1, 1, 0])
    }
  }

  @Test func whatDoesNotFit() throws {
    let wild = try Tensor([Float.nan, .infinity, -.infinity, 1e30, 2_147_483_648, -2_147_483_648])
    for (place, text) in ["nan", "inf", "-inf", "1e+30", "2147483648"].enumerated() {
      let tail = try wild.sliced(axis: 0, start: place)
      #expect(message { try tail.cast(to: .int32) } == "\(text) at [0] does not fit in i32, which holds -2147483648 to 2147483647")
    }
    #expect(try wild.sliced(axis: 0, start: 5).cast(to: .int32).integers == [-2_147_483_648])
    #expect(try wild.sliced(axis: 0, start: 4).integers == [2_147_483_648, -2_147_483_648])
    #expect(message { try wild.cast(to: .int64) } == "nan at [0] does not fit in i64, which holds \(Int64.min) to \(Int64.max)")
    let late = try Tensor.concatenate([.zeros([2, 5000]), .full([1, 5000], 0x1p63)])
    #expect(message { try late.cast(to: .int64) }.hasPrefix("\(Float(0x1p63)) at [2, 0] does not fit in i64"))
    #expect(message { try Tensor([1, 1 << 40]).cast(to: .int32) }.hasPrefix("1099511627776 at [1] does not fit in i32"))
    // Results of integer arithmetic wrap at their size, as in NumPy.
    let largest = try Tensor([Int(Int32.max)]).cast(to: .int32)
    #expect(try arithmetic(.add, .tensor(largest), .int(1)).integers == [Int(Int32.min)])
    #expect(try einsum("i,i->", [largest, largest]).integers == [1])
    #expect(try wild.cast(to: .bool).integers == [1, 1, 1, 1, 1, 1])
    #expect(try Tensor([Float(70_000), 65_519]).cast(to: .float16).floats == [.infinity, 65_504])
    // Ties go to even.
    #expect(try Tensor([Float(1 + 0x1p-8), 1 + 3 * 0x1p-8]).cast(to: .bfloat16).floats == [1, 1 + 4 * 0x1p-8])
  }

  @Test func uniqueness() throws {
    var a = try Tensor([1, 2, 3])
    let b = a
    try a.makeUnique()
    #expect(a.storage !== b.storage)
    let own = ObjectIdentifier(a.storage)
    try a.makeUnique()
    #expect(ObjectIdentifier(a.storage) == own)
  }

  /// Views of one number that would fill more than any machine's memory.
  @Test func elementsWithoutRoom() throws {
    let huge = try Tensor([Float(1)]).expanded(to: [1 << 50])
    #expect(throws: TensorError.self) { try huge.floatElements() }
    #expect(throws: TensorError.self) { try huge.integerElements() }
    #expect(throws: TensorError.self) { try huge.doubles() }
    let ints = try Tensor([1]).expanded(to: [1 << 50])
    #expect(throws: TensorError.self) { try ints.integerElements() }
    #expect(try Tensor([1, 2]).floatElements() == [1, 2])
  }
}
