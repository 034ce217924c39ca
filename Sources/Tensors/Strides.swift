/// Walks tensors of one shape together, a row at a time, on all threads: `body` gets each tensor's offset of the row's first
/// element and its stride within the row (both in elements, from the start of its storage), and the row's length.
///
/// Axes that lie one after the other in all of the tensors are merged first, so dense tensors are walked in long rows; a
/// single long row is cut into pieces.
///
/// - Throws: `InterruptedError` when the user asked to stop meanwhile; some rows are then left out.
func forEachRow(
  _ tensors: [Tensor], cost: Int = 1, _ body: (UnsafePointer<Int>, UnsafePointer<Int>, Int) -> Void
) throws {
  guard let first = tensors.first, first.count > 0 else { return }
  let plan = RowPlan(tensors)
  let width = plan.strides.count
  let grain = max(1, 32_768 / max(1, plan.length * cost))
  // The bodies hold addresses only.
  defer { withExtendedLifetime(tensors) {} }
  try parallelRanges(plan.rows, grain: grain) { range in
    withUnsafeTemporaryAllocation(of: Int.self, capacity: width) { offsets in
      guard let place = offsets.baseAddress else { return }
      plan.strides.withUnsafeBufferPointer { strides in
        guard let steps = strides.baseAddress else { return }
        var index = plan.index(ofRow: range.lowerBound)
        for _ in range {
          for t in 0..<width { place[t] = plan.offset(of: t, at: index) }
          body(place, steps, plan.rowLength(at: index))
          plan.advance(&index)
        }
      }
    }
  }
}

/// How to cut tensors of one shape into rows.
private struct RowPlan {
  /// Sizes of the axes above the row, merged.
  var outer: [Int] = []
  /// For each tensor, its strides along `outer`.
  var outerStrides: [[Int]]
  var offsets: [Int]
  /// Length of a row and each tensor's stride in it.
  var length = 1
  var strides: [Int]
  /// When one long row was cut, its whole length: the last piece may be shorter.
  var cutLength: Int?

  var rows: Int { outer.reduce(1, *) }

  /// A row longer than this is cut, so that threads can share it.
  static let longestRow = 32_768

  init(_ tensors: [Tensor]) {
    offsets = tensors.map(\.offset)
    outerStrides = tensors.map { _ in [] }
    strides = tensors.map { _ in 1 }
    let shape = tensors[0].shape
    var merged: [(size: Int, strides: [Int])] = []
    for axis in shape.indices where shape[axis] != 1 {
      let steps = tensors.map { $0.strides[axis] }
      if let last = merged.last, zip(last.strides, steps).allSatisfy({ $0 == $1 * shape[axis] }) {
        merged[merged.count - 1] = (last.size * shape[axis], steps)
      } else {
        merged.append((shape[axis], steps))
      }
    }
    if let last = merged.popLast() { (length, strides) = last }
    if length > RowPlan.longestRow {
      cutLength = length
      let pieces = (length + RowPlan.longestRow - 1) / RowPlan.longestRow
      merged.append((pieces, strides.map { $0 * RowPlan.longestRow }))
      length = RowPlan.longestRow
    }
    outer = merged.map(\.size)
    for t in tensors.indices { outerStrides[t] = merged.map { $0.strides[t] } }
  }

  func index(ofRow row: Int) -> [Int] {
    var index = outer
    var rest = row
    for axis in outer.indices.reversed() {
      index[axis] = rest % outer[axis]
      rest /= outer[axis]
    }
    return index
  }

  func advance(_ index: inout [Int]) {
    for axis in outer.indices.reversed() {
      index[axis] += 1
      if index[axis] < outer[axis] { return }
      index[axis] = 0
    }
  }

  func offset(of tensor: Int, at index: [Int]) -> Int {
    var offset = offsets[tensor]
    let steps = outerStrides[tensor]
    for axis in index.indices { offset += index[axis] * steps[axis] }
    return offset
  }

  func rowLength(at index: [Int]) -> Int {
    guard let cutLength, let piece = index.last else { return length }
    return min(length, cutLength - piece * length)
  }
}
