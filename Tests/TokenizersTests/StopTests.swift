import Testing

@testable import Tokenizers

/// Counts how often somebody may stop an encoding, and stops it at every such place. In processes of their own: whether a stop
/// was asked for is known to the whole process.
@Suite struct StopTests {
  @Test func everyPassOverALongTextListens() async {
    await #expect(processExitsWith: .success) {
      // Without a pre-tokenizer the whole text is one piece.
      let tokenizer = try Tokenizer(contentsOf: TestData.fixtures + "/sentence_piece/tokenizer.json")
      let text = String(repeating: "ab ", count: 100_000)
      nonisolated(unsafe) var asked = 0
      TokenizerStop.isRequested = {
        asked += 1
        return false
      }
      let whole = tokenizer.encode(text)
      let most = asked
      // Added tokens, the normalizer, characters, the linked list, the heap and the merges: each looks up every 1,024 turns.
      #expect(most > 6 * text.utf8.count / 1024 / 2)
      for patience in stride(from: 0, to: most, by: max(1, most / 25)) {
        asked = 0
        TokenizerStop.isRequested = {
          asked += 1
          return asked > patience
        }
        #expect(tokenizer.encode(text).count < whole.count)
        // What follows the stopped pass ends at its first look.
        #expect(asked - patience < 20, "\(asked - patience) looks after a stop at look \(patience)")
      }
    }
  }
}
