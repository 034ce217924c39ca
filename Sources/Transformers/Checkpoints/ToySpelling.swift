/// The names that weights have in checkpoints of small models, and which of TransformerLens' they mean.
struct ToySpelling {
  enum Form: Equatable {
    /// As TransformerLens stores it, or a vector or table that all store alike.
    case own
    /// As torch's Linear stores it, `[out, in]`.
    case linear
    /// Queries (0), keys (1) or values (2) in one Linear of all three.
    case fused(part: Int)
  }

  typealias Found = (name: String, form: Form)

  private let names: Set<String>
  /// Whether the file has TransformerLens' own names.
  let isTransformerLens: Bool
  /// Whether the names are those of the models that TransformerLens 4 makes itself.
  let isNative: Bool
  /// What all names have in front, as wrappers of modules leave it.
  private let prefix: String
  /// What blocks are called: `blocks.`, `layers.` …
  private let blocks: String
  let layerCount: Int

  init(_ all: [String]) {
    let names = Set(all)
    var prefix = ""
    while let next = ["_orig_mod.", "module.", "model.", "transformer."].first(where: { word in all.allSatisfy { $0.hasPrefix(prefix + word) } }), !all.isEmpty {
      prefix += next
    }
    let plain = all.map { $0.dropFirst(prefix.count) }
    let blocks = ["blocks.", "layers.", "h.", "transformer_blocks."].first { word in plain.contains { $0.hasPrefix(word + "0.") } } ?? "blocks."
    let numbers = Set(plain.filter { $0.hasPrefix(blocks) }.compactMap { Int($0.dropFirst(blocks.count).prefix { $0 != "." }) })
    layerCount = (0..<numbers.count).first { !numbers.contains($0) } ?? numbers.count
    self.names = names
    isTransformerLens = plain.contains("embed.W_E") || plain.contains("W_E")
    isNative = ["embed.weight", "unembed.weight", "blocks.0.attn.q.weight"].allSatisfy { word in plain.contains { $0 == word } }
    self.prefix = prefix
    self.blocks = blocks
  }

  /// The tensor that holds a weight of TransformerLens' name.
  func find(_ place: String) -> Found? {
    let words = place.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    if words[0] == "blocks", words.count > 2 {
      return first(in: Self.block(words[2...].joined(separator: ".")), under: prefix + blocks + words[1] + ".") ?? own(place)
    }
    return first(in: Self.around(place), under: prefix) ?? own(place)
  }

  /// Whether a tensor is a weight of one of the first blocks, or of what stands around the blocks, rather than something else that
  /// was saved with them.
  func isWeight(_ name: String, blocksBelow count: Int) -> Bool {
    guard name.hasPrefix(prefix) else { return false }
    let words = name.dropFirst(prefix.count).split(separator: ".")
    guard let first = words.first, let last = words.last, !Self.buffers.contains(String(last)) else { return false }
    if first + "." == blocks, words.count > 2, let number = Int(words[1]) { return number < count && words.suffix(2) != ["attn", "bias"] }
    return ["embed", "pos_embed", "unembed", "ln_final", "W_E", "W_pos", "W_U", "b_U", "ln_f", "head", "lm_head"].contains(first)
  }

  /// Constants that modules keep beside their weights.
  private static let buffers: Set<String> = ["mask", "IGNORE", "rotary_sin", "rotary_cos", "causal_mask", "tril", "masked_bias", "inv_freq"]

  private func own(_ place: String) -> Found? { names.contains(place) ? (place, .own) : nil }

  private func first(in candidates: [Found], under prefix: String) -> Found? {
    candidates.lazy.map { (prefix + $0.name, $0.form) }.first { names.contains($0.0) }
  }

  // MARK: Spellings

  private static let normWeights = ["w", "weight", "gamma", "scale"]
  private static let normBiases = ["b", "bias", "beta"]

