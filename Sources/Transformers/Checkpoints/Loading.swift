import JSON
import TensorFiles
import Tensors

extension TransformerModel {
  /// A checkpoint folder as Hugging Face lays it out, a file in it, or a file of weights alone. Weights are mapped, not read.
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
    let folder = FileSystem.isFolder(path) ? path : parent(of: path)
    if fields == nil, FileSystem.exists(folder + "/config.json") { return try loadFolder(trimmed(folder), compute, firstLayers) }
    guard Checkpoint.isWeightFile(path) || fields != nil else { throw ModelError("\"\(trimmed(folder))\" has no config.json") }
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

  /// The configuration in a `config.json`, a checkpoint folder, or a file in one.
  public static func loadConfiguration(_ path: String) throws -> ModelConfiguration {
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
