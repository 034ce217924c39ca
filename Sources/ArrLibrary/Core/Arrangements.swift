import ArrLanguage

/// More results than this are refused: they would fill the memory before anybody could look at them.
private let mostResults = 20_000_000

extension Library {
  /// Joining, pairing, grouping and counting of items; what Python keeps in `itertools`, `functools` and `collections`. All
  /// results are lists or dicts.
  static func installArrangements(in interpreter: Interpreter) {
    installChains(in: interpreter)
    installGroups(in: interpreter)
    installChoicesOfItems(in: interpreter)
  }

  private static func installChains(in interpreter: Interpreter) {
    interpreter.function(
      "chain", "sequences", [.init("iterables", .iterable, kind: .variadic, "what to walk one after the other")], result: "list",
      "The items of all arguments in one list.", example: "chain([1, 2], range(5, 7), \"ab\")"
    ) { arguments, vm in
      var items: [Value] = []
      for part in try arguments.list("iterables") { items += try vm.items(of: part) }
      return .list(of: items)
    }
    interpreter.function(
      "flatten", "sequences", [.init("iterable", .iterable, "lists or tuples, and other items")], result: "list",
      "The items of the lists and tuples inside, one level deep; other items stay.", example: "flatten([[1, 2], [3], 4])"
    ) { arguments, vm in
      if let own = try vm.ownMethod("flatten", of: arguments[0]) { return try vm.call(own) }
      var items: [Value] = []
      try vm.forEach(arguments[0]) { item in
        switch item {
        case .list(let box): items += box.items
        case .tuple(let box): items += box.items
        default: items.append(item)
        }
      }
      return .list(of: items)
    }
    interpreter.function(
      "zip_longest", "sequences",
      [
        .init("iterables", .iterable, kind: .variadic, "what to walk side by side"),
        .init("fillvalue", .any, default: Value.none, kind: .keywordOnly, "stands for the items that are missing"),
      ], result: "list", "As `zip`, but as far as the longest goes.", example: "zip_longest([1, 2, 3], \"xy\", fillvalue=\"-\")"
    ) { arguments, vm in
      let columns = try arguments.list("iterables").map { try vm.items(of: $0) }
      let fill = arguments.value("fillvalue")
      let rows = columns.map(\.count).max() ?? 0
      return .list(of: (0..<rows).map { row in .tuple(of: columns.map { row < $0.count ? $0[row] : fill }) })
    }
    interpreter.function(
      "pairwise", "sequences", [.init("iterable", .iterable, "the items")], result: "list",
      "Every item with the one after it.", example: "pairwise([1, 2, 4])"
    ) { arguments, vm in
      let items = try vm.items(of: arguments[0])
      return .list(of: zip(items, items.dropFirst()).map { .tuple(of: [$0, $1]) })
    }
    interpreter.function(
      "batched", "sequences", [.init("iterable", .iterable, "the items"), .init("n", .int, "items of one batch; the last may hold fewer")],
      result: "list", "The items in tuples of n.", example: "batched(range(7), 3)"
    ) { arguments, vm in
      let items = try vm.items(of: arguments[0])
      let n = try arguments.int("n")
      guard n >= 1 else { throw arguments.error("n", "a batch has at least 1 item, not \(n)") }
      return .list(of: stride(from: 0, to: items.count, by: n).map { .tuple(of: Array(items[$0...].prefix(n))) })
    }
  }

