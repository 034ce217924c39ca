import ArrLanguage
import Tensors

extension Library {
  /// Operations that reorder, repeat or cut along axes.
  static func installTensorRearranging(in interpreter: Interpreter) {
    installRepeats(in: interpreter)
    installCuts(in: interpreter)
    let wholeAxis = Declaration.Parameter("axis", .any, default: Value.none, "a number or a name; none goes through the whole tensor in row-major order")
    interpreter.tensorOperation(
      "flip", [.axes], "The elements in reverse order along some axes.", example: "arange(4).flip()"
    ) { own, arguments in
      .object(TensorObject(try own.tensor.flipped(try arguments.axes(of: own.tensor))))
    }
    interpreter.tensorOperation(
      "roll", [.init("shift", .int, "how many places; negative for the other way"), wholeAxis],
      "Shifted along an axis; what leaves at one end comes in at the other.", example: "arange(4).roll(1)"
    ) { own, arguments in
      .object(TensorObject(try own.tensor.rolled(try arguments.int("shift"), axis: try arguments.axis(of: own.tensor))))
    }
    interpreter.tensorOperation(
      "diff", [.init("n", .int, default: .int(1), "how often to take differences"), .lastAxis],
      "Each element along an axis less the one before it.", example: "tensor([1, 4, 9, 16]).diff()"
    ) { own, arguments in
      .object(TensorObject(try own.tensor.differences(order: try arguments.int("n"), axis: try arguments.axis(of: own.tensor) ?? -1)))
    }
    interpreter.tensorOperation(
      "pad",
      [
        .init("widths", .any, "so many places on every side, (before, after) for every axis, or a list of such pairs, one for each axis"),
        .init("value", .number, default: .int(0), "what to put there"),
      ], "Surrounded by a number.", example: "ones([2, 2]).pad([(0, 1), (1, 0)])"
    ) { own, arguments in
      .object(TensorObject(try own.tensor.padded(try widths(arguments, own.tensor), value: try arguments.operand("value"))))
    }
    interpreter.tensorFunction(
      "meshgrid",
      [
        .init("vectors", .any, kind: .variadic, "a vector for each axis of the grid"),
        .init("indexing", .string, default: .text("xy"), kind: .keywordOnly, "\"xy\": the first vector runs along axis 1, \"ij\": along axis 0"),
      ], result: "list", "The coordinates of a grid: a tensor for each vector.", example: "x, y = meshgrid(arange(3), arange(2))\nx * 10 + y"
    ) { arguments in
      let order = try arguments.string("indexing")
      guard order == "xy" || order == "ij" else { throw arguments.error("indexing", "`indexing` is \"xy\" or \"ij\", not \"\(order)\"") }
      let vectors = try arguments.list("vectors").map { try tensor(from: $0) }
      return .list(of: try Tensor.grid(vectors, matrixOrder: order == "ij").map { .object(TensorObject($0)) })
    }
  }

  private static func widths(_ arguments: BoundArguments, _ tensor: Tensor) throws -> [(before: Int, after: Int)] {
    func pair(_ value: Value) throws -> (before: Int, after: Int) {
      if let width = try value.asIndex() { return (width, width) }
      let items: [Value] = if case .list(let box) = value { box.items } else if case .tuple(let box) = value { box.items } else { [] }
      guard items.count == 2, let before = try items[0].asIndex(), let after = try items[1].asIndex() else {
        throw arguments.error("widths", "a width is an int or a pair of ints, not \(value.repr)", code: "type")
      }
      return (before, after)
    }
    let value = arguments.value("widths")
    let items: [Value] = if case .list(let box) = value { box.items } else if case .tuple(let box) = value { box.items } else { [] }
    let isOfPairs = items.contains { if case .int = $0 { false } else { true } }
    guard isOfPairs else { return [(before: Int, after: Int)](repeating: try pair(value), count: tensor.rank) }
    guard items.count == tensor.rank else {
      throw arguments.error("widths", "\(counted(items.count, "pair")) of widths do not fit \(tensor.typeDescription)")
    }
    return try items.map(pair)
  }

  private static func installRepeats(in interpreter: Interpreter) {
    interpreter.tensorOperation(
      "repeat",
      [
        .init("repeats", .any, "how often, an int or one for each slice"),
        .init("axis", .any, default: Value.none, "a number or a name; none repeats the elements of the flattened tensor"),
      ], "Each slice of an axis several times in a row, as in NumPy.", example: "tensor([1, 2]).repeat(2)"
    ) { own, arguments in
      .object(TensorObject(try own.tensor.repeated(try arguments.shape("repeats"), axis: try arguments.axis(of: own.tensor))))
    }
    interpreter.tensorOperation(
      "tile", [.init("reps", .any, kind: .variadic, "how often along each axis, as ints or one list")],
      "The whole tensor several times side by side.", example: "tensor([1, 2]).tile(2, 2)"
    ) { own, arguments in .object(TensorObject(try own.tensor.tiled(try arguments.spreadInts("reps")))) }
    interpreter.tensorOperation(
      "broadcast_to", [.shape], "Repeated to a shape by the rule of broadcasting.", example: "arange(3).broadcast_to([2, 3])"
    ) { own, arguments in .object(TensorObject(try own.tensor.expanded(to: try arguments.shape()))) }
  }

  private static func installCuts(in interpreter: Interpreter) {
    let axis = Declaration.Parameter("axis", .any, default: .int(0), "a number or a name")
    func list(_ tensors: [Tensor]) -> Value { .list(of: tensors.map { .object(TensorObject($0)) }) }
    for (name, equal, words) in [("split", true, "equal parts"), ("array_split", false, "parts, the first ones longer when they cannot be equal")] {
      interpreter.tensorOperation(
        name, [.init("parts", .any, "how many \(words); or a list of the places to cut before"), axis], result: "list",
        "Cut into parts along an axis. A number is the number of parts, as in NumPy.", example: "arange(6).\(name)(3)"
      ) { own, arguments in
        let place = try arguments.axis(of: own.tensor) ?? 0
        if let parts = try arguments.value("parts").asIndex() {
          _ = try own.tensor.resolve(axis: place)
          return list(try own.tensor.split(into: parts, axis: place, equal: equal))
        }
        return list(try own.tensor.split(at: try arguments.shape("parts"), axis: place))
      }
    }
    interpreter.tensorOperation(
      "chunk", [.init("parts", .int, "how many at most"), axis], result: "list",
      "Cut into parts of equal size along an axis, the last one smaller when it must be, as in PyTorch.", example: "arange(5).chunk(2)"
    ) { own, arguments in
      let place = try own.tensor.resolve(axis: try arguments.axis(of: own.tensor) ?? 0)
      let (parts, size) = (try arguments.int("parts"), own.tensor.shape[place])
      guard parts > 0 else { throw arguments.error("parts", "a tensor cannot be cut into \(parts) parts") }
      let step = max(1, (size - 1) / parts + 1)
      return list(try own.tensor.split(at: Array(stride(from: step, to: size, by: step)), axis: place))
    }
  }
}
