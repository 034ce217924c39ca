extension JSON {
  /// What to do with an object that has a key twice.
  public enum DuplicateKeys: Sendable { case error, lastWins }

  /// How deep arrays and objects may nest before the parser refuses instead of running out of stack.
  public static let maximumDepth = 512

  /// Asked now and then while texts are read and written: true ends the work, reading with an error, writing with a part.
  nonisolated(unsafe) public static var isStopRequested: () -> Bool = { false }

  /// Given the elements of an array whose reading ended in an error: millions take seconds to free, and somebody may want to
  /// do that later.
  nonisolated(unsafe) public static var giveUp: (inout [JSON]) -> Void = { _ in }

  /// Parses one JSON text.
  /// - Parameters:
  ///   - duplicateKeys: whether a repeated key is an error or replaces the earlier value.
  ///   - allowNonFinite: accept `NaN`, `Infinity`, `-Infinity`, which Python writes although JSON has no such thing.
  ///   - exactIntegers: refuse integers that do not fit in 64 bits instead of making them the nearest double.
  public static func parse(
    _ bytes: UnsafeRawBufferPointer, duplicateKeys: DuplicateKeys = .lastWins, allowNonFinite: Bool = false, exactIntegers: Bool = false
  ) throws(JSONError) -> JSON {
    var parser = JSONParser(bytes: bytes, duplicateKeys: duplicateKeys, allowNonFinite: allowNonFinite, exactIntegers: exactIntegers)
    return try parser.parseDocument()
  }

  /// Parses UTF-8 bytes; a byte-order mark before them is passed over. See `parse` of raw bytes for the parameters.
  ///
  /// - Throws: `JSONError` with the place where the text stops being JSON.
  public static func parse(
    _ bytes: [UInt8], duplicateKeys: DuplicateKeys = .lastWins, allowNonFinite: Bool = false, exactIntegers: Bool = false
  ) throws(JSONError) -> JSON {
    try bytes.withUnsafeBytes { buffer in
      Result { () throws(JSONError) in
        try parse(buffer, duplicateKeys: duplicateKeys, allowNonFinite: allowNonFinite, exactIntegers: exactIntegers)
      }
    }.get()
  }

  /// Parses a text; see `parse` of raw bytes for the parameters.
  ///
  /// - Throws: `JSONError` with the place where the text stops being JSON.
  public static func parse(
    _ text: String, duplicateKeys: DuplicateKeys = .lastWins, allowNonFinite: Bool = false, exactIntegers: Bool = false
  ) throws(JSONError) -> JSON {
    var text = text
    return try text.withUTF8 { buffer in
      Result { () throws(JSONError) in
        try parse(UnsafeRawBufferPointer(buffer), duplicateKeys: duplicateKeys, allowNonFinite: allowNonFinite, exactIntegers: exactIntegers)
      }
    }.get()
  }
}

/// Recursive descent over the raw bytes. `position` never passes `bytes.count`.
struct JSONParser {
  let bytes: UnsafeRawBufferPointer
  let duplicateKeys: JSON.DuplicateKeys
  let allowNonFinite: Bool
  let exactIntegers: Bool
  var position = 0
  var depth = 0
  private var values = 0
  /// The bytes of a string with escapes, reused.
  var scratch: [UInt8] = []

  init(bytes: UnsafeRawBufferPointer, duplicateKeys: JSON.DuplicateKeys, allowNonFinite: Bool, exactIntegers: Bool) {
    self.bytes = bytes
    self.duplicateKeys = duplicateKeys
    self.allowNonFinite = allowNonFinite
    self.exactIntegers = exactIntegers
  }

  /// The byte at the position, 0 at the end. (A real 0 is nowhere legal between values, so the two need not differ.)
  var current: UInt8 { position < bytes.count ? bytes[position] : 0 }

  func failure(_ message: String, at offset: Int? = nil) -> JSONError { JSONError(message, at: offset ?? position, in: bytes) }

  mutating func skipSpace() {
    var place = position
    while place < bytes.count {
      let byte = bytes[place]
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { break }
      place += 1
    }
    position = place
  }

  /// “end of text” or the character that stands at the position, for messages.
  var found: String {
    guard position < bytes.count else { return "the end of the text" }
    let byte = bytes[position]
    if byte < 0x20 || byte == 0x7F { return "byte \(byte)" }
    let tail = bytes[position..<min(position + 4, bytes.count)]
    return "“\(String(decoding: tail, as: UTF8.self).unicodeScalars.first.map(String.init) ?? "?")”"
  }

  /// Passes over a byte-order mark and white space.
  mutating func begin() {
    if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { position = 3 }
    skipSpace()
  }

  /// Behind the value of the whole text there must be nothing.
  mutating func end() throws(JSONError) {
    skipSpace()
    if position < bytes.count { throw failure("unexpected \(found) after the JSON value") }
  }

