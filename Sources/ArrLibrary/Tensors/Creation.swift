import ArrLanguage
import Tensors

extension Library {
  static func installTensorCreation(in interpreter: Interpreter) {
    installTensorOfLists(in: interpreter)
    filled("zeros", "A tensor of zeros.", "zeros([2, 3])", in: interpreter) { try .zeros($0, $1 ?? .float32) }
    filled("ones", "A tensor of ones.", "ones(4, dtype=\"i64\")", in: interpreter) { try .ones($0, $1 ?? .float32) }
    installFull(in: interpreter)
    installLikeTensors(in: interpreter)
    installSequenceTensors(in: interpreter)
    installEye(in: interpreter)
  }

  private static func installTensorOfLists(in interpreter: Interpreter) {
    interpreter.tensorFunction(
      "tensor",
      [
        .init("data", .any, "nested lists of numbers, a number, or a tensor"), .dtype,
        .init("axes", .optional(.list), default: Value.none, kind: .keywordOnly, "a name for each axis"),
      ], "A tensor of the numbers of nested lists: ints become i64, floats f32, bools bool.",
      example: "tensor([[1, 2], [3, 4]], dtype=\"f32\", axes=[\"row\", \"column\"]).sum(axis=\"row\")"
    ) { arguments in
      let dtype = try arguments.dtype()
      let own = try arguments.object(tensor: "data", dtype: dtype)
      var result = own.tensor
      if let dtype { result = try result.cast(to: dtype) }
      if arguments.optional("axes") != nil {
        let names = try arguments.strings("axes")
        guard names.count == result.rank else {
          throw arguments.error("axes", "\(result.typeDescription) has \(result.rank) axes, not \(names.count)")
        }
        guard Set(names).count == names.count || names.contains("") else { throw arguments.error("axes", "a name of an axis is there twice") }
        result.axes = names
      }
      return .object(TensorObject(result, tokenText: own.tokenText))
    }
  }

  private static func installFull(in interpreter: Interpreter) {
    interpreter.tensorFunction(
      "full", [.shape, .init("value", .any, "a number"), .dtype], "A tensor with one number everywhere.",
      example: "full([2, 2], -inf)"
    ) { arguments in
      let shape = try arguments.shape()
      let dtype = try arguments.dtype()
      switch try plain(arguments.value("value")) {
      case .int(let number):
        if let dtype, dtype.isFloat { return .object(TensorObject(try Tensor.full(shape, Double(number), dtype))) }
        return .object(TensorObject(try Tensor.full(shape, number, dtype ?? .int64)))
      case .float(let number): return .object(TensorObject(try Tensor.full(shape, number, dtype ?? .float32)))
      case .bool(let flag): return .object(TensorObject(try Tensor.full(shape, flag ? 1 : 0, dtype ?? .bool)))
      case let other: throw arguments.error("value", "`value` must be a number, not \(article(other.typeName))", code: "type")
      }
    }
  }

  private static func installLikeTensors(in interpreter: Interpreter) {
    for (name, number, words) in [("zeros_like", 0, "zeros"), ("ones_like", 1, "ones")] {
      interpreter.tensorFunction(
        name, [.tensor, .dtype], "A tensor of \(words) with the shape, the axis names and, but for `dtype`, the type of another.",
        example: "\(name)(arange(3))"
      ) { arguments in
        let model = try arguments.tensor("x")
        var result = try Tensor.full(model.shape, number, try arguments.dtype() ?? model.dtype)
        result.axes = model.axes
        return .object(TensorObject(result))
      }
    }
  }

  private static func installEye(in interpreter: Interpreter) {
    interpreter.tensorFunction(
      "eye",
      [
        .init("rows", .int, "how many rows"), .init("columns", .optional(.int), default: Value.none, "as many as rows when none"),
        .init("offset", .int, default: .int(0), kind: .keywordOnly, "so far right of the main diagonal"), .dtype,
      ], "A matrix with ones on a diagonal and zeros elsewhere.", example: "eye(3)"
    ) { arguments in
      .object(
        TensorObject(
          try Tensor.eye(
            try arguments.int("rows"), try arguments.optionalInt("columns"), offset: try arguments.int("offset"),
            dtype: try arguments.dtype() ?? .float32)))
    }
  }

  private static func filled(
    _ name: String, _ prose: String, _ example: String, in interpreter: Interpreter, _ make: @escaping ([Int], DType?) throws -> Tensor
  ) {
    interpreter.tensorFunction(name, [.shape, .dtype], prose, example: example) { arguments in
      // `zeros(2, 3)` reads the 3 as the dtype; that error comes first.
      let dtype = try arguments.dtype()
      return .object(TensorObject(try make(try arguments.shape(), dtype)))
    }
  }

  private static func installSequenceTensors(in interpreter: Interpreter) {
    interpreter.tensorFunction(
      "arange",
      [
        .init("start", .number, "the first number, or the end when it stands alone"),
        .init("stop", .optional(.number), default: Value.none, "where the numbers end, without it"),
        .init("step", .number, default: .int(1), "from one number to the next"), .dtype,
      ], "Numbers at equal distances: ints give i64, floats f32.", example: "arange(0, 10, 2)"
    ) { arguments in
      let alone = arguments.value("stop").isNone
      let start = alone ? Value.int(0) : arguments.value("start")
      let stop = alone ? arguments.value("start") : arguments.value("stop")
      let result: Tensor
      if case .int(let a) = start, case .int(let b) = stop, case .int(let step) = arguments.value("step") {
        result = try .arange(a, b, step: step)
      } else {
        let first = alone ? 0 : try arguments.float("start")
        result = try .arange(first, try arguments.float(alone ? "start" : "stop"), step: try arguments.float("step"))
      }
      return .object(TensorObject(try arguments.dtype().map { try result.cast(to: $0) } ?? result))
    }
    interpreter.tensorFunction(
      "linspace",
      [.init("start", .float, "the first number"), .init("stop", .float, "the last number"), .init("count", .int, default: .int(50), "how many")],
      "So many f32 numbers at equal distances, both ends included.", example: "linspace(0, 1, 5)"
    ) { arguments in
      .object(TensorObject(try .linspace(try arguments.float("start"), try arguments.float("stop"), count: try arguments.int("count"))))
    }
  }
}
