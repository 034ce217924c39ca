import ArrLanguage
import Tensors

extension Library {
  /// Draws of items from the session's random stream. `below(n)` gives a number from 0 up to, without, n.
  static func installRandomChoices(in interpreter: Interpreter, below: @escaping (Int) throws -> Int) {
    let iterable = Declaration.Parameter("iterable", .iterable, "the items")
    interpreter.function(
      "choice", "random numbers", [iterable], result: "any", "One of the items, all equally likely.",
      example: "seed(1)\nchoice([\"Mary\", \"John\", \"Emma\"])"
    ) { arguments, vm in
      let items = try vm.items(of: arguments[0])
      guard !items.isEmpty else { throw arguments.error("iterable", "there is no item to choose") }
      return items[try below(items.count)]
    }
    interpreter.function(
      "choices", "random numbers",
      [
        iterable, .init("k", .int, default: .int(1), "how many"),
        .init("weights", .optional(.list), default: Value.none, kind: .keywordOnly, "how likely each item is, not negative; without it all alike"),
      ], result: "list", "So many items, each drawn from all of them.", example: "seed(1)\nchoices([\"heads\", \"tails\"], k=4)"
    ) { arguments, vm in
      let items = try vm.items(of: arguments[0])
      let k = try arguments.int("k")
      guard k >= 0, k <= 1 << 28 else { throw arguments.error("k", "\(k) items cannot be drawn") }
      guard !items.isEmpty || k == 0 else { throw arguments.error("iterable", "there is no item to choose") }
      guard arguments.optional("weights") != nil else { return .list(of: try (0..<k).map { _ in items[try below(items.count)] }) }
      let sums = try runningSums(arguments, count: items.count)
      return .list(of: try (0..<k).map { _ in
        let level = Double(try below(1 << 53)) * 0x1p-53 * (sums.last ?? 0)
        return items[sums.firstIndex { $0 > level } ?? items.count - 1]
      })
    }
    interpreter.function(
      "sample", "random numbers", [iterable, .init("k", .int, "how many; not more than there are")], result: "list",
      "So many of the items, none twice, in random order.", example: "seed(1)\nsample(range(100), 3)"
    ) { arguments, vm in
      let items = try vm.items(of: arguments[0])
      let k = try arguments.int("k")
      guard (0...items.count).contains(k) else { throw arguments.error("k", "\(k) of \(counted(items.count, "item")) cannot be drawn without repeats") }
      return .list(of: try shuffled(items, first: k, below))
    }
    interpreter.function(
      "shuffle", "random numbers", [iterable], result: "list",
      "The items in random order, in a new list: `xs = shuffle(xs)`.", example: "seed(1)\nshuffle([1, 2, 3, 4, 5])"
    ) { arguments, vm in
      let items = try vm.items(of: arguments[0])
      return .list(of: try shuffled(items, first: items.count, below))
    }
  }

  /// Fisher and Yates: the first `count` places of a random order.
  private static func shuffled(_ items: [Value], first count: Int, _ below: (Int) throws -> Int) throws -> [Value] {
    var items = items
    for place in 0..<count { items.swapAt(place, place + (try below(items.count - place))) }
    return Array(items.prefix(count))
  }

  private static func runningSums(_ arguments: BoundArguments, count: Int) throws -> [Double] {
    let weights = try arguments.list("weights")
    guard weights.count == count else { throw arguments.error("weights", "\(counted(count, "item")), but \(counted(weights.count, "weight"))") }
    var total = 0.0
    let sums = try weights.map { weight -> Double in
      guard case .float(let number)? = try ValueType.float.accept(weight), number >= 0, number.isFinite else {
        throw arguments.error("weights", "a weight is a number that is not negative, not \(weight.repr)")
      }
      total += number
      return total
    }
    guard total > 0, total.isFinite else { throw arguments.error("weights", "the weights sum to \(floatText(total))") }
    return sums
  }
}
