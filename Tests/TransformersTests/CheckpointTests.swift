import Foundation
import JSON
import TensorFiles
import Tensors
import TestSupport
import Testing
import Transformers

@Suite final class CheckpointTests {
  /// What a test writes; it goes with the test.
  private let place = NSTemporaryDirectory() + "arr-test-\(UUID().uuidString)"

  init() throws { try FileSystem.makeFolder(place) }
  deinit { try? FileManager.default.removeItem(atPath: place) }

  private func temporaryFolder() -> String { "\(place)/\(UUID().uuidString)" }

  /// A copy of a fixture with its configuration or weights changed.
  private func damaged(_ name: String, _ change: (inout JSONObject, inout [(name: String, tensor: Tensor)]) throws -> Void) throws -> String {
    let folder = temporaryFolder()
    try FileSystem.makeFolder(folder)
    let source = ModelFixtures.path(name)
    var fields = try #require(try JSON.parse(try FileSystem.read(source + "/config.json")).objectValue)
    let file = try SafeTensorsFile(source + "/model.safetensors")
    var tensors = try file.names.map { (name: $0, tensor: try file.tensor(named: $0)) }
    try change(&fields, &tensors)
    try FileSystem.write(Array(JSON.object(fields).text().utf8), to: folder + "/config.json")
    try writeSafeTensors(tensors, to: folder + "/model.safetensors")
    return folder
  }

  private func message(_ body: () throws -> Void) -> String {
    do { try body() } catch { return "\(error)" }
    return ""
  }

  @Test(arguments: ModelFixtures.names) func savingAndLoadingKeepsEveryNumber(_ name: String) throws {
    let folder = temporaryFolder()
    let model = try TransformerModel.load(ModelFixtures.path(name))
    try model.save(to: folder)
    let again = try TransformerModel.load(folder)
    #expect(again.configuration.layerCount == model.configuration.layerCount)
    #expect(try again.run([[1, 2, 3]]).logits().floats == (try model.run([[1, 2, 3]]).logits().floats))
  }

  @Test func randomModelsDependOnTheSeedAlone() throws {
    let configuration = try Families.configuration(named: "gpt2", overriding: ["n_embd": 16, "n_layer": 1, "n_head": 2, "vocab_size": 40])
    let a = try TransformerModel.random(configuration, seed: 3)
    Threads.count = 1
    let b = try TransformerModel.random(configuration, seed: 3)
    Threads.count = 2
    #expect(try a.weight("W_E").floats == (try b.weight("W_E").floats))
    #expect(try a.weight("W_E").floats != (try TransformerModel.random(configuration, seed: 4).weight("W_E").floats))
    #expect(try a.weight("ln_final.w").floats.allSatisfy { $0 == 1 })
    let spread = try a.weight("W_E").floats.reduce(0) { $0 + Double($1 * $1) } / 640
    #expect(abs(spread.squareRoot() - 0.02) < 0.002)
  }

  /// Rotations go on behind the context, as in Hugging Face, whose numbers these are; learned vectors end.
  @Test func textsLongerThanTheContext() throws {
    let short = try damaged("llama") { fields, _ in fields["max_position_embeddings"] = 4 }
    let learned = try damaged("gpt2") { fields, tensors in
      fields["n_positions"] = 4
      for i in tensors.indices where tensors[i].name.hasSuffix("wpe.weight") { tensors[i].tensor = try tensors[i].tensor.sliced(axis: 0, start: 0, stop: 4).contiguous() }
    }
    let golden = try Golden(ModelFixtures.path("llama") + "/golden.safetensors")
    let model = try TransformerModel.load(short)
    #expect(model.configuration.contextLength == 4 && golden.shape("input_ids").last ?? 0 > 4)
    #expect(largestDifference(try model.run(try golden.sequences()).logits().floats, try golden.floats("logits")) <= 1e-4)
    // The fourth token is read, the fifth need not be.
    #expect(try model.generate([1, 2, 3], count: 9).count == 2)
    #expect(try TransformerModel.load(learned).generate([1, 2, 3, 4], count: 9).count == 1)
    #expect(try model.generate([1, 2, 3], count: 0).isEmpty)
    #expect(try model.generate([1, 2, 3, 4, 5], count: 3).count > 1)
    #expect(message { _ = try TransformerModel.load(learned).run([[1, 2, 3, 4, 5]]) }.contains("context of 4"))
  }

