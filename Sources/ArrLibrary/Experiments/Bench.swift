import ArrLanguage
import Glibc
import Interpretability
import JSON
import Tensors
import Transformers

/// The experiment bench in the language: it passes tools to functions and records calls.
final class BenchObject: ArrObject {
  let model: ModelObject
  let store: ExperimentStore

  init(_ model: ModelObject, store: ExperimentStore) {
    self.model = model
    self.store = store
  }

  override var typeName: String { "bench" }
  override var memberNames: [String] { ["model", "save_dir"] }
  override func attribute(_ name: String) throws -> Value? { storedAttribute(name) }
  override func storedAttribute(_ name: String) -> Value? {
    switch name {
    case "model": return .object(model)
    case "save_dir": return .text(store.folder)
    default: return nil
    }
  }
  override func shortDescription() -> String { "Bench(\(model.shortDescription()), save_dir=\"\(store.folder)\")" }
}

/// A function that another one stands behind: what it was defined as is still its name, source and documentation.
class WrappedFunction: Callable {
  let inner: Callable
  init(_ inner: Callable) { self.inner = inner }
  override var name: String { inner.name }
  override var declaration: Declaration? { inner.declaration }
  override var sourceText: String? { inner.sourceText }
}

/// Passes tools by name to a function whose parameters ask for them.
final class ToolFunction: WrappedFunction {
  private let tools: [(name: String, value: Value)]

  init(_ inner: Callable, tools: [(name: String, value: Value)]) {
    self.tools = tools
    super.init(inner)
  }

  override var declaration: Declaration? {
    var own = inner.declaration
    own?.parameters.removeAll { parameter in tools.contains { $0.name == parameter.name } }
    return own
  }

  override func call(_ arguments: Arguments, in interpreter: Interpreter) throws -> Value {
    var all = arguments
    // What the caller passes wins over the bench.
    for tool in tools where !arguments.keyword.contains(where: { $0.name == tool.name }) { all.keyword.append(tool) }
    return try inner.call(all, in: interpreter)
  }
}

/// Records every call that comes to an end.
final class LoggedFunction: WrappedFunction {
  private let bench: BenchObject

  init(_ inner: Callable, bench: BenchObject) {
    self.bench = bench
    super.init(inner)
  }

  override func call(_ arguments: Arguments, in interpreter: Interpreter) throws -> Value {
    let time = Library.seconds(CLOCK_REALTIME)
    let result = try inner.call(arguments, in: interpreter)
    let seconds = Library.seconds(CLOCK_REALTIME) - time
    let record = ExperimentRecord(
      name: inner.name, source: inner.sourceText ?? "", arguments: try named(arguments), result: try toJSON(result),
      model: try bench.model.model.identity(), program: "arr \(Library.version)", time: time, seconds: seconds)
    try bench.store.save(record)
    return result
  }

  /// The arguments by their parameters' names.
  private func named(_ arguments: Arguments) throws -> JSONObject {
    var object = JSONObject()
    let parameters = declaration?.parameters ?? []
    for (i, value) in arguments.positional.enumerated() {
      object[i < parameters.count ? parameters[i].name : "\(i)"] = try recorded(value)
    }
    for (name, value) in arguments.keyword { object[name] = try recorded(value) }
    return object
  }

  /// Values without JSON (models, runs) are recorded by their one line.
  private func recorded(_ value: Value) throws -> JSON { try (try? toJSON(value)) ?? .string(value.fullRepr()) }
}

extension TransformerModel {
  /// What identifies a model in a record.
  fileprivate func identity() throws -> JSONObject {
    var object: JSONObject = ["family": .string(configuration.family), "parameters": .int(parameterCount), "dtype": .string(dtype.rawValue)]
    switch origin {
    case .random(let seed): object["seed"] = .int(Int(bitPattern: UInt(seed)))
    case .checkpoint(let folder): object["folder"] = .string(folder)
    case .file(let path): object["file"] = .string(path)
    }
    object["config_hash"] = .string(contentHash(Array(JSON.object(configuration.fields).text().utf8)))
    object["weights_hash"] = .string(weightsHash())
    return object
  }

  /// A hash over a thousand bytes of every tensor: tells checkpoints apart without reading them whole.
  private func weightsHash() -> String {
    var bytes: [UInt8] = []
    for name in places.uniquePlaces.map({ places.fullName($0) }) {
      guard let tensor = try? weight(name), tensor.byteCount > 0 else { continue }
      bytes += UnsafeRawBufferPointer(start: tensor.address, count: min(1000, tensor.byteCount))
    }
    return contentHash(bytes)
  }
}

