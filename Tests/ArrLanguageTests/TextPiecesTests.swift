import Testing

@testable import ArrLanguage

@Suite("Pieces of a text")
struct TextPiecesTests {
  /// The words of a text that look so.
  private func words(_ kind: TextPiece.Kind, in text: String) -> [String] {
    let source = Source(name: "test", text: text)
    return textPieces(of: source).filter { $0.kind == kind }.map { source.text(of: $0.span) }
  }

  @Test func keywordsNameArguments() {
    let call = "with f(x, with=[1], in=2, not a) { for y in xs { } }"
    #expect(words(.argument, in: call) == ["with", "in"])
    #expect(words(.keyword, in: call) == ["with", "not", "for", "in"])
  }
}
