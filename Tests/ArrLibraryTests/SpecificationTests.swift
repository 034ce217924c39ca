import ArrLanguage
import Foundation
import Testing

@testable import ArrLibrary

/// The articles of `ArrLanguage.docc`: all are inside the program, and every example gives what stands beside it.
@Suite struct SpecificationTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../Sources/ArrLanguage/ArrLanguage.docc").standardizedFileURL

  @Test func everyArticleIsInTheProgram() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter { $0.hasSuffix(".md") }
    #expect(Set(files) == Set(Specification.articles.map { $0.name + ".md" }))
    for article in Specification.articles {
      let text = try String(contentsOf: Self.folder.appendingPathComponent(article.name + ".md"), encoding: .utf8)
      #expect(article.text == text, "\(article.name)")
      let listed = Specification.articles[0].text.contains("<doc:\(article.name)>")
      #expect(listed || article.name == Specification.articles[0].name, "\(article.name) is missing in the list of topics")
    }
  }

  @Test func linksLeadSomewhere() {
    let names = Set(Specification.articles.map(\.name))
    for article in Specification.articles {
      for part in article.text.components(separatedBy: "<doc:").dropFirst() {
        #expect(names.contains(String(part.prefix { $0 != ">" })), "in \(article.name)")
      }
    }
  }

  @Test func thereAreExamples() {
    let texts = ["ArrLanguage", "Imports", "Grammar", "ShellLines"]
    for article in Specification.articles where !texts.contains(article.name) { #expect(!article.programs.isEmpty, "\(article.name)") }
  }

  @Test(arguments: Specification.articles.map(\.name))
  func examplesGiveWhatStandsBesideThem(name: String) {
    let problems = onEvaluationThread { () -> [String] in
      let interpreter = Library.makeInterpreter()
      var problems: [String] = []
      for program in Specification.articles.first(where: { $0.name == name })?.programs ?? [] {
        let expected = program.lines.compactMap { line in line.range(of: "# →").map { value(line[$0.upperBound...]) } }
        let given = exampleTranscript(of: program.lines.joined(separator: "\n"), name: name, in: interpreter)
        let isSame = expected.count == given.count && zip(expected, given).allSatisfy { $0 == $1 || ($0 == "error" && $1.hasPrefix("error: ")) }
        if !isSame {
          problems.append("\(name).md:\(program.line): expected\n  " + expected.joined(separator: "\n  ") + "\ngiven\n  " + given.joined(separator: "\n  "))
        }
      }
      return problems
    }
    #expect(problems.isEmpty, "\(problems.joined(separator: "\n\n"))")
  }

  /// Behind the arrow stands one space, then what is shown.
  private func value(_ text: Substring) -> String {
    var text = text.hasPrefix(" ") ? text.dropFirst() : text
    while text.last == " " { text.removeLast() }
    return String(text)
  }

  @Test(arguments: [
    ("slicing", "A slice `start:stop:step`"), ("Indexing", "Items, slices, masks"), ("closures", "captures variables"), ("f-strings", "replaced by its value"),
    ("differences from python", "What a Python programmer"), ("precedence", "From the loosest"), ("at a glance", "in one page"), ("decorators", "take the place"),
  ])
  func topicsAreFound(topic: String, words: String) {
    #expect(Specification.text(about: topic)?.contains(words) == true, "\(topic)")
  }
}
