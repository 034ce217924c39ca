/// Reads a JSON text from its start to its end, for files whose hundreds of thousands of values go to a place of their own: no
/// tree of them is built, and no `String` of a string that is only looked at.
///
/// ```swift
/// var reader = JSONReader(bytes)
/// var goesOn = try reader.enterObject()
/// while goesOn {
///   try reader.readKey { keys.append(contentsOf: $0) }
///   values.append(try reader.readValue())
///   goesOn = try reader.nextMember()
/// }
/// try reader.finish()
/// ```
///
/// Every method throws a `JSONError` with the place where the text stops being JSON, or where something else stands than is to be read.
public struct JSONReader {
  private var parser: JSONParser

  /// - Parameter bytes: the text, which must stay in place while it is read.
  public init(_ bytes: UnsafeRawBufferPointer) {
    parser = JSONParser(bytes: bytes, duplicateKeys: .lastWins, allowNonFinite: false, exactIntegers: false)
    parser.begin()
  }

  /// Whether an object is next.
  public var isAtObject: Bool { parser.current == UInt8(ascii: "{") }
  /// Whether an array is next.
  public var isAtArray: Bool { parser.current == UInt8(ascii: "[") }
  /// Whether a string is next.
  public var isAtString: Bool { parser.current == UInt8(ascii: "\"") }

  /// Bytes from the start of the text to what is next.
  public var position: Int { parser.position }

  /// The value that begins at an earlier `position`.
  public func value(at position: Int) throws(JSONError) -> JSON {
    var parser = parser
    parser.position = min(max(position, 0), self.position)
    return try parser.parseValue()
  }

  /// Reads any value, as `JSON.parse` does.
  public mutating func readValue() throws(JSONError) -> JSON { try parser.parseValue() }

  /// Reads a string.
  /// - Parameter body: gets the bytes of the string, its escapes resolved: well-formed UTF-8, there only as long as the call lasts.
  public mutating func readString(_ body: (UnsafeBufferPointer<UInt8>) throws -> Void) throws {
    guard isAtString else { throw parser.failure("expected a string, found \(parser.found)") }
    try parser.countValue()
    switch try parser.scanString() {
    case .verbatim(let range): try body(UnsafeRawBufferPointer(rebasing: parser.bytes[range]).assumingMemoryBound(to: UInt8.self))
    case .resolved: try parser.scratch.withUnsafeBufferPointer(body)
    }
  }

  /// Enters the object that is next: true when it has a member, whose key is then next.
  public mutating func enterObject() throws(JSONError) -> Bool {
    guard isAtObject else { throw parser.failure("expected an object, found \(parser.found)") }
    return try parser.enter(closing: UInt8(ascii: "}"))
  }

  /// Behind the value of a member: true when another member follows, false when the object is left.
  public mutating func nextMember() throws(JSONError) -> Bool { try parser.goesOn(closing: UInt8(ascii: "}")) }

  /// Reads the key of a member; its value is then next. Of keys that come again nothing is said.
  /// - Parameter body: as for `readString`.
  public mutating func readKey(_ body: (UnsafeBufferPointer<UInt8>) throws -> Void) throws {
    try parser.expectKey()
    let start = parser.position
    try readString(body)
    try parser.passColon(behindKeyAt: start)
  }

  /// Reads the key of a member as text.
  public mutating func readKey() throws(JSONError) -> String {
    try parser.expectKey()
    let start = parser.position
    let key = try parser.parseString()
    try parser.passColon(behindKeyAt: start)
    return key
  }

  /// Enters the array that is next: true when it has an element, which is then next.
  public mutating func enterArray() throws(JSONError) -> Bool {
    guard isAtArray else { throw parser.failure("expected an array, found \(parser.found)") }
    return try parser.enter(closing: UInt8(ascii: "]"))
  }

  /// Behind an element: true when another follows, false when the array is left.
  public mutating func nextElement() throws(JSONError) -> Bool { try parser.goesOn(closing: UInt8(ascii: "]")) }

  /// Behind the one value of the text: nothing else may follow.
  public mutating func finish() throws(JSONError) { try parser.end() }
}
