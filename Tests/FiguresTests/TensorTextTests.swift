import Testing

@testable import Figures
import Tensors
import TextWidth

/// The expected layouts are NumPy's, printed with `precision=4`.
@Suite struct TensorTextTests {
  /// The layout below the header.
  private func body(_ tensor: Tensor, width: Int = 60) -> String {
    let lines = tensorText(tensor, width: width).split(separator: "\n", omittingEmptySubsequences: false)
    return lines.drop { !$0.hasPrefix("[") }.joined(separator: "\n")
  }

  @Test(arguments: [
    ([1, 2.5, 3.14159265], "[1.     2.5    3.1416]"),
    ([1e-5, 1, 123.456, 0], "[1.0000e-05 1.0000e+00 1.2346e+02 0.0000e+00]"),
    ([1e6, 2, -3.25e7], "[ 1.00e+06  2.00e+00 -3.25e+07]"),
    ([1, .nan, -.infinity, .infinity, -2.5], "[ 1.   nan -inf  inf -2.5]"),
    ([.nan, -.infinity], "[ nan -inf]"),
    ([-0.0, 0, 1], "[-0.  0.  1.]"),
    ([1.00000012, 1e-8], "[1.e+00 1.e-08]"),
    ([0.001, 1.5], "[1.0e-03 1.5e+00]"),
    ([0.002, 1.99999], "[0.002 2.   ]"),
    ([0.03125, 0.000125], "[0.0312 0.0001]"),
  ] as [([Float], String)])
  func vectors(values: [Float], expected: String) throws {
    #expect(body(try Tensor(values)) == expected)
  }

  @Test func halves() throws {
    #expect(body(try Tensor([0.1, 1 / 3, 12.5] as [Float]).cast(to: .float16)) == "[ 0.1     0.3333 12.5   ]")
    #expect(body(try Tensor([-42944, 40.09375] as [Float]).cast(to: .float16)) == "[-4.294e+04  4.009e+01]")
    #expect(body(try Tensor([1000, 2] as [Float]).cast(to: .float16)) == "[1.e+03 2.e+00]")
  }

