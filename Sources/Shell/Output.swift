import Glibc

/// Text on its way to standard output: collected, and written in large pieces, or by lines when a person reads along.
public final class Output {
  private let write: ([UInt8]) -> Int32?
  private let writesLines: Bool
  private var waiting: [UInt8] = []
  /// Gets everything that is sent, too.
  var copy: ((String) -> Void)?
  /// Called with `errno` when the other side does not take the text.
  public var onFailure: (Int32) -> Void = { _ in }

  private static let most = 1 << 16

  /// Writes to a file descriptor; when it is a terminal, at the end of every line.
  public init(descriptor: Int32) {
    let isTerminal = isatty(descriptor) == 1
    write = { bytes in
      if isTerminal { Progress.shared?.makeRoom(for: bytes) }
      return writeAll(bytes[...], to: descriptor) ? nil : errno
    }
    writesLines = isTerminal
  }

  /// Gives the text to a function, for tests and for output that is kept.
  public init(into take: @escaping (String) -> Void) {
    write = { bytes in
      take(String(decoding: bytes, as: UTF8.self))
      return nil
    }
    writesLines = false
  }

  /// Adds text behind what was sent before; it is written when there is much of it.
  public func send(_ text: String) {
    copy?(text)
    if text.utf8.count > 16 * Self.most { return sendDirectly(text) }
    waiting.append(contentsOf: text.utf8)
    if waiting.count >= Self.most || writesLines && text.utf8.contains(0x0A) { flush() }
  }

  /// A huge text in pieces, so that it is not there twice.
  private func sendDirectly(_ text: String) {
    var rest = text.utf8[...]
    while !rest.isEmpty {
      waiting.append(contentsOf: rest.prefix(Self.most))
      rest = rest.dropFirst(Self.most)
      flush()
    }
  }

  /// Writes what waits; a failure goes to `onFailure`, and the text is lost.
  public func flush() {
    guard !waiting.isEmpty else { return }
    let bytes = waiting
    waiting = []
    if let problem = write(bytes) { onFailure(problem) }
  }
}
