import Glibc
import JSON
import Tensors

/// Models by name: in the cache that Hugging Face's tools share, else from the hub into that cache.
public struct Hub {
  /// Where the hub and the cache are, and who asks.
  let settings: HubSettings

  /// What of a model is needed.
  public enum Need: Sendable {
    /// `config.json`.
    case configuration
    /// The tokenizer's files.
    case tokenizer
    /// Everything that a model needs.
    case model
  }

  /// How far a download is.
  public struct Progress: Sendable {
    /// The file that is coming.
    public var file: String
    /// Bytes of all files that are here.
    public var received: Int
    /// Bytes of all files that are known to be needed; 0 when the hub does not say.
    public var total: Int
  }

  /// The hub of these settings; those of the environment when none are given. Nothing is fetched yet.
  public init(_ settings: HubSettings = .current) { self.settings = settings }

  /// The folder in the cache that holds a model's files.
  ///
  /// - Parameters:
  ///   - revision: a branch, a tag or a commit; nil is `main`.
  ///   - progress: told now and then, at most ten times a second.
  ///   - note: told what the user should know, such as that there are only pickled weights.
  /// - Throws: `ModelError` saying why it cannot be had and what to do, `InterruptedError`.
  public func folder(
    of repository: HubRepository, revision: String? = nil, need: Need, progress: @escaping (Progress) -> Void = { _ in },
    note: (String) -> Void = { _ in }
  ) throws -> String {
    let revision = revision ?? "main"
    guard HubCache.isSafe(path: revision) else { throw ModelError("\"\(revision)\" cannot be a revision", help: ["give a branch, a tag or a commit"]) }
    let cache = HubCache(settings, repository)
    let cached = cache.snapshot(of: revision)
    if let cached, isWhole(cached, cache, need) { return cached }
    if settings.isOffline {
      if let cached, isUsable(cached, need) { return cached }
      throw ModelError(
        cached == nil ? "\"\(repository)\" is not in the cache" : "\"\(repository)\" is in the cache in parts only",
        notes: ["the cache is \(settings.cache)", "HF_HUB_OFFLINE is set, so nothing is fetched"])
    }
    do {
      var fetching = try Fetching(settings, repository, revision, progress: progress)
      return try fetching.run(need, note)
    } catch let failure as HTTPSession.Failure {
      if let cached, isUsable(cached, need) { return cached }
      throw ModelError(
        "\"\(repository)\" is not in the cache, and the hub cannot be reached", notes: ["\(settings.endpoint): \(failure.reason)", "the cache is \(settings.cache)"])
    }
  }

  /// Whether a commit's folder holds all that the hub has of what is needed.
  private func isWhole(_ snapshot: String, _ cache: HubCache, _ need: Need) -> Bool {
    guard isUsable(snapshot, need) else { return false }
    if need == .configuration { return true }
    return FileSystem.exists(snapshot + "/tokenizer.json") || FileSystem.exists(snapshot + "/vocab.json")
      || cache.knowsAbsence(of: "tokenizer.json", inSnapshot: snapshot)
  }

  /// Whether one can do with what a commit's folder holds.
  private func isUsable(_ snapshot: String, _ need: Need) -> Bool {
    func has(_ name: String) -> Bool { FileSystem.exists(snapshot + "/" + name) }
    switch need {
    case .configuration: return has("config.json")
    case .tokenizer: return has("tokenizer.json") || has("vocab.json")
    case .model: return has("config.json") && WeightFiles.all.contains { $0.isWhole(in: snapshot) }
    }
  }

  /// Waits, and ends at Ctrl-C.
  static func pause(_ seconds: Double) throws {
    var left = seconds
    repeat {
      try Interruption.check()
      usleep(UInt32(min(max(left, 0), 0.05) * 1e6))
      left -= 0.05
    } while left > 0
  }
}

/// A way in which a checkpoint's weights are kept: one file, or parts that an index lists.
struct WeightFiles {
  let single: String
  let index: String
  let isPickled: Bool

  static let all = [
    WeightFiles(single: "model.safetensors", index: "model.safetensors.index.json", isPickled: false),
    WeightFiles(single: "pytorch_model.bin", index: "pytorch_model.bin.index.json", isPickled: true),
  ]

  func isWhole(in folder: String) -> Bool {
    if FileSystem.exists(folder + "/" + single) { return true }
    guard let parts = try? Self.parts(index: folder + "/" + index) else { return false }
    return !parts.isEmpty && parts.allSatisfy { FileSystem.exists(folder + "/" + $0) }
  }

