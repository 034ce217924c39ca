/// The same elements in another order, repeated, or in parts.
extension Tensor {
  /// The elements in reverse order along the given axes (all when nil). A view.
  public func flipped(_ which: [Int]? = nil) throws -> Tensor {
    try (which ?? Array(shape.indices)).reduce(self) { try $0.sliced(axis: $1, step: -1) }
  }

  /// Shifted along an axis by `shift` places, what leaves at one end coming in at the other; through the whole tensor in
  /// row-major order when the axis is nil.
  public func rolled(_ shift: Int, axis: Int? = nil) throws -> Tensor {
    guard let axis else { return try keepingNames(flattened().rolled(shift, axis: 0).reshaped(shape)) }
    let place = try resolve(axis: axis)
    let size = shape[place]
    guard size > 1 else { return self }
    let start = ((shift % size) + size) % size
    if start == 0 { return self }
    let (head, tail) = (try sliced(axis: place, start: size - start), try sliced(axis: place, stop: size - start))
    return try Tensor.concatenate([head, tail], axis: place)
  }

  private func keepingNames(_ result: Tensor) -> Tensor {
    var view = result
    view.axes = axes
    return view
  }

  /// Every slice of an axis so many times in a row: one number for all, or one for each. Of the flattened tensor when the
  /// axis is nil.
  public func repeated(_ counts: [Int], axis: Int? = nil) throws -> Tensor {
    guard let axis else { return try flattened().repeated(counts, axis: 0) }
    let place = try resolve(axis: axis)
    guard counts.count == 1 || counts.count == shape[place] else {
      throw TensorError("\(counts.count) repeats do not fit \(describe(axis: place)) of \(typeDescription)")
    }
    if let negative = counts.first(where: { $0 < 0 }) { throw TensorError("a slice cannot be repeated \(negative) times") }
    var total = 0
    for i in 0..<shape[place] {
      let (sum, overflow) = total.addingReportingOverflow(counts.count == 1 ? counts[0] : counts[i])
      guard !overflow else { throw TensorError("so many repeats of \(typeDescription) are too large") }
      total = sum
    }
    var target = shape
    target[place] = total
    _ = try Tensor.elementCount(of: target)
    let places = try Tensor.uninitialized([total], .int64)
    let out = places.address.assumingMemoryBound(to: Int64.self)
    var next = 0
    for i in 0..<shape[place] {
      for _ in 0..<(counts.count == 1 ? counts[0] : counts[i]) {
        out[next] = Int64(i)
        next += 1
      }
    }
    return try keepingNames(taking(places, axis: place))
  }

  /// The whole tensor side by side so many times along each axis; missing leading numbers, or axes, count as 1.
  public func tiled(_ counts: [Int]) throws -> Tensor {
    if let negative = counts.first(where: { $0 < 0 }) { throw TensorError("a tensor cannot be repeated \(negative) times") }
    let rank = max(counts.count, self.rank)
    let repeats = [Int](repeating: 1, count: rank - counts.count) + counts
    let sizes = [Int](repeating: 1, count: rank - self.rank) + shape
    var (target, open, wide) = ([Int](), [Int](), [Int]())
    for (count, size) in zip(repeats, sizes) {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard !overflow else { throw TensorError("so many repeats of \(typeDescription) are too large") }
      target.append(product)
      open += [1, size]
      wide += [count, size]
    }
    _ = try Tensor.elementCount(of: target)
    var result = try reshaped(open).expanded(to: wide).copied()
    result.axes = []
    result = try result.reshaped(target)
    if !axes.isEmpty { result.axes = [String](repeating: "", count: rank - self.rank) + axes }
    return result
  }

  /// Cut before the given places of an axis. Views.
  public func split(at places: [Int], axis: Int) throws -> [Tensor] {
    let axis = try resolve(axis: axis)
    var parts: [Tensor] = []
    var start = 0
    for place in places {
      parts.append(try sliced(axis: axis, start: start, stop: place))
      start = place
    }
    return parts + [try sliced(axis: axis, start: start)]
  }

  /// Cut into so many parts; when they cannot be equal the first ones are one longer, or it is an error. Views.
  public func split(into parts: Int, axis: Int, equal: Bool) throws -> [Tensor] {
    let axis = try resolve(axis: axis)
    let size = shape[axis]
    guard parts > 0 else { throw TensorError("a tensor cannot be cut into \(parts) parts") }
    guard !equal || size % parts == 0 else {
      throw TensorError(
        "\(describe(axis: axis)) of \(typeDescription) cannot be cut into \(parts) equal parts",
        help: ["`array_split` and `chunk` make unequal ones"])
    }
    guard parts <= max(size, 1) || parts <= 1_000_000 else { throw TensorError("\(parts) parts are too many for \(typeDescription)") }
    var start = 0
    return try (0..<parts).map { part in
      let stop = start + size / parts + (part < size % parts ? 1 : 0)
      defer { start = stop }
      return try sliced(axis: axis, start: start, stop: stop)
    }
  }

