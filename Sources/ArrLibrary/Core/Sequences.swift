import ArrLanguage

extension Library {
  /// Making and walking sequences. All results are lists: they can be indexed, shown and walked again.
  static func installSequences(in interpreter: Interpreter) {
    installLength(in: interpreter)
    installRange(in: interpreter)
    installPairing(in: interpreter)
    installMapAndFilter(in: interpreter)
    installAnyAndAll(in: interpreter)
  }

  private static func installLength(in interpreter: Interpreter) {
    let length: (Value, Interpreter) throws -> Value = { value, _ in
      guard let count = try value.length() else {
        throw ValueError("type", "\(article(value.typeName)) has no length", argument: .position(0))
      }
      return .int(count)
    }
    interpreter.function(
      "len", "sequences", [.init("value", .any, "text, a list, tuple, dict, range or tensor")], result: "int",
      "How many items there are: characters of text, keys of a dict, the size of a tensor's first axis.",
      example: "len([3, 1, 2])", direct: length
    ) { arguments, vm in try length(arguments[0], vm) }
  }

  private static func installRange(in interpreter: Interpreter) {
    interpreter.function(
      "range", "sequences",
      [
        .init("start", .int, "the first number, or the end when it stands alone"),
        .init("stop", .optional(.int), default: Value.none, "the number before which the range ends"),
        .init("step", .int, default: .int(1), "the distance from one number to the next; not zero"),
      ], result: "range", "Whole numbers from `start` up to, without, `stop`. They are computed, not stored.",
      example: "list(range(2, 10, 3))",
      direct: { value, _ in
        guard let stop = try value.asIndex() else {
          throw ValueError("type", "`range` takes ints, not \(article(value.typeName))", argument: .position(0))
        }
        return .object(try RangeObject(start: 0, stop: stop))
      }
    ) { arguments, _ in
      let start = try arguments.int("start")
      let step = try arguments.int("step")
      guard let stop = try arguments.optionalInt("stop") else {
        return .object(try RangeObject(start: 0, stop: start, step: step))
      }
      return .object(try RangeObject(start: start, stop: stop, step: step))
    }
  }

  private static func installPairing(in interpreter: Interpreter) {
    interpreter.function(
      "enumerate", "sequences",
      [.init("iterable", .iterable, "what to count"), .init("start", .int, default: .int(0), "the number of the first item")],
      result: "list", "Pairs of a number and an item.", example: "for i, name in enumerate([\"a\", \"b\"]) { print(i, name) }"
    ) { arguments, vm in
      let start = try arguments.int("start")
      var pairs: [Value] = []
      try vm.forEach(arguments[0]) {
        let (number, overflow) = start.addingReportingOverflow(pairs.count)
        guard !overflow else { throw arguments.error("start", "the numbers do not fit in an int", code: "overflow") }
        pairs.append(.tuple(of: [.int(number), $0]))
      }
      return .list(of: pairs)
    }

    interpreter.function(
      "zip", "sequences",
      [
        .init("iterables", .iterable, kind: .variadic, "what to walk side by side"),
        .init("strict", .bool, default: .bool(false), kind: .keywordOnly, "an error when one is longer than another"),
      ], result: "list", "Tuples of the first items, the second items and so on, as far as the shortest goes.",
      example: "for a, b in zip([1, 2], \"xy\") { print(a, b) }"
    ) { arguments, vm in try zipped(arguments, vm) }

    interpreter.function(
      "reversed", "sequences", [.init("iterable", .iterable, "a list, tuple, text, range …")], result: "list",
      "The items from the last to the first.", example: "reversed([1, 2, 3])"
    ) { arguments, vm in .list(of: try vm.items(of: arguments[0]).reversed()) }
  }

