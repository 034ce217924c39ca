import JSON
import TensorFiles
import Tensors
import Tokenizers

extension TransformerModel {
  /// A checkpoint folder as Hugging Face lays it out, a file in it, a file of llama.cpp, or a file of weights alone. Weights are
  /// mapped, not read; quantized ones are widened.
  ///
  /// - Parameters:
  ///   - fields: the configuration of a file that brings none: a family's with its `model_type`, else that of a
  ///     `HookedTransformer`, whose sizes are taken from the tensors where they are not given.
  ///   - firstLayers: only so many blocks, for large models.
  /// - Throws: `ModelError` or `TensorFileError` naming the file, field or tensor that is wrong.
  public static func load(
    _ path: String, fields: JSONObject? = nil, compute: Compute = .float32, firstLayers: Int? = nil
  ) throws -> TransformerModel {
    guard FileSystem.exists(path) else { throw missing(path) }
    if GGUFModel.isGGUF(path) {
      guard fields == nil else { throw ModelError("a GGUF file brings its own configuration", help: ["leave `config` out"]) }
      return try loadGGUF(path, compute, firstLayers)
    }
    let folder = FileSystem.isFolder(path) ? path : parent(of: path)
    if fields == nil, FileSystem.exists(folder + "/config.json") { return try loadFolder(trimmed(folder), compute, firstLayers) }
    guard Checkpoint.isWeightFile(path) || fields != nil else {
      let file = FileSystem.names(in: folder).first(where: GGUFModel.isGGUF)
      throw ModelError("\"\(trimmed(folder))\" has no config.json", help: file.map { ["it has \($0): give the path of that file"] } ?? [])
    }
    let checkpoint = try Checkpoint(path)
    let family = fields?["model_type"]?.stringValue ?? HookedTransformer.modelType
    guard let fields, family != HookedTransformer.modelType else {
      return try loadToy(checkpoint, fields ?? [:], origin: .file(path), compute, firstLayers)
    }
    return try load(checkpoint, try Families.configuration(.object(fields)), origin: .file(path), compute, firstLayers)
  }

  private static func loadFolder(_ folder: String, _ compute: Compute, _ firstLayers: Int?) throws -> TransformerModel {
    let configuration = try loadConfiguration(folder)
    let checkpoint = try Checkpoint(folder)
    let origin = Origin.checkpoint(folder: folder)
    guard configuration.family != HookedTransformer.modelType else {
      return try loadToy(checkpoint, configuration.fields, origin: origin, compute, firstLayers)
    }
    return try load(checkpoint, configuration, origin: origin, compute, firstLayers)
  }

  private static func load(
    _ checkpoint: Checkpoint, _ configuration: ModelConfiguration, origin: Origin, _ compute: Compute, _ firstLayers: Int?
  ) throws -> TransformerModel {
    var configuration = configuration
    if let firstLayers { try configuration.keep(firstLayers: firstLayers) }
    let places = try Families.named(configuration.family).places(configuration)
    let source = CheckpointSource(checkpoint, places: places, experts: configuration.experts)
    return try TransformerModel(
      configuration: configuration, places: places, tensors: try source.tensors(at: places, of: configuration), origin: origin, compute: compute,
      notes: [])
  }

  /// Quantized weights are widened: to float32 where that leaves a quarter of the memory that is free, else to float16.
  private static func loadGGUF(_ path: String, _ compute: Compute, _ firstLayers: Int?) throws -> TransformerModel {
    let model = try GGUFModel(path)
    var configuration = try model.configuration()
    if let firstLayers { try configuration.keep(firstLayers: firstLayers) }
    let places = try Families.named(configuration.family).places(configuration)
    let widened = configuration.parameterCount(places).saturatingMultiplied(by: 4)
    let available = availableMemory()
    var notes: [String] = []
    if model.file.names.contains(where: model.file.isQuantized), widened > available / 4 * 3 {
      guard widened / 2 <= available else {
        throw ModelError(
          "the weights of \"\(path)\" do not fit in memory", notes: ["\(formattedBytes(widened / 2)) as f16, \(formattedBytes(available)) are free"],
          help: ["first_n_layers=… loads some of the blocks"])
      }
      model.file.quantizedDType = .float16
      notes.append("quantized weights are f16: \(formattedBytes(widened)) as f32 would not fit in the \(formattedBytes(available)) that are free")
    }
    let source = GGUFSource(model, configuration)
    let tensors = try source.tensors(at: places, of: configuration)
    try source.requireAllUsed()
    return try TransformerModel(
      configuration: configuration, places: places, tensors: tensors, origin: .file(path), compute: compute, notes: notes)
  }

