import ArrLanguage

/// `re`: the functions of regular expressions under one name, as in Python.
private final class RegularExpressionModule: ArrObject {
  override var typeName: String { "re" }
  override func shortDescription() -> String { "<re: regular expressions>" }

  /// Patterns that were compiled lately.
  private var compiled: [Key: ProgramPattern] = [:]
  private struct Key: Hashable {
    let source: String
    let options: ProgramPattern.Options
  }

  func pattern(_ arguments: BoundArguments) throws -> ProgramPattern {
    let key = Key(
      source: try arguments.string("pattern"),
      options: .init(
        ignoresCase: try arguments.bool("ignorecase"), isMultiline: try arguments.bool("multiline"),
        dotMatchesAll: try arguments.bool("dotall")))
    if let known = compiled[key] { return known }
    let pattern = try ProgramPattern(key.source, key.options)
    if compiled.count >= 64 { compiled.removeAll() }
    compiled[key] = pattern
    return pattern
  }
}

extension Library {
  private typealias Parameter = Declaration.Parameter
  private static let pattern = Parameter("pattern", .string, "a regular expression, best written r\"…\"")
  private static let subject = Parameter("text", .string, "where to look")
  private static let flags = [
    Parameter("ignorecase", .bool, default: .bool(false), kind: .keywordOnly, "capital and small letters are alike"),
    Parameter("multiline", .bool, default: .bool(false), kind: .keywordOnly, "`^` and `$` also stand at every line's ends"),
    Parameter("dotall", .bool, default: .bool(false), kind: .keywordOnly, "`.` also stands for a line's end"),
  ]

  static func installRegularExpressions(in interpreter: Interpreter) {
    interpreter.define("re", .object(RegularExpressionModule()))
    installSearches(in: interpreter)
    installReplacing(in: interpreter)
    installMatchMethods(in: interpreter)
  }

  private static func expression(
    _ name: String, _ parameters: [Parameter], result: String, _ prose: String, example: String, in interpreter: Interpreter,
    _ body: @escaping (ProgramPattern, BoundArguments, Interpreter) throws -> Value
  ) {
    interpreter.define(
      Declaration(
        name, group: "regular expressions", parameters: [pattern] + parameters + flags, result: result, prose: prose, example: example),
      for: "re", of: RegularExpressionModule.self
    ) { own, arguments, vm in try body(try own.pattern(arguments), arguments, vm) }
  }

  private static func installSearches(in interpreter: Interpreter) {
    let kinds: [(String, String, ProgramPattern.Anchoring)] = [
      ("search", "The first match anywhere in a text, or none.", .search), ("match", "The match at the start of a text, or none.", .match),
      ("fullmatch", "The match of a whole text, or none.", .fullMatch),
    ]
    for (name, prose, anchoring) in kinds {
      expression(
        name, [subject], result: "match or none", prose, example: "re.\(name)(r\"(\\w+)\\.(\\d+)\", \"blocks.3\")[2]", in: interpreter
      ) { pattern, arguments, _ in
        let search = try TextSearch(try arguments.string("text"))
        guard let groups = try pattern.firstMatch(in: search.bytes, anchoring) else { return .none }
        return .object(MatchObject(pattern, search, groups))
      }
    }
    expression(
      "findall", [subject], result: "list",
      "All matches as text; with one group its text, with several a tuple of their texts.",
      example: "re.findall(r\"(\\w)=(\\d+)\", \"a=1, b=22\")", in: interpreter
    ) { pattern, arguments, vm in
      let search = try TextSearch(try arguments.string("text"))
      var found: [Value] = []
      try pattern.forEachMatch(in: search.bytes) { groups in
        try vm.checkInterrupt()
        let texts = groups.map { Value.text($0.map { search.text($0) } ?? "") }
        found.append(texts.count <= 2 ? texts[texts.count - 1] : .tuple(of: Array(texts.dropFirst())))
        return true
      }
      return .list(of: found)
    }
    expression(
      "finditer", [subject], result: "list", "All matches as match objects.",
      example: "[(m[0], m.start()) for m in re.finditer(r\"\\d+\", \"a1 b22\")]", in: interpreter
    ) { pattern, arguments, vm in
      let search = try TextSearch(try arguments.string("text"))
      var found: [Value] = []
      try pattern.forEachMatch(in: search.bytes) { groups in
        try vm.checkInterrupt()
        found.append(.object(MatchObject(pattern, search, groups)))
        return true
      }
      return .list(of: found)
    }
    interpreter.define(
      Declaration(
        "escape", group: "regular expressions", parameters: [.init("text", .string, "any text")], result: "string",
        prose: "A pattern that matches just this text.", example: "re.escape(\"x.shape[0]\")"), for: "re", of: RegularExpressionModule.self
    ) { _, arguments, _ in
      var out = ""
      for scalar in try arguments.string("text").unicodeScalars {
        if "()[]{}?*+-|^$\\.&~# \t\n\r\u{0B}\u{0C}".unicodeScalars.contains(scalar) { out += "\\" }
        out.unicodeScalars.append(scalar)
      }
      return .text(out)
    }
  }

