import ArrLanguage
import Glibc

/// Places of a part in a text, as bytes: in UTF-8 a match of whole characters is a match of bytes.
struct TextSearch {
  let bytes: [UInt8]

  /// Copies the text piece by piece, for Ctrl-C.
  init(_ text: String) throws {
    var text = text
    bytes = try text.withUTF8 { utf8 in
      try [UInt8](unsafeUninitializedCapacity: utf8.count) { copy, count in
        while count < utf8.count {
          try Stopping.check()
          let end = min(count + (1 << 24), utf8.count)
          _ = UnsafeMutableBufferPointer(rebasing: copy[count..<end]).initialize(fromContentsOf: utf8[count..<end])
          count = end
        }
      }
    }
  }

  /// The first place at or after `start` whose match ends by `end`.
  func first(_ part: [UInt8], from start: Int = 0, to end: Int? = nil) -> Int? {
    let last = (end ?? bytes.count) - part.count
    guard start <= last else { return nil }
    guard let head = part.first else { return start }
    return bytes.withUnsafeBytes { bytes in
      part.withUnsafeBytes { part in
        guard let base = bytes.baseAddress, let pattern = part.baseAddress else { return nil }
        var place = start
        var turn = 0
        while place <= last, !Stopping.isRequested(atTurn: turn) {
          turn &+= 1
          guard let hit = memchr(base + place, Int32(head), last - place + 1) else { return nil }
          place = UnsafeRawPointer(hit) - base
          if memcmp(base + place, pattern, part.count) == 0 { return place }
          place += 1
        }
        return nil
      }
    }
  }

  func last(_ part: [UInt8], from start: Int = 0, to end: Int? = nil) -> Int? {
    var place = (end ?? bytes.count) - part.count
    while place >= start, !Stopping.isRequested(atTurn: place) {
      if bytes[place..<place + part.count].elementsEqual(part) { return place }
      place -= 1
    }
    return nil
  }

  /// Places that do not overlap.
  func all(_ part: [UInt8], limit: Int = .max) -> [Int] {
    guard !part.isEmpty else { return [] }
    var places: [Int] = []
    var start = 0
    while places.count < limit, !Stopping.isRequested(atTurn: places.count), let place = first(part, from: start) {
      places.append(place)
      start = place + part.count
    }
    return places
  }

  /// How many of the places lie in a range.
  func count(_ part: [UInt8], in range: Range<Int>) -> Int {
    var (count, start) = (0, range.lowerBound)
    while !Stopping.isRequested(atTurn: count), let place = first(part, from: start, to: range.upperBound) {
      count += 1
      start = place + part.count
    }
    return count
  }

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// The same of a range that may be long; Ctrl-C ends it.
  func longText(_ range: Range<Int>) throws -> String {
    try bytes.withUnsafeBufferPointer { try ArrLanguage.text(ofUTF8: UnsafeBufferPointer(rebasing: $0[range])) }
  }

  /// Characters before a byte.
  func characters(before place: Int) -> Int { characters(in: 0..<place) }

  func characters(in range: Range<Int>) -> Int {
    bytes.withUnsafeBufferPointer { bytes in
      var count = 0
      for byte in UnsafeBufferPointer(rebasing: bytes[range]) { count &+= byte & 0xC0 == 0x80 ? 0 : 1 }
      return count
    }
  }

  /// The byte at which a character begins.
  func place(ofCharacter index: Int) -> Int {
    var seen = 0
    for (place, byte) in bytes.enumerated() where byte & 0xC0 != 0x80 {
      if seen == index { return place }
      seen += 1
    }
    return bytes.count
  }
}

/// Whether a text begins or ends with a part, byte for byte.
private func hasPart(_ text: String, _ part: String, atStart: Bool) -> Bool {
  var (text, part) = (text, part)
  return text.withUTF8 { text in
    part.withUTF8 { part in
      guard part.count <= text.count, let base = text.baseAddress, let pattern = part.baseAddress else { return part.isEmpty }
      return memcmp(base + (atStart ? 0 : text.count - part.count), pattern, part.count) == 0
    }
  }
}

/// What `find` gives.
private func firstPlace(_ text: String, _ part: String) -> Value? {
  guard let place = find(part, in: text) else { return .int(-1) }
  return .int(text.utf8.prefix(place).reduce(0) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 })
}

private let within: [Declaration.Parameter] = [
  .init("start", .optional(.int), default: Value.none, "where to begin"),
  .init("end", .optional(.int), default: Value.none, "where to stop"),
]

