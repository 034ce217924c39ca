import ArrLanguage
import Figures
import Tensors

extension Library {
  /// Methods about the order of elements.
  static func installTensorOrder(in interpreter: Interpreter) {
    let descending = Declaration.Parameter("descending", .bool, default: .bool(false), "greatest first")
    interpreter.tensorOperation(
      "sort", [.lastAxis, descending], "A sorted copy along an axis. NaN counts as the greatest.", example: "tensor([3, 1, 2]).sort()"
    ) { own, arguments in
      TensorObject.value(
        try own.tensor.sorted(axis: try arguments.axis(of: own.tensor) ?? -1, descending: try arguments.bool("descending")))
    }
    interpreter.tensorOperation(
      "argsort", [.lastAxis, descending], "The places of the elements in sorted order; equal ones keep theirs.",
      example: "tensor([3, 1, 2]).argsort()"
    ) { own, arguments in
      TensorObject.value(
        try own.tensor.sortedPlaces(axis: try arguments.axis(of: own.tensor) ?? -1, descending: try arguments.bool("descending")))
    }
    interpreter.tensorOperation(
      "topk", [.init("k", .int, "how many"), .lastAxis, .init("largest", .bool, default: .bool(true), "false for the least ones")],
      result: "topk",
      "The k greatest elements along an axis, best first: `values`, `indices` and, over a model's vocabulary, `tokens`, the text of each.",
      example: "tensor([0.1, 0.7, 0.2]).topk(2).indices"
    ) { own, arguments in
      let axis = try arguments.axis(of: own.tensor) ?? -1
      return .object(try top(own, try arguments.int("k"), axis: own.tensor.resolve(axis: axis), largest: try arguments.bool("largest")))
    }
  }

  private static func top(_ own: TensorObject, _ k: Int, axis: Int, largest: Bool) throws -> RecordObject {
    var (values, indices) = try own.tensor.topK(k, axis: axis, largest: largest)
    // Along the axis are ranks now, not the things that its name speaks of.
    let isVocabulary = !own.tensor.axes.isEmpty && own.tensor.axes[axis] == "vocab"
    if !values.axes.isEmpty { values.axes[axis] = "" }
    indices.axes = values.axes
    var fields: [(name: String, value: Value)] = [("values", .object(TensorObject(values))), ("indices", .object(TensorObject(indices)))]
    let tokenText = isVocabulary ? own.tokenText : nil
    if let tokenText { fields.append(("tokens", try texts(indices, tokenText))) }
    guard values.rank == 1 else {
      return RecordObject("topk", fields, items: fields.map(\.value)) { width, color in
        "values   " + tensorText(values, width: width) + "\nindices  " + tensorText(indices, width: width)
      }
    }
    let rows = try (0..<values.shape[0]).map { i -> [String] in
      let place = try indices.selecting(axis: 0, index: i).item().double
      let id = Int(place)
      let number = try values.selecting(axis: 0, index: i).item()
      let cells = ["\(id)", cell(number)]
      return tokenText.map { [shownToken($0(id))] + cells } ?? cells
    }
    return RecordObject("topk", fields, items: fields.map(\.value)) { width, color in
      var columns = [Table.Column(tokenText == nil ? "index" : "id"), Table.Column("value")]
      if tokenText != nil { columns.insert(Table.Column("token", alignment: .left), at: 0) }
      return Table(columns: columns, rows: rows).text(width: width, color: color)
    }
  }

  private static func cell(_ number: TensorScalar) -> String {
    switch number {
    case .bool(let flag): return flag ? "true" : "false"
    case .int(let number): return "\(number)"
    case .float(let number): return fixed(number, 4)
    }
  }

  private static func texts(_ indices: Tensor, _ tokenText: (Int) -> String) throws -> Value {
    if indices.rank == 0, case .int(let id) = indices.element([]) { return .text(tokenText(id)) }
    return .list(of: try (0..<indices.shape[0]).map { try texts(indices.selecting(axis: 0, index: $0), tokenText) })
  }
}
