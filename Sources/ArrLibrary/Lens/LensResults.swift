import ArrLanguage
import Figures
import Interpretability
import Tensors
import Transformers

/// Lens results as records: fields for programs, tables for people.
extension LensReading {
  /// What `top` shows: `" store" 0.41, " park" 0.07`.
  func topText(_ model: TransformerModel, count: Int = 3) -> String {
    top.prefix(count).map { "\(shownToken(model.tokenString($0.id))) \(fixed($0.prob, 3))" }.joined(separator: "  ")
  }

  var layerText: String {
    switch layer {
    case .embedding: return "embed"
    case .block(let number): return "\(number)"
    }
  }

  /// The reading as a row of a table: `sequence` only where there are several, what is said of one token not for a pair.
  func row(_ model: TransformerModel, ofMany: Bool, ofPair: Bool = false) -> Value {
    var fields = ValueDictionary()
    if ofMany { fields["sequence"] = .int(sequence) }
    fields["layer"] = .text(layerText)
    fields["pos"] = .int(pos)
    fields["token"] = .text(model.tokenString(token))
    fields["logit"] = .float(logit)
    if !ofPair {
      fields["log_prob"] = .float(logProb)
      fields["prob"] = .float(prob)
      fields["rank"] = .int(rank)
    }
    fields["entropy"] = .float(entropy)
    fields["kl"] = .float(kl)
    fields["best"] = top.first.map { .text(model.tokenString($0.id)) } ?? Value.none
    fields["best_prob"] = top.first.map { .float($0.prob) } ?? Value.none
    return .dict(of: fields)
  }

  func topValue(_ model: TransformerModel) -> Value {
    .list(
      of: top.map { entry in
        var fields = ValueDictionary()
        fields["id"] = .int(entry.id)
        fields["string"] = .text(model.tokenString(entry.id))
        fields["prob"] = .float(entry.prob)
        return .dict(of: fields)
      })
  }
}

/// The numbers of several readings as the fields of a record.
struct ReadingFields {
  let readings: [LensReading]
  let model: TransformerModel
  /// How a field's numbers become a tensor: readings in order to a shape with axis names.
  let shape: [Int]
  let axes: [String]
  /// Where each reading goes in the shape; the rest is padding.
  let places: [Int]

  func fields() throws -> [(name: String, value: Value)] {
    [
      ("logit", try numbers(\.logit)), ("log_prob", try numbers(\.logProb)), ("prob", try numbers(\.prob)), ("rank", try ranks()),
      ("entropy", try numbers(\.entropy)), ("kl", try numbers(\.kl)), ("top", .list(of: readings.map { $0.topValue(model) })),
    ]
  }

  private func numbers(_ field: (LensReading) -> Double) throws -> Value {
    var values = [Float](repeating: .nan, count: shape.reduce(1, *))
    for (reading, place) in zip(readings, places) { values[place] = Float(field(reading)) }
    return .object(TensorObject(try Tensor(values, shape: shape, axes: axes)))
  }

  private func ranks() throws -> Value {
    var values = [Int](repeating: -1, count: shape.reduce(1, *))
    for (reading, place) in zip(readings, places) { values[place] = reading.rank }
    return .object(TensorObject(try Tensor(values, shape: shape, axes: axes)))
  }
}

