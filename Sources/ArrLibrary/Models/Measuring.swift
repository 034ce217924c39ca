import ArrLanguage
import Figures
import Glibc
import Tensors

extension Library {
  static func installMeasuring(in interpreter: Interpreter) {
    let model = exampleModel
    interpreter.define(
      Declaration(
        "profile", group: "measuring", parameters: [.init("f", .function, "what to run; it takes nothing, as in `() => model(ids)`")],
        result: "profile",
        prose: "Runs a function once and says where its time went, by operation and layer of models. Beside the times stand the arithmetic a second and its share of what vectors of this machine can do at most in float32, which is measured at the first call; matrix tiles can do more. What stands outside of models' operations is `other`. Bytes are those that the shapes say: weights as they are stored, once, and rows in and out.",
        example: model + "p = profile(() => model([1, 2, 3]))\n[row.operation for row in p.operations if row.layer == 0][:2]")
    ) { arguments, vm in
      let function = arguments[0]
      try Meter.requireRun("a profile inside a plan has nothing to time")
      let peak = try MachineLimits.peakOperations()
      let profile = Profile()
      let start = seconds(CLOCK_MONOTONIC)
      let result = try profile.measure { try vm.call(function, Arguments([])) }
      let passed = seconds(CLOCK_MONOTONIC) - start
      return .object(profileRecord(profile, seconds: passed, peak: peak, result: result))
    }
    interpreter.define(
      Declaration(
        "plan", group: "measuring", parameters: [.init("f", .function, "what would be run; it takes nothing, as in `() => lens.grid(ids)`")],
        result: "plan",
        prose: "What a function would take: time, memory and arithmetic, without running it. Its code is run, but of the operations of models only one of each kind and size is done, to time it; the others are counted, and so is the making of a model's random weights. So nothing that the function returns or prints means anything, and it is dropped; files are not written. Lists and dicts of yours that it changes are changed. Where the numbers decide how long code runs, as an end-of-text token does, the longest way is planned. `memory` is what tensors take at most at one time beyond what is there now; when that does not fit, the plan says so and how to do it in pieces.",
        example: model + "p = plan(() => LogitLens(model).grid([1, 2, 3]))\np.fits")
    ) { arguments, vm in
      let function = arguments[0]
      try Meter.requireRun("a plan inside a plan has nothing to run")
      let planner = Planner()
      let output = vm.output
      vm.output = { _ in }
      defer { vm.output = output }
      let start = seconds(CLOCK_MONOTONIC)
      _ = try vm.forgettingImports { try planner.measure { try vm.call(function, Arguments([])) } }
      return .object(planRecord(planner, spent: seconds(CLOCK_MONOTONIC) - start))
    }
  }

  private static func profileRecord(_ profile: Profile, seconds: Double, peak: Double, result: Value) -> RecordObject {
    let operations = profile.rows
    let record = RecordObject(
      "profile",
      [
        ("seconds", .float(seconds)), ("memory", .int(profile.peakBytes)), ("peak", .float(peak)),
        ("operations", .list(of: operations.map(\.value))), ("result", result),
      ], line: "profile(\(duration(seconds)), \(formattedBytes(profile.peakBytes)) of tensors)"
    ) { width, color in profile.text(seconds: seconds, peak: peak, width: width, color: color) }
    record.rows = { operations.map(\.value) }
    return record
  }

  private static func planRecord(_ planner: Planner, spent: Double) -> RecordObject {
    let operations = planner.rows
    let all = planner.sum
    // What was done for the sake of its time is among the operations; the rest would be done again.
    let seconds = all.seconds + max(0, spent - planner.secondsSpent) + planner.secondsOfMemory
    let room = Storage.room()
    let fits = planner.peakBytes <= room
    let record = RecordObject(
      "plan",
      [
        ("seconds", .float(seconds)), ("memory", .int(planner.peakBytes)), ("fits", .bool(fits)), ("arithmetic", .float(all.cost.operations)),
        ("traffic", .float(all.cost.bytes)), ("operations", .list(of: operations.map(\.value))),
      ], line: "plan(about \(duration(seconds)), \(formattedBytes(planner.peakBytes)), \(counted(all.cost.operations)) operations)"
    ) { width, color in planner.text(seconds: seconds, room: room, width: width, color: color) }
    record.rows = { operations.map(\.value) }
    return record
  }
}

// MARK: - Rows

extension Meter {
  fileprivate struct Row {
    var place: Place
    var total: Total

    var value: Value {
      let fields: [(String, Value)] = [
        ("operation", .text(place.operation.rawValue)), ("layer", place.layer.map(Value.int) ?? .none), ("seconds", .float(total.seconds)),
        ("calls", .int(total.calls)), ("arithmetic", .float(total.cost.operations)), ("traffic", .float(total.cost.bytes)),
      ]
      return .object(RecordObject("operation", fields))
    }
  }

  private static let order = Dictionary(uniqueKeysWithValues: Operation.allCases.enumerated().map { ($1, $0) })

