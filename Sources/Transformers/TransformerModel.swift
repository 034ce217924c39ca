import CKernels
import JSON
import TensorFiles
import Tensors
import Tokenizers

/// A model: a configuration, weights that lie where they were found, and the tokenizer that came with them.
public final class TransformerModel {
  /// Where the weights came from.
  public enum Origin: Equatable, Sendable {
    case random(seed: UInt64)
    case checkpoint(folder: String)
    /// A file of weights that stands alone, or one of llama.cpp.
    case file(String)
  }

  /// The architecture, as the family file read it from `config.json`.
  public let configuration: ModelConfiguration
  /// Where each weight lies in a checkpoint of the family.
  public let places: ModelPlaces
  /// The weights by their part in the model, as views of the tensors that hold them.
  public let weights: ModelWeights
  /// Where the weights came from.
  public let origin: Origin
  /// How products with bf16 weights are done.
  public let compute: Compute
  /// What the shell should say of how the model was made or loaded.
  public let notes: [String]
  /// The tensors by their places' names.
  let tensors: [String: Tensor]

  /// Whether only a plan was made of its weights: they are no numbers.
  private let isPlanned: Bool

  /// Whether runs that users ask for go on from what the last one shares with them.
  public var reusesPrefixes = true
  /// What `runReusing` goes on from.
  var lastRead: ReadText?

  private var tokenizerResult: Result<Tokenizer?, any Error>?
  private var rotaryTables: [Rotary: [Int: RotaryTable]] = [:]
  private var alibiSlopes: [Float] = []

  init(
    configuration: ModelConfiguration, places: ModelPlaces, tensors: [String: Tensor], origin: Origin, compute: Compute, notes: [String]
  ) throws {
    self.configuration = configuration
    self.places = places
    self.tensors = tensors
    self.origin = origin
    self.compute = compute
    self.notes = notes
    if case .random = origin { isPlanned = Meter.isPlanning } else { isPlanned = false }
    if compute == .bfloat16, !tensors.values.contains(where: { $0.dtype == .bfloat16 }) {
      let types = Set(tensors.values.map(\.dtype.rawValue)).sorted().joined(separator: " and ")
      throw ModelError(
        "`compute=\"bf16\"` multiplies weights that are bf16 as they are, and this model has none: they are \(types)",
        help: ["leave `compute` out: products with \(types) weights are exact in float32"])
    }
    weights = try ModelWeights(places) { place in
      guard let tensor = tensors[place.name] else { throw ModelError("the weights have no tensor \"\(place.name)\"") }
      return tensor
    }
  }

  /// - Throws: `ModelError` when the model was made under a plan that is over.
  func requireWeights() throws {
    if isPlanned, !Meter.isPlanning { throw ModelError("this model was only planned: its weights hold no numbers", help: ["make it outside of `plan`"]) }
  }

  /// Numbers in the weights.
  public var parameterCount: Int { configuration.parameterCount(places) }

  /// Bytes that the weights take, in memory or in the mapped file.
  public var weightBytes: Int { tensors.values.reduce(0) { $0 + $1.byteCount } }

  /// The memory or the mapped files behind the weights, and what is kept of the text that was read last.
  public var storages: [Storage] { tensors.values.map(\.storage) + (lastRead.map { $0.contents.storages + $0.cache.storages } ?? []) }

  /// The type that most of the weights have.
  public var dtype: DType { weights.embedding.dtype }

  // MARK: Tokens

  /// The checkpoint's tokenizer, read when first asked for; nil for a model without one.
  ///
  /// - Throws: `TokenizerError` when `tokenizer.json` is damaged or uses something that is not supported.
  public func tokenizer() throws -> Tokenizer? {
    if let tokenizerResult { return try tokenizerResult.get() }
    let result = Result { try loadTokenizer() }
    // One whose reading was stopped is read again.
    if !TokenizerStop.isRequested() { tokenizerResult = result }
    return try result.get()
  }

  private func loadTokenizer() throws -> Tokenizer? {
    if case .file(let path) = origin, GGUFModel.isGGUF(path) { return try GGUFTokenizer(try GGUFFile(path))?.tokenizer() }
    guard case .checkpoint(let folder) = origin else { return nil }
    let isThere = ["tokenizer.json", "vocab.json"].contains { FileSystem.exists(folder + "/" + $0) }
    return isThere ? try Tokenizer(contentsOf: folder) : nil
  }

  private func neededTokenizer() throws -> Tokenizer {
    if let tokenizer = try tokenizer() { return tokenizer }
    throw ModelError("this model has no tokenizer", help: ["give token ids instead of text"])
  }

  /// Token ids of a text as the checkpoint's own tokenizer makes them.
  /// - Throws: `ModelError` when the model has no tokenizer, `TokenizerError` when one cannot encode the text.
  public func encode(_ text: String) throws -> [Int] { try neededTokenizer().encode(text) }

