/// What texts are searched for by normalizers, pre-tokenizers and decoders.
enum TextPattern: Sendable {
  case literal([UInt8])
  case regex(RegularExpression)
  /// Every single scalar of a class.
  case scalars(ScalarClass)

  /// False when the text certainly holds no match, which is soon seen; most words have no digit.
  func mayMatch(in text: Text) -> Bool {
    switch self {
    case .literal: true
    case .regex(let expression): text.withUnsafeBufferPointer { expression.mayMatch(in: $0) }
    case .scalars(let scalars): text.withUnsafeBufferPointer { scalars.first(in: $0) < $0.count }
    }
  }

  /// Calls `body` with the place of every match from left to right, in the indices of `text`.
  /// - Throws: `TokenizerError` when a regular expression takes too many steps.
  func forEachMatch(in text: Text, _ body: (Range<Int>) throws -> Void) throws {
    switch self {
    case .literal(let literal): try text.forEachOccurrence(of: literal, body)
    case .regex(let expression):
      guard !text.isEmpty else { return }
      let base = text.startIndex
      try text.withUnsafeBufferPointer { bytes in
        try expression.forEachMatch(in: bytes) { try body(base + $0.lowerBound..<base + $0.upperBound) }
      }
    case .scalars(let scalars):
      let base = text.startIndex
      try text.withUnsafeBufferPointer { bytes in
        var place = scalars.first(in: bytes)
        var stop = StopCheck()
        while place < bytes.count, !stop.isDue() {
          let end = place + scalar(at: place, in: bytes).width
          try body(base + place..<base + end)
          place = end + scalars.first(in: UnsafeBufferPointer(rebasing: bytes[end...]))
        }
      }
    }
  }

  /// `text` with every match replaced by `replacement`, taken literally.
  func replace(in text: Text, with replacement: [UInt8]) throws -> [UInt8] {
    try text.replacing(with: replacement) { try forEachMatch(in: text, $0) }
  }

  /// `text` with every match replaced by `replacement`, taken literally.
  /// - Parameter leading: becomes the number of scalars that come from as many at the start. As the reference implementation has
  ///   it, what stands for a match comes from the last scalar of the match.
  func replace(in text: Text, with replacement: [UInt8], leading: inout Int) throws -> [UInt8] {
    guard leading > 0 else { return try replace(in: text, with: replacement) }
    let end = text.startIndex + text.prefixOfScalars(leading).count
    let added = replacement[...].scalarCount
    return try text.replacing(with: replacement) { replace in
      try forEachMatch(in: text) { match in
        if match.lowerBound < end { leading -= text[match.lowerBound..<min(match.upperBound, end)].scalarCount }
        if match.upperBound <= end { leading += added }
        replace(match)
      }
    }
  }
}

extension ArraySlice<UInt8> {
  /// Calls `body` with the place of every occurrence of `literal` from left to right, in the indices of the text.
  func forEachOccurrence(of literal: [UInt8], _ body: (Range<Int>) throws -> Void) rethrows {
    guard let first = literal.first, !isEmpty else { return }
    let base = startIndex
    try withUnsafeBufferPointer { bytes in
      var i = 0
      var stop = StopCheck()
      while i + literal.count <= bytes.count, !stop.isDue() {
        if bytes[i] == first, literal.indices.allSatisfy({ bytes[i + $0] == literal[$0] }) {
          try body(base + i..<base + i + literal.count)
          i += literal.count
        } else {
          i += 1
        }
      }
    }
  }

  /// The text with every occurrence of `literal` replaced.
  func replacing(_ literal: [UInt8], with replacement: [UInt8]) -> [UInt8] {
    replacing(with: replacement) { forEachOccurrence(of: literal, $0) }
  }

  /// The text with every place that `search` finds replaced.
  fileprivate func replacing(with replacement: [UInt8], _ search: ((Range<Int>) -> Void) throws -> Void) rethrows -> [UInt8] {
    var output: [UInt8] = []
    // Where marks are longer than what they replace, room for them comes cheaper than copying everything to a larger place.
    output.reserveCapacity(count + (replacement.count > 1 ? count / 2 : 0))
    var position = startIndex
    try search { match in
      output.append(contentsOf: self[position..<match.lowerBound])
      output.append(contentsOf: replacement)
      position = match.upperBound
    }
    if !TokenizerStop.leaves(self[position...]) { output.append(contentsOf: self[position...]) }
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
  func forEachPiece(of text: Text, _ behavior: SplitBehavior, invert: Bool, _ body: (Text) throws -> Void) throws {
    if behavior == .isolated { return try forEachStretch(of: text, body) }
    // What came last may yet grow: the piece so far, and whether its last stretch was a match.
    var piece = text.startIndex..<text.startIndex
    var previous = false
    var position = text.startIndex

    func add(_ stretch: Range<Int>, isMatch: Bool) throws {
      if behavior == .removed, isMatch {
        if !piece.isEmpty { try body(text[piece]) }
        piece = stretch.upperBound..<stretch.upperBound
      } else if behavior.joins(isMatch: isMatch, toMatch: previous) {
        piece = piece.lowerBound..<stretch.upperBound
      } else {
        if !piece.isEmpty { try body(text[piece]) }
        piece = stretch
      }
      previous = isMatch
    }

    try forEachMatch(in: text) { match in
      if position < match.lowerBound { try add(position..<match.lowerBound, isMatch: invert) }
      try add(match, isMatch: !invert)
      position = match.upperBound
    }
    if TokenizerStop.leaves(text[position...]) { return }
    if position < text.endIndex { try add(position..<text.endIndex, isMatch: invert) }
    if !piece.isEmpty { try body(text[piece]) }
  }

  /// The matches and what lies between them, each a piece: the way of nearly every tokenizer, for every word of a text.
  private func forEachStretch(of text: Text, _ body: (Text) throws -> Void) throws {
    var position = text.startIndex
    try forEachMatch(in: text) { match in
      if position < match.lowerBound { try body(text[position..<match.lowerBound]) }
      if !match.isEmpty { try body(text[match]) }
      position = match.upperBound
    }
    if position < text.endIndex, !TokenizerStop.leaves(text[position...]) { try body(text[position...]) }
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
