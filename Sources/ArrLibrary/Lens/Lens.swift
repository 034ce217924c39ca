import ArrLanguage
import Interpretability
import Tensors
import Transformers

/// A logit lens in the language.
final class LensObject: ArrObject {
  let lens: LogitLens
  init(_ lens: LogitLens) { self.lens = lens }
  override var typeName: String { "logit_lens" }
  override var memberNames: [String] { ["model"] }
  override func attribute(_ name: String) throws -> Value? { storedAttribute(name) }
  override func storedAttribute(_ name: String) -> Value? { name == "model" ? .object(ModelObject(lens.model)) : nil }
  override func shortDescription() -> String { "LogitLens(\(ModelObject(lens.model).shortDescription()))" }
  override func countMemory(_ count: inout MemoryCount) { for storage in lens.model.storages { count.add(storage) } }

  func run(_ args: BoundArguments) throws -> ModelRun {
    if case .object(let object as RunObject) = args.value("input") {
      guard object.run.model === lens.model else { throw args.error("input", "this run is of another model than the lens") }
      return object.run
    }
    return try lens.model.runForUser(try lens.model.sequences(of: args.value("input")))
  }

  /// An id, a string that is one token, or a pair.
  func target(_ args: BoundArguments) throws -> LensTarget {
    func one(_ value: Value) throws -> Int {
      switch value {
      case .string(let box): return try lens.model.token(box.text)
      default:
        guard case .int(let id) = try scalarized(value) else {
          throw args.error("target", "a target is a token id, a string that is one token, or a pair of them, not \(article(value.typeName))", code: "type")
        }
        return try lens.model.checked(id: id)
      }
    }
    let value = args.value("target")
    do { return try target(value, one) } catch let error as ModelError {
      throw args.error("target", error.message, notes: error.notes, help: error.help)
    }
  }

  private func target(_ value: Value, _ one: (Value) throws -> Int) throws -> LensTarget {
    let items: [Value]
    switch value {
    case .tuple(let box): items = box.items
    case .list(let box): items = box.items
    default: return .token(try one(value))
    }
    guard items.count == 2 else { throw ModelError("a pair has two tokens, this has \(items.count)") }
    return .difference(try one(items[0]), try one(items[1]))
  }

  private func scalarized(_ value: Value) throws -> Value {
    if case .object(let object) = value, let scalar = try object.scalar() { return scalar }
    return value
  }

  static func layer(_ value: Value, _ args: BoundArguments, _ name: String) throws -> LensLayer {
    switch value {
    case .int(let number): return .block(number)
    case .string(let box) where box.text == "embed": return .embedding
    case .object(let object):
      if case .int(let number)? = try object.scalar() { return .block(number) }
      fallthrough
    default: throw args.error(name, "a layer is an int or \"embed\", not \(article(value.typeName))", code: "type")
    }
  }

  /// Positions, or nil for all.
  static func positions(_ args: BoundArguments, in interpreter: Interpreter) throws -> [Int]? {
    try choices(args, "pos", in: interpreter)?.map { value in
      guard let number = try value.asIndex() else { throw args.error("pos", "a position is an int, not \(article(value.typeName))", code: "type") }
      return number
    }
  }

  /// What was chosen one by one: a value, or the items of a list, range or tensor; nil for all.
  static func choices(_ args: BoundArguments, _ name: String, in interpreter: Interpreter) throws -> [Value]? {
    let value = args.value(name)
    if isAll(value) { return nil }
    switch value {
    case .list(let box): return box.items
    case .tuple(let box): return box.items
    case .object(let object) where object is RangeObject || object is TensorObject:
      if try value.asIndex() != nil { return [value] }
      // No model is that large: such a range is a mistake, and need not be made a list.
      if let count = try object.length(), count > 1 << 24 { throw args.error(name, "`\(name)` names \(grouped(count)) of them, more than any model has") }
      return try interpreter.items(of: value)
    default: return [value]
    }
  }

  /// What the signatures call `all`: nothing given, the word, or the function of that name.
  static func isAll(_ value: Value) -> Bool {
    switch value {
    case .function(let function): return function.declaration?.name == "all"
    case .string(let box): return box.text == "all"
    default: return value.isNone
    }
  }
}

extension Library {
  private typealias Parameter = Declaration.Parameter

  private static let input = Parameter("input", .any, "text, token ids, an integer tensor, or a run")
  private static let target = Parameter("target", .any, "a token id, a string that is one token, or a pair for a logit difference")
  private static let allPositions = Parameter("pos", .any, default: Value.none, defaultText: "all", kind: .keywordOnly, "a position, or a list or range of them; negative from the end; \"all\"")

  static let exampleLens = exampleModel + "lens = LogitLens(model)\n"

  static func installLens(in interpreter: Interpreter) {
    interpreter.define(
      Declaration(
        "LogitLens", group: "lens",
        parameters: [.init("model", .named("model"), "the model to read"), .init("k", .int, default: .int(5), defaultText: "5", kind: .keywordOnly, "best tokens that a reading keeps")],
        result: "logit_lens", prose: "A lens that reads every stream of a model through its final norm and unembedding.",
        example: exampleLens + "lens.logit_lens([1, 2, 3], target=0, layer=1)")
    ) { args, _ in
      let model: ModelObject = try args.object("model")
      let k = try args.int("k")
      guard k >= 1 else { throw args.error("k", "`k` is at least 1, not \(k)") }
      return .object(LensObject(LogitLens(model: model.model, topCount: k)))
    }
    installReadings(in: interpreter)
    installAttributions(in: interpreter)
    installTools(in: interpreter)
  }

