import TestSupport
import Testing

@testable import Tensors

/// In processes of their own: whether a stop was asked for is known to the whole process.
@Suite struct InterruptionTests {
  @Test func whatIsStoppedThrows() async {
    await #expect(processExitsWith: .success) {
      let long = try Tensor.ones([2_000_000])
      let matrix = try Tensor.ones([3000, 3000])
      var stream = RandomStream(seed: 1)
      Interruption.isRequested = { true }
      let works: [(String, () throws -> Any)] = [
        ("exp", { try long.applying(.exp) }), ("sum", { try long.sum() }), ("cumsum", { try long.cumulativeSum() }),
        ("softmax", { try long.softmax() }), ("sort", { try long.sorted() }), ("top", { try long.topK(3) }),
        ("quantile", { try long.quantiles([0.5]) }), ("add", { try long + long }), ("cast", { try long.cast(to: .int64) }),
        ("product", { try matmul(matrix, matrix) }), ("zeros", { try Tensor.zeros([2_000_000]) }),
        ("normal", { try stream.normal([2_000_000]) }), ("gather", { try long[[.indices(Tensor([0, 1]))]] }),
      ]
      for (name, work) in works {
        #expect(throws: InterruptedError.self, "\(name)") { _ = try work() }
      }
      // What was not drawn is drawn next.
      Interruption.isRequested = { false }
      var other = RandomStream(seed: 1)
      #expect(try stream.normal([8]).floats == other.normal([8]).floats)
    }
  }

  @Test func settingElementsIsWholeOrNot() async {
    await #expect(processExitsWith: .success) {
      var asked = 0
      var x = try Tensor.zeros([1_000_000])
      let ones = try Tensor.ones([1_000_000])
      // However late the stop comes, either all elements are set or none.
      for patience in [0, 1, 2, 3, 5, 8, 13] {
        asked = 0
        Interruption.isRequested = {
          asked += 1
          return asked > patience
        }
        Threads.count = 1
        let isSet = (try? x.set([.slice(nil, nil, nil)], to: ones)) != nil
        Interruption.isRequested = { false }
        #expect(try x.sum().item().double == (isSet ? 1_000_000 : 0))
        x = try Tensor.zeros([1_000_000])
      }
    }
  }

  @Test func longRowsAreSortedAsShortOnes() throws {
    // Deterministic numbers with ties, both zeros, infinities and NaN.
    var state: UInt32 = 7
    let values: [Float] = (0..<5000).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      switch state >> 28 {
      case 0: return .nan
      case 1: return -0.0
      case 2: return 0
      case 3: return state & 1 == 0 ? .infinity : -.infinity
      default: return Float(Int32(bitPattern: state) >> 18)
      }
    }
    func isLess(_ a: Float, _ b: Float) -> Bool { a < b || (b.isNaN && !a.isNaN) }
    let ascending = values.indices.sorted { isLess(values[$0], values[$1]) || (!isLess(values[$1], values[$0]) && $0 < $1) }
    let descending = values.indices.sorted { isLess(values[$1], values[$0]) || (!isLess(values[$0], values[$1]) && $0 < $1) }
    let x = try Tensor(values)
    #expect(try x.sortedPlaces().integers == ascending)
    #expect(try x.sortedPlaces(descending: true).integers == descending)
    let wide = values.enumerated().map { $1.isFinite ? Int($1) &* 1_000_003 &* ($0 & 1 == 0 ? 1 : -1) : ($1 == .infinity ? .max : .min) }
    let order = wide.indices.sorted { wide[$0] != wide[$1] ? wide[$0] < wide[$1] : $0 < $1 }
    #expect(try Tensor(wide).sortedPlaces().integers == order)
    let numbers = values.filter { !$0.isNaN }.sorted()
    #expect(try x.quantiles([0, 0.5, 1], skipNaN: true).map { try $0.item().double } == [
      Double(numbers[0]), (Double(numbers[(numbers.count - 1) / 2]) + Double(numbers[numbers.count / 2])) / 2, Double(numbers[numbers.count - 1]),
    ])
  }

  @Test func aProductInPartsIsTheProduct() throws {
    var stream = RandomStream(seed: 3)
    // Large enough for parts along both axes, and with sizes that no tile divides.
    let (a, b) = (try stream.integers(-3, 4, [1301, 1100]).cast(to: .float32), try stream.integers(-3, 4, [1100, 1207]).cast(to: .float32))
    // Sums of small integers are exact. Slices of the left side make products of one part.
    let slices = try stride(from: 0, to: 1301, by: 100).map { try a.sliced(axis: 0, start: $0, stop: min($0 + 100, 1301), step: 1) }
    let exact = try Tensor.concatenate(slices.map { try matmul($0, b) }, axis: 0)
    #expect(try comparison(.equal, .tensor(matmul(a, b)), .tensor(exact)).reduced(.all).item() == .bool(true))
    let half = try b.cast(to: .bfloat16)
    #expect(try comparison(.equal, .tensor(matmul(a, half)), .tensor(exact)).reduced(.all).item() == .bool(true))
    var covered = [Int](repeating: 0, count: 70 * 90)
    try forEachProductPart(rows: 70, columns: 90, inner: 10_000_000) { rows, columns in
      for row in rows { for column in columns { covered[row * 90 + column] += 1 } }
    }
    #expect(covered.allSatisfy { $0 == 1 })
  }
}
