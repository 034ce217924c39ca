import JSON

/// The merges of a BPE model: a pair of ids to its rank (0 merges first) and to the id that it becomes.
struct MergeTable: Sendable {
  /// Open addressing: left id << 32 | right id, all ones where free. The count is a power of two.
  private var pairs: [UInt64]
  /// Beside `pairs`.
  private var ranks: [UInt32]
  /// Rank → id of the merged token.
  private var results: [UInt32] = []

  private static let free = UInt64.max

  /// - Parameter json: the list of `"left right"` or `["left", "right"]`, best first.
  init(_ json: JSON?, vocabulary: Vocabulary, prefixLength: Int) throws {
    guard let list = json?.arrayValue else { throw TokenizerError("the BPE model has no “merges” array") }
    var size = 16
    while size < list.count * 2 { size *= 2 }
    pairs = [UInt64](repeating: Self.free, count: size)
    ranks = [UInt32](repeating: 0, count: size)
    results.reserveCapacity(list.count)
    // One buffer for all: hundreds of thousands of merges are read while somebody waits.
    var bytes: [UInt8] = []
    for entry in list {
      if let line = entry.stringValue, line.hasPrefix("#version") { continue }
      guard let middle = Self.read(entry, into: &bytes) else {
        throw TokenizerError("merge \(results.count) must be two tokens, found \(entry.text())")
      }
      func id(_ token: UnsafeBufferPointer<UInt8>) throws -> Int {
        if let id = vocabulary.id(of: token) { return id }
        let name = String(decoding: token, as: UTF8.self)
        throw TokenizerError("merge \(results.count), \(entry.text()), needs the token “\(name)”, which the vocabulary lacks")
      }
      let pair = try bytes.withUnsafeBufferPointer {
        Self.key(try id(UnsafeBufferPointer(rebasing: $0[..<middle])), try id(UnsafeBufferPointer(rebasing: $0[middle...])))
      }
      if prefixLength > 0 { bytes.removeSubrange(middle..<min(middle + prefixLength, bytes.count)) }
      let slot = slot(of: pair)
      pairs[slot] = pair
      ranks[slot] = UInt32(results.count)
      results.append(UInt32(try bytes.withUnsafeBufferPointer { try id($0) }))
    }
  }

  /// Replaces `bytes` by the two tokens of a merge and answers where the second begins.
  private static func read(_ entry: JSON, into bytes: inout [UInt8]) -> Int? {
    bytes.removeAll(keepingCapacity: true)
    if var line = entry.stringValue {
      return line.withUTF8 { line in
        guard let space = line.firstIndex(of: 0x20), line.lastIndex(of: 0x20) == space else { return nil }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: line[..<space]))
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: line[(space + 1)...]))
        return space
      }
    }
    guard let parts = entry.arrayValue, parts.count == 2, let left = parts[0].stringValue, let right = parts[1].stringValue else {
      return nil
    }
    bytes.append(contentsOf: left.utf8)
    bytes.append(contentsOf: right.utf8)
    return left.utf8.count
  }

  @inline(__always)
  private static func key(_ left: Int, _ right: Int) -> UInt64 {
    UInt64(truncatingIfNeeded: left) << 32 | UInt64(truncatingIfNeeded: right)
  }

  @inline(__always)
  private func slot(of pair: UInt64) -> Int {
    let mask = pairs.count - 1
    var slot = Int(truncatingIfNeeded: (pair &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
    while pairs[slot] != pair, pairs[slot] != Self.free { slot = (slot + 1) & mask }
    return slot
  }

  @inline(__always)
  private func rank(_ left: Int, _ right: Int) -> UInt32? {
    let slot = slot(of: Self.key(left, right))
    return pairs[slot] == Self.free ? nil : ranks[slot]
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
      if let rank = rank(ids[left], ids[right]) { heap.push(UInt64(rank) << 32 | UInt64(left)) }
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
      guard ids[left] >= 0, right < ids.count, let rank = rank(ids[left], ids[right]), results[Int(rank)] == result else { continue }
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
