import COneDNN

/// Products as oneDNN makes them.
enum OneDNNProduct {
  /// Inner sizes beyond this are summed in parts of it, which bounds the rounding errors of float32 sums.
  private static let longestSum = 16_384

  /// - Parameters:
  ///   - w: the product's weights, in float32.
  ///   - adds: whether the product is added to y.
  static func run(_ p: WeightProduct, _ w: UnsafePointer<Float>, adds: Bool = false) throws {
    try forEachProductPart(rows: p.m, columns: p.n, inner: p.k) { rows, columns in
      for start in stride(from: 0, to: p.k, by: longestSum) {
        try inStrips(p, columns, of: rows.count) { outputs in
          arr_product(
            p.x + rows.lowerBound * p.leadX + start, Int64(p.leadX),
            w + outputs.lowerBound * (p.transposed ? p.leadW : 1) + start * (p.transposed ? 1 : p.leadW), Int64(p.leadW),
            p.transposed ? 1 : 0, p.y + rows.lowerBound * p.leadY + outputs.lowerBound, Int64(p.leadY), Int64(rows.count),
            Int64(outputs.count), Int64(min(longestSum, p.k - start)), adds || start > 0 ? 1 : 0)
        }
      }
    }
  }

  /// The library divides products with [out, in] among threads badly: with strips of outputs for each few rows went from 110 to 138
  /// and from 112 to 182 GFLOP/s, 300 and 600 rows from 217 to 234 and from 187 to 205.
  private static func inStrips(_ p: WeightProduct, _ outputs: Range<Int>, of rows: Int, _ product: (Range<Int>) -> Int32) throws {
    guard p.transposed, rows > 1, Threads.count > 1 else { return try requireProduct(product(outputs), p.description) }
    let (tile, most) = (48, 11 * 48)
    let shares = Threads.count * max(1, outputs.count / (most * Threads.count))
    let strip = max(tile, (outputs.count / shares + tile - 1) / tile * tile)
    let count = (outputs.count + strip - 1) / strip
    let failures = UnsafeMutablePointer<Int32>.allocate(capacity: count)
    failures.initialize(repeating: 0, count: count)
    defer { failures.deallocate() }
    try parallelRanges(outputs.count, grain: strip) { range in
      failures[range.lowerBound / strip] = product(outputs.lowerBound + range.lowerBound..<outputs.lowerBound + range.upperBound)
    }
    for i in 0..<count { try requireProduct(failures[i], p.description) }
  }

  /// In bfloat16, with sums in float32.
  ///
  /// - Parameter x: the product's rows, rounded, without gaps.
  static func run(_ p: WeightProduct, rounded x: UnsafePointer<UInt16>) throws {
    let w = p.w.assumingMemoryBound(to: UInt16.self)
    try forEachProductPart(rows: p.m, columns: p.n, inner: p.k) { rows, columns in
      let status = arr_product_bf16(
        x + rows.lowerBound * p.k, Int64(p.k), w + columns.lowerBound * (p.transposed ? p.leadW : 1), Int64(p.leadW),
        p.transposed ? 1 : 0, p.y + rows.lowerBound * p.leadY + columns.lowerBound, Int64(p.leadY), Int64(rows.count),
        Int64(columns.count), Int64(p.k))
      try requireProduct(status, "a bfloat16 matrix product")
    }
  }
}

extension WeightProduct {
  fileprivate var description: String { "the product of [\(m), \(k)] and [\(k), \(n)]" }
}

/// - Parameter status: what a product of oneDNN returned.
/// - Throws: `TensorError` that says why there is no product.
private func requireProduct(_ status: Int32, _ what: @autoclosure () -> String) throws {
  if status == 0 { return }
  if status == ARR_NO_ONEDNN { throw TensorError("matrix products need oneDNN, which is not installed", help: ["install libdnnl-dev"]) }
  throw TensorError("\(what()) failed (oneDNN status \(status))")
}
