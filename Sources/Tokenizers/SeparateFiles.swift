import JSON

/// A byte-level tokenizer in the older layout: `vocab.json` and `merges.txt`, with `added_tokens.json`, `special_tokens_map.json`
/// and `tokenizer_config.json` where they are there.
struct SeparateFiles {
  /// The same as a `tokenizer.json`.
  let document: JSON

  /// nil when the folder, whose path ends with a slash, has no `vocab.json` and `merges.txt`.
  init?(in folder: String, configuration: [UInt8]?) throws {
    guard let vocabulary = try Files.readIfPresent(folder + "vocab.json"), let merges = try Files.readIfPresent(folder + "merges.txt") else {
      return nil
    }
    let settings = try configuration.map { try Self.parse($0, "tokenizer_config.json") } ?? .object([:])
    let kind = try Kind(settings["tokenizer_class"]?.stringValue)
    let lines = String(decoding: merges, as: UTF8.self).split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("#version") }
    let model: JSONObject = [
      "type": "BPE", "vocab": try Self.parse(vocabulary, "vocab.json"), "merges": .array(lines.map { .string(String($0)) }),
    ]
    var words: JSON = [
      "type": "ByteLevel", "add_prefix_space": .bool(settings["add_prefix_space"]?.boolValue ?? false), "use_regex": .bool(kind == .gpt2),
    ]
    if kind == .qwen2 {
      words = ["type": "Sequence", "pretokenizers": [["type": "Split", "pattern": ["Regex": .string(Self.qwen2Words)], "behavior": "Isolated"], words]]
    }
    var special = try Self.specialTokens(settings)
    if let bytes = try Files.readIfPresent(folder + "special_tokens_map.json") {
      special.merge(try Self.specialTokens(try Self.parse(bytes, "special_tokens_map.json"))) { own, _ in own }
    }
    var document: JSONObject = ["model": .object(model), "pre_tokenizer": words, "decoder": ["type": "ByteLevel"]]
    if kind == .qwen2 { document["normalizer"] = ["type": "NFC"] }
    document["added_tokens"] = .array(try Self.addedTokens(folder, special: special, defaults: kind.specialTokens, vocabulary: model["vocab"]))
    if settings["add_bos_token"]?.boolValue ?? false {
      let bos = special["bos_token"] ?? "<|endoftext|>"
      guard let id = model["vocab"]?[bos] else { throw TokenizerError("the bos_token “\(bos)” is not in vocab.json") }
      document["post_processor"] = [
        "type": "TemplateProcessing", "single": [["SpecialToken": ["id": .string(bos)]], ["Sequence": ["id": "A"]]],
        "special_tokens": .object([bos: ["ids": [id]]]),
      ]
    }
    self.document = .object(document)
  }

  private enum Kind {
    case gpt2, qwen2

    /// - Parameter name: the class in transformers that reads the files.
    init(_ name: String?) throws {
      switch name?.replacing("Fast", with: "") {
      case nil, "GPT2Tokenizer", "CodeGenTokenizer", "GPTNeoXTokenizer", "PreTrainedTokenizer": self = .gpt2
      case "Qwen2Tokenizer": self = .qwen2
      case let other?:
        throw TokenizerError(
          "vocab.json and merges.txt of a \(other) cannot be read", help: "save the tokenizer as tokenizer.json: `AutoTokenizer.from_pretrained(…).save_pretrained(…)`")
      }
    }

    var specialTokens: [String] { self == .gpt2 ? ["<|endoftext|>"] : ["<|endoftext|>", "<|im_start|>", "<|im_end|>"] }
  }

  /// How Qwen 2 cuts words.
  private static let qwen2Words =
    #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#

  /// The texts of `bos_token` and its like, written as a text or as an object.
  private static func specialTokens(_ json: JSON) throws -> [String: String] {
    var tokens: [String: String] = [:]
    for (key, value) in json.objectValue?.pairs ?? [] where key.hasSuffix("_token") {
      if let text = value.stringValue ?? value["content"]?.stringValue, !text.isEmpty { tokens[key] = text }
    }
    return tokens
  }

  /// In the order of their ids, special ones of the vocabulary first.
  private static func addedTokens(_ folder: String, special: [String: String], defaults: [String], vocabulary: JSON?) throws -> [JSON] {
    let known = Set(special.values).union(defaults)
    var tokens = known.compactMap { token in vocabulary?[token]?.intValue.map { (token, $0) } }
    if let bytes = try Files.readIfPresent(folder + "added_tokens.json") {
      for (token, id) in try parse(bytes, "added_tokens.json").objectValue?.pairs ?? [] where vocabulary?[token] == nil {
        guard let id = id.intValue else { throw TokenizerError("added_tokens.json: the id of “\(token)” is \(id.text())") }
        tokens.append((token, id))
      }
    }
    return tokens.sorted { $0.1 < $1.1 }.map { token, id in
      ["id": .int(id), "content": .string(token), "special": .bool(known.contains(token)), "normalized": .bool(false)]
    }
  }

  private static func parse(_ bytes: [UInt8], _ name: String) throws -> JSON {
    do { return try JSON.parse(bytes) } catch { throw TokenizerError("\(name) is not valid JSON: \(error)") }
  }
}
