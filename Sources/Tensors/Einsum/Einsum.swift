/// Einstein's sums: the product of the operands, summed over the axes that are not in the result. `subscripts` gives each
/// axis of each operand a letter and says, after `->`, which make the result: `"bqhd,bkhd->bhqk"`. A letter twice in one
/// operand takes its diagonal, `...` stands for axes that broadcast, and without an arrow the result has the letters that
/// stand once, in their order.
///
/// Operands are taken two by two, the pair with the smallest result first, each as one (batched) matrix product.
public func einsum(_ subscripts: String, _ tensors: [Tensor]) throws -> Tensor {
  let plan = try EinsumSubscripts(subscripts, tensors)
  let type = tensors.dropFirst().reduce(tensors.first?.dtype ?? .float32) { DType.promote($0, $1.dtype) }.computed
  var terms = try zip(tensors, plan.operands).map { try Term($0.cast(to: type.computeType), $1) }
  while terms.count > 1 {
    try Interruption.check()
    let (i, j) = cheapestPair(terms, plan)
    let (b, a) = (terms.remove(at: j), terms.remove(at: i))
    let needed = terms.reduce(into: Set(plan.output)) { $0.formUnion($1.labels) }
    terms.insert(try a.product(b, keeping: needed, plan), at: i)
  }
  guard let last = terms.first else { throw TensorError("`einsum` needs at least one operand") }
  let result = try last.summed(keeping: Set(plan.output)).expanded(to: plan)
  let order = try plan.output.map { label -> Int in
    guard let place = result.labels.firstIndex(of: label) else { throw TensorError("an axis of the result of \"\(subscripts)\" is lost") }
    return place
  }
  return try result.tensor.permuted(order).wrapped(to: type)
}

/// The pair whose product is smallest.
private func cheapestPair(_ terms: [Term], _ plan: EinsumSubscripts) -> (Int, Int) {
  var best = (0, 1)
  var least = Double.infinity
  for i in terms.indices {
    for j in terms.indices where j > i {
      let others = terms.indices.filter { $0 != i && $0 != j }.reduce(into: Set(plan.output)) { $0.formUnion(terms[$1].labels) }
      let kept = Set(terms[i].labels + terms[j].labels).intersection(others)
      let size = kept.reduce(1.0) { $0 * Double(plan.sizes[$1] ?? 1) }
      if size < least { (best, least) = ((i, j), size) }
    }
  }
  return best
}

/// An operand, or a product of some, with a different label for each axis.
private struct Term {
  typealias Label = EinsumSubscripts.Label
  var tensor: Tensor
  var labels: [Label]

  private init(unchecked tensor: Tensor, _ labels: [Label]) { (self.tensor, self.labels) = (tensor, labels) }

  /// Axes with one letter become their common diagonal, a view.
  init(_ source: Tensor, _ all: [Label]) throws {
    var view = source
    var labels: [Label] = []
    var (shape, strides, names): ([Int], [Int], [String]) = ([], [], [])
    for (axis, label) in all.enumerated() {
      if let place = labels.firstIndex(of: label) {
        strides[place] += source.strides[axis]
        continue
      }
      labels.append(label)
      shape.append(source.shape[axis])
      strides.append(source.strides[axis])
      names.append(source.axes.isEmpty ? "" : source.axes[axis])
    }
    (view.shape, view.strides, view.axes) = (shape, strides, names.allSatisfy(\.isEmpty) ? [] : names)
    self.init(unchecked: view, labels)
  }

  /// Summed over the axes that nothing needs any more.
  func summed(keeping needed: Set<Label>) throws -> Term {
    let dropped = labels.indices.filter { !needed.contains(labels[$0]) }
    if dropped.isEmpty { return self }
    return Term(unchecked: try tensor.sum(axes: dropped), labels.filter { needed.contains($0) })
  }

  /// Broadcast to the common sizes.
  func expanded(to plan: EinsumSubscripts) throws -> Term {
    Term(unchecked: try tensor.expanded(to: labels.map { plan.sizes[$0] ?? 1 }), labels)
  }

  /// The axes in a given order; labels that this term has not become axes of size 1.
  private func arranged(_ order: [Label]) throws -> Tensor {
    let view = try tensor.permuted(order.compactMap { labels.firstIndex(of: $0) })
    return try order.indices.reduce(view) { labels.contains(order[$1]) ? $0 : try $0.unsqueezed(at: $1) }
  }

  func product(_ other: Term, keeping needed: Set<Label>, _ plan: EinsumSubscripts) throws -> Term {
    let a = try summed(keeping: needed.union(other.labels))
    let b = try other.summed(keeping: needed.union(a.labels))
    let shared = a.labels.filter { b.labels.contains($0) }
    let batch = shared.filter { needed.contains($0) }
    let summed = shared.filter { !needed.contains($0) }
    let rows = a.labels.filter { !shared.contains($0) }
    let columns = b.labels.filter { !shared.contains($0) }
    let kept = batch + rows + columns
    if rows.isEmpty, columns.isEmpty {
      return try Term(unchecked: a.arranged(kept + summed) * b.arranged(kept + summed), kept + summed).summedLast(summed.count)
    }
    if summed.isEmpty { return Term(unchecked: try a.arranged(kept) * b.arranged(kept), kept) }
    let (x, y) = (try a.expanded(to: plan), try b.expanded(to: plan))
    func sizes(_ labels: [Label]) -> [Int] { labels.map { plan.sizes[$0] ?? 1 } }
    func size(_ labels: [Label]) throws -> Int { try Tensor.elementCount(of: sizes(labels)) }
    let (m, k, n) = (try size(rows), try size(summed), try size(columns))
    let left = try x.arranged(batch + rows + summed).reshaped(sizes(batch) + [m, k])
    let right = try y.arranged(batch + summed + columns).reshaped(sizes(batch) + [k, n])
    var result = try matmul(left, right).reshaped(sizes(kept))
    result.axes = Term.names(kept, a, b)
    return Term(unchecked: result, kept)
  }

  /// Without its last axes, over which it is summed.
  private func summedLast(_ count: Int) throws -> Term {
    if count == 0 { return self }
    let places = Array((labels.count - count)..<labels.count)
    return Term(unchecked: try tensor.sum(axes: places), Array(labels.dropLast(count)))
  }

  private func name(of label: Label) -> String {
    guard !tensor.axes.isEmpty, let place = labels.firstIndex(of: label) else { return "" }
    return tensor.axes[place]
  }

  private static func names(_ labels: [Label], _ a: Term, _ b: Term) -> [String] {
    let names = labels.map { label in a.name(of: label).isEmpty ? b.name(of: label) : a.name(of: label) }
    return names.allSatisfy(\.isEmpty) ? [] : names
  }
}