  /// The text of token ids. Throws `ModelError` when the model has no tokenizer, `TokenizerError` for an id it does not know.
  public func decode(_ ids: [Int]) throws -> String { try neededTokenizer().decode(ids) }

  /// The one token of a text; the help of the error gives the tokens it has instead.
  public func token(_ text: String) throws -> Int {
    let tokenizer = try neededTokenizer()
    let ids = try tokenizer.encodeContinuation(text)
    if ids.count == 1 { return try checked(id: ids[0]) }
    let strings = ids.map { quotedToken(tokenizer.tokenString($0) ?? "") }.joined(separator: ", ")
    throw ModelError(
      "\(quotedToken(text)) is \(ids.count) tokens, [\(strings)]; a target is one token",
      help: ids.isEmpty ? [] : ["give one of them, or its id: \(ids.map(String.init).joined(separator: ", "))"])
  }

  /// - Parameter isRead: the id stands in a text; else it is one of those that logits are of.
  /// - Throws: `ModelError` for an id outside the vocabulary.
  public func checked(id: Int, isRead: Bool = false) throws -> Int {
    let count = isRead ? configuration.vocabularySize : configuration.logitCount
    guard id >= 0, id < count else {
      let what = configuration.outputSize == nil || isRead ? "ids are" : "logits are of the ids"
      throw ModelError("token id \(id) is not in the vocabulary", notes: ["this model's \(what) 0 to \(count - 1)"])
    }
    return id
  }

  /// The text of one token for showing; the id itself when there is no tokenizer.
  public func tokenString(_ id: Int) -> String {
    (try? tokenizer())?.tokenString(id) ?? "#\(id)"
  }

  // MARK: What passes share

  /// Cosines and sines for the positions of a text of `length` tokens.
  func rotaryTable(_ rotary: Rotary, length: Int) -> RotaryTable {
    let regime = rotary.regime(length: length)
    let known = rotaryTables[rotary]?[regime]
    if let known, known.count >= length { return known }
    let table = rotary.table(count: max(length, min(max(2 * (known?.count ?? 0), 64), configuration.contextLength)), regime: regime)
    // A dynamic scaling has a table for every length: the latest is enough.
    if regime > 1 { rotaryTables[rotary]?.removeAll() }
    rotaryTables[rotary, default: [:]][regime] = table
    return table
  }

  /// The slope of every head.
  func slopes(_ alibi: ALiBi) -> [Float] {
    if alibiSlopes.isEmpty { alibiSlopes = alibi.values(heads: configuration.headCount) }
    return alibiSlopes
  }

  /// A norm over `[rows, width]`, of the blocks' kind and over d_model when nothing else is given; without weights, the plain
  /// normalised rows. `scales` receives σ.
  public func normalize(
    _ x: UnsafePointer<Float>, rows: Int, width given: Int? = nil, kind: ModelConfiguration.Norm? = nil, with weights: NormWeights?,
    to y: UnsafeMutablePointer<Float>, scales: UnsafeMutablePointer<Float>?
  ) throws {
    let width = given ?? configuration.width
    let norm = RowNorm(configuration, kind: kind, width: width)
    let none: [Float] = []
    try (weights?.weight?.values ?? none).withUnsafeBufferPointer { w in
      try (weights?.bias?.values ?? none).withUnsafeBufferPointer { b in
        let weight = w.isEmpty ? nil : w.baseAddress
        let bias = b.isEmpty ? nil : b.baseAddress
        try parallelRanges(rows, grain: max(1, 16384 / width)) { range in
          for row in range { norm.apply(x + row * width, weight, bias, to: y + row * width, scale: scales.map { $0 + row }) }
        }
      }
    }
  }

  /// Queries or keys, `[rows, heads, d_head]`, normed in place.
  func normalizeHeads(_ x: UnsafeMutablePointer<Float>, rows: Int, heads: Int, with weights: HeadNormWeights) throws {
    let spans = configuration.headNorm == .whole ? 1 : heads
    let width = heads * configuration.headWidth / spans
    let norm = RowNorm(configuration, kind: configuration.headNormKind, width: width)
    let none: [Float] = []
    try weights.values.withUnsafeBufferPointer { w in
      try (weights.bias?.values ?? none).withUnsafeBufferPointer { b in
        guard let weight = w.baseAddress else { return }
        let bias = b.isEmpty ? nil : b.baseAddress
        let isShared = w.count == width
        try parallelRanges(rows * spans, grain: max(1, 16384 / width)) { range in
          for index in range {
            let own = isShared ? weight : weight + index % spans * width
            norm.apply(x + index * width, own, bias, to: x + index * width, scale: nil)
          }
        }
      }
    }
  }

