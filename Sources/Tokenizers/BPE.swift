import JSON

/// What turns a pre-tokenized piece into ids.
protocol TokenModel: Sendable {
  var vocabulary: Vocabulary { get }
  func encode(_ piece: Bytes, into ids: inout [Int])
}

/// Byte-pair encoding: a piece starts as its characters, then the neighbours with the best merge join until none is left.
///
/// `dropout`, which leaves merges out by chance so that training texts vary, is refused unless it is 0.
struct BPE: TokenModel {
  let vocabulary: Vocabulary
  private let merges: MergeTable
  private let unknown: Int?
  private let fusesUnknown: Bool
  /// A piece that is a token as a whole is not taken apart.
  private let ignoresMerges: Bool
  /// Put before every character of a piece but the first.
  private let continuingPrefix: [UInt8]
  /// Put behind the last character of a piece.
  private let endSuffix: [UInt8]
  /// Id of the token `<0xXX>` of each byte, nil when characters outside the vocabulary are unknown.
  private let byteTokens: [Int?]?
  /// A mark of words, such as “▁”, before which a long piece may be cut: no token has it behind anything but itself, so no merge
  /// crosses the cut, and words come from the cache.
  private let wordMark: [UInt8]?
  private let cache = WordCache()

  /// - Parameters:
  ///   - json: the model without its “vocab” and “merges”.
  init(_ json: JSON, vocabulary: Vocabulary, merges: MergeTable?) throws {
    func string(_ key: String) throws -> [UInt8]? {
      guard let value = json[key], !value.isNull else { return nil }
      guard let string = value.stringValue else { throw TokenizerError("the model's “\(key)” must be a string or null") }
      return Array(string.utf8)
    }
    func bool(_ key: String) throws -> Bool {
      guard let value = json[key], !value.isNull else { return false }
      guard let bool = value.boolValue else { throw TokenizerError("the model's “\(key)” must be true or false") }
      return bool
    }
    try Self.checkDropout(json["dropout"])
    self.vocabulary = vocabulary
    continuingPrefix = try string("continuing_subword_prefix") ?? []
    endSuffix = try string("end_of_word_suffix") ?? []
    fusesUnknown = try bool("fuse_unk")
    ignoresMerges = try bool("ignore_merges")
    unknown = try string("unk_token").map { token in
      guard let id = vocabulary.id(of: token) else {
        throw TokenizerError("the model's unk_token “\(String(decoding: token, as: UTF8.self))” is not in its vocabulary")
      }
      return id
    }
    byteTokens = try bool("byte_fallback") ? (0..<256).map { vocabulary.id(of: Self.fallbackToken($0).utf8) } : nil
    guard let merges else { throw TokenizerError("the BPE model has no “merges” array") }
    self.merges = merges
    let isPlain = continuingPrefix.isEmpty && endSuffix.isEmpty
    wordMark = isPlain ? ["▁", " "].map { Array($0.utf8) }.first { vocabulary.id(of: $0) != nil && vocabulary.hasOnlyInFront($0) } : nil
  }

  private static func checkDropout(_ json: JSON?) throws {
    guard let json, !json.isNull else { return }
    guard let share = json.doubleValue, (0...1).contains(share) else {
      throw TokenizerError("the model's “dropout” must be null or a number from 0 to 1, found \(json.text())")
    }
    guard share > 0 else { return }
    throw TokenizerError(
      "the model's “dropout” is \(json.text()), which is not supported",
      help: "it encodes a text differently every time, for training; without it the file says null")
  }

  /// `<0x0A>` for 10.
  static func fallbackToken(_ byte: Int) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return "<0x" + (digits.count < 2 ? "0" : "") + digits + ">"
  }

  func encode(_ piece: Bytes, into ids: inout [Int]) {
    guard !piece.isEmpty else { return }
    if ignoresMerges, let id = vocabulary.id(of: piece) {
      ids.append(id)
    } else if let wordMark, piece.count > WordCache.longestWord {
      encodeWords(of: piece, markedBy: wordMark, into: &ids)
    } else {
      encode(word: piece, into: &ids)
    }
  }

  private func encode(word: UnsafeBufferPointer<UInt8>, into ids: inout [Int]) {
    guard word.count <= WordCache.longestWord else {
      ids.append(contentsOf: merges.applied(to: symbols(of: word)))
      return
    }
    if cache.append(word, to: &ids) { return }
    let merged = merges.applied(to: symbols(of: word))
    cache.remember(word, merged)
    ids.append(contentsOf: merged)
  }

  /// A run of marks begins a word. The mark is a token, so that no unknown character waits across the cut.
  private func encodeWords(of piece: UnsafeBufferPointer<UInt8>, markedBy mark: [UInt8], into ids: inout [Int]) {
    var start = 0
    var i = 0
    var followsMark = true
    var stop = StopCheck()
    while i < piece.count {
      if stop.isDue() { return }
      let isMark = piece[i] == mark[0] && i + mark.count <= piece.count && mark.indices.allSatisfy { piece[i + $0] == mark[$0] }
      if isMark, !followsMark {
        encode(word: UnsafeBufferPointer(rebasing: piece[start..<i]), into: &ids)
        start = i
      }
      followsMark = isMark
      i += isMark ? mark.count : 1
    }
    encode(word: UnsafeBufferPointer(rebasing: piece[start...]), into: &ids)
  }

  /// The ids of the characters, before any merge.
  private func symbols(of piece: UnsafeBufferPointer<UInt8>) -> [Int] {
    var ids: [Int] = []
    ids.reserveCapacity(piece.count)
    var pendingUnknown = false
    var i = 0
    var stop = StopCheck()
    while i < piece.count, !stop.isDue() {
      let end = min(i + scalar(at: i, in: piece).width, piece.count)
      let character = UnsafeBufferPointer(rebasing: piece[i..<end])
      if let id = id(ofCharacter: character, isFirst: i == 0, isLast: end == piece.count) {
        if pendingUnknown, let unknown { ids.append(unknown) }
        pendingUnknown = false
        ids.append(id)
      } else if let bytes = fallback(character, isFirst: i == 0, isLast: end == piece.count) {
        // A waiting unknown token stays waiting and so comes behind these: the reference implementation does the same.
        ids.append(contentsOf: bytes)
      } else {
        if pendingUnknown, !fusesUnknown, let unknown { ids.append(unknown) }
        pendingUnknown = true
      }
      i = end
    }
    if pendingUnknown, let unknown { ids.append(unknown) }
    return ids
  }

  private func id(ofCharacter character: UnsafeBufferPointer<UInt8>, isFirst: Bool, isLast: Bool) -> Int? {
    if continuingPrefix.isEmpty, endSuffix.isEmpty { return vocabulary.id(of: character) }
    return vocabulary.id(of: spelling(character, isFirst: isFirst, isLast: isLast))
  }

  private func spelling(_ character: UnsafeBufferPointer<UInt8>, isFirst: Bool, isLast: Bool) -> [UInt8] {
    (isFirst ? [] : continuingPrefix) + character + (isLast ? endSuffix : [])
  }

  private func fallback(_ character: UnsafeBufferPointer<UInt8>, isFirst: Bool, isLast: Bool) -> [Int]? {
    guard let byteTokens else { return nil }
    var ids: [Int] = []
    for byte in spelling(character, isFirst: isFirst, isLast: isLast) {
      guard let id = byteTokens[Int(byte)] else { return nil }
      ids.append(id)
    }
    return ids
  }
}