  @Test func missingAndMisshapenTensorsAreNamed() throws {
    let missing = try damaged("llama") { _, tensors in tensors.removeAll { $0.name == "model.layers.1.mlp.up_proj.weight" } }
    #expect(message { _ = try TransformerModel.load(missing) }.contains("model.layers.1.mlp.up_proj.weight"))
    let shape = try damaged("gpt2") { fields, _ in fields["n_embd"] = 27 }
    #expect(message { _ = try TransformerModel.load(shape) }.contains("shape"))
  }

  @Test func weightsThatAreNotNumbersAreNamed() throws {
    let folder = try damaged("llama") { _, tensors in
      let index = try #require(tensors.firstIndex { $0.name == "model.layers.0.mlp.down_proj.weight" })
      var values = tensors[index].tensor.floats
      values[5] = .nan
      tensors[index].tensor = try Tensor(values, shape: tensors[index].tensor.shape)
    }
    let model = try TransformerModel.load(folder)
    #expect(message { _ = try model.run([[1, 2]]) }.contains("model.layers.0.mlp.down_proj.weight"))
  }

  @Test func absurdConfigurationsAreRefused() throws {
    func load(_ change: (inout JSONObject) -> Void) throws -> String {
      let folder = try damaged("llama") { fields, _ in change(&fields) }
      return message { _ = try TransformerModel.load(folder) }
    }
    #expect(try load { $0["model_type"] = "mystery" }.contains("mystery"))
    #expect(try load { $0["num_attention_heads"] = 0 }.contains("num_attention_heads"))
    #expect(try load { $0["vocab_size"] = .int(Int.max) }.contains("vocab_size"))
    #expect(try load { $0["hidden_size"] = "wide" }.contains("hidden_size"))
    #expect(try load { $0["num_key_value_heads"] = 3 }.contains("num_key_value_heads"))
    #expect(try load { $0["hidden_act"] = "mish" }.contains("mish"))
    #expect(try load { $0["rope_scaling"] = ["rope_type": "proportional", "factor": 2] }.contains("proportional"))
    #expect(try load { $0["num_hidden_layers"] = 3 }.contains("layers.2"))
  }

  @Test func badInputsAreRefused() throws {
    let model = try TransformerModel.load(ModelFixtures.path("gpt2"))
    #expect(message { _ = try model.run([[61]]) }.contains("61"))
    #expect(message { _ = try model.run([[-1]]) }.contains("-1"))
    #expect(message { _ = try model.run([[Int](repeating: 1, count: 33)]) }.contains("context of 32"))
    #expect(message { _ = try model.run([[]]) }.contains("no tokens"))
    #expect(message { _ = try model.run([]) }.contains("no sequences"))
    #expect(message { _ = try model.encode("text") }.contains("no tokenizer"))
    #expect(message { _ = try TransformerModel.load("/no/such/folder") }.contains("/no/such/folder"))
  }

  @Test func activationNamesAreReadAsTransformerLensReadsThem() throws {
    let c = try TransformerModel.load(ModelFixtures.path("gpt2")).configuration
    func name(_ text: String, _ layer: Int? = nil, _ part: String? = nil) throws -> String {
      try ActivationName(parsing: text, layer: layer, part: part, in: c).description
    }
    #expect(try name("blocks.1.attn.hook_pattern") == "blocks.1.attn.hook_pattern")
    #expect(try name("pattern", 0) == "blocks.0.attn.hook_pattern")
    #expect(try name("resid_post", -1) == "blocks.1.hook_resid_post")
    #expect(try name("k1") == "blocks.1.attn.hook_k")
    #expect(try name("pre0") == "blocks.0.mlp.hook_pre")
    #expect(try name("scale1ln1") == "blocks.1.ln1.hook_scale")
    #expect(try name("normalized") == "ln_final.hook_normalized")
    #expect(try name("hook_embed") == "hook_embed")
    #expect(message { _ = try name("blocks.2.hook_resid_pre") }.contains("out of range"))
    #expect(message { _ = try name("blocks.0.attn.hook_patern") }.contains("hook_patern"))
    #expect(message { _ = try name("rot_q", 0) }.contains("rot_q"))
  }
}
