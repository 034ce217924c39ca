import Testing

@testable import ArrLibrary
@testable import Transformers

/// The documentation speaks of the activations that models have, under names that runs know, with the axes that they have.
@Suite struct ActivationTopicTests {
  static let families = [
    "gpt2": ["n_layer": 1, "n_embd": 8, "n_head": 2, "vocab_size": 20],
    "llama": ["num_hidden_layers": 1, "hidden_size": 8, "intermediate_size": 12, "num_attention_heads": 2, "num_key_value_heads": 1, "vocab_size": 20],
    "mixtral": [
      "num_hidden_layers": 1, "hidden_size": 8, "intermediate_size": 12, "num_attention_heads": 2, "num_key_value_heads": 1, "vocab_size": 20,
      "num_local_experts": 3,
    ],
  ]

  @Test func namesAndAxesAreThoseOfRuns() throws {
    var seen: Set<String> = []
    for (family, fields) in Self.families {
      let configuration = try Families.configuration(named: family, overriding: .init(fields.map { ($0.key, .int($0.value)) }))
      let run = try TransformerModel.random(configuration, seed: 0).run([[1, 2, 3]])
      for topic in ActivationTopic.all where topic.site.exists(in: configuration) {
        seen.insert(topic.name)
        let name = try ActivationName(parsing: topic.name, layer: topic.site.isInBlock ? 0 : nil, in: configuration)
        #expect(name.description == ActivationName(topic.site, layer: topic.site.isInBlock ? 0 : nil).description, "\(topic.name)")
        #expect(try run.activation(name).axes == topic.axes, "\(topic.name)")
      }
    }
    #expect(seen.count == ActivationTopic.all.count, "\(ActivationTopic.all.map(\.name).filter { !seen.contains($0) })")
  }
}
