import CKernels
import COneDNN
import Tensors

/// How products with bf16 or f16 weights are done.
public enum Compute: String, Sendable {
  /// As exact as float32 arithmetic: weights are widened as they are read, or multiplied in pieces (`SplitProduct`).
  case float32 = "f32"
  /// Inputs are rounded to bfloat16, sums are float32.
  case bfloat16 = "bf16"
}

/// A linear map over weights that stay as they are stored: `[out, in]` or `[in, out]`, any float type, maybe a part of a
/// fused matrix.
public struct Linear {
  /// `[out, in]` or `[in, out]`, rows dense, the row stride free.
  public let weight: Tensor
  /// Which axis of `weight` is the output.
  let layout: LinearPlace.Layout
  /// `[out]`; nil for a map without one.
  public let bias: VectorWeight?

  /// Numbers that the map reads of a row.
  var inputWidth: Int { layout == .outIn ? weight.shape[1] : weight.shape[0] }
  /// Numbers that the map writes of a row.
  var outputWidth: Int { layout == .outIn ? weight.shape[0] : weight.shape[1] }
  private var rowStride: Int { weight.strides[0] }
  /// Elements from one output's weights to the next.
  private var outputStride: Int { layout == .outIn ? rowStride : 1 }

  /// What the map of some rows to some of its outputs, or to all, takes.
  func cost(rows: Int, outputs: Int? = nil) -> Cost {
    let (inputs, outputs) = (Double(inputWidth), Double(outputs ?? outputWidth))
    let numbers = Double(rows) * (inputs + outputs)
    return Cost(operations: 2 * Double(rows) * inputs * outputs, bytes: inputs * outputs * Double(weight.dtype.size) + 4 * numbers)
  }

  /// Widened panels hold about this many numbers: they stay in the second-level cache until they are used.
  private static let panelElements = 1 << 18

  /// y[rows, out] = x[rows, in] · W + b, both dense; adds to y instead when `accumulate`.
  ///
  /// - Throws: `TensorError` when oneDNN refuses the product.
  public func apply(
    _ x: UnsafePointer<Float>, rows: Int, to y: UnsafeMutablePointer<Float>, compute: Compute = .float32, accumulate: Bool = false
  ) throws {
    try product(x, rows: rows, outputs: 0..<outputWidth, to: y, stride: outputWidth, compute: compute, accumulate: accumulate)
    guard let bias else { return }
    let values = try bias.values
    let width = outputWidth
    try values.withUnsafeBufferPointer { b in
      guard let base = b.baseAddress else { return }
      try parallelRanges(rows, grain: max(1, 16384 / max(width, 1))) { range in
        for row in range { arr_add(y + row * width, base, Int64(width)) }
      }
    }
  }

  /// The product without the bias, for some of the outputs only; `y` has rows of `stride` numbers.
  func product(
    _ x: UnsafePointer<Float>, rows: Int, outputs: Range<Int>, to y: UnsafeMutablePointer<Float>, stride: Int,
    compute: Compute = .float32, accumulate: Bool = false
  ) throws {
    guard rows > 0, !outputs.isEmpty else { return }
    // Programs run on a thread of their own, to which the pool's size is unknown.
    Threads.applyToCurrentThread()
    let type = weight.dtype
    let isRounded = compute == .bfloat16 && type == .bfloat16 && !accumulate
    if SplitProduct.pays(type, rows: rows, inner: inputWidth) {
      return try SplitProduct.run(
        x, leadX: inputWidth, weight.address + outputs.lowerBound * outputStride * type.size, type, leadW: rowStride,
        transposed: layout == .outIn, to: y, leadY: stride, m: rows, n: outputs.count, k: inputWidth, accumulate: accumulate,
        rounded: isRounded)
    }
    switch type {
    case .float32:
      try multiply(x, rows, inputWidth, weight.floatAddress + outputs.lowerBound * outputStride, rowStride, inputWidth, outputs.count, y, stride, accumulate)
    case _ where isRounded:
      try productInBFloat16(x, rows: rows, outputs: outputs, to: y, stride: stride)
    case .bfloat16 where layout == .outIn, .float16 where layout == .outIn:
      try productWidening(
        x, leadX: inputWidth, weight.address + outputs.lowerBound * rowStride * 2, weight.dtype, leadW: rowStride, to: y,
        leadY: stride, m: rows, n: outputs.count, k: inputWidth, accumulate: accumulate)
    default:
      try productByPanels(x, rows: rows, outputs: outputs, to: y, stride: stride, accumulate: accumulate)
    }
  }

