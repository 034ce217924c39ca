import JSON
import TestSupport
import Testing
import Transformers

@Suite struct FamilyTests {
  /// Sizes of Hugging Face's configuration classes (transformers 5.24): layers, heads, key–value heads, d_model, d_mlp, vocabulary.
  @Test(arguments: [
    ("gpt2", [12, 12, 12, 768, 3072, 50257]), ("gpt-neo", [24, 16, 16, 2048, 8192, 50257]), ("gpt-neox", [44, 64, 64, 6144, 24576, 50432]),
    ("llama", [32, 32, 32, 4096, 11008, 32000]), ("gemma", [28, 16, 16, 3072, 24576, 256000]), ("phi3", [32, 32, 32, 3072, 8192, 32064]),
    ("qwen2", [32, 32, 32, 4096, 22016, 151936]), ("mistral", [32, 32, 8, 4096, 14336, 32000]), ("stable-lm", [32, 32, 32, 2560, 6912, 50304]),
  ]) func publishedDefaults(_ name: String, _ sizes: [Int]) throws {
    let c = try Families.configuration(named: name, overriding: [:])
    #expect([c.layerCount, c.headCount, c.keyValueHeadCount, c.width, c.hiddenWidth, c.vocabularySize] == sizes)
  }

  /// A switch that is not supported is an error that names it.
  @Test(arguments: [
    ("bloom", "apply_residual_connection_post_layernorm", JSON.bool(true)), ("gemma2", "use_bidirectional_attention", .bool(true)),
    ("mpt", "logit_scale", .double(0.5)), ("mpt", "attn_config", .object(["qk_ln": true])), ("qwen2", "layer_types", .array(.init(repeating: "chunked_attention", count: 32))),
    ("llama", "attention_bias", "yes"), ("mixtral", "num_experts_per_tok", .int(9)), ("llama", "rope_parameters", .object(["rope_type": "proportional"])),
    ("llama", "rope_parameters", .object(["partial_rotary_factor": 0.5])), ("falcon", "num_ln_in_parallel_attn", .int(2)),
  ]) func refused(_ family: String, _ field: String, _ value: JSON) {
    var text = ""
    do { _ = try Families.configuration(named: family, overriding: [field: value]) } catch let error as ModelError {
      text = ([error.message] + error.notes).joined(separator: " ")
    } catch { text = "\(error)" }
    let named = field == "attn_config" ? "qk_ln" : value.objectValue?["partial_rotary_factor"] != nil ? "partial_rotary_factor" : field
    #expect(text.contains(named) || text.contains("rope scaling \"proportional\""), "\(text)")
  }

  /// Every name that is listed can be had, in the shape that is listed, and the cached generation equals a rerun.
  @Test(arguments: ModelFixtures.families) func namesAndGeneration(_ folder: String) throws {
    let model = try TransformerModel.load(folder)
    let run = try model.run([[5, 6, 7, 8, 9, 10, 11], [12, 13, 14]])
    for entry in run.names() { #expect(try run.activation(entry.name).shape == entry.shape, "\(entry.name)") }
    for name in model.weightNames { #expect(try model.weight(name).count > 0, "\(name)") }
    let prompt = [5, 6, 7, 8, 9]
    let continued = try model.generate(prompt, count: 6)
    var text = prompt
    for token in continued {
      let logits = try model.run([text]).logits(at: -1).floats
      #expect(logits[token] >= (logits.max() ?? 0) - 1e-4)
      text.append(token)
    }
    #expect(!continued.isEmpty)
  }
}
