/// One subscript of a tensor.
public enum TensorIndex {
  /// All axes that the other subscripts do not take.
  case ellipsis
  case index(Int)
  case slice(_ start: Int?, _ stop: Int?, _ step: Int?)
  /// Integers of any shape, which takes the axis' place.
  case indices(Tensor)
  /// Bools of the shape of one or more axes; those that are true are chosen.
  case mask(Tensor)
  case newAxis
}

extension Tensor {
  /// The elements chosen by NumPy's rules: a view when only integers, slices, `...` and new axes choose, else a copy.
  public subscript(_ indices: [TensorIndex]) -> Tensor {
    get throws {
      let plan = try IndexPlan(self, indices)
      return plan.isView ? plan.view : try plan.gather()
    }
  }

  /// Sets the chosen elements to `value`, broadcast to their shape and converted to this type. When an element is chosen
  /// more than once the last value counts.
  public mutating func set(_ indices: [TensorIndex], to value: Tensor) throws {
    // Errors first: a failed assignment changes nothing.
    let shape = try IndexPlan(self, indices).resultShape
    let source = try value.fitted(to: shape).cast(to: dtype)
    try makeUnique()
    let plan = try IndexPlan(self, indices)
    try Interruption.check()
    try Interruption.finishing { try plan.isView ? plan.view.copyElements(from: source) : plan.scatter(source) }
  }

  /// Broadcast to the shape of a place to assign to; leading axes of size 1 that it lacks are dropped.
  private func fitted(to shape: [Int]) throws -> Tensor {
    var source = self
    while source.rank > shape.count, source.shape[0] == 1 { source = try source.selecting(axis: 0, index: 0) }
    guard let fitting = try? source.expanded(to: shape) else {
      throw TensorError("\(typeDescription) does not fit the place of shape \(Tensor.describe(shape: shape))")
    }
    return fitting
  }
}

/// What a list of subscripts chooses.
private struct IndexPlan {
  /// What is indexed: errors speak of its axes.
  private let whole: Tensor
  /// The tensor after its slices, new axes and (when there is no index tensor) integers.
  private(set) var view: Tensor
  /// Axes of the view that index tensors choose from, with their checked places.
  private var chosen: [(axis: Int, places: Tensor)] = []
  /// Whether the index tensors stand side by side; else their axes come first in the result, as in NumPy.
  private var isAdjacent = true
  private var indexShape: [Int] = []
  private var indexNames: [String] = []

  var isView: Bool { chosen.isEmpty }

  init(_ tensor: Tensor, _ indices: [TensorIndex]) throws {
    whole = tensor
    view = tensor
    let subscripts = try IndexPlan.complete(indices, for: tensor)
    let usesTensors = subscripts.contains { $0.isAdvanced }
    var axis = 0
    var origin = 0
    var lastAdvanced: Int?
    for (position, item) in subscripts.enumerated() {
      // Beside an index tensor an integer is one, too: NumPy lets it take part in their order.
      if usesTensors, item.isAdvanced || item.isIndex {
        if let last = lastAdvanced, last != position - 1 { isAdjacent = false }
        lastAdvanced = position
      }
      try apply(item, at: &axis, from: origin, asTensor: usesTensors)
      origin += item.takenAxes
    }
    try broadcastPlaces()
  }

  /// The subscripts with `...` written out, one for each axis or new axis (a mask takes several).
  private static func complete(_ indices: [TensorIndex], for tensor: Tensor) throws -> [TensorIndex] {
    let taken = indices.reduce(0) { $0 + $1.takenAxes }
    guard indices.filter({ $0.isEllipsis }).count <= 1 else { throw TensorError("`...` can stand only once in a subscript") }
    guard taken <= tensor.rank else {
      throw TensorError("\(taken) subscripts are too many for \(tensor.typeDescription), which has \(tensor.rank) axes")
    }
    let rest = [TensorIndex](repeating: .slice(nil, nil, nil), count: tensor.rank - taken)
    guard let place = indices.firstIndex(where: { $0.isEllipsis }) else { return indices + rest }
    // An ellipsis separates index tensors even when it stands for no axis.
    return Array(indices[..<place]) + [.ellipsis] + rest + Array(indices[(place + 1)...])
  }

  /// One subscript: `axis` is where it stands in the view, `origin` in the whole.
  private mutating func apply(_ item: TensorIndex, at axis: inout Int, from origin: Int, asTensor: Bool) throws {
    switch item {
    case .ellipsis: break
    case .newAxis:
      view = try view.unsqueezed(at: axis)
      axis += 1
    case .slice(let start, let stop, let step):
      view = try view.sliced(axis: axis, start: start, stop: stop, step: step ?? 1)
      axis += 1
    case .index(let index):
      let place = try whole.checked(index: index, axis: origin)
      if asTensor {
        chosen.append((axis, try Tensor.scalar(place)))
        axis += 1
      } else {
        view = try view.selecting(axis: axis, index: place)
      }
    case .indices(let tensor):
      if tensor.dtype == .bool { return try apply(mask: tensor, at: &axis, from: origin) }
      guard tensor.dtype.isInteger || tensor.count == 0 else {
        throw TensorError("a subscript must be of integers or bools, not \(tensor.typeDescription)")
      }
      chosen.append((axis, try whole.checkedPlaces(tensor, axis: origin)))
      indexNames = tensor.axes.isEmpty && tensor.rank == 1 && !view.axes.isEmpty ? [view.axes[axis]] : tensor.axes
      axis += 1
    case .mask(let mask): try apply(mask: mask, at: &axis, from: origin)
    }
  }

