import JSON

/// A token that is found in the text before the model sees it, such as “<|endoftext|>”.
public struct AddedToken: Sendable, Equatable {
  /// The id that stands for it.
  let id: Int
  /// The text that is looked for, and that the id decodes to.
  let content: String
  /// Left out by `decode(_:skipSpecialTokens:)`.
  public let special: Bool
  /// Takes the white space before it along.
  public let lstrip: Bool
  /// Takes the white space behind it along.
  public let rstrip: Bool
  /// Is not found within a word.
  public let singleWord: Bool
  /// Is looked for in the normalized text, itself normalized, instead of in the text as typed.
  public let normalized: Bool
}

/// The added tokens of a tokenizer, and how they are found.
struct AddedTokens: Sendable {
  let tokens: [AddedToken]
  /// Beside `tokens`: what is looked for.
  private let spellings: [Text]
  private let byId: [Int: Int]
  private let byContent: ByteTable
  private let asTyped: TokenFinder
  private let inNormalized: TokenFinder

  /// - Parameter json: the list `added_tokens` of the file.
  init(_ json: JSON?, vocabulary: Vocabulary, normalizer: Normalizer?) throws {
    guard let list = json?.isNull ?? true ? [] : json?.arrayValue else { throw TokenizerError("“added_tokens” must be an array") }
    var tokens: [AddedToken] = []
    var table = ByteTable()
    var greatest = -1
    for entry in list {
      guard let component = entry.objectValue, let content = component["content"]?.stringValue else {
        throw TokenizerError("an added token has no “content”")
      }
      // The library that wrote the file ignores its ids when it reads it: a known token keeps the model's id, others follow on.
      guard !content.isEmpty, table.find(content.utf8) == nil else { continue }
      let id = vocabulary.id(of: content.utf8) ?? max(greatest + 1, vocabulary.count)
      greatest = max(greatest, id)
      _ = table.insert(content)
      func flag(_ key: String) -> Bool { component[key]?.boolValue ?? false }
      tokens.append(
        AddedToken(
          id: id, content: content, special: flag("special"), lstrip: flag("lstrip"), rstrip: flag("rstrip"),
          singleWord: flag("single_word"), normalized: component["normalized"]?.boolValue ?? !flag("special")))
    }
    let spellings = try tokens.map { token in
      let content = Text(token.content.utf8)
      return token.normalized ? try normalizer?.apply(to: content, continuing: false) ?? content : content
    }
    self.tokens = tokens
    self.spellings = spellings
    byContent = table
    byId = Dictionary(tokens.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { $1 })
    let spelled = Array(zip(tokens, spellings))
    asTyped = TokenFinder(spelled.filter { !$0.0.normalized })
    inNormalized = TokenFinder(spelled.filter { $0.0.normalized })
  }

  func token(of id: Int) -> AddedToken? { byId[id].map { tokens[$0] } }

  /// What the decoder sees for an added token: as the reference implementation does, the normalized text (“▁<unk>”) of a token
  /// that is looked for in normalized text.
  func spelling(of id: Int) -> Text? { byId[id].map { spellings[$0] } }

  func id(of content: String) -> Int? { byContent.find(content.utf8).map { tokens[$0].id } }

  /// The text as typed, cut at its added tokens.
  func split(typed text: Text) -> [AddedTokenSplit] { asTyped.split(text) }

  /// A normalized text, cut at those added tokens that are looked for there.
  func split(normalized text: Text) -> [AddedTokenSplit] { inNormalized.split(text) }
}

enum AddedTokenSplit {
  case text(Text)
  case token(Int)
}

/// Finds tokens in a text: the leftmost, of several there the longest.
private struct TokenFinder: Sendable {
  private let tokens: [AddedToken]
  /// Edges of a trie: node << 8 | byte → node. The root is 0.
  private var edges: [Int: Int] = [:]
  /// Node → index of the token that ends there.
  private var ends: [Int: Int] = [:]
  private var startsToken = [Bool](repeating: false, count: 256)

  init(_ spelled: [(AddedToken, Text)]) {
    tokens = spelled.map(\.0)
    var nodes = 1
    for (i, (_, text)) in spelled.enumerated() {
      guard let first = text.first else { continue }
      startsToken[Int(first)] = true
      var node = 0
      for byte in text {
        let edge = node << 8 | Int(byte)
        if edges[edge] == nil {
          edges[edge] = nodes
          nodes += 1
        }
        node = edges[edge] ?? 0
      }
      // Of two tokens that are normalized to the same text the first is found.
      if ends[node] == nil { ends[node] = i }
    }
  }

  func split(_ text: Text) -> [AddedTokenSplit] {
    var pieces: [AddedTokenSplit] = []
    var done = text.startIndex
    var position = text.startIndex
    while !tokens.isEmpty, let match = nextMatch(in: text, from: position) {
      position = match.range.upperBound
      guard let range = extent(of: match.token, at: match.range, in: text, behind: done) else { continue }
      if done < range.lowerBound { pieces.append(.text(text[done..<range.lowerBound])) }
      pieces.append(.token(match.token.id))
      done = range.upperBound
    }
    if done < text.endIndex { pieces.append(.text(text[done...])) }
    return pieces
  }

  private func nextMatch(in text: Text, from start: Int) -> (token: AddedToken, range: Range<Int>)? {
    var start = start
    var stop = StopCheck()
    while start < text.endIndex, !stop.isDue() {
      if startsToken[Int(text[start])], let match = longestMatch(in: text, at: start) { return match }
      start += 1
    }
    return nil
  }

  private func longestMatch(in text: Text, at start: Int) -> (token: AddedToken, range: Range<Int>)? {
    var found: (token: AddedToken, range: Range<Int>)?
    var node = 0
    var i = start
    while i < text.endIndex, let next = edges[node << 8 | Int(text[i])] {
      node = next
      i += 1
      if let end = ends[node] { found = (tokens[end], start..<i) }
    }
    return found
  }

  /// The range with the white space that the token takes along; nil where the token may not stand.
  private func extent(of token: AddedToken, at range: Range<Int>, in text: Text, behind done: Int) -> Range<Int>? {
    if token.singleWord {
      if let before = text[..<range.lowerBound].lastScalar, before.value.isWord { return nil }
      if let next = text[range.upperBound...].firstScalar, next.value.isWord { return nil }
    }
    var (start, end) = (range.lowerBound, range.upperBound)
    if token.lstrip {
      while let before = text[..<start].lastScalar, before.value.isWhitespace { start -= before.width }
      start = max(start, done)
    }
    if token.rstrip {
      while let next = text[end...].firstScalar, next.value.isWhitespace { end += next.width }
    }
    return start..<max(start, end)
  }
}
