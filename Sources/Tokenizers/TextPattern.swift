/// What texts are searched for by normalizers, pre-tokenizers and decoders.
enum TextPattern: Sendable {
  case literal([UInt8])
  case regex(RegularExpression)
  /// Every single scalar of a class.
  case scalars(ScalarClass)

  /// False when the text certainly holds no match, which is soon seen; most words have no digit.
  func mayMatch(in text: Bytes) -> Bool {
    switch self {
    case .literal: true
    case .regex(let expression): expression.mayMatch(in: text)
    case .scalars(let scalars): scalars.first(in: text) < text.count
    }
  }

  /// Calls `body` with the place of every match from left to right.
  /// - Throws: `TokenizerError` when a regular expression takes too many steps.
  func forEachMatch(in text: Bytes, _ body: (Range<Int>) throws -> Void) throws {
    switch self {
    case .literal(let literal): try text.forEachOccurrence(of: literal, body)
    case .regex(let expression): if !text.isEmpty { try expression.forEachMatch(in: text, body) }
    case .scalars(let scalars):
      var place = scalars.first(in: text)
      var stop = StopCheck()
      while place < text.count, !stop.isDue() {
        let end = place + scalar(at: place, in: text).width
        try body(place..<end)
        place = end + scalars.first(in: text[part: end..<text.count])
      }
    }
  }

  /// As for bytes, with places in the indices of `text`.
  private func forEachMatch(in text: Text, _ body: (Range<Int>) throws -> Void) throws {
    let base = text.startIndex
    try text.withUnsafeBufferPointer { bytes in
      try forEachMatch(in: bytes) { try body(base + $0.lowerBound..<base + $0.upperBound) }
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

extension Bytes {
  /// Calls `body` with the place of every occurrence of `literal` from left to right.
  func forEachOccurrence(of literal: [UInt8], _ body: (Range<Int>) throws -> Void) rethrows {
    guard let first = literal.first, !isEmpty else { return }
    var i = 0
    var stop = StopCheck()
    while i + literal.count <= count, !stop.isDue() {
      if self[i] == first, literal.indices.allSatisfy({ self[i + $0] == literal[$0] }) {
        try body(i..<i + literal.count)
        i += literal.count
      } else {
        i += 1
      }
    }
  }
}

extension ArraySlice<UInt8> {
  /// Calls `body` with the place of every occurrence of `literal` from left to right, in the indices of the text.
  func forEachOccurrence(of literal: [UInt8], _ body: (Range<Int>) throws -> Void) rethrows {
    let base = startIndex
    try withUnsafeBufferPointer { bytes in
      try bytes.forEachOccurrence(of: literal) { try body(base + $0.lowerBound..<base + $0.upperBound) }
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
    if !TokenizerStop.leaves(endIndex - position) { output.append(contentsOf: self[position...]) }
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
  /// Calls `body` with the places of the pieces of `text` that are not empty, from left to right.
  /// - Parameter invert: what lies between the matches counts as match.
  func forEachPiece(of text: Bytes, _ behavior: SplitBehavior, invert: Bool, _ body: (Range<Int>) throws -> Void) throws {
    if behavior == .isolated { return try forEachStretch(of: text, body) }
    // What came last may yet grow: the piece so far, and whether its last stretch was a match.
    var piece = 0..<0
    var previous = false
    var position = 0

    func add(_ stretch: Range<Int>, isMatch: Bool) throws {
      if behavior == .removed, isMatch {
        if !piece.isEmpty { try body(piece) }
        piece = stretch.upperBound..<stretch.upperBound
      } else if behavior.joins(isMatch: isMatch, toMatch: previous) {
        piece = piece.lowerBound..<stretch.upperBound
      } else {
        if !piece.isEmpty { try body(piece) }
        piece = stretch
      }
      previous = isMatch
    }

    try forEachMatch(in: text) { match in
      if position < match.lowerBound { try add(position..<match.lowerBound, isMatch: invert) }
      try add(match, isMatch: !invert)
      position = match.upperBound
    }
    if TokenizerStop.leaves(text.count - position) { return }
    if position < text.count { try add(position..<text.count, isMatch: invert) }
    if !piece.isEmpty { try body(piece) }
  }

  /// The matches and what lies between them, each a piece: the way of nearly every tokenizer, for every word of a text.
  private func forEachStretch(of text: Bytes, _ body: (Range<Int>) throws -> Void) throws {
    var position = 0
    try forEachMatch(in: text) { match in
      if position < match.lowerBound { try body(position..<match.lowerBound) }
      if !match.isEmpty { try body(match) }
      position = match.upperBound
    }
    if position < text.count, !TokenizerStop.leaves(text.count - position) { try body(position..<text.count) }
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
