import Testing

@testable import JSON

@Suite struct JSONParserTests {
  @Test func values() throws {
    #expect(try JSON.parse("null") == nil)
    #expect(try JSON.parse(" [true, false,\n1, -2.5e3, \"a\"]\t") == [true, false, 1, -2500.0, "a"])
    #expect(try JSON.parse("{}") == [:])
    #expect(try JSON.parse(#"{"b": {"c": []}, "a": 0}"#) == ["b": ["c": []], "a": 0])
    #expect(try JSON.parse([0xEF, 0xBB, 0xBF, 0x31]) == 1)
  }

  @Test func keysKeepTheirOrder() throws {
    let keys = (0..<100).map { "key\(($0 * 37) % 100)" }
    let text = "{" + keys.map { "\"\($0)\":1" }.joined(separator: ",") + "}"
    #expect(try JSON.parse(text).objectValue?.keys == keys)
  }

  @Test func numbers() throws {
    #expect(try JSON.parse("9223372036854775807") == .int(.max))
    #expect(try JSON.parse("-9223372036854775808") == .int(.min))
    #expect(try JSON.parse("9223372036854775808") == .double(9223372036854775808))
    #expect(try JSON.parse("1000000000000000019884624838656") == .double(1e30))
    #expect(try JSON.parse("-0") == 0)
    #expect(try JSON.parse("1.0") == .double(1))
    for text in ["0.1", "1e-05", "3.141592653589793", "1e308", "5e-324", "123456789012345678901234567890e-40", "1E+2", "-0.0"] {
      #expect(try JSON.parse(text).doubleValue == Double(text), "\(text)")
    }
  }

  @Test func nonFiniteNumbersByOption() throws {
    #expect(try JSON.parse("[Infinity, -Infinity]", allowNonFinite: true) == [.double(.infinity), .double(-.infinity)])
    #expect(try JSON.parse("NaN", allowNonFinite: true).doubleValue?.isNaN == true)
    for text in ["NaN", "Infinity", "-Infinity", "1e999"] {
      #expect(throws: JSONError.self) { try JSON.parse(text) }
    }
  }

  @Test func strings() throws {
    #expect(try JSON.parse(#""\"\\\/\b\f\n\r\tA\u00e9\u20AC\ud83d\ude00""#) == .string("\"\\/\u{8}\u{c}\n\r\tAé€😀"))
    #expect(try JSON.parse(#""𝄞 plain é""#).stringValue == "𝄞 plain é")
    // Canonically equivalent, yet different strings.
    #expect(try JSON.parse(#"["\u00e9"]"#) != JSON.parse(#"["e\u0301"]"#))
    #expect(try JSON.parse(#"{"\u00e9": 1, "e\u0301": 2}"#).objectValue?.count == 2)
  }

  @Test func duplicateKeys() throws {
    #expect(try JSON.parse(#"{"a": 1, "b": 2, "a": 3}"#) == ["a": 3, "b": 2])
    let error = #expect(throws: JSONError.self) { try JSON.parse(#"{"a": 1, "b": 2, "a": 3}"#, duplicateKeys: .error) }
    #expect(error?.message == "the object has the key “a” twice")
    let many = "{" + (0..<50).map { "\"k\($0 % 49)\": \($0)" }.joined(separator: ",") + "}"
    #expect(try JSON.parse(many)["k0"] == 49)
    #expect(try JSON.parse(many).objectValue?.count == 49)
    #expect(throws: JSONError.self) { try JSON.parse(many, duplicateKeys: .error) }
  }

  @Test(arguments: [
    ("", "expected a JSON value, found the end of the text at line 1, column 1"),
    ("[1,\n 2 3]", "expected “,” or “]”, found “3” at line 2, column 4"),
    ("{\"a\" 1}", "expected “:” after the key “a”, found “1” at line 1, column 6"),
    ("{a: 1}", "expected a key in quotes, found “a” at line 1, column 2"),
    ("[1,]", "expected a JSON value, found “]” at line 1, column 4"),
    ("1 2", "unexpected “2” after the JSON value at line 1, column 3"),
    ("\"abc", "the string has no closing quote at line 1, column 1"),
    ("\"a\nb\"", "a control character (byte 10) must be escaped in a string at line 1, column 3"),
    (#""\ud800""#, "half of a surrogate pair stands alone at line 1, column 2"),
    (#""\udc00\ud800""#, "half of a surrogate pair stands alone at line 1, column 2"),
    (#""\x41""#, "no such escape in a string at line 1, column 2"),
    (#""\u12g4""#, "expected four hexadecimal digits after “\\u”, found “g” at line 1, column 6"),
    ("\"\\", "no such escape in a string at line 1, column 2"),
    ("01", "a number cannot start with 0 at line 1, column 1"),
    ("1.", "expected a digit after “.”, found the end of the text at line 1, column 3"),
    ("1e+", "expected a digit in the exponent, found the end of the text at line 1, column 4"),
    ("-", "expected a digit, found the end of the text at line 1, column 2"),
    ("nul", "expected a JSON value (perhaps “null”) at line 1, column 1"),
  ])
  func malformed(text: String, message: String) {
    let error = #expect(throws: JSONError.self) { try JSON.parse(text) }
    #expect(error?.description == message)
  }

  @Test func illFormedUTF8() {
    for bytes: [UInt8] in [[0xFF], [0xC3], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xC0, 0x80], [0xF0, 0x9F, 0x98], [0xF5, 0x80, 0x80, 0x80]] {
      let text = [UInt8](#""ab"#.utf8) + bytes + [UInt8(ascii: "\"")]
      let error = #expect(throws: JSONError.self) { try JSON.parse(text) }
      #expect(error?.offset == 3, "\(bytes)")
      #expect(throws: JSONError.self) { try JSON.parse([UInt8](#""\n"#.utf8) + bytes + [UInt8(ascii: "\"")]) }
    }
    #expect(throws: JSONError.self) { try JSON.parse([0xFF]) }
  }

  @Test func depthIsLimited() throws {
    let fits = String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
    #expect(throws: Never.self) { try JSON.parse(fits) }
    for opening in ["[", "{\"a\":"] {
      let error = #expect(throws: JSONError.self) { try JSON.parse(String(repeating: opening, count: 1_000_000)) }
      #expect(error?.message == "values nested more than 512 deep")
    }
  }

  /// Every prefix and every single changed byte of a text either parses or throws, and never traps.
  @Test func damagedTextsNeverTrap() {
    let text = Array(#"{"a": [1, -2.5e-3, "x\u00e9\ud83d\ude00\n", {"b": null}], "c": true, "é": 12345678901234567890}"#.utf8)
    for end in text.indices { _ = try? JSON.parse(Array(text[..<end])) }
    for i in text.indices {
      for byte: UInt8 in [0, 0x20, 0x22, 0x2C, 0x5C, 0x5D, 0x7B, 0x7D, 0x80, 0xFF] {
        var damaged = text
        damaged[i] = byte
        _ = try? JSON.parse(damaged, allowNonFinite: true)
      }
    }
  }
}
