import Testing

@testable import ArrLanguage

@Suite struct SuggestionsTests {
  private let names = ["print", "range", "randint", "load_model", "LogitLens", "HookedAutoModel", "HookedAutoConfig", "model", "len", "x"]

  @Test(arguments: [
    ("pirnt", ["print"]), ("logitlens", ["LogitLens"]), ("logit_lens", ["LogitLens"]), ("Modle", ["model"]),
    ("loadModel", ["load_model"]), ("HookedAutoModl", ["HookedAutoModel"]), ("lenn", ["len"]), ("zzz", []), ("y", []),
    ("print", []), ("rand", ["randint"]), ("", []), ("leng", ["len"]),
  ])
  func near(typed: String, expected: [String]) { #expect(suggestions(for: typed, among: names) == expected) }

  @Test func order() {
    #expect(suggestions(for: "head", among: ["heads", "HEAD", "heat", "read", "head"]) == ["HEAD", "heat", "read"])
    #expect(suggestions(for: "head", among: ["heads", "heat"], limit: 1) == ["heat"])
    #expect(suggestions(for: "head", among: ["heat"], limit: 0) == [])
    #expect(suggestions(for: "weight", among: ["weight", "weight", "weights", "weights"]) == ["weights"])
  }

  @Test(arguments: [("abcd", "abdc", 1), ("", "abc", 3), ("abc", "", 3), ("kitten", "sitting", 3), ("same", "same", 0)])
  func distances(a: String, b: String, distance: Int) { #expect(editDistance(Array(a), Array(b)) == distance) }

  @Test func otherLanguages() {
    #expect(hint(forForeignName: "null") == "write `none`")
    #expect(hint(forForeignName: "println") == "write `print(…)`")
    #expect(hint(forForeignName: "x") == nil)
    #expect(hint(forForeignMember: "length") == "write `len(x)`")
    #expect(hint(forForeignMember: "push") == "write `xs.append(x)`")
    #expect(hint(forForeignMember: "x") == nil)
  }
}
