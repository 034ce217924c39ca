import ArrLanguage
import Tensors

/// The subscripts of a tensor, one for each axis that is not taken whole, and the axes that do not come out as they were.
/// A name says which axis is meant; the subscripts without one take the other axes in order.
func tensorIndices(_ subscripts: [SubscriptValue], of tensor: Tensor) throws -> (indices: [TensorIndex], touched: Set<Int>) {
  var named: [Int: TensorIndex] = [:]
  var positional: [TensorIndex] = []
  let items = spread(subscripts)
  for (place, item) in items.enumerated() {
    let index: TensorIndex
    do { index = try tensorIndex(item.kind) } catch var error as ValueError {
      error.subscriptIndex = place
      throw error
    }
    guard let name = item.axis else {
      positional.append(index)
      continue
    }
    let axis = try axisPlace(named: name, of: tensor)
    guard named[axis] == nil else { throw ValueError("index", "the axis `\(name)` is indexed twice") }
    if case .newAxis = index { throw ValueError("index", "`none` makes a new axis; it does not go with the name of one") }
    guard index.axisCount <= 1 else { throw ValueError("index", "the mask for `\(name)` must have one axis") }
    named[axis] = index
  }
  try checkRanges(items, positional, named, of: tensor)
  return try arranged(positional, named, of: tensor)
}

/// An index out of range is found here, where its place among the subscripts is known: its label goes under it.
private func checkRanges(
  _ items: [SubscriptValue], _ positional: [TensorIndex], _ named: [Int: TensorIndex], of tensor: Tensor
) throws {
  func check(_ index: TensorIndex, axis: Int, item: Int) throws {
    guard case .index(let number) = index, tensor.shape.indices.contains(axis) else { return }
    let size = tensor.shape[axis]
    guard number >= size || number < -size else { return }
    let label = size == 0 ? "the axis is empty" : "indices go from \(indexRange(size))"
    var error = ValueError(
      "index", "index \(number) is out of range for \(tensor.describe(axis: axis)) with size \(size)", label: label)
    error.subscriptIndex = item
    throw error
  }
  let free = tensor.shape.indices.filter { named[$0] == nil }
  let taken = positional.reduce(0) { $0 + $1.axisCount }
  var next = 0
  var place = positional.startIndex
  for (item, subscripted) in items.enumerated() {
    if let name = subscripted.axis {
      let axis = try axisPlace(named: name, of: tensor)
      if let index = named[axis] { try check(index, axis: axis, item: item) }
      continue
    }
    guard place < positional.count else { return }
    let index = positional[place]
    place += 1
    if index.isEllipsis {
      next += max(0, free.count - taken)
      continue
    }
    if next < free.count { try check(index, axis: free[next], item: item) }
    next += index.axisCount
  }
}

/// `x[(1, 2)]` is `x[1, 2]`.
private func spread(_ subscripts: [SubscriptValue]) -> [SubscriptValue] {
  guard subscripts.count == 1, let only = subscripts.first, only.axis == nil, case .index(.tuple(let box)) = only.kind else { return subscripts }
  return box.items.map { SubscriptValue(axis: nil, .index($0), span: only.span) }
}

