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
    let x = Declaration.Parameter("x", .any, "a tensor")
    let index = Declaration.Parameter("index", .any, "a tensor or list of ints")
    interpreter.tensorFunction(
      "gather", [x, index, .lastAxis], "For each element of the index, the element it names along an axis; the other axes go together.",
      example: "gather(tensor([[1, 2], [3, 4]]), [[1], [0]])"
    ) { arguments in
      let tensor = try arguments.tensor("x")
      return TensorObject.value(try asIndexError { try tensor.gathered(try arguments.tensor("index"), axis: try arguments.axis(of: tensor) ?? -1) })
    }
    interpreter.tensorFunction(
      "take", [x, index, .init("axis", .any, default: .int(0), "a number or a name")], "The parts at the given places of an axis.",
      example: "take(arange(6).reshape(2, 3), [2, 0], axis=1)"
    ) { arguments in
      let tensor = try arguments.tensor("x")
      return TensorObject.value(try asIndexError { try tensor.taking(try arguments.tensor("index"), axis: try arguments.axis(of: tensor) ?? 0) })
    }
  }

  private static func firstTokenText(_ value: Value) -> ((Int) -> String)? {
    guard case .list(let box) = value else { return nil }
    for case .object(let object as TensorObject) in box.items { if let text = object.tokenText { return text } }
    return nil
  }

  /// Functions of two tensors, diagonals and triangles.
  static func installTensorFunctions(in interpreter: Interpreter) {
    let (a, b) = (Declaration.Parameter("a", .any, "a tensor"), Declaration.Parameter("b", .any, "a tensor"))
    interpreter.tensorFunction(
      "allclose",
      [a, b, .init("rtol", .float, default: .float(1e-5), "relative to b"), .init("atol", .float, default: .float(1e-8), "absolute")],
      result: "bool", "Whether all elements differ by no more than `atol + rtol * abs(b)`.", example: "allclose([0.1 + 0.2], [0.3])"
    ) { arguments in
      .bool(
        try arguments.tensor("a").allClose(
          to: try arguments.tensor("b"), relative: try arguments.float("rtol"), absolute: try arguments.float("atol")))
    }
    interpreter.tensorFunction("outer", [a, b], "The products of all pairs of elements.", example: "outer([1, 2], [3, 4])") { arguments in
      TensorObject.value(try Tensor.outer(try arguments.tensor("a"), try arguments.tensor("b")))
    }
    interpreter.tensorFunction(
      "dot", [a, b], result: "tensor or number", "The sum of the products of two vectors; of matrices their product, as `@`.",
      example: "dot([1.0, 2.0], [3.0, 4.0])"
    ) { arguments in TensorObject.value(try matmul(try arguments.tensor("a"), try arguments.tensor("b"))) }
    let x = Declaration.Parameter("x", .any, "a tensor")
    let offset = Declaration.Parameter("offset", .int, default: .int(0), "so far right of the main diagonal")
    let parts: [(String, String, (Tensor, Int) throws -> Tensor)] = [
      ("tril", "The elements on and below a diagonal of the last two axes, zeros elsewhere.", { try $0.lowerTriangle(offset: $1) }),
      ("triu", "The elements on and above a diagonal of the last two axes, zeros elsewhere.", { try $0.upperTriangle(offset: $1) }),
      ("diag", "The diagonal of a matrix, or the matrix that has a vector as its diagonal.", { try $0.diagonal(offset: $1) }),
    ]
    for (name, prose, part) in parts {
      interpreter.tensorFunction(name, [x, offset], prose, example: "\(name)(ones([3, 3]))") { arguments in
        TensorObject.value(try part(try arguments.tensor("x"), try arguments.int("offset")))
      }
    }
  }
}
