import CKernels
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

  /// y[rows, out] = x[rows, in] · W + b, both dense.
  ///
  /// - Throws: `InterruptedError`, or `TensorError` when there is no memory or oneDNN refuses the product.
  public func apply(
    _ x: UnsafePointer<Float>, rows: Int, to y: UnsafeMutablePointer<Float>, compute: Compute = .float32
  ) throws {
    try product(x, rows: rows, outputs: 0..<outputWidth, to: y, stride: outputWidth, compute: compute)
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
    compute: Compute = .float32
  ) throws {
    guard rows > 0, !outputs.isEmpty else { return }
    // Programs run on a thread of their own, to which the pool's size is unknown.
    Threads.applyToCurrentThread()
    let product = WeightProduct(
      x, leadX: inputWidth, weight.address + outputs.lowerBound * outputStride * weight.dtype.size, weight.dtype, leadW: rowStride,
      transposed: layout == .outIn, to: y, leadY: stride, m: rows, n: outputs.count, k: inputWidth)
    try product.run(rounded: compute == .bfloat16)
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
    let headStride = (layout == .outIn ? headWidth : headWidth * rowStride) * weight.dtype.size
    for head in 0..<heads {
      try Interruption.check()
      let product = WeightProduct(
        x + head * headWidth, leadX: inputWidth, weight.address + head * headStride, weight.dtype, leadW: rowStride,
        transposed: layout == .outIn, to: y + head * outputs, leadY: heads * outputs, m: rows, n: outputs, k: headWidth)
      try product.run()
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
