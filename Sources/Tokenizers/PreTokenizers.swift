/// The second stage: cuts the text into the pieces that the model sees one by one.
enum PreTokenizer: Sendable {
  case sequence([PreTokenizer])
  case byteLevel(addPrefixSpace: Bool, words: TextPattern?)
  case metaspace(replacement: [UInt8], scheme: PrependScheme, split: Bool)
  case split(TextPattern, SplitBehavior, invert: Bool)
  /// So many characters a piece.
  case fixedLength(Int)
  /// A piece for every stretch of one writing system.
  case scripts

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
      self = .split(.scalars(.numeric), try component.bool("individual_digits") ? .isolated : .contiguous, invert: false)
    case "Punctuation":
      self = .split(.scalars(.punctuation), try component.behavior("behavior", default: .isolated), invert: false)
    case "WhitespaceSplit": self = Self.whitespaceSplit
    // Runs of word characters and runs of others: \w+|[^\w\s]+
    case "Whitespace": self = .sequence([Self.whitespaceSplit, .split(.scalars(.word), .contiguous, invert: false)])
    case "BertPreTokenizer": self = .sequence([Self.whitespaceSplit, .split(.scalars(.punctuation), .isolated, invert: false)])
    case "CharDelimiterSplit": self = .split(.literal(try component.bytes("delimiter")), .removed, invert: false)
    case "UnicodeScripts": self = .scripts
    case "FixedLength":
      let length = try component.count("length")
      guard length > 0 else { throw component.error("“length” must not be 0") }
      self = .fixedLength(length)
    default: throw component.unsupported
    }
  }

  private static let whitespaceSplit = PreTokenizer.split(.scalars(.whitespace), .removed, invert: false)

  /// Calls `body` with one piece after the other. None waits until the whole text is cut: a long text needs no room for all its
  /// pieces at once, and who asks to stop is heard between any two.
  /// - Parameter continuing: the text goes on within a sentence, so nothing is put in front of it.
  func forEachPiece(of piece: Piece, continuing: Bool, _ body: (Piece) throws -> Void) throws {
    switch self {
    case .sequence(let parts): try parts.withUnsafeBufferPointer { try Self.apply($0, from: 0, to: piece, continuing: continuing, body) }
    case .byteLevel(let addPrefixSpace, let words):
      if addPrefixSpace, !continuing, piece.text.first != 0x20 { return try piece.prepending([0x20]) { try Self.forEachWord(of: $0, words, body) } }
      try Self.forEachWord(of: piece, words, body)
    case .metaspace(let replacement, let scheme, let split):
      func cut(_ marked: Piece) throws {
        guard split else { return try body(marked) }
        try TextPattern.literal(replacement).forEachPiece(of: marked.text, .mergedWithNext, invert: false) { try body(marked.part($0)) }
      }
      try Text(piece.text).replacing([0x20], with: replacement).withUnsafeBufferPointer { text in
        let marked = Piece(text: text, leading: piece.leading)
        let wanted = scheme == .always || scheme == .first && piece.leading > 0
        if wanted, !continuing, !text.starts(with: replacement) { try marked.prepending(replacement, cut) } else { try cut(marked) }
      }
    case .split(let pattern, let behavior, let invert):
      if !pattern.mayMatch(in: piece.text), !piece.text.isEmpty, !(behavior == .removed && invert) { return try body(piece) }
      try pattern.forEachPiece(of: piece.text, behavior, invert: invert) { try body(piece.part($0)) }
    case .scripts: try UnicodeScripts.shared.forEachStretch(of: piece.text) { try body(piece.part($0)) }
    case .fixedLength(let length): try Self.forEachStretch(of: piece, length, body)
    }
  }

  private static func apply(
    _ parts: UnsafeBufferPointer<PreTokenizer>, from index: Int, to piece: Piece, continuing: Bool, _ body: (Piece) throws -> Void
  ) throws {
    guard index < parts.count else { return try body(piece) }
    try parts[index].forEachPiece(of: piece, continuing: continuing) {
      try apply(parts, from: index + 1, to: $0, continuing: continuing, body)
    }
  }

  /// The words in the alphabet of bytes; the piece as a whole when there is no pattern.
  private static func forEachWord(of piece: Piece, _ words: TextPattern?, _ body: (Piece) throws -> Void) throws {
    var characters: [UInt8] = []
    func encode(_ word: Piece) throws {
      characters.removeAll(keepingCapacity: true)
      ByteLevel.encode(word.text, into: &characters)
      try characters.withUnsafeBufferPointer { try body(Piece(text: $0, leading: word.leadingBytes)) }
    }
    guard let words else { return try encode(piece) }
    try words.forEachPiece(of: piece.text, .isolated, invert: false) { try encode(piece.part($0)) }
  }

  private static func forEachStretch(of piece: Piece, _ length: Int, _ body: (Piece) throws -> Void) throws {
    let text = piece.text
    var start = 0
    var count = 0
    try text.forEachScalar { _, range in
      if count > 0, count % length == 0 {
        try body(piece.part(start..<range.lowerBound))
        start = range.lowerBound
      }
      count += 1
    }
    if start < text.count, !TokenizerStop.leaves(text.count - start) { try body(piece.part(start..<text.count)) }
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