  private func multiply(
    _ x: UnsafePointer<Float>, _ rows: Int, _ xStride: Int, _ w: UnsafePointer<Float>, _ wStride: Int, _ inner: Int, _ outer: Int,
    _ y: UnsafeMutablePointer<Float>, _ yStride: Int, _ accumulate: Bool
  ) throws {
    func product(_ part: Range<Int>, _ columns: Range<Int>) -> Int32 {
      arr_product(
        x + part.lowerBound * xStride, Int64(xStride), w + columns.lowerBound * (layout == .outIn ? wStride : 1), Int64(wStride),
        layout == .outIn ? 1 : 0, y + part.lowerBound * yStride + columns.lowerBound, Int64(yStride), Int64(part.count),
        Int64(columns.count), Int64(inner), accumulate ? 1 : 0)
    }
    try forEachProductPart(rows: rows, columns: outer, inner: inner) { part, columns in
      // The library divides products with [out, in] badly: with strips of outputs for each thread few rows went from 110 to 138
      // and from 112 to 182 GFLOP/s, 300 and 600 rows from 217 to 234 and from 187 to 205.
      guard layout == .outIn, part.count > 1, Threads.count > 1 else { return try requireProduct(product(part, columns)) }
      let (tile, most) = (48, 11 * 48)
      let shares = Threads.count * max(1, columns.count / (most * Threads.count))
      let strip = max(tile, (columns.count / shares + tile - 1) / tile * tile)
      let count = (columns.count + strip - 1) / strip
      let failures = UnsafeMutablePointer<Int32>.allocate(capacity: count)
      failures.initialize(repeating: 0, count: count)
      defer { failures.deallocate() }
      try parallelRanges(columns.count, grain: strip) { range in
        failures[range.lowerBound / strip] = product(part, columns.lowerBound + range.lowerBound..<columns.lowerBound + range.upperBound)
      }
      for i in 0..<count { try requireProduct(failures[i]) }
    }
  }

  /// Widens some rows of the stored matrix at a time and multiplies with them.
  private func productByPanels(
    _ x: UnsafePointer<Float>, rows: Int, outputs: Range<Int>, to y: UnsafeMutablePointer<Float>, stride: Int, accumulate: Bool
  ) throws {
    let storedRows = layout == .outIn ? outputs : 0..<inputWidth
    let storedColumns = layout == .outIn ? 0..<inputWidth : outputs
    let height = max(1, min(storedRows.count, Self.panelElements / max(storedColumns.count, 1)))
    let panel = UnsafeMutablePointer<Float>.allocate(capacity: height * storedColumns.count)
    defer { panel.deallocate() }
    for start in Swift.stride(from: storedRows.lowerBound, to: storedRows.upperBound, by: height) {
      let count = min(height, storedRows.upperBound - start)
      try parallelRanges(count, grain: max(1, 32768 / max(storedColumns.count, 1))) { range in
        for row in range {
          widenRow(start + row, columns: storedColumns, to: panel + row * storedColumns.count)
        }
      }
      if layout == .outIn {
        try multiply(
          x, rows, inputWidth, panel, storedColumns.count, inputWidth, count, y + (start - outputs.lowerBound), stride, accumulate)
      } else {
        try multiply(
          x + start, rows, inputWidth, panel, storedColumns.count, count, outputs.count, y, stride, accumulate || start > 0)
      }
    }
  }

  /// One stored row as float32.
  private func widenRow(_ row: Int, columns: Range<Int>, to target: UnsafeMutablePointer<Float>) {
    weight.widen(from: row * rowStride + columns.lowerBound, count: columns.count, to: target)
  }

