import TextWidth

/// A source line as it is drawn: tabs are blanks, characters that are not seen are named, and a long one is cut.
struct DrawnText {
  private var characters: [(text: Character, width: Int)] = []
  private let bytes: ArraySlice<UInt8>
  private let renderer: DiagnosticRenderer

  init(_ bytes: ArraySlice<UInt8>, _ renderer: DiagnosticRenderer) {
    self.bytes = bytes
    self.renderer = renderer
    characters = DrawnText.expanded(bytes, renderer)
  }

  var text: String { String(characters.map(\.text)) }
  var columns: Int { characters.reduce(0) { $0 + $1.width } }

  /// Columns before a byte of the line.
  func column(of offset: Int) -> Int {
    let prefix = bytes.prefix(max(0, offset))
    if prefix.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return prefix.count }
    return DrawnText.expanded(prefix, renderer).reduce(0) { $0 + $1.width }
  }

  private static func expanded(
    _ bytes: ArraySlice<UInt8>, _ renderer: DiagnosticRenderer
  ) -> [(text: Character, width: Int)] {
    var result: [(text: Character, width: Int)] = []
    var column = 0
    for character in String(decoding: bytes, as: UTF8.self) {
      if let escape = renderer.escaped(character) {
        for letter in escape { result.append((letter, 1)) }
        column += escape.count
        continue
      }
      var shown = character
      if character.unicodeScalars.count == 1, let scalar = character.unicodeScalars.first, character != "\t" {
        shown = Character(renderer.visible(scalar))
      }
      let width = TextWidth.columns(of: shown, at: column, tabWidth: SourceDrawing.tabWidth)
      if character == "\t" {
        for _ in 0..<width { result.append((" ", 1)) }
      } else {
        result.append((shown, width))
      }
      column += width
    }
    return result
  }

  /// Cuts to at most `limit` columns so that the marks, the primary one above all, stay in view. Returns the columns that
  /// the rest has moved by.
  mutating func clip(to limit: Int, around marks: [DrawnMark], _ unicode: Bool) -> Int {
    guard columns > limit else { return 0 }
    let dots: [(text: Character, width: Int)] = unicode ? [("…", 1)] : [(".", 1), (".", 1), (".", 1)]
    let from = marks.map(\.from).min() ?? 0
    let to = marks.map(\.to).max() ?? 0
    let focus = marks.first(where: \.isPrimary)?.from ?? from
    // The marks in the middle; when they do not fit, from a little before the primary one.
    let room = limit - 2 * dots.count
    var start = to - from <= room ? (from + to - room) / 2 : focus - room / 4
    start = max(0, min(start, columns - limit + dots.count))
    if start <= dots.count { start = 0 }
    return cut(from: start, columns: limit, dots: dots)
  }

  private mutating func cut(from start: Int, columns limit: Int, dots: [(text: Character, width: Int)]) -> Int {
    var kept: [(text: Character, width: Int)] = start > 0 ? dots : []
    var used = kept.count
    var column = 0
    var firstColumn: Int?
    for (i, character) in characters.enumerated() {
      defer { column += character.width }
      if column < start { continue }
      let isLast = i == characters.count - 1
      if used + character.width + (isLast ? 0 : dots.count) > limit {
        kept += dots
        break
      }
      if firstColumn == nil { firstColumn = column }
      kept.append(character)
      used += character.width
    }
    characters = kept
    return (start > 0 ? dots.count : 0) - (firstColumn ?? start)
  }
}
