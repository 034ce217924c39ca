import Glibc
import Tensors

/// Logits by position: the rows of a dense float32 tensor whose last axis is the vocabulary.
struct LogitRows {
  private let tensor: Tensor
  /// Numbers in a row.
  let vocabularySize: Int
  /// Rows.
  let count: Int
  /// The largest size of a logit; infinite when one is, or is NaN.
  let largest: Double

  init(_ logits: Tensor) throws {
    tensor = try logits.cast(to: .float32).contiguous()
    vocabularySize = tensor.shape.last ?? 0
    count = vocabularySize > 0 ? tensor.count / vocabularySize : 0
    var largest: Float = 0
    for i in 0..<tensor.count {
      let size = abs(tensor.floatAddress[i])
      if !(size <= largest) { largest = size.isNaN ? .infinity : size }
    }
    self.largest = Double(largest)
  }

  subscript(row: Int, token: Int) -> Double { Double(tensor.floatAddress[row * vocabularySize + token]) }

  func row(_ index: Int) -> [Float] { Array(UnsafeBufferPointer(start: tensor.floatAddress + index * vocabularySize, count: vocabularySize)) }

  /// The best token of a row, of equals the first.
  func best(_ row: Int) -> (id: Int, logit: Double) {
    let z = tensor.floatAddress + row * vocabularySize
    var best = 0
    for id in 0..<vocabularySize where z[id] > z[best] { best = id }
    return (best, Double(z[best]))
  }

  /// log Σ e^z in double.
  func logSumExp(_ row: Int) -> Double {
    let z = tensor.floatAddress + row * vocabularySize
    let top = best(row).logit
    var sum = 0.0
    for id in 0..<vocabularySize { sum += exp(Double(z[id]) - top) }
    return top + log(sum)
  }

  /// Notes by how much other logits of a position differ; a row of another length differs without bounds.
  func compare(_ other: [Float], at row: Int, _ place: String, _ worst: inout LargestDifference) {
    guard other.count == vocabularySize, row < count else { return worst.note(.infinity, at: place) }
    let z = tensor.floatAddress + row * vocabularySize
    for id in 0..<vocabularySize { worst.note(Double(z[id]) - Double(other[id]), at: "\(place), token \(id)") }
  }
}
