import Foundation
import JSON
import Testing

@testable import Tokenizers

/// Files that cannot be used are refused with the reason, and never crash.
@Suite struct MalformedFileTests {
  private static let model: JSON = ["type": "BPE", "vocab": ["a": 0, "b": 1, "ab": 2], "merges": ["a b"]]

  @Test func aMinimalFile() throws {
    let file: JSON = ["model": Self.model]
    let tokenizer = try Tokenizer(json: Array(file.text().utf8))
    #expect(try tokenizer.encode("abba") == [2, 1, 0])
    #expect(try tokenizer.encode("axb") == [2])
    #expect(try tokenizer.decode([2, 1]) == "ab b")
    #expect(tokenizer.bosToken == nil)
  }

  @Test(arguments: [
    (#"{"normalizer": {"type": "Sideways"}}"#, "the normalizer “Sideways” is not supported"),
    (
      #"{"pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "UnicodeTales"}]}}"#,
      "the pre-tokenizer “UnicodeTales” is not supported"
    ),
    (#"{"decoder": {"type": "Backwards"}}"#, "the decoder “Backwards” is not supported"),
    (#"{"post_processor": {"type": "RobertaProcessing"}}"#, "the post-processor “RobertaProcessing”: “cls” must be a token and its id"),
    (#"{"model": {"type": "Trigram", "vocab": []}}"#, "the model “Trigram” is not supported"),
    (#"{"model": {"type": "Unigram", "vocab": {}}}"#, "the Unigram model has no “vocab” array"),
    (#"{"model": {"type": "Unigram", "vocab": [["a"]]}}"#, "token 0 of the Unigram model must be a text and a score"),
    (#"{"model": {"type": "Unigram", "vocab": [["a", 0]], "unk_id": 1}}"#, "“unk_id” is 1"),
    (#"{"normalizer": {"type": "Precompiled", "precompiled_charsmap": "/////w=="}}"#, "which do not fit"),
    (#"{"normalizer": {"type": "Precompiled", "precompiled_charsmap": "?"}}"#, "is not base64"),
    (#"{"decoder": "ByteLevel"}"#, "the decoder must be an object with a “type”, found a string"),
    (
      #"{"pre_tokenizer": {"type": "Split", "pattern": {"Regex": "(a"}, "behavior": "Isolated"}}"#,
      "the pre-tokenizer “Split”: the regular expression “(a” is not valid"
    ),
    (
      #"{"pre_tokenizer": {"type": "Split", "pattern": {"Regex": "[a&&b]"}, "behavior": "Isolated"}}"#,
      "uses an intersection of character classes"
    ),
    (
      #"{"pre_tokenizer": {"type": "Split", "pattern": {"Regex": "a{1,3}+"}, "behavior": "Isolated"}}"#,
      "uses “+” after an interval"
    ),
    (
      #"{"pre_tokenizer": {"type": "Split", "pattern": {"String": "a"}, "behavior": "Sideways"}}"#,
      "“behavior” has the unknown value “Sideways”"
    ),
    (#"{"pre_tokenizer": {"type": "Digits"}}"#, "“individual_digits” must be true or false, but is missing"),
    (
      #"{"normalizer": {"type": "Prepend", "prepend": 3}}"#,
      "the normalizer “Prepend”: “prepend” must be a string, found an integer"
    ),
    (#"{"decoder": {"type": "Strip", "content": " ", "start": -1, "stop": 0}}"#, "“start” must not be negative"),
    (
      #"{"post_processor": {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<s>"}}], "special_tokens": {}}}"#,
      "lacks the ids of “<s>”"
    ),
    (
      #"{"post_processor": {"type": "TemplateProcessing", "single": [{"Sequence": {"id": "B"}}], "special_tokens": {}}}"#,
      "expected one Sequence A"
    ),
    (#"{"added_tokens": 3}"#, "“added_tokens” must be an array"),
    (#"{"added_tokens": [{"id": 1}]}"#, "an added token has no “content”"),
    (#"{"model": {"type": "BPE", "vocab": {"a": -1}, "merges": []}}"#, "the id of token “a” is -1"),
    (#"{"model": {"type": "BPE", "vocab": {"a": 4000000000}, "merges": []}}"#, "the id of token “a” is 4000000000"),
    (#"{"model": {"type": "BPE", "vocab": {"a": "x"}, "merges": []}}"#, #"the id of token “a” is "x""#),
    (#"{"model": {"type": "BPE", "vocab": {"a": 0}, "merges": ["a a"]}}"#, "needs the token “aa”, which the vocabulary lacks"),
    (#"{"model": {"type": "BPE", "vocab": {"a": 0}, "merges": ["a"]}}"#, #"merge 0 must be two tokens, found "a""#),
    (#"{"model": {"type": "BPE", "vocab": {"a": 0}, "merges": [["a", 1]]}}"#, "merge 0 must be two tokens"),
    (#"{"model": {"type": "BPE", "vocab": {"a": 0}, "merges": ["a a a"]}}"#, #"merge 0 must be two tokens, found "a a a""#),
    (#"{"model": {"type": "BPE", "vocab": {"a": 0}, "merges": [["a", "a", "a"]]}}"#, #"merge 0 must be two tokens, found ["a","a","a"]"#),
    (#"{"model": {"type": "BPE", "vocab": {"a": 0}, "merges": [[]]}}"#, "merge 0 must be two tokens, found []"),
    (#"{"model": {"type": "BPE", "vocab": {"a": 0}, "merges": [null]}}"#, "merge 0 must be two tokens, found null"),
    (#"{"model": {"type": "BPE", "vocab": {"a": 0, "aa": 1}, "merges": ["a a", "a b"]}}"#, "merge 1, “a” and “b”, needs the token “b”"),
    (#"{"model": {"type": "BPE", "vocab": [], "merges": []}}"#, "the model has no “vocab” object"),
    (#"{"model": {"type": "BPE", "vocab": {}}}"#, "no “merges” array"),
    (#"{"model": {"type": "BPE", "vocab": {}, "merges": [], "unk_token": "<unk>"}}"#, "unk_token “<unk>” is not in its vocabulary"),
    (#"{"model": {"type": "BPE", "vocab": {}, "merges": [], "fuse_unk": "yes"}}"#, "the model's “fuse_unk” must be true or false"),
    (#"{"model": {"type": "BPE", "vocab": {}, "merges": [], "dropout": 1.5}}"#, "“dropout” must be null or a number from 0 to 1, found 1.5"),
    (#"{"model": {"type": "BPE", "vocab": {}, "merges": [], "dropout": -1}}"#, "“dropout” must be null or a number from 0 to 1, found -1"),
    (#"{"model": {"type": "BPE", "vocab": {}, "merges": [], "dropout": true}}"#, "“dropout” must be null or a number from 0 to 1, found true"),
    (#"{"model": {"type": "BPE", "vocab": {}, "merges": [], "dropout": 0.1}}"#, "the model's “dropout” is 0.1, which is not supported"),
    (#"{"model": null}"#, "tokenizer.json has no “model”"),
  ])
  func refused(change: String, expected: String) throws {
    var file: JSONObject = ["model": Self.model]
    let changed = try #require(try JSON.parse(change).objectValue)
    for (key, value) in changed.pairs { file[key] = value }
    let error = #expect(throws: TokenizerError.self) { try Tokenizer(json: Array(JSON.object(file).text().utf8)) }
    #expect(error?.description.contains(expected) == true, "\(error?.description ?? "no error")")
  }

  /// Dropout that never drops anything is none.
  @Test(arguments: ["null", "0", "0.0"]) func noDropout(value: String) throws {
    let file = #"{"model": {"type": "BPE", "dropout": \#(value), "vocab": {"a": 0, "b": 1, "ab": 2}, "merges": ["a b"]}}"#
    #expect(try Tokenizer(json: Array(file.utf8)).encode("abab") == [2, 2])
  }

  /// Both spellings of merges, in any order of members; the last of equal members counts.
  @Test(arguments: [
    #"{"model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "ab": 2, "é": 3, "éab": 4}, "merges": ["a b", "é ab"]}}"#,
    #"{"model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "ab": 2, "é": 3, "éab": 4}, "merges": [["a", "b"], ["é", "ab"]]}}"#,
    ##"{"model": {"merges": ["#version: 0.2", "a b", ["é", "ab"]], "vocab": {"a": 0, "b": 1, "ab": 2, "é": 3, "éab": 4}}}"##,
    #"{"model": {"vocab": {"a": 2, "b": 1, "a": 0, "ab": 2, "é": 3, "éab": 4}, "merges": [], "merges": ["a b", "é ab"]}}"#,
    #"{"model": {"vocab": {"c": 0}, "merges": 3}, "model": {"vocab": {"a": 0, "b": 1, "ab": 2, "é": 3, "éab": 4}, "merges": ["a b", "é ab"]}}"#,
  ])
  func spellingsOfMerges(file: String) throws {
    let tokenizer = try Tokenizer(json: Array(file.utf8))
    #expect(try tokenizer.encode("aabébéab") == [0, 2, 3, 1, 4])
    #expect((0..<6).map { tokenizer.idToToken($0) } == ["a", "b", "ab", "é", "éab", nil])
  }

  @Test func notEvenJSON() throws {
    for text in ["", "[]", "{\"model\": ", "null", "{}"] {
      #expect(throws: TokenizerError.self) { try Tokenizer(json: Array(text.utf8)) }
    }
    let error = #expect(throws: TokenizerError.self) { try Tokenizer(contentsOf: "/nowhere/tokenizer.json") }
    #expect(error?.message == "“/nowhere/tokenizer.json”: there is no such file")
  }

  /// Puts every kind of value in the place of every value of a real file.
  @Test func damagedFilesNeverTrap() throws {
    for name in ["byte_level_modern", "metaspace_unknown", "sentence_piece"] {
      let fixture = try TestData.json(TestData.fixtures + "/\(name)/tokenizer.json")
      var file = try #require(fixture.objectValue)
      var model = try #require(file["model"]?.objectValue)
      model["vocab"] = ["a": 0, "b": 1, "ab": 2, "<unk>": 3]
      model["merges"] = ["a b"]
      file["model"] = .object(model)
      for damaged in Self.damages(.object(file)) {
        if let tokenizer = try? Tokenizer(json: Array(damaged.text().utf8)) {
          _ = try? tokenizer.decode(tokenizer.encode(" ab <s>é  1</s>"))
        }
      }
    }
  }

  private static let strangers: [JSON] = [nil, true, -1, 1_000_000_000_000, 0.5, "", "é", [], [nil], [:]]

  /// Every value that comes from `json` by exchanging one value in it.
  private static func damages(_ json: JSON) -> [JSON] {
    var results = strangers
    switch json {
    case .array(let elements):
      for (i, element) in elements.enumerated() {
        for damaged in damages(element) {
          var copy = elements
          copy[i] = damaged
          results.append(.array(copy))
        }
      }
    case .object(let object):
      for (key, value) in object.pairs {
        for damaged in damages(value) {
          var copy = object
          copy[key] = damaged
          results.append(.object(copy))
        }
        var copy = object
        copy[key] = nil
        results.append(.object(copy))
      }
    default: break
    }
    return results
  }
}
