import ArrLanguage
import Tensors

extension Library {
  /// `norm`, with NumPy's meaning of its order: one axis makes vectors, two make matrices.
  static func installNorms(in interpreter: Interpreter) {
    interpreter.tensorOperation(
      "norm",
      [
        .init(
          "ord", .any, default: Value.none,
          """
          none for the length: the root of the sum of all squares. Of a vector a number p: the p-th root of the sum of magnitudes to the p, \
          inf and -inf for the greatest and least magnitude, 0 for how many are not zero. Of a matrix 2 for its greatest singular value, 1 \
          and inf for the greatest sum of a column and of a row, negative for the least; "fro" for the length, "nuc" for the sum of the \
          singular values
          """),
        .init("axis", .any, default: Value.none, "a number or a name for vectors, two of them for matrices; none is all"), .keepdims,
        .init("p", .any, default: Value.none, kind: .keywordOnly, "the same as `ord`"),
      ], result: "tensor or number", "The norm of vectors or matrices, as NumPy's `linalg.norm`.", example: "tensor([3.0, 4.0]).norm()",
      exactly: { plain, arguments in
        switch try NormOrder(arguments) {
        case .length: return try exactly(.norm(2), plain, arguments)
        case .number(let p) where plain.shape.count == 1: return try exactly(.norm(p), plain, arguments)
        default: return nil
        }
      }
    ) { own, arguments in own.value(try norm(of: own.tensor, arguments)) }
  }

  private static func norm(of tensor: Tensor, _ arguments: BoundArguments) throws -> Tensor {
    let (order, keepDims) = (try NormOrder(arguments), try arguments.bool("keepdims"))
    let axes = try arguments.axes(of: tensor)
    if order == .length { return try tensor.reduced(.norm(2), axes: axes, keepDims: keepDims) }
    let chosen = axes ?? Array(tensor.shape.indices)
    if chosen.count == 2 {
      return try tensor.matrixNorm(try order.ofMatrices(arguments), rows: chosen[0], columns: chosen[1], keepDims: keepDims)
    }
    let argument = NormOrder.argument(arguments)
    guard chosen.count < 2 else {
      throw arguments.error(
        argument, "a norm with an order is that of vectors or matrices: of one axis or two, not of \(chosen.count)",
        help: ["say which: `axis=-1`", "without an order it is the root of the sum of all squares"])
    }
    guard case .number(let p) = order else {
      throw arguments.error(argument, "the norm \(arguments.value(argument).repr) is that of matrices: of two axes, not of one")
    }
    return try tensor.reduced(.norm(p), axes: chosen, keepDims: keepDims)
  }
}

/// What `ord` of `norm` says.
private enum NormOrder: Equatable {
  case length, number(Double), frobenius, nuclear

  init(_ arguments: BoundArguments) throws {
    let name = NormOrder.argument(arguments)
    if name == "p", arguments.isGiven("ord") { throw arguments.error("p", "`p` is another name of `ord`, which is given too") }
    switch arguments.value(name) {
    case .none, .unset: self = .length
    case .string(let box) where box.text == "fro": self = .frobenius
    case .string(let box) where box.text == "nuc": self = .nuclear
    case .string(let box): throw arguments.error(name, "`\(name)` is a number, \"fro\" or \"nuc\", not \(box.text.debugDescription)")
    default: self = .number(try arguments.float(name))
    }
  }

  /// The argument that says it.
  static func argument(_ arguments: BoundArguments) -> String { arguments.isGiven("p") ? "p" : "ord" }

  func ofMatrices(_ arguments: BoundArguments) throws -> MatrixNorm {
    switch self {
    case .length, .frobenius: return .elements
    case .nuclear: return .nuclear
    case .number(let p):
      switch abs(p) {
      case 1: return .columnSum(greatest: p > 0)
      case 2: return .singularValue(greatest: p > 0)
      case .infinity: return .rowSum(greatest: p > 0)
      default:
        throw arguments.error(
          NormOrder.argument(arguments), "a matrix has the norms 1, -1, 2, -2, inf, -inf, \"fro\" and \"nuc\", but none of order \(p)",
          help: ["of vectors: name their axis, as in `axis=-1`", "of all elements as one vector: `x.flatten().norm(\(p))`"])
      }
    }
  }
}
