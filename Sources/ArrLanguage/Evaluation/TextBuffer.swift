#if canImport(Glibc)
  import Glibc
#endif

/// Text that is being put together, as bytes in one place that stays: appending to a `String` would find out again and
/// again what kind of text it is.
struct TextBuffer {
  private var bytes = UnsafeMutableRawPointer.allocate(byteCount: 256, alignment: 1)
  private var capacity = 256
  private(set) var count = 0

  func deallocate() { bytes.deallocate() }

  /// Room that one huge text took is given back.
  mutating func remove(from start: Int) {
    count = start
    guard start == 0, capacity > 1 << 16 else { return }
    bytes.deallocate()
    capacity = 256
    bytes = .allocate(byteCount: capacity, alignment: 1)
  }

  @inline(__always)
  private mutating func room(for more: Int) -> UnsafeMutableRawPointer {
    if capacity - count < more { grow(more) }
    return bytes + count
  }

  @inline(never)
  private mutating func grow(_ more: Int) {
    capacity = max(2 * capacity, count + more)
    let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 1)
    larger.copyMemory(from: bytes, byteCount: count)
    bytes.deallocate()
    bytes = larger
  }

  @inline(__always)
  mutating func append(_ more: UnsafeBufferPointer<UInt8>) {
    guard let base = more.baseAddress else { return }
    room(for: more.count).copyMemory(from: base, byteCount: more.count)
    count += more.count
  }

  mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { append($0) }
  }

  /// The same for texts of any size.
  ///
  /// - Throws: `ValueError` when there is no room for it.
  mutating func appendWithinRoom(_ text: String) throws {
    let size = count + text.utf8.count
    // The bytes move to a place of twice their size, and are copied when the text is done.
    if size > capacity, size > MemoryBudget.small / 2 { try MemoryBudget.check(size, of: 3) { "a text of \(size) bytes" } }
    append(text)
  }

  mutating func append(_ number: Int) {
    withDecimalDigits(of: number) { append($0) }
  }

  /// A number in one of the frequent formats; false, and nothing is added, when there is more to it.
  mutating func append(_ number: Double, _ specification: FormatSpecification) -> Bool {
    specification.withQuickFixed(number) { append($0) } != nil
  }

  func string(from start: Int) -> String {
    String(decoding: UnsafeRawBufferPointer(start: bytes + start, count: count - start), as: UTF8.self)
  }
}

/// The decimal digits of a number, with its sign, for the time of `body`.
@inline(__always)
func withDecimalDigits<R>(of number: Int, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
  withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { buffer in
    var place = 20
    var rest = number.magnitude
    repeat {
      place &-= 1
      buffer[place] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    } while rest > 0
    if number < 0 {
      place &-= 1
      buffer[place] = UInt8(ascii: "-")
    }
    return body(UnsafeBufferPointer(rebasing: buffer[place...]))
  }
}

/// A number in decimal digits.
func decimalText(_ number: Int) -> String { withDecimalDigits(of: number) { String(decoding: $0, as: UTF8.self) } }
