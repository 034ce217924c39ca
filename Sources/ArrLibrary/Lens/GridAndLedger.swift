import ArrLanguage
import Figures
import Interpretability
import Tensors
import Transformers

extension LogitLens {
  /// The record of `grid`: the best tokens of every stream at every position.
  func gridRecord(_ run: ModelRun, k: Int, layers: [LensLayer]?, positions: [Int]?) throws -> RecordObject {
    let grids = try (0..<run.batch.count).map { try grid(run, sequence: $0, k: k, layers: layers, positions: positions) }
    let records = try grids.map { try gridRecord($0, ofMany: grids.count > 1) }
    if records.count == 1 { return records[0] }
    let record = RecordObject("grids", [("grids", .list(of: records.map(Value.object)))], line: "grids(\(records.count) sequences)") { width, color in
      records.map { $0.display(width: width, color: color) }.joined(separator: "\n\n")
    }
    record.rows = { grids.flatMap { $0.cells.joined().map { $0.row(self.model, ofMany: true) } } }
    return record
  }

  private func gridRecord(_ grid: LensGrid, ofMany: Bool) throws -> RecordObject {
    let flat = grid.cells.flatMap { $0 }
    let shape = [grid.layers.count, grid.positions.count]
    let fields = try ReadingFields(readings: flat, model: model, shape: shape, axes: ["layer", "pos"], places: Array(flat.indices)).fields()
    let layers = grid.cells.compactMap { $0.first?.layerText }
    let strings = grid.tokens.map { model.tokenString($0) }
    var best: [Value] = []
    for line in grid.cells { best.append(.list(of: line.map { .text(model.tokenString($0.top.first?.id ?? 0)) })) }
    let head: [(name: String, value: Value)] = [
      ("layers", .list(of: layers.map(Value.text))), ("positions", .list(of: grid.positions.map(Value.int))),
      ("tokens", .list(of: strings.map(Value.text))), ("best", .list(of: best)),
    ]
    // `top` of a grid is by layer, then position.
    let named = fields.map { field -> (name: String, value: Value) in
      guard field.name == "top", case .list(let box) = field.value else { return field }
      let n = grid.positions.count
      return ("top", .list(of: grid.layers.indices.map { .list(of: Array(box.items[$0 * n..<($0 + 1) * n])) }))
    }
    let record = RecordObject("grid", head + named, line: "grid(\(counted(shape[0], "stream")) × \(counted(shape[1], "position")))") { width, color in
      self.heatGrid(grid, layers, strings, ofMany: ofMany).text(width: width, color: color)
    }
    record.rows = { flat.map { $0.row(self.model, ofMany: ofMany) } }
    return record
  }

  /// Every stream in as many rows as a cell keeps tokens, the best of them on top.
  private func heatGrid(_ grid: LensGrid, _ layers: [String], _ tokens: [String], ofMany: Bool) -> HeatGrid {
    let kept = max(grid.cells.joined().map(\.top.count).max() ?? 1, 1)
    let rows = zip(layers, grid.cells).reversed().flatMap { layer, line in
      (0..<kept).map { place in
        (label: place == 0 ? layer : "", cells: line.map { cell(at: place, of: $0) })
      }
    }
    let endsWithOutput = grid.layers.last == .block(model.configuration.layerCount - 1)
    let what = kept == 1 ? "best token" : "best \(kept) tokens"
    return HeatGrid(
      title: "logit lens: \(what) of each layer" + (ofMany ? ", sequence \(grid.cells.first?.first?.sequence ?? 0)" : ""), meaning: "its probability",
      rowLabels: rows.map(\.label), columnLabels: tokens.map(shownToken), cells: rows.map(\.cells),
      footer: ["a position's column shows what comes after its token" + (endsWithOutput ? "; top row = the model's output" : "")], positions: grid.positions)
  }

  private func cell(at place: Int, of reading: LensReading) -> HeatGrid.Cell {
    guard place < reading.top.count else { return HeatGrid.Cell(text: "", value: .nan) }
    return HeatGrid.Cell(text: shownToken(model.tokenString(reading.top[place].id)), value: reading.top[place].prob)
  }

  /// The record of `layer_attributions`.
  func ledgerRecord(_ run: ModelRun, _ target: LensTarget, pos: Int, by: AttributionUnit) throws -> RecordObject {
    let ledgers = try (0..<run.batch.count).map { try attributions(run, target: target, sequence: $0, pos: pos, by: by) }
    let records = ledgers.map { ledgerRecord($0, ofMany: ledgers.count > 1) }
    if records.count == 1 { return records[0] }
    let record = RecordObject("ledgers", [("ledgers", .list(of: records.map(Value.object)))], line: "ledgers(\(records.count) sequences)") { width, color in
      records.map { $0.display(width: width, color: color) }.joined(separator: "\n\n")
    }
    record.rows = { ledgers.enumerated().flatMap { sequence, ledger in ledger.rows.map { .dict(of: row($0, ofSequence: sequence)) } } }
    return record
  }

