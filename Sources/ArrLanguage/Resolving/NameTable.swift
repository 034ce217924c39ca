/// What is known of a few names, in the order they came. Most functions have a handful: comparing them one by one takes a
/// fraction of the time of hashing. Many are found through a dictionary.
struct NameTable<Entry> {
  private(set) var names: [String] = []
  private var entries: [Entry] = []
  /// Places by name, once there are many.
  private var places: [String: Int] = [:]

  private static var few: Int { 12 }

  init() {}

  private func place(of name: String) -> Int? {
    names.count <= Self.few ? names.firstIndex(of: name) : places[name]
  }

  func contains(_ name: String) -> Bool { place(of: name) != nil }

  subscript(name: String) -> Entry? { place(of: name).map { entries[$0] } }

  /// Whether the name is new; the entry of one that is known stays.
  @discardableResult
  mutating func insert(_ name: String, _ entry: Entry) -> Bool {
    guard place(of: name) == nil else { return false }
    names.append(name)
    entries.append(entry)
    if names.count == Self.few + 1 {
      for (place, name) in names.enumerated() { places[name] = place }
    } else if names.count > Self.few {
      places[name] = names.count - 1
    }
    return true
  }
}

/// Names without anything else, in the order they came.
typealias NameSet = NameTable<Void>

extension NameTable<Void> {
  @discardableResult
  mutating func insert(_ name: String) -> Bool { insert(name, ()) }
}
