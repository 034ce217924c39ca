import Foundation
import Tensors
import TestSupport
import Testing
import Transformers

/// Logits and activations against NumPy (fixtures) and Hugging Face transformers (eager attention, float32).
@Suite struct ActivationGoldenTests {
  static let folders =
    ModelFixtures.names.map(ModelFixtures.path) + ModelFixtures.families
    + SharedData.goldens + SharedData.paths("models/stories260K", "models/TinyStories-656K", "models/gpt-nano-sort")

  @Test(arguments: folders) func equal(_ folder: String) throws {
    let golden = try Golden(folder + "/golden.safetensors")
    let model = try TransformerModel.load(folder)
    let run = try model.run(try golden.sequences())
    #expect(largestDifference(try run.logits().floats, try golden.floats("logits")) <= 1e-4)
    for layer in 0..<model.configuration.layerCount {
      if golden.file.contains("resid_pre.\(layer)") {
        let stream = try run.activation(ActivationName(.residPre, layer: layer)).floats
        #expect(largestDifference(stream, try golden.floats("resid_pre.\(layer)")) <= 1e-4, "resid_pre.\(layer)")
      }
      if golden.file.contains("pattern.\(layer)") {
        let pattern = try run.activation(ActivationName(.pattern, layer: layer)).floats
        #expect(largestDifference(pattern, try golden.floats("pattern.\(layer)")) <= 1e-4, "pattern.\(layer)")
      }
    }
    if golden.file.contains("resid_post_last") {
      let last = try run.activation(ActivationName(.residPost, layer: model.configuration.layerCount - 1)).floats
      let expected = try golden.floats("resid_post_last")
      // A trained model's stream reaches hundreds: one part in 10⁶ of its largest number is float32's own grain.
      let largest = expected.reduce(0) { max($0, abs($1)) }
      #expect(largestDifference(last, expected) <= max(1e-4, 1e-6 * largest))
    }
  }
}

/// What the READMEs of published checkpoints say of them.
@Suite(.enabled(if: SharedData.isThere)) struct PublishedModelTests {
  @Test func storiesBeginAsTheirReadmeSays() throws {
    let model = try TransformerModel.load(SharedData.path("models/stories260K"))
    let text = try model.decode(try model.generate([1], count: 120))
    let expected =
      "Once upon a time, there was a little girl named Lily. She loved to play outside in the park. One day, she saw a big, red ball. "
      + "She wanted to play with it, but it was too high.\nLily's mom said,"
    #expect(text.drop(while: { $0 == " " }).hasPrefix(expected))
  }

  /// The twelfth token needs eleven that are read, and eleven is all that the model reads; transformers generates the same.
  @Test func generationUsesTheWholeContext() throws {
    let model = try TransformerModel.load(SharedData.path("models/gpt-nano-sort"))
    #expect(model.configuration.contextLength == 11)
    for count in [6, 7, 50] { #expect(try model.generate([2, 1, 0, 1, 1, 2], count: count) == [0, 1, 1, 1, 2, 2]) }
  }

  @Test func tinyStoriesGoOnAsUpstream() throws {
    let folder = SharedData.path("models/TinyStories-656K")
    let model = try TransformerModel.load(folder)
    let prompt = String(decoding: try FileSystem.read(folder + "/upstream_prompt.txt"), as: UTF8.self)
    let output = String(decoding: try FileSystem.read(folder + "/upstream_output.txt"), as: UTF8.self)
    let ids = try model.encode(prompt)
    let whole = prompt + (try model.decode(try model.generate(ids, count: 400)))
    // Upstream stopped at its end-of-story token, which the checkpoint's own configuration does not list.
    let end = try #require(whole.range(of: "<|end_story|>"))
    #expect(String(whole[..<end.upperBound]) == output)
  }

  /// Every intermediate of the first block, as PyTorch computed it.
  @Test func everyActivationOfABlockEqualsPyTorch() throws {
    let folder = SharedData.path("models/gpt-nano-sort")
    let model = try TransformerModel.load(folder)
    let golden = try Golden(folder + "/reference_activations.safetensors")
    let ids = try golden.integers("idx")
    let run = try model.run((0..<3).map { Array(ids[$0 * 11..<($0 + 1) * 11]) })
    func expect(_ site: ActivationSite, _ name: String, _ order: [Int]? = nil) throws {
      var ours = try run.activation(ActivationName(site, layer: 0))
      if let order { ours = try ours.permuted(order) }
      #expect(largestDifference(ours.floats, try golden.floats(name)) <= 1e-4, "\(site)")
    }
    try expect(.residPre, "x")
    try expect(.query, "q", [0, 2, 1, 3])
    try expect(.key, "k", [0, 2, 1, 3])
    try expect(.value, "v", [0, 2, 1, 3])
    try expect(.pattern, "attSm")
    try expect(.attentionOut, "yProj")
    try expect(.residMid, "attnResid")
    try expect(.hiddenPre, "fc")
    try expect(.hiddenPost, "gelu")
    try expect(.hiddenOut, "mlp")
    try expect(.residPost, "mlpResid")
    #expect(largestDifference(try run.logits().floats, try golden.floats("lm_head")) <= 1e-4)
  }
}
