import JSON
import TensorFiles
import Tensors

/// What a file of llama.cpp says of its model, as the configuration of the family that it belongs to.
///
/// The keys: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, and the loaders of llama.cpp for what they leave unsaid.
struct GGUFModel {
  let file: GGUFFile
  /// llama.cpp's name of the architecture, which begins the keys.
  let architecture: String
  /// HF's `model_type`.
  let family: String

  /// The families whose files can be read, by llama.cpp's names.
  private static let families = [
    "llama": "llama", "qwen2": "qwen2", "qwen3": "qwen3", "gemma": "gemma", "gemma2": "gemma2", "gemma3": "gemma3_text", "gpt2": "gpt2",
    "phi3": "phi3", "starcoder2": "starcoder2", "stablelm": "stablelm", "olmo2": "olmo2",
  ]

  /// Whether a path is that of a file of llama.cpp, by its ending.
  static func isGGUF(_ path: String) -> Bool { path.hasSuffix(".gguf") && !FileSystem.isFolder(path) }

  /// - Throws: `TensorFileError` for a damaged file, `ModelError` for an architecture that is not known.
  init(_ path: String) throws {
    file = try GGUFFile(path)
    guard let name = file.metadata["general.architecture"]?.stringValue else {
      throw ModelError("\"\(path)\" does not say its `general.architecture`", help: ["its tensors can be had with load(…)"])
    }
    architecture = name
    guard let known = Self.families[name] else {
      throw ModelError(
        "GGUF files of the architecture \"\(name)\" cannot be read", notes: ["\(path) is one"],
        help: ["these can: \(Self.families.keys.sorted().joined(separator: ", "))", "a Hugging Face checkpoint of the model may be read"])
    }
    family = known
  }

  /// - Throws: `ModelError` naming the key that is missing or not supported.
  func configuration() throws -> ModelConfiguration {
    do { return try Families.configuration(.object(try fields())) } catch var error as ModelError {
      error.notes.append("in \(file.file.path)")
      throw error
    }
  }

  // MARK: Metadata

  private func value(_ key: String) -> GGUFValue? { file.metadata[architecture + "." + key] }

  private func number(_ key: String) -> JSON? { value(key)?.doubleValue.map { .double($0) } }

  private func integer(_ key: String) throws -> JSON {
    guard let number = value(key)?.intValue else { throw ModelError("the metadata has no integer `\(architecture).\(key)`") }
    return .int(number)
  }

  private func tokenID(_ key: String) -> JSON? { file.metadata["tokenizer.ggml.\(key)_token_id"]?.intValue.map { .int($0) } }

  /// The fields of a `config.json` that says the same.
  private func fields() throws -> JSONObject {
    guard let vocabulary = file.shape(of: "token_embd.weight"), vocabulary.count == 2 else {
      throw ModelError("the file has no table of embeddings, `token_embd.weight`")
    }
    var fields: JSONObject = family == "gpt2" ? try gpt2() : try llamaLike()
    fields["model_type"] = .string(family)
    fields["vocab_size"] = .int(vocabulary[0])
    fields["tie_word_embeddings"] = .bool(!file.contains("output.weight"))
    fields["bos_token_id"] = tokenID("bos") ?? .null
    let ends = [tokenID("eos"), tokenID("eot")].compactMap { $0 }
    fields["eos_token_id"] = ends.count == 1 || ends.first == ends.last ? ends.first ?? .null : .array(ends)
    fields["pad_token_id"] = .null
    return fields
  }

  private func gpt2() throws -> JSONObject {
    [
      "n_embd": try integer("embedding_length"), "n_layer": try integer("block_count"), "n_head": try integer("attention.head_count"),
      "n_positions": try integer("context_length"), "n_inner": try integer("feed_forward_length"),
      "layer_norm_epsilon": number("attention.layer_norm_epsilon") ?? 1e-5,
    ]
  }