  private static func loadToy(
    _ checkpoint: Checkpoint, _ fields: JSONObject, origin: Origin, _ compute: Compute, _ firstLayers: Int?
  ) throws -> TransformerModel {
    let toy = ToyCheckpoint(checkpoint)
    var configuration = try HookedTransformer.configuration(try toy.completed(fields))
    if let firstLayers { try configuration.keep(firstLayers: firstLayers) }
    let places = toy.places(configuration)
    try toy.requireAllUsed(places, of: configuration)
    return try TransformerModel(
      configuration: configuration, places: places, tensors: try toy.tensors(at: places, of: configuration), origin: origin, compute: compute, notes: [])
  }

  /// The configuration in a `config.json`, a checkpoint folder, a file in one, or a GGUF file.
  public static func loadConfiguration(_ path: String) throws -> ModelConfiguration {
    if GGUFModel.isGGUF(path), FileSystem.exists(path) { return try GGUFModel(path).configuration() }
    let file = path.hasSuffix(".json") && !FileSystem.isFolder(path) ? path : try checkpointFolder(path) + "/config.json"
    let bytes = try FileSystem.read(file, limit: 1 << 24)
    let json: JSON
    do { json = try JSON.parse(bytes) } catch { throw ModelError("\"\(file)\" is not JSON: \(error)") }
    var configuration: ModelConfiguration
    do { configuration = try Families.configuration(json) } catch let error as ModelError {
      var located = error
      located.notes.append("in \(file)")
      throw located
    }
    configuration.readGeneration(besides: file)
    return configuration
  }

  /// The tokenizer of a GGUF file, a checkpoint folder, or a `tokenizer.json`.
  ///
  /// - Throws: `TokenizerError` or `ModelError` saying what is missing or not supported.
  public static func loadTokenizer(_ path: String) throws -> Tokenizer {
    guard GGUFModel.isGGUF(path), FileSystem.exists(path) else { return try Tokenizer(contentsOf: path) }
    guard let tokenizer = try GGUFTokenizer(try GGUFFile(path)) else { throw ModelError("\"\(path)\" has no tokenizer") }
    return try tokenizer.tokenizer()
  }

  private static func missing(_ path: String) -> ModelError {
    ModelError("there is no checkpoint at \"\(path)\"", help: ["give a folder with config.json and model.safetensors"])
  }

  private static func checkpointFolder(_ path: String) throws -> String {
    guard FileSystem.exists(path) else { throw missing(path) }
    let folder = trimmed(FileSystem.isFolder(path) ? path : parent(of: path))
    guard FileSystem.exists(folder + "/config.json") else { throw ModelError("\"\(folder)\" has no config.json") }
    return folder
  }

  private static func parent(of path: String) -> String { path.lastIndex(of: "/").map { String(path[...$0]) } ?? "." }

  private static func trimmed(_ folder: String) -> String {
    var folder = folder
    while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
    return folder
  }
}

extension ModelConfiguration {
  /// `generation_config.json` may name more tokens that end a text.
  fileprivate mutating func readGeneration(besides file: String) {
    let folder = file.lastIndex(of: "/").map { String(file[..<$0]) } ?? "."
    guard let bytes = try? FileSystem.read(folder + "/generation_config.json", limit: 1 << 20), let json = try? JSON.parse(bytes),
      let fields = json.objectValue
    else { return }
    let ends = ConfigurationReader(fields: fields, family: family).tokenIDs("eos_token_id")
    endOfSequence += ends.filter { !endOfSequence.contains($0) }
  }

  fileprivate mutating func keep(firstLayers: Int) throws {
    guard firstLayers >= 1, firstLayers <= layerCount else {
      throw ModelError("first_n_layers is \(firstLayers)", notes: ["this model has \(layerCount) layers"])
    }
    layerCount = firstLayers
    for key in ["n_layer", "n_layers", "num_layers", "num_hidden_layers"] where fields[key] != nil { fields[key] = .int(firstLayers) }
    for key in ["layer_types", "no_rope_layers", "attention_layers"] {
      if let list = fields[key]?.arrayValue { fields[key] = .array(Array(list.prefix(firstLayers))) }
    }
  }
}
