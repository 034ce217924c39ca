import Foundation
import JSON
import Testing

@testable import Tokenizers

@Suite struct TokenizerTests {
  private func fixture(_ name: String) throws -> Tokenizer { try Tokenizer(contentsOf: TestData.fixtures + "/" + name + "/tokenizer.json") }

  @Test func byteLevelComesBackForAnyText() throws {
    let tokenizer = try fixture("byte_level")
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<500 {
      var scalars = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 0..<40, using: &generator) {
        if let scalar = Unicode.Scalar(UInt32.random(in: 0..<0x11_0000, using: &generator)) { scalars.append(scalar) }
      }
      let text = String(scalars)
      #expect(Array(try tokenizer.decode(tokenizer.encode(text)).utf8) == Array(text.utf8), "\(text.debugDescription)")
    }
  }

  @Test func idsOutOfRange() throws {
    let tokenizer = try fixture("byte_level")
    #expect(tokenizer.idLimit == tokenizer.vocabularySizeWithAddedTokens)
    for id in [-1, tokenizer.idLimit, Int.max, Int.min] {
      #expect(throws: TokenizerError.self) { try tokenizer.decode([id]) }
      #expect(tokenizer.idToToken(id) == nil)
      #expect(tokenizer.tokenString(id) == nil)
      #expect(!tokenizer.isSpecial(id))
    }
  }

  @Test func tokensHaveTexts() throws {
    let bytes = try fixture("byte_level")
    let the = try #require(bytes.tokenToId("Ġthe"))
    #expect(bytes.idToToken(the) == "Ġthe")
    #expect(bytes.tokenString(the) == " the")
    #expect(bytes.tokenString(try #require(bytes.tokenToId("Ã"))) == "\u{FFFD}")
    let pieces = try fixture("sentence_piece")
    #expect(pieces.tokenString(try #require(pieces.tokenToId("▁the"))) == " the")
    #expect(pieces.tokenBytes(try #require(pieces.tokenToId("<0xC3>"))) == [0xC3])
    #expect(pieces.tokenString(1) == "<s>")
    #expect(pieces.tokenToId("no such token") == nil)
  }

  @Test func continuations() throws {
    let pieces = try fixture("sentence_piece")
    let the = try #require(pieces.tokenToId("▁the"))
    #expect(try pieces.encode("the", addSpecialTokens: false) == [the])
    #expect(try pieces.singleToken(" the") == the)
    #expect(try pieces.singleToken("the") != the)
    #expect(try pieces.singleToken(" the spice must flow") == nil)
    #expect(try pieces.singleToken("") == nil)
    let bytes = try fixture("byte_level")
    #expect(try bytes.singleToken(" the") == bytes.tokenToId("Ġthe"))
  }

  @Test func specialTokens() throws {
    let tokenizer = try fixture("sentence_piece")
    #expect(tokenizer.bosToken?.text == "<s>")
    #expect(tokenizer.eosToken?.id == 2)
    #expect(tokenizer.isSpecial(1))
    let ids = try tokenizer.encode("<s>spice</s>", addSpecialTokens: false)
    #expect(ids.first == 1 && ids.last == 2)
    #expect(try tokenizer.decode(ids) == "<s> spice</s>")
    #expect(try tokenizer.decode(ids, skipSpecialTokens: true) == "spice")
    let gpt = try fixture("byte_level")
    #expect(gpt.bosToken?.text == "<|endoftext|>")
    #expect(gpt.addedTokens.map(\.content) == ["<|endoftext|>", "<mask>", "worm"])
  }

  @Test func configurationNamesTheEnds() throws {
    let file = try #require(FileManager.default.contents(atPath: TestData.fixtures + "/byte_level/tokenizer.json"))
    func ends(_ configuration: String) throws -> [String?] {
      let tokenizer = try Tokenizer(json: [UInt8](file), configuration: Array(configuration.utf8))
      return [tokenizer.bosToken?.text, tokenizer.eosToken?.text]
    }
    #expect(try ends(#"{"bos_token": "<mask>", "eos_token": {"content": "<|endoftext|>"}}"#) == ["<mask>", "<|endoftext|>"])
    #expect(try ends(#"{"bos_token": null}"#) == [nil, "<|endoftext|>"])
    #expect(try ends(#"{"bos_token": "not there", "eos_token": 3}"#) == [nil, nil])
    #expect(throws: TokenizerError.self) { try ends("{") }
  }

  @Test func savedFilesAreTheSame() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("arr-tokenizer-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = try #require(FileManager.default.contents(atPath: TestData.fixtures + "/byte_level/tokenizer.json"))
    let tokenizer = try Tokenizer(json: [UInt8](file), configuration: Array("{}".utf8))
    try tokenizer.save(to: folder.path)
    #expect(FileManager.default.contents(atPath: folder.path + "/tokenizer.json") == file)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["tokenizer.json", "tokenizer_config.json"])
    #expect(throws: TokenizerError.self) { try tokenizer.save(to: folder.path + "/nowhere") }
  }

  /// A quadratic algorithm would take minutes.
  @Test func longTextsWithoutSpaces() throws {
    for name in ["byte_level", "sentence_piece"] {
      let tokenizer = try fixture(name)
      for unit in ["spice", "x", " ", "水", "\n "] {
        let text = String(repeating: unit, count: 30_000 / unit.utf8.count)
        #expect(try tokenizer.decode(tokenizer.encode(text), skipSpecialTokens: true) == text)
      }
    }
  }

  @Test func manyThreads() async throws {
    let tokenizer = try fixture("byte_level")
    let texts = (0..<64).map { "the spice \($0) must flow \($0 * 7919)" }
    let alone = try texts.map { try tokenizer.encode($0) }
    let together = try await withThrowingTaskGroup(of: (Int, [Int]).self) { group in
      for (i, text) in texts.enumerated() { group.addTask { (i, try tokenizer.encode(text)) } }
      return try await group.reduce(into: [Int: [Int]]()) { $0[$1.0] = $1.1 }
    }
    for (i, ids) in alone.enumerated() { #expect(together[i] == ids) }
  }
}
