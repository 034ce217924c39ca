import ArrLanguage
import JSON
import Tensors
import Tokenizers
import Transformers

/// A tokenizer in the language.
final class TokenizerObject: ArrObject {
  let tokenizer: Tokenizer
  init(_ tokenizer: Tokenizer) { self.tokenizer = tokenizer }
  override var typeName: String { "tokenizer" }
  override var memberNames: [String] { ["vocab_size"] }
  override func attribute(_ name: String) throws -> Value? { name == "vocab_size" ? .int(tokenizer.vocabularySize) : nil }
  override func shortDescription() -> String { "tokenizer(\(tokenizer.vocabularySize) tokens)" }
}

extension Library {
  static func installModels(in interpreter: Interpreter) {
    installConfigurations(in: interpreter)
    installLoading(in: interpreter)
    installModelMethods(in: interpreter)
    installRunMethods(in: interpreter)
    installTokenizers(in: interpreter)
    installCheck(in: interpreter)
    installMeasuring(in: interpreter)
  }

  /// The small model that examples run on.
  static let exampleModel =
    "model = HookedAutoModel(HookedAutoConfig(\"llama\", hidden_size=16, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2, vocab_size=50))\n"

  /// A tokenizer of four tokens, for examples.
  static let exampleTokenizer =
    "write_text(\"/tmp/arr-example-tokenizer.json\", '{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0, \"b\": 1, \"ab\": 2, \" \": 3}, \"merges\": [\"a b\"]}, \"decoder\": {\"type\": \"Fuse\"}}')\n"
    + "tokenizer = load_tokenizer(\"/tmp/arr-example-tokenizer.json\")\n"

  /// The small model with that tokenizer.
  static let exampleTextModel =
    exampleModel + "model.save(\"/tmp/arr-example-text\")\n" + exampleTokenizer
    + "write_text(\"/tmp/arr-example-text/tokenizer.json\", read_text(\"/tmp/arr-example-tokenizer.json\"))\nmodel = load_model(\"/tmp/arr-example-text\")\n"

  private static func installConfigurations(in interpreter: Interpreter) {
    interpreter.define(
      Declaration(
        "HookedAutoConfig", group: "models",
        parameters: [
          .init("name", .string, "the family, as `model_type` in config.json: gpt2, llama, gemma2 …").naming(.family),
          .init("fields", .any, kind: .keywordVariadic, "any field of the family's config.json").naming(.configurationField),
        ],
        result: "config", prose: "The published defaults of a family with some fields overridden.",
        example: "config = HookedAutoConfig(\"llama\", hidden_size=64, num_hidden_layers=4, num_attention_heads=4)\nconfig.hidden_size")
    ) { args, _ in
      var fields = JSONObject()
      for (key, value) in try args.dict("fields").pairs {
        if case .string(let name) = key { fields[name.text] = try toJSON(value) }
      }
      return .object(ConfigurationObject(try Families.configuration(named: try args.string("name"), overriding: fields)))
    }
    interpreter.define(
      Declaration(
        "load_config", group: "models",
        parameters: [.init("path_or_name", .string, "a config.json, a checkpoint folder, a GGUF file, or a name on the hub").naming(.path), revisionParameter], result: "config",
        prose: "The configuration of a checkpoint.",
        example: exampleModel + "model.save(\"/tmp/arr-example-config\")\nload_config(\"/tmp/arr-example-config\").hidden_size")
    ) { args, _ in .object(ConfigurationObject(try TransformerModel.loadConfiguration(try locate("path_or_name", of: args, need: .configuration)))) }
  }

