import ArrLanguage
import JSON

/// Deeper values are refused: the JSON parser would not read them back.
private let deepest = JSON.maximumDepth

/// A value as JSON: tuples are arrays, dict keys become text, objects give what `ArrObject.json()` says.
public func toJSON(_ value: Value) throws -> JSON { try toJSON(value, depth: 0) }

private func toJSON(_ value: Value, depth: Int) throws -> JSON {
  guard depth <= deepest else { throw ValueError("value", "this value is nested too deeply for JSON") }
  switch value {
  case .unset, .none: return .null
  case .bool(let flag): return .bool(flag)
  case .int(let number): return .int(number)
  case .float(let number): return .double(number)
  case .string(let box): return .string(box.text)
  case .list(let box): return try toJSON(box.items, depth: depth)
  case .tuple(let box): return try toJSON(box.items, depth: depth)
  case .dict(let box):
    return .object(JSONObject(try box.entries.pairs.map { (try key($0.key), try toJSON($0.value, depth: depth + 1)) }))
  case .function(let function):
    throw ValueError("type", "a function has no JSON form", label: function.name)
  case .object(let object): return try toJSON(object, depth: depth)
  }
}

private func toJSON(_ items: [Value], depth: Int) throws -> JSON {
  .array(
    try items.enumerated().map { turn, item in
      try Stopping.check(atTurn: turn)
      return try toJSON(item, depth: depth + 1)
    })
}

private func toJSON(_ object: ArrObject, depth: Int) throws -> JSON {
  if let text = try object.json() {
    do { return try JSON.parse(text, allowNonFinite: true) } catch {
      try Stopping.check()
      throw ValueError("value", "the JSON of \(article(object.typeName)) is broken: \(error.message)")
    }
  }
  if let scalar = try object.scalar() { return try toJSON(scalar, depth: depth + 1) }
  if let range = object as? RangeObject {
    guard range.count <= 100_000_000 else { throw ValueError("value", "a range of \(range.count) numbers is too long for JSON") }
    return .array((0..<range.count).map { .int(range.number(at: $0)) })
  }
  throw ValueError("type", "\(article(object.typeName)) has no JSON form")
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