  private static func installReplacing(in interpreter: Interpreter) {
    expression(
      "split", [subject, .init("maxsplit", .int, default: .int(0), "at most so many cuts; 0 for all")], result: "list",
      "The parts of a text between matches; the texts of groups stand between them.", example: "re.split(r\"[,;]\\s*\", \"a, b;c\")", in: interpreter
    ) { pattern, arguments, vm in
      let search = try TextSearch(try arguments.string("text"))
      let most = try arguments.int("maxsplit")
      var parts: [Value] = []
      var (start, cuts) = (0, 0)
      try pattern.forEachMatch(in: search.bytes) { groups in
        try vm.checkInterrupt()
        guard most <= 0 || cuts < most, let whole = groups[0] else { return false }
        cuts += 1
        parts.append(.text(search.text(start..<max(whole.lowerBound, start))))
        parts += groups.dropFirst().map { $0.map { .text(search.text($0)) } ?? .none }
        start = max(whole.upperBound, start)
        return true
      }
      return .list(of: parts + [.text(search.text(start..<search.bytes.count))])
    }
    expression(
      "sub",
      [
        .init("replacement", .either([.string, .function]), "text, with `\\1` and `\\g<name>` for groups, or a function of the match"), subject,
        .init("count", .int, default: .int(0), "at most so many times; 0 for all"),
      ], result: "string", "The text with its matches replaced.", example: "re.sub(r\"(\\w+)@(\\w+)\", r\"\\2 at \\1\", \"mary@store\")",
      in: interpreter
    ) { pattern, arguments, vm in
      let search = try TextSearch(try arguments.string("text"))
      let (replacement, most) = (arguments.value("replacement"), try arguments.int("count"))
      var template: [ReplacementPart] = []
      if case .string(let box) = replacement { template = try parts(of: box.text, pattern, arguments) }
      var out: [UInt8] = []
      var (start, done) = (0, 0)
      func put(_ bytes: some Collection<UInt8>) throws {
        // Where it must grow, it lies in memory twice for a while, and once more as the text that it becomes.
        if out.count + bytes.count > out.capacity { try MemoryBudget.check(out.count + bytes.count, of: 3) { "the text with its matches replaced" } }
        out += bytes
      }
      try pattern.forEachMatch(in: search.bytes) { groups in
        try vm.checkInterrupt()
        guard most <= 0 || done < most, let whole = groups[0] else { return false }
        done += 1
        try put(search.bytes[start..<max(whole.lowerBound, start)])
        if case .string = replacement {
          for part in template { try put(part.bytes(groups, search)) }
        } else {
          let new = try vm.call(replacement, .object(MatchObject(pattern, search, groups)))
          guard case .string(let box) = new else {
            throw arguments.error("replacement", "the function must give text, not \(article(new.typeName))", code: "type")
          }
          try put(box.text.utf8)
        }
        start = max(whole.upperBound, start)
        return true
      }
      return .text(String(decoding: out + search.bytes[start...], as: UTF8.self))
    }
  }

  private enum ReplacementPart {
    case text([UInt8])
    case group(Int)

    func bytes(_ groups: [Range<Int>?], _ search: TextSearch) -> ArraySlice<UInt8> {
      switch self {
      case .text(let bytes): return bytes[...]
      case .group(let number): return groups[number].map { search.bytes[$0] } ?? []
      }
    }
  }