  private static func installLoading(in interpreter: Interpreter) {
    interpreter.define(
      Declaration(
        "HookedAutoModel", group: "models",
        parameters: [
          .init("config", .named("config"), "what HookedAutoConfig or load_config gave"),
          .init("seed", .int, default: .int(0), defaultText: "0", kind: .keywordOnly, "the same seed gives the same weights everywhere"),
          .init("dtype", .optional(.string), default: Value.none, defaultText: "none", kind: .keywordOnly, "\"f32\" or \"bf16\"; none takes what fits in memory, and says so"),
          reuseParameter,
        ],
        result: "model", prose: "A model with random weights, as its family begins them.", example: exampleModel + "model")
    ) { args, _ in
      let config: ConfigurationObject = try args.object("config")
      var dtype: DType?
      if let name = try args.optionalString("dtype") {
        guard let known = DType(named: name) else { throw args.error("dtype", "\"\(name)\" is not a type", help: ["\"f32\" or \"bf16\""]) }
        dtype = known
      }
      let model = try TransformerModel.random(config.configuration, seed: UInt64(bitPattern: Int64(try args.int("seed"))), dtype: dtype)
      model.reusesPrefixes = try args.bool("reuse")
      model.notes.forEach(notify)
      return .object(ModelObject(model))
    }
    interpreter.define(
      Declaration(
        "load_model", group: "models",
        parameters: [
          .init("path_or_name", .string, "a Hugging Face checkpoint folder, a GGUF file, a file of weights, or a name on the hub: \"gpt2\", \"org/name\"").naming(.path),
          .init("config", .any, default: Value.none, defaultText: "none", kind: .keywordOnly, "for a file that brings no config.json: a dict of TransformerLens' fields (`n_heads`, `act_fn` …) or of a family's with its `model_type`, or what load_config gave"),
          .init("compute", .string, default: .text("f32"), defaultText: "\"f32\"", kind: .keywordOnly, "\"f32\" for exact float32 products, \"bf16\" to multiply bf16 weights as they are (an error where there are none)"),
          .init("first_n_layers", .optional(.int), default: Value.none, defaultText: "none", kind: .keywordOnly, "only so many blocks"),
          revisionParameter, reuseParameter,
        ],
        result: "model",
        prose: "A checkpoint, used where it lies: weights are mapped into memory, not read or converted. A file of llama.cpp (.gguf) brings its configuration and tokenizer; quantized weights (Q8_0, Q6_K, Q5_K, Q4_K, Q5_0, Q4_0) are widened to f32, or to f16 where memory is short. A name is looked up in the cache that Hugging Face's tools share (HF_HOME), else fetched into it from the hub (HF_ENDPOINT, HF_TOKEN, HF_HUB_OFFLINE). A file of weights alone (.pt, .pth, .safetensors) is a model of TransformerLens' kind, by its names (`embed.W_E`, `blocks.0.attn.W_Q` …) or those of common small modules; what the tensors tell (sizes, attention only) need not stand in `config`.",
        example: exampleModel + "model.save(\"/tmp/arr-example-model\")\nload_model(\"/tmp/arr-example-model\")")
    ) { args, _ in
      let name = try args.string("compute")
      guard let compute = Compute(rawValue: name) else { throw args.error("compute", "\"\(name)\" is no way to compute", help: ["\"f32\" or \"bf16\""]) }
      let path = try locate("path_or_name", of: args, need: .model)
      let model = try TransformerModel.load(
        path, fields: try configurationFields(args), compute: compute, firstLayers: try args.optionalInt("first_n_layers"))
      model.reusesPrefixes = try args.bool("reuse")
      model.notes.forEach(notify)
      return .object(ModelObject(model))
    }
  }

  private static let reuseParameter = Declaration.Parameter(
    "reuse", .bool, default: .bool(true), defaultText: "true", kind: .keywordOnly,
    "whether a run of one text computes only what the text before did not begin with; false to time runs, or for the same last bit whatever ran before")

  /// The fields of a configuration that was given as a dict or as an object.
  private static func configurationFields(_ args: BoundArguments) throws -> JSONObject? {
    switch args.value("config") {
    case .none, .unset: return nil
    case .object(let object as ConfigurationObject): return object.configuration.fields
    case .dict(let box):
      guard let fields = try toJSON(.dict(box)).objectValue else { return nil }
      return fields
    case let other: throw args.error("config", "a configuration is a dict or what `load_config` gives, not \(article(other.typeName))", code: "type")
    }
  }

  private static func installTokenizers(in interpreter: Interpreter) {
    interpreter.define(
      Declaration(
        "load_tokenizer", group: "tokenizers",
        parameters: [.init("path", .string, "a tokenizer.json, the folder that holds one, a GGUF file, or a name on the hub").naming(.path), revisionParameter],
        result: "tokenizer", prose: "A tokenizer as Hugging Face's `tokenizers` saves it, or that of a GGUF file.", example: exampleTokenizer + "tokenizer")
    ) { args, _ in
      let path = try locate("path", of: args, need: .tokenizer)
      return .object(TokenizerObject(try TransformerModel.loadTokenizer(path)))
    }
    interpreter.define(
      Declaration(
        "encode", group: "tokenizers",
        parameters: [
          .init("text", .string, "any text"),
          .init("add_special_tokens", .bool, default: .bool(true), defaultText: "true", kind: .keywordOnly, "what the tokenizer puts around a text"),
        ],
        result: "list of int", prose: "The token ids of a text.", example: exampleTokenizer + "tokenizer.encode(\"ab a\")"), for: "tokenizer", of: TokenizerObject.self
    ) { own, args, _ in
      try idList(own.tokenizer.encode(try args.string("text"), addSpecialTokens: try args.bool("add_special_tokens")))
    }
    interpreter.define(
      Declaration(
        "decode", group: "tokenizers",
        parameters: [
          .init("ids", .any, "a list or tensor of ids, or one id"),
          .init("skip_special_tokens", .bool, default: .bool(false), defaultText: "false", kind: .keywordOnly, "leave special tokens out"),
        ],
        result: "string", prose: "The text of token ids.", example: exampleTokenizer + "tokenizer.decode([2, 3, 0])"), for: "tokenizer", of: TokenizerObject.self
    ) { own, args, _ in
      .text(try own.tokenizer.decode(try tokenIDs(args, "ids"), skipSpecialTokens: try args.bool("skip_special_tokens")))
    }
  }

  /// Token ids as a list. Those of a text that was given up halfway never become one.
  static func idList(_ ids: [Int]) throws -> Value {
    var items: [Value] = []
    items.reserveCapacity(ids.count)
    for (i, id) in ids.enumerated() {
      try Stopping.check(atTurn: i)
      items.append(.int(id))
    }
    return .list(of: items)
  }

  /// Ids from an int, a list, or an integer tensor of one axis.
  static func tokenIDs(_ args: BoundArguments, _ name: String) throws -> [Int] {
    if case .object(let object as TensorObject) = args.value(name) {
      guard object.tensor.dtype.isInteger else { throw args.error(name, "token ids are integers, not \(object.tensor.typeDescription)") }
      return try object.tensor.integerElements()
    }
    return try args.ints(name)
  }
}
