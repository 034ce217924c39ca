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
      let whole = try tokenizer.encode(text)
      let most = asked
      // Added tokens, the normalizer, characters, the linked list, the heap and the merges: each looks up every 1,024 turns.
      #expect(most > 6 * text.utf8.count / 1024 / 2)
      for patience in stride(from: 0, to: most, by: max(1, most / 25)) {
        asked = 0
        TokenizerStop.isRequested = {
          asked += 1
          return asked > patience
        }
        #expect(try tokenizer.encode(text).count < whole.count)
        // What follows the stopped pass ends at its first look.
        #expect(asked - patience < 20, "\(asked - patience) looks after a stop at look \(patience)")
      }
    }
  }

  /// No stage cuts the whole text before the next one begins: a stop amid it is heard soon.
  @Test func piecesDoNotWaitForEachOther() async {
    await #expect(processExitsWith: .success) {
      let components = try TestData.json(TestData.fixtures + "/components.json")
      let text = String(repeating: "the spice-must flow, 12 times.\n", count: 10_000)
      var long = 0
      for row in try #require(components["pre_tokenizers"]?.arrayValue) {
        let preTokenizer = try PreTokenizer(try #require(try Component(row["config"], role: "pre-tokenizer")))
        func count(stoppingAt limit: Int) throws -> Int {
          nonisolated(unsafe) var pieces = 0
          TokenizerStop.isRequested = { pieces >= limit }
          try Array(text.utf8).withUnsafeBufferPointer {
            try preTokenizer.forEachPiece(of: Piece(text: $0, leading: 1), continuing: false) { _ in pieces += 1 }
          }
          return pieces
        }
        // Some patterns match nowhere in this text, or only a few times.
        guard try count(stoppingAt: .max) > 20_000 else { continue }
        long += 1
        // A look comes every 1,024 matches, with a piece before and behind each.
        #expect((5000...8000).contains(try count(stoppingAt: 5000)), "\(row["config"]?.text() ?? "")")
      }
      #expect(long > 20)
    }
  }
}
