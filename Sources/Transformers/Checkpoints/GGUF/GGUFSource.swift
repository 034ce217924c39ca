import TensorFiles
import Tensors

/// The weights of a file of llama.cpp, by the names and in the shapes of the family.
final class GGUFSource: WeightSource {
  private let file: GGUFFile
  private let family: String
  private let configuration: ModelConfiguration
  private var used: Set<String> = []

  init(_ model: GGUFModel, _ configuration: ModelConfiguration) {
    file = model.file
    family = model.family
    self.configuration = configuration
  }

  var path: String { file.file.path }
  var tensorCount: Int { file.names.count }

  func tensor(at place: WeightPlace) throws -> (name: String, tensor: Tensor)? {
    guard let name = Self.name(of: place.name, family: family), file.contains(name) else { return nil }
    used.insert(name)
    return (name, try arranged(try file.tensor(named: name), name))
  }

  /// A weight that nothing asked for would be missing from the model's numbers.
  ///
  /// - Throws: `ModelError` with the tensor's name.
  func requireAllUsed() throws {
    let read: Set = ["rope_freqs.weight", "rope_factors_short.weight", "rope_factors_long.weight"]
    let layers = configuration.layerCount
    func isLeftOut(_ name: String) -> Bool {
      let words = name.split(separator: ".")
      return words.count > 2 && words[0] == "blk" && Int(words[1]).map { $0 >= layers } ?? false
    }
    guard let stranger = file.names.first(where: { !used.contains($0) && !read.contains($0) && !isLeftOut($0) }) else { return }
    throw ModelError(
      "the file has the tensor \"\(stranger)\", for which a \(family) model has no place", notes: ["in \(path)"],
      help: ["it may be of a newer kind; a Hugging Face checkpoint of the model may be read"])
  }

  // MARK: Names

  private static let around = [
    "embed_tokens": "token_embd", "wte": "token_embd", "wpe": "position_embd", "norm": "output_norm", "ln_f": "output_norm", "lm_head": "output",
  ]

  private static let inBlock = [
    "input_layernorm": "attn_norm", "ln_1": "attn_norm", "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v",
    "self_attn.qkv_proj": "attn_qkv", "attn.c_attn": "attn_qkv", "self_attn.o_proj": "attn_output", "attn.c_proj": "attn_output",
    "self_attn.q_norm": "attn_q_norm", "self_attn.k_norm": "attn_k_norm", "post_attention_layernorm": "ffn_norm", "ln_2": "ffn_norm",
    "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up", "mlp.gate_up_proj": "ffn_up", "mlp.c_fc": "ffn_up", "mlp.down_proj": "ffn_down",
    "mlp.c_proj": "ffn_down",
  ]

  /// Where Gemma 2 and 3 have norms on both sides of attention and MLP, and OLMo 2 behind them.
  private static let normsBehind = [
    "post_attention_layernorm": "post_attention_norm", "pre_feedforward_layernorm": "ffn_norm", "post_feedforward_layernorm": "post_ffw_norm",
  ]

  /// llama.cpp's name of a weight.
  /// - Parameter place: the family's, without its prefix: `layers.0.self_attn.q_proj.weight`.
  static func name(of place: String, family: String) -> String? {
    let words = place.split(separator: ".").map(String.init)
    guard let kind = words.last else { return nil }
    guard words.count > 3, words[0] == "layers" || words[0] == "h", Int(words[1]) != nil else {
      return around[words.dropLast().joined(separator: ".")].map { "\($0).\(kind)" }
    }
    let part = words[2..<words.count - 1].joined(separator: ".")
    let hasNormsBehind = ["gemma2", "gemma3_text", "olmo2"].contains(family)
    return ((hasNormsBehind ? normsBehind[part] : nil) ?? inBlock[part]).map { "blk.\(words[1]).\($0).\(kind)" }
  }

  // MARK: Arrangements

  /// What llama.cpp's converters change, changed back.
  private func arranged(_ tensor: Tensor, _ name: String) throws -> Tensor {
    switch family {
    case "llama" where name.contains(".attn_q."): return try withHalves(tensor, heads: configuration.headCount)
    case "llama" where name.contains(".attn_k."): return try withHalves(tensor, heads: configuration.keyValueHeadCount)
    case "gemma" where name.hasSuffix("norm.weight"), "gemma2" where name.hasSuffix("norm.weight"), "gemma3_text" where name.hasSuffix("norm.weight"):
      return try tensor.cast(to: .float32) + -1
    case "gpt2" where tensor.shape.count == 2 && name.hasPrefix("blk."): return try tensor.transposed().contiguous()
    default: return tensor
    }
  }

  /// The rows of queries or keys of Llama lie so that neighbours turn with each other; here a row turns with that half a head further on.
  private func withHalves(_ tensor: Tensor, heads: Int) throws -> Tensor {
    guard let rows = tensor.shape.first, heads > 0, rows % (2 * heads) == 0 else { return tensor }
    let rest = Array(tensor.shape.dropFirst())
    let pairs = try tensor.reshaped([heads, rows / heads / 2, 2] + rest)
    return try pairs.permuted([0, 2, 1] + rest.indices.map { $0 + 3 }).contiguous().reshaped(tensor.shape)
  }
}
