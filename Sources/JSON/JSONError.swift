/// Why a text is not JSON, and where.
public struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What the parser found, and what it wanted.
  public let message: String
  /// Bytes from the start of the text.
  public let offset: Int
  /// Counted from 1.
  public let line: Int
  /// Bytes from the start of the line, counted from 1.
  public let column: Int

  /// The message with line and column.
  public var description: String { "\(message) at line \(line), column \(column)" }

  init(_ message: String, at offset: Int, in bytes: UnsafeRawBufferPointer) {
    self.message = message
    self.offset = offset
    var line = 1
    var lineStart = 0
    for i in 0..<min(offset, bytes.count) where bytes[i] == 0x0A {
      line += 1
      lineStart = i + 1
    }
    self.line = line
    column = offset - lineStart + 1
  }
}
