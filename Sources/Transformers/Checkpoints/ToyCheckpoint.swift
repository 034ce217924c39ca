import JSON
import TensorFiles
import Tensors

/// A checkpoint of a model that somebody trained himself: named as TransformerLens names weights, or as small PyTorch modules do
/// (`tok_emb.weight`, `blocks.0.attn.q_proj.weight` …). Answers in TransformerLens' shapes.
final class ToyCheckpoint: WeightSource {
  private let checkpoint: Checkpoint
  private let spelling: ToySpelling
  private var headCounts: (query: Int, keyValue: Int, width: Int)?

  init(_ checkpoint: Checkpoint) {
    self.checkpoint = checkpoint
    spelling = ToySpelling(checkpoint.names)
  }

  var path: String { checkpoint.files.count == 1 ? checkpoint.files[0].file.path : checkpoint.folder }
  var tensorCount: Int { checkpoint.names.count }

  // MARK: Weights

  /// The places of the weights that the file has: a bias may be missing.
  func places(_ c: ModelConfiguration) -> ModelPlaces {
    headCounts = (c.headCount, c.keyValueHeadCount, c.headWidth)
    var places = HookedTransformer.places(c)
    func prune(_ linear: inout LinearPlace) { if let bias = linear.bias, spelling.find(bias.name) == nil { linear.bias = nil } }
    prune(&places.unembedding)
    for layer in places.blocks.indices {
      prune(&places.blocks[layer].output)
      if case .separate(var query, var key, var value) = places.blocks[layer].projection {
        prune(&query)
        prune(&key)
        prune(&value)
        places.blocks[layer].projection = .separate(query: query, key: key, value: value)
      }
      if case .dense(var mlp) = places.blocks[layer].feedForward {
        prune(&mlp.input)
        prune(&mlp.down)
        settle(&mlp, c)
        places.blocks[layer].feedForward = .dense(mlp)
      }
    }
    return places
  }

  /// What differs between the programs that save a model: where a gated MLP's bias is added, and whether SoLU's norm has weights.
  private func settle(_ mlp: inout MLPPlaces, _ c: ModelConfiguration) {
    if let bias = mlp.productBias {
      let form = spelling.find(bias.name)?.form
      if form != .own { mlp.productBias = nil }
      // torch's Linear adds its bias before the product.
      if form == .linear { mlp.input.bias = bias }
    }
    let name = mlp.input.weight.name.dropLast("W_in".count) + "ln."
    if c.normsHidden, spelling.find(name + "w") != nil {
      mlp.hiddenNorm = NormPlace(
        weight: WeightPlace(name + "w", [c.hiddenWidth], .ones), bias: WeightPlace(name + "b", [c.hiddenWidth], .zeros))
    }
  }

  /// - Throws: `ModelError` for a weight that the configuration has no use for: without it the numbers would be others.
  func requireAllUsed(_ places: ModelPlaces, of c: ModelConfiguration) throws {
    let used = Set(places.uniquePlaces.compactMap { spelling.find($0.name)?.name })
    guard let left = checkpoint.names.first(where: { name in
      !used.contains(name) && spelling.isWeight(name, blocksBelow: c.layerCount) && !isIdle(name, c)
    }) else { return }
    throw ModelError(
      "the configuration has no place for the tensor \"\(left)\"", notes: ["in \(path)"],
      help: ["look at `attn_only`, `normalization_type`, `positional_embedding_type` and `gated_mlp`"])
  }

  /// TransformerLens makes and saves position vectors for a model with ALiBi too, and never reads them.
  private func isIdle(_ name: String, _ c: ModelConfiguration) -> Bool {
    if case .alibi = c.positions { return name == spelling.find("pos_embed.W_pos")?.name }
    return false
  }

  func tensor(at place: WeightPlace) throws -> (name: String, tensor: Tensor)? {
    guard let found = spelling.find(place.name) else { return nil }
    let tensor = try checkpoint.tensor(named: found.name)
    guard found.form != .own else { return (found.name, tensor) }
    return (found.name, try converted(tensor, found, place))
  }

