import JSON

/// The models that people train themselves with TransformerLens (Nanda and Bloom, 2022): sizes and switches are those of its
/// `HookedTransformerConfig`, weights are named and shaped as it stores them (`embed.W_E`, `blocks.0.attn.W_Q` …).
enum HookedTransformer: Family {
  static let modelType = "hooked_transformer"
  static let aliases = ["hookedtransformer", "transformer_lens"]

  /// TransformerLens' own defaults, and a small model's sizes where it has none.
  static let defaults: JSONObject = [
    "model_type": "hooked_transformer", "n_layers": 2, "d_model": 64, "n_ctx": 64, "d_head": 16, "n_heads": .null,
    "n_key_value_heads": .null, "d_mlp": .null, "act_fn": "relu", "d_vocab": 64, "d_vocab_out": .null, "eps": 1e-5,
    "attn_only": false, "normalization_type": "LN", "final_rms": false, "attention_dir": "causal",
    "positional_embedding_type": "standard", "rotary_dim": .null, "rotary_base": 10000, "rotary_base_local": .null,
    "rotary_adjacent_pairs": false, "rotary_scaling_factor": 1, "use_NTK_by_parts_rope": false, "NTK_by_parts_factor": 8,
    "NTK_by_parts_low_freq_factor": 1, "NTK_by_parts_high_freq_factor": 4, "NTK_original_ctx_len": 8192, "use_attn_scale": true,
    "attn_scale": .null, "scale_attn_by_inverse_layer_idx": false, "use_qk_norm": false, "clip_qkv": .null, "use_local_attn": false,
    "window_size": .null, "attn_types": .null, "parallel_attn_mlp": false, "gated_mlp": false, "post_embedding_ln": false,
    "use_normalization_before_and_after": false, "attn_scores_soft_cap": .null, "output_logits_soft_cap": .null,
    "tie_word_embeddings": false, "initializer_range": .null,
  ]

  /// Fields of `HookedTransformerConfig` and `TransformerBridgeConfig` that do not change what a model computes.
  static let ignored: Set<String> = [
    "model_name", "use_attn_result", "use_split_qkv_input", "use_hook_mlp_in", "use_attn_in", "ungroup_grouped_query_attention",
    "original_architecture", "from_checkpoint", "checkpoint_index", "checkpoint_label_type", "checkpoint_value", "tokenizer_name",
    "init_mode", "device", "n_devices", "seed", "init_weights", "n_params", "use_hook_tokens", "default_prepend_bos", "dtype",
    "tokenizer_prepends_bos", "tokenizer_appends_eos", "default_padding_side", "trust_remote_code", "decoder_start_token_id", "torch_dtype",
    "relative_attention_max_distance", "relative_attention_num_buckets", "train_seq_length", "norm_topk_prob", "layer_norm_folding",
    "uses_rms_norm", "split_attention_weights", "architecture", "attn_implementation", "yarn_factor", "yarn_attention_factor",
    "yarn_beta_fast", "yarn_beta_slow", "yarn_original_max_position_embeddings", "yarn_truncate", "yarn_global_attn_only",
  ]

  /// Fields that are refused unless they are off.
  private static let refused = [
    "load_in_4bit", "quantization_method", "num_experts", "experts_per_token", "use_logn_attn", "use_dynamic_ntk_rope", "use_yarn_rope",
    "use_attention_sinks", "rope_scaling", "qk_norm_after_rope", "rotary_interleaved_cos_sin", "rmsnorm_uses_offset", "scale_embedding",
    "per_layer_head_dim", "per_layer_num_key_value_heads",
  ]

  /// Leaves off what says nothing: TransformerLens writes −1 for “not set”.
  static func plain(_ given: JSONObject) throws -> JSONObject {
    var fields = JSONObject()
    for (key, value) in given.pairs {
      guard defaults[key] != nil || ignored.contains(key) || refused.contains(key) else {
        throw UnknownFieldError(field: key, family: modelType, known: defaults.keys)
      }
      if let number = value.doubleValue, number == -1 { continue }
      fields[key] = value
    }
    return fields
  }

