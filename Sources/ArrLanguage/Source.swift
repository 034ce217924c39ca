#if canImport(Glibc)
  import Glibc
#endif

/// A text that was typed, loaded or piped: its name for messages, its UTF-8, and where its lines start.
public final class Source {
  /// A path, `<stdin>`, or what the prompt calls an entry: for messages only.
  public let name: String
  /// The bytes as they came; whether they are UTF-8 is checked by the parser.
  public let utf8: [UInt8]
  /// Byte offset of the first byte of every line.
  public let lineStarts: [Int]

  /// A source of bytes, whose lines are found at once.
  public init(name: String, utf8: [UInt8]) {
    self.name = name
    self.utf8 = utf8
    var starts = [0]
    utf8.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      var place = 0
      while place < bytes.count, let end = memchr(base + place, 0x0A, bytes.count - place) {
        place = UnsafeRawPointer(end) - base + 1
        starts.append(place)
      }
    }
    lineStarts = starts
  }

  /// The source of a text that is a `String` already.
  public convenience init(name: String, text: String) { self.init(name: name, utf8: Array(text.utf8)) }

  /// Zero-based line that holds the byte at `offset`.
  public func line(at offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }

  /// The text of a zero-based line without its line end.
  public func text(ofLine line: Int) -> String {
    guard line >= 0, line < lineStarts.count else { return "" }
    let start = lineStarts[line]
    var end = line + 1 < lineStarts.count ? lineStarts[line + 1] - 1 : utf8.count
    if end > start, utf8[end - 1] == 0x0D { end -= 1 }
    return String(decoding: utf8[start..<max(start, end)], as: UTF8.self)
  }

  /// One-based column of the byte at `offset`, in Unicode scalars: what editors count, whatever is drawn how wide.
  public func column(at offset: Int) -> Int {
    let place = max(0, min(offset, utf8.count))
    return String(decoding: utf8[lineStarts[line(at: place)]..<place], as: UTF8.self).unicodeScalars.count + 1
  }

  /// `demo.arr:14:5`.
  func position(of offset: Int) -> String { "\(name):\(line(at: offset) + 1):\(column(at: offset))" }

  /// The text of a span, cut to the source; bytes that are not UTF-8 become U+FFFD.
  public func text(of span: Span) -> String {
    let low = max(0, min(span.start, utf8.count))
    let high = max(low, min(span.end, utf8.count))
    return String(decoding: utf8[low..<high], as: UTF8.self)
  }
}

/// A half-open range of bytes in a source.
public struct Span: Equatable, Sendable {
  /// The first byte.
  public var start: Int
  /// The byte behind the last.
  public var end: Int

  /// The bytes `start..<end`, which no source has checked.
  public init(_ start: Int, _ end: Int) {
    self.start = start
    self.end = end
  }

  /// The smallest span that covers both.
  func through(_ other: Span) -> Span { Span(Swift.min(start, other.start), Swift.max(end, other.end)) }
}
