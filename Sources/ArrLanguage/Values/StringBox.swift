/// Text. Only the evaluator changes one, in place for `s += "…"` when nobody else holds it.
///
/// A text that grows piece by piece is kept as plain bytes with room to spare until somebody reads it: `String` finds out
/// at every piece again what it holds, which took half the time of such a loop. From the first reading on it is a `String`
/// again, so that a loop that looks at what it has so far copies it once only.
public final class StringBox {
  /// The text, unless it is growing.
  @exclusivity(unchecked) private var settled: String
  /// One word, for a box of 40 bytes takes a quarter less memory than one of 48: the number of characters and one more in
  /// the low 31 bits, the hash in the next 30 (0 where unknown), and the flags. While the text grows: where its bytes are.
  @exclusivity(unchecked) private var state: UInt = 0

  private static let isGrowing: UInt = 1 << 63
  private static let wasRead: UInt = 1 << 62
  private static let wasAppended: UInt = 1 << 61
  private static let hashShift: UInt = 31
  private static let hashMask: UInt = (1 << 30 - 1) << hashShift
  private static let countMask: UInt = 1 << 31 - 1
  /// Shorter ones are appended to as strings, and so are longer ones: the bytes and the string of a text being read are
  /// both in memory.
  private static let lengthsToGrow = 24...(8 << 20)

  /// A box that holds the text as it is.
  public init(_ text: String) { settled = text }

  init(_ text: String, hash: Int) {
    settled = text
    state = UInt(bitPattern: hash) << StringBox.hashShift
  }

  deinit { if let growing { StringBox.discard(growing) } }

  /// The text; one that was growing is made a `String` first, in time linear in its length.
  public var text: String {
    if let growing { settle(growing) }
    return settled
  }

  var utf8Count: Int { text.utf8.count }

  /// As a dict key: computed once, as long as the text stays.
  var hash: Int {
    let known = (state & StringBox.hashMask) >> StringBox.hashShift
    return state & StringBox.isGrowing == 0 && known != 0 ? Int(bitPattern: known) : computeHash()
  }

  @inline(never)
  private func computeHash() -> Int {
    let hash = StringBox.hash(of: text)
    state = state & ~StringBox.hashMask | UInt(bitPattern: hash) << StringBox.hashShift
    return hash
  }

  /// What `hash` is for a text: 30 bits.
  static func hash(of text: String) -> Int { Int(bitPattern: UInt(bitPattern: hashText(text)) & (hashMask >> hashShift)) }

  /// The number of characters (Unicode scalars, as Python counts).
  public var scalarCount: Int {
    let text = text
    let known = state & StringBox.countMask
    if known != 0 { return Int(bitPattern: known) - 1 }
    let count = countScalars(text)
    // A count that Ctrl-C cut short is wrong; whoever asked stops next.
    if text.utf8.count > countedAtOnce, Stopping.isRequested() { return count }
    if UInt(bitPattern: count) < StringBox.countMask { state |= UInt(bitPattern: count) + 1 }
    return count
  }

  /// Makes indexing and slicing constant-time for plain text.
  public var isASCII: Bool { scalarCount == text.utf8.count }

  // MARK: Growing

  func append(_ more: String) {
    guard let bytes = growing ?? startGrowing() else {
      settled += more
      state = state & StringBox.wasRead | StringBox.wasAppended
      return
    }
    bytes.pointee.append(more)
    if bytes.pointee.count > StringBox.lengthsToGrow.upperBound { settle(bytes) }
  }

  /// The bytes of a text that grows.
  private var growing: UnsafeMutablePointer<TextBuffer>? {
    state & StringBox.isGrowing == 0 ? nil : UnsafeMutablePointer(bitPattern: state & ~StringBox.isGrowing)
  }

  /// Nil for a text that is appended to as a string.
  private func startGrowing() -> UnsafeMutablePointer<TextBuffer>? {
    // The second piece in a row: there will be more.
    let grows = state & (StringBox.wasAppended | StringBox.wasRead) == StringBox.wasAppended
    return grows && StringBox.lengthsToGrow.contains(settled.utf8.count) ? moveToBytes() : nil
  }

  @inline(never)
  private func moveToBytes() -> UnsafeMutablePointer<TextBuffer> {
    let bytes = UnsafeMutablePointer<TextBuffer>.allocate(capacity: 1)
    bytes.initialize(to: TextBuffer())
    bytes.pointee.append(settled)
    settled = ""
    state = StringBox.isGrowing | UInt(bitPattern: bytes)
    return bytes
  }

  @inline(never)
  private func settle(_ bytes: UnsafeMutablePointer<TextBuffer>) {
    settled = bytes.pointee.string(from: 0)
    StringBox.discard(bytes)
    state = StringBox.wasRead
  }

  private static func discard(_ bytes: UnsafeMutablePointer<TextBuffer>) {
    bytes.pointee.deallocate()
    bytes.deallocate()
  }
}

private func countScalars(_ text: String) -> Int {
  var text = text
  return text.withUTF8 { bytes in
    var (count, start) = (0, 0)
    while start < bytes.count {
      let end = min(start + countedAtOnce, bytes.count)
      count &+= countScalars(UnsafeBufferPointer(rebasing: bytes[start..<end]))
      if end < bytes.count, Stopping.isRequested() { break }
      start = end
    }
    return count
  }
}
