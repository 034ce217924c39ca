import ArrLibrary
import Foundation
import Testing

@testable import ArrLanguage

/// The lists of words in the editors' files are the program's own. `scripts/editors/update` writes them anew.
@Suite("Editor files")
struct EditorFilesTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("scripts/editors")

  /// The words of one colour.
  private struct Words {
    var scope: String
    var group: String
    var words: [String]
  }

  private static let lists: [Words] = {
    var keywords: [(word: String, kind: Token.Kind)] = []
    for (packed, kind) in Token.Kind.keywords {
      let bytes: [UInt8] = withUnsafeBytes(of: packed.bigEndian) { $0.filter { $0 != 0 } }
      keywords.append((word: String(decoding: bytes, as: UTF8.self), kind: kind))
    }
    func all(_ kinds: [Token.Kind]) -> [String] { keywords.filter { kinds.contains($0.kind) }.map { $0.word }.sorted() }
    let words: [Token.Kind] = [.in, .not, .and, .or]
    let constants: [Token.Kind] = [.true, .false, .none]
    let others: [Token.Kind] = words + constants + [.def]
    let control = keywords.filter { !others.contains($0.kind) }.map { $0.word }.sorted()
    let builtins = Library.makeInterpreter().builtins
    func isFunction(_ name: String) -> Bool {
      if case .function? = builtins.lookup(name) { return true }
      return false
    }
    // A name of one letter is more often the user's own.
    let names = builtins.names.filter { !$0.hasPrefix("_") && $0.count > 1 }.sorted()
    return [
      Words(scope: "keyword.control.arr", group: "arrControl", words: control),
      Words(scope: "keyword.operator.word.arr", group: "arrWord", words: all(words)),
      Words(scope: "storage.type.function.arr", group: "arrDef", words: all([.def])),
      Words(scope: "constant.language.arr", group: "arrConstant", words: all(constants)),
      Words(scope: "support.function.builtin.arr", group: "arrFunction", words: names.filter(isFunction)),
      Words(scope: "support.variable.arr", group: "arrValue", words: names.filter { !isFunction($0) }),
    ].filter { !$0.words.isEmpty }
  }()

  @Test func everyListHasWords() {
    #expect(Self.lists.flatMap(\.words).count > 100)
    #expect(Self.lists.first?.words.contains("elif") == true)
  }

  @Test func vimKnowsTheWords() throws {
    let lines = Self.lists.map { "syntax keyword \($0.group) \($0.words.joined(separator: " "))" }
    try check("vim/syntax/arr.vim") { text in
      guard let start = text.range(of: "\" keywords begin\n"), let end = text.range(of: "\" keywords end\n") else { return text }
      return text.replacingCharacters(in: start.upperBound..<end.lowerBound, with: lines.joined(separator: "\n") + "\n")
    }
  }

  @Test func codeKnowsTheWords() throws {
    try check("vscode/syntaxes/arr.tmLanguage.json") { text in
      var text = text
      for list in Self.lists {
        let pattern = "(?<![\\\\p{L}\\\\p{N}_.])(?:\(list.words.joined(separator: "|")))(?![\\\\p{L}\\\\p{N}_])"
        // The rule is the one with this very scope and a list of words, or none yet.
        let marker = "\"name\": \"\(list.scope)\","
        guard let name = text.range(of: marker),
          let match = text.range(of: "\"match\": \"", range: name.upperBound..<text.endIndex),
          let end = text.range(of: "\"\n", range: match.upperBound..<text.endIndex)
        else { return text }
        text.replaceSubrange(match.upperBound..<end.lowerBound, with: pattern)
      }
      return text
    }
  }

  @Test func everyFileOfTheExtensionIsJSON() throws {
    for file in ["package.json", "language-configuration.json", "snippets/arr.json", "syntaxes/arr.tmLanguage.json"] {
      let data = try Data(contentsOf: Self.folder.appendingPathComponent("vscode/" + file))
      #expect(try JSONSerialization.jsonObject(with: data) is [String: Any], "\(file)")
    }
  }

  private func check(_ file: String, _ written: (String) -> String) throws {
    let url = Self.folder.appendingPathComponent(file)
    let text = try String(contentsOf: url, encoding: .utf8)
    let wanted = written(text)
    if ProcessInfo.processInfo.environment["ARR_RECORD"] != nil {
      return try wanted.write(to: url, atomically: true, encoding: .utf8)
    }
    #expect(text == wanted, "run scripts/editors/update: \(file) is not what it writes")
    #expect(words(in: text).count > 100)
  }

  /// The words of the lists as the file has them now.
  private func words(in text: String) -> [String] {
    let groups = Self.lists.flatMap { ["syntax keyword \($0.group) ", "\"name\": \"\($0.scope)\","] }
    return groups.flatMap { group -> [String] in
      guard let start = text.range(of: group) else { return [] }
      var rest = text[start.upperBound...]
      if group.hasPrefix("\"") {
        guard let open = rest.range(of: "(?:"), let close = rest.range(of: ")", range: open.upperBound..<rest.endIndex) else { return [] }
        rest = rest[open.upperBound..<close.lowerBound]
      } else {
        rest = rest.prefix { $0 != "\n" }
      }
      return rest.split { $0 == "|" || $0 == " " }.map(String.init)
    }
  }
}
