import JSON

/// The merges of a BPE model: a pair of ids to its rank (0 merges first) and to the id that it becomes.
struct MergeTable: Sendable {
  private struct Slot {
    /// Left id << 32 | right id.
    var pair: UInt64
    var rank: UInt32
    /// The id of the merged token.
    var result: UInt32

    static let free = Slot(pair: .max, rank: 0, result: 0)
    var isFree: Bool { pair == .max }
  }

  /// Open addressing. The count is a power of two, and never are all in use.
  private var slots: [Slot]
  /// Rank → id of the merged token.
  private var results: [UInt32]

  /// Reads the array that is next, of `"left right"` or `["left", "right"]`, best first.
  /// - Parameter prefixLength: so many bytes at the start of the right token are left out of the merged one.
  init(_ reader: inout JSONReader, vocabulary: Vocabulary, prefixLength: Int) throws {
    var merges: [(pair: UInt64, result: UInt32)] = []
    let tokens = MergeReader(prefixLength: prefixLength)
    try vocabulary.withSearch { id in
      var goesOn = try reader.enterArray()
      while goesOn {
        if try tokens.read(&reader, number: merges.count) {
          guard let left = id(tokens.left), let right = id(tokens.right), let result = id(tokens.merged) else {
            throw tokens.error(number: merges.count) { id($0) == nil }
          }
          merges.append((Self.key(left, right), UInt32(result)))
        }
        goesOn = try reader.nextElement()
      }
    }
    var size = 16
    while size * 3 < merges.count * 4 { size *= 2 }
    slots = [Slot](repeating: .free, count: size)
    results = merges.map(\.result)
    for (rank, merge) in merges.enumerated() {
      let slot = slot(of: merge.pair)
      slots[slot] = Slot(pair: merge.pair, rank: UInt32(rank), result: merge.result)
    }
  }

  @inline(__always)
  private static func key(_ left: Int, _ right: Int) -> UInt64 {
    UInt64(truncatingIfNeeded: left) << 32 | UInt64(truncatingIfNeeded: right)
  }

  /// The slot of `pair`, or the free one where it belongs.
  @inline(__always)
  private func slot(of pair: UInt64) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: (pair &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
    while slots[slot].pair != pair, !slots[slot].isFree { slot = (slot + 1) & mask }
    return slot
  }

  @inline(__always)
  private func merge(_ left: Int, _ right: Int) -> Slot? {
    let slot = slots[slot(of: Self.key(left, right))]
    return slot.isFree ? nil : slot
  }
}

extension MergeTable {
  /// The ids after all merges: always the best rank first, of equals the leftmost.
  ///
  /// O(n log n): a linked list of symbols, and a heap of the pairs that may merge. A pair in the heap may have gone since;
  /// it then is skipped when its turn comes.
  func applied(to symbols: [Int]) -> [Int] {
    guard symbols.count > 1, !results.isEmpty, !TokenizerStop.isRequested() else { return symbols }
    var stop = StopCheck()
    var ids = symbols
    var next: [Int] = []
    var previous: [Int] = []
    next.reserveCapacity(symbols.count)
    previous.reserveCapacity(symbols.count)
    for i in symbols.indices {
      if stop.isDue() { return [] }
      next.append(i + 1)
      previous.append(i - 1)
    }
    var heap = PairHeap()
    func consider(_ left: Int, _ right: Int) {
      if let merge = merge(ids[left], ids[right]) { heap.push(UInt64(merge.rank) << 32 | UInt64(left)) }
    }
    for i in 1..<ids.count {
      if stop.isDue() { return [] }
      consider(i - 1, i)
    }
    while let candidate = heap.pop() {
      if stop.isDue() { return [] }
      let left = Int(candidate & 0xFFFF_FFFF)
      let right = next[left]
      let result = results[Int(candidate >> 32)]
      guard ids[left] >= 0, right < ids.count, let merge = merge(ids[left], ids[right]), merge.result == result else { continue }
      ids[left] = Int(result)
      ids[right] = -1
      next[left] = next[right]
      if next[left] < ids.count {
        previous[next[left]] = left
        consider(left, next[left])
      }
      if previous[left] >= 0 { consider(previous[left], left) }
    }
    return ids.filter { $0 >= 0 }
  }
}

/// A binary heap with the least element on top.
private struct PairHeap {
  private var elements: [UInt64] = []

  mutating func push(_ element: UInt64) {
    var i = elements.count
    elements.append(element)
    while i > 0 {
      let parent = (i - 1) / 2
      guard elements[parent] > element else { break }
      elements[i] = elements[parent]
      i = parent
    }
    elements[i] = element
  }

  mutating func pop() -> UInt64? {
    guard let top = elements.first, let last = elements.popLast() else { return nil }
    if elements.isEmpty { return top }
    var i = 0
    while true {
      var child = 2 * i + 1
      guard child < elements.count else { break }
      if child + 1 < elements.count, elements[child + 1] < elements[child] { child += 1 }
      guard elements[child] < last else { break }
      elements[i] = elements[child]
      i = child
    }
    elements[i] = last
    return top
  }
}
