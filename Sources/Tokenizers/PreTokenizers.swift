/// A stretch of the text on its way through the pipeline.
struct Piece {
  var text: Text
  /// Whether it begins where the whole text begins.
  var atStart: Bool
}

/// The second stage: cuts the text into the pieces that the model sees one by one.
enum PreTokenizer: Sendable {
  case sequence([PreTokenizer])
  case byteLevel(addPrefixSpace: Bool, words: TextPattern?)
  case metaspace(replacement: [UInt8], scheme: PrependScheme, split: Bool)
  case split(TextPattern, SplitBehavior, invert: Bool)
  /// So many characters a piece.
  case fixedLength(Int)

  init(_ component: Component) throws {
    switch component.type {
    case "Sequence": self = .sequence(try component.parts("pretokenizers").map(PreTokenizer.init))
    case "ByteLevel":
      let words = try component.bool("use_regex", default: true) ? TextPattern.regex(RegularExpression(ByteLevel.wordPattern)) : nil
      self = .byteLevel(addPrefixSpace: try component.bool("add_prefix_space", default: true), words: words)
    case "Metaspace":
      self = .metaspace(
        replacement: try component.bytes("replacement"), scheme: try PrependScheme(component),
        split: try component.bool("split", default: true))
    case "Split":
      self = .split(
        try component.pattern("pattern"), try component.behavior("behavior"), invert: try component.bool("invert", default: false))
    case "Digits":
      self = .split(.scalars { $0.isNumeric }, try component.bool("individual_digits") ? .isolated : .contiguous, invert: false)
    case "Punctuation":
      self = .split(.scalars { $0.isPunctuation }, try component.behavior("behavior", default: .isolated), invert: false)
    case "WhitespaceSplit": self = Self.whitespaceSplit
    // Runs of word characters and runs of others: \w+|[^\w\s]+
    case "Whitespace": self = .sequence([Self.whitespaceSplit, .split(.scalars { $0.isWord }, .contiguous, invert: false)])
    case "BertPreTokenizer": self = .sequence([Self.whitespaceSplit, .split(.scalars { $0.isPunctuation }, .isolated, invert: false)])
    case "CharDelimiterSplit": self = .split(.literal(try component.bytes("delimiter")), .removed, invert: false)
    case "FixedLength":
      let length = try component.count("length")
      guard length > 0 else { throw component.error("“length” must not be 0") }
      self = .fixedLength(length)
    default: throw component.unsupported
    }
  }

  private static let whitespaceSplit = PreTokenizer.split(.scalars { $0.isWhitespace }, .removed, invert: false)

  /// Calls `body` with one piece after the other. None waits until the whole text is cut: a long text needs no room for all its
  /// pieces at once, and who asks to stop is heard between any two.
  /// - Parameter continuing: the text goes on within a sentence, so nothing is put in front of it.
  func forEachPiece(of piece: Piece, continuing: Bool, _ body: (Piece) throws -> Void) throws {
    if case .sequence(let parts) = self { return try Self.apply(parts[...], to: piece, continuing: continuing, body) }
    var isFirst = true
    try split(piece, continuing: continuing) { text in
      try body(Piece(text: text, atStart: isFirst && piece.atStart && keepsStart(piece.text, first: text)))
      isFirst = false
    }
  }

  private static func apply(_ parts: ArraySlice<PreTokenizer>, to piece: Piece, continuing: Bool, _ body: (Piece) throws -> Void) throws {
    guard let first = parts.first else { return try body(piece) }
    try first.forEachPiece(of: piece, continuing: continuing) { try apply(parts.dropFirst(), to: $0, continuing: continuing, body) }
  }

  /// Whether the first of the new pieces begins where the old piece did. Only splitting can remove a beginning.
  private func keepsStart(_ text: Text, first: Text) -> Bool {
    if case .split = self { return first.startIndex == text.startIndex }
    return true
  }

  private func split(_ piece: Piece, continuing: Bool, _ body: (Text) throws -> Void) throws {
    var text = piece.text
    switch self {
    case .sequence: try body(text)
    case .byteLevel(let addPrefixSpace, let words):
      if addPrefixSpace, !continuing, text.first != 0x20 { text = Text([0x20] + text) }
      guard let words else { return try body(ByteLevel.encode(text)) }
      var characters: [UInt8] = []
      try words.forEachPiece(of: text, .isolated, invert: false) { word in
        characters.removeAll(keepingCapacity: true)
        ByteLevel.encode(word, into: &characters)
        try body(characters[...])
      }
    case .metaspace(let replacement, let scheme, let split):
      text = Text(text.replacing([0x20], with: replacement))
      let wanted = scheme == .always || scheme == .first && piece.atStart
      if wanted, !continuing, !text.starts(with: replacement) { text = Text(replacement + text) }
      guard split else { return try body(text) }
      try TextPattern.literal(replacement).forEachPiece(of: text, .mergedWithNext, invert: false, body)
    case .split(let pattern, let behavior, let invert): try pattern.forEachPiece(of: text, behavior, invert: invert, body)
    case .fixedLength(let length):
      var start = text.startIndex
      var count = 0
      try text.forEachScalar { _, range in
        if count > 0, count % length == 0 {
          try body(text[start..<range.lowerBound])
          start = range.lowerBound
        }
        count += 1
      }
      if start < text.endIndex, !TokenizerStop.leaves(text[start...]) { try body(text[start...]) }
    }
  }
}

/// When Metaspace puts its mark in front.
enum PrependScheme: String, Sendable {
  /// Before every piece that has none.
  case always
  /// Before the first piece of the text only.
  case first
  case never

  /// Older files say `add_prefix_space` instead.
  init(_ component: Component) throws {
    let prefix = try component.bool("add_prefix_space", default: true)
    let name = component.json["prepend_scheme"] == nil ? (prefix ? "always" : "never") : try component.string("prepend_scheme")
    guard let scheme = PrependScheme(rawValue: name) else {
      throw component.error("“prepend_scheme” has the unknown value “\(name)”")
    }
    self = prefix ? scheme : .never
  }
}
