import Foundation
import Testing

@testable import ArrLanguage
@testable import ArrLibrary

/// Mistakes that people make, and the exact text that answers them. A file of `Gallery/` holds cells of one subject, each
/// a program of its own; `.expected` holds what each prints to a terminal of 100 columns without colour.
/// `ARR_RECORD=1 swift test --filter Gallery` writes the `.expected` files anew: read the difference before keeping it.
@Suite struct GalleryTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Gallery")

  static let subjects: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".arr") }.map { String($0.dropLast(4)) }.sorted()
  }()

  struct Cell {
    let title: String
    let program: String
  }

  static func cells(of subject: String) throws -> [Cell] {
    let text = try String(contentsOf: folder.appendingPathComponent(subject + ".arr"), encoding: .utf8)
    return text.components(separatedBy: "# %% ").dropFirst().map { part in
      let end = part.firstIndex(of: "\n") ?? part.endIndex
      return Cell(title: String(part[..<end]), program: String(part[end...].dropFirst()))
    }
  }

  @Test func itIsLarge() throws {
    let titles = try Self.subjects.flatMap { try Self.cells(of: $0).map(\.title) }
    #expect(titles.count >= 300)
  }

  @Test(arguments: subjects)
  func everyMistakeHasItsAnswer(subject: String) throws {
    try GalleryFiles.make()
    var text = ""
    for cell in try Self.cells(of: subject) {
      let problems = onEvaluationThread { Self.problems(of: cell.program) }
      #expect(!problems.isEmpty, "\(subject): \(cell.title) is no mistake")
      let renderer = DiagnosticRenderer()
      text += "# %% \(cell.title)\n" + problems.map { renderer.render($0) + "\n" }.joined() + "\n"
    }
    let file = Self.folder.appendingPathComponent(subject + ".expected")
    if ProcessInfo.processInfo.environment["ARR_RECORD"] != nil { try text.write(to: file, atomically: true, encoding: .utf8) }
    let expected = try String(contentsOf: file, encoding: .utf8)
    // Cell by cell, so that a failure shows one text and not all.
    let (got, wanted) = (text.components(separatedBy: "# %% "), expected.components(separatedBy: "# %% "))
    for (a, b) in zip(got, wanted) { #expect(a == b) }
    #expect(got.count == wanted.count)
  }

  /// What a program that fails says: every syntax error, or the error that ended it.
  static func problems(of program: String) -> [Diagnostic] {
    let source = Source(name: "case.arr", text: program)
    let interpreter = Library.makeInterpreter()
    interpreter.output = { _ in }
    switch parse(source) {
    case .incomplete(let all), .failed(let all): return all
    case .complete(let block):
      do {
        try interpreter.run(block, source: source)
        return []
      } catch let error as Diagnostic { return [error] } catch { return [Diagnostic("value", "\(error)")] }
    }
  }

  // MARK: Hints

  /// A hint must not send anyone to a function that does not exist.
  @Test func hintsNameWhatIsThere() throws {
    let names = ["np", "torch", "math"]
    let members = ["mean", "array", "cat", "matmul", "manual_seed", "loads", "no_grad", "softmax", "pi", "zeros", "florble", ""]
    let interpreter = Library.makeInterpreter()
    var hints: [String] = []
    for module in names {
      for member in members {
        hints.append(hint(forMember: member, ofModule: module, builtins: interpreter.builtins, methods: interpreter.methods))
      }
    }
    for name in ["println", "length", "typeof", "NaN", "quit", "array", "AutoModel", "AutoTokenizer", "parseInt", "open", "xrange", "dir"] {
      hints.append(try #require(hint(forForeignName: name)))
    }
    for member in ["size", "numpy", "append", "sort", "forward"] { hints.append(contentsOf: [hint(forForeignMember: member, of: "tensor")].compactMap { $0 }) }
    for hint in hints {
      // What stands between backquotes and calls something.
      for (i, code) in hint.components(separatedBy: "`").enumerated() where i % 2 == 1 {
        guard let parenthesis = code.firstIndex(of: "("), code.prefix(1) != "." else { continue }
        let name = String(code[..<parenthesis])
        guard name.allSatisfy({ $0.isLetter || $0 == "_" }) else { continue }
        #expect(["f", "x", "model", "name"].contains(name) || interpreter.builtins.lookup(name) != nil, "\(hint)")
      }
    }
  }
}

/// The files that the gallery's programs mention.
enum GalleryFiles {
  static let folder = "/tmp/arr-gallery"

  static func make() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let files = [
      "prompts.txt": "hello\n", "results.json": "{}\n", "broken.json": "{\"a\": \n", "weights.npy": "", "weights.pt": "",
      "helper.arr": "def ratio(a, b) {\n    return a / b\n}\n", "broken.arr": "x = 1\ny = = 2\nz = 3 4\n",
      "failing.arr": "def f(x) { return x + 1 }\nf(\"a\")\n",
    ]
    for (name, text) in files {
      let url = URL(fileURLWithPath: folder).appendingPathComponent(name)
      if (try? String(contentsOf: url, encoding: .utf8)) != text { try text.write(to: url, atomically: true, encoding: .utf8) }
    }
  }
}