private func arranged(
  _ positional: [TensorIndex], _ named: [Int: TensorIndex], of tensor: Tensor
) throws -> (indices: [TensorIndex], touched: Set<Int>) {
  let free = tensor.shape.indices.filter { named[$0] == nil }
  let taken = positional.reduce(0) { $0 + $1.axisCount }
  let ellipses = positional.filter { $0.isEllipsis }.count
  guard ellipses <= 1 else { throw ValueError("index", "`...` can stand only once in a subscript") }
  guard taken <= free.count else {
    let axes = named.isEmpty ? tensor.rank == 1 ? "1 axis" : "\(tensor.rank) axes" : "\(free.count) without those that are named"
    throw ValueError("index", "\(taken) subscripts are too many", label: "\(tensor.typeDescription) has \(axes)")
  }
  var touched = Set(named.filter { !$0.value.isWhole }.keys)
  var indices: [TensorIndex] = []
  var next = 0
  /// The named axes before the next free one.
  func addNamed() {
    while let index = named[next] {
      indices.append(index)
      next += 1
    }
  }
  for index in positional + (ellipses == 0 ? [.ellipsis] : []) {
    switch index {
    case .newAxis: indices.append(index)
    case .ellipsis:
      for _ in 0..<(free.count - taken) {
        addNamed()
        indices.append(.slice(nil, nil, nil))
        next += 1
      }
      // NumPy puts the axes of index tensors first when `...` stands between them.
      if ellipses == 1, named.isEmpty { indices.append(.ellipsis) }
    default:
      addNamed()
      indices.append(index)
      for offset in 0..<index.axisCount where !index.isWhole { touched.insert(next + offset) }
      if index.axisCount > 1, (0..<index.axisCount).contains(where: { named[next + $0] != nil }) {
        throw ValueError("index", "a mask of several axes does not go with the name of one of them")
      }
      next += index.axisCount
    }
  }
  addNamed()
  return (indices, touched)
}

private func tensorIndex(_ kind: SubscriptValue.Kind) throws -> TensorIndex {
  switch kind {
  case .ellipsis: return .ellipsis
  case .slice(let start, let stop, let step):
    if step == 0 { throw ValueError("value", "the step of a slice cannot be zero") }
    return .slice(start, stop, step)
  case .index(let value):
    switch value {
    case .none, .unset: return .newAxis
    case .int(let number): return .index(number)
    case .list(let box) where box.items.isEmpty: return .indices(try Tensor([Int]()))
    case .list, .tuple: return try tensorIndex(of: try Library.tensor(from: value))
    case .object(let object):
      if let own = object as? TensorObject { return try tensorIndex(of: own.tensor) }
      if let range = object as? RangeObject { return .indices(try Library.tensor(of: range)) }
      if case .int(let number)? = try object.scalar() { return .index(number) }
    default: break
    }
    throw ValueError(
      "type", "\(article(value.typeName)) is not an index of a tensor", label: value.shortTypeDescription,
      help: ["an index is an int, a slice, `...`, none, a list of ints or a mask"])
  }
}

private func tensorIndex(of tensor: Tensor) throws -> TensorIndex {
  if tensor.dtype.isFloat, tensor.count > 0 {
    throw ValueError("type", "an index is made of ints or bools, not of floats", label: tensor.typeDescription, help: ["`.astype(\"int\")`"])
  }
  if tensor.rank == 0, case .int(let number) = tensor.element([]) { return .index(number) }
  return tensor.dtype == .bool ? .mask(tensor) : .indices(tensor)
}

extension TensorIndex {
  fileprivate var axisCount: Int {
    switch self {
    case .ellipsis, .newAxis: return 0
    case .mask(let mask): return mask.rank
    case .index, .slice, .indices: return 1
    }
  }

  fileprivate var isEllipsis: Bool {
    if case .ellipsis = self { return true }
    return false
  }

  /// Leaves the axis as it is.
  fileprivate var isWhole: Bool {
    if case .slice(nil, nil, let step) = self { return step == nil || step == 1 }
    return false
  }
}

/// Errors about places in a tensor are index errors.
func asIndexError<T>(_ body: () throws -> T) throws -> T {
  do { return try body() } catch let error as TensorError {
    throw ValueError("index", error.message, notes: error.notes, help: error.help)
  }
}

/// The place of an axis by its name, with names that are near when there is no such axis.
func axisPlace(named name: String, of tensor: Tensor) throws -> Int {
  do { return try tensor.resolve(axis: name) } catch let error as TensorError {
    let near = suggestions(for: name, among: tensor.axes.filter { !$0.isEmpty })
    throw ValueError("index", error.message, help: near.isEmpty ? error.help : ["did you mean \(near.map { "`\($0)`" }.joined(separator: ", "))?"])
  }
}
