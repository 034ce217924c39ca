import ArrLanguage
import Tensors

extension Library {
  /// Methods that show the same elements in another shape, order or type.
  static func installTensorShapes(in interpreter: Interpreter) {
    interpreter.tensorOperation(
      "reshape", [.init("shape", .any, kind: .variadic, "the sizes, as ints or one list; one may be -1 for what is left")],
      "The same elements in row-major order under another shape.", example: "arange(6).reshape(2, -1)"
    ) { own, arguments in .object(TensorObject(try own.tensor.reshaped(try arguments.spreadInts("shape")), tokenText: own.tokenText)) }
    interpreter.tensorOperation(
      "transpose", [.init("order", .any, kind: .variadic, "the axes in their new order, by number or name; without it they are reversed")],
      "The axes in another order.", example: "zeros([2, 3, 4]).transpose(2, 0, 1).shape"
    ) { own, arguments in
      let order = try arguments.spread("order").map { try arguments.axis($0, of: own.tensor, "order") }
      return own.value(order.isEmpty ? own.tensor.reversedAxes : try own.tensor.permuted(order))
    }
    interpreter.tensorOperation(
      "permute", [.init("order", .any, kind: .variadic, "the axes in their new order, by number or name")],
      "The axes in another order.", example: "zeros([2, 3, 4]).permute(2, 0, 1).shape"
    ) { own, arguments in
      own.value(try own.tensor.permuted(try arguments.spread("order").map { try arguments.axis($0, of: own.tensor, "order") }))
    }
    installAxisMoves(in: interpreter)
    installJoiningAxes(in: interpreter)
    installConversionsOut(in: interpreter)
  }

  private static func installAxisMoves(in interpreter: Interpreter) {
    let either = Declaration.Parameter("axis1", .any, "a number or a name")
    interpreter.tensorOperation(
      "swapaxes", [either, .init("axis2", .any, "the axis to exchange it with")], "Two axes exchanged.",
      example: "zeros([2, 3, 4]).swapaxes(0, -1).shape"
    ) { own, arguments in
      guard let first = try arguments.axis(of: own.tensor, "axis1"), let second = try arguments.axis(of: own.tensor, "axis2") else {
        throw arguments.error("axis1", "`swapaxes` needs two axes")
      }
      var order = Array(own.tensor.shape.indices)
      order.swapAt(first, second)
      return own.value(try own.tensor.permuted(order))
    }
    interpreter.tensorOperation(
      "moveaxis", [.init("source", .any, "the axis to move, a number or a name"), .init("destination", .int, "its new place")],
      "An axis at another place, the others in their order.", example: "zeros([2, 3, 4]).moveaxis(0, -1).shape"
    ) { own, arguments in
      let source = try own.tensor.resolve(axis: try arguments.axis(of: own.tensor, "source") ?? 0)
      var order = Array(own.tensor.shape.indices)
      order.remove(at: source)
      order.insert(source, at: try own.tensor.resolve(axis: try arguments.int("destination")))
      return own.value(try own.tensor.permuted(order))
    }
    interpreter.tensorOperation(
      "squeeze", [.init("axis", .any, default: Value.none, "a number, a name or a list of them; none is all of size 1")],
      "Without axes of size 1.", example: "zeros([1, 3, 1]).squeeze(0).shape"
    ) { own, arguments in own.value(try own.tensor.squeezed(try arguments.axes(of: own.tensor))) }
  }

  private static func installJoiningAxes(in interpreter: Interpreter) {
    for name in ["unsqueeze", "expand_dims"] {
      interpreter.tensorOperation(
        name, [.init("axis", .int, "where the new axis comes, negative from the end"), .init("name", .string, default: .text(""), "of the new axis")],
        "With a new axis of size 1.", example: "arange(3).\(name)(-1).shape"
      ) { own, arguments in own.value(try own.tensor.unsqueezed(at: try arguments.int("axis"), name: try arguments.string("name"))) }
    }
    interpreter.tensorOperation("ravel", [], "All elements in one axis.", example: "zeros([2, 3]).ravel().shape") { own, _ in
      own.value(try own.tensor.flattened())
    }
    interpreter.tensorMethod(
      "view", [.init("shape", .any, kind: .variadic, "the sizes, as ints or one list; one may be -1 for what is left")],
      "The same as `reshape`, by PyTorch's name.", example: "arange(6).view(2, -1)"
    ) { own, arguments in .object(TensorObject(try own.tensor.reshaped(try arguments.spreadInts("shape")), tokenText: own.tokenText)) }
    interpreter.tensorMethod("copy", [], "A copy. Tensors are values, so it is never needed.", example: "arange(3).copy()") { own, _ in .object(own) }
    interpreter.tensorOperation(
      "flatten",
      [
        .init("first", .any, default: .int(0), "the first axis to join, by number or name"),
        .init("last", .any, default: .int(-1), "the last one"),
      ], "Neighbouring axes joined into one; all of them at first.", example: "zeros([2, 3, 4]).flatten(1).shape"
    ) { own, arguments in
      if own.tensor.rank == 0 { return .object(TensorObject(try own.tensor.flattened())) }
      let (first, last) = (try arguments.axis(of: own.tensor, "first") ?? 0, try arguments.axis(of: own.tensor, "last") ?? -1)
      return own.value(try own.tensor.flattened(from: first, through: last))
    }
  }

  private static func installConversionsOut(in interpreter: Interpreter) {
    interpreter.tensorMethod(
      "astype", [.init("dtype", .any, "\"f32\", \"bf16\", \"f16\", \"i32\", \"i64\" or \"bool\"")],
      "The same values with elements of another type. Floats become ints by cutting off the fraction.", example: "tensor([1.7, -1.7]).astype(\"int\")"
    ) { own, arguments in
      .object(TensorObject(try own.tensor.cast(to: try arguments.dtype() ?? own.tensor.dtype), tokenText: own.tokenText))
    }
    interpreter.tensorMethod(
      "tolist", result: "list", "The elements as nested lists of plain numbers.", example: "eye(2).tolist()"
    ) { own, _ in try nestedList(own.tensor) }
    interpreter.tensorMethod(
      "item", result: "number", "The only element of a tensor as a plain number.", example: "tensor([[2.5]]).item()"
    ) { own, _ in Value(try own.tensor.item()) }
  }
}
