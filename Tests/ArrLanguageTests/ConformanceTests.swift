import Foundation
import Testing

@testable import ArrLanguage

/// Programs in `Conformance/` and what they must print. `ARR_RECORD=1 swift test` writes the `.expected` files anew; read
/// the difference before keeping it.
@Suite struct ConformanceTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Conformance")

  static let programs: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".arr") }.map { String($0.dropLast(4)) }.sorted()
  }()

  @Test func thereAreProgramsForEveryConstruct() { #expect(Self.programs.count >= 25) }

  @Test(arguments: programs)
  func printsWhatIsExpected(program: String) throws {
    let text = try String(contentsOf: Self.folder.appendingPathComponent(program + ".arr"), encoding: .utf8)
    let printed = onEvaluationThread { () -> String in
      let transcript = Transcript()
      transcript.interpreter.readFile = { path in
        guard let data = try? Data(contentsOf: Self.folder.appendingPathComponent(path)) else {
          throw ValueError("file", "there is no file \(quoted(path))")
        }
        return [UInt8](data)
      }
      transcript.enter(text, name: program + ".arr")
      return transcript.text
    }
    let file = Self.folder.appendingPathComponent(program + ".expected")
    if ProcessInfo.processInfo.environment["ARR_RECORD"] != nil {
      try printed.write(to: file, atomically: true, encoding: .utf8)
      return
    }
    #expect(printed == (try String(contentsOf: file, encoding: .utf8)))
  }
}
