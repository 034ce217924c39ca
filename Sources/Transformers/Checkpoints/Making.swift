import Glibc
import JSON
import TensorFiles
import Tensors

extension TransformerModel {
  /// A model with random weights as its family begins them; the same seed gives the same weights everywhere.
  ///
  /// - Parameter dtype: float32 or bfloat16; nil takes float32 unless it would fill more than three quarters of the
  ///   memory that is free, and a note says so.
  public static func random(_ configuration: ModelConfiguration, seed: UInt64, dtype: DType? = nil) throws -> TransformerModel {
    let places = try Families.named(configuration.family).places(configuration)
    let parameters = configuration.parameterCount(places)
    let available = availableMemory()
    var notes: [String] = []
    let chosen: DType
    if let dtype {
      guard dtype == .float32 || dtype == .bfloat16 else {
        throw ModelError("random weights are f32 or bf16, not \(dtype.rawValue)")
      }
      chosen = dtype
    } else if parameters > available / 4 / 4 * 3 {
      chosen = .bfloat16
      notes.append("weights are bf16: \(formattedBytes(parameters.saturatingMultiplied(by: 4))) as f32 would not fit in the \(formattedBytes(available)) that are free")
    } else {
      chosen = .float32
    }
    let bytes = parameters.saturatingMultiplied(by: chosen.size)
    // A plan says by itself what does not fit, as far as numbers can be counted.
    guard bytes <= available || Meter.isPlanning && bytes < Int.max else {
      throw ModelError(
        "a model of \(parameters) parameters does not fit in memory",
        notes: ["\(formattedBytes(bytes)) as \(chosen.rawValue), \(formattedBytes(available)) are free"],
        help: ["give a smaller width or fewer layers"])
    }
    let tensors = try ModelWeights.randomTensors(places, seed: seed, dtype: chosen)
    return try TransformerModel(
      configuration: configuration, places: places, tensors: tensors, origin: .random(seed: seed), compute: .float32, notes: notes)
  }

  /// Bytes that can be had without pushing anything out, as the kernel counts them.
  static func availableMemory() -> Int {
    if let bytes = try? FileSystem.read("/proc/meminfo", limit: 1 << 16) {
      for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") where line.hasPrefix("MemAvailable:") {
        if let kilobytes = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) { return kilobytes * 1024 }
      }
    }
    let pages = sysconf(Int32(_SC_PHYS_PAGES))
    return pages > 0 ? pages * sysconf(Int32(_SC_PAGESIZE)) : Int.max
  }

  /// Writes an ordinary Hugging Face checkpoint: `config.json`, `model.safetensors`, and the tokenizer when there is one.
  /// Each file appears whole or not at all.
  public func save(to folder: String) throws {
    try requireWeights()
    try FileSystem.makeFolder(folder)
    var fields = configuration.fields
    fields["model_type"] = .string(configuration.family)
    fields["dtype"] = .string(["f32": "float32", "bf16": "bfloat16", "f16": "float16"][dtype.rawValue] ?? "float32")
    fields["torch_dtype"] = nil
    let named = places.uniquePlaces.compactMap { place in tensors[place.name].map { (places.fullName(place), $0) } }
    try writeSafeTensors(named, metadata: ["format": "pt"], to: folder + "/model.safetensors")
    try FileSystem.write(Array((JSON.object(fields).text(pretty: true) + "\n").utf8), to: folder + "/config.json")
    if case .file = origin, let tokenizer = try tokenizer() { try tokenizer.save(to: folder) }
    guard case .checkpoint(let source) = origin else { return }
    let others = [
      "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.json", "merges.txt", "added_tokens.json", "generation_config.json",
    ]
    for name in others {
      guard FileSystem.exists(source + "/" + name) else { continue }
      try FileSystem.write(try FileSystem.read(source + "/" + name), to: folder + "/" + name)
    }
  }
}
