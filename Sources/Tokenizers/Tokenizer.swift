import JSON

/// Text to token ids and back, as a checkpoint's `tokenizer.json` prescribes.
///
/// ```swift
/// let tokenizer = try Tokenizer(contentsOf: "gpt2/tokenizer.json")
/// let ids = try tokenizer.encode("Hello world")       // [15496, 995]
/// try tokenizer.decode(ids)                       // "Hello world"
/// ```
///
/// The stages of `encode`: added tokens are cut out, the normalizer rewrites what lies between, the pre-tokenizer cuts it into
/// pieces, the model turns pieces into ids, the post-processor puts special tokens around. Truncation and padding that a file
/// may ask for are not done.
///
/// A tokenizer never changes and may be used from several threads at once.
public final class Tokenizer: Sendable {
  private let normalizer: Normalizer?
  private let preTokenizer: PreTokenizer?
  private let model: any TokenModel
  private let postProcessor: PostProcessor?
  private let decoder: Decoder?
  private let added: AddedTokens

  /// What begins a text, when the files tell.
  public let bosToken: (id: Int, text: String)?
  /// What ends a text, when the files tell.
  public let eosToken: (id: Int, text: String)?

  /// The files as they were read, for `save`.
  private let tokenizerFile: [UInt8]
  private let configurationFile: [UInt8]?

  /// Reads `tokenizer.json`, or `vocab.json` and `merges.txt` when there is none, and `tokenizer_config.json` when it lies beside.
  /// - Parameter path: the file or its folder.
  public convenience init(contentsOf path: String) throws {
    let file = Files.isFolder(path) ? path + "/tokenizer.json" : path
    let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
    let configuration = try Files.readIfPresent(folder + "tokenizer_config.json")
    var bytes = try Files.readIfPresent(file)
    do {
      if bytes == nil, Files.isFolder(path) {
        bytes = try SeparateFiles(in: folder, configuration: configuration).map { Array($0.document.text().utf8) }
      }
      guard let bytes else { throw TokenizerError("there is no such file") }
      try self.init(json: bytes, configuration: configuration)
    } catch let error as TokenizerError {
      throw TokenizerError("“\(file)”: \(error.message)", help: error.help)
    }
  }

  /// - Parameters:
  ///   - json: the bytes of a `tokenizer.json`.
  ///   - configuration: the bytes of the `tokenizer_config.json`, which names the tokens for beginning and end.
  public init(json: [UInt8], configuration: [UInt8]? = nil) throws {
    let document = try TokenizerDocument(json)
    let root = document.members
    normalizer = try Component(root["normalizer"], role: "normalizer").map(Normalizer.init)
    preTokenizer = try Component(root["pre_tokenizer"], role: "pre-tokenizer").map(PreTokenizer.init)
    postProcessor = try Component(root["post_processor"], role: "post-processor").map(PostProcessor.init)
    decoder = try Component(root["decoder"], role: "decoder").map(Decoder.init)
    model = try Self.model(document)
    added = try AddedTokens(root["added_tokens"], vocabulary: model.vocabulary, normalizer: normalizer)
    let settings = try configuration.map { try Self.parse($0, "tokenizer_config.json") }
    let ends = BoundaryTokens(settings: settings, added: added, vocabulary: model.vocabulary, postProcessor: postProcessor)
    bosToken = ends.bos
    eosToken = ends.eos
    tokenizerFile = json
    configurationFile = configuration
  }

  private static func parse(_ bytes: [UInt8], _ name: String) throws -> JSON {
    do {
      return try JSON.parse(bytes)
    } catch {
      throw TokenizerError("\(name) is not valid JSON: \(error)")
    }
  }

  private static func model(_ document: TokenizerDocument) throws -> any TokenModel {
    guard let json = document.model, json.objectValue != nil else { throw TokenizerError("tokenizer.json has no “model”") }
    // Old files do not say the type.
    let hasMerges = document.merges != nil || json["merges"] != nil
    let type = json["type"]?.stringValue ?? (hasMerges ? "BPE" : json["continuing_subword_prefix"] != nil ? "WordPiece" : "of unknown type")
    func vocabulary() throws -> Vocabulary {
      guard let vocabulary = document.vocabulary else { throw TokenizerError("the model has no “vocab” object") }
      return vocabulary
    }
    switch type {
    case "BPE": return try BPE(json, vocabulary: try vocabulary(), merges: document.merges)
    case "Unigram": return try Unigram(json)
    case "WordPiece": return try WordPiece(json, vocabulary: try vocabulary())
    case "WordLevel": return try WordLevel(json, vocabulary: try vocabulary())
    default: throw TokenizerError("the model “\(type)” is not supported", help: "supported are BPE, Unigram, WordPiece and WordLevel")
    }
  }
}

// MARK: - Encoding

extension Tokenizer {
  /// The ids of `text`.
  /// - Parameter addSpecialTokens: let the post-processor add its tokens, such as one for the beginning.
  /// - Throws: `TokenizerError` when a regular expression of the file takes too many steps on the text.
  public func encode(_ text: String, addSpecialTokens: Bool = true) throws -> [Int] {
    let ids = try encode(text, continuing: false)
    return addSpecialTokens ? postProcessor?.apply(to: ids) ?? ids : ids
  }

