import Testing

@testable import ArrLanguage

/// A text that grows keeps its bytes apart until it is read: whatever the order of readings and pieces, it must be the text
/// that `String` makes of the same pieces.
@Suite struct StringBoxTests {
  private static let pieces = ["x", "", "é", "→ ", "a piece that is longer than fifteen bytes", "😀", "\n", "e\u{301}"]

  private func expectSame(_ box: StringBox, _ text: String) {
    #expect(Array(box.text.utf8) == Array(text.utf8))
    #expect(box.scalarCount == text.unicodeScalars.count)
    #expect(box.isASCII == text.utf8.allSatisfy { $0 < 0x80 })
    #expect(box.hash == StringBox(text).hash)
  }

  @Test func growsToTheSameText() {
    let box = StringBox("")
    var text = ""
    for turn in 0..<5_000 {
      let piece = Self.pieces[turn % Self.pieces.count]
      box.append(piece)
      text += piece
    }
    expectSame(box, text)
  }

  @Test func readingsInBetweenSeeWhatIsThere() {
    var random = Generator(state: 42)
    for _ in 0..<50 {
      let box = StringBox("start")
      var text = "start"
      for _ in 0..<200 {
        let piece = Self.pieces[Int(random.next() % UInt64(Self.pieces.count))]
        box.append(piece)
        text += piece
        if random.next() % 16 == 0 { expectSame(box, text) }
      }
      expectSame(box, text)
    }
  }

  @Test func aTextBeyondTheLimitGoesOn() {
    let piece = String(repeating: "0123456789abcdef", count: 1 << 14)
    let box = StringBox("")
    for _ in 0..<40 { box.append(piece) }
    box.append("!")
    #expect(box.text.utf8.count == 40 * piece.utf8.count + 1)
    #expect(box.text.hasSuffix("f!") && box.text.hasPrefix("0123"))
  }

  @Test func anUnreadTextIsGivenUp() {
    for _ in 0..<1_000 {
      let box = StringBox(String(repeating: "a", count: 30))
      for _ in 0..<100 { box.append("0123456789") }
    }
  }

  @Test func hashAndCountAreForgottenWhenTheTextGrows() {
    let box = StringBox("key")
    let (hash, count) = (box.hash, box.scalarCount)
    box.append("s")
    #expect(count == 3 && box.scalarCount == 4)
    #expect(box.hash != hash && box.hash == StringBox("keys").hash)
  }

  @Test func sharedTextsAreTheTextsAskedFor() throws {
    var shared = SharedTexts(expected: 10_000)
    var entries = ValueDictionary()
    for turn in 0..<10_000 {
      let text = turn % 3 == 0 ? "word" : "word \(turn * turn % 977)"
      let value = shared.value(text)
      #expect(try value.str() == text)
      try entries.set(.int(turn), for: value)
    }
    #expect(entries["word"]?.repr == "9999")
    let twice = (shared.value("again"), shared.value("again"))
    guard case .string(let a) = twice.0, case .string(let b) = twice.1 else { Issue.record("not texts"); return }
    #expect(a === b)
  }
}

private struct Generator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state >> 33
  }
}
