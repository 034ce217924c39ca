import ArrLanguage
import Tensors

extension Library {
  /// Products of tensors, diagonals and triangles.
  static func installTensorProducts(in interpreter: Interpreter) {
    installSums(in: interpreter)
    let other = Declaration.Parameter("b", .any, "a tensor")
    interpreter.tensorOperation("outer", [other], "The products of all pairs of elements.", example: "tensor([1, 2]).outer([3, 4])") { own, arguments in
      TensorObject.value(try Tensor.outer(own.tensor, try arguments.tensor("b")))
    }
    interpreter.tensorOperation(
      "kron", [other], "Kronecker's product: each element times all of the other tensor.", example: "eye(2).kron(ones([1, 2]))"
    ) { own, arguments in TensorObject.value(try Tensor.kronecker(own.tensor, try arguments.tensor("b"))) }
    let offset = Declaration.Parameter("offset", .int, default: .int(0), "so far right of the main diagonal")
    let parts: [(String, String, (Tensor, Int) throws -> Tensor)] = [
      ("tril", "The elements on and below a diagonal of the last two axes, zeros elsewhere.", { try $0.lowerTriangle(offset: $1) }),
      ("triu", "The elements on and above a diagonal of the last two axes, zeros elsewhere.", { try $0.upperTriangle(offset: $1) }),
      ("diag", "The diagonal of a matrix, or the matrix that has a vector as its diagonal.", { try $0.diagonal(offset: $1) }),
    ]
    for (name, prose, part) in parts {
      interpreter.tensorOperation(name, [offset], prose, example: "ones([3, 3]).\(name)()") { own, arguments in
        own.value(try part(own.tensor, try arguments.int("offset")))
      }
    }
    let axes: [Declaration.Parameter] = [
      offset, .init("axis1", .any, default: .int(0), "the axis of the rows, a number or a name"),
      .init("axis2", .any, default: .int(1), "the axis of the columns, a number or a name"),
    ]
    func diagonal(_ own: TensorObject, _ arguments: BoundArguments) throws -> Tensor {
      let (first, second) = (try arguments.axis(of: own.tensor, "axis1") ?? 0, try arguments.axis(of: own.tensor, "axis2") ?? 1)
      return try own.tensor.diagonal(offset: try arguments.int("offset"), axes: first, second)
    }
    interpreter.tensorOperation(
      "diagonal", axes, "The diagonal of two axes, which becomes the last axis.", example: "arange(9).reshape(3, 3).diagonal(1)"
    ) { own, arguments in own.value(try diagonal(own, arguments)) }
    interpreter.tensorOperation(
      "trace", axes, result: "number or tensor", "The sum of the diagonal of two axes.", example: "arange(9).reshape(3, 3).trace()"
    ) { own, arguments in own.value(try diagonal(own, arguments).sum(axes: [-1])) }
  }

  private static func installSums(in interpreter: Interpreter) {
    let other = Declaration.Parameter("b", .any, "a tensor")
    interpreter.tensorOperation(
      "matmul", [other], result: "tensor or number", "The matrix product, as `@`; leading axes broadcast.",
      example: "ones([2, 3]).matmul(ones([3, 1]))"
    ) { own, arguments in own.value(try matmul(own.tensor, try arguments.tensor("b"))) }
    interpreter.tensorOperation(
      "dot", [other], result: "tensor or number",
      "The sum of the products of two vectors; of matrices their product, as `@`; with more axes the sum over the last axis here and the second to last there.",
      example: "tensor([1.0, 2.0]).dot([3.0, 4.0])"
    ) { own, arguments in own.value(try dot(own.tensor, try arguments.tensor("b"))) }
    interpreter.tensorOperation(
      "inner", [other], result: "tensor or number", "The sums of products over the last axes of both.",
      example: "tensor([1.0, 2.0]).inner([3.0, 4.0])"
    ) { own, arguments in
      let b = try arguments.tensor("b")
      if own.tensor.rank == 0 || b.rank == 0 { return own.value(try own.tensor * b) }
      return own.value(try contraction(own.tensor, b, over: [(own.tensor.rank - 1, b.rank - 1)]))
    }
    interpreter.tensorOperation(
      "tensordot",
      [
        other,
        .init("axes", .any, default: .int(2), "how many: the last ones here go with the first ones there; or two lists, the axes here and those there"),
      ], result: "tensor or number", "The sums of products over pairs of axes.", example: "ones([2, 3, 4]).tensordot(ones([3, 4, 5])).shape"
    ) { own, arguments in
      let b = try arguments.tensor("b")
      return own.value(try contraction(own.tensor, b, over: try axisPairs(arguments, own.tensor, b)))
    }
    interpreter.tensorFunction(
      "einsum",
      [
        .init("subscripts", .string, "a letter for each axis of each tensor and, after `->`, of the result: \"ij,jk->ik\""),
        .init("tensors", .any, kind: .variadic, "the tensors, as arguments or one list"),
      ], result: "tensor or number",
      "Einstein's sum: the products of the tensors' elements, summed over the letters that are not in the result. A letter twice in one tensor "
        + "takes its diagonal, `...` stands for leading axes that broadcast, and without `->` the result has the letters that stand once.",
      example: "x = ones([2, 3, 4])\neinsum(\"bik,bjk->bij\", x, x).shape"
    ) { arguments in
      let given = try arguments.list("tensors")
      let items = if given.count == 1, case .list(let box)? = given.first, box.items.contains(where: isTensor) { box.items } else { given }
      return TensorObject.value(try einsum(try arguments.string("subscripts"), try items.map { try tensor(from: $0) }))
    }
  }

