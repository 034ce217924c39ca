import CKernels
import Foundation
import Testing

/// The reductions against plain loops in double, on lengths around the kernels' blocks, unaligned starts and extreme values.
@Suite struct ReductionTests {
  static let lengths = [0, 1, 2, 15, 16, 17, 63, 64, 65, 127, 128, 129, 1000, 4096, 4099]
  static let kinds: [Numbers] = [.usual, .large, .withInfinities, .withNaN, .equal]

  enum Numbers: Sendable { case usual, large, withInfinities, withNaN, equal }

  struct Case: Sendable, CustomTestStringConvertible {
    let values: [Float]
    let offset: Int
    var testDescription: String { "\(values.count) at +\(offset)" }

    /// The kernel sees the values at an address that no vector is aligned to.
    func withPointer<T>(_ body: (UnsafePointer<Float>, Int64) -> T) -> T {
      let buffer = [Float](repeating: .nan, count: offset) + values + [.nan]
      return buffer.withUnsafeBufferPointer { body($0.baseAddress! + offset, Int64(values.count)) }
    }
  }

  static func cases(_ kinds: [Numbers]) -> [Case] {
    var generator = SystemRandomNumberGenerator()
    return lengths.flatMap { n in
      kinds.map { kind in
        var values = (0..<n).map { _ in Float.random(in: -8...8, using: &generator) }
        switch kind {
        case .usual: break
        case .large: values = values.map { $0 * 300 }
        case .equal: values = values.map { _ in -3.25 }
        case .withInfinities:
          for index in values.indices where index % 3 == 0 { values[index] = -.infinity }
        case .withNaN:
          if n > 0 { values[Int.random(in: 0..<n, using: &generator)] = .nan }
        }
        return Case(values: values, offset: Int.random(in: 0...15, using: &generator))
      }
    }
  }

  @Test(arguments: cases(kinds)) func theGreatest(_ c: Case) {
    let expected = c.values.reduce(-Float.infinity) { $1 > $0 ? $1 : $0 }
    #expect(c.withPointer(arr_max) == expected)
  }

  @Test(arguments: cases([.usual, .large, .withInfinities, .equal])) func statisticsOfARow(_ c: Case) {
    guard let target = c.values.randomElement() else { return }
    var s = arr_row_statistics(max: -.infinity, sum: 0, weighted: 0, target_logit: target, above: 0, not_finite: 0)
    c.withPointer { z, n in
      // In tiles of uneven widths.
      var start: Int64 = 0
      while start < n {
        let count = min(n - start, Int64.random(in: 1...1500))
        arr_row_statistics_add(&s, z + Int(start), count)
        start += count
      }
    }
    let top = c.values.max()!
    #expect(s.max == top)
    #expect(s.above == Int64(c.values.filter { $0 > target }.count))
    #expect(s.not_finite == 0)
    guard top > -.infinity else { return }
    let relative = c.values.map { Double($0) - Double(top) }
    let sum = relative.reduce(0) { $0 + exp($1) }
    let weighted = relative.filter { $0 > -.infinity }.reduce(0) { $0 + $1 * exp($1) }
    #expect(abs(Double(s.sum) - sum) <= 2e-6 * sum)
    #expect(abs(Double(s.weighted) - weighted) <= 4e-6 * max(1, abs(weighted)))
  }

  @Test func whatIsNotANumberIsCounted() {
    var values = [Float](repeating: 1, count: 200)
    values[3] = .nan
    values[70] = .infinity
    values[199] = .nan
    values[100] = -.infinity
    var s = arr_row_statistics(max: -.infinity, sum: 0, weighted: 0, target_logit: 0, above: 0, not_finite: 0)
    arr_row_statistics_add(&s, values, 200)
    #expect(s.not_finite == 3)
  }

  @Test(arguments: cases([.usual, .large, .withInfinities, .equal])) func softmax(_ c: Case) {
    var values = c.values
    values.withUnsafeMutableBufferPointer { if let base = $0.baseAddress { arr_softmax(base, Int64($0.count)) } }
    let top = c.values.max() ?? 0
    let powers = c.values.map { top == -.infinity ? 0 : exp(Double($0) - Double(top)) }
    let sum = powers.reduce(0, +)
    for (ours, power) in zip(values, powers) { #expect(abs(Double(ours) - (sum > 0 ? power / sum : 0)) <= 2e-6) }
  }

  @Test(arguments: cases([.usual])) func divergenceOfATile(_ c: Case) {
    guard let top = c.values.max() else { return }
    let other = c.values.map { _ in Float.random(in: -8...8) }
    let ours = c.withPointer { f, n in
      var exponentials = c.values
      arr_exp_minus(&exponentials, f, top, n)
      return arr_kl_tile(exponentials, f, other, n)
    }
    let expected = zip(c.values, other).reduce(0.0) { $0 + exp(Double($1.0) - Double(top)) * (Double($1.0) - Double($1.1)) }
    let size = zip(c.values, other).reduce(0.0) { $0 + exp(Double($1.0) - Double(top)) * abs(Double($1.0) - Double($1.1)) }
    #expect(abs(ours - expected) <= 4e-6 * max(size, 1e-3))
  }

  @Test(arguments: cases(kinds)) func theFirstGreater(_ c: Case) {
    for floor in [-Float.infinity, 0, 7.9, .infinity] {
      let expected = c.values.firstIndex { $0 > floor } ?? c.values.count
      #expect(c.withPointer { z, n in arr_find_greater(z, floor, n) } == Int64(expected))
    }
  }
}
