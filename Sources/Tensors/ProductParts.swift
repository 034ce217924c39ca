/// Calls `part` for the rows and columns of pieces of a product's result [m, n] over an inner size k, so that none takes more
/// than about 50 ms and Ctrl-C is seen between them. The pieces are strips of the longer side, which the kernels work through
/// as fast as through the whole; only a very large inner size cuts both sides.
///
/// - Throws: `InterruptedError`, and what `part` throws.
func forEachProductPart(
  rows m: Int, columns n: Int, inner k: Int, _ part: (_ rows: Range<Int>, _ columns: Range<Int>) throws -> Void
) throws {
  // Multiplications and additions in pairs: two cores of 2020 do this many in 40 to 50 ms.
  let budget = 1.7e9
  // A few rows take as long as the matrix takes to be read, some 10 GB a second.
  let depth = Double(max(k, 1)) * max(1, 12 / Double(max(min(m, n), 1)))
  if Double(m) * Double(n) * depth <= budget * 1.2 { return try part(0..<m, 0..<n) }
  let long = max(m, n), short = min(m, n)
  let strip = evenStep(long, budget / depth / Double(short))
  let other = evenStep(short, budget / depth / Double(strip) * 1.2)
  let (rowStep, columnStep) = m > n ? (strip, other) : (other, strip)
  for row in stride(from: 0, to: m, by: rowStep) {
    for column in stride(from: 0, to: n, by: columnStep) {
      try Interruption.check()
      try part(row..<min(row + rowStep, m), column..<min(column + columnStep, n))
    }
  }
  try Interruption.check()
}

/// A step of about `wanted` that divides `count` into parts of nearly one size: a multiple of the kernels' tiles, and wide
/// enough for them.
private func evenStep(_ count: Int, _ wanted: Double) -> Int {
  let (tile, least) = (48, 192.0)
  let parts = max(1, Int((Double(count) / max(wanted, least)).rounded()))
  let step = (count + parts - 1) / parts
  return parts == 1 ? max(count, 1) : (step + tile - 1) / tile * tile
}
