/// Doubles in memory of their own, which a call of LAPACK may outlive the caller with.
final class Doubles {
  private let storage: Storage
  let count: Int

  init(_ count: Int) throws {
    storage = try Storage(byteCount: try Tensor.elementCount(of: [count, 8]))
    self.count = count
  }

  var address: UnsafeMutablePointer<Double> { storage.base.assumingMemoryBound(to: Double.self) }
  subscript(_ place: Int) -> Double {
    get { address[place] }
    set { address[place] = newValue }
  }
}

/// Int32s in memory of their own: LAPACK's pivots.
final class Pivots {
  private let storage: Storage
  init(_ count: Int) throws { storage = try Storage(byteCount: try Tensor.elementCount(of: [count, 4])) }
  var address: UnsafeMutablePointer<Int32> { storage.base.assumingMemoryBound(to: Int32.self) }
}

/// The matrices of a tensor's last two axes, which linear algebra takes one by one, in double.
struct MatrixStack {
  let name: String
  let source: Tensor
  /// Sizes of the axes before the last two.
  let batch: [Int]
  let rows: Int
  let columns: Int
  private let flat: Tensor

  /// - Throws: `TensorError` for fewer than two axes, and for NaN or infinite elements.
  init(_ tensor: Tensor, for name: String) throws {
    guard tensor.rank >= 2 else {
      throw TensorError("`\(name)` needs a matrix, not \(tensor.typeDescription)", help: tensor.rank == 1 ? ["give it a second axis: `.unsqueeze(0)`"] : [])
    }
    self.name = name
    source = tensor
    batch = Array(tensor.shape.dropLast(2))
    rows = tensor.shape[tensor.rank - 2]
    columns = tensor.shape[tensor.rank - 1]
    _ = try LAPACK.size(max(rows, columns))
    flat = try tensor.cast(to: tensor.dtype.computeType).contiguous().reshaped([batch.reduce(1, *), rows, columns])
    try MatrixStack.requireFinite(tensor, for: name)
  }

  static func requireFinite(_ tensor: Tensor, for name: String) throws {
    guard tensor.dtype.isFloat else { return }
    let place = try tensor.testing(.isFinite).testing(.not).truePlaces().compactMap { try $0.integerElements().first }
    guard place.count == tensor.rank else { return }
    let value = tensor.element(place).double
    throw TensorError(
      "`\(name)` needs finite numbers, but \(tensor.typeDescription) has \(value.isNaN ? "a NaN" : "an infinity") at \(Tensor.describe(shape: place))")
  }

  func requireSquare() throws {
    guard rows == columns else { throw TensorError("`\(name)` needs a square matrix, not \(source.typeDescription)") }
  }

  var count: Int { flat.shape[0] }

  /// The smallest relative difference that the elements can have: singular values below it are noise of their rounding.
  var precision: Double { source.dtype.isFloat ? Double(Float.ulpOfOne) : Double.ulpOfOne }

  /// A copy of one matrix, column after column, with room for `extraRows` more in each column.
  func matrix(_ number: Int, rows height: Int? = nil) throws -> Doubles {
    let height = height ?? rows
    let result = try Doubles(try Tensor.elementCount(of: [height, columns]))
    let out = result.address
    let base = number * rows * columns
    try withExtendedLifetime(flat) {
      if flat.dtype == .float32 {
        let x = flat.floatAddress + base
        try forEachTile(rows, columns) { row, column in out[column * height + row] = Double(x[row * columns + column]) }
      } else {
        let x = flat.address.assumingMemoryBound(to: Int64.self) + base
        try forEachTile(rows, columns) { row, column in out[column * height + row] = Double(x[row * columns + column]) }
      }
    }
    return result
  }

  /// Names for a result: those of the leading axes, then the given ones.
  func names(_ last: String...) -> [String] {
    let leading = source.axes.isEmpty ? [String](repeating: "", count: batch.count) : Array(source.axes.dropLast(2))
    let names = leading + last
    return names.allSatisfy(\.isEmpty) ? [] : names
  }

  var rowName: String { source.nameFromEnd(2) }
  var columnName: String { source.nameFromEnd(1) }

  /// An empty place for one matrix [rows, columns] of each matrix.
  func result(_ rows: Int, _ columns: Int, axes: [String] = []) throws -> Tensor {
    try Tensor.uninitialized(batch + [rows, columns], axes: axes)
  }

  /// An empty place for one vector of each matrix.
  func result(_ count: Int, axes: [String] = []) throws -> Tensor { try Tensor.uninitialized(batch + [count], axes: axes) }
}

extension Tensor {
  /// Fills the matrix `number` of a dense stack [count, rows, columns] with doubles that lie column after column, `height`
  /// from one column to the next.
  ///
  /// - Throws: `InterruptedError`.
  func setMatrix(_ number: Int, to source: Doubles, height: Int? = nil) throws {
    let (rows, columns) = (shape[rank - 2], shape[rank - 1])
    let height = height ?? rows
    let (out, x) = (floatAddress + number * rows * columns, source.address)
    try withExtendedLifetime(source) {
      try forEachTile(rows, columns) { row, column in out[row * columns + column] = Float(x[column * height + row]) }
    }
  }

  /// Fills the vector `number` of a dense stack [count, length].
  func setVector(_ number: Int, to source: Doubles) {
    let length = shape[rank - 1]
    for i in 0..<length { floatAddress[number * length + i] = Float(source[i]) }
  }
}

/// Every place of a matrix, small squares at a time: a matrix that is turned is read along its rows and written along its
/// columns, and either alone would leave the cache at every step.
///
/// - Throws: `InterruptedError`.
@inline(__always)
private func forEachTile(_ rows: Int, _ columns: Int, _ body: (_ row: Int, _ column: Int) -> Void) throws {
  let side = 32
  try parallelRanges(columns, grain: max(side, 65_536 / max(rows, 1))) { range in
    for left in stride(from: range.lowerBound, to: range.upperBound, by: side) {
      for top in stride(from: 0, to: rows, by: side) {
        for column in left..<min(left + side, range.upperBound) {
          for row in top..<min(top + side, rows) { body(row, column) }
        }
      }
    }
  }
}
