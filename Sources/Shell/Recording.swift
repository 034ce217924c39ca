import ArrLanguage
import ArrLibrary
import Glibc
import TextWidth

/// A transcript that grows with the session: prompts, what was entered, what was shown, without colours.
final class Recording {
  let path: String
  private let descriptor: Int32
  /// Why the file does not hold everything, once that is so.
  private(set) var failure: String?

  /// - Throws: `ValueError` when the file cannot be written. What it held is kept: the transcript goes behind it.
  init(path: String) throws {
    self.path = path
    descriptor = open(Library.expandedPath(path), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw ValueError("file", "\(quoted(path)) cannot be written: \(String(cString: strerror(errno)).lowercased())")
    }
  }

  deinit { close(descriptor) }

  /// An entry behind its prompt, further lines indented under it.
  func add(entry: String, prompt: String) {
    let indent = String(repeating: " ", count: displayWidth(prompt))
    let lines = entry.split(separator: "\n", omittingEmptySubsequences: false)
    add(prompt + lines.joined(separator: "\n" + indent) + "\n")
  }

  func add(_ text: String) {
    guard failure == nil, !writeAll(Array(withoutEscapes(text).utf8)[...], to: descriptor) else { return }
    let reason = String(cString: strerror(errno)).lowercased()
    failure = reason
    writeAll(Array("arr: warning: \(quoted(path)) cannot be written any more: \(reason)\n".utf8)[...], to: STDERR_FILENO)
  }
}

/// A text without the sequences that colour it.
func withoutEscapes(_ text: String) -> String {
  guard text.utf8.contains(0x1B) else { return text }
  var result: [UInt8] = []
  var rest = Array(text.utf8)[...]
  while let byte = rest.popFirst() {
    guard byte == 0x1B, rest.first == UInt8(ascii: "[") else {
      result.append(byte)
      continue
    }
    rest = rest.dropFirst().drop { !(0x40...0x7E).contains($0) }.dropFirst()
  }
  return String(decoding: result, as: UTF8.self)
}