  /// A tensor as torch's Linear has it, as TransformerLens has it.
  private func converted(_ tensor: Tensor, _ found: ToySpelling.Found, _ place: WeightPlace) throws -> Tensor {
    let shape = place.shape
    let isBias = place.name.contains(".b_") || place.name.contains("._b_")
    switch found.form {
    case .own: return tensor
    case .linear:
      if isBias {
        try check(tensor.shape, of: found.name, is: [shape.reduce(1, *)])
        return try tensor.reshaped(shape)
      }
      if shape.count == 2 {
        try check(tensor.shape, of: found.name, is: [shape[1], shape[0]])
        return try tensor.transposed().contiguous()
      }
      if place.name.hasSuffix("W_O") {
        try check(tensor.shape, of: found.name, is: [shape[2], shape[0] * shape[1]])
        return try tensor.transposed().contiguous().reshaped(shape)
      }
      try check(tensor.shape, of: found.name, is: [shape[0] * shape[2], shape[1]])
      return try byHeads(tensor, shape)
    case .fused(let part):
      guard let (query, keyValue, width) = headCounts else { return tensor }
      let sizes = [query * width, keyValue * width, keyValue * width]
      try check(tensor.shape, of: found.name, is: [sizes.reduce(0, +)] + (isBias ? [] : [shape[1]]))
      let start = sizes[..<part].reduce(0, +)
      let rows = try tensor.sliced(axis: 0, start: start, stop: start + sizes[part])
      return isBias ? try rows.reshaped(shape) : try byHeads(rows, shape)
    }
  }

  /// `[heads · d_head, d_model]` as `[heads, d_model, d_head]`.
  private func byHeads(_ rows: Tensor, _ shape: [Int]) throws -> Tensor {
    try rows.reshaped([shape[0], shape[2], shape[1]]).permuted([0, 2, 1]).contiguous()
  }

  // MARK: The configuration

  /// The given fields of a `HookedTransformerConfig`, and those that the tensors tell.
  ///
  /// - Throws: `ModelError` naming a field that neither tells.
  func completed(_ given: JSONObject) throws -> JSONObject {
    var fields = JSONObject()
    // Null is “none” for a norm, and “not set” for everything else.
    for (key, value) in try HookedTransformer.plain(given).pairs where value != .null || key == "normalization_type" { fields[key] = value }
    func infer(_ name: String, _ value: @autoclosure () throws -> JSON?) rethrows {
      if fields[name] == nil, let value = try value() { fields[name] = value }
    }
    func size(_ place: String, _ axis: Int) -> JSON? {
      guard let found = spelling.find(place), let shape = checkpoint.shape(of: found.name), shape.count == 2 else { return nil }
      // torch's Linear stores [out, in].
      return .int(found.form == .own ? shape[axis] : shape[1 - axis])
    }
    guard spelling.find("embed.W_E") != nil else { throw unknownLayout() }
    infer("d_vocab", size("embed.W_E", 0))
    infer("d_model", size("embed.W_E", 1))
    infer("n_layers", spelling.layerCount > 0 ? .int(spelling.layerCount) : nil)
    infer("d_vocab_out", size("unembed.W_U", 1))
    // TransformerLens' own models keep a head of their own, whatever the switch says.
    if spelling.find("unembed.W_U") != nil { fields["tie_word_embeddings"] = nil }
    try inferHeads(&fields)
    let hasMLP = spelling.find("blocks.0.mlp.W_in") != nil
    infer("attn_only", .bool(!hasMLP))
    infer("d_mlp", size("blocks.0.mlp.W_in", 1))
    infer("gated_mlp", spelling.find("blocks.0.mlp.W_gate").map { _ in .bool(true) })
    infer("post_embedding_ln", spelling.find("embed.ln.w").map { _ in .bool(true) })
    infer("use_normalization_before_and_after", spelling.find("blocks.0.ln1_post.w").map { _ in .bool(true) })
    infer("use_qk_norm", spelling.find("blocks.0.attn.q_norm.w").map { _ in .bool(true) })
    infer("normalization_type", norm())
    inferPositions(&fields)
    try readTurning(&fields)
    try requireAll(fields, hasMLP: fields["attn_only"] != .bool(true))
    return fields
  }

  /// Heads and their width, from attention's tensors of three axes or from one of the two numbers.
  ///
  /// - Throws: `ModelError` for a number that does not divide what all heads have together.
  private func inferHeads(_ fields: inout JSONObject) throws {
    func shape(_ name: String) -> [Int]? { spelling.find("blocks.0.attn." + name).flatMap { checkpoint.shape(of: $0.name) } }
    if let shape = shape("W_Q"), shape.count == 3 {
      if fields["n_heads"] == nil { fields["n_heads"] = .int(shape[0]) }
      if fields["d_head"] == nil { fields["d_head"] = .int(shape[2]) }
    }
    if fields["n_key_value_heads"] == nil, spelling.find("blocks.0.attn.W_K") == nil, let shape = shape("_W_K"), shape.count == 3 { fields["n_key_value_heads"] = .int(shape[0]) }
    guard let all = shape("W_O"), all.count == 2 else { return }
    for (known, wanted) in [("n_heads", "d_head"), ("d_head", "n_heads")] where fields[wanted] == nil {
      guard let number = fields[known]?.intValue, number > 0 else { continue }
      guard all[1] % number == 0 else {
        let divisors = (1...max(min(all[1], 256), 1)).filter { all[1] % $0 == 0 }.map(String.init).joined(separator: ", ")
        throw ModelError(
          "`\(known)` \(number) does not divide \(all[1]), the width of all heads of a layer together", notes: ["of \(path)"],
          help: ["load_model(…, config={\"\(known)\": …}): one of \(divisors)"])
      }
      fields[wanted] = .int(all[1] / number)
    }
    guard fields["n_key_value_heads"] == nil, let width = fields["d_head"]?.intValue, width > 0,
      let found = spelling.find("blocks.0.attn.W_K"), found.form == .linear, let keys = checkpoint.shape(of: found.name), keys.count == 2,
      keys[0] != all[1], keys[0] % width == 0
    else { return }
    fields["n_key_value_heads"] = .int(keys[0] / width)
  }