  mutating func parseDocument() throws(JSONError) -> JSON {
    begin()
    let value = try parseValue()
    try end()
    return value
  }

  /// Counts the values, and asks now and then whether to stop.
  mutating func countValue() throws(JSONError) {
    values &+= 1
    if values & 0x3FFF == 0, JSON.isStopRequested() { throw failure("the reading was stopped") }
  }

  /// The value at the position, which stands behind white space.
  mutating func parseValue() throws(JSONError) -> JSON {
    try countValue()
    switch current {
    case UInt8(ascii: "\""): return .string(try parseString())
    case UInt8(ascii: "{"): return try parseObject()
    case UInt8(ascii: "["): return try parseArray()
    case UInt8(ascii: "-"), 0x30...0x39: return try parseNumber()
    case UInt8(ascii: "t"): return try parseWord("true", .bool(true))
    case UInt8(ascii: "f"): return try parseWord("false", .bool(false))
    case UInt8(ascii: "n"): return try parseWord("null", .null)
    case UInt8(ascii: "N"): return try parseNonFinite("NaN", .nan)
    case UInt8(ascii: "I"): return try parseNonFinite("Infinity", .infinity)
    default: throw failure("expected a JSON value, found \(found)")
    }
  }

  func starts(with word: StaticString) -> Bool {
    guard bytes.count - position >= word.utf8CodeUnitCount else { return false }
    for i in 0..<word.utf8CodeUnitCount where bytes[position + i] != word.utf8Start[i] { return false }
    return true
  }

  private mutating func parseWord(_ word: StaticString, _ value: JSON) throws(JSONError) -> JSON {
    guard starts(with: word) else { throw failure("expected a JSON value (perhaps “\(word)”)") }
    position += word.utf8CodeUnitCount
    return value
  }

  mutating func parseNonFinite(_ word: StaticString, _ value: Double) throws(JSONError) -> JSON {
    guard starts(with: word) else { throw failure("expected a JSON value, found \(found)") }
    guard allowNonFinite else { throw failure("“\(word)” is not a JSON number") }
    position += word.utf8CodeUnitCount
    return .double(value)
  }

  /// Enters the array or object whose bracket stands at the position. False when it is empty, and left already.
  mutating func enter(closing: UInt8) throws(JSONError) -> Bool {
    depth += 1
    if depth > JSON.maximumDepth { throw failure("values nested more than \(JSON.maximumDepth) deep") }
    position += 1
    skipSpace()
    if current != closing { return true }
    position += 1
    depth -= 1
    return false
  }

  /// Behind an element or member: true when another follows; false at the closing bracket, which is then left behind.
  mutating func goesOn(closing: UInt8) throws(JSONError) -> Bool {
    skipSpace()
    let byte = current
    guard byte == UInt8(ascii: ",") || byte == closing else {
      throw failure("expected “,” or “\(Unicode.Scalar(closing))”, found \(found)")
    }
    position += 1
    if byte == closing {
      depth -= 1
      return false
    }
    skipSpace()
    return true
  }

  private mutating func parseArray() throws(JSONError) -> JSON {
    var elements: [JSON] = []
    if try enter(closing: UInt8(ascii: "]")) {
      elements.reserveCapacity(2)
      do { try parseElements(into: &elements) } catch {
        JSON.giveUp(&elements)
        throw error
      }
    }
    return .array(elements)
  }

  private mutating func parseElements(into elements: inout [JSON]) throws(JSONError) {
    repeat { elements.append(try parseValue()) } while try goesOn(closing: UInt8(ascii: "]"))
  }

  private mutating func parseObject() throws(JSONError) -> JSON {
    let start = position
    var pairs: [(key: String, value: JSON)] = []
    if try enter(closing: UInt8(ascii: "}")) {
      repeat { pairs.append(try parseMember()) } while try goesOn(closing: UInt8(ascii: "}"))
    }
    var object = JSONObject(unchecked: pairs)
    if let repeated = object.indexAndMerge(), duplicateKeys == .error {
      throw failure("the object has the key “\(pairs[repeated].key)” twice", at: start)
    }
    return .object(object)
  }

  private mutating func parseMember() throws(JSONError) -> (key: String, value: JSON) {
    try expectKey()
    let start = position
    let key = try parseString()
    try passColon(behindKeyAt: start)
    return (key, try parseValue())
  }

  func expectKey() throws(JSONError) {
    guard current == UInt8(ascii: "\"") else { throw failure("expected a key in quotes, found \(found)") }
  }

  /// - Parameter start: where the opening quote of the key stands whose closing one was just read.
  mutating func passColon(behindKeyAt start: Int) throws(JSONError) {
    let key = start + 1..<position - 1
    skipSpace()
    guard current == UInt8(ascii: ":") else {
      throw failure("expected “:” after the key “\(String(decoding: bytes[key], as: UTF8.self))”, found \(found)")
    }
    position += 1
    skipSpace()
  }
}
