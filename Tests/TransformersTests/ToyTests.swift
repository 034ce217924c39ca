import Foundation
import JSON
import TensorFiles
import Tensors
import TestSupport
import Testing
import Transformers

/// Models in TransformerLens' own formats: their fields and weights as it saves them, and what it computes.
@Suite struct ToyTests {
  static let folder = ModelFixtures.path("toys")
  static let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()

  private func fields(_ name: String) throws -> JSONObject {
    try #require(try JSON.parse(try FileSystem.read("\(Self.folder)/\(name)/fields.json")).objectValue)
  }

  private func weights(_ name: String) -> String {
    let file = "\(Self.folder)/\(name)/weights"
    return FileSystem.exists(file + ".pt") ? file + ".pt" : file + ".safetensors"
  }

  private func load(_ name: String, changing change: (inout JSONObject) -> Void = { _ in }) throws -> TransformerModel {
    var fields = try fields(name)
    change(&fields)
    return try TransformerModel.load(weights(name), fields: fields)
  }

  private func message(_ body: () throws -> Void) -> String {
    do { try body() } catch let error as ModelError { return ([error.message] + error.notes + error.help).joined(separator: " ") } catch { return "\(error)" }
    return ""
  }

  @Test func thereAreToys() { #expect(Self.names.count == 14) }

  @Test(arguments: names) func equalsTransformerLens(_ name: String) throws {
    let golden = try Golden("\(Self.folder)/\(name)/golden.safetensors")
    let model = try load(name)
    let run = try model.run(try golden.sequences())
    #expect(largestDifference(try run.logits().floats, try golden.floats("logits")) <= 1e-4)
    for name in golden.file.names where name.contains("hook_") {
      let ours = try run.activation(try ActivationName(parsing: name, in: model.configuration))
      #expect(ours.shape == golden.shape(name), "\(name)")
      #expect(largestDifference(ours.floats, try golden.floats(name)) <= 1e-4, "\(name)")
    }
    for entry in run.names() { #expect(try run.activation(entry.name).shape == entry.shape, "\(entry.name)") }
  }

  /// What the tensors tell need not be said: the same numbers without it.
  @Test(arguments: names) func sizesAreReadFromTheTensors(_ name: String) throws {
    let golden = try Golden("\(Self.folder)/\(name)/golden.safetensors")
    let isNative = name.hasPrefix("native")
    let model = try load(name) { fields in
      for key in ["n_layers", "d_model", "d_vocab", "d_vocab_out", "attn_only", "gated_mlp", "d_mlp", "post_embedding_ln", "use_qk_norm"] { fields[key] = nil }
      if !isNative { for key in ["n_heads", "d_head"] { fields[key] = nil } }
      fields["n_key_value_heads"] = nil
      if fields["positional_embedding_type"] == nil { fields["n_ctx"] = nil }
    }
    #expect(largestDifference(try model.run(try golden.sequences()).logits().floats, try golden.floats("logits")) <= 1e-4)
  }

  @Test(arguments: names) func savingAndLoadingKeepsEveryNumber(_ name: String) throws {
    let folder = NSTemporaryDirectory() + "arr-test-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let model = try load(name)
    try model.save(to: folder)
    let again = try TransformerModel.load(folder)
    #expect(try again.run([[1, 2, 3]]).logits().floats == (try model.run([[1, 2, 3]]).logits().floats))
    #expect(again.weightNames == model.weightNames)
    for weight in model.weightNames { #expect(try again.weight(weight).floats == (try model.weight(weight).floats), "\(weight)") }
  }

  /// Each token is the best of a run over the text before it, also where every token changes what the earlier ones see.
  @Test(arguments: names.filter { $0 != "attention_sums" }) func generates(_ name: String) throws {
    let model = try load(name)
    var text = [1, 2, 3]
    for token in try model.generate(text, count: 5) {
      let logits = try model.run([text]).logits(at: -1).floats
      #expect(logits[token] >= (logits.max() ?? 0) - 1e-4)
      text.append(token)
    }
    #expect(text.count == 8)
  }

  @Test func weightsHaveTransformerLensShapes() throws {
    let model = try load("rotary_gated")
    #expect(try model.weight("blocks.1.attn.W_Q").shape == [4, 12, 6])
    #expect(try model.weight("blocks.1.attn.W_K").shape == [2, 12, 6])
    #expect(try model.weight("blocks.0.attn.W_O").shape == [4, 6, 12])
    #expect(try model.weight("blocks.0.mlp.b_in").shape == [48])
    let file = try Checkpoint(weights("rotary_gated"))
    #expect(try model.weight("blocks.1.attn.W_Q").floats == (try file.tensor(named: "blocks.1.attn.W_Q").floats))
    #expect(try model.weight("blocks.1.attn.W_K").floats == (try file.tensor(named: "blocks.1.attn._W_K").floats))
  }

  /// Every name of a state dict that TransformerLens wrote is a weight, with the numbers and the shape that stand there.
  @Test(arguments: names) func theNamesOfAStateDictAreKnown(_ name: String) throws {
    let model = try load(name)
    let file = try Checkpoint(weights(name))
    let whole = ["embed.W_E", "pos_embed.W_pos", "unembed.W_U", "unembed.b_U", "ln_final.w", "ln_final.b"]
    var found = 0
    for key in file.names where whole.contains(key) || key.hasSuffix("W_K") || key.hasSuffix("b_V") {
      // A model whose positions lie in its attention keeps a table that nothing reads.
      if key == "pos_embed.W_pos", !model.weightNames.contains("W_pos") { continue }
      let own = try file.tensor(named: key)
      let weight = try model.weight(key)
      #expect(weight.shape == own.shape && weight.floats == own.floats, "\(key)")
      found += 1
    }
    #expect(found > 0 || !file.names.contains("embed.W_E"))
  }

  /// A value that cannot be, or that is not supported, is named.
  @Test(arguments: [
    ("relu", "act_fn", JSON.string("mish")), ("relu", "normalization_type", "BatchNorm"), ("relu", "attention_dir", "both"),
    ("relu", "positional_embedding_type", "sinusoidal"), ("relu", "n_heads", 0), ("relu", "d_vocab", "many"), ("relu", "num_experts", 4),
    ("relu", "use_yarn_rope", true), ("relu", "rope_scaling", .object(["rope_type": "linear"])), ("relu", "use_local_attn", true),
    ("rotary_gated", "rotary_dim", 5), ("rotary_gated", "rotary_dim", 8), ("rotary_gated", "n_key_value_heads", 3),
    ("rotary_gated", "act_fn", "solu_ln"), ("rotary_local", "attn_types", .array(["local", "near", "far"])),
    ("rotary_local", "attention_dir", "bidirectional"), ("alibi_parallel", "attention_dir", "bidirectional"), ("relu", "d_modl", 12),
    ("relu", "eps", .double(-0.5)), ("native_gated", "rotary_adjacent_pairs", false), ("relu", "rotary_adjacent_pairs", "no"),
    ("rotary_by_parts", "NTK_by_parts_high_freq_factor", .double(0.5)), ("relu", "load_in_4bit", true),
  ]) func wrongValuesAreNamed(_ name: String, _ field: String, _ value: JSON) {
    let text = message { _ = try load(name) { $0[field] = value } }
    #expect(text.contains(field), "\(text)")
  }

  /// What the tensors contradict is an error with the tensor's name.
  @Test func contradictionsNameTheTensor() throws {
    #expect(message { _ = try load("relu") { $0["d_head"] = 3 } }.contains("W_Q"))
    #expect(message { _ = try load("relu") { $0["n_layers"] = 3 } }.contains("blocks.2."))
    #expect(message { _ = try load("relu") { $0["attn_only"] = true } }.contains("blocks.0.ln2"))
    #expect(message { _ = try load("relu") { $0["normalization_type"] = .null } }.contains("ln"))
    #expect(message { _ = try load("relu") { $0["gated_mlp"] = true } }.contains("W_gate"))
    #expect(message { _ = try load("attention_sums") { $0["d_vocab_out"] = 4 } }.contains("unembed.W_U"))
    #expect(message { _ = try load("relu") { $0["positional_embedding_type"] = "rotary" } }.contains("W_pos"))
    #expect(message { _ = try load("native_gated") { $0["n_heads"] = 6 } }.contains("attn.q.weight"))
    let seven = message { _ = try TransformerModel.load(weights("native_attention"), fields: ["normalization_type": .null, "n_heads": 7]) }
    #expect(seven.contains("`n_heads` 7 does not divide") && !seven.contains("d_head"))
  }

  /// What neither the fields nor the tensors tell is asked for by name.
  @Test func missingFieldsAreAskedFor() throws {
    #expect(message { _ = try TransformerModel.load(weights("relu")) }.contains("act_fn"))
    #expect(message { _ = try TransformerModel.load(weights("attention_sums")) }.contains("normalization_type"))
    #expect(message { _ = try TransformerModel.load(weights("native_attention"), fields: ["normalization_type": .null]) }.contains("n_heads"))
    let other = NSTemporaryDirectory() + "arr-test-\(UUID().uuidString).safetensors"
    defer { try? FileManager.default.removeItem(atPath: other) }
    try writeSafeTensors([(name: "a.weight", tensor: try Tensor([1, 2], shape: [2]))], to: other)
    #expect(message { _ = try TransformerModel.load(other) }.contains("a.weight"))
  }

  @Test func lossNeedsLogitsOfTokens() throws {
    let run = try load("attention_sums").run([[1, 2, 3]])
    #expect(message { _ = try run.meanLoss() }.contains("3 logits"))
  }
}

/// Trained toys of other people.
@Suite(.enabled(if: SharedData.isThere)) struct TrainedToyTests {
  /// The induction head of a trained model of attention alone: after a repeated token it says what came next before.
  @Test func inductionIsFound() throws {
    let model = try TransformerModel.load(SharedData.path("toy/gross_induction_2L1H.safetensors"), fields: ["normalization_type": .null])
    let logits = try model.run([[3, 17, 8, 21, 5, 11, 17]]).logits(at: -1).floats
    #expect(logits.indices.max { logits[$0] < logits[$1] } == 8)
  }

  @Test(arguments: ["pt", "safetensors"]) func patternsEqualPyTorch(_ ending: String) throws {
    let base = SharedData.path("toy/tiny_transformer_mech_interp")
    let model = try TransformerModel.load("\(base).\(ending)", fields: ["n_heads": 4, "act_fn": "gelu"])
    let reference = try SafeTensorsFile(base + "_reference_attn.safetensors")
    for experiment in ["exp0", "exp2", "exp3"] {
      // The last token is only predicted.
      let ids = Array(try reference.tensor(named: experiment + ".seq").integers.dropLast())
      let run = try model.run([ids])
      for layer in 0..<2 {
        let ours = try run.activation(ActivationName(.pattern, layer: layer)).floats
        #expect(largestDifference(ours, try reference.tensor(named: "\(experiment).attn.\(layer)").floats) <= 1e-5)
      }
    }
  }
}