  private func llamaLike() throws -> JSONObject {
    if let experts = value("expert_count")?.intValue, experts > 0 { throw ModelError("a GGUF file with experts cannot be read; this one has \(experts)") }
    let heads = try integer("attention.head_count")
    guard let width = value("embedding_length")?.intValue, let count = heads.intValue, count > 0 else {
      throw ModelError("the metadata has no sizes `\(architecture).embedding_length` and `\(architecture).attention.head_count`")
    }
    let headWidth = value("attention.key_length")?.intValue ?? width / count
    if let values = value("attention.value_length")?.intValue, values != headWidth {
      throw ModelError("keys of \(headWidth) numbers with values of \(values) are not supported", notes: ["`\(architecture).attention.value_length` says so"])
    }
    var fields: JSONObject = [
      "hidden_size": .int(width), "num_hidden_layers": try integer("block_count"), "num_attention_heads": heads,
      "num_key_value_heads": value("attention.head_count_kv")?.intValue.map { .int($0) } ?? heads, "head_dim": .int(headWidth),
      "intermediate_size": try integer("feed_forward_length"), "max_position_embeddings": try integer("context_length"),
      "rms_norm_eps": number("attention.layer_norm_rms_epsilon") ?? 1e-6,
      "rope_theta": number("rope.freq_base") ?? 10000.0,
    ]
    if let turning = value("rope.dimension_count")?.intValue, turning != headWidth || family == "stablelm", headWidth > 0 {
      fields["partial_rotary_factor"] = .double(Double(turning) / Double(headWidth))
    }
    if let scaling = try ropeScaling(fields) { fields["rope_scaling"] = scaling }
    addSwitches(&fields)
    if let window = value("attention.sliding_window")?.intValue, window > 0, family != "qwen2", family != "qwen3" {
      fields["sliding_window"] = .int(window)
    }
    if family == "gemma2" || family == "gemma3_text" { addGemma(&fields, width: width, heads: count, headWidth: headWidth) }
    return fields
  }

  /// What the tensors tell, and the norms of those that have other ones.
  private func addSwitches(_ fields: inout JSONObject) {
    let epsilon = number("attention.layer_norm_epsilon") ?? 1e-5
    let hasBias = JSON.bool(file.contains("blk.0.attn_q.bias"))
    switch family {
    case "llama":
      fields["attention_bias"] = hasBias
      fields["mlp_bias"] = .bool(file.contains("blk.0.ffn_up.bias"))
    case "starcoder2":
      fields["norm_epsilon"] = epsilon
      fields["use_bias"] = hasBias
    case "stablelm":
      fields["layer_norm_eps"] = epsilon
      fields["use_qkv_bias"] = hasBias
      fields["use_parallel_residual"] = .bool(!file.contains("blk.0.ffn_norm.weight"))
    default: break
    }
  }

  /// What llama.cpp knows of Gemma 2 and 3 and the files leave unsaid: of the sizes of each, 27B alone scales by another width.
  private func addGemma(_ fields: inout JSONObject, width: Int, heads: Int, headWidth: Int) {
    let isLargest = fields["num_hidden_layers"]?.intValue == (family == "gemma2" ? 46 : 62)
    fields["query_pre_attn_scalar"] = .int(isLargest ? width / heads : headWidth)
    guard family == "gemma2" else {
      fields["rope_local_base_freq"] = number("rope.freq_base_swa") ?? 10000.0
      if value("rope.freq_base") == nil { fields["rope_theta"] = 1_000_000.0 }
      if value("attention.sliding_window") == nil { fields["sliding_window"] = 1024 }
      return
    }
    fields["attn_logit_softcapping"] = number("attn_logit_softcapping") ?? 50.0
    fields["final_logit_softcapping"] = number("final_logit_softcapping") ?? 30.0
  }

  // MARK: Positions

  /// Files hold the factors of Llama 3 and LongRoPE ready to use, one for every pair of numbers that turns.
  private func ropeScaling(_ fields: JSONObject) throws -> JSON? {
    func factors(_ name: String) throws -> JSON? {
      guard file.contains(name) else { return nil }
      return .array(try file.tensor(named: name).cast(to: .float32).floatElements().map { .double(Double($0)) })
    }
    let original = value("rope.scaling.original_context_length")?.intValue.map { JSON.int($0) } ?? fields["max_position_embeddings"] ?? .null
    if let all = try factors("rope_freqs.weight") {
      return ["rope_type": "longrope", "short_factor": all, "long_factor": all, "attention_factor": 1.0, "original_max_position_embeddings": original]
    }
    if let short = try factors("rope_factors_short.weight"), let long = try factors("rope_factors_long.weight") {
      return [
        "rope_type": "longrope", "short_factor": short, "long_factor": long, "attention_factor": number("rope.scaling.attn_factor") ?? 1.0,
        "original_max_position_embeddings": original,
      ]
    }
    let kind = value("rope.scaling.type")?.stringValue ?? (value("rope.scale_linear") == nil ? "none" : "linear")
    switch kind {
    case "none": return nil
    case "linear":
      let factor = number("rope.scaling.factor") ?? number("rope.scale_linear") ?? 1.0
      return ["rope_type": "linear", "factor": factor]
    default: throw ModelError("the rope scaling \"\(kind)\" of a GGUF file is not supported", notes: ["`\(architecture).rope.scaling.type` says so"])
    }
  }
}