  @Test func longRows() throws {
    #expect(
      body(try Tensor(Array(0..<40))) == """
        [ 0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15 16 17 18
         19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37
         38 39]
        """)
    #expect(
      body(try Tensor((0..<20).map { Float($0) / 3 })) == """
        [0.     0.3333 0.6667 1.     1.3333 1.6667 2.     2.3333
         2.6667 3.     3.3333 3.6667 4.     4.3333 4.6667 5.
         5.3333 5.6667 6.     6.3333]
        """)
  }

  @Test func manyElementsShowTheirEdges() throws {
    #expect(
      body(try Tensor((0..<1200).map { Float($0) / 7 }, shape: [30, 40])) == """
        [[0.0000e+00 1.4286e-01 2.8571e-01 ... 5.2857e+00
          5.4286e+00 5.5714e+00]
         [5.7143e+00 5.8571e+00 6.0000e+00 ... 1.1000e+01
          1.1143e+01 1.1286e+01]
         [1.1429e+01 1.1571e+01 1.1714e+01 ... 1.6714e+01
          1.6857e+01 1.7000e+01]
         ...
         [1.5429e+02 1.5443e+02 1.5457e+02 ... 1.5957e+02
          1.5971e+02 1.5986e+02]
         [1.6000e+02 1.6014e+02 1.6029e+02 ... 1.6529e+02
          1.6543e+02 1.6557e+02]
         [1.6571e+02 1.6586e+02 1.6600e+02 ... 1.7100e+02
          1.7114e+02 1.7129e+02]]
        """)
    let text = body(try Tensor(Array(0..<6144), shape: [12, 64, 8]))
    #expect(
      text.hasPrefix(
        """
        [[[   0    1    2 ...    5    6    7]
          [   8    9   10 ...   13   14   15]
          [  16   17   18 ...   21   22   23]
          ...
          [ 488  489  490 ...  493  494  495]
          [ 496  497  498 ...  501  502  503]
          [ 504  505  506 ...  509  510  511]]

         [[ 512
        """))
    #expect(text.contains("[1528 1529 1530 ... 1533 1534 1535]]\n\n ...\n\n [[4608 4609"))
  }

  @Test func axes() throws {
    #expect(
      body(try Tensor((0..<24).map { Float($0) / 8 }, shape: [2, 3, 4])) == """
        [[[0.    0.125 0.25  0.375]
          [0.5   0.625 0.75  0.875]
          [1.    1.125 1.25  1.375]]

         [[1.5   1.625 1.75  1.875]
          [2.    2.125 2.25  2.375]
          [2.5   2.625 2.75  2.875]]]
        """)
    #expect(
      body(try Tensor((0..<12).map { $0 - 5 }, shape: [2, 1, 2, 3])) == """
        [[[[-5 -4 -3]
           [-2 -1  0]]]


         [[[ 1  2  3]
           [ 4  5  6]]]]
        """)
    let turned = try Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3]).transposed()
    #expect(body(turned) == "[[1 4]\n [2 5]\n [3 6]]")
  }

  @Test func headers() throws {
    let named = try Tensor([-3.12, 0.012, 4.8, 0] as [Float], shape: [2, 2], axes: ["pos", "d_model"])
    #expect(tensorText(named, width: 100).hasPrefix("f32[2, 2]  [pos, d_model]  16 B  min −3.12 mean 0.423 max 4.80\n"))
    let odd = try Tensor([1, .nan, -.infinity, .infinity])
    #expect(tensorText(odd, width: 100).hasPrefix("f32[4]  16 B  min 1.00 mean 1.00 max 1.00  1 nan  2 inf\n"))
    #expect(tensorText(try Tensor([-1, 2]), width: 100) == "i64[2]  16 B  min −1 mean 0.500 max 2\n[-1  2]")
    let flags = try Tensor([1, 0, 1]).cast(to: .bool)
    #expect(tensorText(flags, width: 100) == "bool[3]  3 B  2 true\n[ true false  true]")
    #expect(tensorText(named, width: 30).split(separator: "\n").allSatisfy { displayWidth(String($0)) <= 35 })
  }

  @Test func withoutElementsOrAxes() throws {
    #expect(tensorText(try Tensor.zeros([0, 3]), width: 80) == "f32[0, 3]  0 B\n[]")
    #expect(tensorText(try Tensor([2.5], shape: []), width: 80) == "f32[]  4 B\n2.5")
    #expect(tensorText(try Tensor([Float.nan], shape: []), width: 80) == "f32[]  4 B\nnan")
  }

  @Test func broadcastAndManyAxes() throws {
    let wide = try Tensor([1, .nan] as [Float], shape: [1, 2]).expanded(to: [1 << 40, 2])
    #expect(tensorText(wide, width: 100).contains("1,099,511,627,776 nan"))
    let deep = try Tensor([1] as [Float], shape: [Int](repeating: 1, count: 40)).expanded(to: [Int](repeating: 2, count: 40))
    #expect(tensorText(deep, width: 60).hasSuffix("\n..."))
  }

  @Test func lines() throws {
    #expect(tensorLine(try Tensor([1, 2, 3])) == "tensor([1, 2, 3])")
    #expect(tensorLine(try Tensor([1, 2.5] as [Float])) == "tensor([1., 2.5])")
    #expect(tensorLine(try Tensor([2.5] as [Float], shape: [])) == "tensor(2.5)")
    #expect(tensorLine(try Tensor([Float]())) == "tensor([])")
    #expect(tensorLine(try Tensor([1, 2]).cast(to: .float16)) == "tensor([1., 2.], dtype=\"f16\")")
    #expect(tensorLine(try Tensor([7]).cast(to: .int32)) == "tensor([7], dtype=\"i32\")")
    #expect(tensorLine(try Tensor([true])) == "tensor([true])")
    #expect(tensorLine(try Tensor.scalar(2.5).cast(to: .bfloat16)) == "tensor(2.5, dtype=\"bf16\")")
    #expect(tensorLine(try Tensor.zeros([0], .int64)) == "tensor([], dtype=\"i64\")")
    #expect(tensorLine(try Tensor.zeros([12, 64])) == "f32[12, 64]")
    #expect(tensorLine(try Tensor.zeros([7])) == "f32[7]")
  }

  @Test func vocabulary() {
    let names = [" Mary", "a", "\n", "日本", "x", "yy"]
    let text = vocabularyText([3, -1, 0.5, 12.25, .nan, -7], best: 2, name: { names[$0] }, width: 80)
    #expect(
      text == """
        best   id   logit    worst  id   logit
        ─────────────────    ─────────────────
        日本    3  12.250    yy      5  -7.000
        ·Mary   0   3.000    a       1  -1.000
        1 nan
        """)
    #expect(vocabularyText([3, -1, 0.5], best: 5, name: { names[$0] }, width: 80).split(separator: "\n").count == 5)
    #expect(!vocabularyText([], best: 5, name: { names[$0] }, width: 80).isEmpty)
    #expect(vocabularyText([3, -1, 0.5, 1], best: 2, name: { names[$0] }, width: 20).split(separator: "\n").count == 8)
  }
}
