import ArrLanguage
import JSON

/// Deeper values are refused: the JSON parser would not read them back.
private let deepest = JSON.maximumDepth

/// A value as JSON: tuples are arrays, dict keys become text, objects give what `ArrObject.json()` says.
///
/// - Throws: `ValueError` for what has no JSON form, and when there is no room for it.
public func toJSON(_ value: Value) throws -> JSON {
  var maker = JSONMaker(whole: value)
  return try maker.json(value, depth: 0)
}

/// The text of `toJSON`.
///
/// - Throws: as `toJSON`.
public func jsonText(_ value: Value, pretty: Bool = false, allowNonFinite: Bool = true) throws -> String {
  try toJSON(value).text(pretty: pretty, allowNonFinite: allowNonFinite) { size in
    // It is copied when it outgrows its place, and once more when it is done.
    try MemoryBudget.check(size, of: 3) { "a JSON text of more than \(size) bytes" }
  }
}

/// Turns values into JSON as long as there is room: a small value may hold a part of itself many times over.
private struct JSONMaker {
  let whole: Value
  private var bytes = 0
  private var askedAt = MemoryBudget.small

  init(whole: Value) { self.whole = whole }

  mutating func json(_ value: Value, depth: Int) throws -> JSON {
    guard depth <= deepest else { throw ValueError("value", "this value is nested too deeply for JSON") }
    switch value {
    case .unset, .none: return .null
    case .bool(let flag): return .bool(flag)
    case .int(let number): return .int(number)
    case .float(let number): return .double(number)
    case .string(let box): return .string(box.text)
    case .list(let box): return try array(box.items, depth: depth)
    case .tuple(let box): return try array(box.items, depth: depth)
    case .dict(let box):
      try take(box.entries.count, of: 3 * MemoryLayout<(String, JSON)>.stride)
      return .object(JSONObject(try box.entries.pairs.map { (try key($0.key), try json($0.value, depth: depth + 1)) }))
    case .function(let function):
      throw ValueError("type", "a function has no JSON form", label: function.name)
    case .object(let object): return try json(object, depth: depth)
    }
  }

  private mutating func array(_ items: [Value], depth: Int) throws -> JSON {
    try take(items.count, of: MemoryLayout<JSON>.stride)
    var elements: [JSON] = []
    elements.reserveCapacity(items.count)
    for (turn, item) in items.enumerated() {
      try Stopping.check(atTurn: turn)
      elements.append(try json(item, depth: depth + 1))
    }
    return .array(elements)
  }

  private mutating func json(_ object: ArrObject, depth: Int) throws -> JSON {
    if let text = try object.json() {
      do { return try JSON.parse(text, allowNonFinite: true) } catch {
        try Stopping.check()
        throw ValueError("value", "the JSON of \(article(object.typeName)) is broken: \(error.message)")
      }
    }
    if let scalar = try object.scalar() { return try json(scalar, depth: depth + 1) }
    if let range = object as? RangeObject {
      guard range.count <= 100_000_000 else { throw ValueError("value", "a range of \(range.count) numbers is too long for JSON") }
      try take(range.count, of: MemoryLayout<JSON>.stride)
      return .array((0..<range.count).map { .int(range.number(at: $0)) })
    }
    throw ValueError("type", "\(article(object.typeName)) has no JSON form")
  }

  /// Asked before an array or object is made; `Stopping` is heard between many small ones, too.
  private mutating func take(_ count: Int, of size: Int) throws {
    // What an array takes beside its elements.
    bytes += 32 + count * size
    guard bytes > askedAt else { return }
    try Stopping.check()
    if askedAt == MemoryBudget.small { try whole.checkTextFits() }
    try MemoryBudget.check(bytes) { "the JSON of this value" }
    askedAt = bytes + bytes / 4
  }
}

/// Python's way of making keys text.
private func key(_ value: Value) throws -> String {
  switch value {
  case .string(let box): return box.text
  case .none, .unset: return "null"
  case .bool, .int, .float: return value.repr
  default: throw ValueError("type", "\(article(value.typeName)) cannot be a key in JSON", help: ["make it text: `str(key)`"])
  }
}

/// The value that a JSON text stands for.
///
/// - Throws: only when the user asked to stop.
public func fromJSON(_ json: JSON) throws -> Value {
  switch json {
  case .null: return .none
  case .bool(let flag): return .bool(flag)
  case .int(let number): return .int(number)
  case .double(let number): return .float(number)
  case .string(let text): return .text(text)
  case .array(let elements):
    return .list(
      of: try .collecting { items in
        items.reserveCapacity(elements.count)
        for (turn, element) in elements.enumerated() {
          // An object takes a microsecond.
          if turn & 0xFFF == 0xFFF { try Stopping.check() }
          items.append(try fromJSON(element))
        }
      })
  case .object(let object):
    var entries = ValueDictionary()
    for (key, value) in object.pairs { entries[key] = try fromJSON(value) }
    return .dict(of: entries)
  }
}
