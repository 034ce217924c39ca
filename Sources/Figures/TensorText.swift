import Tensors
import TextWidth

/// A tensor for the terminal: what it is and what its numbers are like, then the numbers in NumPy's layout.
public func tensorText(_ tensor: Tensor, width: Int) -> String {
  let header = headerLines(tensor, width: max(width, 1))
  guard let layout = TensorLayout(tensor, width: max(width, 1)) else { return (header + ["..."]).joined(separator: "\n") }
  return (header + [layout.text()]).joined(separator: "\n")
}

/// The numbers alone, in NumPy's layout: beyond 1,000 of them the edges, with `...` for the rest.
public func tensorNumbers(_ tensor: Tensor, width: Int) -> String { TensorLayout(tensor, width: max(width, 1))?.text() ?? "..." }

/// A tensor inside another value or in a printed line: a few numbers, or its type and shape. A type that the numbers do not
/// tell is named as `tensor(…)` takes it.
public func tensorLine(_ tensor: Tensor) -> String {
  guard tensor.rank <= 1, tensor.count <= 6 else { return tensor.typeDescription }
  let values = tensor.rank == 0 ? [tensor.element([])] : (0..<tensor.count).map { tensor.element([$0]) }
  let format = NumberFormat(values, dtype: tensor.dtype)
  let texts = values.map { value in format.text(value).filter { $0 != " " } }
  let numbers = tensor.rank == 0 ? texts[0] : "[" + texts.joined(separator: ", ") + "]"
  let told: [DType] = tensor.count == 0 ? [.float32] : [.float32, .int64, .bool]
  return "tensor(\(numbers)\(told.contains(tensor.dtype) ? "" : ", dtype=\"\(tensor.dtype.rawValue)\""))"
}

/// A vector over the vocabulary as its best and worst tokens with their ids and what the vector holds: logits, or `quantity`.
public func vocabularyText(
  _ values: [Float], best: Int, name: (Int) -> String, width: Int, quantity: String = "logit", digits: Int = 3
) -> String {
  let numbers = values.indices.filter { !values[$0].isNaN }
  let count = min(max(best, 0), numbers.count)
  let top = leading(numbers, count) { values[$0] > values[$1] }
  let bottom = leading(numbers, min(count, numbers.count - count)) { values[$0] < values[$1] }
  func group(_ title: String, _ ids: [Int]) -> Table {
    Table(
      columns: [Table.Column(title, alignment: .left), Table.Column("id"), Table.Column(quantity)],
      rows: ids.map { [shownToken(name($0)), String($0), fixed(Double(values[$0]), digits)] })
  }
  var text = sideBySide(group("best", top), group("worst", bottom), width: max(width, 1))
  if numbers.count < values.count { text += "\n\(grouped(values.count - numbers.count)) nan" }
  return text
}

private func sideBySide(_ first: Table, _ second: Table, width: Int) -> String {
  if second.rows.isEmpty { return first.text(width: width, color: false) }
  let gap = 4
  let left = first.text(width: .max / 2, color: false).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  let right = second.text(width: .max / 2, color: false).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  let leftWidth = left.map(displayWidth).max() ?? 0
  guard leftWidth + gap + (right.map(displayWidth).max() ?? 0) <= width else {
    return first.text(width: width, color: false) + "\n\n" + second.text(width: width, color: false)
  }
  return left.indices.map { i in
    i < right.count ? padded(left[i], to: leftWidth + gap) + right[i] : left[i]
  }.joined(separator: "\n")
}

/// The first few in an order, ties by place; one pass.
private func leading(_ items: [Int], _ count: Int, before: (Int, Int) -> Bool) -> [Int] {
  var chosen: [Int] = []
  guard count > 0 else { return [] }
  for item in items where chosen.count < count || before(item, chosen[chosen.count - 1]) {
    var (low, high) = (0, chosen.count)
    while low < high {
      let middle = (low + high) / 2
      if before(item, chosen[middle]) { high = middle } else { low = middle + 1 }
    }
    chosen.insert(item, at: low)
    if chosen.count > count { chosen.removeLast() }
  }
  return chosen
}

// MARK: Header

private func headerLines(_ tensor: Tensor, width: Int) -> [String] {
  var parts = [tensor.typeDescription]
  if tensor.axes.contains(where: { !$0.isEmpty }) {
    parts.append("[" + tensor.axes.map { $0.isEmpty ? "_" : visible($0) }.joined(separator: ", ") + "]")
  }
  parts.append(byteText(tensor.byteCount))
  parts += statistics(tensor)
  var lines: [String] = []
  for part in parts {
    if let last = lines.last, displayWidth(last) + 2 + displayWidth(part) <= width {
      lines[lines.count - 1] = last + "  " + part
    } else {
      lines += wrapped(part, width: lines.isEmpty ? width : width - 2).map { lines.isEmpty ? $0 : "  " + $0 }
    }
  }
  return lines
}

