import Testing

@testable import ArrLibrary

/// Against Swift's own sort, which compares: with the place as the second key its order is the only stable one.
@Suite struct RadixSortTests {
  private func stable<Key>(_ keys: [Key], _ precedes: (Key, Key) -> Bool) -> [Int] {
    keys.indices.sorted { precedes(keys[$0], keys[$1]) || (!precedes(keys[$1], keys[$0]) && $0 < $1) }
  }

  @Test(arguments: [0, 1, 2, 100, 127, 128, 129, 1_000, 20_000])
  func intsAreInStableOrder(count: Int) throws {
    var random = SystemRandomNumberGenerator()
    for range in [0...1, -5...5, 0...255, -1_000...70_000, Int.min...Int.max, Int.max - 3...Int.max, Int.min...Int.min + 300] {
      let keys = (0..<count).map { _ in Int.random(in: range, using: &random) }
      #expect(try RadixSort.places(of: keys.map { RadixSort.key($0) }) == stable(keys, <))
      #expect(try RadixSort.places(of: keys.map { ~RadixSort.key($0) }) == stable(keys, >))
    }
  }

  @Test(arguments: [1, 100, 1_000])
  func floatsAreInStableOrderWithNaNLast(count: Int) throws {
    let special: [Double] = [.nan, -.nan, .infinity, -.infinity, 0, -0.0, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, 1e300, -1e300]
    let keys = (0..<count).map { $0 % 3 == 0 ? special[$0 / 3 % special.count] : Double.random(in: -1e6...1e6) }
    func precedes(_ a: Double, _ b: Double) -> Bool { a < b || (b.isNaN && !a.isNaN) }
    #expect(try RadixSort.places(of: keys.map { RadixSort.key($0) }) == stable(keys, precedes))
    #expect(try RadixSort.places(of: keys.map { ~RadixSort.key($0) }) == stable(keys) { precedes($1, $0) })
  }

  @Test func whatIsInOrderStays() throws {
    #expect(try RadixSort.places(of: [UInt](repeating: 7, count: 500)) == Array(0..<500))
    #expect(try RadixSort.places(of: (0..<500).map { RadixSort.key($0 / 3) }) == Array(0..<500))
    #expect(try RadixSort.places(of: (0..<500).map { RadixSort.key(-$0) }) == (0..<500).reversed())
  }
}
