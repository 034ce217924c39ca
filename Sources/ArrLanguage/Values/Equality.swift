#if canImport(Glibc)
  import Glibc
#endif

/// Deeper nesting than this is refused by comparisons and hashing, which recurse.
private let deepest = 5_000

extension Value {
  /// Python's `==` for everything that has a plain answer (tensors compare elementwise in the evaluator instead). As in
  /// Python's containers a NaN is the same as itself, so that a list equals its copy and a key is found again; only the
  /// operators tell NaNs apart.
  public func isEqual(to other: Value) throws -> Bool { try isEqual(to: other, depth: 0) }

  private func isEqual(to other: Value, depth: Int) throws -> Bool {
    switch (self, other) {
    case (.int(let a), .int(let b)): return a == b
    case (.none, .none): return true
    case (.string(let a), .string(let b)): return a === b || sameText(a.text, b.text)
    case (.list(let a), .list(let b)): return try a === b || Value.equal(a.items, b.items, depth)
    case (.tuple(let a), .tuple(let b)): return try a === b || Value.equal(a.items, b.items, depth)
    case (.tuple(let shape), .list(let sizes)) where shape.isShape, (.list(let sizes), .tuple(let shape)) where shape.isShape:
      return try Value.equal(shape.items, sizes.items, depth)
    case (.dict(let a), .dict(let b)): return try a === b || Value.equal(a.entries, b.entries, depth)
    case (.function(let a), .function(let b)): return a === b
    case (.object(let a), .object(let b)): return a === b || a.isEqual(to: b)
    default:
      guard let a = Number(self), let b = Number(other) else { return false }
      switch Number.compare(a, b) {
      case .equal: return true
      case .unordered: return a.isNaN && b.isNaN
      case .less, .greater: return false
      }
    }
  }

  private static func equal(_ a: [Value], _ b: [Value], _ depth: Int) throws -> Bool {
    guard a.count == b.count else { return false }
    try checkDepth(depth)
    for i in a.indices {
      try Stopping.check(atTurn: i)
      if try !a[i].isEqual(to: b[i], depth: depth + 1) { return false }
    }
    return true
  }

  private static func equal(_ a: ValueDictionary, _ b: ValueDictionary, _ depth: Int) throws -> Bool {
    guard a.count == b.count else { return false }
    try checkDepth(depth)
    for (key, value) in a.pairs {
      guard let other = try b.value(for: key), try value.isEqual(to: other, depth: depth + 1) else { return false }
    }
    return true
  }

  private static func checkDepth(_ depth: Int) throws {
    if Stopping.isRequested() { throw Interpreter.interrupted }
    if depth > deepest { throw ValueError("value", "this value is nested too deeply to compare") }
  }

  /// `<`, `<=`, `>`, `>=` as one three-way answer; `.unordered` when a NaN is involved.
  public func ordering(to other: Value) throws -> Ordering { try ordering(to: other, depth: 0) }

  private func ordering(to other: Value, depth: Int) throws -> Ordering {
    try Value.checkDepth(depth)
    switch (self, other) {
    case (.string(let a), .string(let b)): return compareText(a.text, b.text)
    case (.list(let a), .list(let b)): return try Value.order(a.items, b.items, depth)
    case (.tuple(let a), .tuple(let b)): return try Value.order(a.items, b.items, depth)
    default:
      if let a = Number(self), let b = Number(other) { return Number.compare(a, b) }
      throw ValueError("type", "\(article(typeName)) and \(article(other.typeName)) have no order")
    }
  }

  private static func order(_ a: [Value], _ b: [Value], _ depth: Int) throws -> Ordering {
    for (x, y) in zip(a, b) where try !x.isEqual(to: y) { return try x.ordering(to: y, depth: depth + 1) }
    return Number.compare(.int(a.count), .int(b.count))
  }

  /// The hash of a dict key; equal keys have equal hashes (`1`, `1.0`, `true`).
  func hash(depth: Int = 0) throws -> Int {
    switch self {
    case .none, .unset: return 0x5bd1
    case .bool(let b): return b ? 1 : 0
    case .int(let i): return i
    case .float(let d): return Int(exactly: d) ?? mix(Int(bitPattern: UInt(d.isNaN ? Double.nan.bitPattern : d.bitPattern)))
    case .string(let box): return box.hash
    case .tuple(let box):
      try Value.checkDepth(depth)
      return try box.items.reduce(0x345678) { mix(try $0 &* 1_000_003 ^ $1.hash(depth: depth + 1)) }
    case .function(let f): return ObjectIdentifier(f).hashValue
    case .list, .dict, .object:
      throw ValueError(
        "type", "\(article(typeName)) cannot be a dict key",
        help: typeName == "list" ? ["a tuple can: `(1, 2)`"] : [])
    }
  }
}

/// How two values compare; `unordered` when one is NaN.
public enum Ordering { case less, equal, greater, unordered }