/// Nothing for a single number, which stands below anyway.
private func statistics(_ tensor: Tensor) -> [String] {
  guard tensor.count > 1 else { return [] }
  // What broadcasting repeats is looked at once.
  var (core, repeats) = (tensor, 1)
  for axis in tensor.shape.indices.reversed() where tensor.strides[axis] == 0 {
    guard let first = try? core.selecting(axis: axis, index: 0) else { return [] }
    (core, repeats) = (first, repeats * tensor.shape[axis])
  }
  guard let summary = try? core.summary() else { return [] }
  var parts: [String] = []
  if let low = summary.min, let mean = summary.mean, let high = summary.max {
    if tensor.dtype == .bool {
      parts.append(grouped(Int(exactly: (mean * Double(tensor.count)).rounded()) ?? 0) + " true")
    } else {
      let shown: (Double) -> String = tensor.dtype.isInteger ? { minus(fixed($0, 0)) } : statistic
      parts.append("min \(shown(low)) mean \(statistic(mean)) max \(shown(high))")
    }
  }
  if summary.nanCount > 0 { parts.append(grouped(summary.nanCount * repeats) + " nan") }
  if summary.infinityCount > 0 { parts.append(grouped(summary.infinityCount * repeats) + " inf") }
  return parts
}

/// About three digits.
private func statistic(_ value: Double) -> String {
  let size = abs(value)
  if size != 0, size < 0.0005 || size >= 1e6 { return minus(printed("%.*e", 2, value)) }
  return minus(value == 0 ? "0" : fixed(value, size < 0.9995 ? 3 : 2))
}

private func minus(_ text: String) -> String { text.hasPrefix("-") ? "−" + text.dropFirst() : text }

/// `50,257`.
func grouped(_ count: Int) -> String {
  var digits = Array(String(count))
  for place in stride(from: digits.count - 3, to: 0, by: -3) { digits.insert(",", at: place) }
  return String(digits)
}

private func byteText(_ count: Int) -> String {
  if count < 1000 { return "\(count) B" }
  var value = Double(count) / 1000
  var units = ["kB", "MB", "GB", "TB", "PB"][...]
  // As it would be rounded: no "1000.0 kB".
  while value >= 999.95, units.count > 1 {
    value /= 1000
    units.removeFirst()
  }
  return fixed(value, 1) + " " + (units.first ?? "EB")
}

// MARK: Numbers

/// The numbers in brackets, one level for each axis.
private struct TensorLayout {
  private let tensor: Tensor
  private let width: Int
  /// The places of each axis that are shown; nil stands for those that are left out.
  private let places: [[Int?]]
  private let format: NumberFormat

  private static let edge = 3
  private static let fullCount = 1000
  private static let shownLimit = 20_000

  /// Nil when even the edges are too many, as with dozens of axes.
  init?(_ tensor: Tensor, width: Int) {
    (self.tensor, self.width) = (tensor, width)
    var edge = tensor.count > TensorLayout.fullCount ? TensorLayout.edge : Int.max / 2
    func shownCount() -> Int {
      var count = 1
      for size in tensor.shape where count <= TensorLayout.shownLimit { count *= min(size, 2 * edge) }
      return count
    }
    while edge > 1, shownCount() > TensorLayout.shownLimit { edge -= 1 }
    guard tensor.rank <= 64, shownCount() <= TensorLayout.shownLimit else { return nil }
    places = tensor.shape.map { size in
      if tensor.count == 0 { return [] }
      if size <= 2 * edge { return Array(0..<size) }
      return Array(0..<edge) + [nil] + Array((size - edge)..<size)
    }
    var values: [TensorScalar] = []
    if tensor.count > 0 { TensorLayout.collect(tensor, places, [], &values) }
    format = NumberFormat(values, dtype: tensor.dtype, isScalar: tensor.rank == 0)
  }

  private static func collect(_ tensor: Tensor, _ places: [[Int?]], _ index: [Int], _ values: inout [TensorScalar]) {
    guard index.count < places.count else { return values.append(tensor.element(index)) }
    for place in places[index.count] { if let place { collect(tensor, places, index + [place], &values) } }
  }

  func text() -> String {
    if tensor.count == 0 { return "[]" }
    if tensor.rank == 0 { return format.text(tensor.element([])) }
    return block([], indent: " ", width: width)
  }

  private func block(_ index: [Int], indent: String, width: Int) -> String {
    let left = tensor.rank - index.count
    if left == 1 { return row(index, indent: indent, width: width) }
    let parts = places[index.count].map { place in
      place.map { block(index + [$0], indent: indent + " ", width: width - 1) } ?? "..."
    }
    return "[" + parts.joined(separator: String(repeating: "\n", count: left - 1) + indent) + "]"
  }

  /// The numbers of the last axis, in as many lines as they need.
  private func row(_ index: [Int], indent: String, width: Int) -> String {
    var lines: [String] = []
    var line = indent
    for (i, place) in places[index.count].enumerated() {
      let word = place.map { format.text(tensor.element(index + [$0])) } ?? "..."
      if line.count + word.count > width - 1, line.count > indent.count {
        while line.hasSuffix(" ") { line.removeLast() }
        lines.append(line)
        line = indent
      }
      line += word
      if i + 1 < places[index.count].count { line += " " }
    }
    lines.append(line)
    return "[" + lines.joined(separator: "\n").dropFirst(indent.count) + "]"
  }
}
