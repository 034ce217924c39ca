import ArrLanguage

extension Library {
  /// Order: `sorted`, `min`, `max`.
  static func installSelections(in interpreter: Interpreter) {
    interpreter.function(
      "sorted", "sequences", [.init("iterable", .iterable, "the items")] + sortParameters, result: "list",
      "A list of the items in ascending order; equal ones keep their order.",
      example: "sorted([\"pear\", \"fig\", \"apple\"], by=word => len(word))"
    ) { arguments, vm in .list(of: try sorted(try vm.items(of: arguments[0]), arguments, vm)) }

    for (name, wanted, prose) in [("max", Ordering.greater, "The greatest"), ("min", Ordering.less, "The least")] {
      interpreter.function(
        name, "sequences",
        [
          .init("values", .any, kind: .variadic, "one list (or anything that can be walked), or the values themselves"),
          .init("by", .optional(.function), default: Value.none, kind: .keywordOnly, "what to compare instead of the items"),
          .init("key", .optional(.function), default: Value.none, kind: .keywordOnly, "the same as `by`"),
          .init("default", .any, default: Value.none, kind: .keywordOnly, "the answer when there are no items; without it an error"),
        ] + ofTensors, result: "any", "\(prose) of the items; of equal ones the first. A tensor answers with its own `.\(name)()`.",
        example: "[{\"n\": 1}, {\"n\": 3}] |> \(name)(by=row => row[\"n\"])"
      ) { arguments, vm in try extreme(wanted, arguments, vm) }
    }
  }

  static let sortParameters: [Declaration.Parameter] = [
    .init("by", .optional(.function), default: Value.none, kind: .keywordOnly, "what to compare instead of the items"),
    .init("key", .optional(.function), default: Value.none, kind: .keywordOnly, "the same as `by`"),
    .init("reverse", .bool, default: .bool(false), kind: .keywordOnly, "greatest first"),
  ]

  private static func keyFunction(_ arguments: BoundArguments) throws -> Value? {
    if let by = arguments.optional("by") {
      if arguments.optional("key") != nil { throw arguments.error("key", "`by` and `key` are the same argument: give one") }
      return by
    }
    return arguments.optional("key")
  }

  private static func extreme(_ wanted: Ordering, _ arguments: BoundArguments, _ vm: Interpreter) throws -> Value {
    let name = arguments.declaration.name
    let values = try arguments.list("values")
    let function = try keyFunction(arguments)
    var items = values
    if values.count == 1, let only = values.first {
      if function == nil, let own = try vm.ownMethod(name, of: only) {
        return try vm.call(own, forTensors(arguments))
      }
      items = try vm.items(of: only)
    } else if values.isEmpty {
      throw ValueError("argument", "`\(name)` needs items: `\(name)(items)` or `\(name)(a, b)`")
    }
    if values.count > 1, function == nil, let place = values.firstIndex(where: { $0.typeName == "tensor" }) {
      throw ValueError(
        "type", "`\(name)` does not compare tensors", label: values[place].shortTypeDescription,
        help: ["of every two elements write `\(name)imum(a, b)`"], argument: .position(place))
    }
    guard var best = items.first else {
      if arguments.isGiven("default") { return arguments.value("default") }
      throw ValueError("value", "`\(name)` of nothing", help: ["say what it is then: `\(name)(items, default=0)`"])
    }
    func key(_ item: Value) throws -> Value { try plain(function.map { try vm.call($0, item) } ?? item) }
    var bestKey = try key(best)
    for item in items.dropFirst() {
      let itemKey = try key(item)
      if try itemKey.ordering(to: bestKey) == wanted { (best, bestKey) = (item, itemKey) }
    }
    return best
  }

  /// The items in order; equal ones keep theirs, also with `reverse`.
  static func sorted(_ items: [Value], _ arguments: BoundArguments, _ vm: Interpreter) throws -> [Value] {
    let function = try keyFunction(arguments)
    let order = try places(of: try sortKeys(items, function, vm), reverse: try arguments.bool("reverse"))
    return order.map { items[$0] }
  }

  private static func sortKeys(_ items: [Value], _ function: Value?, _ vm: Interpreter) throws -> [Value] {
    if function == nil, !items.contains(where: \.isObject) { return items }
    var keys: [Value] = []
    keys.reserveCapacity(items.count)
    for item in items {
      try Stopping.check(atTurn: keys.count)
      keys.append(try plain(function.map { try vm.call($0, item) } ?? item))
    }
    return keys
  }

  /// Where the keys are in their order.
  private static func places(of keys: [Value], reverse: Bool) throws -> [Int] {
    if let numbers = numbers(keys, reverse: reverse) { return try RadixSort.places(of: numbers) }
    let wanted = reverse ? Ordering.greater : .less
    if let texts = texts(keys) { return try places(of: texts) { compareText($0, $1) == wanted } }
    var comparisons = 0
    return try keys.indices.sorted {
      comparisons &+= 1
      try Stopping.check(atTurn: comparisons)
      return try keys[$0].ordering(to: keys[$1]) == wanted
    }
  }

  /// The same for keys that lie beside their places, so that the sort compares what lies next to it. A short sort ends
  /// before anybody could stop it.
  @inline(__always)
  private static func places<Key>(of keys: [Key], by precedes: (Key, Key) -> Bool) throws -> [Int] {
    var pairs = Array(zip(keys, keys.indices))
    if pairs.count < 1 << 16 {
      pairs.sort { precedes($0.0, $1.0) }
    } else {
      // The keys of a comparison may lie anywhere in memory: 65,536 comparisons would be felt.
      var comparisons = 0
      try pairs.sort {
        comparisons &+= 1
        if comparisons & 0xFFF == 0 { try Stopping.check() }
        return precedes($0.0, $1.0)
      }
    }
    return pairs.map(\.1)
  }

  /// Keys that are all ints, or all floats, as numbers to sort by.
  private static func numbers(_ keys: [Value], reverse: Bool) -> [UInt]? {
    var numbers: [UInt] = []
    numbers.reserveCapacity(keys.count)
    if case .int? = keys.first {
      for key in keys {
        guard case .int(let number) = key else { return nil }
        numbers.append(RadixSort.key(number))
      }
    } else {
      for key in keys {
        guard case .float(let number) = key else { return nil }
        numbers.append(RadixSort.key(number))
      }
    }
    if reverse { for i in numbers.indices { numbers[i] = ~numbers[i] } }
    return numbers
  }

  private static func texts(_ keys: [Value]) -> [String]? {
    var texts: [String] = []
    texts.reserveCapacity(keys.count)
    for key in keys {
      guard case .string(let box) = key else { return nil }
      texts.append(box.text)
    }
    return texts
  }
}

extension Value {
  fileprivate var isObject: Bool {
    if case .object = self { return true }
    return false
  }
}
