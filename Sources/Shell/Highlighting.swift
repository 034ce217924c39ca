import ArrLanguage
import CLineEditor

/// The editor's class for each byte of a text: `styles` comes filled with zeroes.
func highlight(_ text: [UInt8], into styles: UnsafeMutableBufferPointer<UInt8>) {
  if let command = commandRange(text) {
    for i in command { styles[i] = UInt8(truncatingIfNeeded: ARR_STYLE_COMMAND.rawValue) }
    return
  }
  for piece in textPieces(of: Source(name: "input", utf8: text)) {
    let style = UInt8(truncatingIfNeeded: piece.kind.style.rawValue)
    guard style != 0 else { continue }
    for i in piece.span.start..<min(piece.span.end, styles.count) { styles[i] = style }
  }
}

/// A text in the colours that it has while it is typed, each line closed by itself.
func coloured(_ text: String) -> String {
  let bytes = Array(text.utf8)
  var styles = [UInt8](repeating: 0, count: bytes.count)
  styles.withUnsafeMutableBufferPointer { highlight(bytes, into: $0) }
  var out: [UInt8] = []
  var look: UInt8 = 0
  for (byte, style) in zip(bytes, styles) {
    let wanted = byte == 0x0A ? 0 : style
    let code = arr_style_code(arr_style(rawValue: numericCast(wanted)))
    if wanted != look, look != 0 { out += Array("\u{1B}[0m".utf8) }
    if wanted != look, let code { out += Array("\u{1B}[\(String(cString: code))m".utf8) }
    look = code == nil ? 0 : wanted
    out.append(byte)
  }
  return String(decoding: out, as: UTF8.self) + (look == 0 ? "" : "\u{1B}[0m")
}

/// The first word of a line for the shell; nil for a program.
private func commandRange(_ text: [UInt8]) -> Range<Int>? {
  guard ShellLine(String(decoding: text, as: UTF8.self)) != nil else { return nil }
  return 0..<(text.firstIndex { $0 <= 0x20 } ?? text.count)
}

extension TextPiece.Kind {
  fileprivate var style: arr_style {
    switch self {
    case .keyword: return ARR_STYLE_KEYWORD
    case .constant: return ARR_STYLE_CONSTANT
    case .number: return ARR_STYLE_NUMBER
    case .string: return ARR_STYLE_STRING
    case .escape: return ARR_STYLE_ESCAPE
    case .field: return ARR_STYLE_FIELD
    case .comment: return ARR_STYLE_COMMENT
    case .function: return ARR_STYLE_FUNCTION
    case .member: return ARR_STYLE_MEMBER
    case .argument: return ARR_STYLE_ARGUMENT
    case .operator: return ARR_STYLE_OPERATOR
    case .opener, .closer: return ARR_STYLE_BRACKET
    case .error: return ARR_STYLE_ERROR
    case .name, .punctuation: return ARR_PLAIN
    }
  }
}
