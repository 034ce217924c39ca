import ArrLanguage
import JSON
import Tensors
import Transformers

/// A configuration in the language: its fields are those of the family's `config.json`.
final class ConfigurationObject: ArrObject {
  let configuration: ModelConfiguration
  init(_ configuration: ModelConfiguration) { self.configuration = configuration }

  override var typeName: String { "config" }
  override var memberNames: [String] { ["name"] + configuration.fields.keys }

  override func attribute(_ name: String) throws -> Value? {
    if name == "name" { return .text(configuration.family) }
    return try configuration.fields[name].map(fromJSON)
  }

  override func storedAttribute(_ name: String) -> Value? { try? attribute(name) }

  override func shortDescription() -> String {
    let c = configuration
    return "config(\(c.family): \(counted(c.layerCount, "layer")), \(counted(c.headCount, "head")), d_model \(c.width), vocab \(c.vocabularySize))"
  }

  override func display(width: Int, color: Bool) -> String {
    let pairs = configuration.fields.pairs
    let longest = pairs.map { $0.key.count }.max() ?? 0
    let lines = pairs.map { key, value in
      "  " + key + String(repeating: " ", count: longest - key.count) + "  " + value.text()
    }
    return ([shortDescription()] + lines).joined(separator: "\n")
  }

  override func json() throws -> String? { JSON.object(configuration.fields).text(allowNonFinite: true) }
  override func isEqual(to other: ArrObject) -> Bool { (other as? ConfigurationObject)?.configuration == configuration }
}

/// A model in the language; calling it makes a run.
final class ModelObject: ArrObject {
  let model: TransformerModel
  init(_ model: TransformerModel) { self.model = model }

  static let callDeclaration = Declaration(
    "model", group: "runs",
    parameters: [
      .init("input", .any, "text, a list of texts, token ids, or an integer tensor [pos] or [batch, pos]"),
      .init("bos", .bool, default: .bool(false), defaultText: "false", kind: .keywordOnly, "put the beginning-of-sequence token in front when it is not there"),
    ],
    result: "run",
    prose: "Runs the model. Texts of unequal length are padded on the left and masked; text is encoded exactly as the checkpoint's tokenizer does.",
    example: "model = HookedAutoModel(HookedAutoConfig(\"gpt2\", n_layer=1, n_embd=8, n_head=2, vocab_size=20))\nrun = model([3, 1, 4])\nrun.logits.shape")

  private static let attributes = [
    "config", "n_layers", "n_heads", "d_model", "d_head", "d_mlp", "n_ctx", "vocab_size", "parameters", "dtype", "compute", "tokenizer", "weight_names",
  ]

  override var typeName: String { "model" }
  override var memberNames: [String] { Self.attributes }
  override var isCallable: Bool { true }
  override var callDeclaration: Declaration? { Self.callDeclaration }

  override func storedAttribute(_ name: String) -> Value? { name == "config" ? .object(ConfigurationObject(model.configuration)) : nil }

  override func attribute(_ name: String) throws -> Value? {
    let c = model.configuration
    switch name {
    case "config": return .object(ConfigurationObject(c))
    case "n_layers": return .int(c.layerCount)
    case "n_heads": return .int(c.headCount)
    case "d_model": return .int(c.width)
    case "d_head": return .int(c.headWidth)
    case "d_mlp": return .int(c.hiddenWidth)
    case "n_ctx": return .int(c.contextLength)
    case "vocab_size": return .int(c.vocabularySize)
    case "parameters": return .int(model.parameterCount)
    case "dtype": return .text(model.dtype.rawValue)
    case "compute": return .text(model.compute.rawValue)
    case "tokenizer": return try model.tokenizer().map { .object(TokenizerObject($0)) } ?? Value.none
    case "weight_names": return .list(of: model.weightNames.map(Value.text))
    default: return nil
    }
  }

  override func countMemory(_ count: inout MemoryCount) { for storage in model.storages { count.add(storage) } }

  override func call(_ arguments: Arguments, in interpreter: Interpreter) throws -> Value {
    let bound = try Self.callDeclaration.bind(arguments)
    do {
      let sequences = try model.sequences(of: bound.value("input"), addBeginning: bound.bool("bos"))
      return .object(RunObject(try model.runForUser(sequences)))
    } catch let error as ModelError {
      throw bound.error("input", error.message, code: "model", notes: error.notes, help: error.help)
    }
  }

  override func shortDescription() -> String {
    let c = model.configuration
    let origin: String
    switch model.origin {
    case .random(let seed): origin = "random weights, seed \(seed)"
    case .checkpoint(let folder): origin = folder
    case .file(let path): origin = path
    }
    return "model(\(c.family): \(counted(c.layerCount, "layer")) × \(counted(c.headCount, "head")), d_model \(c.width), vocab \(c.vocabularySize), "
      + "\(grouped(model.parameterCount)) parameters \(model.dtype.rawValue)\(model.compute == .bfloat16 ? ", compute bf16" : ""), \(origin))"
  }
}

