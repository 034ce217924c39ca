import JSON
import TensorFiles
import Tokenizers

/// The tokenizer in the metadata of a file of llama.cpp, as the `tokenizer.json` that says the same.
struct GGUFTokenizer {
  private let file: GGUFFile
  private let tokens: [String]
  /// Beside `tokens`: what kind each is.
  private let kinds: [Int]
  /// llama.cpp's name of the kind of tokenizer.
  private let model: String

  private enum Kind { static let control = 3, userDefined = 4 }

  /// nil when the file has none.
  /// - Throws: `ModelError` for a tokenizer without tokens.
  init?(_ file: GGUFFile) throws {
    guard let model = file.metadata["tokenizer.ggml.model"]?.stringValue, model != "none" else { return nil }
    guard let tokens = try file.strings("tokenizer.ggml.tokens") else { throw ModelError("\"\(file.file.path)\" has a tokenizer without tokens") }
    let kinds = try file.numbers("tokenizer.ggml.token_type")?.map { Int(exactly: $0) ?? 0 } ?? []
    self.file = file
    self.tokens = tokens
    self.kinds = kinds.count == tokens.count ? kinds : [Int](repeating: 1, count: tokens.count)
    self.model = model
  }

  /// - Throws: `ModelError` for a kind that is not known, `TokenizerError` for what does not fit together.
  func tokenizer() throws -> Tokenizer {
    var document: JSONObject
    switch model {
    case "gpt2": document = try byteLevel()
    case "llama": document = try sentencePiece()
    default:
      throw ModelError(
        "the tokenizer \"\(model)\" of a GGUF file cannot be read", notes: ["in \(file.file.path)"], help: ["\"gpt2\" and \"llama\" can; the model takes token ids all the same"])
    }
    document["added_tokens"] = .array(addedTokens())
    if let template = template() { document["post_processor"] = template }
    var ends: JSONObject = [:]
    for name in ["bos", "eos"] { if let token = special(name) { ends[name + "_token"] = .string(token.text) } }
    return try Tokenizer(json: Array(JSON.object(document).text().utf8), configuration: Array(JSON.object(ends).text().utf8))
  }

  // MARK: Special tokens

  private func special(_ name: String) -> (id: Int, text: String)? {
    guard let id = file.metadata["tokenizer.ggml.\(name)_token_id"]?.intValue, tokens.indices.contains(id) else { return nil }
    return (id, tokens[id])
  }

  private func flag(_ name: String) -> Bool? { file.metadata["tokenizer.ggml.\(name)"]?.boolValue }

  /// What stands around a text. Files that do not say mean what llama.cpp does.
  private func template() -> JSON? {
    let bos = flag("add_bos_token") ?? (model == "llama" || splitting == .llama3) ? special("bos") : nil
    let eos = flag("add_eos_token") ?? false ? special("eos") : nil
    guard bos != nil || eos != nil else { return nil }
    func piece(_ token: (id: Int, text: String)?) -> [JSON] { token.map { [["SpecialToken": ["id": .string($0.text)]]] } ?? [] }
    let ids = [bos, eos].compactMap { $0 }.map { ($0.text, JSON.object(["ids": [.int($0.id)]])) }
    return ["type": "TemplateProcessing", "single": .array(piece(bos) + [["Sequence": ["id": "A"]]] + piece(eos)), "special_tokens": .object(JSONObject(ids))]
  }

  private func addedTokens() -> [JSON] {
    let isMarked = { kind in kind == Kind.control || kind == Kind.userDefined }
    // Gemma's tokens of spaces alone are found as marks, by merges.
    return tokens.indices.filter { isMarked(kinds[$0]) && !(isGemma && isSpaces(tokens[$0])) }.map { id in
      ["id": .int(id), "content": .string(tokens[id]), "special": .bool(kinds[id] == Kind.control), "normalized": false]
    }
  }

  // MARK: Byte-level BPE

  /// How a text is cut into words.
  private enum Splitting { case gpt2, llama3, qwen2, digits }

  private static let splittings: [String: Splitting] = [
    "gpt-2": .gpt2, "phi-2": .gpt2, "olmo": .gpt2, "jais": .gpt2, "llama3": .llama3, "llama-v3": .llama3, "llama-bpe": .llama3, "smaug-bpe": .llama3,
    "dbrx": .llama3, "qwen2": .qwen2, "deepseek-r1-qwen": .qwen2, "smollm": .digits, "starcoder": .digits, "refact": .digits, "command-r": .digits,
  ]