  // MARK: Running

  /// Runs the model on a batch and keeps the stream entering each block and leaving the last.
  ///
  /// - Throws: `ModelError` for ids or lengths that do not fit and for weights that are not numbers, `InterruptedError`.
  public func run(_ sequences: [[Int]]) throws -> ModelRun {
    try requireWeights()
    let batch = try TokenBatch(sequences, for: configuration)
    try calibrate(batch)
    let pass = ForwardPass(model: self, batch: batch, workspace: Workspace())
    let shape = [batch.rowCount, configuration.width]
    var streams: [Tensor] = []
    streams.reserveCapacity(configuration.layerCount + 1)
    let first = try Tensor.uninitialized(shape)
    try pass.embed(to: first.floatAddress)
    streams.append(first)
    let keeps = ModelRun.keepsSublayers(configuration, rows: batch.rowCount)
    var kept: [[ActivationSite: Tensor]] = []
    try Activity.run("the forward pass", unit: "layer", count: configuration.layerCount) { activity in
      for layer in 0..<configuration.layerCount {
        try activity.step(layer)
        let next = try Tensor.uninitialized(shape)
        if !Meter.isPlanning { next.floatAddress.update(from: streams[layer].floatAddress, count: next.count) }
        let trace = keeps ? Trace(ModelRun.keptSites) : nil
        try pass.block(layer, next.floatAddress, trace: trace)
        if let trace { kept.append(trace.found) }
        streams.append(next)
      }
    }
    if !Meter.isPlanning { try requireFinite(streams) }
    return ModelRun(model: self, batch: batch, contents: RunContents(streams: streams, kept: kept))
  }

  /// Under a plan of many rows: one block on a few of them.
  private func calibrate(_ batch: TokenBatch) throws {
    guard let planner = Meter.current as? Planner, batch.rowCount > Planner.calibrationRows else { return }
    var rest = Planner.calibrationRows
    let few = batch.sequences.compactMap { sequence -> [Int]? in
      defer { rest -= min(rest, sequence.count) }
      return rest > 0 ? Array(sequence.prefix(rest)) : nil
    }
    try planner.calibrate {
      let pass = ForwardPass(model: self, batch: try TokenBatch(few, for: configuration), workspace: Workspace())
      let stream = try Tensor.zeros([pass.rows, configuration.width])
      try pass.embed(to: stream.floatAddress)
      if configuration.layerCount > 0 { try pass.block(0, stream.floatAddress) }
      _ = try finalNormed(stream.floatAddress, rows: pass.rows)
    }
  }

  /// NaN and infinities spread to the end of the stream: one look there, and a search for their origin only when found.
  func requireFinite(_ streams: [Tensor]) throws {
    func isFinite(_ t: Tensor) -> Bool { arr_dot(t.floatAddress, t.floatAddress, Int64(t.count)).isFinite }
    guard let last = streams.last, !isFinite(last) else { return }
    try requireFiniteWeights()
    let layer = streams.firstIndex { !isFinite($0) } ?? 0
    let place = layer == 0 ? "the embedding" : "block \(layer - 1)"
    throw ModelError("the residual stream is not finite after \(place)", notes: ["the weights are finite: the numbers grew too large"])
  }

  private func requireFiniteWeights() throws {
    guard let bad = try storedWeights().first(where: { !$0.isFinite }) else { return }
    let count = bad.nanCount + bad.infinityCount
    throw ModelError(
      "the weight \"\(bad.name)\" holds \(count) value\(count == 1 ? " that is" : "s that are") NaN or infinite",
      help: ["the checkpoint is damaged: fetch or save it again", "`check(model)` lists all damaged weights"])
  }
}

/// A text in quotes on one line, as one could type it: line ends and control characters are escapes.
public func quotedToken(_ text: String) -> String { JSON.string(text).text() }

/// The model's kind of norm over one row.
private struct RowNorm {
  let isLayerNorm: Bool
  let epsilon: Float
  let offset: Float
  let width: Int64

  init(_ c: ModelConfiguration, kind: ModelConfiguration.Norm? = nil, width: Int) {
    isLayerNorm = (kind ?? c.norm) == .layer
    epsilon = c.normEpsilon
    offset = c.normOffset
    self.width = Int64(width)
  }

  func apply(
    _ x: UnsafePointer<Float>, _ weight: UnsafePointer<Float>?, _ bias: UnsafePointer<Float>?, to y: UnsafeMutablePointer<Float>,
    scale: UnsafeMutablePointer<Float>?
  ) {
    if isLayerNorm {
      arr_layer_norm(y, x, weight, bias, epsilon, scale, width)
    } else {
      arr_rms_norm(y, x, weight, offset, epsilon, scale, width)
    }
  }
}