/// `124,439,808`
func grouped(_ number: Int) -> String {
  var digits = Array(String(number.magnitude))
  var at = digits.count - 3
  while at > 0 {
    digits.insert(",", at: at)
    at -= 3
  }
  return (number < 0 ? "-" : "") + String(digits)
}

/// The model whose user was told last that a text is longer than its context.
nonisolated(unsafe) private weak var modelOfLongText: TransformerModel?

extension TransformerModel {
  /// Says once that a text is longer than the model has seen: its numbers are right, and seldom mean anything.
  private func noteLength(_ sequences: [[Int]]) {
    let (longest, context) = (sequences.map(\.count).max() ?? 0, configuration.contextLength)
    guard longest > context, longest <= configuration.longestInput, modelOfLongText !== self else { return }
    modelOfLongText = self
    Library.notify("the input has \(longest) tokens; this model was made for at most \(context) (said once)")
  }

  /// Says that a text ended because the context did, which its new tokens do not tell.
  func noteEnd(of new: [Int], wanted: Int) {
    if new.count >= wanted || new.last.map(configuration.endOfSequence.contains) == true { return }
    Library.notify("the text ends after \(new.count) of \(wanted) new tokens: the context of \(configuration.contextLength) tokens is full")
  }

  /// Token ids from what a user gives a model: text, texts, ids, a tensor of ids, or a run.
  func sequences(of input: Value, addBeginning: Bool = false) throws -> [[Int]] {
    let plain: [[Int]]
    switch input {
    case .string(let box): plain = [try read(box.text)]
    case .list(let box): plain = try sequences(ofItems: box.items)
    case .tuple(let box): plain = try sequences(ofItems: box.items)
    case .object(let object as TensorObject): plain = try Self.sequences(of: object.tensor)
    case .object(let object as RunObject): plain = object.run.batch.sequences
    default:
      throw ValueError("type", "a model reads text, token ids or an integer tensor, not \(article(input.typeName))", argument: .keyword("input"))
    }
    noteLength(plain)
    guard addBeginning else { return plain }
    guard let beginning = configuration.beginningOfSequence else {
      throw ModelError("this model has no beginning-of-sequence token")
    }
    return plain.map { $0.first == beginning ? $0 : [beginning] + $0 }
  }

  /// The token ids of a text, of which a tokenizer without an unknown token may leave nothing.
  private func read(_ text: String) throws -> [Int] {
    let ids = try encode(text)
    if !ids.isEmpty || text.isEmpty { return ids }
    let tokenizer = try tokenizer()
    let known = (0..<min(configuration.vocabularySize, 8)).compactMap { tokenizer?.tokenString($0).map(quotedToken) }.joined(separator: ", ")
    let start = quotedToken(String(text.prefix(40))) + (text.count > 40 ? "…" : "")
    throw ModelError("the tokenizer finds no token in \(start)", help: ["its first tokens are \(known)"])
  }

  private func sequences(ofItems items: [Value]) throws -> [[Int]] {
    guard !items.isEmpty else { throw ModelError("the input has no tokens") }
    if items.allSatisfy({ if case .int = $0 { return true } else { return false } }) {
      return [items.compactMap { if case .int(let id) = $0 { return id } else { return nil } }]
    }
    return try items.map { item in
      switch item {
      case .string(let box): return try read(box.text)
      case .list, .tuple, .object:
        let inner = try sequences(of: item)
        guard inner.count == 1 else { throw ModelError("a batch is a list of texts or of lists of token ids") }
        return inner[0]
      default: throw ValueError("type", "a batch is a list of texts or of lists of token ids, not of \(item.typeName)s", argument: .keyword("input"))
      }
    }
  }

  private static func sequences(of tensor: Tensor) throws -> [[Int]] {
    guard tensor.dtype.isInteger else {
      throw TensorError("token ids are integers, not \(tensor.typeDescription)", help: ["`.astype(\"int64\")` makes them integers"])
    }
    let ids = try tensor.integerElements()
    switch tensor.rank {
    case 1: return [ids]
    case 2: return (0..<tensor.shape[0]).map { Array(ids[$0 * tensor.shape[1]..<($0 + 1) * tensor.shape[1]]) }
    default: throw TensorError("token ids have the shape [pos] or [batch, pos], not \(Tensor.describe(shape: tensor.shape))")
    }
  }
}

extension TransformerModel {
  /// A run that a user asked for: of one text, as far as it is new.
  func runForUser(_ sequences: [[Int]]) throws -> ModelRun {
    guard reusesPrefixes, Library.reusesPrefixes, sequences.count == 1 else { return try run(sequences) }
    return try runReusing(sequences[0])
  }
}

extension Library {
  /// Whether runs may go on from earlier ones; not while their time is taken.
  nonisolated(unsafe) public static var reusesPrefixes = true
}