  static func configuration(_ given: JSONObject) throws -> ModelConfiguration {
    var fields = try plain(given)
    fields["model_type"] = .string(modelType)
    let reader = ConfigurationReader(fields, family: self)
    for (name, value) in defaults.pairs where value.boolValue != nil { _ = try reader.flag(name) }
    for name in refused { try reader.refuse(name, unless: [.bool(false)]) }
    let width = try reader.size("d_model")
    let headWidth = try reader.size("d_head")
    let heads = try reader.size("n_heads", default: max(1, width / headWidth))
    let keyValueHeads = try reader.size("n_key_value_heads", default: heads)
    guard heads % keyValueHeads == 0 else { throw ModelError("`n_heads` \(heads) is not a multiple of `n_key_value_heads` \(keyValueHeads)") }
    let vocabulary = try reader.size("d_vocab")
    let outputs = try reader.size("d_vocab_out", default: vocabulary)
    var c = ModelConfiguration(
      family: modelType, layerCount: try reader.layerCount("n_layers"), headCount: heads, keyValueHeadCount: keyValueHeads, width: width,
      headWidth: headWidth, hiddenWidth: try reader.size("d_mlp", default: 4 * width), vocabularySize: vocabulary,
      contextLength: try reader.size("n_ctx"), norm: try norm(reader), normEpsilon: try reader.positiveNumber("eps") ?? 1e-5,
      positions: .none, activation: .relu, isGated: try reader.flag("gated_mlp"), isTied: try reader.flag("tie_word_embeddings"),
      attentionScale: 1, initializerRange: try reader.positiveNumber("initializer_range") ?? 0.8 / Float(width).squareRoot(),
      endOfSequence: [], fields: fields)
    c.outputSize = outputs == vocabulary ? nil : outputs
    guard !c.isTied || c.outputSize == nil else {
      throw ModelError("`tie_word_embeddings` needs as many logits as tokens", notes: ["`d_vocab` is \(vocabulary), `d_vocab_out` \(outputs)"])
    }
    c.finalCap = try reader.positiveNumber("output_logits_soft_cap")
    try readNorms(reader, into: &c)
    try readFeedForward(reader, into: &c)
    try readAttention(reader, into: &c)
    try readWindows(reader, into: &c)
    return c
  }

  // MARK: Parts

  private static func norm(_ reader: ConfigurationReader) throws -> ModelConfiguration.Norm {
    switch reader["normalization_type"]?.stringValue ?? reader["normalization_type"]?.text() {
    case nil: return .none
    case "LN", "LNPre": return .layer
    case "RMS", "RMSPre": return .rms
    case let other?:
      throw ModelError("`normalization_type` = \"\(other)\" is not supported", notes: ["it is \"LN\", \"LNPre\", \"RMS\", \"RMSPre\" or none"])
    }
  }

  private static func readNorms(_ reader: ConfigurationReader, into c: inout ModelConfiguration) throws {
    c.hasFinalNorm = c.norm != .none
    if c.norm == .layer, try reader.flag("final_rms") { c.finalNorm = .rms }
    if try reader.flag("use_normalization_before_and_after") { c.normPlacement = .around }
    // TransformerLens takes a layer norm there whatever the blocks have.
    if c.norm != .layer { try reader.refuse("post_embedding_ln", unless: [.bool(false)]) }
  }

  private static func readFeedForward(_ reader: ConfigurationReader, into c: inout ModelConfiguration) throws {
    c.hasFeedForward = try !reader.flag("attn_only")
    guard c.hasFeedForward else { return }
    switch reader["act_fn"] {
    case "solu": c.activation = .solu
    case "solu_ln":
      guard !c.isGated else { throw ModelError("`act_fn` = \"solu_ln\" is not supported with `gated_mlp`") }
      c.activation = .solu
      c.normsHidden = true
    default: c.activation = try reader.activation("act_fn")
    }
    if try reader.flag("parallel_attn_mlp") { c.residual = .parallel }
  }

  private static func readAttention(_ reader: ConfigurationReader, into c: inout ModelConfiguration) throws {
    if try reader.flag("use_attn_scale", default: true) {
      c.attentionScale = 1 / (try reader.positiveNumber("attn_scale") ?? Float(c.headWidth).squareRoot())
    }
    c.dividesScaleByLayer = try reader.flag("scale_attn_by_inverse_layer_idx")
    c.attentionCap = try reader.positiveNumber("attn_scores_soft_cap")
    c.clip = try reader.positiveNumber("clip_qkv")
    if try reader.flag("use_qk_norm") {
      guard c.clip == nil else { throw ModelError("`clip_qkv` is not supported with `use_qk_norm`") }
      c.headNorm = .perHead
      c.headNormKind = .rms
    }
    try reader.refuse("attention_dir", unless: ["causal", "bidirectional"])
    c.looksAhead = reader["attention_dir"] == "bidirectional"
    switch reader["positional_embedding_type"]?.stringValue ?? reader["positional_embedding_type"]?.text() ?? "none" {
    case "standard": c.positions = .learned(offset: 0)
    case "shortformer": c.positions = .learnedForAttention
    case "rotary": c.positions = .rotary(try rotary(reader, headWidth: c.headWidth))
    case "alibi":
      guard !c.looksAhead else { throw ModelError("`positional_embedding_type` = \"alibi\" is not supported with `attention_dir` = \"bidirectional\"") }
      c.positions = .alibi(ALiBi(slopes: .geometric))
    case "none": break
    case let other:
      throw ModelError(
        "`positional_embedding_type` = \"\(other)\" is not supported",
        notes: ["supported are \"standard\", \"rotary\", \"shortformer\", \"alibi\" and \"none\""])
    }
  }