  private func productInBFloat16(
    _ x: UnsafePointer<Float>, rows: Int, outputs: Range<Int>, to y: UnsafeMutablePointer<Float>, stride: Int
  ) throws {
    let narrow = UnsafeMutablePointer<UInt16>.allocate(capacity: rows * inputWidth)
    defer { narrow.deallocate() }
    arr_bf16_from_f32(narrow, x, Int64(rows * inputWidth))
    let w = weight.address.assumingMemoryBound(to: UInt16.self) + outputs.lowerBound * outputStride
    try forEachProductPart(rows: rows, columns: outputs.count, inner: inputWidth) { part, columns in
      let status = arr_product_bf16(
        narrow + part.lowerBound * inputWidth, Int64(inputWidth), w + columns.lowerBound * outputStride,
        Int64(rowStride), layout == .outIn ? 1 : 0, y + part.lowerBound * stride + columns.lowerBound, Int64(stride),
        Int64(part.count), Int64(columns.count), Int64(inputWidth))
      try requireProduct(status, "a bfloat16 matrix product")
    }
  }
}

extension Tensor {
  /// `count` elements from element `start` of the view's storage order, as float32.
  func widen(from start: Int, count: Int, to target: UnsafeMutablePointer<Float>) {
    switch dtype {
    case .bfloat16: arr_f32_from_bf16(target, address.assumingMemoryBound(to: UInt16.self) + start, Int64(count))
    case .float16: arr_f32_from_f16(target, address.assumingMemoryBound(to: UInt16.self) + start, Int64(count))
    default: target.update(from: floatAddress + start, count: count)
    }
  }
}

extension Linear {
  /// `[rows, heads, out]`: what each head's part of the input contributes, without the bias.
  func applyByHeads(_ x: UnsafePointer<Float>, rows: Int, heads: Int, to y: UnsafeMutablePointer<Float>) throws {
    Threads.applyToCurrentThread()
    let headWidth = inputWidth / heads
    let outputs = outputWidth
    for head in 0..<heads {
      let slice = try weight.sliced(axis: layout == .outIn ? 1 : 0, start: head * headWidth, stop: (head + 1) * headWidth, step: 1)
      let part = try slice.cast(to: .float32).contiguous()
      try Interruption.check()
      let status = arr_product(
        x + head * headWidth, Int64(inputWidth), part.floatAddress, Int64(part.shape[1]), layout == .outIn ? 1 : 0,
        y + head * outputs, Int64(heads * outputs), Int64(rows), Int64(outputs), Int64(headWidth), 0)
      try requireProduct(status)
    }
  }
}

extension Linear {
  /// W · v for a direction v of the outputs, `[in]`: how much each input moves the output along v. Sums in double.
  ///
  /// - Throws: `InterruptedError`.
  public func transposedProduct(_ v: [Float]) throws -> [Float] {
    guard v.count == outputWidth else { return [] }
    var product: [Float] = []
    let read = cost(rows: 1)
    try Meter.run(.directions, read) { product = try transposed(v) }
    return product.isEmpty ? [Float](repeating: 0, count: inputWidth) : product
  }

  private func transposed(_ v: [Float]) throws -> [Float] {
    let (rows, columns) = (weight.shape[0], weight.shape[1])
    var result = [Float](repeating: 0, count: inputWidth)
    try v.withUnsafeBufferPointer { v in
      try result.withUnsafeMutableBufferPointer { result in
        guard let v = v.baseAddress, let result = result.baseAddress else { return }
        // Rows of [in, out] are dot products; of [out, in] a band of inputs is summed over all of them.
        if layout == .inOut {
          try parallelRanges(rows, grain: max(1, 65_536 / columns)) { range in
            withUnsafeTemporaryAllocation(of: Float.self, capacity: columns) { line in
              guard let line = line.baseAddress else { return }
              for row in range {
                weight.widen(from: row * rowStride, count: columns, to: line)
                result[row] = Float(arr_dot(line, v, Int64(columns)))
              }
            }
          }
        } else {
          try parallelRanges(columns, grain: max(64, columns / (2 * Threads.count))) { range in
            withUnsafeTemporaryAllocation(of: Float.self, capacity: range.count) { line in
              withUnsafeTemporaryAllocation(of: Double.self, capacity: range.count) { sums in
                guard let line = line.baseAddress, let sums = sums.baseAddress else { return }
                sums.update(repeating: 0, count: range.count)
                for row in 0..<rows {
                  weight.widen(from: row * rowStride + range.lowerBound, count: range.count, to: line)
                  arr_add_scaled_f64(sums, line, Double(v[row]), Int64(range.count))
                }
                for i in 0..<range.count { result[range.lowerBound + i] = Float(sums[i]) }
              }
            }
          }
        }
      }
    }
    return result
  }
}
