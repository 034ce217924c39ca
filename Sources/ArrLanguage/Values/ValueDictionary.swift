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

  /// Shared by copies until one of them changes; nil while there is nothing.
  private var storage: DictionaryStorage?
  /// The storage's table: looking a key up there counts no references.
  private var table: UnsafeMutablePointer<DictionaryTable>?

  /// No entries; takes no memory before the first.
  public init() {}

  /// The number of entries.
  public var count: Int { table?.pointee.count ?? 0 }
  /// True when there are no entries.
  public var isEmpty: Bool { count == 0 }
  /// The keys in the order of insertion, copied.
  public var keys: [Value] { alive { $0.key } }
  /// The values in the order of insertion, copied.
  public var values: [Value] { alive { $0.value } }
  /// The entries in the order of insertion, copied.
  public var pairs: [(key: Value, value: Value)] { alive { ($0.key, $0.value) } }

  private func alive<T>(_ part: (Entry) -> T) -> [T] {
    var parts: [T] = []
    parts.reserveCapacity(count)
    forEachEntry { parts.append(part($0)) }
    return parts
  }

  /// Every entry in the order of insertion.
  func forEachEntry(_ body: (Entry) throws -> Void) rethrows {
    guard let storage else { return }
    try withExtendedLifetime(storage) {
      let (entries, used) = (storage.table.pointee.entries, storage.table.pointee.used)
      for place in 0..<used where entries[place].isAlive { try body(entries[place]) }
    }
  }

  /// The value of a key; nil when it is not there. Throws `ValueError` for a value that cannot be a key.
  public func value(for key: Value) throws -> Value? {
    guard let position = try position(of: key), let storage else { return nil }
    return withExtendedLifetime(storage) { storage.table.pointee.entries[position].value }
  }

  /// Adds an entry at the end, or replaces the value of one that is there. Throws `ValueError` for a value that cannot be a key.
  public mutating func set(_ value: Value, for key: Value) throws {
    let hash = try key.hash()
    let table = unshared()
    let known: Int?
    if case .string(let box) = key {
      let position = table.pointee.position(of: box, hash: hash)
      known = position < 0 ? nil : position
    } else {
      known = try table.pointee.position(of: key, hash: hash)
    }
    if let known {
      table.pointee.entries[known].value = value
      return
    }
    let entry = Entry(key: key, value: value, hash: hash)
    if table.pointee.used < table.pointee.capacity { return table.pointee.add(entry) }
    let larger = try table.pointee.grown()
    larger.table.pointee.add(entry)
    (storage, self.table) = (larger, larger.table)
  }

  /// Removes an entry; the result is its value, nil when there is none. Throws `ValueError` for a value that cannot be a key.
  @discardableResult
  public mutating func remove(_ key: Value) throws -> Value? {
    guard let position = try position(of: key) else { return nil }
    let table = unshared()
    let value = table.pointee.remove(at: position)
    if table.pointee.count == 0 { self = ValueDictionary() }
    return value
  }

  /// Entries by string key, for library code that builds or reads records.
  public subscript(text: String) -> Value? {
    get { try? value(for: .text(text)) }
    set {
      if let newValue { try? set(newValue, for: .text(text)) } else { _ = try? remove(.text(text)) }
    }
  }

  /// Frees so many entries from the end of a dict that is given up; false when that would be all, or others have the table too.
  mutating func discardLast(_ most: Int) -> Bool {
    guard isKnownUniquelyReferenced(&storage), let table, table.pointee.used > most else { return false }
    table.pointee.discardLast(most)
    return true
  }

  func position(of key: Value) throws -> Int? {
    let hash = try key.hash()
    return try table?.pointee.position(of: key, hash: hash)
  }

  /// The entries where they lie, as long as the dict is held and does not change.
  @inline(__always)
  var peeking: Peeking { Peeking(table: table) }

  /// The same to change values, when nobody else has the entries; nil otherwise.
  @inline(__always)
  mutating func changing() -> Peeking? { isKnownUniquelyReferenced(&storage) ? peeking : nil }

  /// A look at the entries that holds nothing: a lookup through the dict itself counts two references.
  struct Peeking {
    fileprivate let table: UnsafeMutablePointer<DictionaryTable>?

    /// The value of a key; nil also for what cannot be a key.
    @inline(__always)
    func value(of key: Value) -> UnsafeMutablePointer<Value>? {
      guard let table, let hash = try? key.hash(), let position = (try? table.pointee.position(of: key, hash: hash)) ?? nil else {
        return nil
      }
      return table.pointee.value(at: position)
    }

    /// The same for a text, by the shortest way.
    @inline(__always)
    func value(ofText key: StringBox) -> UnsafeMutablePointer<Value>? {
      guard let table else { return nil }
      let position = table.pointee.position(of: key, hash: key.hash)
      return position < 0 ? nil : table.pointee.value(at: position)
    }
  }

  /// The value at a position found by `position(of:)`, to change in place.
  mutating func withValue<R>(at position: Int, _ body: (inout Value) throws -> R) rethrows -> R {
    let entry = unshared().pointee.entries + position
    var value = Value.none
    swap(&value, &entry.pointee.value)
    defer { swap(&value, &entry.pointee.value) }
    return try body(&value)
  }

  /// The table, or one of our own with the same positions when others have it too.
  @inline(__always)
  private mutating func unshared() -> UnsafeMutablePointer<DictionaryTable> {
    if isKnownUniquelyReferenced(&storage), let table { return table }
    let copy = table.map { $0.pointee.copy() } ?? DictionaryStorage(DictionaryTable(size: 8))
    (storage, table) = (copy, copy.table)
    return copy.table
  }
}

