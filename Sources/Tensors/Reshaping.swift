extension Tensor {
  /// The same elements in row-major order under another shape, in which one size may be −1 for “what is left”. A view
  /// when the layout allows it, else a dense copy.
  public func reshaped(_ wanted: [Int]) throws -> Tensor {
    let target = try completed(wanted)
    var result = self
    if let strides = viewStrides(for: target) {
      result.strides = strides
    } else {
      result = try copied()
      result.strides = Tensor.rowMajorStrides(target)
    }
    result.shape = target
    result.axes = namesAfterReshaping(to: target)
    return result
  }

  /// The shape with its −1 filled in.
  private func completed(_ wanted: [Int]) throws -> [Int] {
    let open = wanted.indices.filter { wanted[$0] == -1 }
    guard open.count <= 1 else { throw TensorError("only one size can be -1 in \(Tensor.describe(shape: wanted))") }
    var target = wanted
    if let place = open.first {
      target[place] = 1
      let known = try Tensor.elementCount(of: target)
      guard known > 0, count % known == 0 else { throw mismatch(wanted) }
      target[place] = count / known
    }
    guard try Tensor.elementCount(of: target) == count else { throw mismatch(wanted) }
    return target
  }

  private func mismatch(_ wanted: [Int]) -> TensorError {
    TensorError("the \(count) elements of \(typeDescription) do not fill the shape \(Tensor.describe(shape: wanted))")
  }

  /// Strides that show these elements under `target` where they lie; nil when that takes a copy. Runs of axes that are
  /// dense among themselves can be split and joined freely.
  private func viewStrides(for target: [Int]) -> [Int]? {
    if count == 0 || rank == 0 { return Tensor.rowMajorStrides(target) }
    var result = [Int](repeating: 1, count: target.count)
    var place = target.count - 1
    var runStride = strides[rank - 1]
    var runSize = 1
    var filled = 1
    for axis in shape.indices.reversed() {
      runSize *= shape[axis]
      let runGoesOn = axis > 0 && (shape[axis - 1] == 1 || strides[axis - 1] == runSize * runStride)
      if runGoesOn { continue }
      while place >= 0, filled < runSize || target[place] == 1 {
        result[place] = filled * runStride
        filled *= target[place]
        place -= 1
      }
      if filled != runSize { return nil }
      if axis > 0 {
        runStride = strides[axis - 1]
        runSize = 1
        filled = 1
      }
    }
    return place == -1 ? result : nil
  }

  /// Leading and trailing axes of unchanged size keep their names: they index the same things as before.
  private func namesAfterReshaping(to target: [Int]) -> [String] {
    if axes.isEmpty || target == shape { return axes }
    var names = [String](repeating: "", count: target.count)
    let common = min(rank, target.count)
    let leading = (0..<common).first { shape[$0] != target[$0] } ?? common
    for i in 0..<leading { names[i] = axes[i] }
    var trailing = 1
    while trailing <= common - leading, shape[rank - trailing] == target[target.count - trailing] {
      names[target.count - trailing] = axes[rank - trailing]
      trailing += 1
    }
    return names.allSatisfy(\.isEmpty) ? [] : names
  }
}
