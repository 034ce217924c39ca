import ArrLanguage
import Tensors

extension Library {
  /// Functions that put tensors together or take parts by index.
  static func installTensorJoining(in interpreter: Interpreter) {
    let tensors = Declaration.Parameter("tensors", .any, "a list of tensors")
    for name in ["concatenate", "concat"] {
      interpreter.tensorFunction(
        name, [tensors, .init("axis", .any, default: .int(0), "a number or a name")],
        "The tensors one after the other along an axis they have.", example: "\(name)([zeros([1, 2]), ones([2, 2])])"
      ) { arguments in
        let parts = try Self.tensors(arguments, "tensors")
        guard let first = parts.first else { throw arguments.error("tensors", "there is nothing to concatenate") }
        return TensorObject.value(try Tensor.concatenate(parts, axis: try arguments.axis(of: first) ?? 0))
      }
    }
    interpreter.tensorFunction(
      "stack",
      [
        tensors, .init("axis", .int, default: .int(0), "where the new axis comes"),
        .init("name", .string, default: .text(""), kind: .keywordOnly, "of the new axis"),
      ], "The tensors, all of one shape, along a new axis.", example: "stack([arange(3), arange(3) * 10], axis=1)"
    ) { arguments in
      let parts = try Self.tensors(arguments, "tensors")
      guard !parts.isEmpty else { throw arguments.error("tensors", "there is nothing to stack") }
      let texts = firstTokenText(arguments.value("tensors"))
      return TensorObject.value(
        try Tensor.stack(parts, axis: try arguments.int("axis"), name: try arguments.string("name")), tokenText: texts)
    }
    for (name, axis, words) in [("vstack", 0, "under each other: vectors become rows"), ("hstack", 1, "beside each other: vectors one after the other")] {
      interpreter.tensorFunction(name, [tensors], "The tensors \(words).", example: "\(name)([arange(3), arange(3)])") { arguments in
        var parts = try Self.tensors(arguments, "tensors").map { $0.rank == 0 ? try $0.unsqueezed(at: 0) : $0 }
        guard let first = parts.first else { throw arguments.error("tensors", "there is nothing to stack") }
        if axis == 0 { parts = try parts.map { $0.rank == 1 ? try $0.unsqueezed(at: 0) : $0 } }
        return TensorObject.value(try Tensor.concatenate(parts, axis: axis == 1 && first.rank == 1 ? 0 : axis))
      }
    }
    interpreter.tensorFunction(
      "where",
      [
        .init("condition", .any, "a tensor of bool"), .init("a", .any, default: Value.none, "taken where it is true"),
        .init("b", .any, default: Value.none, "taken where it is false"),
      ], result: "tensor or tuple", "Elements of one tensor or of another. With the condition alone, the places where it is true, a tensor for each axis.",
      example: "x = arange(5)\nwhere(x > 2, x, 0)"
    ) { arguments in
      let condition = try arguments.tensor("condition")
      guard arguments.isGiven("a") else { return .tuple(of: try condition.truePlaces().map { .object(TensorObject($0)) }) }
      guard arguments.isGiven("b") else { throw arguments.error("a", "`where` needs `b`, too: what to take where the condition is false") }
      return TensorObject.value(try Tensor.select(condition, try arguments.operand("a"), try arguments.operand("b")))
    }
    installChoices(in: interpreter)
  }

  /// Elements by their places, and the places of elements.
  private static func installChoices(in interpreter: Interpreter) {
    let index = Declaration.Parameter("index", .any, "a tensor or list of ints")
    interpreter.tensorOperation(
      "gather", [index, .lastAxis], "For each element of the index, the element it names along an axis; the other axes go together.",
      example: "tensor([[1, 2], [3, 4]]).gather([[1], [0]])"
    ) { own, arguments in
      let place = try arguments.axis(of: own.tensor) ?? -1
      return TensorObject.value(try asIndexError { try own.tensor.gathered(try arguments.tensor("index"), axis: place) })
    }
    interpreter.tensorOperation(
      "take", [index, .init("axis", .any, default: Value.none, "a number or a name; none takes elements of the flattened tensor")],
      "The parts at the given places of an axis, or the elements there.",
      example: "arange(6).reshape(2, 3).take([2, 0], axis=1)"
    ) { own, arguments in
      let place = try arguments.axis(of: own.tensor)
      let source = place == nil ? try own.tensor.flattened() : own.tensor
      return TensorObject.value(try asIndexError { try source.taking(try arguments.tensor("index"), axis: place ?? 0) })
    }
    interpreter.tensorOperation(
      "nonzero", result: "tuple", "The places of the elements that are not zero, or are true: a tensor for each axis.",
      example: "tensor([0, 3, 0, 5]).nonzero()"
    ) { own, _ in .tuple(of: try own.tensor.truePlaces().map { .object(TensorObject($0)) }) }
    interpreter.tensorOperation(
      "argwhere", [], "The places of the elements that are not zero, or are true, a row each.", example: "tensor([[0, 3], [5, 0]]).argwhere()"
    ) { own, _ in
      let places = try own.tensor.truePlaces()
      let hits = try own.tensor.cast(to: .bool).integerElements().reduce(0, +)
      return .object(TensorObject(places.isEmpty ? try .zeros([hits, 0], .int64) : try .stack(places, axis: 1)))
    }
    interpreter.tensorOperation(
      "nan_to_num",
      [
        .init("nan", .float, default: .float(0), "in place of NaN"),
        .init("posinf", .optional(.float), default: Value.none, "in place of infinity; none is the greatest number of the type"),
        .init("neginf", .optional(.float), default: Value.none, "in place of minus infinity; none is the least number of the type"),
      ], "With numbers in place of NaN and the infinities.", example: "tensor([1.0, nan, inf]).nan_to_num(posinf=9)"
    ) { own, arguments in
      own.value(
        try own.tensor.replacingNonFinite(
          nan: try arguments.float("nan"), positive: try arguments.optionalFloat("posinf"), negative: try arguments.optionalFloat("neginf")))
    }
  }

  private static func firstTokenText(_ value: Value) -> ((Int) -> String)? {
    guard case .list(let box) = value else { return nil }
    for case .object(let object as TensorObject) in box.items { if let text = object.tokenText { return text } }
    return nil
  }
}
