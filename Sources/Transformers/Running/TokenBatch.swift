import Tensors

/// One or more texts as token ids. Rows of all sequences lie one after the other without padding; results that have a
/// `pos` axis are aligned on the right, with zeros to the left of shorter sequences.
public struct TokenBatch: Equatable, Sendable {
  /// Token ids by sequence; none is empty, and every id is in the vocabulary.
  public let sequences: [[Int]]
  /// The first row of every sequence.
  public let starts: [Int]
  /// The tokens of all sequences together: the rows of packed tensors.
  let rowCount: Int
  /// The length of the longest sequence: the size of the `pos` axis.
  public let length: Int

  /// - Throws: `ModelError` for no tokens, an id outside the vocabulary, or a text longer than the model can read.
  public init(_ sequences: [[Int]], for configuration: ModelConfiguration) throws {
    guard !sequences.isEmpty else { throw ModelError("the input has no sequences") }
    var starts: [Int] = []
    var rows = 0
    for (index, sequence) in sequences.enumerated() {
      guard !sequence.isEmpty else {
        throw ModelError(sequences.count == 1 ? "the input has no tokens" : "sequence \(index) of the input has no tokens")
      }
      if let bad = sequence.first(where: { $0 < 0 || $0 >= configuration.vocabularySize }) {
        throw ModelError("token id \(bad) is not in the vocabulary", notes: ["this model's ids are 0 to \(configuration.vocabularySize - 1)"])
      }
      let longest = configuration.longestInput
      guard sequence.count <= longest else {
        let limit = longest == configuration.contextLength ? "the model's context of \(longest)" : "the \(longest) positions that float32 tells apart"
        throw ModelError("the input has \(sequence.count) tokens, more than \(limit)", help: ["cut it, for example to its last \(longest) tokens"])
      }
      starts.append(rows)
      rows += sequence.count
    }
    self.sequences = sequences
    self.starts = starts
    rowCount = rows
    length = sequences.map(\.count).max() ?? 0
  }

  /// Sequences: the size of the `batch` axis.
  public var count: Int { sequences.count }
  /// True when some sequence is shorter than the longest.
  var isPadded: Bool { sequences.contains { $0.count != length } }

  /// The row that holds position `pos` of a sequence, counted on the padded axis; nil for padding.
  public func row(sequence: Int, pos: Int) -> Int? {
    let padding = length - sequences[sequence].count
    return pos >= padding ? starts[sequence] + pos - padding : nil
  }

  /// `[rows, …]` as `[batch, pos, …]`, zeros where there is padding. A view when nothing is padded.
  func unpacked(_ packed: Tensor, axes: [String]) throws -> Tensor {
    let shape = [count, length] + packed.shape.dropFirst()
    guard isPadded else {
      var view = try packed.reshaped(shape)
      view.axes = axes
      return view
    }
    if Meter.isPlanning { return try Tensor.uninitialized(shape, packed.dtype, axes: axes) }
    let result = try Tensor.zeros(shape, packed.dtype, axes: axes)
    let rowBytes = packed.shape.dropFirst().reduce(1, *) * packed.dtype.size
    for (index, sequence) in sequences.enumerated() {
      let target = result.address + (index * length + length - sequence.count) * rowBytes
      target.copyMemory(from: packed.address + starts[index] * rowBytes, byteCount: sequence.count * rowBytes)
    }
    return result
  }
}

extension ModelConfiguration {
  /// Tokens of a text that can be read at all. Learned vectors end with the context; rotations and slopes go on behind it, as far
  /// as float32 tells positions apart, whether or not the model has learned to use them.
  public var longestInput: Int {
    positions.isLearned || positionsEndWithContext ? contextLength : max(contextLength, 1 << 24)
  }
}