  private static func around(_ place: String) -> [Found] {
    func own(_ names: [String]) -> [Found] { names.map { ($0, .own) } }
    func linear(_ ending: String) -> [Found] {
      ["head", "lm_head", "unembed", "unembedding", "output", "out_proj", "fc_out"].map { ($0 + ending, .linear) }
    }
    switch place {
    case "embed.W_E":
      return own(["embed.W_E", "W_E"])
        + ["tok_emb", "token_emb", "tok_embed", "token_embed", "tok_embedding", "token_embedding", "embedding", "embed", "wte", "embed_tokens"]
        .map { ($0 + ".weight", .own) }
    case "pos_embed.W_pos":
      return own(["pos_embed.W_pos", "W_pos"])
        + ["pos_emb", "pos_embed", "pos_embedding", "position_emb", "position_embedding", "wpe"].map { ($0 + ".weight", .own) }
    case "unembed.W_U": return own(["unembed.W_U", "W_U"]) + linear(".weight")
    case "unembed.b_U": return own(["unembed.b_U", "b_U"]) + linear(".bias")
    case "ln_final.w": return norms(["ln_final", "ln_f", "norm_f", "final_norm", "final_ln", "norm"], normWeights)
    case "ln_final.b": return norms(["ln_final", "ln_f", "norm_f", "final_norm", "final_ln", "norm"], normBiases)
    default: return own([place])
    }
  }

  private static func norms(_ modules: [String], _ endings: [String]) -> [Found] {
    modules.flatMap { module in endings.map { (module + "." + $0, .own) } }
  }

  private static func block(_ place: String) -> [Found] {
    switch place {
    case "ln1.w": return norms(["ln1", "ln_1", "norm1", "attn_norm"], normWeights)
    case "ln1.b": return norms(["ln1", "ln_1", "norm1", "attn_norm"], normBiases)
    case "ln2.w": return norms(["ln2", "ln_2", "norm2", "mlp_norm"], normWeights)
    case "ln2.b": return norms(["ln2", "ln_2", "norm2", "mlp_norm"], normBiases)
    case "mlp.ln.w": return norms(["mlp.ln"], normWeights)
    case "mlp.ln.b": return norms(["mlp.ln"], normBiases)
    case "attn.q_norm.w": return norms(["attn.q_norm"], normWeights)
    case "attn.k_norm.w": return norms(["attn.k_norm"], normWeights)
    case "attn._W_K", "attn._W_V", "attn._b_K", "attn._b_V": return [(place, .own)] + block("attn." + place.dropFirst("attn._".count))
    default: break
    }
    guard let last = place.split(separator: ".").last, last.hasPrefix("W_") || last.hasPrefix("b_") else { return [(place, .own)] }
    let ending = last.hasPrefix("W_") ? "weight" : "bias"
    let others: [Found]
    switch last.dropFirst(2) {
    case "Q": others = attention(["q_proj", "W_q", "wq", "query", "q"], ending, part: 0)
    case "K": others = attention(["k_proj", "W_k", "wk", "key", "k"], ending, part: 1)
    case "V": others = attention(["v_proj", "W_v", "wv", "value", "v"], ending, part: 2)
    case "O": others = attention(["out_proj", "o_proj", "W_o", "wo", "proj", "c_proj", "o"], ending, part: nil)
    case "in": others = hidden(["in", "fc1", "fc_in", "up_proj", "up", "c_fc", "linear1", "lin1", "0", "net.0"], ending)
    case "gate": others = hidden(["gate_proj", "gate"], ending)
    case "out": others = hidden(["out", "fc2", "fc_out", "down_proj", "down", "c_proj", "linear2", "lin2", "2", "net.2"], ending)
    default: others = []
    }
    return [(place, .own)] + others
  }

  private static func attention(_ names: [String], _ ending: String, part: Int?) -> [Found] {
    let modules = ["attn.", "self_attn.", "attention."]
    let separate: [Found] = modules.flatMap { module in names.map { (module + $0 + "." + ending, .linear) } }
    guard let part else { return separate }
    let fused = ["qkv.", "qkv_proj.", "Wqkv.", "c_attn.", "in_proj.", "in_proj_"]
    return separate + modules.flatMap { module in fused.map { (module + $0 + ending, .fused(part: part)) } }
  }

  private static func hidden(_ names: [String], _ ending: String) -> [Found] {
    ["mlp.", "ff.", "ffn.", "feed_forward."].flatMap { module in names.map { (module + $0 + "." + ending, .linear) } }
  }
}
