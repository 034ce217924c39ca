/// The one way to write a program: the same syntax tree and the same comments, with the blanks and line breaks that the
/// formatter decides.
///
/// - A block's lines stand four columns to the right of its header; one blank on both sides of a binary operator, `=`, `=>`
///   and `|>`, none inside brackets; nothing is aligned.
/// - One statement a line. A block with one statement stays on the line of its header when the author wrote it there.
/// - At most two blank lines at the top level, one inside; none at the start or end of a block or file.
/// - A bracket stays on its line when it fits in 100 columns and its first item stands on that line in the source;
///   otherwise each item has a line, with a comma behind the last. A pipeline likewise: one stage a line.
/// - Strings, numbers and comments stay as they are written; so do the kind of line ends and a byte-order mark.
/// - A semicolon stays where it keeps an expression quiet.
public enum Formatter {
  /// What became of a text.
  public enum Outcome {
    case unchanged
    case changed([UInt8])
    /// The text does not parse.
    case invalid([Diagnostic])
    /// The formatter would have changed the program's meaning, and did not: a bug of the formatter.
    case refused(Diagnostic)
  }

  /// Bytes of a text beyond which it is data, not a program.
  public static let sizeLimit = 16 << 20

  /// Run it inside `onEvaluationThread`: comparing tall trees wants a big stack.
  public static func format(_ source: Source) -> Outcome {
    if source.utf8.count > sizeLimit { return .invalid([tooLarge(source)]) }
    let program: Block
    switch parse(source) {
    case .incomplete(let problems), .failed(let problems): return .invalid(problems)
    case .complete(let block): program = block
    }
    let style = FileStyle(source.utf8)
    let plain = style.isPlain ? source : Source(name: source.name, utf8: style.plain(source.utf8))
    // Spans of the tree must fit the text without carriage returns.
    guard let tree = style.isPlain ? program : tree(plain) else { return .refused(refusal(source, "does not parse again")) }
    let tokens = SourceTokens(plain)
    let wanted = SyntaxSignature.of(tree)
    var text = formatted(tokens, tree)
    // Breaking a bracket is remembered by the line break behind it, which can let its surroundings settle differently.
    for _ in 0..<8 {
      let again = Source(name: source.name, text: text)
      guard let newTree = self.tree(again) else { return .refused(refusal(source, "does not parse again")) }
      let newTokens = SourceTokens(again)
      guard SyntaxSignature.of(newTree) == wanted else { return .refused(refusal(source, "means something else")) }
      guard newTokens.comments == tokens.comments else { return .refused(refusal(source, "lost a comment")) }
      let next = formatted(newTokens, newTree)
      if next == text { break }
      text = next
    }
    let bytes = style.restored(text)
    return bytes == source.utf8 ? .unchanged : .changed(bytes)
  }

  private static func formatted(_ tokens: SourceTokens, _ tree: Block) -> String {
    var reader = OutlineReader(tokens.tokens, tree)
    var printer = BlockPrinter(tokens)
    printer.program(reader.statements())
    return printer.output
  }

  private static func tree(_ source: Source) -> Block? {
    if case .complete(let block) = parse(source) { return block }
    return nil
  }

  private static func tooLarge(_ source: Source) -> Diagnostic {
    Diagnostic("file", "\(quoted(source.name)) is larger than \(sizeLimit >> 20) MB: that is no program")
  }

  private static func refusal(_ source: Source, _ problem: String) -> Diagnostic {
    Diagnostic(
      "internal", "the formatted text of \(quoted(source.name)) \(problem); the file stays as it is",
      help: ["this is a bug of the formatter: please report it with the file"])
  }
}

/// How a file marks its encoding and its line ends.
struct FileStyle {
  private let hasMark: Bool
  private let hasCarriageReturns: Bool
  private let endsWithCRLF: Bool

  init(_ bytes: [UInt8]) {
    hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
    hasCarriageReturns = bytes.contains(0x0D)
    let firstEnd = bytes.firstIndex(of: 0x0A)
    endsWithCRLF = firstEnd.map { $0 > 0 && bytes[$0 - 1] == 0x0D } ?? false
  }

  var isPlain: Bool { !hasMark && !hasCarriageReturns }

  /// Without the mark, and with LF for CRLF.
  func plain(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var i = hasMark ? 3 : 0
    while i < bytes.count {
      if bytes[i] != 0x0D || i + 1 >= bytes.count || bytes[i + 1] != 0x0A { result.append(bytes[i]) }
      i += 1
    }
    return result
  }

  func restored(_ text: String) -> [UInt8] {
    var result: [UInt8] = hasMark ? [0xEF, 0xBB, 0xBF] : []
    result.reserveCapacity(text.utf8.count + 3)
    for byte in text.utf8 {
      if byte == 0x0A, endsWithCRLF { result.append(0x0D) }
      result.append(byte)
    }
    return result
  }
}