  private func ledgerRecord(_ ledger: AttributionLedger, ofMany: Bool) -> RecordObject {
    let place = (ofMany ? "sequence \(ledger.sequence), " : "") + "position \(ledger.pos)"
    let title = "direct logit attribution of \(targetText(ledger.target)) at \(place), by \(ledger.by.rawValue)"
    let record = RecordObject(
      "ledger",
      later: [
        ("target", .ready(targetValue(ledger.target))), ("pos", .ready(.int(ledger.pos))), ("by", .ready(.text(ledger.by.rawValue))),
        ("labels", .later { .list(of: ledger.rows.map { .text($0.label) }) }),
        ("values", .later { (try? Tensor(ledger.rows.map { Float($0.value) }, axes: ["row"])).map { .object(TensorObject($0)) } ?? .none }),
        ("rows", .later { .list(of: ledger.rows.map { .object(rowRecord($0)) }) }), ("heads", .later { self.heads(of: ledger) }),
        ("total", .ready(.float(ledger.total))), ("logit", .ready(.float(ledger.logit))), ("error", .ready(.float(ledger.error))),
      ], line: "ledger(\(counted(ledger.rows.count, "row")), total \(signed(ledger.total, 4)))"
    ) { width, color in
      ledgerTable(ledger, title: title).text(width: width, color: color)
    }
    record.rows = { ledger.rows.map { .object(rowRecord($0)) } }
    return record
  }
}

extension LogitLens {
  /// What each head adds, `[layer, head]`, of all its sources together; none where the rows are no heads.
  private func heads(of ledger: AttributionLedger) -> Value {
    guard ledger.by == .head || ledger.by == .source else { return .none }
    let shape = [model.configuration.layerCount, model.configuration.headCount]
    var sums = [Double](repeating: 0, count: shape[0] * shape[1])
    for row in ledger.rows { if let layer = row.layer, let head = row.head { sums[layer * shape[1] + head] += row.value } }
    return (try? Tensor(sums.map(Float.init), shape: shape, axes: ["layer", "head"])).map { .object(TensorObject($0)) } ?? .none
  }
}

private func row(_ row: AttributionRow, ofSequence sequence: Int) -> ValueDictionary {
  var fields = ValueDictionary()
  fields["sequence"] = .int(sequence)
  for field in rowRecord(row).fields { fields[field.name] = field.value }
  return fields
}

private func rowRecord(_ row: AttributionRow) -> RecordObject {
  RecordObject(
    "attribution",
    [
      ("label", .text(row.label)), ("kind", .text(row.kind.rawValue)), ("layer", row.layer.map(Value.int) ?? .none),
      ("head", row.head.map(Value.int) ?? .none), ("neuron", row.neuron.map(Value.int) ?? .none),
      ("source", row.source.map(Value.int) ?? .none), ("value", .float(row.value)),
    ], line: "\(row.label): \(signed(row.value, 4))")
}

/// A ledger of more rows than this shows its largest ones alone, largest first.
private let longLedger = 100
private let shownOfLongLedger = 40

private func ledgerTable(_ ledger: AttributionLedger, title: String) -> Table {
  let isLong = ledger.rows.count > longLedger
  let shown = isLong ? Array(ledger.rows.sorted { abs($0.value) > abs($1.value) }.prefix(shownOfLongLedger)) : ledger.rows
  let largest = max(shown.map { abs($0.value) }.max() ?? 0, 1e-12)
  var rows = shown.map { row -> [String] in
    let length = Int((abs(row.value) / largest * 20).rounded())
    let bar = String(repeating: row.value < 0 ? "▒" : "█", count: length)
    return [row.label, signed(row.value, 4), bar]
  }
  var footer = ["total \(signed(ledger.total, 4))   logit \(signed(ledger.logit, 4))   difference \(scientific(ledger.error))"]
  if isLong {
    let rest = ledger.total - shown.reduce(0) { $0 + $1.value }
    rows.append(["\(ledger.rows.count - shown.count) smaller", signed(rest, 4), ""])
    footer.append("the \(shown.count) largest of \(ledger.rows.count) rows; `rows`, `labels` and `values` have all, in the model's order")
  }
  return Table(
    title: title, columns: [Table.Column("part", alignment: .left), Table.Column("value"), Table.Column("", alignment: .left)], rows: rows,
    footer: footer)
}

/// `1.2e-07`
func scientific(_ value: Double) -> String {
  guard value.isFinite, value != 0 else { return value == 0 ? "0" : "\(value)" }
  var exponent = 0
  var m = abs(value)
  while m >= 10 { m /= 10; exponent += 1 }
  while m < 1 { m *= 10; exponent -= 1 }
  return "\(value < 0 ? "-" : "")\(fixed(m, 1))e\(exponent < 0 ? "-" : "+")\(abs(exponent) < 10 ? "0" : "")\(abs(exponent))"
}