  /// The names of the files that an index lists.
  static func parts(index path: String) throws -> [String] {
    let bytes = try FileSystem.read(path, limit: 1 << 27)
    let json: JSON
    do { json = try JSON.parse(bytes) } catch { throw ModelError("\"\(path)\" is not JSON: \(error)") }
    guard let map = json["weight_map"]?.objectValue else { throw ModelError("\"\(path)\" has no `weight_map`") }
    let names = Set(map.pairs.compactMap { $0.1.stringValue })
    guard names.allSatisfy(HubCache.isSafe(name:)) else { throw ModelError("\"\(path)\" names files that do not lie beside it") }
    return names.sorted()
  }
}

/// Fetches what is missing of one commit.
private struct Fetching {
  let client: HubClient
  let cache: HubCache
  let revision: String
  let progress: (Hub.Progress) -> Void
  private var commit: String?
  /// Bytes of the files that are done, and of all that are known.
  private var done = 0
  private var total = 0

  init(_ settings: HubSettings, _ repository: HubRepository, _ revision: String, progress: @escaping (Hub.Progress) -> Void) throws {
    client = try HubClient(settings, repository)
    cache = HubCache(settings, repository)
    self.revision = revision
    self.progress = progress
  }

  mutating func run(_ need: Hub.Need, _ note: (String) -> Void) throws -> String {
    if need == .tokenizer {
      try fetchTokenizer()
      guard let commit, FileSystem.exists(cache.snapshot(ofCommit: commit) + "/tokenizer.json") || FileSystem.exists(cache.snapshot(ofCommit: commit) + "/vocab.json") else {
        throw ModelError("\"\(client.repository)\" has no tokenizer", notes: ["neither tokenizer.json nor vocab.json"])
      }
      return cache.snapshot(ofCommit: commit)
    }
    guard try fetch("config.json"), let commit else {
      throw ModelError("\"\(client.repository)\" has no config.json", notes: ["it is not a model in the layout of transformers"])
    }
    try fetch("generation_config.json")
    if need == .model {
      try fetchTokenizer()
      try fetchWeights(note)
    }
    return cache.snapshot(ofCommit: commit)
  }

  private mutating func fetchTokenizer() throws {
    let hasTokenizer = try fetch("tokenizer.json")
    try fetch("tokenizer_config.json")
    try fetch("special_tokens_map.json")
    if !hasTokenizer {
      try fetch("vocab.json")
      try fetch("merges.txt")
      try fetch("added_tokens.json")
    }
  }

  private mutating func fetchWeights(_ note: (String) -> Void) throws {
    for files in WeightFiles.all {
      if let single = try describe(files.single) {
        if files.isPickled { note(Self.pickled(client.repository, single.size)) }
        return try fetch([single])
      }
      guard try fetch(files.index), let commit else { continue }
      let names = try WeightFiles.parts(index: cache.snapshot(ofCommit: commit) + "/" + files.index)
      let parts = try names.map { name in
        guard let part = try describe(name) else { throw ModelError("\"\(client.repository)\" has no \(name), which its index lists") }
        return part
      }
      if files.isPickled { note(Self.pickled(client.repository, parts.reduce(0) { $0 + ($1.size ?? 0) })) }
      return try fetch(parts)
    }
    throw ModelError(
      "\"\(client.repository)\" has no weights that can be read", notes: ["neither model.safetensors nor pytorch_model.bin, whole or in parts"])
  }

  private static func pickled(_ repository: HubRepository, _ size: Int?) -> String {
    "\(repository) has its weights only as Python pickles (\(formattedBytes(size ?? 0))); tensors alone are read from them, no code is run"
  }

  /// Whether the commit has the file, which then is in the cache.
  @discardableResult
  private mutating func fetch(_ name: String) throws -> Bool {
    guard let file = try describe(name) else { return false }
    try fetch([file])
    return true
  }

  private mutating func describe(_ name: String) throws -> HubFile? {
    let file = try client.describe(name, revision: commit ?? revision)
    if let file {
      if commit == nil { try cache.setReference(revision, to: file.commit) }
      commit = commit ?? file.commit
      guard file.commit == commit else { throw ModelError("the hub answers with two commits for one revision of \"\(client.repository)\"", help: ["try again"]) }
    } else if let commit {
      try cache.noteAbsence(of: name, commit: commit)
    }
    return file
  }

  private mutating func fetch(_ files: [HubFile]) throws {
    total += files.reduce(0) { $0 + ($1.size ?? 0) }
    for file in files {
      var throttle = Throttle()
      let (done, total, progress) = (done, total, progress)
      try HubDownload(client: client, cache: cache, file: file) { received in
        if throttle.passes(received == file.size) { progress(.init(file: file.name, received: done + received, total: total)) }
      }.run()
      self.done += file.size ?? 0
    }
  }
}

/// Lets something happen at most ten times a second.
private struct Throttle {
  private var last = 0.0

  mutating func passes(_ isLast: Bool) -> Bool {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    let now = Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    guard isLast || now - last >= 0.1 else { return false }
    last = now
    return true
  }
}
