import ArrLanguage

/// An entry up to the cursor, in pieces, with its brackets matched: what completion knows of the text, whatever is wrong in it.
struct EntryText {
  /// A string that the cursor stands in.
  struct OpenString {
    /// The first byte of its content.
    let start: Int
    let quote: UInt8
    let isRaw: Bool
  }

  let bytes: [UInt8]
  /// What stands before the cursor, without the word and the string that it is in and without comments.
  private(set) var pieces: [TextPiece] = []
  /// For each piece the bracket that belongs to it, or -1.
  private(set) var partners: [Int] = []
  /// The brackets that are open at the cursor, outermost first.
  private(set) var openers: [Int] = []
  private(set) var string: OpenString?
  /// The name that the cursor stands behind, perhaps empty.
  private(set) var word: Range<Int>
  /// The cursor is where nothing can be completed: in a comment, a number, the format of a field.
  private(set) var isElsewhere = false

  init(_ text: String, cursor: Int) {
    bytes = Array(text.utf8.prefix(cursor))
    word = bytes.count..<bytes.count
    let all = textPieces(of: Source(name: "input", utf8: bytes))
    if let last = all.last, last.kind == .comment, last.span.end == bytes.count { isElsewhere = true }
    pieces = all.filter { $0.kind != .comment && $0.kind != .escape }
    takeOpenString()
    takeWord()
    matchBrackets()
  }

  func text(_ index: Int) -> String {
    let span = pieces[index].span
    return String(decoding: bytes[span.start..<span.end], as: UTF8.self)
  }

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// Whether a piece is exactly these characters.
  func `is`(_ index: Int, _ characters: StaticString) -> Bool {
    guard pieces.indices.contains(index) else { return false }
    let span = pieces[index].span
    guard span.end - span.start == characters.utf8CodeUnitCount else { return false }
    return characters.withUTF8Buffer { bytes[span.start..<span.end].elementsEqual($0) }
  }

  /// Whether a line ends between a piece and the one before it.
  func startsLine(_ index: Int) -> Bool {
    guard index > 0 else { return true }
    return bytes[pieces[index - 1].span.end..<pieces[index].span.start].contains(0x0A)
  }

  func isName(_ index: Int) -> Bool {
    guard pieces.indices.contains(index) else { return false }
    switch pieces[index].kind {
    case .name, .function, .member, .argument: return true
    default: return false
    }
  }

  /// Whether an expression can end with a piece.
  func endsOperand(_ index: Int) -> Bool {
    guard pieces.indices.contains(index) else { return false }
    switch pieces[index].kind {
    case .name, .function, .member, .argument, .number, .constant, .closer: return true
    case .string: return !pieces[index].isOpen
    default: return false
    }
  }

  /// The value of a string literal without escapes; nil for anything else.
  func literal(_ index: Int) -> String? {
    guard pieces.indices.contains(index), pieces[index].kind == .string else { return nil }
    let text = text(index)
    guard let quote = text.first, quote == "\"" || quote == "'", text.last == quote, text.count >= 2, !text.contains("\\") else { return nil }
    return String(text.dropFirst().dropLast())
  }

  // MARK: Reading

  /// A string that breaks off at the cursor is the last piece; inside a field of an f-string the broken f-string itself comes
  /// behind what stands in the field.
  private mutating func takeOpenString() {
    var open: [TextPiece] = []
    while let last = pieces.last, last.isOpen, last.span.end == bytes.count { open.append(pieces.removeLast()) }
    let fields = pieces.reduce(0) { depth, piece in
      guard piece.kind == .field, let byte = bytes[piece.span.start..<piece.span.end].first else { return depth }
      return byte == UInt8(ascii: "{") ? depth + 1 : byte == UInt8(ascii: "}") ? max(0, depth - 1) : depth
    }
    guard open.count > fields, let own = open.last else { return }
    let head = bytes[own.span.start..<own.span.end].prefix { "rRfFuUbB".utf8.contains($0) }
    var start = own.span.start + head.count
    guard start < bytes.count, bytes[start] == 0x22 || bytes[start] == 0x27 else { return takeFormatted(own) }
    let quote = bytes[start]
    let isTriple = bytes[start...].starts(with: [quote, quote, quote])
    start += isTriple ? 3 : 1
    string = OpenString(start: start, quote: quote, isRaw: head.contains { $0 | 0x20 == UInt8(ascii: "r") })
  }

  /// The text of an f-string before its first field can be completed like any other.
  private mutating func takeFormatted(_ own: TextPiece) {
    guard let opening = pieces.last, opening.kind == .string, opening.span.end == own.span.start,
      let quote = bytes[opening.span.start..<opening.span.end].last, quote == 0x22 || quote == 0x27
    else {
      isElsewhere = true
      return
    }
    pieces.removeLast()
    string = OpenString(start: own.span.start, quote: quote, isRaw: false)
  }

  private mutating func takeWord() {
    guard string == nil, let last = pieces.last, last.span.end == bytes.count else { return }
    switch last.kind {
    case .name, .function, .member, .argument, .keyword, .constant:
      word = last.span.start..<last.span.end
      pieces.removeLast()
      if let before = pieces.last, before.kind == .number, before.span.end == word.lowerBound { isElsewhere = true }
    case .number, .error: isElsewhere = true
    case .field where bytes[last.span.start] != UInt8(ascii: "{"): isElsewhere = true
    default: break
    }
  }

  private mutating func matchBrackets() {
    partners = [Int](repeating: -1, count: pieces.count)
    for (index, piece) in pieces.enumerated() {
      let isField = piece.kind == .field
      let byte = piece.span.start < bytes.count ? bytes[piece.span.start] : 0
      if piece.kind == .opener || isField && byte == UInt8(ascii: "{") {
        openers.append(index)
      } else if piece.kind == .closer || isField && byte == UInt8(ascii: "}"), let opener = openers.popLast() {
        partners[index] = opener
        partners[opener] = index
      }
    }
  }
}