extension LogitLens {
  /// The record of `logit_lens`: one layer, all wanted positions, the model's own output beside it.
  func readingRecord(_ run: ModelRun, _ target: LensTarget, _ layer: LensLayer, positions: [Int]?) throws -> RecordObject {
    let (readings, direct) = try readings(run, target: target, layer: layer, positions: positions)
    let wanted = try positions.map { try $0.map(run.resolvedPosition) } ?? Array(0..<run.batch.length)
    func fields(_ list: [LensReading]) throws -> [(name: String, value: Value)] {
      let column = Dictionary(wanted.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
      let batch = run.batch.count
      let places = list.map { $0.sequence * wanted.count + (column[$0.pos] ?? 0) }
      return try ReadingFields(
        readings: list, model: model, shape: batch == 1 ? [wanted.count] : [batch, wanted.count],
        axes: batch == 1 ? ["pos"] : ["batch", "pos"], places: places
      ).fields()
    }
    let name = layerName(layer)
    let directRecord = RecordObject("reading", try fields(direct), line: "reading(final output)") { width, color in
      readingTable(direct, direct, target, self.model, title: "model output").text(width: width, color: color)
    }
    let own = try fields(readings)
    let head: [(name: String, value: Value)] = [("layer", name.value), ("target", targetValue(target)), ("positions", .list(of: wanted.map(Value.int)))]
    let title = "logit lens after \(name.text), target \(targetText(target))"
    let record = RecordObject("reading", head + own + [("direct", .object(directRecord))], line: "reading(\(name.text), target \(targetText(target)))") { width, color in
      readingTable(readings, direct, target, self.model, title: title).text(width: width, color: color)
    }
    record.rows = { readings.map { $0.row(self.model, ofMany: run.batch.count > 1, ofPair: target.isPair) } }
    return record
  }

  /// The record of `trajectory`: every stream at one position.
  func trajectoryRecord(_ run: ModelRun, _ target: LensTarget, pos: Int) throws -> RecordObject {
    let lists = try trajectory(run, target: target, pos: pos)
    let count = lists.first?.count ?? 0
    let flat = lists.flatMap { $0 }
    let fields = try ReadingFields(
      readings: flat, model: model, shape: count == 1 ? [lists.count] : [lists.count, count], axes: count == 1 ? ["layer"] : ["layer", "batch"],
      places: Array(flat.indices)
    ).fields()
    let layers = lists.compactMap { $0.first?.layerText }
    let place = try run.resolvedPosition(pos)
    let title = "trajectory of \(targetText(target)) at position \(place)"
    let head: [(name: String, value: Value)] = [("layers", .list(of: layers.map(Value.text))), ("target", targetValue(target)), ("pos", .int(place))]
    let record = RecordObject("trajectory", head + fields, line: "trajectory(\(counted(layers.count, "stream")), target \(targetText(target)))") { width, color in
      trajectoryTable(flat, target, self.model, title: title).text(width: width, color: color)
    }
    record.rows = { flat.map { $0.row(self.model, ofMany: count > 1, ofPair: target.isPair) } }
    return record
  }

  func layerName(_ layer: LensLayer) -> (text: String, value: Value) {
    switch layer {
    case .embedding: return ("the embedding", .text("embed"))
    case .block(let number):
      let resolved = number < 0 ? number + model.configuration.layerCount : number
      return ("layer \(resolved)", .int(resolved))
    }
  }

  func targetText(_ target: LensTarget) -> String {
    func one(_ id: Int) -> String { (try? model.tokenizer()) == nil ? "\(id)" : "\(quotedToken(model.tokenString(id))) (\(id))" }
    switch target {
    case .token(let id): return one(id)
    case .difference(let first, let second): return "\(one(first)) − \(one(second))"
    }
  }

  func targetValue(_ target: LensTarget) -> Value {
    switch target {
    case .token(let id): return .int(id)
    case .difference(let first, let second): return .tuple(of: [.int(first), .int(second)])
    }
  }
}

extension LensTarget {
  /// A difference of two logits: what is said of one token, such as its rank, is nothing of both.
  var isPair: Bool { second != nil }
}

/// Columns that tables of readings share.
private struct ReadingColumns {
  /// The readings are of several sequences, which are told apart.
  let ofMany: Bool
  let ofPair: Bool

  init(_ readings: [LensReading], _ target: LensTarget) {
    ofMany = Set(readings.map(\.sequence)).count > 1
    ofPair = target.isPair
  }

  var sequence: [Table.Column] { ofMany ? [Table.Column("sequence")] : [] }
  func sequence(_ r: LensReading) -> [String] { ofMany ? ["\(r.sequence)"] : [] }

  var numbers: [Table.Column] {
    (ofPair ? ["logit", "entropy", "kl"] : ["logit", "log_prob", "prob", "rank", "entropy", "kl"]).map { Table.Column($0) }
  }

  func numbers(_ r: LensReading) -> [String] {
    let ofToken = ofPair ? [] : [fixed(r.logProb, 3), fixed(r.prob, 4), "\(r.rank)"]
    return [fixed(r.logit, 3)] + ofToken + [fixed(r.entropy, 3), fixed(r.kl, 3)]
  }

  var footer: [String] {
    ["\(ofPair ? "logit = first minus second" : "rank 0 = best"); entropy and kl (final ‖ layer) in nats"]
  }
}

/// One line a stream, in each the sequences of a batch.
private func trajectoryTable(_ readings: [LensReading], _ target: LensTarget, _ model: TransformerModel, title: String) -> Table {
  let shared = ReadingColumns(readings, target)
  return Table(
    title: title, columns: shared.sequence + [Table.Column("layer")] + shared.numbers + [Table.Column("best tokens", alignment: .left)],
    rows: readings.map { r in shared.sequence(r) + [r.layerText] + shared.numbers(r) + [r.topText(model)] }, footer: shared.footer)
}

/// One line a position: the layer's numbers and best token, and the model's own best token.
private func readingTable(
  _ readings: [LensReading], _ direct: [LensReading], _ target: LensTarget, _ model: TransformerModel, title: String
) -> Table {
  let shared = ReadingColumns(readings, target)
  let columns =
    shared.sequence + [Table.Column("pos"), Table.Column("token", alignment: .left)] + shared.numbers
    + [Table.Column("best tokens", alignment: .left), Table.Column("model says", alignment: .left)]
  let rows = zip(readings, direct).map { r, d -> [String] in
    let place = shared.sequence(r) + ["\(r.pos)", shownToken(model.tokenString(r.token))]
    return place + shared.numbers(r) + [r.topText(model, count: 2), d.topText(model, count: 1)]
  }
  return Table(title: title, columns: columns, rows: rows, footer: shared.footer)
}
