import JSON
import Testing

@testable import Tokenizers

/// Regular expressions of a file that would search for ages end with an error that names them, in every stage that searches.
@Suite struct RegexLimitTests {
  private static let model: JSON = ["type": "BPE", "vocab": ["a": 0, "b": 1, "!": 2], "merges": []]
  /// Doubles its work with every “a”; Oniguruma gives up on it, too.
  private static let exploding: JSON = ["Regex": "(a+)+b"]
  private static let text = String(repeating: "a", count: 60) + "!b"

  private func tokenizer(_ stage: String, _ component: JSON) throws -> Tokenizer {
    let file: JSONObject = ["model": Self.model, stage: component]
    return try Tokenizer(json: Array(JSON.object(file).text().utf8))
  }

  private func expectLimit(_ action: () throws -> Void) {
    let error = #expect(throws: TokenizerError.self) { try action() }
    #expect(error?.message == "the tokenizer's regular expression “(a+)+b” takes too many steps on this text")
    #expect(error?.help != nil)
  }

  @Test(.timeLimit(.minutes(1))) func preTokenizer() throws {
    let split: JSON = ["type": "Split", "pattern": Self.exploding, "behavior": "Isolated", "invert": false]
    for component in [split, ["type": "Sequence", "pretokenizers": [["type": "Digits", "individual_digits": true], split]]] {
      let tokenizer = try tokenizer("pre_tokenizer", component)
      expectLimit { _ = try tokenizer.encode(Self.text) }
      expectLimit { _ = try tokenizer.encodeContinuation(Self.text) }
      expectLimit { _ = try tokenizer.singleToken(Self.text) }
      #expect(try tokenizer.encode("aab!") == [0, 0, 1, 2])
    }
  }

  @Test(.timeLimit(.minutes(1))) func normalizer() throws {
    let tokenizer = try tokenizer("normalizer", ["type": "Replace", "pattern": Self.exploding, "content": "!"])
    expectLimit { _ = try tokenizer.encode(Self.text) }
    #expect(try tokenizer.encode("aab") == [2])
    // An added token that is looked for in normalized text.
    let file: JSONObject = [
      "model": Self.model, "normalizer": ["type": "Replace", "pattern": Self.exploding, "content": "!"],
      "added_tokens": [["id": 3, "content": .string(Self.text), "normalized": true]],
    ]
    expectLimit { _ = try Tokenizer(json: Array(JSON.object(file).text().utf8)) }
  }

  @Test(.timeLimit(.minutes(1))) func decoder() throws {
    let fuse: JSON = ["type": "Fuse"]
    let replace: JSON = ["type": "Replace", "pattern": Self.exploding, "content": "!"]
    let tokenizer = try tokenizer("decoder", ["type": "Sequence", "decoders": [fuse, replace]])
    expectLimit { _ = try tokenizer.decode([Int](repeating: 0, count: 60)  + [2, 1]) }
    #expect(try tokenizer.decode([0, 0, 1]) == "!")
  }

  /// Patterns that go far but straight are not stopped, even where the compiled code's stack does not suffice.
  @Test func longMatches() throws {
    let text = String(repeating: "ab", count: 200_000) + "!"
    for pattern in ["(?:a|b)+", "(?:(a)|b)*", "[ab]+(?=!)", "[^!]*"] {
      let tokenizer = try tokenizer(
        "pre_tokenizer", ["type": "Split", "pattern": ["Regex": .string(pattern)], "behavior": "Removed", "invert": false])
      #expect(try tokenizer.encode(text) == [2], "\(pattern)")
    }
  }

  /// Matches are found wherever they begin, also where the search goes in stretches, and beside characters of several bytes.
  @Test func rareMatches() throws {
    let expression = try RegularExpression("(?<=é)b|水")
    for gap in 0..<150 {
      let text = String(repeating: "é", count: gap) + "b" + String(repeating: "a", count: gap) + "水"
      let bytes = Array(text.utf8)
      var found: [Range<Int>] = []
      try bytes.withUnsafeBufferPointer { try expression.forEachMatch(in: $0) { found.append($0) } }
      let water = 3 * gap + 1..<3 * gap + 4
      #expect(found == (gap > 0 ? [2 * gap..<2 * gap + 1, water] : [water]))
    }
  }

  /// No single place takes too many steps, but all of them take hours: a stop is heard.
  @Test(.timeLimit(.minutes(1))) func slowSearchesListen() async {
    await #expect(processExitsWith: .success) {
      let expression = try RegularExpression("a*a*a*b|^!")
      let bytes = [UInt8](repeating: UInt8(ascii: "a"), count: 300)
      nonisolated(unsafe) var asked = 0
      TokenizerStop.isRequested = {
        asked += 1
        return false
      }
      try bytes.withUnsafeBufferPointer { try expression.forEachMatch(in: $0) { _ in } }
      #expect(asked >= 300 / 32)
      let most = asked
      asked = 0
      TokenizerStop.isRequested = {
        asked += 1
        return asked > 3
      }
      try bytes.withUnsafeBufferPointer { try expression.forEachMatch(in: $0) { _ in } }
      #expect(asked == 4 && most > 4)
    }
  }
}
