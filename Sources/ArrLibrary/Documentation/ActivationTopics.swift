import Transformers

/// What the documentation says of an activation of a run, under its short name.
struct ActivationTopic {
  /// What stands first between the brackets: `pattern`.
  let name: String
  let site: ActivationSite
  /// As the tensor's own axes are named.
  let axes: [String]
  /// What the numbers are, as a sentence without its end.
  let meaning: String

  private init(_ name: String, _ site: ActivationSite, _ meaning: String, axes: String = "batch pos d_model") {
    (self.name, self.site, self.axes, self.meaning) = (name, site, axes.split(separator: " ").map(String.init), meaning)
  }

  /// In the order of a pass.
  static let all = [
    ActivationTopic("embed", .embed, "the embeddings of the tokens"),
    ActivationTopic("pos_embed", .positionEmbed, "the embeddings of the positions, where they are learned"),
    ActivationTopic("resid_pre", .residPre, "the residual stream that enters the block"),
    ActivationTopic("q", .query, "the queries of every attention head", axes: "batch pos head d_head"),
    ActivationTopic("k", .key, "the keys of every attention head", axes: "batch pos head d_head"),
    ActivationTopic("v", .value, "the values of every attention head", axes: "batch pos head d_head"),
    ActivationTopic("rot_q", .rotatedQuery, "the queries turned by their positions, where those are rotary", axes: "batch pos head d_head"),
    ActivationTopic("rot_k", .rotatedKey, "the keys turned by their positions, where those are rotary", axes: "batch pos head d_head"),
    ActivationTopic("attn_scores", .scores, "the attention scores, before the softmax", axes: "batch head query key"),
    ActivationTopic("pattern", .pattern, "the attention pattern of every head: what part each query takes of each key", axes: "batch head query key"),
    ActivationTopic("z", .mixed, "the values that every attention head mixed, before its output matrix", axes: "batch pos head d_head"),
    ActivationTopic("result", .headResult, "what every attention head writes to the residual stream", axes: "batch pos head d_model"),
    ActivationTopic("attn_out", .attentionOut, "what attention writes to the residual stream"),
    ActivationTopic("resid_mid", .residMid, "the residual stream between attention and MLP"),
    ActivationTopic("mlp_pre", .hiddenPre, "the neurons of the MLP before their activation function", axes: "batch pos neuron"),
    ActivationTopic("pre_linear", .hiddenLinear, "the other factor of a gated MLP", axes: "batch pos neuron"),
    ActivationTopic("mlp_post", .hiddenPost, "the neurons of the MLP behind their activation function", axes: "batch pos neuron"),
    ActivationTopic("expert_weights", .expertWeights, "what part each expert has in the output of a mixture of experts", axes: "batch pos expert"),
    ActivationTopic("mlp_out", .hiddenOut, "what the MLP writes to the residual stream"),
    ActivationTopic("resid_post", .residPost, "the residual stream that leaves the block"),
    ActivationTopic("ln_final.normalized", .finalNormalized, "the residual stream behind the final norm, as the unembedding reads it"),
  ]

  /// `run["pattern", layer]`
  var expression: String { "run[\"\(name)\"\(site.isInBlock ? ", layer" : "")]" }

  /// What a list says of it.
  var line: String { "an activation, `\(expression)`: \(meaning)" }

  /// What `help` says of it.
  var page: String {
    let full = ActivationName(site, layer: site.isInBlock ? 0 : nil)
    return "\(expression): tensor [\(axes.joined(separator: ", "))]\n\n\(meaning.prefix(1).uppercased() + meaning.dropFirst()). By its full name `run[\"\(full)\"]`; `run.names` lists all that a model has."
  }
}