  private static func installGroups(in interpreter: Interpreter) {
    interpreter.function(
      "reduce", "sequences",
      [
        .init("function", .any, "takes the result so far and the next item, gives the new result"),
        .init("iterable", .any, "the items"),
        .init("initial", .any, default: Value.none, "the result before the first item; without it, that item"),
      ], result: "any", "One value of all items. The items may come first: `xs |> reduce(f)`.",
      example: "reduce((a, b) => a * b, [2, 3, 4])"
    ) { arguments, vm in
      var (function, items) = (arguments[0], arguments[1])
      if !isCallable(function) { (function, items) = (items, function) }
      guard isCallable(function) else {
        throw arguments.error("function", "`reduce` needs a function, such as `(a, b) => a + b`", code: "type")
      }
      var result: Value? = arguments.isGiven("initial") ? arguments[2] : nil
      try vm.forEach(items) { item in result = try result.map { try vm.call(function, $0, item) } ?? item }
      guard let result else {
        throw ValueError("value", "`reduce` of nothing", help: ["say what it is then: `reduce(f, items, initial)`"])
      }
      return result
    }
    interpreter.function(
      "accumulate", "sequences",
      [
        .init("iterable", .any, "the items"),
        .init("function", .optional(.function), default: Value.none, "takes the result so far and the next item; without it they are added"),
        .init("initial", .any, default: Value.none, kind: .keywordOnly, "stands in front of the first item"),
      ], result: "list", "All the results so far, one for each item: running sums, products …, in a list.", example: "accumulate([1, 2, 3, 4])"
    ) { arguments, vm in
      var results: [Value] = arguments.isGiven("initial") ? [arguments.value("initial")] : []
      try vm.forEach(arguments[0]) { item in
        guard let last = results.last else { return results.append(item) }
        results.append(try arguments.optional("function").map { try vm.call($0, last, item) } ?? applyBinary(.add, last, item))
      }
      return .list(of: results)
    }
    installCounts(in: interpreter)
  }

  private static func installCounts(in interpreter: Interpreter) {
    interpreter.function(
      "group_by", "sequences",
      [.init("iterable", .iterable, "the items"), .init("by", .function, "gives the key of an item")], result: "dict",
      "A dict from each key to the list of its items, in the order in which they came.",
      example: "group_by([\"fig\", \"plum\", \"pear\", \"kiwi\"], by=word => len(word))"
    ) { arguments, vm in
      var groups: [(key: Value, items: [Value])] = []
      var places = ValueDictionary()
      try vm.forEach(arguments[0]) { item in
        let key = try plain(vm.call(arguments[1], item))
        if case .int(let place)? = try places.value(for: key) { return groups[place].items.append(item) }
        try places.set(.int(groups.count), for: key)
        groups.append((key, [item]))
      }
      var entries = ValueDictionary()
      for group in groups { try entries.set(.list(of: group.items), for: group.key) }
      return .dict(of: entries)
    }
    interpreter.function(
      "counts", "sequences", [.init("iterable", .iterable, "the items")], result: "dict",
      "How often each item occurs, the most frequent first; equally frequent ones in the order in which they came.",
      example: "counts(\"banana\")"
    ) { arguments, vm in
      var counted = ValueDictionary()
      try vm.forEach(arguments[0]) { item in
        let item = try plain(item)
        if case .int(let count)? = try counted.value(for: item) { return try counted.set(.int(count + 1), for: item) }
        try counted.set(.int(1), for: item)
      }
      let pairs = counted.pairs.enumerated().sorted { a, b in
        guard case .int(let m) = a.element.value, case .int(let n) = b.element.value, m != n else { return a.offset < b.offset }
        return m > n
      }
      var entries = ValueDictionary()
      for (_, pair) in pairs { try entries.set(pair.value, for: pair.key) }
      return .dict(of: entries)
    }
    interpreter.function(
      "distinct", "sequences", [.init("iterable", .iterable, "the items")], result: "list",
      "The different items, each where it came first: what Python's sets are mostly made for.", example: "distinct([3, 1, 3, 2, 1])"
    ) { arguments, vm in
      var seen = ValueDictionary()
      try vm.forEach(arguments[0]) { item in try seen.set(.none, for: plain(item)) }
      return .list(of: seen.keys)
    }
  }

  // MARK: All choices

