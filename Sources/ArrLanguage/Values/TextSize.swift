/// The least that the text of a value can be long, without making it: parts that occur many times over are looked at once.
///
/// A list in a list sixty times over (`a = [a, a]`) costs sixty boxes, and its text would never end.
struct TextSize {
  private var known: [ObjectIdentifier: Int] = [:]

  /// More parts, and deeper ones, count as one byte each: what is shared lies near the root of a value that is as large.
  private static let mostParts = 100_000
  private static let deepest = 1_000

  /// Bytes; `Int.max` for more than can be counted.
  static func least(of value: Value) -> Int {
    var sizes = TextSize()
    return sizes.size(of: value, depth: 0)
  }

  private mutating func size(of value: Value, depth: Int) -> Int {
    switch value {
    case .string(let box): return box.text.utf8.count
    case .list(let box): return size(of: box, depth) { box.items }
    case .tuple(let box): return size(of: box, depth) { box.items }
    case .dict(let box): return size(of: box, depth) { box.entries.values }
    default: return 1
    }
  }

  private mutating func size(of box: AnyObject, _ depth: Int, items: () -> [Value]) -> Int {
    if let size = known[ObjectIdentifier(box)] { return size }
    guard depth < Self.deepest, known.count < Self.mostParts else { return 1 }
    var sum = 2
    for item in items() {
      let (more, overflow) = sum.addingReportingOverflow(size(of: item, depth: depth + 1))
      sum = overflow ? .max : more
    }
    known[ObjectIdentifier(box)] = sum
    return sum
  }
}

extension Value {
  /// For texts that are long already.
  ///
  /// - Throws: `ValueError` when there is certainly no room for the whole text of the value.
  public func checkTextFits() throws {
    let size = TextSize.least(of: self)
    try MemoryBudget.check(size) { size == .max ? "the text of this value, which holds the same parts many times over," : "a text of at least \(size) bytes" }
  }
}