/// Owns a table.
private final class DictionaryStorage {
  let table: UnsafeMutablePointer<DictionaryTable>

  init(_ content: DictionaryTable) {
    table = .allocate(capacity: 1)
    table.initialize(to: content)
  }

  deinit {
    table.pointee.deallocate()
    table.deallocate()
  }
}

/// Entries in their order and where they are, as plain data.
private struct DictionaryTable {
  typealias Entry = ValueDictionary.Entry

  let entries: UnsafeMutablePointer<Entry>
  /// How many entries there is room for: two thirds of the buckets.
  let capacity: Int
  /// Open addressing: an index into `entries`, or -1. A removed entry stays there, dead, until the table grows.
  private let buckets: UnsafeMutablePointer<Int32>
  private let mask: Int
  /// Entries, with those that were removed.
  private(set) var used = 0
  private(set) var count = 0

  /// `size`: the number of buckets, a power of two.
  init(size: Int) {
    mask = size - 1
    capacity = size * 2 / 3
    entries = .allocate(capacity: capacity)
    buckets = .allocate(capacity: size)
    buckets.initialize(repeating: -1, count: size)
  }

  /// Of a table that nobody looks anything up in any more.
  mutating func discardLast(_ most: Int) {
    used -= most
    (entries + used).deinitialize(count: most)
  }

  func deallocate() {
    entries.deinitialize(count: used)
    entries.deallocate()
    buckets.deallocate()
  }

  /// Where the value of an entry lies: right after the key.
  @inline(__always)
  func value(at position: Int) -> UnsafeMutablePointer<Value> {
    UnsafeMutableRawPointer(entries + position).advanced(by: MemoryLayout<Value>.stride).assumingMemoryBound(to: Value.self)
  }

  @inline(__always)
  func position(of key: Value, hash: Int) throws -> Int? {
    // One loop for each frequent kind of key, without asking again and again what it is.
    let position: Int
    switch key {
    case .string(let box): position = self.position(of: box, hash: hash)
    case .int(let number): position = try self.position(of: number, hash: hash)
    default: position = try probe(hash) { try $0.isEqual(to: key) }
    }
    return position < 0 ? nil : position
  }

  private func position(of number: Int, hash: Int) throws -> Int {
    try probe(hash) { if case .int(let other) = $0 { other == number } else { try $0.isEqual(to: .int(number)) } }
  }

