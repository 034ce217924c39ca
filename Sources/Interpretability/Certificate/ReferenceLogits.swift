import TensorFiles
import Tensors
import Transformers

/// Logits that another program computed with the same weights: `reference.safetensors` or `reference.npz` beside them, with
/// `input_ids` (integers `[pos]` or `[batch, pos]`, no padding) and `logits` (`[pos, vocab]` or `[batch, pos, vocab]`).
struct ReferenceLogits {
  /// Token ids by sequence.
  let sequences: [[Int]]
  /// `[batch · pos, vocab]`, as they are stored.
  let logits: Tensor

  /// The names that are looked for beside the weights, the first that is there.
  static let fileNames = ["reference.safetensors", "reference.npz"]
  private static let checkNames = ["reference logits", "reference top token"]

  /// The file that was given, or the one in the model's folder.
  ///
  /// - Throws: `TensorFileError` for a given one that is not there.
  static func path(given: String?, _ model: TransformerModel) throws -> String? {
    if let given {
      guard FileSystem.exists(given) else { throw TensorFileError("\(given): there is no such file", help: ["it holds `input_ids` and `logits`"]) }
      return given
    }
    guard case .checkpoint(let folder) = model.origin else { return nil }
    return fileNames.map { folder + "/" + $0 }.first(where: FileSystem.exists)
  }

  init(_ path: String, for c: ModelConfiguration) throws {
    let (ids, stored) = try Self.tensors(path)
    guard ids.dtype.isInteger, stored.dtype.isFloat, (1...2).contains(ids.rank), stored.rank == ids.rank + 1, Array(stored.shape.dropLast()) == ids.shape,
      ids.count > 0
    else {
      throw TensorFileError(
        "\(path): `input_ids` are \(ids.typeDescription) and `logits` \(stored.typeDescription)",
        help: ["they are integers [batch, pos] and floats [batch, pos, vocab], or both without the batch"])
    }
    guard stored.shape.last == c.logitCount else {
      throw TensorFileError("\(path): its logits are of \(stored.shape.last ?? 0) tokens, the model's of \(c.logitCount)")
    }
    let length = ids.shape.last ?? 1
    let all = try ids.integerElements()
    sequences = stride(from: 0, to: all.count, by: length).map { Array(all[$0..<$0 + length]) }
    logits = try stored.contiguous().reshaped([all.count, c.logitCount])
  }

  private static func tensors(_ path: String) throws -> (ids: Tensor, logits: Tensor) {
    guard path.hasSuffix(".npz") else {
      let file = try SafeTensorsFile(path)
      return (try file.tensor(named: "input_ids"), try file.tensor(named: "logits"))
    }
    let all = try readNumPyArchive(path)
    func tensor(_ name: String) throws -> Tensor {
      guard let found = all.first(where: { $0.name == name }) else { throw TensorFileError("\(path): has no array `\(name)`") }
      return found.tensor
    }
    return (try tensor("input_ids"), try tensor("logits"))
  }

  /// The relative error that the stored type has by itself.
  private var storedError: Double {
    switch logits.dtype {
    case .bfloat16: return 0x1p-8
    case .float16: return 0x1p-11
    default: return 0
    }
  }

  static func checks(_ path: String?, of model: TransformerModel, answers: ModelAnswers) throws -> [CertificateCheck] {
    guard let path else {
      let note =
        if case .checkpoint = model.origin { "there is no \(fileNames.joined(separator: " or ")) beside the weights" } else { "no reference was given" }
      return [.skipped(checkNames[0], note)]
    }
    do {
      return try ReferenceLogits(path, for: model.configuration).compared(model, answers)
    } catch let error as ModelError {
      return [.failed(checkNames[0], error.message)]
    } catch let error as TensorFileError {
      return [.failed(checkNames[0], error.message)]
    }
  }

  private func compared(_ model: TransformerModel, _ answers: ModelAnswers) throws -> [CertificateCheck] {
    var worst = LargestDifference()
    var missed = LargestDifference()
    var size = 0.0
    var agreeing = 0
    var start = 0
    for (s, ids) in sequences.enumerated() {
      let own = try LogitRows(try answers.logits(try answers.run([ids])))
      let theirs = try LogitRows(try logits.sliced(axis: 0, start: start, stop: start + ids.count, step: 1))
      start += ids.count
      guard theirs.largest.isFinite else {
        return [.failed(Self.checkNames[0], "the reference's logits of sequence \(s) hold a NaN or an infinity")]
      }
      size = max(size, own.largest, theirs.largest)
      for pos in 0..<ids.count {
        let place = "sequence \(s), position \(pos)"
        theirs.compare(own.row(pos), at: pos, place, &worst)
        let best = theirs.best(pos)
        if own.best(pos).id == best.id { agreeing += 1 }
        // By how much the reference's best token loses here: nothing where they agree, rounding where two were as good as equal.
        missed.note(own.best(pos).logit - own[pos, best.id], at: "\(place): token \(own.best(pos).id), not \(best.id)")
      }
    }
    let tolerance = Rounding(model).pass(size: size) + storedError * size
    var top = missed.check(Self.checkNames[1], tolerance: 2 * tolerance)
    top.note = "the top token agrees at \(agreeing) of \(start) positions"
    return [worst.check(Self.checkNames[0], tolerance: tolerance), top]
  }
}
