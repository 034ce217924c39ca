import ArrLanguage
import Glibc

extension Library {
  /// Taking text apart and putting it together.
  static func installTextSplitting(in interpreter: Interpreter) {
    for (name, fromRight) in [("split", false), ("rsplit", true)] {
      interpreter.method(
        name, of: "string",
        [
          .init("sep", .optional(.string), default: Value.none, "what stands between the parts; without it, any white space"),
          .init("maxsplit", .int, default: .int(-1), "at most so many cuts\(fromRight ? ", from the right" : ""); −1 for all"),
        ], result: "list", "The parts of the text between separators.", example: "\"a,b,c\".\(name)(\",\", maxsplit=1)"
      ) { receiver, arguments, _ in
        let most = try arguments.int("maxsplit")
        let limit = most < 0 ? Int.max : most
        let whole = text(of: receiver)
        guard let separator = try arguments.optionalString("sep") else {
          return .list(of: try fromRight ? wordsFromRight(whole, limit) : words(whole, limit))
        }
        guard !separator.isEmpty else { throw arguments.error("sep", "the separator is empty", help: ["`list(text)` gives the characters"]) }
        return .list(of: try parts(whole, separator, limit, fromRight))
      }
    }
    interpreter.method(
      "splitlines", of: "string", [.init("keepends", .bool, default: .bool(false), "keep the line ends")], result: "list",
      "The lines of the text.", example: "\"one\\ntwo\\n\".splitlines()"
    ) { receiver, arguments, _ in
      .list(of: try lines(text(of: receiver), keepEnds: try arguments.bool("keepends")))
    }
    for (name, isFirst) in [("partition", true), ("rpartition", false)] {
      interpreter.method(
        name, of: "string", [.init("sep", .string, "where to cut")], result: "tuple",
        "The text before the \(isFirst ? "first" : "last") separator, the separator, and the text after it.",
        example: "\"a=b=c\".\(name)(\"=\")"
      ) { receiver, arguments, _ in
        let search = try TextSearch(text(of: receiver))
        let separator = try arguments.string("sep")
        guard !separator.isEmpty else { throw arguments.error("sep", "the separator is empty") }
        let bytes = Array(separator.utf8)
        guard let place = isFirst ? search.first(bytes) : search.last(bytes) else {
          let (whole, nothing) = (receiver, Value.text(""))
          return .tuple(of: isFirst ? [whole, nothing, nothing] : [nothing, nothing, whole])
        }
        return .tuple(of: [
          .text(try search.longText(0..<place)), .text(separator), .text(try search.longText(place + bytes.count..<search.bytes.count)),
        ])
      }
    }
    interpreter.method(
      "join", of: "string", [.init("parts", .iterable, "the texts to put together")], result: "string",
      "The parts in one text, with this text between them.", example: "\", \".join([\"a\", \"b\"])"
    ) { receiver, arguments, vm in
      let parts = try vm.items(of: arguments[0])
      switch try join(parts, with: text(of: receiver)) {
      case .text(let joined): return joined
      case .noText(let place):
        throw arguments.error(
          "parts", "`join` takes text, but item \(place) is \(article(parts[place].typeName))", code: "type",
          help: ["make them text: `[str(x) for x in …]`"])
      }
    }
  }

  private static func words(_ text: String, _ limit: Int) throws -> [Value] {
    if limit == .max, let words = try plainWords(text) { return words }
    var shared = SharedTexts(expected: text.utf8.count / 8)
    return try .collecting { words in
      var rest = text.unicodeScalars.drop(while: isSpace)
      while !rest.isEmpty {
        try Stopping.check(atTurn: words.count)
        if words.count == limit { return words.append(.text(String(rest))) }
        let word = rest.prefix { !isSpace($0) }
        words.append(shared.value(String(word)))
        rest = rest[word.endIndex...].drop(while: isSpace)
      }
    }
  }

