import JSON

/// A piece is a token as a whole, or unknown.
struct WordLevel: TokenModel {
  let vocabulary: Vocabulary
  private let unknown: Int?

  init(_ json: JSON, vocabulary: Vocabulary) throws {
    self.vocabulary = vocabulary
    unknown = vocabulary.id(of: (json["unk_token"]?.stringValue ?? "<unk>").utf8)
  }

  func encode(_ piece: Bytes, into ids: inout [Int]) {
    guard !piece.isEmpty else { return }
    if let id = vocabulary.id(of: piece) ?? unknown { ids.append(id) }
  }
}

/// BERT's model: the longest token that begins the piece, the longest one that goes on, and so forth; a piece that cannot be
/// covered is unknown as a whole.
struct WordPiece: TokenModel {
  let vocabulary: Vocabulary
  private let unknown: Int?
  /// Put before every part of a piece but the first.
  private let continuingPrefix: [UInt8]
  /// Longer pieces are unknown.
  private let longestWord: Int

  init(_ json: JSON, vocabulary: Vocabulary) throws {
    self.vocabulary = vocabulary
    unknown = vocabulary.id(of: (json["unk_token"]?.stringValue ?? "[UNK]").utf8)
    continuingPrefix = Array((json["continuing_subword_prefix"]?.stringValue ?? "##").utf8)
    longestWord = json["max_input_chars_per_word"]?.intValue ?? 100
  }

  func encode(_ piece: Bytes, into ids: inout [Int]) {
    guard !piece.isEmpty else { return }
    var length = 0
    piece.forEachScalar { _, _ in length += 1 }
    let before = ids.count
    if length <= longestWord, cover(Text(piece), into: &ids) { return }
    ids.removeLast(ids.count - before)
    if let unknown { ids.append(unknown) }
  }

  private func cover(_ piece: Text, into ids: inout [Int]) -> Bool {
    var rest = piece
    while !rest.isEmpty {
      var end = rest.endIndex
      var found: Int?
      while end > rest.startIndex {
        let part = rest[..<end]
        found = rest.startIndex == piece.startIndex ? vocabulary.id(of: part) : vocabulary.id(of: continuingPrefix + part)
        if found != nil { break }
        end -= part.lastScalar?.width ?? 1
      }
      guard let found else { return false }
      ids.append(found)
      rest = rest[end...]
    }
    return true
  }
}