  /// The same text is found without counting a reference: a value's first word is what it holds.
  fileprivate func position(of box: StringBox, hash: Int) -> Int {
    let same = Unmanaged.passUnretained(box).toOpaque()
    var way = Way(hash, mask)
    while true {
      let index = Int(buckets[way.bucket])
      if index < 0 { return -1 }
      let entry = entries + index
      // Before the hash, which often lies in another cache line.
      if UnsafeRawPointer(entry).load(as: UnsafeMutableRawPointer.self) == same, entry.pointee.key.isString { return index }
      if entry.pointee.hash == hash, holds(box, at: index) { return index }
      way.goOn(mask)
    }
  }

  /// Whether a key is a text like this one.
  @inline(never)
  private func holds(_ box: StringBox, at index: Int) -> Bool {
    guard case .string(let other) = entries[index].key else { return false }
    return sameText(other.text, box.text)
  }

  /// The index of the entry, or -1.
  @inline(__always)
  private func probe(_ hash: Int, _ isKey: (Value) throws -> Bool) rethrows -> Int {
    var way = Way(hash, mask)
    while true {
      let index = Int(buckets[way.bucket])
      if index < 0 { return -1 }
      if entries[index].hash == hash, entries[index].isAlive, try isKey(entries[index].key) { return index }
      way.goOn(mask)
    }
  }

  /// The buckets that are tried for a hash one after the other: numbers are their own hashes, so that numbers in a row lie
  /// in a row; the high bits come in where the low ones collide.
  private struct Way {
    var bucket: Int
    private var rest: UInt

    @inline(__always)
    init(_ hash: Int, _ mask: Int) {
      bucket = hash & mask
      rest = UInt(bitPattern: hash)
    }

    @inline(__always)
    mutating func goOn(_ mask: Int) {
      rest >>= 5
      bucket = (bucket &* 5 &+ 1 &+ Int(truncatingIfNeeded: rest)) & mask
    }
  }

  /// Adds an entry with a new key, where there is room.
  mutating func add(_ entry: Entry) {
    (entries + used).initialize(to: entry)
    var way = Way(entry.hash, mask)
    while buckets[way.bucket] >= 0 { way.goOn(mask) }
    buckets[way.bucket] = Int32(truncatingIfNeeded: used)
    used += 1
    count += 1
  }

  mutating func remove(at position: Int) -> Value {
    var value = Value.none
    swap(&value, &entries[position].value)
    entries[position].key = .unset
    count -= 1
    return value
  }

  func copy() -> DictionaryStorage {
    var copy = DictionaryTable(size: mask + 1)
    copy.entries.initialize(from: entries, count: used)
    copy.buckets.update(from: buckets, count: mask + 1)
    (copy.used, copy.count) = (used, count)
    return DictionaryStorage(copy)
  }

  /// A table with more room that takes the entries over; the removed ones stay behind.
  mutating func grown() throws -> DictionaryStorage {
    guard count < Int(Int32.max) / 4 else { throw ValueError("value", "a dict cannot hold more than 500 million keys") }
    let (size, count) = (mask + 1, count)
    try MemoryBudget.check(count, of: 2 * MemoryLayout<Entry>.stride) { "a dict of more than \(count) keys" }
    var larger = DictionaryTable(size: count > capacity / 2 ? 2 * size : size)
    for place in 0..<used {
      let entry = (entries + place).move()
      if entry.isAlive { larger.add(entry) }
    }
    (used, self.count) = (0, 0)
    return DictionaryStorage(larger)
  }
}

extension ValueDictionary: ExpressibleByDictionaryLiteral {
  /// Entries by string key, in the order of the literal; of equal keys the last value wins.
  public init(dictionaryLiteral elements: (String, Value)...) {
    for (key, value) in elements { self[key] = value }
  }
}

extension ValueDictionary: Sequence {
  /// Goes over a copy of the entries in the order of insertion.
  public func makeIterator() -> IndexingIterator<[(key: Value, value: Value)]> { pairs.makeIterator() }
}