  /// The words of ASCII text; nil for any other.
  private static func plainWords(_ text: String) throws -> [Value]? {
    var text = text
    return try text.withUTF8 { bytes in
      if bytes.contains(where: { $0 >= 0x80 }) { return nil }
      var shared = SharedTexts(expected: bytes.count / 8)
      return try .collecting { words in
        var start: Int?
        for (place, byte) in bytes.enumerated() {
          try Stopping.check(atTurn: place)
          let isGap = isSpace(Unicode.Scalar(byte))
          if let first = start, isGap {
            words.append(shared.value(String(decoding: bytes[first..<place], as: UTF8.self)))
            start = nil
          } else if start == nil, !isGap {
            start = place
          }
        }
        if let first = start { words.append(.text(String(decoding: bytes[first...], as: UTF8.self))) }
      }
    }
  }

  private static func wordsFromRight(_ text: String, _ limit: Int) throws -> [Value] {
    var shared = SharedTexts(expected: text.utf8.count / 8)
    return try [Value].collecting { words in
      var rest = text.unicodeScalars[...]
      while true {
        try Stopping.check(atTurn: words.count)
        while let last = rest.last, isSpace(last) { rest.removeLast() }
        guard !rest.isEmpty else { return }
        if words.count == limit { return words.append(.text(String(rest))) }
        let start = rest.lastIndex(where: isSpace).map { rest.index(after: $0) } ?? rest.startIndex
        words.append(shared.value(String(rest[start...])))
        rest = rest[..<start]
      }
    }.reversed()
  }

  private static func parts(_ text: String, _ separator: String, _ limit: Int, _ fromRight: Bool) throws -> [Value] {
    let search = try TextSearch(text)
    let bytes = Array(separator.utf8)
    var cuts: [Int] = []
    if fromRight {
      var end = search.bytes.count
      while cuts.count < limit, !Stopping.isRequested(atTurn: cuts.count), let place = search.last(bytes, to: end) {
        cuts.append(place)
        end = place
      }
      cuts.reverse()
    } else {
      cuts = search.all(bytes, limit: limit)
    }
    try Stopping.check()
    return try search.bytes.withUnsafeBufferPointer { text in
      var shared = SharedTexts(expected: cuts.count)
      return try .collecting { parts in
        var start = 0
        parts.reserveCapacity(cuts.count + 1)
        for cut in cuts {
          try Stopping.check(atTurn: parts.count)
          parts.append(shared.value(String(decoding: UnsafeBufferPointer(rebasing: text[start..<cut]), as: UTF8.self)))
          start = cut + bytes.count
        }
        parts.append(.text(String(decoding: UnsafeBufferPointer(rebasing: text[start...]), as: UTF8.self)))
      }
    }
  }

  private static func lines(_ text: String, keepEnds: Bool) throws -> [Value] {
    var text = text
    return try text.withUTF8 { bytes in
      var shared = SharedTexts(expected: bytes.count / 32)
      return try .collecting { lines in
        var (start, place, turn) = (0, 0, 0)
        while place < bytes.count {
          try Stopping.check(atTurn: turn)
          turn += 1
          let length = lineEndLength(bytes, place)
          if length > 0 {
            let line = bytes[start..<(keepEnds ? place + length : place)]
            lines.append(shared.value(String(decoding: line, as: UTF8.self)))
            start = place + length
          }
          place += max(length, 1)
        }
        if start < bytes.count { lines.append(.text(String(decoding: bytes[start...], as: UTF8.self))) }
      }
    }
  }

  /// How many bytes of UTF-8 end a line at a place; 0 where it goes on.
  private static func lineEndLength(_ bytes: UnsafeBufferPointer<UInt8>, _ place: Int) -> Int {
    func byte(_ offset: Int) -> UInt8 { place + offset < bytes.count ? bytes[place + offset] : 0 }
    switch bytes[place] {
    case 0x0D: return byte(1) == 0x0A ? 2 : 1
    case 0x0A...0x0C, 0x1C...0x1E: return 1
    case 0xC2: return byte(1) == 0x85 ? 2 : 0
    case 0xE2: return byte(1) == 0x80 && (byte(2) == 0xA8 || byte(2) == 0xA9) ? 3 : 0
    default: return 0
    }
  }
}
