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
          return try list(of: fromRight ? wordsFromRight(whole, limit) : words(whole, limit))
        }
        guard !separator.isEmpty else { throw arguments.error("sep", "the separator is empty", help: ["`list(text)` gives the characters"]) }
        return .list(of: try parts(whole, separator, limit, fromRight))
      }
    }
    interpreter.method(
      "splitlines", of: "string", [.init("keepends", .bool, default: .bool(false), "keep the line ends")], result: "list",
      "The lines of the text.", example: "\"one\\ntwo\\n\".splitlines()"
    ) { receiver, arguments, _ in
      try list(of: lines(text(of: receiver), keepEnds: try arguments.bool("keepends")))
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
          .text(search.text(0..<place)), .text(separator), .text(search.text(place + bytes.count..<search.bytes.count)),
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

  private static func list(of texts: [String]) throws -> Value {
    var shared = SharedTexts(expected: texts.count)
    return .list(
      of: try texts.enumerated().map { turn, text in
        try Stopping.check(atTurn: turn)
        return shared.value(text)
      })
  }

  private static func words(_ text: String, _ limit: Int) -> [String] {
    if limit == .max, let words = plainWords(text) { return words }
    var rest = text.unicodeScalars.drop(while: isSpace)
    var words: [String] = []
    while !rest.isEmpty, !Stopping.isRequested(atTurn: words.count) {
      if words.count == limit {
        words.append(String(rest))
        break
      }
      let word = rest.prefix { !isSpace($0) }
      words.append(String(word))
      rest = rest[word.endIndex...].drop(while: isSpace)
    }
    return words
  }

  /// The words of ASCII text; nil for any other.
  private static func plainWords(_ text: String) -> [String]? {
    var text = text
    return text.withUTF8 { bytes in
      var words: [String] = []
      var start: Int?
      for (place, byte) in bytes.enumerated() {
        guard byte < 0x80 else { return nil }
        if Stopping.isRequested(atTurn: place) { break }
        let isGap = isSpace(Unicode.Scalar(byte))
        if let first = start, isGap {
          words.append(String(decoding: bytes[first..<place], as: UTF8.self))
          start = nil
        } else if start == nil, !isGap {
          start = place
        }
      }
      if let first = start { words.append(String(decoding: bytes[first...], as: UTF8.self)) }
      return words
    }
  }

  private static func wordsFromRight(_ text: String, _ limit: Int) -> [String] {
    var rest = text.unicodeScalars[...]
    var words: [String] = []
    while true {
      while let last = rest.last, isSpace(last) { rest.removeLast() }
      guard !rest.isEmpty, !Stopping.isRequested(atTurn: words.count) else { break }
      if words.count == limit {
        words.append(String(rest))
        break
      }
      let start = rest.lastIndex(where: isSpace).map { rest.index(after: $0) } ?? rest.startIndex
      words.append(String(rest[start...]))
      rest = rest[..<start]
    }
    return words.reversed()
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
      var start = 0
      var parts: [Value] = []
      var shared = SharedTexts(expected: cuts.count)
      parts.reserveCapacity(cuts.count + 1)
      for cut in cuts {
        try Stopping.check(atTurn: parts.count)
        parts.append(shared.value(String(decoding: UnsafeBufferPointer(rebasing: text[start..<cut]), as: UTF8.self)))
        start = cut + bytes.count
      }
      parts.append(.text(String(decoding: UnsafeBufferPointer(rebasing: text[start...]), as: UTF8.self)))
      return parts
    }
  }

  private static func lines(_ text: String, keepEnds: Bool) -> [String] {
    var lines: [String] = []
    var line = String.UnicodeScalarView()
    let scalars = text.unicodeScalars
    var place = scalars.startIndex
    var isOpen = false
    while place < scalars.endIndex {
      let scalar = scalars[place]
      place = scalars.index(after: place)
      isOpen = true
      guard isLineEnd(scalar) else {
        line.append(scalar)
        continue
      }
      if keepEnds { line.append(scalar) }
      if scalar == "\r", place < scalars.endIndex, scalars[place] == "\n" {
        if keepEnds { line.append("\n") }
        place = scalars.index(after: place)
      }
      lines.append(String(line))
      if Stopping.isRequested(atTurn: lines.count) { break }
      line = String.UnicodeScalarView()
      isOpen = false
    }
    if isOpen { lines.append(String(line)) }
    return lines
  }

  private static func isLineEnd(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0A...0x0D, 0x1C...0x1E, 0x85, 0x2028, 0x2029: return true
    default: return false
    }
  }
}
