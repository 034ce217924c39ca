import ArrLanguage
import Foundation
import JSON
import Testing

@testable import ArrLibrary

/// Calls whose results CPython gave (`scripts/fixtures/make_library_cases.py`).
@Suite struct CPythonTests {
  /// Where the language differs on purpose, by the beginning of the call; the reasons stand in “Differences from Python”.
  static let differences = [
    "format(true, '5')", "bin(true)", "hex(true)", "oct(true)",  // a bool is no number where a number is asked for
  ]

  private func cases() throws -> [(call: String, result: String?)] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/cpython.json")
    guard case .array(let entries) = try JSON.parse(String(contentsOf: file, encoding: .utf8)) else { return [] }
    return entries.compactMap { entry in
      guard case .object(let fields) = entry, case .string(let call)? = fields["call"] else { return nil }
      if case .string(let result)? = fields["result"] { return (call, result) }
      return (call, nil)
    }
  }

  @Test func everyCallGivesWhatCPythonGives() throws {
    let all = try cases()
    #expect(all.count > 4000)
    let problems = onEvaluationThread { () -> [String] in
      let interpreter = Interpreter()
      Library.installCore(in: interpreter)
      return all.compactMap { entry in
        if Self.differences.contains(where: { entry.call.hasPrefix($0) }) { return nil }
        let given = answer(entry.call, interpreter)
        return given == entry.result ? nil : "\(entry.call)  →  \(given ?? "an error"), not \(entry.result ?? "an error")"
      }
    }
    #expect(problems.isEmpty, "\(problems.count) of \(all.count) differ:\n\(problems.joined(separator: "\n"))")
  }

  /// What the language gives; nil for an error. A lazy range counts as the list of its items.
  private func answer(_ text: String, _ interpreter: Interpreter) -> String? {
    let source = Source(name: "case.arr", text: text)
    guard case .complete(let block) = parse(source), let value = try? interpreter.run(block, source: source) else { return nil }
    return value.repr
  }
}
