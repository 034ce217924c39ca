extension Tensor {
  /// The axes in another order: axis `i` of the result is axis `order[i]` of this. A view.
  public func permuted(_ order: [Int]) throws -> Tensor {
    let places = try order.map { try resolve(axis: $0) }
    guard places.count == rank, Set(places).count == rank else {
      throw TensorError("the order \(Tensor.describe(shape: order)) must name each of the \(rank) axes of \(typeDescription) once")
    }
    var view = self
    view.shape = places.map { shape[$0] }
    view.strides = places.map { strides[$0] }
    if !axes.isEmpty { view.axes = places.map { axes[$0] } }
    return view
  }

  /// Two axes exchanged, by default the last two. A view.
  public func transposed(_ first: Int = -2, _ second: Int = -1) throws -> Tensor {
    guard rank >= 2 else { throw TensorError("\(typeDescription) has fewer than two axes to exchange") }
    let (a, b) = (try resolve(axis: first), try resolve(axis: second))
    var order = Array(shape.indices)
    order.swapAt(a, b)
    return try permuted(order)
  }

  /// All axes in reverse order, as NumPy's `.T`. A view.
  public var reversedAxes: Tensor {
    var view = self
    view.shape.reverse()
    view.strides.reverse()
    view.axes.reverse()
    return view
  }

  /// Every `step`-th element along an axis from `start` up to `stop`, with Python's meaning of negative and missing
  /// numbers. A view.
  public func sliced(axis: Int, start: Int? = nil, stop: Int? = nil, step: Int = 1) throws -> Tensor {
    let axis = try resolve(axis: axis)
    guard step != 0, step != .min else { throw TensorError("the step of a slice cannot be \(step)") }
    let size = shape[axis]
    let (lowest, highest) = step > 0 ? (0, size) : (-1, size - 1)
    func bounded(_ value: Int) -> Int {
      let fromStart = value < 0 ? value.addingReportingOverflow(size).partialValue : value
      return min(max(fromStart, lowest), highest)
    }
    let first = start.map(bounded) ?? (step > 0 ? 0 : size - 1)
    let end = stop.map(bounded) ?? (step > 0 ? size : -1)
    let span = step > 0 ? end - first : first - end
    let count = span <= 0 ? 0 : (span - 1) / abs(step) + 1
    var view = self
    view.shape[axis] = count
    // A step beyond the axis takes one element; its stride is never walked, and could overflow.
    if count > 1 { view.strides[axis] *= step }
    if count > 0 { view.offset += first * strides[axis] }
    return view
  }

  /// The part at one index of an axis, without that axis. A view.
  public func selecting(axis: Int, index: Int) throws -> Tensor {
    let axis = try resolve(axis: axis)
    let place = try checked(index: index, axis: axis)
    var view = self
    view.offset += place * strides[axis]
    view.shape.remove(at: axis)
    view.strides.remove(at: axis)
    if !axes.isEmpty { view.axes.remove(at: axis) }
    return view
  }

  /// Without the given axes, which must have size 1; without all axes of size 1 when none are given. A view.
  public func squeezed(_ which: [Int]? = nil) throws -> Tensor {
    let dropped = try which.map { try Set($0.map { try resolve(axis: $0) }) } ?? Set(shape.indices.filter { shape[$0] == 1 })
    for axis in dropped.sorted() where shape[axis] != 1 {
      throw TensorError("\(describe(axis: axis)) has \(shape[axis]) elements; only an axis of size 1 can be squeezed")
    }
    return keeping { !dropped.contains($0) }
  }

  /// The axes for which `wanted` holds; the others have size 1.
  func keeping(_ wanted: (Int) -> Bool) -> Tensor {
    let kept = shape.indices.filter(wanted)
    var view = self
    view.shape = kept.map { shape[$0] }
    view.strides = kept.map { strides[$0] }
    if !axes.isEmpty { view.axes = kept.map { axes[$0] } }
    return view
  }

  /// With a new axis of size 1 before axis `axis` (`rank` or −1 for a last one). A view.
  public func unsqueezed(at axis: Int, name: String = "") throws -> Tensor {
    let place = axis < 0 ? axis + rank + 1 : axis
    guard place >= 0, place <= rank else { throw TensorError("a tensor of \(rank) axes has no place \(axis) for a new one") }
    var view = self
    view.shape.insert(1, at: place)
    view.strides.insert(0, at: place)
    if !axes.isEmpty {
      view.axes.insert(name, at: place)
    } else if !name.isEmpty {
      view.axes = [String](repeating: "", count: rank + 1)
      view.axes[place] = name
    }
    return view
  }

  /// Broadcast to a larger shape by NumPy's rule: axes of size 1 and missing leading axes are repeated. A view.
  public func expanded(to target: [Int]) throws -> Tensor {
    _ = try Tensor.elementCount(of: target)
    let missing = target.count - rank
    let fits = missing >= 0 && shape.indices.allSatisfy { shape[$0] == target[$0 + missing] || shape[$0] == 1 }
    guard fits else { throw TensorError("\(typeDescription) cannot be broadcast to \(Tensor.describe(shape: target))") }
    var view = self
    view.shape = target
    view.strides = [Int](repeating: 0, count: missing) + shape.indices.map { shape[$0] == target[$0 + missing] ? strides[$0] : 0 }
    if !axes.isEmpty { view.axes = [String](repeating: "", count: missing) + axes }
    return view
  }

  /// The axes from `first` through `last` joined into one; all of them by default.
  public func flattened(from first: Int = 0, through last: Int = -1) throws -> Tensor {
    if rank == 0 { return try reshaped([1]) }
    let (a, b) = (try resolve(axis: first), try resolve(axis: last))
    guard a <= b else { throw TensorError("axis \(first) comes after axis \(last)") }
    return try reshaped(Array(shape[..<a]) + [shape[a...b].reduce(1, *)] + Array(shape[(b + 1)...]))
  }
}