  /// The ids of `text` as they are amid a sentence: no special tokens, and no space put in front.
  /// - Throws: as `encode`.
  public func encodeContinuation(_ text: String) throws -> [Int] { try encode(text, continuing: true) }

  /// The id of the one token that reads as `text` amid a sentence (`" Paris"` with its space), nil when it takes several.
  /// - Throws: as `encode`.
  public func singleToken(_ text: String) throws -> Int? {
    let ids = try encodeContinuation(text)
    return ids.count == 1 ? ids[0] : nil
  }

  private func encode(_ text: String, continuing: Bool) throws -> [Int] {
    var ids: [Int] = []
    let bytes = Array(text.utf8)
    for split in added.split(typed: bytes[...]) {
      switch split {
      case .token(let id): ids.append(id)
      case .text(let text): try encode(text, continuing: continuing, into: &ids)
      }
    }
    return ids
  }

  /// A stretch between added tokens.
  private func encode(_ text: Text, continuing: Bool, into ids: inout [Int]) throws {
    var leading = text.startIndex == 0 ? 1 : 0
    let text = try normalizer?.apply(to: text, continuing: continuing, leading: &leading) ?? text
    try text.withUnsafeBufferPointer { bytes in
      let whole = Piece(text: bytes, leading: leading)
      for split in added.split(normalized: text) {
        switch split {
        case .token(let id): ids.append(id)
        case .text(let part):
          let piece = whole.part(part.startIndex - text.startIndex..<part.endIndex - text.startIndex)
          if TokenizerStop.isRequested() { return }
          if let preTokenizer {
            try preTokenizer.forEachPiece(of: piece, continuing: continuing) { model.encode($0.text, into: &ids) }
          } else {
            model.encode(piece.text, into: &ids)
          }
        }
      }
    }
  }
}

// MARK: - Decoding

extension Tokenizer {
  /// The text of `ids`. Bytes that are not UTF-8, as when a character is cut in two, read as U+FFFD.
  public func decode(_ ids: [Int], skipSpecialTokens: Bool = false) throws -> String {
    var tokens: [Text] = []
    for id in ids {
      if skipSpecialTokens, isSpecial(id) { continue }
      guard let token = added.spelling(of: id) ?? model.vocabulary.token(of: id) else {
        throw TokenizerError("there is no token with the id \(id)", help: "this tokenizer's ids are below \(idLimit)")
      }
      tokens.append(token)
    }
    guard let decoder else { return String(decoding: Array(tokens.joined(separator: [0x20])), as: UTF8.self) }
    return String(decoding: Array(try decoder.apply(to: tokens).joined()), as: UTF8.self)
  }

  /// The token as the vocabulary writes it: `"Ġworld"`, `"▁world"`, `"<0x0A>"`.
  public func idToToken(_ id: Int) -> String? {
    added.token(of: id)?.content ?? model.vocabulary.token(of: id).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The id of a token written as in the vocabulary.
  public func tokenToId(_ token: String) -> Int? { added.id(of: token) ?? model.vocabulary.id(of: token.utf8) }

  /// What a token adds to a text amid others, to be shown: `" world"`. Parts of characters read as U+FFFD.
  public func tokenString(_ id: Int) -> String? { tokenBytes(id).map { String(decoding: $0, as: UTF8.self) } }

  /// The bytes that a token adds to a text amid others; of a token that the decoder fails on, as the vocabulary writes it.
  public func tokenBytes(_ id: Int) -> [UInt8]? {
    if let token = added.token(of: id) { return Array(token.content.utf8) }
    guard let token = model.vocabulary.token(of: id) else { return nil }
    return Array((try? decoder?.bytes(of: token)) ?? token)
  }
}

// MARK: - The vocabulary

extension Tokenizer {
  /// How many tokens the model has, without added ones.
  public var vocabularySize: Int { model.vocabulary.count }

  /// How many tokens there are, with added ones.
  public var vocabularySizeWithAddedTokens: Int {
    model.vocabulary.count + added.tokens.count { model.vocabulary.token(of: $0.id) == nil }
  }

  /// One more than the greatest id.
  public var idLimit: Int { added.tokens.reduce(model.vocabulary.idLimit) { max($0, $1.id + 1) } }

  /// The tokens that are found in the text before the model sees it.
  public var addedTokens: [AddedToken] { added.tokens }

  /// Whether `decode` leaves the token out on demand.
  public func isSpecial(_ id: Int) -> Bool { added.token(of: id)?.special ?? false }
}

// MARK: - Saving

extension Tokenizer {
  /// Writes `tokenizer.json`, and `tokenizer_config.json` when there was one, byte for byte as they were read.
  public func save(to folder: String) throws {
    try Files.write(tokenizerFile, to: folder + "/tokenizer.json")
    if let configurationFile { try Files.write(configurationFile, to: folder + "/tokenizer_config.json") }
  }
}
