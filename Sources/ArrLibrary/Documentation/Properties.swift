import ArrLanguage

/// What is read by its name alone: a property behind a dot, or a constant of the library.
public struct PropertyDeclaration {
  /// What stands behind the dot, or alone for a constant.
  public let name: String
  /// Its type, as a signature writes it.
  public let result: String
  /// What it is, in a sentence.
  public let prose: String
  /// Runnable source that ends with the property.
  public let example: String
}

/// The properties of the objects with one `typeName`.
public struct PropertyTable {
  /// The type of the objects; empty for the constants.
  public let typeName: String
  /// In the order in which `help` lists them.
  public let properties: [PropertyDeclaration]
  let setup: String
  let subject: String

  /// `setup` makes a variable `subject`, of which every example reads a property.
  init(_ typeName: String, setup: String, subject: String, _ entries: [(name: String, result: String, prose: String)]) {
    self.typeName = typeName
    self.setup = setup
    self.subject = subject
    properties = entries.map { entry in
      let read = subject.isEmpty ? entry.name : subject + "." + entry.name
      return PropertyDeclaration(name: entry.name, result: entry.result, prose: entry.prose, example: setup + read)
    }
  }
}

extension Library {
  /// Every property of every type; objects whose members are data of their own (modules, the fields of a `config`, the names of
  /// a run's activations) are described by their type.
  public static let properties: [PropertyTable] = [
    PropertyTable(
      "", setup: "", subject: "",
      [
        ("pi", "float", "The circumference of a circle by its diameter."), ("e", "float", "The base of the natural logarithm."),
        ("inf", "float", "Infinity."), ("nan", "float", "Not a number; equal to nothing, not even itself."),
        ("args", "list of string", "The arguments of a script."), ("re", "re", "The functions of regular expressions."),
      ]),
    PropertyTable(
      "error", setup: "try { [1, 2][5] } catch e { error = e }\n", subject: "error",
      [
        ("message", "string", "What is wrong."), ("hint", "string or none", "What to do about it."),
        ("line", "int or none", "The line of the source where it happened."), ("code", "string", "The kind of error, in one word."),
        ("notes", "list of string", "More about it."),
      ]),
    PropertyTable(
      "timer", setup: "with timer() as t { total = 0 }\n", subject: "t",
      [("seconds", "float", "Seconds from entering the block to leaving it, or until now.")]),
    PropertyTable(
      "capture", setup: "with capture() as out { print(1) }\n", subject: "out",
      [("text", "string", "What the block printed.")]),
    PropertyTable(
      "tensor", setup: "x = tensor([[1.5, 2], [3, 4]])\n", subject: "x",
      [
        ("shape", "list of int", "The sizes of the axes."), ("dtype", "string", "The type of the elements: f32, bf16, f16, i32, i64 or bool."),
        ("ndim", "int", "How many axes there are."), ("size", "int", "How many elements there are."),
        ("nbytes", "int", "Bytes that the elements take."), ("T", "tensor", "The tensor with its axes in reverse order; nothing is copied."),
        ("axes", "list of string", "The names of the axes; empty names for those without."),
      ]),
    PropertyTable(
      "config", setup: "config = HookedAutoConfig(\"gpt2\", n_layer=2, n_embd=16, n_head=2)\n", subject: "config",
      [("name", "string", "The family. Besides it every field of the family's `config.json` is a property.")]),
    PropertyTable(
      "model", setup: exampleModel, subject: "model",
      [
        ("config", "config", "The configuration."), ("n_layers", "int", "Blocks."), ("n_heads", "int", "Query heads of a block."),
        ("d_model", "int", "Width of the residual stream."), ("d_head", "int", "Width of a head."), ("d_mlp", "int", "Hidden width of an MLP."),
        ("n_ctx", "int", "Positions that the model can attend to."), ("vocab_size", "int", "Tokens of the vocabulary."),
        ("parameters", "int", "Numbers in all weights."), ("dtype", "string", "The type of the weights."),
        ("compute", "string", "How bf16 weights are multiplied: \"f32\", exactly, or \"bf16\", with inputs rounded to bf16."),
        ("tokenizer", "tokenizer or none", "The checkpoint's tokenizer."), ("weight_names", "list of string", "All names that `weight` knows: TransformerLens' first, then the checkpoint's own."),
      ]),
    PropertyTable(
      "certificate", setup: exampleModel + "certificate = check(model)\n", subject: "certificate",
      [
        ("passed", "bool", "No check failed; those that do not apply do not count."),
        ("facts", "dict", "The architecture in words, by property."),
        ("weights", "dict", "`types`: a dict of dtype, tensors, numbers and bytes for each type; `not_finite`: name, nan, inf and first index of tensors with NaN or infinity; `constant`: name and value of matrices of one number."),
        ("compute", "string", "How bf16 weights were multiplied."), ("prompt", "list of int", "The token ids that the invariants were tried on."),
        ("checks", "list of dict", "Of each check name, outcome (passed, failed, skipped), the largest difference, its tolerance, its place, and a note."),
      ]),
    PropertyTable(
      "profile", setup: exampleModel + "p = profile(() => model([1, 2, 3]))\n", subject: "p",
      [
        ("seconds", "float", "How long the function ran."), ("memory", "int", "Bytes that tensors made meanwhile took at most at one time."),
        ("peak", "float", "float32 operations a second that vectors of this machine can do at most, with as many threads."),
        ("operations", "list of operation", "What models did, by layer and operation."), ("result", "any", "What the function returned."),
      ]),
    PropertyTable(
      "plan", setup: exampleModel + "p = plan(() => model([1, 2, 3]))\n", subject: "p",
      [
        ("seconds", "float", "How long the function would run."), ("memory", "int", "Bytes that its tensors would take at most at one time."),
        ("fits", "bool", "Whether there is room for them now."), ("arithmetic", "float", "Floating-point operations of models."),
        ("traffic", "float", "Bytes that models' operations would read and write."),
        ("operations", "list of operation", "What models would do, by layer and operation."),
      ]),
    PropertyTable(
      "operation", setup: exampleModel + "operation = profile(() => model([1, 2, 3])).operations[0]\n", subject: "operation",
      [
        ("operation", "string", "What was done, as the tables of profiles name it."), ("layer", "int or none", "The block, from 0; none outside of blocks."),
        ("seconds", "float", "All calls together."), ("calls", "int", "How often."), ("arithmetic", "float", "Floating-point operations."),
        ("traffic", "float", "Bytes read and written."),
      ]),
    PropertyTable(
      "tokenizer", setup: exampleTokenizer, subject: "tokenizer",
      [("vocab_size", "int", "Tokens that it knows, added ones included.")]),
    PropertyTable(
      "run", setup: exampleModel + "run = model([1, 2, 3])\n", subject: "run",
      [
        ("logits", "tensor [batch, pos, vocab]", "Scores of every next token after every position, computed when first asked for."),
        ("tokens", "tensor [batch, pos]", "The token ids; −1 where a shorter text is padded."),
        ("token_strings", "list of string", "The texts of the tokens; a list of lists for several inputs."),
        ("loss", "float or none", "Mean of −log p of the tokens that really came next, in nats."),
        ("names", "names", "The names of all activations with their shapes; `run[name]` computes one."), ("model", "model", "The model that ran."),
      ]),
    PropertyTable(
      "next", setup: exampleModel + "best = model([1, 2, 3]).next(k=3)\n", subject: "best",
      [
        ("ids", "list of int", "The best next tokens, best first."), ("strings", "list of string", "Their texts."),
        ("logits", "list of float", "Their scores."), ("probs", "list of float", "Their probabilities."),
      ]),
    PropertyTable(
      "logit_lens", setup: exampleLens, subject: "lens", [("model", "model", "The model that the lens reads.")]),
    PropertyTable(
      "reading", setup: exampleLens + "reading = lens.logit_lens([1, 2, 3], target=0, layer=1)\n", subject: "reading",
      [("layer", "int or string", "The layer that was read."), target, ("positions", "list of int", "The positions that were read.")]
        + measures + [("direct", "reading", "The same of the model's final logits.")]),
    PropertyTable(
      "trajectory", setup: exampleLens + "path = lens.trajectory([1, 2, 3], 0)\n", subject: "path",
      [("layers", "list of string", "The streams: \"embed\", then every block."), target, ("pos", "int", "The position.")] + measures),
    PropertyTable(
      "grid", setup: exampleLens + "grid = lens.grid([1, 2, 3])\n", subject: "grid",
      [
        ("layers", "list of string", "The streams, from the embedding up."), ("positions", "list of int", "The positions."),
        ("tokens", "list of string", "The texts of the input at these positions."), ("best", "list of list of string", "The best token of every stream at every position."),
      ] + measures),
    PropertyTable(
      "grids", setup: exampleLens + "several = lens.grid([[1, 2], [3, 4]])\n", subject: "several",
      [("grids", "list of grid", "One grid for each input.")]),
    PropertyTable(
      "ledger", setup: exampleLens + "ledger = lens.layer_attributions([1, 2, 3], 0)\n", subject: "ledger",
      [
        target, ("pos", "int", "The position whose logit is split."), ("by", "string", "What the rows stand for."),
        ("labels", "list of string", "The names of the rows."), ("values", "tensor [row]", "What each row adds to the logit."),
        ("rows", "list of attribution", "The rows as objects."),
        ("heads", "tensor [layer, head] or none", "What each head adds, by \"head\" or \"source\"; biases are rows alone."), ("total", "float", "The sum of the rows."),
        ("logit", "float", "The model's own logit, or difference of logits."), ("error", "float", "Total minus logit: rounding alone."),
      ]),
    PropertyTable(
      "ledgers", setup: exampleLens + "several = lens.layer_attributions([[1, 2], [3, 4]], 0)\n", subject: "several",
      [("ledgers", "list of ledger", "One ledger for each input.")]),
    PropertyTable(
      "attribution", setup: exampleLens + "row = lens.layer_attributions([1, 2, 3], 0, by=\"head\").rows[1]\n", subject: "row",
      [
        ("label", "string", "Its name."), ("kind", "string", "What it stands for: an embedding, attn, head, mlp, neuron, source, a bias."),
        ("layer", "int or none", "Its block."), ("head", "int or none", "Its head."), ("neuron", "int or none", "Its neuron."),
        ("source", "int or none", "The position that its head read from."), ("value", "float", "What it adds to the logit."),
      ]),
    PropertyTable(
      "bench", setup: exampleModel + "exp = Bench(model, save_dir=\"/tmp/arr-example-bench\")\n", subject: "exp",
      [("model", "model", "The model that tools work on."), ("save_dir", "string", "The folder of the records.")]),
  ]

  private typealias Entry = (name: String, result: String, prose: String)
  private static let target: Entry = ("target", "int or tuple", "The target's token id, or the two of a difference.")
  /// What every reading of a lens holds, for each of its places.
  private static let measures: [Entry] = [
    ("logit", "tensor", "The target's logit, or the difference of two; log_prob, prob and rank are then those of the first."), ("log_prob", "tensor", "Its log probability, nats."),
    ("prob", "tensor", "Its probability."), ("rank", "tensor", "Its rank; 0 is the best token."),
    ("entropy", "tensor", "Entropy of the distribution, nats."), ("kl", "tensor", "Divergence of the model's final distribution from this one, nats."),
    ("top", "list", "The best tokens: dicts of id, string, prob."),
  ]

  /// The properties of one type.
  static func properties(of typeName: String) -> [PropertyDeclaration] { properties.first { $0.typeName == typeName }?.properties ?? [] }
}
