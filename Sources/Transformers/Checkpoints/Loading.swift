import JSON
import TensorFiles
import Tensors

extension TransformerModel {
  /// A checkpoint folder as Hugging Face lays it out, or a file in it. Weights are mapped, not read.
  ///
  /// - Parameter firstLayers: only so many blocks, for large models.
  /// - Throws: `ModelError` or `TensorFileError` naming the file, field or tensor that is wrong.
  public static func load(_ path: String, compute: Compute = .float32, firstLayers: Int? = nil) throws -> TransformerModel {
    let folder = try checkpointFolder(path)
    var configuration = try loadConfiguration(folder)
    if let firstLayers { try configuration.keep(firstLayers: firstLayers) }
    let checkpoint = try Checkpoint(folder)
    let family = try Families.named(configuration.family)
    let places = family.places(configuration)
    let names = Set(checkpoint.names)
    var tensors: [String: Tensor] = [:]
    for place in places.uniquePlaces {
      guard let name = places.candidates(place).first(where: names.contains) else {
        throw ModelError(
          "the checkpoint has no tensor \"\(places.fullName(place))\"",
          notes: ["\(folder) holds \(names.count) tensors; a \(configuration.family) model with \(configuration.layerCount) layers needs this one"])
      }
      tensors[place.name] = try checked(try checkpoint.tensor(named: name), name: name, shape: place.shape)
    }
    return try TransformerModel(
      configuration: configuration, places: places, tensors: tensors, origin: .checkpoint(folder: folder), compute: compute, notes: [])
  }

  private static func checked(_ tensor: Tensor, name: String, shape: [Int]) throws -> Tensor {
    guard tensor.shape == shape else {
      throw ModelError(
        "the tensor \"\(name)\" has the shape \(Tensor.describe(shape: tensor.shape))",
        notes: ["the configuration makes it \(Tensor.describe(shape: shape))"])
    }
    guard tensor.dtype.isFloat else { throw ModelError("the tensor \"\(name)\" is \(tensor.dtype.rawValue), not a float type") }
    return tensor
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

  private static func checkpointFolder(_ path: String) throws -> String {
    guard FileSystem.exists(path) else { throw ModelError("there is no checkpoint at \"\(path)\"", help: ["give a folder with config.json and model.safetensors"]) }
    var folder = path
    if !FileSystem.isFolder(path) { folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "." }
    while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
    guard FileSystem.exists(folder + "/config.json") else { throw ModelError("\"\(folder)\" has no config.json") }
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