/// The numeric side of a value: bools count as 0 and 1.
enum Number {
  case int(Int)
  case float(Double)

  init?(_ value: Value) {
    switch value {
    case .int(let i): self = .int(i)
    case .float(let d): self = .float(d)
    case .bool(let b): self = .int(b ? 1 : 0)
    default: return nil
    }
  }

  var isNaN: Bool {
    if case .float(let d) = self { return d.isNaN }
    return false
  }

  var double: Double {
    switch self {
    case .int(let i): return Double(i)
    case .float(let d): return d
    }
  }

  /// Exact: an int beyond 2^53 is not rounded to a float first.
  static func compare(_ a: Number, _ b: Number) -> Ordering {
    switch (a, b) {
    case (.int(let x), .int(let y)): return x < y ? .less : x == y ? .equal : .greater
    case (.float(let x), .float(let y)): return x < y ? .less : x == y ? .equal : x > y ? .greater : .unordered
    case (.int(let x), .float(let y)):
      if y.isNaN { return .unordered }
      if y >= 0x1p63 { return .less }
      if y < -0x1p63 { return .greater }
      let whole = Int(y.rounded(.towardZero))
      if x != whole { return x < whole ? .less : .greater }
      let rest = y - y.rounded(.towardZero)
      return rest > 0 ? .less : rest < 0 ? .greater : .equal
    case (.float, .int):
      switch compare(b, a) {
      case .less: return .greater
      case .greater: return .less
      case let same: return same
      }
    }
  }
}

/// Equality by bytes: Swift's own `==` would call two differently encoded accents the same token.
func sameText(_ a: String, _ b: String) -> Bool {
  // The same bits are the same text; short texts are their bits.
  let (x, y) = (unsafeBitCast(a, to: TextBits.self), unsafeBitCast(b, to: TextBits.self))
  if x.first == y.first, x.second == y.second { return true }
  return a.utf8.count == b.utf8.count && compareText(a, b) == .equal
}

/// As large as a `String`.
private struct TextBits {
  let first: UInt64
  let second: UInt64
}

/// The order of the bytes, which is that of the code points.
public func compareText(_ a: String, _ b: String) -> Ordering {
  let fast = a.utf8.withContiguousStorageIfAvailable { x in
    b.utf8.withContiguousStorageIfAvailable { y -> Ordering in
      let shared = min(x.count, y.count)
      if shared > 0, let p = x.baseAddress, let q = y.baseAddress {
        let difference = memcmp(p, q, shared)
        if difference != 0 { return difference < 0 ? .less : .greater }
      }
      return x.count < y.count ? .less : x.count == y.count ? .equal : .greater
    }
  }
  if let fast, let answer = fast { return answer }
  if a.utf8.lexicographicallyPrecedes(b.utf8) { return .less }
  return a.utf8.elementsEqual(b.utf8) ? .equal : .greater
}

func hashText(_ text: String) -> Int {
  var text = text
  return text.withUTF8 { bytes in
    let bytes = UnsafeRawBufferPointer(bytes)
    var hash = textSeed ^ bytes.count
    var place = 0
    if bytes.count >= 256 {
      hash = hashLanes(bytes, seed: hash)
      place = bytes.count & ~31
    }
    while place + 8 <= bytes.count {
      hash = mix(hash ^ bytes.loadUnaligned(fromByteOffset: place, as: Int.self))
      place += 8
    }
    var rest = 0
    while place < bytes.count {
      rest = rest << 8 | Int(bytes[place])
      place += 1
    }
    return mix(hash ^ rest)
  }
}

/// The hash of the whole runs of 32 bytes: four sums side by side, for one waits for its multiplications.
private func hashLanes(_ bytes: UnsafeRawBufferPointer, seed: Int) -> Int {
  var (a, b, c, d) = (seed, seed ^ 1, seed ^ 2, seed ^ 3)
  var place = 0
  while place + 32 <= bytes.count {
    a = mix(a ^ bytes.loadUnaligned(fromByteOffset: place, as: Int.self))
    b = mix(b ^ bytes.loadUnaligned(fromByteOffset: place + 8, as: Int.self))
    c = mix(c ^ bytes.loadUnaligned(fromByteOffset: place + 16, as: Int.self))
    d = mix(d ^ bytes.loadUnaligned(fromByteOffset: place + 24, as: Int.self))
    place += 32
  }
  return mix(mix(mix(a) ^ b) ^ c) ^ d
}

/// Another one in every process, so that nobody can prepare keys that all fall on one place.
private let textSeed = Hasher().finalize()

/// Spreads neighbouring numbers over the table (the finaliser of splitmix64).
private func mix(_ value: Int) -> Int {
  var z = UInt(bitPattern: value) &+ 0x9e37_79b9_7f4a_7c15
  z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
  z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
  return Int(bitPattern: z ^ (z >> 31))
}