  private mutating func apply(mask: Tensor, at axis: inout Int, from origin: Int) throws {
    guard mask.rank > 0 else { throw TensorError("a mask needs at least one axis") }
    for i in 0..<mask.rank where mask.shape[i] != whole.shape[origin + i] {
      throw TensorError(
        "the mask \(mask.typeDescription) does not fit \(whole.describe(axis: origin + i)) with size \(whole.shape[origin + i])")
    }
    for places in try mask.truePlaces() {
      chosen.append((axis, places))
      axis += 1
    }
    indexNames = mask.rank == 1 && !view.axes.isEmpty ? [view.axes[axis - 1]] : []
  }

  private mutating func broadcastPlaces() throws {
    guard !chosen.isEmpty else { return }
    for (_, places) in chosen {
      guard let shape = Tensor.broadcastShape(indexShape, places.shape) else {
        throw TensorError(
          "the index tensors do not match: their shapes are "
            + chosen.map { Tensor.describe(shape: $0.places.shape) }.joined(separator: " and "))
      }
      indexShape = shape
    }
    // Checks the total size, and that no combination of shapes overflows.
    _ = try Tensor.elementCount(of: resultShape)
    for i in chosen.indices { chosen[i].places = try chosen[i].places.expanded(to: indexShape).contiguous() }
  }

  /// Axes of the view that no index tensor takes.
  private var restAxes: [Int] {
    let taken = Set(chosen.map(\.axis))
    return view.shape.indices.filter { !taken.contains($0) }
  }

  /// Where the axes of the index tensors come in the result.
  private var indexPlace: Int { isAdjacent ? restAxes.filter { $0 < (chosen.first?.axis ?? 0) }.count : 0 }

  var resultShape: [Int] {
    if chosen.isEmpty { return view.shape }
    var shape = restAxes.map { view.shape[$0] }
    shape.insert(contentsOf: indexShape, at: indexPlace)
    return shape
  }

  private var resultNames: [String] {
    if view.axes.isEmpty && indexNames.isEmpty { return [] }
    var names = restAxes.map { view.axes.isEmpty ? "" : view.axes[$0] }
    let own = indexNames.count == indexShape.count ? indexNames : [String](repeating: "", count: indexShape.count)
    names.insert(contentsOf: own, at: indexPlace)
    return names.allSatisfy(\.isEmpty) ? [] : names
  }

  /// For every element of the index tensors, how far from the view's start its part lies.
  private func partOffsets() -> [Int] {
    var offsets = [Int](repeating: 0, count: indexShape.reduce(1, *))
    for (axis, places) in chosen {
      let p = places.address.assumingMemoryBound(to: Int64.self)
      let step = view.strides[axis]
      withExtendedLifetime(places) {
        for i in offsets.indices { offsets[i] += Int(p[i]) * step }
      }
    }
    return offsets
  }

  /// A copy of the chosen elements.
  func gather() throws -> Tensor {
    let result = try Tensor.uninitialized(resultShape, view.dtype, axes: resultNames)
    try forEachPart(of: result) { part, place in try place.copyElements(from: part) }
    return result
  }

  /// Writes the elements of `source`, of the result's shape, to the chosen places.
  func scatter(_ source: Tensor) throws {
    try forEachPart(of: source) { part, place in try part.copyElements(from: place) }
  }

  /// Pairs each part of the view with its place in a tensor of the result's shape.
  private func forEachPart(of whole: Tensor, _ body: (Tensor, Tensor) throws -> Void) throws {
    let first = indexPlace
    var part = view.keeping(restAxes.contains)
    var place = whole.keeping { $0 < first || $0 >= first + indexShape.count }
    guard part.count > 0 else { return }
    let offsets = partOffsets()
    var index = [Int](repeating: 0, count: indexShape.count)
    let steps = Array(whole.strides[first..<(first + indexShape.count)])
    for offset in offsets {
      part.offset = view.offset + offset
      place.offset = whole.offset + zip(index, steps).reduce(0) { $0 + $1.0 * $1.1 }
      try body(part, place)
      for axis in index.indices.reversed() {
        index[axis] += 1
        if index[axis] < indexShape[axis] { break }
        index[axis] = 0
      }
    }
  }
}

extension TensorIndex {
  fileprivate var takenAxes: Int {
    switch self {
    case .ellipsis, .newAxis: return 0
    case .index, .slice: return 1
    case .indices(let tensor): return tensor.dtype == .bool ? tensor.rank : 1
    case .mask(let mask): return mask.rank
    }
  }

  fileprivate var isAdvanced: Bool {
    switch self {
    case .indices, .mask: return true
    default: return false
    }
  }

  fileprivate var isIndex: Bool {
    if case .index = self { return true }
    return false
  }

  fileprivate var isEllipsis: Bool {
    if case .ellipsis = self { return true }
    return false
  }
}

extension Tensor {
  /// For each axis, the places of the elements that are not zero, in row-major order: `rank` tensors i64[count].
  public func truePlaces() throws -> [Tensor] {
    let flags = try cast(to: .bool).contiguous()
    let p = flags.address.assumingMemoryBound(to: UInt8.self)
    var hits: [Int] = []
    withExtendedLifetime(flags) { _ = untilStopped(count) { for i in $0 where p[i] != 0 { hits.append(i) } } }
    try Interruption.check()
    let steps = Tensor.rowMajorStrides(shape)
    return try shape.indices.map { axis in try Tensor(hits.map { $0 / steps[axis] % Swift.max(shape[axis], 1) }) }
  }
}
