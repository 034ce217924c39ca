import ArrLanguage
import CLineEditor
import Glibc

/// Entries from pipes, files and terminals that cannot edit: lines as they come, joined while the text is incomplete.
public final class PlainSource: LineSource {
  private let descriptor: Int32
  private let showsPrompt: Bool
  private var lines: LineReader

  /// Reads from `descriptor`; prompts go to standard error, and only when a person is there to see them.
  public init(descriptor: Int32 = STDIN_FILENO) {
    self.descriptor = descriptor
    showsPrompt = isatty(descriptor) == 1 && isatty(STDERR_FILENO) == 1
    lines = LineReader(descriptor: descriptor)
  }

  /// Reads lines until `status` says that they are an entry; Ctrl-C drops what was read of it.
  public func next(prompt: String, status: (String) -> InputStatus) -> LineEvent {
    var text: String?
    while true {
      if showsPrompt { show(text == nil ? prompt : Self.continuation(of: prompt)) }
      switch lines.next() {
      case .interrupted:
        arr_interrupt_clear()
        // A terminal in its usual mode has shown `^C` itself.
        if showsPrompt { show(Terminal.showsControlKeys() ? "\n" : "^C\n") }
        return .interrupted
      case .endOfInput:
        if showsPrompt { show("\n") }
        // What is unfinished at the end goes to the parser, which says what is missing.
        return text.map(LineEvent.line) ?? .endOfInput
      case .line(let line):
        let joined = text.map { $0 + "\n" + line } ?? line
        if status(joined) != .incomplete { return .line(joined) }
        text = joined
      }
    }
  }

  /// As wide as the prompt: three dots say that the entry goes on.
  static func continuation(of prompt: String) -> String {
    String(repeating: " ", count: max(0, prompt.count - 4)) + "... "
  }

  private func show(_ text: String) {
    fflush(stdout)
    writeAll(Array(text.utf8)[...], to: STDERR_FILENO)
  }
}

/// Lines of a file descriptor, of any length, with Ctrl-C heard while it waits.
private struct LineReader {
  let descriptor: Int32
  private var buffer: [UInt8] = []
  private var chunk = [UInt8](repeating: 0, count: 1 << 16)
  private var start = 0
  private var ended = false

  init(descriptor: Int32) { self.descriptor = descriptor }

  mutating func next() -> LineEvent {
    var searched = start
    while true {
      if let end = newline(from: searched) {
        defer { start = end + 1 }
        return .line(text(until: end))
      }
      searched = buffer.count
      if ended {
        guard start < buffer.count else { return .endOfInput }
        defer { start = buffer.count }
        return .line(text(until: buffer.count))
      }
      while !isReadable, Leftovers.freeSome() {}
      if arr_interrupt_wait(descriptor) == 0 {
        discard()
        return .interrupted
      }
      searched -= fill()
    }
  }

  private var isReadable: Bool {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&request, 1, 0) != 0
  }

  private func newline(from index: Int) -> Int? {
    buffer.withUnsafeBytes { bytes in
      guard index < bytes.count, let base = bytes.baseAddress,
        let found = memchr(base + index, 0x0A, bytes.count - index)
      else { return nil }
      return UnsafeRawPointer(found) - base
    }
  }

  private func text(until end: Int) -> String {
    let last = end > start && buffer[end - 1] == 0x0D ? end - 1 : end
    return String(decoding: buffer[start..<last], as: UTF8.self)
  }

  /// What was typed before Ctrl-C on a terminal is dropped; a pipe's bytes stay.
  private mutating func discard() {
    if isatty(descriptor) == 1 { (buffer, start) = ([], 0) }
  }

  /// Reads more. Returns how many bytes left the front of the buffer.
  private mutating func fill() -> Int {
    let consumed = start
    if consumed > 0 {
      buffer.removeSubrange(..<consumed)
      start = 0
    }
    let got = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
    let again = got < 0 && (errno == EINTR || errno == EAGAIN)
    buffer += chunk[..<max(0, got)]
    if got <= 0 && !again { ended = true }
    return consumed
  }
}

/// Writes all bytes, as far as the other side takes them.
@discardableResult
public func writeAll(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) -> Bool {
  var rest = bytes
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    if count < 0 {
      if errno == EINTR { continue }
      return false
    }
    rest = rest.dropFirst(count)
  }
  return true
}