  /// Differences of neighbours along an axis, `order` times.
  public func differences(order: Int = 1, axis: Int = -1) throws -> Tensor {
    guard order >= 0 else { throw TensorError("the order of differences is 0 or more, not \(order)") }
    let place = try resolve(axis: axis)
    var result = self
    for _ in 0..<min(order, shape[place]) {
      let (next, last) = (try result.sliced(axis: place, start: 1), try result.sliced(axis: place, stop: -1))
      result = dtype == .bool && result.dtype == .bool ? try comparison(.notEqual, .tensor(next), .tensor(last)) : try next - last
    }
    return result
  }

  /// Surrounded by `value`, for each axis so many places before and after.
  public func padded(_ widths: [(before: Int, after: Int)], value: Operand) throws -> Tensor {
    guard widths.count == rank else { throw TensorError("\(widths.count) pairs of widths do not fit \(typeDescription)") }
    var target = shape
    for (axis, width) in widths.enumerated() {
      guard width.before >= 0, width.after >= 0 else { throw TensorError("a padding cannot be negative: (\(width.before), \(width.after))") }
      let (a, overflowA) = target[axis].addingReportingOverflow(width.before)
      let (b, overflowB) = a.addingReportingOverflow(width.after)
      guard !overflowA, !overflowB else { throw TensorError("the padding (\(width.before), \(width.after)) is too large") }
      target[axis] = b
    }
    _ = try Tensor.elementCount(of: target)
    let result = try value.tensor(as: dtype).expanded(to: target).copied()
    var place = result
    for (axis, width) in widths.enumerated() {
      place = try place.sliced(axis: axis, start: width.before, stop: width.before + shape[axis])
    }
    try place.copyElements(from: self)
    return keepingNames(result)
  }

  /// The diagonal of two axes, which becomes the last axis. A view.
  public func diagonal(offset: Int, axes first: Int, _ second: Int) throws -> Tensor {
    guard rank >= 2 else { throw TensorError("\(typeDescription) has no diagonal: it needs two axes") }
    let (a, b) = (try resolve(axis: first), try resolve(axis: second))
    guard a != b else { throw TensorError("a diagonal needs two different axes, not \(describe(axis: a)) twice") }
    let rest = shape.indices.filter { $0 != a && $0 != b }
    let view = try permuted(rest + [a, b])
    let matrix = try view.keeping { $0 >= rest.count }.diagonal(offset: offset)
    var result = view.keeping { $0 < rest.count }
    result.offset = matrix.offset
    result.shape.append(matrix.shape[0])
    result.strides.append(matrix.strides[0])
    if !result.axes.isEmpty { result.axes.append("") }
    return result
  }

  /// Kronecker's product: every element of `a` times all of `b`.
  public static func kronecker(_ a: Tensor, _ b: Tensor) throws -> Tensor {
    let rank = max(a.rank, b.rank)
    let (p, q) = (
      [Int](repeating: 1, count: rank - a.rank) + a.shape, [Int](repeating: 1, count: rank - b.rank) + b.shape
    )
    var (left, right, target) = ([Int](), [Int](), [Int]())
    for (m, n) in zip(p, q) {
      let (product, overflow) = m.multipliedReportingOverflow(by: n)
      guard !overflow else { throw TensorError("the product of \(a.typeDescription) and \(b.typeDescription) is too large") }
      left += [m, 1]
      right += [1, n]
      target.append(product)
    }
    _ = try Tensor.elementCount(of: target)
    return try (a.withoutNames.reshaped(left) * b.withoutNames.reshaped(right)).reshaped(target)
  }

  /// Coordinates of a grid from a vector for each of its axes; with `matrixOrder` the first vector runs along axis 0
  /// (NumPy's "ij"), else along axis 1 ("xy").
  public static func grid(_ vectors: [Tensor], matrixOrder: Bool) throws -> [Tensor] {
    if let wrong = vectors.first(where: { $0.rank > 1 }) { throw TensorError("`meshgrid` needs vectors, not \(wrong.typeDescription)") }
    let flat = try vectors.map { try $0.flattened() }
    var order = Array(flat.indices)
    if !matrixOrder, flat.count > 1 { order.swapAt(0, 1) }
    let target = order.map { flat[$0].shape[0] }
    _ = try Tensor.elementCount(of: target)
    return try flat.indices.map { i in
      var open = [Int](repeating: 1, count: flat.count)
      open[order.firstIndex(of: i) ?? i] = flat[i].shape[0]
      return try flat[i].withoutNames.reshaped(open).expanded(to: target)
    }
  }
}