  private static func isTensor(_ value: Value) -> Bool {
    if case .object(let object) = value { return object is TensorObject }
    return false
  }

  private static func dot(_ a: Tensor, _ b: Tensor) throws -> Tensor {
    if a.rank == 0 || b.rank == 0 { return try a * b }
    return a.rank <= 2 && b.rank <= 2 ? try matmul(a, b) : try contraction(a, b, over: [(a.rank - 1, max(b.rank - 2, 0))])
  }

  private static func axisPairs(_ arguments: BoundArguments, _ a: Tensor, _ b: Tensor) throws -> [(Int, Int)] {
    if let count = try arguments.value("axes").asIndex() {
      guard count >= 0, count <= a.rank, count <= b.rank else {
        throw arguments.error("axes", "\(a.typeDescription) and \(b.typeDescription) do not have \(count) axes to sum over")
      }
      return (0..<count).map { (a.rank - count + $0, $0) }
    }
    let lists = try arguments.list("axes")
    guard lists.count == 2 else { throw arguments.error("axes", "`axes` is a number or two lists of axes") }
    func places(_ value: Value, _ tensor: Tensor) throws -> [Int] {
      switch value {
      case .list(let box): return try box.items.map { try arguments.axis($0, of: tensor, "axes") }
      case .tuple(let box): return try box.items.map { try arguments.axis($0, of: tensor, "axes") }
      default: return [try arguments.axis(value, of: tensor, "axes")]
      }
    }
    let (left, right) = (try places(lists[0], a), try places(lists[1], b))
    guard left.count == right.count, Set(left).count == left.count, Set(right).count == right.count else {
      throw arguments.error("axes", "the lists of `axes` must be equally long, without an axis twice")
    }
    return Array(zip(left, right))
  }

  /// The sums of products over pairs of axes; the other axes of `a`, then those of `b`.
  private static func contraction(_ a: Tensor, _ b: Tensor, over pairs: [(Int, Int)]) throws -> Tensor {
    if let (i, j) = pairs.first(where: { a.shape[$0] != b.shape[$1] }) {
      throw TensorError(
        "\(a.describe(axis: i)) of \(a.typeDescription) and \(b.describe(axis: j)) of \(b.typeDescription) differ in size",
        notes: ["sums of products go over axes of one size"])
    }
    let rows = a.shape.indices.filter { axis in !pairs.contains { $0.0 == axis } }
    let columns = b.shape.indices.filter { axis in !pairs.contains { $0.1 == axis } }
    func size(_ shape: [Int]) throws -> Int { try Tensor.elementCount(of: shape) }
    let (rowShape, columnShape) = (rows.map { a.shape[$0] }, columns.map { b.shape[$0] })
    let depth = try size(pairs.map { a.shape[$0.0] })
    let left = try a.permuted(rows + pairs.map(\.0)).reshaped([try size(rowShape), depth])
    let right = try b.permuted(pairs.map(\.1) + columns).reshaped([depth, try size(columnShape)])
    var result = try matmul(left, right).reshaped(rowShape + columnShape)
    let names = rows.map { a.axes.isEmpty ? "" : a.axes[$0] } + columns.map { b.axes.isEmpty ? "" : b.axes[$0] }
    result.axes = names.allSatisfy(\.isEmpty) ? [] : names
    return result
  }
}