  private static func rotary(_ reader: ConfigurationReader, headWidth: Int) throws -> Rotary {
    let dimensions = try reader.size("rotary_dim", default: headWidth)
    guard dimensions % 2 == 0, dimensions <= headWidth else {
      throw ModelError("`rotary_dim` \(dimensions) is not an even number up to `d_head` \(headWidth)")
    }
    var rotary = Rotary(
      dimensions: dimensions, base: try reader.positiveNumber("rotary_base") ?? 10000,
      turnsAdjacentPairs: try reader.flag("rotary_adjacent_pairs"))
    let divisor = try reader.positiveNumber("rotary_scaling_factor") ?? 1
    if divisor != 1 { rotary.scaling = .linear(factor: divisor) }
    guard try reader.flag("use_NTK_by_parts_rope") else { return rotary }
    guard divisor == 1 else { throw ModelError("`rotary_scaling_factor` is not supported with `use_NTK_by_parts_rope`") }
    let low = try reader.positiveNumber("NTK_by_parts_low_freq_factor") ?? 1
    let high = try reader.positiveNumber("NTK_by_parts_high_freq_factor") ?? 4
    guard high > low else { throw ModelError("`NTK_by_parts_high_freq_factor` \(high) is not above `NTK_by_parts_low_freq_factor` \(low)") }
    rotary.scaling = .llama3(
      factor: try reader.positiveNumber("NTK_by_parts_factor") ?? 8, lowFrequency: low, highFrequency: high,
      originalLength: Float(try reader.size("NTK_original_ctx_len", default: 8192)))
    return rotary
  }

  private static func readWindows(_ reader: ConfigurationReader, into c: inout ModelConfiguration) throws {
    guard try reader.flag("use_local_attn") else { return }
    guard !c.looksAhead else { throw ModelError("`use_local_attn` is not supported with `attention_dir` = \"bidirectional\"") }
    guard let window = try reader.optionalSize("window_size"), let types = try reader.strings("attn_types", count: c.layerCount) else {
      throw ModelError("`use_local_attn` needs `window_size` and `attn_types`, a list of \"global\" or \"local\" for each layer")
    }
    let isLocal = try types.prefix(c.layerCount).map {
      guard $0 == "global" || $0 == "local" else { throw ModelError("the attention type \"\($0)\" in `attn_types` is not \"global\" or \"local\"") }
      return $0 == "local"
    }
    c.windows = isLocal.map { $0 ? window : nil }
    guard case .rotary(let usual) = c.positions, let base = try reader.positiveNumber("rotary_base_local") else { return }
    var local = usual
    local.base = base
    c.layerRotaries = isLocal.map { $0 ? local : usual }
  }

  // MARK: Weights

  static func places(_ c: ModelConfiguration) -> ModelPlaces {
    let layout = HookedLayout(c)
    let embedding = WeightPlace("embed.W_E", [c.vocabularySize, c.width], layout.normal)
    var places = ModelPlaces(
      prefix: "", embedding: embedding, positions: c.positions.isLearned ? WeightPlace("pos_embed.W_pos", [c.contextLength, c.width], layout.normal) : nil,
      blocks: (0..<c.layerCount).map { layout.block("blocks.\($0).") },
      finalNorm: layout.norm("ln_final", kind: c.finalNorm),
      unembedding: layout.linear("unembed.W_U", "unembed.b_U", in: c.width, out: c.logitCount))
    if c.isTied { places.unembedding = LinearPlace(weight: embedding, layout: .outIn, bias: places.unembedding.bias) }
    if c.has("post_embedding_ln") {
      places.embeddingNorm = NormPlace(weight: WeightPlace("embed.ln.w", [c.width], .ones), bias: WeightPlace("embed.ln.b", [c.width], .zeros))
    }
    return places
  }
}
