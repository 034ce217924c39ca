import ArrLanguage
import Figures
import Glibc
import JSON
import Tensors
import Transformers

/// A run in the language.
final class RunObject: ArrObject {
  let run: ModelRun
  init(_ run: ModelRun) { self.run = run }

  override var typeName: String { "run" }
  override var memberNames: [String] { ["logits", "tokens", "token_strings", "loss", "names", "model"] }

  override func countMemory(_ count: inout MemoryCount) {
    for storage in run.storages + run.model.storages { count.add(storage) }
  }

  override func attribute(_ name: String) throws -> Value? {
    switch name {
    case "logits": return .object(TensorObject(try run.logits(), tokenText: run.model.tokenString))
    case "tokens": return .object(TensorObject(try tokens()))
    case "token_strings": return tokenStrings()
    case "loss": return try loss()
    case "names": return .object(namesRecord())
    case "model": return .object(ModelObject(run.model))
    default: return nil
    }
  }

  override func storedAttribute(_ name: String) -> Value? { name == "model" ? .object(ModelObject(run.model)) : nil }
  override var keyNames: [String] { ActivationName.all(in: run.model.configuration).map(\.description) }

  /// `[batch, pos]`; positions of padding hold -1.
  private func tokens() throws -> Tensor {
    let batch = run.batch
    let ids = batch.sequences.flatMap { [Int](repeating: -1, count: batch.length - $0.count) + $0 }
    return try Tensor(ids, shape: [batch.count, batch.length], axes: ["batch", "pos"])
  }

  /// The strings of one sequence, or a list of them for a batch.
  private func tokenStrings() -> Value {
    let lists = run.batch.sequences.map { sequence in Value.list(of: sequence.map { .text(run.model.tokenString($0)) }) }
    return lists.count == 1 ? lists[0] : .list(of: lists)
  }

  /// Mean over all next tokens of −log p, nats; none when no sequence has two tokens.
  private func loss() throws -> Value {
    try run.meanLoss().map(Value.float) ?? .none
  }

  private func namesRecord() -> RecordObject {
    let names = run.names()
    let fields = names.map { (name: $0.name.description, value: Value.list(of: $0.shape.map(Value.int))) }
    return RecordObject("names", fields, line: "names(\(counted(names.count, "activation")))", items: fields.map { .text($0.name) }) { _, _ in
      let longest = names.map { $0.name.description.count }.max() ?? 0
      return names.map { entry in
        let name = entry.name.description
        return name + String(repeating: " ", count: longest - name.count + 2) + Tensor.describe(shape: entry.shape)
      }.joined(separator: "\n")
    }
  }

  override func subscripted(_ subscripts: [SubscriptValue], in interpreter: Interpreter) throws -> Value {
    let parts: [Value] = try subscripts.map {
      guard $0.axis == nil, case .index(let value) = $0.kind else { throw ValueError("type", "a run is indexed by an activation's name") }
      return value
    }
    guard case .string(let name)? = parts.first else {
      throw ValueError("type", "a run is indexed by an activation's name, as in run[\"blocks.0.attn.hook_pattern\"] or run[\"pattern\", 0]")
    }
    var layer: Int?
    if parts.count > 1 {
      guard case .int(let number) = parts[1] else { throw ValueError("type", "the layer of an activation is an int, not \(article(parts[1].typeName))") }
      layer = number
    }
    var part: String?
    if parts.count > 2, case .string(let box) = parts[2] { part = box.text }
    let activation = try ActivationName(parsing: name.text, layer: layer, part: part, in: run.model.configuration)
    return .object(TensorObject(try run.activation(activation)))
  }

  override func shortDescription() -> String {
    let batch = run.batch
    let tokens = batch.count == 1 ? counted(batch.length, "token") : "\(batch.count) sequences of up to \(counted(batch.length, "token"))"
    let first = batch.sequences[0].first
    let begins = first != nil && first == run.model.configuration.beginningOfSequence
    return "run(\(run.model.configuration.family), \(tokens), \(begins ? "begins with" : "no") beginning-of-sequence token)"
  }

  /// The header, then the best next tokens.
  override func display(width: Int, color: Bool) -> String {
    guard let table = try? nextTable(k: 5) else { return shortDescription() }
    return shortDescription() + "\n" + table.display(width: width, color: color)
  }

  /// The best next tokens after the last position of each sequence.
  func nextTable(k: Int) throws -> RecordObject {
    guard k >= 1 else { throw ModelError("`k` is at least 1, not \(k)") }
    let logits = try run.logits(at: -1)
    let vocabulary = run.model.configuration.logitCount
    var rows: [(sequence: Int, id: Int, logit: Double, prob: Double)] = []
    for sequence in 0..<run.batch.count {
      let z = Array(UnsafeBufferPointer(start: logits.floatAddress + sequence * vocabulary, count: vocabulary))
      let top = z.max() ?? 0
      let sum = z.reduce(0.0) { $0 + exp(Double($1 - top)) }
      for id in bestIndices(z, k) { rows.append((sequence, id, Double(z[id]), exp(Double(z[id] - top)) / sum)) }
    }
    let model = run.model
    let many = run.batch.count > 1
    let record = RecordObject(
      "next",
      [
        ("ids", .list(of: rows.map { .int($0.id) })), ("strings", .list(of: rows.map { .text(model.tokenString($0.id)) })),
        ("logits", .list(of: rows.map { .float($0.logit) })), ("probs", .list(of: rows.map { .float($0.prob) })),
      ]
    ) { width, color in
      var columns = [Table.Column("token", alignment: .left), Table.Column("id"), Table.Column("logit"), Table.Column("prob")]
      if many { columns.insert(Table.Column("sequence"), at: 0) }
      let cells = rows.map { row -> [String] in
        let cells = [shownToken(model.tokenString(row.id)), "\(row.id)", fixed(row.logit, 3), fixed(row.prob, 4)]
        return many ? ["\(row.sequence)"] + cells : cells
      }
      return Table(columns: columns, rows: cells).text(width: width, color: color)
    }
    record.rows = {
      rows.map { row in
        var entries = ValueDictionary()
        if many { entries["sequence"] = .int(row.sequence) }
        entries["id"] = .int(row.id)
        entries["string"] = .text(model.tokenString(row.id))
        entries["logit"] = .float(row.logit)
        entries["prob"] = .float(row.prob)
        return .dict(of: entries)
      }
    }
    return record
  }
}

/// The indices of the k largest, best first, ties by lower index.
func bestIndices(_ values: [Float], _ k: Int) -> [Int] {
  var best: [Int] = []
  for (i, value) in values.enumerated() where best.count < k || value > values[best[best.count - 1]] {
    let place = best.firstIndex { values[$0] < value } ?? best.count
    best.insert(i, at: place)
    if best.count > k { best.removeLast() }
  }
  return best
}
