import Foundation
import JSON
import TensorFiles
import Tensors
import TestSupport
import Testing

@testable import Transformers

/// Files of llama.cpp's format, made by scripts/fixtures/make_gguf.py, and what Hugging Face transformers and sentencepiece make of them.
@Suite struct GGUFModelTests {
  private static func path(_ name: String) -> String { ModelFixtures.path("gguf/" + name) }

  @Test(arguments: ["llama", "llama3", "qwen2", "qwen3", "gpt2", "phi3", "starcoder2", "olmo2", "stablelm", "stablelm_parallel", "gemma", "gemma2", "gemma3"])
  func logitsEqualTheReferences(name: String) throws {
    let model = try TransformerModel.load(Self.path(name + ".gguf"))
    let golden = try Golden(Self.path(name + ".safetensors"))
    let logits = try model.run(try golden.sequences()).logits().floats
    #expect(largestDifference(logits, try golden.floats("logits")) <= 1e-4)
    #expect(model.notes.isEmpty && model.origin == .file(Self.path(name + ".gguf")))
  }

  @Test(arguments: ["llama", "llama3", "qwen2", "gpt2", "gemma2"]) func tokenizersEqualTheReferences(name: String) throws {
    let model = try TransformerModel.load(Self.path(name + ".gguf"))
    let rows = try #require(try JSON.parse(FileSystem.read(Self.path(name + ".json"))).arrayValue)
    #expect(rows.count > 10)
    for row in rows {
      let text = try #require(row["text"]?.stringValue)
      let ids = (row["ids"]?.arrayValue ?? []).compactMap(\.intValue)
      #expect(try model.encode(text) == ids, "\(text.debugDescription)")
    }
  }

  @Test func textComesBack() throws {
    for name in ["llama", "llama3", "qwen2", "gpt2", "gemma2"] {
      let tokenizer = try #require(try TransformerModel.load(Self.path(name + ".gguf")).tokenizer())
      let text = "Grüße, 水 and 1984 grains\n\tof sand!<|end|>"
      #expect(try tokenizer.decode(tokenizer.encode(text), skipSpecialTokens: true) == text, "\(name)")
      #expect(tokenizer.bosToken?.text == (["llama", "gemma2"].contains(name) ? "<s>" : "<|endoftext|>"))
    }
  }

  @Test func withoutATokenizer() throws {
    let model = try TransformerModel.load(Self.path("qwen3.gguf"))
    #expect(try model.tokenizer() == nil)
    let error = #expect(throws: ModelError.self) { try TransformerModel.loadTokenizer(Self.path("qwen3.gguf")) }
    #expect(error?.message.contains("has no tokenizer") == true)
    let own = try TransformerModel.loadTokenizer(Self.path("qwen2.gguf"))
    #expect(try own.encode("The spice") == TransformerModel.load(Self.path("qwen2.gguf")).encode("The spice"))
  }

  @Test func configurationAndFirstLayers() throws {
    let c = try TransformerModel.loadConfiguration(Self.path("gemma2.gguf"))
    #expect((c.family, c.layerCount, c.headCount, c.keyValueHeadCount) == ("gemma2", 2, 4, 2))
    #expect((c.width, c.headWidth, c.hiddenWidth, c.vocabularySize) == (32, 16, 48, 480))
    #expect(c.attentionCap == 50 && c.finalCap == 30 && c.windows == [6, nil] && c.isTied)
    let first = try TransformerModel.load(Self.path("qwen2.gguf"), firstLayers: 1)
    #expect(first.configuration.layerCount == 1)
    let whole = try TransformerModel.load(Self.path("qwen2.gguf"))
    let name = ActivationName(.residPre, layer: 1)
    let last = ActivationName(.residPost, layer: 0)
    #expect(try first.run([[5, 6, 7]]).activation(last).floats == whole.run([[5, 6, 7]]).activation(name).floats)
  }

