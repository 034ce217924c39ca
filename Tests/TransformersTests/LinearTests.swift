import Tensors
import Testing

@testable import Transformers

/// Maps over weights as checkpoints store them, against sums in double: few rows and enough for every way of multiplying.
@Suite struct LinearTests {
  static let cases: [(rows: Int, type: DType, layout: LinearPlace.Layout)] = [3, 20, 150].flatMap { rows in
    [DType.float32, .float16, .bfloat16].flatMap { type in [(rows, type, .outIn), (rows, type, .inOut)] }
  }

  @Test(arguments: cases) func isTheProduct(_ rows: Int, _ type: DType, _ layout: LinearPlace.Layout) throws {
    let (inputs, outputs, stride) = (70, 60, 66)
    var random = RandomStream(seed: 3)
    let x = try random.normal([rows, inputs])
    // Part of a fused matrix: its rows are farther apart than they are long.
    let fused = try random.normal(layout == .outIn ? [outputs, inputs + 6] : [inputs, outputs + 6]).cast(to: type)
    let weight = try fused.sliced(axis: 1, stop: layout == .outIn ? inputs : outputs)
    let map = Linear(weight: weight, layout: layout, bias: nil)
    let (xs, w) = (x.floats, try weight.cast(to: .float32).floats)
    for range in [0..<outputs, 7..<58] {
      let y = try Tensor([Float](repeating: 0.5, count: rows * stride), shape: [rows, stride])
      try map.product(x.floatAddress, rows: rows, outputs: range, to: y.floatAddress, stride: stride)
      let got = y.floats.map(Double.init)
      var worst = 0.0
      for row in Swift.stride(from: 0, to: rows, by: max(1, rows / 20)) {
        for place in 0..<stride {
          let number = got[row * stride + place]
          guard place < range.count else {
            #expect(number == 0.5)
            continue
          }
          let output = range.lowerBound + place
          let sum = (0..<inputs).reduce(0.0) {
            $0 + Double(xs[row * inputs + $1]) * Double(layout == .outIn ? w[output * inputs + $1] : w[$1 * outputs + output])
          }
          worst = max(worst, abs(number - sum))
        }
      }
      #expect(worst <= 2e-5)
    }
  }
}
