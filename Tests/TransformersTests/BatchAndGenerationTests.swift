import Tensors
import TestSupport
import Testing
import Transformers

/// Invariants that hold for every model: what is batched, cached or saved gives the numbers of what is not.
@Suite struct BatchAndGenerationTests {
  static let folders = ModelFixtures.names.map(ModelFixtures.path)

  @Test(arguments: folders) func aBatchOfUnequalLengthsEqualsItsSequences(_ folder: String) throws {
    let model = try TransformerModel.load(folder)
    let sequences = [[3, 1, 4, 1, 5, 9, 2], [6, 5], [3, 5, 8, 9]]
    let batch = try model.run(sequences).logits()
    #expect(batch.shape == [3, 7, model.configuration.vocabularySize])
    for (i, sequence) in sequences.enumerated() {
      let alone = try model.run([sequence]).logits().floats
      let padding = 7 - sequence.count
      let rows = try batch.selecting(axis: 0, index: i).sliced(axis: 0, start: padding).floats
      #expect(largestDifference(rows, alone) <= 1e-5)
      if padding > 0 { #expect(try batch.selecting(axis: 0, index: i).sliced(axis: 0, start: 0, stop: padding).floats.allSatisfy { $0 == 0 }) }
    }
  }

  @Test(arguments: folders) func cachedGenerationEqualsRunningAgain(_ folder: String) throws {
    let model = try TransformerModel.load(folder)
    var sequence = [7, 3, 11]
    let generated = try model.generate(sequence, count: 12)
    for token in generated {
      let logits = try model.run([sequence]).logits(at: -1).floats
      let best = try #require(logits.indices.max { logits[$0] < logits[$1] })
      #expect(token == best)
      sequence.append(token)
    }
  }

  @Test(arguments: folders) func patternsAndPartsAddUp(_ folder: String) throws {
    let model = try TransformerModel.load(folder)
    let run = try model.run([[1, 2, 3, 4, 5, 6]])
    let c = model.configuration
    for layer in 0..<c.layerCount {
      let pattern = try run.activation(ActivationName(.pattern, layer: layer)).floats
      for row in stride(from: 0, to: pattern.count, by: 6) { #expect(abs(pattern[row..<row + 6].reduce(0, +) - 1) < 1e-5) }
      var sum = try run.activation(ActivationName(.residPre, layer: layer)).floats
      for site in [ActivationSite.attentionOut, .hiddenOut] {
        for (i, x) in try run.activation(ActivationName(site, layer: layer)).floats.enumerated() { sum[i] += x }
      }
      #expect(largestDifference(sum, try run.activation(ActivationName(.residPost, layer: layer)).floats) <= 1e-5)
      let result = try run.activation(ActivationName(.headResult, layer: layer))
      var heads = [Float](repeating: 0, count: 6 * c.width)
      for h in 0..<c.headCount {
        for (i, x) in try result.selecting(axis: 2, index: h).floats.enumerated() { heads[i] += x }
      }
      let bias = try model.weights.blocks[layer].output.bias?.values ?? [Float](repeating: 0, count: c.width)
      for i in heads.indices { heads[i] += bias[i % c.width] }
      #expect(largestDifference(heads, try run.activation(ActivationName(.attentionOut, layer: layer)).floats) <= 1e-5)
    }
  }

  @Test(arguments: folders) func namedWeightsReproduceAHead(_ folder: String) throws {
    let model = try TransformerModel.load(folder)
    let run = try model.run([[1, 2, 3]])
    let c = model.configuration
    let normed = try run.activation(ActivationName(.norm1Normalized, layer: 0)).selecting(axis: 0, index: 0)
    let norm = try #require(model.weights.blocks[0].norm1)
    let w = try #require(norm.weight).values
    let b = try norm.bias?.values
    var x = normed.floats
    for i in x.indices { x[i] = x[i] * w[i % c.width] + (b?[i % c.width] ?? 0) }
    let q = try matmul(try Tensor(x, shape: [3, c.width]), try model.weight("blocks.0.attn.W_Q").selecting(axis: 0, index: 1))
    var expected = q.floats
    if model.weightNames.contains("blocks.0.attn.b_Q") {
      let bias = try model.weight("blocks.0.attn.b_Q").selecting(axis: 0, index: 1).floats
      for i in expected.indices { expected[i] += bias[i % c.headWidth] }
    }
    let ours = try run.activation(ActivationName(.query, layer: 0)).selecting(axis: 0, index: 0).selecting(axis: 1, index: 1)
    #expect(largestDifference(ours.floats, expected) <= 1e-5)
  }

  @Test func samplingFollowsItsSeed() throws {
    let model = try TransformerModel.load(ModelFixtures.path("llama"))
    let one = try model.generate([1, 2], count: 20, sampling: Sampling(temperature: 1, seed: 5))
    #expect(one == (try model.generate([1, 2], count: 20, sampling: Sampling(temperature: 1, seed: 5))))
    #expect(one != (try model.generate([1, 2], count: 20, sampling: Sampling(temperature: 1, seed: 6))))
    let greedy = try model.generate([1, 2], count: 8)
    #expect(greedy == (try model.generate([1, 2], count: 8, sampling: Sampling(temperature: 1, topK: 1, seed: 9))))
  }
}
