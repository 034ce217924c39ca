import ArrLanguage
import ArrLibrary
import Figures
import Tensors

extension Command {
  static let valueCommands = [
    Command(
      "vars", "whos", section: .values, argument: .variable, usage: "[PATTERN]", help: "the variables: type, shape, bytes, min, mean, max",
      details: "A part of a name, or a pattern with `*` and `?`, lists only those. `:vars by size` puts the largest first."
    ) { shell, pattern in shell.showVariables(pattern) },
    Command("mem", section: .values, help: "what the process, the largest values and the earlier results take") { shell, _ in shell.showMemory() },
    Command(
      "reset", section: .values, help: "forget all variables and earlier results; asks first",
      details: "`:reset!` does not ask."
    ) { shell, _ in shell.reset(asks: true) },
    Command("reset!", section: .values, help: "the same without asking") { shell, _ in shell.reset(asks: false) },
  ]
}

extension Shell {
  // MARK: Variables

  func showVariables(_ argument: String) -> Session.Outcome {
    attempt {
      let bySize = argument == "by size" || argument == "size"
      let pattern = bySize ? "" : argument
      var variables = try facts().filter { pattern.isEmpty || matches($0.name, pattern) }
      if bySize { variables.sort { ($1.facts.totalBytes, $0.name) < ($0.facts.totalBytes, $1.name) } }
      if variables.isEmpty {
        return session.present(pattern.isEmpty ? "no variables" : "no variable is named like \(pattern)")
      }
      session.present(variableTable(variables).text(width: session.terminal.width, color: session.terminal.color))
    }
  }

  private typealias Variable = (name: String, facts: ValueFacts)

  private func facts() throws -> [Variable] {
    let globals = session.interpreter.globals
    return try globals.names.filter { !ResultRing.owns($0) }.sorted().compactMap { name in
      guard let value = globals.lookup(name) else { return nil }
      return (name, try ValueFacts(of: value))
    }
  }

  /// In a narrow window the values go first, then the statistics: sizes are what the table is for.
  private func variableTable(_ variables: [Variable]) -> Table {
    let hasTensors = variables.contains { $0.facts.summary != nil }
    let hasText = variables.contains { !$0.facts.text.isEmpty }
    let choices = [(hasTensors, hasText), (hasTensors, false), (false, hasText), (false, false)]
    let tables = choices.map { variableTable(variables, statistics: $0, values: $1) }
    return tables.first { $0.leastWidth <= session.terminal.width } ?? tables[tables.count - 1]
  }

  private func variableTable(_ variables: [Variable], statistics hasTensors: Bool, values hasText: Bool) -> Table {
    var columns = [
      Table.Column("name", alignment: .left), Table.Column("type", alignment: .left), Table.Column("shape", alignment: .left), Table.Column("bytes"),
    ]
    if hasTensors { columns += [Table.Column("min"), Table.Column("mean"), Table.Column("max")] }
    if hasText { columns.append(Table.Column("value", alignment: .left)) }
    let rows = variables.map { name, facts -> [String] in
      var cells = [name, facts.type, facts.size, formattedBytes(facts.totalBytes)]
      if hasTensors { cells += [facts.summary?.min, facts.summary?.mean, facts.summary?.max].map { $0.map(short) ?? "" } }
      return hasText ? cells + [facts.text + missing(facts.summary)] : cells
    }
    return Table(columns: columns, rows: rows, footer: [total(variables), ringLine()].compactMap { $0 })
  }

  private func total(_ variables: [Variable]) -> String {
    var memory = MemoryCount()
    for variable in variables { if let value = session.interpreter.globals.lookup(variable.name) { memory.add(value) } }
    let mapped = memory.mappedBytes > 0 ? " and \(formattedBytes(memory.mappedBytes)) of mapped files" : ""
    return "\(variables.count) variable\(variables.count == 1 ? "" : "s"), \(formattedBytes(memory.bytes))\(mapped)"
  }