  /// By layer, operations in the order of a block; what stands outside of blocks is last.
  fileprivate var rows: [Row] {
    totals.map { Row(place: $0, total: $1) }.sorted {
      ($0.place.layer ?? .max, Meter.order[$0.place.operation] ?? 0) < ($1.place.layer ?? .max, Meter.order[$1.place.operation] ?? 0)
    }
  }

  fileprivate var sum: Total { Meter.sum(totals.values) }

  private static func sum<S: Sequence>(_ totals: S) -> Total where S.Element == Total {
    totals.reduce(into: Total()) { sum, total in
      sum.seconds += total.seconds
      sum.calls += total.calls
      sum.cost = sum.cost + total.cost
    }
  }

  /// Operations of all layers together, the longest first.
  fileprivate var byOperation: [(name: String, total: Total)] {
    Dictionary(grouping: totals, by: \.key.operation).map { ($0.rawValue, Meter.sum($1.map(\.value))) }.sorted {
      $0.total.seconds != $1.total.seconds ? $0.total.seconds > $1.total.seconds : $0.name < $1.name
    }
  }

  fileprivate var byLayer: [(name: String, total: Total)] {
    Dictionary(grouping: totals, by: \.key.layer).compactMap { layer, places in layer.map { ($0, Meter.sum(places.map(\.value))) } }
      .sorted { $0.0 < $1.0 }.map { ("\($0.0)", $0.1) }
  }
}

// MARK: - Showing

extension Profile {
  fileprivate func text(seconds: Double, peak: Double, width: Int, color: Bool) -> String {
    let all = sum
    var named = byOperation
    named.append(("other", Total(seconds: max(0, seconds - all.seconds))))
    func table(_ title: String, _ totals: [(name: String, total: Total)], notes: [String]) -> String {
      let rows = totals.map { name, total -> [String] in
        let rate = total.seconds > 0 ? total.cost.operations / total.seconds : 0
        let traffic = total.seconds > 0 ? total.cost.bytes / total.seconds : 0
        return [
          name, duration(total.seconds), percent(total.seconds, of: seconds), total.calls == 0 ? "" : "\(total.calls)",
          total.cost.operations == 0 ? "" : digits(rate / 1e9), total.cost.operations == 0 ? "" : percent(rate, of: peak),
          total.cost.bytes == 0 ? "" : digits(traffic / 1e9),
        ]
      }
      let names = [title, "time", "share", "calls", "GFLOP/s", "of peak", "GB/s"]
      let columns = names.enumerated().map { Table.Column($1, alignment: $0 == 0 ? .left : .right) }
      return Table(columns: columns, rows: rows, footer: notes).text(width: width, color: color)
    }
    let notes = [
      "\(duration(seconds)), tensors took at most \(formattedBytes(peakBytes)); peak of float32 vectors \(digits(peak / 1e9)) GFLOP/s with \(Threads.count) thread\(Threads.count == 1 ? "" : "s")"
    ]
    let layers = byLayer
    let first = table("operation", named, notes: layers.isEmpty ? notes : [])
    return layers.isEmpty ? first : first + "\n\n" + table("layer", layers, notes: notes)
  }
}

extension Planner {
  fileprivate func text(seconds: Double, room: Int, width: Int, color: Bool) -> String {
    let all = sum
    var rows = byOperation.map { name, total in
      [name, duration(total.seconds), "\(total.calls)", counted(total.cost.operations), formattedBytes(Int(min(total.cost.bytes, 1e18)))]
    }
    rows.append(["other", duration(max(0, seconds - all.seconds)), "", "", ""])
    let names = ["operation", "time", "calls", "operations", "traffic"]
    let columns = names.enumerated().map { Table.Column($1, alignment: $0 == 0 ? .left : .right) }
    var notes = [
      "about \(duration(seconds)), \(formattedBytes(peakBytes)) of memory, \(counted(all.cost.operations)) floating-point operations, \(formattedBytes(Int(min(all.cost.bytes, 1e18)))) of traffic"
    ]
    if peakBytes > room {
      notes.append(
        "it does not fit: \(formattedBytes(max(room, 0))) are left. Logits of every position are large: `run.logits_at(pos)`, `LogitLens(model).grid(ids)` and `trajectory` go through the vocabulary in tiles; batches can be run a few sequences at a time"
      )
    }
    return Table(columns: columns, rows: rows, footer: notes).text(width: width, color: color)
  }
}

private func percent(_ part: Double, of whole: Double) -> String { whole > 0 ? "\(Int((part / whole * 100).rounded())) %" : "" }

/// Three digits that mean something: `12.3`, `0.456`, `1234`.
private func digits(_ value: Double) -> String {
  if value >= 100 { return "\(Int(value.rounded()))" }
  let scale = value >= 10 ? 10.0 : value >= 1 ? 100.0 : 1000.0
  return "\((value * scale).rounded() / scale)"
}

/// `12.3 G`: a number of operations with its decimal prefix.
private func counted(_ count: Double) -> String {
  for (unit, size) in [("P", 1e15), ("T", 1e12), ("G", 1e9), ("M", 1e6), ("k", 1e3)] where count >= size * 0.9995 {
    return "\(digits(count / size)) \(unit)"
  }
  return "\(Int(count))"
}