  /// `\1`, `\12`, `\g<1>`, `\g<name>`, `\\`, `\n`, `\t`; everything else stands for itself.
  private static func parts(of template: String, _ pattern: ProgramPattern, _ arguments: BoundArguments) throws -> [ReplacementPart] {
    let bytes = Array(template.utf8)
    var parts: [ReplacementPart] = []
    var plain: [UInt8] = []
    var i = 0
    func add(group name: String) throws {
      let number = Int(name) ?? pattern.groupNames.first { $0.name == name }?.number
      guard let number, (0...pattern.groupCount).contains(number) else {
        throw arguments.error("replacement", "the pattern has no group \(Int(name).map(String.init) ?? quoted(name))", code: "index")
      }
      if !plain.isEmpty { parts.append(.text(plain)) }
      plain = []
      parts.append(.group(number))
    }
    while i < bytes.count {
      guard bytes[i] == UInt8(ascii: "\\"), i + 1 < bytes.count else {
        plain.append(bytes[i])
        i += 1
        continue
      }
      let next = bytes[i + 1]
      switch next {
      case UInt8(ascii: "1")...UInt8(ascii: "9"):
        let digits = bytes[(i + 1)...].prefix(2).prefix { (0x30...0x39).contains($0) }
        try add(group: String(decoding: digits, as: UTF8.self))
        i += 1 + digits.count
      case UInt8(ascii: "g") where i + 2 < bytes.count && bytes[i + 2] == UInt8(ascii: "<"):
        guard let end = bytes[(i + 3)...].firstIndex(of: UInt8(ascii: ">")) else {
          throw arguments.error("replacement", "`\\g<` is never closed")
        }
        try add(group: String(decoding: bytes[(i + 3)..<end], as: UTF8.self))
        i = end + 1
      default:
        let escapes: [UInt8: UInt8] = [UInt8(ascii: "n"): 0x0A, UInt8(ascii: "t"): 0x09, UInt8(ascii: "r"): 0x0D, UInt8(ascii: "\\"): UInt8(ascii: "\\")]
        if let escaped = escapes[next] { plain.append(escaped) } else { plain += [bytes[i], next] }
        i += 2
      }
    }
    if !plain.isEmpty { parts.append(.text(plain)) }
    return parts
  }

  private static func installMatchMethods(in interpreter: Interpreter) {
    let sample = "m = re.search(r\"(?P<part>\\w+)\\.(\\d+)\", \"in blocks.3\")\n"
    func define(
      _ name: String, _ parameters: [Parameter], result: String, _ prose: String, example: String,
      _ body: @escaping (MatchObject, BoundArguments) throws -> Value
    ) {
      interpreter.define(
        Declaration(
          name, group: "regular expressions", parameters: parameters, result: result, prose: prose, example: sample + example),
        for: "match", of: MatchObject.self
      ) { own, arguments, _ in try body(own, arguments) }
    }
    let group = Parameter("group", .either([.int, .string]), default: .int(0), "its number or name; 0 is the whole match")
    define(
      "group", [.init("groups", .either([.int, .string]), kind: .variadic, "numbers or names; without any, the whole match")],
      result: "string, none or tuple", "The text of a group, none when it took no part; of several groups a tuple. `m[1]` is the same.",
      example: "m.group(1), m.group(\"part\", 2)"
    ) { own, arguments in
      let wanted = try arguments.list("groups").map { own.group(try own.number(of: $0)) }
      return wanted.count == 1 ? wanted[0] : wanted.isEmpty ? own.group(0) : .tuple(of: wanted)
    }
    define(
      "groups", [.init("default", .any, default: Value.none, "stands for groups that took no part")], result: "tuple", "The texts of all groups.",
      example: "m.groups()"
    ) { own, arguments in
      .tuple(of: own.groups.indices.dropFirst().map { own.groups[$0] == nil ? arguments[0] : own.group($0) })
    }
    define(
      "groupdict", [.init("default", .any, default: Value.none, "stands for groups that took no part")], result: "dict",
      "The texts of the named groups.", example: "m.groupdict()"
    ) { own, arguments in
      var entries = ValueDictionary()
      for (name, number) in own.pattern.groupNames { entries[name] = own.groups[number] == nil ? arguments[0] : own.group(number) }
      return .dict(of: entries)
    }
    define("start", [group], result: "int", "Characters before a group; −1 when it took no part.", example: "m.start()") { own, arguments in
      .int(own.places(try own.number(of: arguments[0])).start)
    }
    define("end", [group], result: "int", "Characters up to the end of a group; −1 when it took no part.", example: "m.end(1)") { own, arguments in
      .int(own.places(try own.number(of: arguments[0])).end)
    }
    define("span", [group], result: "tuple", "Start and end of a group.", example: "m.span(\"part\")") { own, arguments in
      let places = own.places(try own.number(of: arguments[0]))
      return .tuple(of: [.int(places.start), .int(places.end)])
    }
  }
}
