import Testing

@testable import JSON

/// The reader that goes through a text without building a tree.
@Suite struct JSONReaderTests {
  /// What a reader finds, as a tree, so that it can be held against the parser's.
  private static func tree(_ reader: inout JSONReader) throws -> JSON {
    if reader.isAtObject {
      var object: JSONObject = [:]
      var goesOn = try reader.enterObject()
      while goesOn {
        let key = try reader.readKey()
        object[key] = try tree(&reader)
        goesOn = try reader.nextMember()
      }
      return .object(object)
    }
    if reader.isAtArray {
      var elements: [JSON] = []
      var goesOn = try reader.enterArray()
      while goesOn {
        elements.append(try tree(&reader))
        goesOn = try reader.nextElement()
      }
      return .array(elements)
    }
    if reader.isAtString {
      var string = ""
      try reader.readString { string = String(decoding: $0, as: UTF8.self) }
      return .string(string)
    }
    return try reader.readValue()
  }

  private static func tree(_ bytes: [UInt8]) throws -> JSON {
    try bytes.withUnsafeBytes {
      var reader = JSONReader($0)
      let json = try tree(&reader)
      try reader.finish()
      return json
    }
  }

  @Test(arguments: [
    "null", " [true, false,\n1, -2.5e3, \"a\"]\t", "{}", "[]", "[[], {}, [[]]]", #"{"b": {"c": []}, "a": 0}"#,
    #"{"\u00e9\n": "\"\\\/\b\f\n\r\tA\u00e9\u20AC\ud83d\ude00", "é": "𝄞 plain é"}"#, "\u{FEFF}[1]",
    "{\"a\": 1, \"b\": 2, \"a\": 3}",
  ])
  func readsWhatTheParserReads(text: String) throws {
    #expect(try Self.tree(Array(text.utf8)) == JSON.parse(text))
  }

  /// With the same error at the same place.
  @Test(arguments: [
    "", "[1,\n 2 3]", "{\"a\" 1}", "{a: 1}", "[1,]", "1 2", "\"abc", "\"a\nb\"", #""\ud800""#, #"["\x41"]"#, #"{"\u12g4": 1}"#, "\"\\", "{\"a\": ",
    String(repeating: "[", count: JSON.maximumDepth + 1),
  ])
  func refusesWhatTheParserRefuses(text: String) {
    let expected = #expect(throws: JSONError.self) { try JSON.parse(text) }
    let error = #expect(throws: JSONError.self) { try Self.tree(Array(text.utf8)) }
    #expect(error == expected)
  }

  @Test func refusesWhatIsNotThere() throws {
    let text = Array(#"{"a": [1]}"#.utf8)
    try text.withUnsafeBytes {
      let start = JSONReader($0)
      var reader = start
      #expect(throws: JSONError.self) { try reader.enterArray() }
      reader = start
      #expect(throws: JSONError.self) { try reader.readString { _ in } }
      reader = start
      #expect(try reader.enterObject())
      let place = reader.position
      #expect(throws: JSONError.self) { try reader.enterObject() }
      try reader.readKey { #expect(Array($0) == Array("a".utf8)) }
      #expect(try reader.value(at: place) == "a")
      #expect(throws: JSONError.self) { try reader.enterObject() }
      #expect(try reader.enterArray())
      #expect(try reader.readValue() == 1)
      #expect(try !reader.nextElement())
      #expect(try !reader.nextMember())
      try reader.finish()
    }
  }

  /// Strings of every two bytes and of many longer ones, held against the standard library's opinion of UTF-8.
  @Test func wellFormedStringsOnly() throws {
    let edges: [UInt8] = [0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF]
    var contents: [[UInt8]] = (UInt8(0x80)...0xFF).flatMap { first in (UInt8(0x30)...0xFF).map { [first, $0] } }
    contents = contents.filter { !$0.contains(0x5C) }
    for a in edges { for b in edges { for c in edges { for d: UInt8 in [0x41, 0x7F, 0x80, 0xBF, 0xC0] { contents.append([a, b, c, d]) } } } }
    for content in contents {
      let isWellFormed = String(validating: content, as: UTF8.self) != nil
      let read = try? Self.tree([0x22] + content + [0x22])
      #expect((read != nil) == isWellFormed, "\(content)")
      if let read { #expect(read.stringValue.map { Array($0.utf8) } == content) }
    }
  }
}
