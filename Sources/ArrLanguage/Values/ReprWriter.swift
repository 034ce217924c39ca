/// Bytes of a value's text that a message may hold; the renderer shows fewer.
let longestInMessage = 8_000

/// Writes values as `repr` shows them, without calling itself: values may be nested deeper than a stack of calls reaches.
struct ReprWriter {
  private(set) var text = ""
  /// Bytes after which the text ends with `…`.
  let most: Int

  /// A list, tuple or dict that has been opened.
  private struct Container {
    /// Items, or keys and values in turn.
    let items: [Value]
    let isDict: Bool
    let closing: String
    var next = 0
  }

  private var open: [Container] = []
  private var turn = 0
  private var whole = Value.none
  /// The size at which there must still be room for more.
  private var askedAt = MemoryBudget.small / 2

  init(most: Int) { self.most = most }

  /// - Throws: `ValueError` when there is no room for the text, or when the user asked to stop.
  mutating func write(_ value: Value) throws {
    if try writeScalar(value) { return }
    whole = value
    begin(value)
    while var container = open.popLast() {
      if try writeItems(of: &container) { text += container.closing }
      guard text.utf8.count <= most else { return text += "…" }
    }
  }

  /// Up to the next item that holds items itself, which is opened then; true at the end.
  private mutating func writeItems(of container: inout Container) throws -> Bool {
    while container.next < container.items.count {
      let place = container.next
      container.next += 1
      if container.isDict, place & 1 == 1 { text += ": " } else if place > 0 { text += ", " }
      let item = container.items[place]
      guard try writeScalar(item) else {
        open.append(container)
        begin(item)
        return false
      }
      if text.utf8.count > most { return false }
    }
    return true
  }

  private mutating func begin(_ value: Value) {
    switch value {
    case .list(let box): begin(box.items, "[", "]")
    case .tuple(let box): begin(box.items, "(", box.items.count == 1 ? ",)" : ")")
    case .dict(let box): begin(box.entries.pairs.flatMap { [$0.key, $0.value] }, "{", "}", isDict: true)
    default: break
    }
  }

  private mutating func begin(_ items: [Value], _ opening: String, _ closing: String, isDict: Bool = false) {
    text += opening
    open.append(Container(items: items, isDict: isDict, closing: closing))
  }

  /// False for what holds items.
  private mutating func writeScalar(_ value: Value) throws -> Bool {
    try Stopping.check(atTurn: turn)
    turn &+= 1
    switch value {
    case .unset, .none: text += "none"
    case .bool(let flag): text += flag ? "true" : "false"
    case .int(let number): text += decimalText(number)
    case .float(let number): text += floatText(number)
    case .string(let box): text += try quotedWithinRoom(box.text)
    case .function(let function): text += function.name.isEmpty ? "<function>" : "<function \(function.name)>"
    case .object(let object): text += object.shortDescription()
    case .list, .tuple, .dict:
      // Containers without items make text, too.
      if text.utf8.count > askedAt { try askForRoom() }
      return false
    }
    if text.utf8.count > askedAt { try askForRoom() }
    return true
  }

  /// The memory that the text takes when it is next moved to a place of twice its size.
  private mutating func askForRoom() throws {
    let size = text.utf8.count
    // The first time; what is there will not fit more easily later.
    if askedAt == MemoryBudget.small / 2 { try whole.checkTextFits() }
    try MemoryBudget.check(size, of: 3) { "a text of more than \(size) bytes" }
    askedAt = size + size / 4
  }

  private func quotedWithinRoom(_ string: String) throws -> String {
    guard string.utf8.count > MemoryBudget.small / 16 else { return quoted(string) }
    if string.utf8.count > most { return quoted(String(string.unicodeScalars.prefix(most))) }
    // An escape is four times as long as the byte that it stands for; the rest is for its place in the text.
    try MemoryBudget.check(string.utf8.count, of: 4) { "a string of \(string.utf8.count) bytes in quotes" }
    return quoted(string)
  }
}
