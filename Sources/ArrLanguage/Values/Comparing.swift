#if canImport(Glibc)
  import Glibc
#endif

extension Interpreter {
  /// `left op right` for the comparison operators and `in`; tensors answer elementwise.
  public func compare(_ op: Comparison, _ left: Value, _ right: Value) throws -> Value {
    switch op {
    case .contains: return .bool(try contains(left, in: right))
    case .notContains: return .bool(!(try contains(left, in: right)))
    default: break
    }
    if case .object(let object) = left, let result = try object.compare(op, right, reversed: false) { return result }
    if case .object(let object) = right, let result = try object.compare(op, left, reversed: true) { return result }
    switch op {
    case .equal: return .bool(try equal(left, right))
    case .notEqual: return .bool(!(try equal(left, right)))
    default: break
    }
    let order: Ordering
    do { order = try left.ordering(to: right) } catch let error as ValueError where error.code == "type" {
      throw ValueError("type", "`\(op.rawValue)` does not work between \(left.typeName) and \(right.typeName)")
    }
    switch op {
    case .less: return .bool(order == .less)
    case .lessEqual: return .bool(order == .less || order == .equal)
    case .greater: return .bool(order == .greater)
    default: return .bool(order == .greater || order == .equal)
    }
  }

  private func equal(_ left: Value, _ right: Value) throws -> Bool {
    if case .float(let a) = left, case .float(let b) = right { return a == b }
    return try left.isEqual(to: right)
  }

  /// `item in container`.
  public func contains(_ item: Value, in container: Value) throws -> Bool {
    switch container {
    case .list(let box): return try box.items.contains { try $0.isEqual(to: item) }
    case .tuple(let box): return try box.items.contains { try $0.isEqual(to: item) }
    case .dict(let box): return try box.entries.value(for: item) != nil
    case .string(let box):
      guard case .string(let part) = item else {
        throw ValueError("type", "only text can be `in` a string, not \(article(item.typeName))")
      }
      return find(part.text, in: box.text) != nil
    case .object(let object):
      if let answer = try object.contains(item, in: self) { return answer }
      if let next = try object.iterator(in: self) {
        while let value = try next() { if try value.isEqual(to: item) { return true } }
        return false
      }
      fallthrough
    default: throw ValueError("type", "`in` does not work on \(article(container.typeName))")
    }
  }
}

/// The byte offset of the first occurrence.
public func find(_ part: String, in text: String, from start: Int = 0) -> Int? {
  var (text, part) = (text, part)
  return text.withUTF8 { haystack in
    part.withUTF8 { needle in
      guard let first = needle.first, let pattern = needle.baseAddress, let base = haystack.baseAddress else {
        return needle.isEmpty && start <= haystack.count ? start : nil
      }
      var position = max(0, start)
      while position + needle.count <= haystack.count {
        guard let hit = memchr(base + position, Int32(first), haystack.count - needle.count + 1 - position) else { return nil }
        position = UnsafeRawPointer(hit) - UnsafeRawPointer(base)
        if memcmp(base + position, pattern, needle.count) == 0 { return position }
        position += 1
      }
      return nil
    }
  }
}