  private func ringLine() -> String? {
    guard let first = session.results.kept.first, let last = session.results.kept.last else { return nil }
    let range = first.number == last.number ? "_\(first.number)" : "_\(first.number) to _\(last.number)"
    return "earlier results \(range): \(formattedBytes(session.results.bytes)), at most \(formattedBytes(ResultRing.mostBytes))"
  }

  private func missing(_ summary: TensorSummary?) -> String {
    guard let summary else { return "" }
    let counts = [(summary.nanCount, "nan"), (summary.infinityCount, "inf")].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    return counts.joined(separator: ", ")
  }

  // MARK: Memory

  func showMemory() -> Session.Outcome {
    attempt {
      let process = ProcessMemory.now()
      let limit = MemoryLimit.bytes.map { ", limit \(formattedBytes($0))" } ?? ""
      var lines = [
        "process  \(formattedBytes(process.resident)) resident, peak \(formattedBytes(process.peak))\(limit)",
        "mapped   \(formattedBytes(process.files)) of files in memory",
        ringLine().map { $0.prefix(1).uppercased() + $0.dropFirst() } ?? "no earlier results",
      ].map { fitted($0, session.terminal.width, unicode: session.terminal.unicode) }
      let variables = try facts().sorted { ($1.facts.totalBytes, $0.name) < ($0.facts.totalBytes, $1.name) }
      let largest = variables.prefix(10).map { [$0.name, $0.facts.type, formattedBytes($0.facts.memory.bytes), formattedBytes($0.facts.memory.mappedBytes)] }
      if !largest.isEmpty {
        let table = Table(
          columns: [
            Table.Column("name", alignment: .left), Table.Column("type", alignment: .left), Table.Column("memory"), Table.Column("mapped"),
          ], rows: Array(largest), footer: [total(variables)])
        lines += ["", table.text(width: session.terminal.width, color: session.terminal.color)]
      }
      session.present(lines.joined(separator: "\n"))
    }
  }

  // MARK: Forgetting

  func reset(asks: Bool) -> Session.Outcome {
    let names = session.interpreter.globals.names.filter { !ResultRing.owns($0) }
    if asks {
      let what = names.count == 1 ? "one variable" : "\(names.count) variables"
      guard ask("Forget \(what) and all earlier results?") else { return .fine }
    }
    return attempt {
      session.results.clear()
      session.interpreter.reset()
    }
  }
}

extension ValueFacts {
  fileprivate var totalBytes: Int { memory.bytes + memory.mappedBytes }
}

/// A number in four digits or so: `-3.12`, `0.0041`, `1.2e-7`.
private func short(_ number: Double) -> String {
  if number == number.rounded(), abs(number) < 1e6 { return String(Int(number)) }
  let magnitude = abs(number)
  if magnitude >= 1e-4, magnitude < 1e6 {
    let digits = magnitude >= 1000 ? 1 : magnitude >= 1 ? 3 : 4
    return fixed(number, digits)
  }
  var exponent = 0
  var mantissa = number
  while abs(mantissa) >= 9.9995 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
  while abs(mantissa) < 0.99995 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
  return fixed(mantissa, 3) + "e\(exponent)"
}

/// Whether a name holds a part, or fits a pattern with `*` and `?`.
func matches(_ name: String, _ pattern: String) -> Bool {
  guard pattern.contains(where: { $0 == "*" || $0 == "?" }) else { return name.contains(pattern) }
  // The usual walk back to the last star: linear but for the stars.
  let (name, pattern) = (Array(name), Array(pattern))
  var (i, j) = (0, 0)
  var star: (i: Int, j: Int)?
  while i < name.count {
    if j < pattern.count, pattern[j] == "*" {
      star = (i, j)
      j += 1
    } else if j < pattern.count, pattern[j] == "?" || pattern[j] == name[i] {
      (i, j) = (i + 1, j + 1)
    } else if let last = star {
      star = (last.i + 1, last.j)
      (i, j) = (last.i + 1, last.j + 1)
    } else {
      return false
    }
  }
  return pattern[j...].allSatisfy { $0 == "*" }
}
