/// A hash map that remembers the order of insertion. Keys are none, bools, numbers, strings and tuples of them, equal as
/// in Python (`1`, `1.0` and `true` are one key).
public struct ValueDictionary {
  struct Entry {
    /// Unset when the entry was removed.
    var key: Value
    var value: Value
    var hash: Int

    var isAlive: Bool { !key.isUnset }
  }

  private(set) var entries: [Entry] = []
  /// Open addressing: an index into `entries`, or -1. A removed entry stays in the table, dead, until the next rebuild.
  private var table: [Int32] = []
  public private(set) var count = 0

  public init() {}

  public var isEmpty: Bool { count == 0 }
  public var keys: [Value] { entries.lazy.filter(\.isAlive).map(\.key) }
  public var values: [Value] { entries.lazy.filter(\.isAlive).map(\.value) }
  public var pairs: [(key: Value, value: Value)] { entries.lazy.filter(\.isAlive).map { ($0.key, $0.value) } }

  public func value(for key: Value) throws -> Value? {
    guard let index = try position(of: key) else { return nil }
    return entries[index].value
  }

  public mutating func set(_ value: Value, for key: Value) throws {
    let hash = try key.hash()
    if let index = try position(of: key, hash: hash) {
      entries[index].value = value
      return
    }
    if (entries.count + 1) * 3 > table.count * 2 { try rebuild() }
    insertIndex(Int32(entries.count), hash: hash)
    entries.append(Entry(key: key, value: value, hash: hash))
    count += 1
  }

  @discardableResult
  public mutating func remove(_ key: Value) throws -> Value? {
    guard let index = try position(of: key) else { return nil }
    let value = entries[index].value
    entries[index].key = .unset
    entries[index].value = .none
    count -= 1
    if count == 0 { self = ValueDictionary() }
    return value
  }

  /// Entries by string key, for library code that builds or reads records.
  public subscript(text: String) -> Value? {
    get { try? value(for: .text(text)) }
    set {
      if let newValue { try? set(newValue, for: .text(text)) } else { _ = try? remove(.text(text)) }
    }
  }

  func position(of key: Value) throws -> Int? {
    if table.isEmpty {
      _ = try key.hash()
      return nil
    }
    return try position(of: key, hash: try key.hash())
  }

  /// The value of a key where it lies; nil also for what cannot be a key.
  func peek(_ key: Value) -> UnsafePointer<Value>? {
    guard let position = (try? position(of: key)) ?? nil else { return nil }
    // In an entry the value comes right after the key.
    return entries.withUnsafeBufferPointer { entries in
      entries.baseAddress.map { UnsafeRawPointer($0 + position).advanced(by: MemoryLayout<Value>.stride) }
    }?.assumingMemoryBound(to: Value.self)
  }

  /// The value at a position found by `position(of:)`, to change in place.
  mutating func withValue<R>(at position: Int, _ body: (inout Value) throws -> R) rethrows -> R {
    var value = Value.none
    swap(&value, &entries[position].value)
    defer { swap(&value, &entries[position].value) }
    return try body(&value)
  }

  private func position(of key: Value, hash: Int) throws -> Int? {
    // One loop for each frequent kind of key, without asking again and again what it is.
    switch key {
    case .int(let number):
      return try probe(hash) { if case .int(let other) = $0 { other == number } else { try $0.isEqual(to: key) } }
    case .string(let box):
      return probe(hash) { if case .string(let other) = $0 { other === box || sameText(other.text, box.text) } else { false } }
    default: return try probe(hash) { try $0.isEqual(to: key) }
    }
  }

  @inline(__always)
  private func probe(_ hash: Int, _ isKey: (Value) throws -> Bool) rethrows -> Int? {
    try table.withUnsafeBufferPointer { table in
      guard !table.isEmpty else { return nil }
      return try entries.withUnsafeBufferPointer { entries in
        let mask = table.count - 1
        var bucket = hash & mask
        while true {
          let index = Int(table[bucket])
          if index < 0 { return nil }
          if entries[index].hash == hash, entries[index].isAlive, try isKey(entries[index].key) { return index }
          bucket = (bucket + 1) & mask
        }
      }
    }
  }

  private mutating func insertIndex(_ index: Int32, hash: Int) {
    let mask = table.count - 1
    var bucket = hash & mask
    while table[bucket] >= 0 { bucket = (bucket + 1) & mask }
    table[bucket] = index
  }

  private mutating func rebuild() throws {
    if count < entries.count { entries.removeAll { !$0.isAlive } }
    guard entries.count < Int(Int32.max) / 4 else { throw ValueError("value", "a dict cannot hold more than 500 million keys") }
    try MemoryBudget.check(entries.count, of: 2 * MemoryLayout<Entry>.stride) { "a dict of more than \(entries.count) keys" }
    var size = 8
    while size < (entries.count + 1) * 3 { size *= 2 }
    table = [Int32](repeating: -1, count: size)
    for (index, entry) in entries.enumerated() { insertIndex(Int32(index), hash: entry.hash) }
  }
}

extension ValueDictionary: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral elements: (String, Value)...) {
    for (key, value) in elements { self[key] = value }
  }
}

extension ValueDictionary: Sequence {
  public func makeIterator() -> IndexingIterator<[(key: Value, value: Value)]> { pairs.makeIterator() }
}