// MARK: - Axes

extension Tensor {
  /// The place of an axis given by its number, negative from the end.
  public func resolve(axis: Int) throws -> Int {
    let place = axis < 0 ? axis.addingReportingOverflow(rank).partialValue : axis
    guard place >= 0, place < rank else {
      let range = rank == 0 ? "it has no axes" : rank == 1 ? "it has axis 0 only" : "it has axes 0 to \(rank - 1)"
      throw TensorError("axis \(axis) is out of range for \(typeDescription)", help: [range])
    }
    return place
  }

  /// The place of an axis given by its name.
  public func resolve(axis name: String) throws -> Int {
    if let place = axes.firstIndex(of: name), !name.isEmpty { return place }
    let named = axes.filter { !$0.isEmpty }
    throw TensorError(
      "\(typeDescription) has no axis `\(name)`",
      help: [named.isEmpty ? "its axes have no names; use a number" : "its axes are " + named.map { "`\($0)`" }.joined(separator: ", ")])
  }

  /// “axis 0 (`layer`)”.
  public func describe(axis: Int) -> String {
    axes.indices.contains(axis) && !axes[axis].isEmpty ? "axis \(axis) (`\(axes[axis])`)" : "axis \(axis)"
  }

  /// An index along an axis, counted from its start.
  func checked(index: Int, axis: Int) throws -> Int {
    let size = shape[axis]
    let place = index < 0 ? index.addingReportingOverflow(size).partialValue : index
    guard place >= 0, place < size else { throw indexError(index, axis: axis) }
    return place
  }

  func indexError(_ index: Int, axis: Int) -> TensorError {
    let size = shape[axis]
    let range =
      size == 0 ? "the axis is empty" : size == 1 ? "the only index is 0" : "indexes go from 0 to \(size - 1), or -1 for the last"
    return TensorError("index \(index) is out of range for \(describe(axis: axis)) with size \(size)", help: [range])
  }
}
