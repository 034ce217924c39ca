import CKernels
import TestSupport
import Testing

@testable import Tensors

@Suite struct RandomTests {
  private func words(key: UInt64, first: UInt64, count: Int) -> [UInt32] {
    var words = [UInt32](repeating: 0, count: count)
    arr_philox(&words, key, first, Int64(count))
    return words
  }

  /// Random123's known answer for counter 0 and key 0; the others from an independent implementation in Python:
  ///
  ///     def philox(counter, key):  # lists of 4 and 2 words
  ///         for _ in range(10):
  ///             a, b = 0xD2511F53 * counter[0], 0xCD9E8D57 * counter[2]
  ///             counter = [b >> 32 ^ counter[1] ^ key[0], b & 2**32-1, a >> 32 ^ counter[3] ^ key[1], a & 2**32-1]
  ///             key = [(key[0] + 0x9E3779B9) % 2**32, (key[1] + 0xBB67AE85) % 2**32]
  ///         return counter
  @Test func knownAnswers() {
    #expect(words(key: 0, first: 0, count: 4) == [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8])
    #expect(words(key: 42, first: 4, count: 4) == [0xfcdb_2127, 0x53ba_6cfd, 0x838f_5a6e, 0x744e_06fb])
    #expect(words(key: 0x0123_4567_89ab_cdef, first: 4_000_000_000_000, count: 4) == [0x50b2_c3cd, 0xfc39_9946, 0xcf74_b9ec, 0x77d9_b87b])
    #expect(words(key: 42, first: 6, count: 1) == [0x838f_5a6e])
  }

  @Test func oneStreamHoweverItIsDrawn() throws {
    let saved = Threads.count
    defer { Threads.count = saved }
    Threads.count = 1
    var one = RandomStream(seed: 3)
    let whole = try one.normal([50_001])
    Threads.count = 2
    var two = RandomStream(seed: 3)
    #expect(try two.normal([50_001]).floats == whole.floats)
    var parts = RandomStream(seed: 3)
    let first = try parts.normal([7]).floats
    let rest = try parts.normal([50_001 - 7]).floats
    #expect(first + rest == whole.floats)
    #expect(one.position == parts.position)
    #expect(try one.uniform([5]).floats == parts.uniform([5]).floats)
  }

  @Test func moments() throws {
    var random = RandomStream(seed: 0)
    let normal = try random.normal([400_000], mean: 1, deviation: 2)
    #expect(try abs(normal.mean().item().double - 1) < 0.02)
    #expect(try abs(normal.reduced(.deviation(correction: 0)).item().double - 2) < 0.02)
    let uniform = try random.uniform([400_000])
    #expect(try uniform.minimum().item().double >= 0 && uniform.maximum().item().double < 1)
    #expect(try abs(uniform.mean().item().double - 0.5) < 0.005)
  }

  @Test func integerRanges() throws {
    var random = RandomStream(seed: 9)
    let dice = try random.integers(1, 7, [60_000])
    for face in 1...6 { #expect(abs(dice.integers.filter { $0 == face }.count - 10_000) < 500) }
    #expect(try random.integers(5, 6, [3]).integers == [5, 5, 5])
    let wide = try random.integers(.min, .max, [1000]).integers
    #expect(wide.contains { $0 < 0 } && wide.contains { $0 > 0 })
    // A range just above half of all words, where a quarter of them must be replaced.
    let position = random.position
    _ = try random.integers(0, .max, [10])
    #expect(random.position == position + 20)
    #expect(message { try random.integers(3, 3, [1]) } == "there is no integer from 3 up to but without 3")
  }

  @Test func weights() throws {
    let wide = try Tensor.uninitialized([300, 40])
    try RandomStream.fillNormal(wide, key: 11, deviation: 0.02)
    let narrow = try Tensor.uninitialized([300, 40], .bfloat16)
    try RandomStream.fillNormal(narrow, key: 11, deviation: 0.02)
    #expect(try narrow.floats == wide.cast(to: .bfloat16).floats)
    #expect(try abs(wide.reduced(.deviation(correction: 0)).item().double - 0.02) < 0.001)
    #expect(message { try RandomStream.fillNormal(wide.reversedAxes, key: 1, deviation: 1) }.hasPrefix("random weights need"))
  }
}

@Suite struct ThreadTests {
  @Test func rangesCoverEverything() throws {
    for (count, grain) in [(0, 1), (1, 1), (1000, 7), (1000, 1000), (5, 0)] {
      let seen = UnsafeMutablePointer<Int32>.allocate(capacity: max(count, 1))
      seen.initialize(repeating: 0, count: max(count, 1))
      try parallelRanges(count, grain: grain) { range in for i in range { seen[i] += 1 } }
      #expect((0..<count).allSatisfy { seen[$0] == 1 })
      seen.deallocate()
    }
  }
}
