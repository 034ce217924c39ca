import ArrLanguage

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
        return .list(of: parts(whole, separator, limit, fromRight))
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
        let search = TextSearch(text(of: receiver))
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
      var parts: [String] = []
      if let count = try arguments[0].length() { parts.reserveCapacity(count) }
      try vm.forEach(arguments[0]) { item in
        guard case .string(let box) = item else {
          throw arguments.error(
            "parts", "`join` takes text, but item \(parts.count) is \(article(item.typeName))", code: "type",
            help: ["make them text: `[str(x) for x in …]`"])
        }
        parts.append(box.text)
      }
      let separator = text(of: receiver)
      try MemoryBudget.check(parts.reduce(0) { $0 &+ $1.utf8.count &+ separator.utf8.count }) { "the joined text" }
      return .text(joined(parts, separator))
    }
  }

  /// As `joined(separator:)`, but with the room measured first: each text is copied once.
  private static func joined(_ parts: [String], _ separator: String) -> String {
    let gaps = max(0, parts.count - 1).multipliedReportingOverflow(by: separator.utf8.count)
    guard !gaps.overflow else { return parts.joined(separator: separator) }
    let total = parts.reduce(gaps.partialValue) { $0 + $1.utf8.count }
    return String(unsafeUninitializedCapacity: total) { room in
      var end = 0
      func add(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
          UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(room)[end...]).copyMemory(from: UnsafeRawBufferPointer(bytes))
          end += bytes.count
        }
      }
      for (i, part) in parts.enumerated() {
        if i > 0, !separator.isEmpty { add(separator) }
        add(part)
      }
      return end
    }
  }

  private static func list(of texts: [String]) throws -> Value {
    .list(
      of: try texts.enumerated().map { turn, text in
        try Stopping.check(atTurn: turn)
        return .text(text)
      })
  }

  private static func words(_ text: String, _ limit: Int) -> [String] {
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

  private static func parts(_ text: String, _ separator: String, _ limit: Int, _ fromRight: Bool) -> [Value] {
    let search = TextSearch(text)
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
    var start = 0
    var parts: [Value] = []
    parts.reserveCapacity(cuts.count + 1)
    for cut in cuts {
      if Stopping.isRequested(atTurn: parts.count) { break }
      parts.append(.text(search.text(start..<cut)))
      start = cut + bytes.count
    }
    parts.append(.text(search.text(start..<search.bytes.count)))
    return parts
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