  private static func installChoicesOfItems(in interpreter: Interpreter) {
    interpreter.function(
      "product", "sequences",
      [
        .init("iterables", .iterable, kind: .variadic, "one for each place of the tuples"),
        .init("repeat", .int, default: .int(1), kind: .keywordOnly, "how often to take them over again"),
      ], result: "list", "All tuples with one item of each argument; the last place changes fastest.",
      example: "product([1, 2], \"ab\")"
    ) { arguments, vm in
      let columns = try arguments.list("iterables").map { try vm.items(of: $0) }
      let times = try arguments.int("repeat")
      guard (0...64).contains(times) else { throw arguments.error("repeat", "`repeat` is 0 to 64, not \(times)") }
      let all = (0..<times).flatMap { _ in columns }
      var count = all.contains { $0.isEmpty } ? 0 : 1
      for column in all { count = try counted(count, times: column.count, arguments) }
      guard count > 0 else { return .list(of: []) }
      return .list(
        of: try (0..<count).map { number in
          try vm.checkInterrupt()
          var rest = number
          var tuple: [Value] = []
          for column in all.reversed() {
            tuple.append(column[rest % column.count])
            rest /= column.count
          }
          return .tuple(of: tuple.reversed())
        })
    }
    installCombinations(in: interpreter)
    installPermutations(in: interpreter)
  }

  private static func installCombinations(in interpreter: Interpreter) {
    interpreter.function(
      "combinations", "sequences", [.init("iterable", .iterable, "the items"), .init("r", .int, "items of one choice")], result: "list",
      "All choices of r items in the order of the places, as tuples.", example: "combinations(\"abc\", 2)"
    ) { arguments, vm in
      let items = try vm.items(of: arguments[0])
      let r = try arguments.int("r")
      guard r >= 0 else { throw arguments.error("r", "a choice has at least 0 items, not \(r)") }
      guard r <= items.count else { return .list(of: []) }
      var results: [Value] = []
      var places = Array(0..<r)
      while true {
        try vm.checkInterrupt()
        guard results.count < mostResults else { throw tooMany(arguments) }
        results.append(.tuple(of: places.map { items[$0] }))
        guard let i = places.indices.last(where: { places[$0] < items.count - r + $0 }) else { return .list(of: results) }
        places[i] += 1
        for j in places.indices where j > i { places[j] = places[j - 1] + 1 }
      }
    }
  }

  private static func installPermutations(in interpreter: Interpreter) {
    interpreter.function(
      "permutations", "sequences",
      [
        .init("iterable", .iterable, "the items"),
        .init("r", .optional(.int), default: Value.none, "items of one arrangement; without it, all"),
      ], result: "list", "All arrangements of r items, as tuples.", example: "permutations([1, 2, 3], 2)"
    ) { arguments, vm in
      let items = try vm.items(of: arguments[0])
      let r = try arguments.optionalInt("r") ?? items.count
      guard r >= 0 else { throw arguments.error("r", "an arrangement has at least 0 items, not \(r)") }
      guard r <= items.count else { return .list(of: []) }
      var count = 1
      for i in 0..<r { count = try counted(count, times: items.count - i, arguments) }
      return .list(
        of: try (0..<count).map { number in
          try vm.checkInterrupt()
          var (left, rest, size) = (items, number, count)
          return .tuple(
            of: (0..<r).map { place in
              size /= items.count - place
              defer { rest %= size }
              return left.remove(at: rest / size)
            })
        })
    }
  }

  private static func counted(_ count: Int, times factor: Int, _ arguments: BoundArguments) throws -> Int {
    let (result, overflow) = count.multipliedReportingOverflow(by: factor)
    guard !overflow, result <= mostResults else { throw tooMany(arguments) }
    return result
  }

  private static func tooMany(_ arguments: BoundArguments) -> ValueError {
    ValueError("value", "`\(arguments.declaration.name)` would give more than \(mostResults) tuples", help: ["walk the items with nested `for` loops instead"])
  }
}
