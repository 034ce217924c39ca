import Testing

@testable import JSON

@Suite struct JSONValueTests {
  @Test func accessors() {
    let json: JSON = ["name": "worm", "size": 400, "weight": 1.5, "deep": [true, nil]]
    #expect(json["name"]?.stringValue == "worm")
    #expect(json["size"]?.intValue == 400)
    #expect(json["size"]?.doubleValue == 400)
    #expect(json["weight"]?.intValue == nil)
    #expect(json["deep"]?[0]?.boolValue == true)
    #expect(json["deep"]?[1]?.isNull == true)
    #expect(json["deep"]?[2] == nil)
    #expect(json["deep"]?[-1] == nil)
    #expect(json["deep"]?["x"] == nil)
    #expect(json["missing"] == nil)
    #expect(json.kind == "an object")
  }

  @Test func objectsChange() {
    var object: JSONObject = ["a": 1]
    for i in 0..<100 { object["k\(i)"] = .int(i) }
    object["a"] = 2
    object["k50"] = nil
    #expect(object.count == 100)
    #expect(object["a"] == 2)
    #expect(object["k50"] == nil)
    #expect(object["k99"] == 99)
    #expect(object.keys.first == "a")
    for i in 0..<100 { object["k\(i)"] = nil }
    #expect(object == ["a": 2])
    object["a"] = nil
    #expect(object.isEmpty)
  }

  @Test func equalityIgnoresOrder() {
    #expect(["a": 1, "b": 2] as JSON == ["b": 2, "a": 1])
    #expect(["a": 1] as JSON != ["a": 1, "b": 2])
    #expect(["a": nil] as JSON != ["b": nil])
  }

  @Test func writing() {
    let json: JSON = ["s": "q\"\\\n\u{1}é😀", "n": [1, -2.5, 1e-7, 1e22, .double(.nan)], "e": [], "o": [:], "t": true, "z": nil]
    #expect(json.text() == #"{"s":"q\"\\\n\u0001é😀","n":[1,-2.5,1e-07,1e+22,null],"e":[],"o":{},"t":true,"z":null}"#)
    #expect((["a": [1, 2], "b": [:]] as JSON).text(pretty: true) == "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {}\n}")
  }

  @Test func writtenTextReadsBack() throws {
    let json: JSON = ["d": [0.1, 1.0, .double(.leastNonzeroMagnitude), 1.7976931348623157e308, .int(.min)], "s": "\u{7f}\u{0}\u{2028}", "n": ["x": [[], [[]]]]]
    #expect(try JSON.parse(json.text()) == json)
    #expect(try JSON.parse(json.text(pretty: true)) == json)
  }
}