  /// Saved as an ordinary checkpoint, it computes the same and writes the same tokens.
  @Test(arguments: ["llama", "gpt2"]) func saves(name: String) throws {
    let folder = NSTemporaryDirectory() + "gguf-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let model = try TransformerModel.load(Self.path(name + ".gguf"))
    try model.save(to: folder)
    let again = try TransformerModel.load(folder)
    #expect(try again.encode("The spice <|end|>") == model.encode("The spice <|end|>"))
    #expect(try again.run([[5, 6, 7]]).logits().floats == model.run([[5, 6, 7]]).logits().floats)
  }

  // MARK: Files that cannot be used

  private func refusal(_ name: String, replacing text: String, with other: String) throws -> String {
    #expect(text.utf8.count == other.utf8.count)
    var bytes = Data(try FileSystem.read(Self.path(name + ".gguf")))
    while let range = bytes.range(of: Data(text.utf8)) { bytes.replaceSubrange(range, with: Data(other.utf8)) }
    let path = NSTemporaryDirectory() + "gguf-" + UUID().uuidString + ".gguf"
    try bytes.write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    do { _ = try TransformerModel.load(path).tokenizer() } catch let error as ModelError { return error.message }
    return "nothing"
  }

  /// With any byte of the header changed a file is refused, or is a model that may compute nonsense but does not end the process.
  @Test(arguments: ["llama3", "gemma2"]) func damagedFilesNeverTrap(name: String) throws {
    let whole = try FileSystem.read(Self.path(name + ".gguf"))
    let path = NSTemporaryDirectory() + "gguf-" + UUID().uuidString + ".gguf"
    defer { try? FileManager.default.removeItem(atPath: path) }
    // The sizes come first, then tokens and the names of tensors.
    for turn in 0..<400 {
      var changed = whole
      changed[turn < 250 ? 8 + turn * 3 : 760 + (turn - 250) * 97] = [0, 1, 0x7F, 0xFF][turn % 4]
      try Data(changed).write(to: URL(fileURLWithPath: path))
      guard let model = try? TransformerModel.load(path) else { continue }
      _ = try? model.encode("The spice must flow<|end|>")
      _ = try? model.run([[5, 6, 7]]).logits()
    }
  }

  @Test func refuses() throws {
    #expect(try refusal("qwen3", replacing: "qwen3", with: "rwkv9") == "GGUF files of the architecture \"rwkv9\" cannot be read")
    #expect(try refusal("qwen3", replacing: "general.architecture", with: "general.architecturo").contains("does not say its `general.architecture`"))
    #expect(try refusal("qwen3", replacing: "qwen3.block_count", with: "qwen3.block_kount") == "the metadata has no integer `qwen3.block_count`")
    #expect(try refusal("qwen3", replacing: "token_embd.weight", with: "token_embt.weight") == "the file has no table of embeddings, `token_embd.weight`")
    #expect(try refusal("qwen3", replacing: "blk.1.ffn_up.weight", with: "blk.1.ffn_op.weight").contains("no tensor \"model.layers.1.mlp.up_proj.weight\""))
    #expect(
      try refusal("gemma", replacing: "blk.1.attn_k.weight", with: "blk.1.attn_k.veight").contains("no tensor \"model.layers.1.self_attn.k_proj.weight\""))
    // What would be left out of the sums.
    #expect(
      try refusal("llama3", replacing: "rope_freqs.weight", with: "rope_freks.weight")
        == "the file has the tensor \"rope_freks.weight\", for which a llama model has no place")
    #expect(try refusal("qwen2", replacing: "tokenizer.ggml.merges", with: "tokenizer.ggml.merkes").contains("has a tokenizer without merges"))
    #expect(try refusal("llama", replacing: "tokenizer.ggml.scores", with: "tokenizer.ggml.skores").contains("has a tokenizer whose tokens have no scores"))
    let folder = #expect(throws: ModelError.self) { try TransformerModel.load(Self.path("")) }
    #expect(folder?.help == ["it has gemma.gguf: give the path of that file"])
    #expect(throws: ModelError.self) { try TransformerModel.load(Self.path("qwen2.gguf"), fields: ["model_type": "qwen2"]) }
  }
}