extension Library {
  static func installExperiments(in interpreter: Interpreter) {
    interpreter.define(
      Declaration(
        "Bench", group: "experiments",
        parameters: [
          .init("model", .named("model"), "the model that tools work on"),
          .init("save_dir", .string, default: .text("experiments"), defaultText: "\"experiments\"", "where records go").naming(.folder),
        ],
        result: "bench", prose: "Passes tools to functions and records what they do.",
        example: exampleModel + "exp = Bench(model, save_dir=\"/tmp/arr-example-bench\")\nexp.save_dir")
    ) { args, _ in
      .object(BenchObject(try args.object("model"), store: ExperimentStore(folder: try args.string("save_dir"))))
    }
    installDecorators(in: interpreter)
    installVersions(in: interpreter)
  }

  private static func installDecorators(in interpreter: Interpreter) {
    interpreter.define(
      Declaration(
        "use_tools", group: "experiments", parameters: [.init("names", .string, kind: .variadic, "of `tools()`").naming(.tool)], result: "a decorator",
        prose: "A decorator that passes tools to a function by name: they become its keyword arguments.",
        example: exampleModel
          + "exp = Bench(model)\n@exp.use_tools(\"logit_lens\")\ndef total(ids, logit_lens) { return logit_lens.layer_attributions(ids, 0).total }\ntotal([1, 2])"),
      for: "bench", of: BenchObject.self
    ) { own, args, _ in
      let tools = try args.strings("names").map { (name: $0, value: Value.object(try makeTool($0, own.model.model))) }
      return .function(decorator("use_tools") { .function(ToolFunction($0, tools: tools)) })
    }
    interpreter.define(
      Declaration(
        "log_experiment", group: "experiments", parameters: [.init("function", .function, "what to record")], result: "function",
        prose: "A decorator that records every call: source, arguments, result, model, program version, time; one JSON file a version under `save_dir`.",
        example: exampleModel
          + "exp = Bench(model, save_dir=\"/tmp/arr-example-bench\")\n@exp.log_experiment\ndef double(x) { return 2 * x }\ndouble(4)\nlen(exp.list_versions(\"double\")) >= 1"),
      for: "bench", of: BenchObject.self
    ) { own, args, _ in
      guard case .function(let function) = args.value("function") else { return .none }
      return .function(LoggedFunction(function, bench: own))
    }
  }

  private static func decorator(_ name: String, _ wrap: @escaping (Callable) -> Value) -> Callable {
    NativeFunction(Declaration(name, group: "experiments", parameters: [.init("function", .function, "what is decorated")], result: "function", prose: "A decorator.")) { args, _ in
      guard case .function(let function) = args.value("function") else { return .none }
      return wrap(function)
    }
  }

  private static func installVersions(in interpreter: Interpreter) {
    interpreter.define(
      Declaration(
        "list_versions", group: "experiments", parameters: [.init("name", .string, "the function's name")], result: "list of dict",
        prose: "The recorded versions of an experiment, oldest first, each with its `version` and `time`.",
        example: exampleModel + "exp = Bench(model, save_dir=\"/tmp/arr-example-bench\")\nexp.list_versions(\"never\")"),
      for: "bench", of: BenchObject.self
    ) { own, args, _ in
      .list(
        of: try own.store.versions(of: try args.string("name")).map { entry in
          var fields = ValueDictionary()
          fields["version"] = .text(entry.version)
          fields["time"] = .text(entry.time)
          return .dict(of: fields)
        })
    }
    interpreter.define(
      Declaration(
        "get_version", group: "experiments",
        parameters: [.init("name", .string, "the function's name"), .init("hash", .string, "its version, or a beginning that only it has")], result: "dict",
        prose: "The whole record of a version: source, arguments, result, model, program, time.",
        example: exampleModel
          + "exp = Bench(model, save_dir=\"/tmp/arr-example-bench\")\n@exp.log_experiment\ndef triple(x) { return 3 * x }\ntriple(4);\nversion = exp.list_versions(\"triple\")[-1][\"version\"]\nexp.get_version(\"triple\", version)[\"result\"]"),
      for: "bench", of: BenchObject.self
    ) { own, args, _ in try fromJSON(try own.store.record(try args.string("name"), version: try args.string("hash"))) }
  }
}
