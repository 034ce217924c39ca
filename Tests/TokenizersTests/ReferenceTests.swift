import Foundation
import Testing

@testable import Tokenizers

/// Answers of the Python library `tokenizers`, and ours.
@Suite struct ReferenceTests {
  @Test(arguments: ["byte_level", "byte_level_modern", "sentence_piece", "metaspace_unknown", "suffixed", "unigram", "unigram_bytes", "word_piece", "word_level", "separate_files"])
  func smallTokenizers(name: String) throws {
    let folder = TestData.fixtures + "/" + name
    let tokenizer = try Tokenizer(contentsOf: folder)
    let vectors = try Vector.load(folder + "/vectors.json")
    #expect(vectors.count > 30)
    for vector in vectors { try vector.check(tokenizer) }
    // Again, now that words come from the cache.
    for vector in vectors { try vector.check(tokenizer) }
  }

  @Test(
    .enabled(if: TestData.real != nil, "set ARR_TEST_DATA to the folder of real checkpoints"),
    arguments: [
      ("tokenizers/gpt2", "vectors.json"), ("tokenizers/llama", "vectors.json"), ("tokenizers/falcon", "vectors.json"),
      ("models/stories260K", "vectors.json"), ("models/stories260K", "tokenizer_vectors.json"), ("models/TinyStories-656K", "vectors.json"),
    ])
  func realTokenizers(folder: String, file: String) throws {
    let folder = try #require(TestData.real) + "/" + folder
    let tokenizer = try Tokenizer(contentsOf: folder)
    for vector in try Vector.load(folder + "/" + file) { try vector.check(tokenizer) }
  }

  @Test(
    .enabled(if: TestData.real != nil, "set ARR_TEST_DATA to the folder of real checkpoints"),
    arguments: ["tokenizers/gpt2", "tokenizers/falcon", "models/tiny-random-gpt2"])
  func byteLevelTextComesBack(folder: String) throws {
    let real = try #require(TestData.real)
    let tokenizer = try Tokenizer(contentsOf: real + "/" + folder)
    let text = try String(contentsOfFile: real + "/text/shakespeare_300k.txt", encoding: .utf8)
    #expect(try tokenizer.decode(tokenizer.encode(text)) == text)
  }

  /// The first scalar typed is decomposed into white space, which goes, and a mark, which still stands at the start.
  @Test(arguments: [
    ("\u{B4}spice", [56, 0, 37, 97]),
    ("\u{FFE3}the sand", [56, 0, 38, 70, 74, 90]),
    (" \u{B4}spice", [0, 37, 97]),
  ])
  func startBehindDecomposedSpace(text: String, ids: [Int]) throws {
    let tokenizer = try Tokenizer(contentsOf: TestData.fixtures + "/metaspace_unknown")
    #expect(try tokenizer.encode(text) == ids)
  }

  /// Longer than a word of the cache, so that it is cut at its marks.
  @Test func longPieceOfManyWords() throws {
    let tokenizer = try Tokenizer(contentsOf: TestData.fixtures + "/sentence_piece")
    let text =
      "The  spice must flow ▁▁ 水 where the wind has no name,\n\n   we walked th"
      + "ree days \u{1F44D} before we saw the well; é the sand must move and move"
    let ids = [
      319, 381, 319, 363, 376, 351, 294, 297, 304, 319, 319, 319, 319, 327, 337, 333, 338, 339, 337, 334, 287,
      319, 357, 300, 377, 347, 284, 295, 288, 269, 260, 260, 319, 319, 375, 374, 392, 366, 335, 291, 338, 288,
      345, 284, 306, 300, 319, 243, 162, 148, 144, 319, 285, 385, 394, 375, 336, 284, 304, 339, 337, 355, 294,
      276, 319, 198, 172, 339, 336, 352, 376, 342, 297, 399, 362, 342, 297, 399,
    ]
    #expect(try tokenizer.encode(text, addSpecialTokens: false) == ids)
  }

  @Test func pieces() throws {
    let components = try TestData.json(TestData.fixtures + "/components.json")
    let texts = try #require(components["texts"]?.strings)
    let cases = try #require(components["pre_tokenizers"]?.arrayValue)
    #expect(cases.count > 70)
    for row in cases {
      let config = try #require(try Component(row["config"], role: "pre-tokenizer"))
      let preTokenizer = try PreTokenizer(config)
      let expected = try #require(row["pieces"]?.arrayValue)
      for (text, pieces) in zip(texts, expected) where !text.isEmpty {
        var ours: [[UInt8]] = []
        try Array(text.utf8).withUnsafeBufferPointer {
          try preTokenizer.forEachPiece(of: Piece(text: $0, leading: 1), continuing: false) { ours.append(Array($0.text)) }
        }
        #expect(ours == pieces.strings?.map { Array($0.utf8) }, "\(config.json.text()) \(text.debugDescription)")
      }
    }
  }

  /// Every stage knows where the first character typed went, so that the mark stands before the right piece.
  @Test func startsBehindChains() throws {
    let document = try TestData.json(TestData.fixtures + "/chains.json")
    let texts = try #require(document["texts"]?.strings)
    let chains = try #require(document["chains"]?.arrayValue)
    #expect(chains.count > 30)
    for row in chains {
      let file = try #require(row["tokenizer"]).text()
      let tokenizer = try Tokenizer(json: Array(file.utf8))
      for (text, expected) in zip(texts, try #require(row["ids"]?.strings)) {
        let ids = try tokenizer.encode(text).map(String.init).joined()
        #expect(ids == expected, "\(text.debugDescription) \(file)")
      }
    }
  }

  @Test func normalizedTexts() throws {
    let components = try TestData.json(TestData.fixtures + "/components.json")
    let texts = try #require(components["texts"]?.strings)
    let cases = try #require(components["normalizers"]?.arrayValue)
    #expect(cases.count > 10)
    for row in cases {
      let config = try #require(try Component(row["config"], role: "normalizer"))
      let normalizer = try Normalizer(config)
      for (text, expected) in zip(texts, try #require(row["texts"]?.strings)) {
        let ours = try normalizer.apply(to: Text(text.utf8), continuing: false)
        #expect(Array(ours) == Array(expected.utf8), "\(config.json.text()) \(text.debugDescription)")
      }
    }
  }

  @Test func decodedTokens() throws {
    let components = try TestData.json(TestData.fixtures + "/components.json")
    let lists = try #require(components["tokens"]?.arrayValue).compactMap(\.strings)
    let cases = try #require(components["decoders"]?.arrayValue)
    #expect(cases.count > 10)
    for row in cases {
      let config = try #require(try Component(row["config"], role: "decoder"))
      let decoder = try Decoder(config)
      for (tokens, expected) in zip(lists, try #require(row["texts"]?.strings)) {
        let ours = try decoder.apply(to: tokens.map { Text($0.utf8) }).joined()
        #expect(Array(ours) == Array(expected.utf8), "\(config.json.text()) \(tokens)")
      }
    }
  }
}