  private var splittingName: String { file.metadata["tokenizer.ggml.pre"]?.stringValue ?? "gpt-2" }
  private var splitting: Splitting? { Self.splittings[splittingName] }

  private static let llama3Words =
    #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
  private static let qwen2Words =
    #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#

  private func byteLevel() throws -> JSONObject {
    guard let merges = try file.strings("tokenizer.ggml.merges") else { throw ModelError("\"\(file.file.path)\" has a tokenizer without merges") }
    guard let splitting else {
      throw ModelError(
        "the way \"\(splittingName)\" of a GGUF file's tokenizer to cut words is not known", notes: ["`tokenizer.ggml.pre` in \(file.file.path)"],
        help: ["known are \(Self.splittings.keys.sorted().joined(separator: ", "))", "the model takes token ids all the same"])
    }
    func level(_ cutsWords: Bool) -> JSON { ["type": "ByteLevel", "add_prefix_space": false, "use_regex": .bool(cutsWords)] }
    func split(_ words: String) -> JSON {
      ["type": "Sequence", "pretokenizers": [["type": "Split", "pattern": ["Regex": .string(words)], "behavior": "Isolated"], level(false)]]
    }
    var document: JSONObject = [
      "model": [
        "type": "BPE", "vocab": vocabulary(tokens), "merges": .array(merges.map { .string($0) }), "ignore_merges": .bool(splitting == .llama3),
      ],
      "decoder": ["type": "ByteLevel"],
    ]
    switch splitting {
    case .gpt2: document["pre_tokenizer"] = level(true)
    case .llama3: document["pre_tokenizer"] = split(Self.llama3Words)
    case .qwen2:
      document["normalizer"] = ["type": "NFC"]
      document["pre_tokenizer"] = split(Self.qwen2Words)
    case .digits: document["pre_tokenizer"] = ["type": "Sequence", "pretokenizers": [["type": "Digits", "individual_digits": true], level(true)]]
    }
    return document
  }

  private func vocabulary(_ tokens: [String]) -> JSON { .object(JSONObject(tokens.enumerated().map { ($1, .int($0)) })) }

  // MARK: SentencePiece

  private var isGemma: Bool { file.metadata["general.architecture"]?.stringValue?.hasPrefix("gemma") ?? false }

  /// Whether a token is made of spaces alone, which Gemma's files write as such.
  private func isSpaces(_ token: String) -> Bool { !token.isEmpty && token.utf8.allSatisfy { $0 == 0x20 } }

  private func sentencePiece() throws -> JSONObject {
    let spelled = isGemma ? tokens.map { isSpaces($0) ? String(repeating: "▁", count: $0.utf8.count) : $0 } : tokens
    let prefixes = flag("add_space_prefix") ?? true
    let unknown = special("unknown")?.text ?? tokens.first ?? ""
    let spaces: JSON = ["type": "Replace", "pattern": ["String": " "], "content": "▁"]
    let marks: JSON = ["type": "Replace", "pattern": ["String": "▁"], "content": " "]
    let strip: JSON = ["type": "Strip", "content": " ", "start": 1, "stop": 0]
    return [
      "model": [
        "type": "BPE", "vocab": vocabulary(spelled), "merges": .array(try merges(spelled)), "unk_token": .string(unknown), "fuse_unk": true,
        "byte_fallback": true,
      ],
      "normalizer": prefixes ? ["type": "Sequence", "normalizers": [["type": "Prepend", "prepend": "▁"], spaces]] : spaces,
      "decoder": ["type": "Sequence", "decoders": .array([marks, ["type": "ByteFallback"], ["type": "Fuse"]] + (prefixes ? [strip] : []))],
    ]
  }

  /// The pairs of tokens that make another, the best first: by the score of what they make, or in Gemma's files by its place.
  private func merges(_ tokens: [String]) throws -> [JSON] {
    let scores: [Double]
    if isGemma {
      scores = tokens.indices.map { -Double($0) }
    } else {
      guard let given = try file.numbers("tokenizer.ggml.scores"), given.count == tokens.count, !given.contains(where: \.isNaN) else {
        throw ModelError("\"\(file.file.path)\" has a tokenizer whose tokens have no scores")
      }
      scores = given
    }
    return Tokenizer.impliedMerges(of: tokens, scores: scores).map { [.string(tokens[$0.left]), .string(tokens[$0.right])] }
  }
}
