import Testing
import Tokenizers

/// The merges of vocabularies that list none, as the converters of Hugging Face transformers (`generate_merges`) order them.
@Suite struct ImpliedMergesTests {
  private func merges(_ tokens: [String], _ scores: [Double]) -> [String] {
    Tokenizer.impliedMerges(of: tokens, scores: scores).map { "\(tokens[$0.left]) \(tokens[$0.right])" }
  }

  @Test func bestScoreFirst() {
    #expect(merges(["a", "b", "ab", "aba", "x", "abx"], [0, 0, -2, -1, 0, -3]) == ["ab a", "a b", "ab x"])
    #expect(merges(["a", "b"], [0, 0]).isEmpty && merges([], []).isEmpty && merges(["a", "aa"], [0]).isEmpty)
  }

  /// Of equal scores the longer left token, then the longer right one, counted in characters.
  @Test func longerPartsFirst() {
    #expect(merges(["a", "b", "ab", "abb", "bb", "aab", "aa"], [0, 0, -1, -1, -1, -1, -1]) == ["ab b", "aa b", "a bb", "a ab", "a b", "b b", "a a"])
    #expect(merges(["é", "水", "é水", "水é", "é水é"], [0, 0, -1, -1, -1]) == ["é水 é", "é 水é", "é 水", "水 é"])
  }

  /// A character is never cut, and “é” is not “e” with an accent.
  @Test func bytesAreNotCharacters() {
    #expect(merges(["e", "\u{301}", "\u{e9}", "e\u{301}"], [0, 0, -1, -2]) == ["e \u{301}"])
  }
}
