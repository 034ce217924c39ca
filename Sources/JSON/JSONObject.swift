/// The members of a JSON object in the order they were written. Keys are unique, and differ when their bytes differ.
///
/// Looking up a key takes constant time: beyond a handful of members a hash table holds their places.
public struct JSONObject: Sendable {
  /// The members in order.
  public private(set) var pairs: [(key: String, value: JSON)]
  /// Open addressing: place in `pairs` plus one, 0 where free; the size is a power of two, at least twice the count.
  /// Empty while the object is so small that looking along it is quicker.
  private var table: [Int32] = []

  private static let linearLimit = 8

  /// An object without members.
  public init() { pairs = [] }

  /// Members in the given order; of equal keys the last value wins, at the place of the first.
  public init(_ pairs: some Sequence<(String, JSON)>) {
    self.init(unchecked: pairs.map { (key: $0.0, value: $0.1) })
    _ = indexAndMerge()
  }

  /// Takes members whose keys nobody compared yet; `indexAndMerge` must follow.
  init(unchecked pairs: [(key: String, value: JSON)]) { self.pairs = pairs }

  /// The number of members.
  public var count: Int { pairs.count }
  /// True when there are no members.
  var isEmpty: Bool { pairs.isEmpty }
  /// The keys in order.
  public var keys: [String] { pairs.map(\.key) }
  /// The values in the order of their keys.
  var values: [JSON] { pairs.map(\.value) }

  /// The value of `key`. Setting nil removes the member (and takes linear time).
  public subscript(key: String) -> JSON? {
    get { place(of: key).map { pairs[$0].value } }
    set {
      switch (place(of: key), newValue) {
      case (let i?, let value?): pairs[i].value = value
      case (let i?, nil):
        pairs.remove(at: i)
        _ = indexAndMerge()
      case (nil, let value?): append(key, value)
      case (nil, nil): break
      }
    }
  }
}

// MARK: - The table

extension JSONObject {
  /// Where `key` stands in `pairs`.
  private func place(of key: String) -> Int? {
    if table.isEmpty { return pairs.firstIndex { sameBytes($0.key, key) } }
    let slot = slot(of: key)
    return table[slot] == 0 ? nil : Int(table[slot]) - 1
  }

  /// The slot that holds `key`, or the free one where it belongs.
  private func slot(of key: String) -> Int {
    let mask = table.count - 1
    var slot = hashOfBytes(key) & mask
    while table[slot] != 0, !sameBytes(pairs[Int(table[slot]) - 1].key, key) { slot = (slot + 1) & mask }
    return slot
  }

  private mutating func append(_ key: String, _ value: JSON) {
    pairs.append((key, value))
    if pairs.count * 2 > table.count, pairs.count > Self.linearLimit {
      _ = indexAndMerge()
    } else if !table.isEmpty {
      table[slot(of: key)] = Int32(truncatingIfNeeded: pairs.count)
    }
  }

  /// Builds the table anew and merges members of the same key. Answers the place, before merging, of the first repeated key.
  mutating func indexAndMerge() -> Int? {
    table = []
    if pairs.count <= Self.linearLimit { return mergeLinearly() }
    var size = 32
    while size < pairs.count * 2 { size *= 2 }
    table = [Int32](repeating: 0, count: size)
    var firstRepeated: Int?
    var kept = 0
    for i in pairs.indices {
      let slot = slot(of: pairs[i].key)
      if table[slot] != 0 {
        pairs[Int(table[slot]) - 1].value = pairs[i].value
        if firstRepeated == nil { firstRepeated = i }
        continue
      }
      if kept != i { pairs[kept] = pairs[i] }
      kept += 1
      table[slot] = Int32(truncatingIfNeeded: kept)
    }
    pairs.removeLast(pairs.count - kept)
    return firstRepeated
  }

  private mutating func mergeLinearly() -> Int? {
    var firstRepeated: Int?
    var i = 1
    var seen = 1
    while i < pairs.count {
      if let earlier = pairs[..<i].firstIndex(where: { sameBytes($0.key, pairs[i].key) }) {
        pairs[earlier].value = pairs.remove(at: i).value
        if firstRepeated == nil { firstRepeated = seen }
      } else {
        i += 1
      }
      seen += 1
    }
    return firstRepeated
  }
}

extension JSONObject: Equatable {
  /// Equal members; their order does not matter, as in JSON.
  public static func == (a: JSONObject, b: JSONObject) -> Bool {
    a.count == b.count && a.pairs.allSatisfy { b[$0.key] == .some($0.value) }
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  /// Members in the order of the literal; of equal keys the last value wins.
  public init(dictionaryLiteral elements: (String, JSON)...) { self.init(elements) }
}

/// FNV-1a, eight bits at a time, with the high half folded in because the table looks at low bits.
private func hashOfBytes(_ key: String) -> Int {
  var key = key
  let hash = key.withUTF8 { bytes in
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    return hash
  }
  return Int(truncatingIfNeeded: hash ^ (hash >> 32))
}
