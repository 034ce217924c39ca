/// What texts are searched for by normalizers, pre-tokenizers and decoders.
enum TextPattern: Sendable {
  case literal([UInt8])
  case regex(RegularExpression)
  /// Every single scalar that satisfies the condition.
  case scalars(@Sendable (Unicode.Scalar) -> Bool)

  /// Calls `body` with the place of every match from left to right, in the indices of `text`.
  func forEachMatch(in text: Text, _ body: (Range<Int>) -> Void) {
    let base = text.startIndex
    switch self {
    case .literal(let literal):
      guard let first = literal.first, !text.isEmpty else { return }
      text.withUnsafeBufferPointer { bytes in
        var i = 0
        var stop = StopCheck()
        while i + literal.count <= bytes.count, !stop.isDue() {
          if bytes[i] == first, literal.indices.allSatisfy({ bytes[i + $0] == literal[$0] }) {
            body(base + i..<base + i + literal.count)
            i += literal.count
          } else {
            i += 1
          }
        }
      }
    case .regex(let expression):
      guard !text.isEmpty else { return }
      text.withUnsafeBufferPointer { bytes in
        expression.forEachMatch(in: bytes) { body(base + $0.lowerBound..<base + $0.upperBound) }
      }
    case .scalars(let condition):
      text.forEachScalar { if condition($0) { body($1) } }
    }
  }

  /// `text` with every match replaced by `replacement`, taken literally.
  func replace(in text: Text, with replacement: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    // Where marks are longer than what they replace, room for them comes cheaper than copying everything to a larger place.
    output.reserveCapacity(text.count + (replacement.count > 1 ? text.count / 2 : 0))
    var position = text.startIndex
    forEachMatch(in: text) { match in
      output.append(contentsOf: text[position..<match.lowerBound])
      output.append(contentsOf: replacement)
      position = match.upperBound
    }
    if !TokenizerStop.leaves(text[position...]) { output.append(contentsOf: text[position...]) }
    return output
  }
}

/// What becomes of the matches when a text is split at them.
enum SplitBehavior: String, Sendable {
  /// They go.
  case removed = "Removed"
  /// Each is a piece.
  case isolated = "Isolated"
  /// Neighbouring matches are one piece.
  case contiguous = "Contiguous"
  /// Each ends the piece before it; a run of matches beyond the first does not.
  case mergedWithPrevious = "MergedWithPrevious"
  /// Each begins the piece behind it.
  case mergedWithNext = "MergedWithNext"
}

extension TextPattern {
  /// Calls `body` with the pieces of `text` that are not empty, from left to right.
  /// - Parameter invert: what lies between the matches counts as match.
  func forEachPiece(of text: Text, _ behavior: SplitBehavior, invert: Bool, _ body: (Text) -> Void) {
    // What came last may yet grow: the piece so far, and whether its last stretch was a match.
    var piece = text.startIndex..<text.startIndex
    var previous = false
    var position = text.startIndex

    func add(_ stretch: Range<Int>, isMatch: Bool) {
      if behavior == .removed, isMatch {
        if !piece.isEmpty { body(text[piece]) }
        piece = stretch.upperBound..<stretch.upperBound
      } else if behavior.joins(isMatch: isMatch, toMatch: previous) {
        piece = piece.lowerBound..<stretch.upperBound
      } else {
        if !piece.isEmpty { body(text[piece]) }
        piece = stretch
      }
      previous = isMatch
    }

    forEachMatch(in: text) { match in
      if position < match.lowerBound { add(position..<match.lowerBound, isMatch: invert) }
      add(match, isMatch: !invert)
      position = match.upperBound
    }
    if TokenizerStop.leaves(text[position...]) { return }
    if position < text.endIndex { add(position..<text.endIndex, isMatch: invert) }
    if !piece.isEmpty { body(text[piece]) }
  }
}

extension SplitBehavior {
  /// Whether a stretch, a match or what lies between matches, belongs to the piece of the stretch before it.
  fileprivate func joins(isMatch: Bool, toMatch previous: Bool) -> Bool {
    switch self {
    case .removed, .isolated: false
    case .contiguous: isMatch == previous
    case .mergedWithPrevious: isMatch && !previous
    case .mergedWithNext: !isMatch && previous
    }
  }
}