  private static func installReadings(in interpreter: Interpreter) {
    interpreter.define(
      Declaration(
        "logit_lens", group: "lens",
        parameters: [input, target, .init("layer", .any, "the block whose output is read, -1 for the last, \"embed\" for what enters block 0"), allPositions],
        result: "reading",
        prose: "What one layer says of the next token at every position: logit, log_prob, prob, rank (0 = best), entropy, kl (final ‖ layer) and top; `direct` holds the same of the model's output. Of a pair, logit is the difference; the fields log_prob, prob and rank are those of its first token, and stand in no table. The norm's statistics are those of the stream that is read.",
        example: exampleLens + "reading = lens.logit_lens([1, 2, 3], target=0, layer=-1)\nreading.kl.max() < 1e-6"), for: "logit_lens", of: LensObject.self
    ) { own, args, interpreter in
      let run = try own.run(args)
      let layer = try LensObject.layer(args.value("layer"), args, "layer")
      return .object(try own.lens.readingRecord(run, try own.target(args), layer, positions: try LensObject.positions(args, in: interpreter)))
    }
    interpreter.define(
      Declaration(
        "trajectory", group: "lens",
        parameters: [input, target, .init("pos", .int, default: .int(-1), defaultText: "-1", kind: .keywordOnly, "negative from the end")],
        result: "trajectory", prose: "The numbers of `logit_lens` for every layer at one position.",
        example: exampleLens + "path = lens.trajectory([1, 2, 3], 0)\npath"), for: "logit_lens", of: LensObject.self
    ) { own, args, _ in
      .object(try own.lens.trajectoryRecord(try own.run(args), try own.target(args), pos: try args.int("pos")))
    }
    interpreter.define(
      Declaration(
        "grid", group: "lens",
        parameters: [
          input, .init("k", .int, default: .int(1), defaultText: "1", kind: .keywordOnly, "best tokens kept in every cell"),
          .init("layers", .any, default: Value.none, defaultText: "all", kind: .keywordOnly, "a layer, or a list or range of them, \"embed\" is one; \"all\""), allPositions,
        ],
        result: "grid", prose: "Layers × positions: the best tokens everywhere with their probability, the rank of the model's final token, entropy and kl.",
        example: exampleLens + "grid = lens.grid([1, 2, 3])\ngrid.rank.shape"), for: "logit_lens", of: LensObject.self
    ) { own, args, interpreter in
      let layers = try LensObject.choices(args, "layers", in: interpreter)?.map { try LensObject.layer($0, args, "layers") }
      let positions = try LensObject.positions(args, in: interpreter)
      return .object(try own.lens.gridRecord(try own.run(args), k: try args.int("k"), layers: layers, positions: positions))
    }
  }

  private static func installAttributions(in interpreter: Interpreter) {
    for name in ["layer_attributions", "layer_attribution"] {
      interpreter.define(
        Declaration(
          name, group: "lens",
          parameters: [
            input, target, .init("pos", .int, default: .int(-1), defaultText: "-1", kind: .keywordOnly, "negative from the end"),
            .init("by", .string, default: .text("sublayer"), defaultText: "\"sublayer\"", kind: .keywordOnly, "\"layer\", \"sublayer\", \"head\", \"neuron\" or \"source\" (head × source token)"),
          ],
          result: "ledger",
          prose: "Exact direct logit attribution: rows for the embedding, what each part wrote to the stream, and biases, that sum to the logit. The final norm's scale is that of the full stream, kept fixed; the footer prints total, logit and their difference.",
          example: exampleLens + "ledger = lens.\(name)([1, 2, 3], 0)\nledger"), for: "logit_lens", of: LensObject.self
      ) { own, args, _ in
        let by = try args.string("by")
        guard let unit = AttributionUnit(rawValue: by) else {
          throw args.error("by", "a logit cannot be split by \"\(by)\"", help: ["\"layer\", \"sublayer\", \"head\", \"neuron\" or \"source\""])
        }
        return .object(try own.lens.ledgerRecord(try own.run(args), try own.target(args), pos: try args.int("pos"), by: unit))
      }
    }
  }

  /// The tools that a bench can pass to a function, by name.
  static let toolMakers: [(name: String, summary: String, make: (TransformerModel) -> ArrObject)] = [
    ("logit_lens", "read every layer through the unembedding; split a logit exactly", { LensObject(LogitLens(model: $0)) })
  ]

  private static func installTools(in interpreter: Interpreter) {
    interpreter.define(
      Declaration("tools", group: "lens", result: "list of string", prose: "The names of the tools that `tool` and `use_tools` make.", example: "\"logit_lens\" in tools()")
    ) { _, _ in .list(of: toolMakers.map { .text($0.name) }) }
    interpreter.define(
      Declaration(
        "tool", group: "lens", parameters: [.init("name", .string, "one of `tools()`").naming(.tool), .init("model", .named("model"), "the model it works on")],
        result: "the tool", prose: "Makes a tool by name.", example: exampleModel + "tool(\"logit_lens\", model)")
    ) { args, _ in
      let model: ModelObject = try args.object("model")
      return .object(try makeTool(try args.string("name"), model.model))
    }
  }

  static func makeTool(_ name: String, _ model: TransformerModel) throws -> ArrObject {
    if let maker = toolMakers.first(where: { $0.name == name }) { return maker.make(model) }
    let near = suggestions(for: name, among: toolMakers.map(\.name))
    throw ValueError(
      "name", "there is no tool \"\(name)\"",
      help: near.isEmpty ? ["the tools are \(toolMakers.map(\.name).joined(separator: ", "))"] : ["did you mean \"\(near.joined(separator: "\", \""))\"?"])
  }
}