  private static func installMapAndFilter(in interpreter: Interpreter) {
    interpreter.function(
      "map", "sequences",
      [
        .init("function", .any, "called with every item"),
        .init("iterables", .any, kind: .variadic, "one, or as many as the function takes arguments"),
      ], result: "list",
      "What the function makes of every item. The items may come first, so that `xs |> map(f)` reads well.",
      example: "[1, 2, 3] |> map(x => x * x)"
    ) { arguments, vm in
      let (function, sequences) = try functionAndItems(arguments)
      if sequences.count == 1, let only = sequences.first {
        var results: [Value] = []
        try vm.forEach(only) { results.append(try vm.call(function, $0)) }
        return .list(of: results)
      }
      let iterators = try sequences.map { try vm.iterator(over: $0) }
      var results: [Value] = []
      while let items = try next(iterators) {
        try vm.checkInterrupt()
        results.append(try vm.call(function, Arguments(items[...])))
      }
      return .list(of: results)
    }

    interpreter.function(
      "filter", "sequences",
      [
        .init("function", .any, "says true for the items to keep; none keeps those that are true themselves"),
        .init("iterable", .any, "the items"),
      ], result: "list", "The items for which the function says true. The items may come first: `xs |> filter(f)`.",
      example: "range(10) |> filter(x => x % 3 == 0)"
    ) { arguments, vm in
      var (function, items) = (arguments[0], arguments[1])
      if !isCallable(function), !function.isNone { (function, items) = (items, function) }
      guard isCallable(function) || function.isNone else {
        throw arguments.error("function", "`filter` needs a function, such as `x => x > 0`", code: "type")
      }
      var kept: [Value] = []
      try vm.forEach(items) { item in
        let answer = function.isNone ? item : try vm.call(function, item)
        if try answer.truth() { kept.append(item) }
      }
      return .list(of: kept)
    }
  }

  private static func installAnyAndAll(in interpreter: Interpreter) {
    for (name, stopsAt, prose) in [
      ("any", true, "Whether at least one item is true."), ("all", false, "Whether every item is true (so also when there are none)."),
    ] {
      interpreter.function(
        name, "sequences",
        [.init("iterable", .iterable, "the items; a tensor answers with its own `.\(name)()`")] + ofTensors, result: "bool", prose,
        example: "\(name)([x > 2 for x in [1, 2, 3]])"
      ) { arguments, vm in
        if let own = try vm.ownMethod(name, of: arguments[0]) { return try vm.call(own, forTensors(arguments)) }
        let next = try vm.iterator(over: arguments[0])
        while let item = try next() {
          try vm.checkInterrupt()
          if try item.truth() == stopsAt { return .bool(stopsAt) }
        }
        return .bool(!stopsAt)
      }
    }
  }

  /// What only tensors know of `sum`, `min`, `max`, `any` and `all`.
  static let ofTensors: [Declaration.Parameter] = [
    .init("axis", .any, default: Value.none, kind: .keywordOnly, "of a tensor: the axis to go along, or several"),
    .init("keepdims", .bool, default: .bool(false), kind: .keywordOnly, "of a tensor: keep the axes with size 1"),
  ]

  /// The arguments for a tensor's own method.
  static func forTensors(_ arguments: BoundArguments) -> Arguments {
    Arguments([], keyword: ["axis", "keepdims"].filter(arguments.isGiven).map { (name: $0, value: arguments.value($0)) })
  }

  private static func zipped(_ arguments: BoundArguments, _ vm: Interpreter) throws -> Value {
    let columns = try arguments.list("iterables").map { try vm.items(of: $0) }
    guard let shortest = columns.map(\.count).min() else { return .list(of: []) }
    if try arguments.bool("strict"), let longest = columns.map(\.count).max(), longest != shortest {
      let counts = columns.map { String($0.count) }.joined(separator: ", ")
      throw ValueError("value", "the arguments of `zip` have different lengths: \(counts)")
    }
    return .list(of: (0..<shortest).map { row in .tuple(of: columns.map { $0[row] }) })
  }

  private static func functionAndItems(_ arguments: BoundArguments) throws -> (Value, [Value]) {
    let rest = try arguments.list("iterables")
    if isCallable(arguments[0]), !rest.isEmpty { return (arguments[0], rest) }
    if rest.count == 1, let function = rest.first, isCallable(function) { return (function, [arguments[0]]) }
    throw arguments.error("function", "`map` needs a function and items: `map(x => x + 1, items)`", code: "type")
  }

  /// One item of each, or nil as soon as one has ended.
  private static func next(_ iterators: [() throws -> Value?]) throws -> [Value]? {
    var items: [Value] = []
    for iterator in iterators {
      guard let item = try iterator() else { return nil }
      items.append(item)
    }
    return items
  }
}

func isCallable(_ value: Value) -> Bool {
  switch value {
  case .function: return true
  case .object(let object): return object.isCallable
  default: return false
  }
}
