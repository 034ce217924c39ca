import Foundation
import Testing

@testable import ArrLanguage
@testable import ArrLibrary

/// The language by example: every `Conformance/CONSTRUCT/CASE.arr` must print what stands in its `.expected` file, errors
/// as the renderer draws them. A new case is two files. CPython says what a case must print
/// (`scripts/fixtures/make_conformance.py` writes it), unless its first line starts with `# Arr only`: those are written
/// from the language's description; `ARR_RECORD=1 swift test` writes them as they come out, to be read before they are kept.
@Suite struct ConformanceTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Conformance")

  /// Paths below the folder without their ending; files under `modules` are imported by cases.
  private static func files(_ ending: String) -> Set<String> {
    let all = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    return Set(all.filter { $0.hasSuffix(ending) && !$0.contains("/modules/") }.map { String($0.dropLast(ending.count)) })
  }

  static let cases = files(".arr").sorted()

  @Test func everyCaseHasItsAnswer() {
    #expect(Self.cases.count >= 350)
    #expect(Self.files(".arr").symmetricDifference(Self.files(".expected")).isEmpty)
  }

  @Test(arguments: cases)
  func printsWhatIsExpected(name: String) throws {
    let program = try Data(contentsOf: Self.folder.appendingPathComponent(name + ".arr"))
    let printed = onEvaluationThread { output(of: [UInt8](program), named: name + ".arr") }
    let file = Self.folder.appendingPathComponent(name + ".expected")
    if ProcessInfo.processInfo.environment["ARR_RECORD"] != nil, program.starts(with: Data("# Arr only".utf8)) {
      try printed.write(to: file, atomically: true, encoding: .utf8)
      return
    }
    #expect(printed == (try String(contentsOf: file, encoding: .utf8)))
  }

  /// What a script prints, and the errors that end it.
  private func output(of program: [UInt8], named name: String) -> String {
    var text = ""
    let interpreter = Library.makeInterpreter()
    interpreter.output = { text += $0 }
    interpreter.readFile = { path in
      guard let data = try? Data(contentsOf: Self.folder.appendingPathComponent(path)) else {
        throw ValueError("file", "\(quoted(path)) cannot be read: there is no such file")
      }
      return [UInt8](data)
    }
    installGuard(in: interpreter)
    let source = Source(name: name, utf8: program)
    let renderer = DiagnosticRenderer()
    switch parse(source) {
    case .complete(let block):
      do { try interpreter.run(block, source: source) } catch {
        text += ((error as? Diagnostic).map { renderer.render($0) } ?? "\(error)") + "\n"
      }
    case .incomplete(let diagnostics), .failed(let diagnostics):
      text += diagnostics.map { renderer.render($0) + "\n" }.joined()
    }
    return text
  }

  /// `guard(name)`: an object for `with` that says when it is entered and left.
  private func installGuard(in interpreter: Interpreter) {
    let declaration = Declaration("guard", group: "test", parameters: [.init("name")], prose: "")
    interpreter.define(NativeFunction(declaration) { arguments, _ in .object(GuardObject(arguments[0])) })
  }
}

private final class GuardObject: ArrObject {
  let name: Value

  init(_ name: Value) { self.name = name }

  override var typeName: String { "guard" }
  override func enter(in interpreter: Interpreter) throws -> Value {
    interpreter.output("enter \((try? name.str()) ?? "")\n")
    return name
  }
  override func exit(in interpreter: Interpreter) throws { interpreter.output("leave \((try? name.str()) ?? "")\n") }
}
