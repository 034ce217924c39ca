extension Tensor {
  /// The tensors one after the other along an existing axis; their other sizes must agree.
  public static func concatenate(_ tensors: [Tensor], axis: Int = 0) throws -> Tensor {
    guard let first = tensors.first else { throw TensorError("there is nothing to concatenate") }
    let place = try first.resolve(axis: axis)
    var shape = first.shape
    for tensor in tensors.dropFirst() {
      let fits = tensor.rank == first.rank && shape.indices.allSatisfy { $0 == place || tensor.shape[$0] == shape[$0] }
      guard fits else {
        throw TensorError(
          "\(first.typeDescription) and \(tensor.typeDescription) cannot be concatenated along axis \(place)",
          notes: ["all sizes but that of the axis must agree"])
      }
      let (sum, overflow) = shape[place].addingReportingOverflow(tensor.shape[place])
      guard !overflow else { throw TensorError("the joined axis \(place) is too long") }
      shape[place] = sum
    }
    let dtype = tensors.dropFirst().reduce(first.dtype) { DType.promote($0, $1.dtype) }
    let names = tensors.first { !$0.axes.isEmpty }?.axes ?? []
    let result = try uninitialized(shape, dtype, axes: names)
    var start = 0
    for tensor in tensors {
      let part = try result.sliced(axis: place, start: start, stop: start + tensor.shape[place])
      try part.copyElements(from: tensor.cast(to: dtype))
      start += tensor.shape[place]
    }
    return result
  }

  /// The tensors, all of one shape, along a new axis.
  public static func stack(_ tensors: [Tensor], axis: Int = 0, name: String = "") throws -> Tensor {
    guard let first = tensors.first else { throw TensorError("there is nothing to stack") }
    if let other = tensors.first(where: { $0.shape != first.shape }) {
      throw TensorError("\(first.typeDescription) and \(other.typeDescription) cannot be stacked; their shapes must agree")
    }
    return try concatenate(tensors.map { try $0.unsqueezed(at: axis, name: name) }, axis: axis)
  }

  /// Elements of `a` where the condition holds, else of `b`, all three broadcast.
  public static func select(_ condition: Tensor, _ a: Operand, _ b: Operand) throws -> Tensor {
    let type = Operand.commonType(a, b)
    let (x, y, axes) = try broadcast(a.tensor(as: type), b.tensor(as: type), operation: "where")
    let mask = try condition.cast(to: .bool)
    guard let shape = broadcastShape(mask.shape, x.shape) else { throw shapeMismatch("where", mask, x) }
    let (m, p, q) = (try mask.expanded(to: shape), try x.expanded(to: shape), try y.expanded(to: shape))
    var named = x
    named.axes = axes
    let result = try uninitialized(shape, type, axes: broadcastNames(mask, named, rank: shape.count))
    switch type.size {
    case 1: try choose(m, p, q, into: result, UInt8.self)
    case 2: try choose(m, p, q, into: result, UInt16.self)
    case 4: try choose(m, p, q, into: result, UInt32.self)
    default: try choose(m, p, q, into: result, UInt64.self)
    }
    return result
  }

  private static func choose<Bits>(_ mask: Tensor, _ a: Tensor, _ b: Tensor, into result: Tensor, _: Bits.Type) throws {
    let pm = mask.storage.base.assumingMemoryBound(to: UInt8.self)
    let (pa, pb) = (a.storage.base.assumingMemoryBound(to: Bits.self), b.storage.base.assumingMemoryBound(to: Bits.self))
    let py = result.storage.base.assumingMemoryBound(to: Bits.self)
    try forEachRow([result, mask, a, b]) { offsets, strides, n in
      let (y, m, x, z) = (py + offsets[0], pm + offsets[1], pa + offsets[2], pb + offsets[3])
      for i in 0..<n { y[i * strides[0]] = m[i * strides[1]] != 0 ? x[i * strides[2]] : z[i * strides[3]] }
    }
  }

  /// The elements that an index tensor names along an axis, one for each of its elements (`take_along_axis`): the index has
  /// this tensor's shape but for that axis, sizes of 1 are broadcast.
  public func gathered(_ index: Tensor, axis: Int) throws -> Tensor {
    let place = try resolve(axis: axis)
    guard index.dtype.isInteger else { throw TensorError("an index must be of integers, not \(index.typeDescription)") }
    var shape = self.shape
    if index.rank == rank { shape[place] = index.shape[place] }
    guard index.rank == rank, let common = Tensor.broadcastShape(shape, index.shape) else {
      throw TensorError("the index \(index.typeDescription) does not fit \(typeDescription) along \(describe(axis: place))")
    }
    var wide = common
    wide[place] = self.shape[place]
    var source = try expanded(to: wide)
    let step = source.strides[place]
    // Every element of a row starts from the row's first place and goes where its index says.
    source.shape[place] = common[place]
    source.strides[place] = 0
    let places = try checkedPlaces(index, axis: place).expanded(to: common)
    let result = try Tensor.uninitialized(common, dtype, axes: axes.isEmpty ? index.axes : axes)
    switch dtype.size {
    case 1: try Tensor.pick(source, places, step, into: result, UInt8.self)
    case 2: try Tensor.pick(source, places, step, into: result, UInt16.self)
    case 4: try Tensor.pick(source, places, step, into: result, UInt32.self)
    default: try Tensor.pick(source, places, step, into: result, UInt64.self)
    }
    return result
  }

  private static func pick<Bits>(_ source: Tensor, _ places: Tensor, _ step: Int, into result: Tensor, _: Bits.Type) throws {
    let px = source.storage.base.assumingMemoryBound(to: Bits.self)
    let pi = places.storage.base.assumingMemoryBound(to: Int64.self)
    let py = result.storage.base.assumingMemoryBound(to: Bits.self)
    try forEachRow([result, source, places]) { offsets, strides, n in
      let (y, x, index) = (py + offsets[0], px + offsets[1], pi + offsets[2])
      for i in 0..<n { y[i * strides[0]] = x[i * strides[1] + Int(index[i * strides[2]]) * step] }
    }
  }

  /// i64 indices, dense, all of them from 0 up to the axis' size.
  func checkedPlaces(_ index: Tensor, axis: Int) throws -> Tensor {
    let places = try index.cast(to: .int64).copied()
    let size = Int64(shape[axis])
    let p = places.address.assumingMemoryBound(to: Int64.self)
    for i in 0..<places.count {
      if i & 0xF_FFFF == 0xF_FFFF { try Interruption.check() }
      let value = p[i] < 0 ? p[i].addingReportingOverflow(size).partialValue : p[i]
      guard value >= 0, value < size else { throw indexError(Int(p[i]), axis: axis) }
      p[i] = value
    }
    return places
  }

  /// The slices at the given indices of an axis: the axis gives way to the axes of the index.
  public func taking(_ index: Tensor, axis: Int) throws -> Tensor {
    let place = try resolve(axis: axis)
    let before = [TensorIndex](repeating: .slice(nil, nil, nil), count: place)
    return try self[before + [.indices(index)]]
  }
}
