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
    output.reserveCapacity(text.count)
    var position = text.startIndex
    forEachMatch(in: text) { match in
      output.append(contentsOf: text[position..<match.lowerBound])
      output.append(contentsOf: replacement)
      position = match.upperBound
    }
    output.append(contentsOf: text[position...])
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
  /// A stretch of a text that is a match, or lies between matches.
  private typealias Span = (range: Range<Int>, isMatch: Bool)

  /// The non-empty pieces of `text`.
  /// - Parameter invert: what lies between the matches counts as match.
  func split(_ text: Text, _ behavior: SplitBehavior, invert: Bool) -> [Text] {
    var spans: [Span] = []
    var position = text.startIndex
    forEachMatch(in: text) { match in
      if position < match.lowerBound { spans.append((position..<match.lowerBound, invert)) }
      spans.append((match, !invert))
      position = match.upperBound
    }
    if spans.count > 1024, TokenizerStop.isRequested() { return [] }
    // Most pieces of a later stage have no match.
    if spans.isEmpty { return text.isEmpty || invert && behavior == .removed ? [] : [text] }
    if position < text.endIndex { spans.append((position..<text.endIndex, invert)) }
    return Self.merged(spans, behavior).compactMap { $0.isEmpty ? nil : text[$0] }
  }

  private static func merged(_ spans: [Span], _ behavior: SplitBehavior) -> [Range<Int>] {
    switch behavior {
    case .removed: return spans.compactMap { $0.isMatch ? nil : $0.range }
    case .isolated: return spans.map(\.range)
    case .contiguous: return merged(spans) { $0.isMatch == $1 }
    case .mergedWithPrevious: return merged(spans) { $0.isMatch && !$1 }
    case .mergedWithNext:
      return merged(spans.reversed()) { $0.isMatch && !$1 }.reversed()
    }
  }

  /// Joins a span to the one before it where `joins(span, whether the one before is a match)`. Before the first stands no match.
  private static func merged(_ spans: [Span], joins: (Span, Bool) -> Bool) -> [Range<Int>] {
    var pieces: [Range<Int>] = []
    var previous = false
    for span in spans {
      if let last = pieces.last, joins(span, previous) {
        pieces[pieces.count - 1] =
          min(last.lowerBound, span.range.lowerBound)..<max(last.upperBound, span.range.upperBound)
      } else {
        pieces.append(span.range)
      }
      previous = span.isMatch
    }
    return pieces
  }
}
