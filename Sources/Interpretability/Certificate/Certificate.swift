import Tensors
import Transformers

/// What a model is, whether its weights are sound, and whether its numbers agree with one another and with a reference.
public struct Certificate {
  /// The architecture in words.
  public var facts: [(name: String, text: String)]
  /// Every stored tensor, all of its numbers looked at.
  public var weights: [StoredWeight]
  /// How products with bf16 weights were done.
  public var compute: Compute
  /// The token ids on which the invariants were tried.
  public var prompt: [Int]
  /// In the order in which they were made.
  public var checks: [CertificateCheck]

  /// No check failed. Those that do not apply to the model do not count.
  public var passed: Bool { !checks.contains { $0.outcome == .failed } }

  /// Matrices all of whose numbers are the same: no trained model has them, but nothing is wrong with a model that does.
  public var constantMatrices: [StoredWeight] { weights.filter { $0.shape.count > 1 && $0.count > 1 && $0.constant != nil } }
}

/// One check and what came of it.
public struct CertificateCheck: Equatable, Sendable {
  /// What became of a check.
  public enum Outcome: String, Sendable {
    case passed, failed
    /// It does not apply to this model.
    case skipped
  }

  /// What must hold: `cache = no cache`.
  public var name: String
  /// What became of it.
  public var outcome: Outcome
  /// The largest difference that was found; nil where nothing is measured.
  public var difference: Double?
  /// What rounding alone may make of it.
  public var tolerance: Double?
  /// Where the difference is largest.
  public var place: String?
  /// Why it failed without a number, or why it does not apply.
  public var note: String?

  static func skipped(_ name: String, _ note: String) -> CertificateCheck { CertificateCheck(name: name, outcome: .skipped, note: note) }
  static func failed(_ name: String, _ note: String) -> CertificateCheck { CertificateCheck(name: name, outcome: .failed, note: note) }
}

extension Certificate {
  /// Reads all weights, and runs the model on a short prompt in every way that must give the same numbers.
  ///
  /// - Parameter reference: a file of reference logits; nil for the one beside the weights, if there is any.
  /// - Throws: `TensorFileError` when that file is named and not there, `TensorError` when memory runs out, `InterruptedError`.
  public init(of model: TransformerModel, reference: String? = nil) throws {
    try self.init(of: model, reference: reference, answers: ModelAnswers(model))
  }

  init(of model: TransformerModel, reference: String?, answers: ModelAnswers) throws {
    let path = try ReferenceLogits.path(given: reference, model)
    facts = model.configuration.facts(model.places)
    compute = model.compute
    weights = try model.storedWeights()
    prompt = try Self.prompt(for: model.configuration)
    checks = [Self.finiteWeights(weights)]
    checks += try Invariants(model: model, prompt: prompt, answers: answers).checks()
    checks += try ReferenceLogits.checks(path, of: model, answers: answers)
  }

  /// Tokens of the prompt, where the context is no shorter.
  private static let promptLength = 16
  private static let promptSeed: UInt64 = 0

  /// The beginning of a text where the model has a token for it, then random ids that are the same for all models of a vocabulary.
  private static func prompt(for c: ModelConfiguration) throws -> [Int] {
    var random = RandomStream(key: promptSeed)
    let numbers = try random.uniform([min(promptLength, c.contextLength)]).floatElements()
    var ids = numbers.map { min(Int(Double($0) * Double(c.vocabularySize)), c.vocabularySize - 1) }
    if let first = c.beginningOfSequence, (0..<c.vocabularySize).contains(first), ids.count > 1 { ids[0] = first }
    return ids
  }

  private static func finiteWeights(_ weights: [StoredWeight]) -> CertificateCheck {
    let name = "weights are finite"
    let bad = weights.filter { !$0.isFinite }
    guard let first = bad.first else { return CertificateCheck(name: name, outcome: .passed) }
    let lines = bad.prefix(5).map { weight -> String in
      let counts = [(weight.nanCount, "NaN"), (weight.infinityCount, "infinite")].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
      return "\(weight.name) holds \(counts.joined(separator: " and ")), the first at \(weight.firstNotFinite ?? [])"
    }
    let more = bad.count > lines.count ? " and \(bad.count - lines.count) more tensors" : ""
    return CertificateCheck(
      name: name, outcome: .failed, place: "\(first.name) \(first.firstNotFinite ?? [])", note: lines.joined(separator: "; ") + more)
  }
}