extension Library {
  /// Finding, counting and replacing.
  static func installTextSearch(in interpreter: Interpreter) {
    let part = Declaration.Parameter("part", .string, "what to look for")
    for (name, isFirst, isError) in [("find", true, false), ("rfind", false, false), ("index", true, true), ("rindex", false, true)] {
      interpreter.method(
        name, of: "string", [part] + within, result: "int",
        "The place of the \(isFirst ? "first" : "last") occurrence\(isError ? "; an error when there is none" : ", or −1").",
        example: "\"banana\".\(name)(\"an\")", shortcut: isFirst && !isError ? .onText(firstPlace) : .none
      ) { receiver, arguments, _ in
        let search = try TextSearch(text(of: receiver))
        let part = try arguments.string("part")
        if let range = try bounds(search, arguments) {
          let bytes = Array(part.utf8)
          let place = isFirst ? search.first(bytes, from: range.lowerBound, to: range.upperBound)
            : search.last(bytes, from: range.lowerBound, to: range.upperBound)
          if let place { return .int(search.characters(before: place)) }
        }
        if isError { throw arguments.error("part", "\(quoted(part)) is not in the text") }
        return .int(-1)
      }
    }
    interpreter.method(
      "count", of: "string", [part] + within, result: "int", "How often a part occurs, without overlaps.", example: "\"banana\".count(\"an\")"
    ) { receiver, arguments, _ in
      let search = try TextSearch(text(of: receiver))
      guard let range = try bounds(search, arguments) else { return .int(0) }
      let part = Array(try arguments.string("part").utf8)
      return .int(part.isEmpty ? search.characters(in: range) + 1 : search.count(part, in: range))
    }
    for (name, isStart) in [("startswith", true), ("endswith", false)] {
      interpreter.method(
        name, of: "string", [.init("part", .either([.string, .tuple, .list]), "text, or several of which one is enough")] + within,
        result: "bool", "Whether the text \(isStart ? "begins" : "ends") with a part.", example: "\"blocks.3\".\(name)(\"blocks\")",
        shortcut: .onText { .bool(hasPart($0, $1, atStart: isStart)) }
      ) { receiver, arguments, _ in
        let search = try TextSearch(text(of: receiver))
        let parts = try arguments.strings("part")
        guard let range = try bounds(search, arguments) else { return .bool(false) }
        let inner = search.bytes[range]
        return .bool(parts.contains { isStart ? inner.starts(with: $0.utf8) : inner.suffix($0.utf8.count).elementsEqual($0.utf8) })
      }
    }
    interpreter.method(
      "replace", of: "string",
      [
        .init("old", .string, "what to look for"), .init("new", .string, "what to put there"),
        .init("count", .int, default: .int(-1), "at most so many times; −1 for all"),
      ], result: "string", "The text with occurrences of a part replaced.", example: "\"banana\".replace(\"an\", \"om\")"
    ) { receiver, arguments, _ in
      let count = try arguments.int("count")
      return .text(try replaced(text(of: receiver), try arguments.string("old"), try arguments.string("new"), count < 0 ? .max : count))
    }
  }

  private static func replaced(_ text: String, _ old: String, _ new: String, _ limit: Int) throws -> String {
    if old.isEmpty {
      try MemoryBudget.check(min(limit, text.unicodeScalars.count + 1), of: new.utf8.count) { "the text with everything replaced" }
      var out = ""
      var done = 0
      for scalar in text.unicodeScalars {
        try Stopping.check(atTurn: done)
        if done < limit { out += new }
        done += 1
        out.unicodeScalars.append(scalar)
      }
      return done < limit ? out + new : out
    }
    let search = try TextSearch(text)
    let part = Array(old.utf8)
    let places = search.all(part, limit: limit)
    try Stopping.check()
    try MemoryBudget.check(places.count, of: new.utf8.count) { "the text with everything replaced" }
    var out: [UInt8] = []
    out.reserveCapacity(search.bytes.count + places.count * (new.utf8.count - part.count))
    var start = 0
    for (turn, place) in places.enumerated() {
      try Stopping.check(atTurn: turn)
      out += search.bytes[start..<place]
      out += new.utf8
      start = place + part.count
    }
    while start < search.bytes.count {
      try Stopping.check()
      let end = min(start + (1 << 22), search.bytes.count)
      out += search.bytes[start..<end]
      start = end
    }
    return try out.withUnsafeBufferPointer { try ArrLanguage.text(ofUTF8: $0) }
  }

  /// The bytes between `start` and `end`; nil when `start` lies beyond the text, where not even nothing is found.
  private static func bounds(_ search: TextSearch, _ arguments: BoundArguments) throws -> Range<Int>? {
    let (start, end) = (try arguments.optionalInt("start"), try arguments.optionalInt("end"))
    if start == nil, end == nil { return 0..<search.bytes.count }
    let count = search.characters(before: search.bytes.count)
    func clamped(_ index: Int) -> Int { max(0, index < 0 ? index &+ count : index) }
    let first = clamped(start ?? 0)
    let last = min(clamped(end ?? count), count)
    guard first <= last else { return nil }
    return search.place(ofCharacter: first)..<search.place(ofCharacter: last)
  }
}