  /// What the weights of norms tell; without any, three kinds are possible.
  private func norm() -> JSON? {
    guard spelling.find("blocks.0.ln1.w") != nil || spelling.find("ln_final.w") != nil else { return nil }
    if spelling.find("blocks.0.ln1.b") != nil || spelling.find("ln_final.b") != nil { return "LN" }
    // In PyTorch a layer norm may lack its bias; in TransformerLens it is RMS.
    return spelling.isTransformerLens ? "RMS" : nil
  }

  private func inferPositions(_ fields: inout JSONObject) {
    func shape(_ name: String) -> [Int]? { spelling.find(name).flatMap { checkpoint.shape(of: $0.name) } }
    if let shape = shape("pos_embed.W_pos"), shape.count == 2 {
      if fields["positional_embedding_type"] == nil { fields["positional_embedding_type"] = "standard" }
      if fields["n_ctx"] == nil { fields["n_ctx"] = .int(shape[0]) }
    } else if let shape = checkpoint.shape(of: "blocks.0.attn.rotary_sin"), shape.count == 2 {
      if fields["positional_embedding_type"] == nil { fields["positional_embedding_type"] = "rotary" }
      if fields["rotary_dim"] == nil { fields["rotary_dim"] = .int(shape[1]) }
    }
    if fields["n_ctx"] == nil, let mask = checkpoint.shape(of: "blocks.0.attn.mask"), mask.count == 2, mask[0] > 0 { fields["n_ctx"] = .int(mask[0]) }
  }

  /// The models that TransformerLens 4 makes itself turn adjacent pairs, whatever `rotary_adjacent_pairs` says.
  private func readTurning(_ fields: inout JSONObject) throws {
    guard spelling.isNative, fields["positional_embedding_type"] == "rotary", fields["rotary_adjacent_pairs"] != .bool(true) else { return }
    guard fields["rotary_adjacent_pairs"] == nil else {
      throw ModelError(
        "`rotary_adjacent_pairs` is false, but TransformerLens turns adjacent pairs in a model with the weights of this file",
        notes: ["\(path) has the names of TransformerLens 4's own models, which do not read the switch"],
        help: ["leave `rotary_adjacent_pairs` out, or give true"])
    }
    fields["rotary_adjacent_pairs"] = true
  }

  private func requireAll(_ fields: JSONObject, hasMLP: Bool) throws {
    let needed: [(name: String, help: String)] = [
      ("n_layers", "how many blocks"), ("n_heads", "or `d_head`: how many heads a layer has"), ("d_head", "the width of a head"),
      ("n_ctx", "the longest input"), ("positional_embedding_type", "\"none\" where there are no positions"),
      ("normalization_type", "\"LN\" or \"RMS\" with weights, \"LNPre\" or \"RMSPre\" without, none where nothing is normed"),
    ]
    for (name, help) in needed + (hasMLP ? [("act_fn", "\"relu\", \"gelu\", \"gelu_new\", \"silu\" …")] : []) where fields[name] == nil {
      throw ModelError(
        "the configuration has no `\(name)`, and the tensors do not tell it", notes: ["of \(path)"],
        help: ["load_model(…, config={\"\(name)\": …}): \(help)"])
    }
  }

  private func unknownLayout() -> ModelError {
    let first = checkpoint.names.prefix(4).map { $0.utf8.count <= 80 ? "\"\($0)\"" : "\"\($0.prefix(60))…\"" }.joined(separator: ", ")
    return ModelError(
      "the file holds no token embedding under a name that is known", notes: ["\(path) has \(tensorCount) tensors: \(first)" + (tensorCount > 4 ? " …" : "")],
      help: [
        "a file of weights alone is read with TransformerLens' names (`embed.W_E`, `blocks.0.attn.W_Q` …) or common ones (`tok_emb.weight`, `blocks.0.attn.q_proj.weight` …)",
        "for a family of Hugging Face give its configuration: load_model(…, config={\"model_type\": \"gpt2\", …})",
      ])
  }
}
