import ArrLanguage

extension Library {
  /// Filling values into text, and text into columns.
  static func installTextFormatting(in interpreter: Interpreter) {
    interpreter.method(
      "format", of: "string",
      [
        .init("values", .any, kind: .variadic, "for `{}` and `{0}`"),
        .init("named", .any, kind: .keywordVariadic, "for `{name}`"),
      ], result: "string",
      "The text with its replacement fields filled: `{}` takes the next value, `{0}` one by its place, `{name}` one by its name. A field may go "
        + "on with `.attribute` or `[item]`, then `!r` or `!s`, then `:` and a format, itself with fields in it. `{{` and `}}` are braces.",
      example: "\"{} has rank {rank:03d}\".format(\"Mary\", rank=7)"
    ) { receiver, arguments, vm in
      var filling = FieldFilling(
        positional: try arguments.list("values"), named: try arguments.dict("named"), interpreter: vm)
      return .text(try filling.filled(text(of: receiver), depth: 2))
    }
    interpreter.function(
      "format", "conversions",
      [
        .init("value", .any, "a number, text …"),
        .init("specification", .string, default: .text(""), "as behind the colon of an f-string: fill, alignment, sign, width, digits, kind"),
      ], result: "string", "The value as text by a format.", example: "format(3.14159, \"+9.3f\")"
    ) { arguments, _ in
      do { return .text(try formatted(plain(arguments[0]), try arguments.string("specification"))) } catch var error as ValueError {
        error.argument = .keyword("specification")
        throw error
      }
    }
    interpreter.method(
      "expandtabs", of: "string", [.init("tabsize", .int, default: .int(8), "columns from one tab stop to the next")], result: "string",
      "The text with spaces instead of tabs, up to the next tab stop.", example: "\"a\\tbc\\td\".expandtabs(4)"
    ) { receiver, arguments, _ in
      let size = try arguments.int("tabsize")
      guard size <= 1 << 20 else { throw arguments.error("tabsize", "\(size) columns are too many") }
      var out = String.UnicodeScalarView()
      var column = 0
      let text = text(of: receiver)
      try MemoryBudget.check(text.utf8.reduce(0) { $0 + ($1 == 0x09 ? 1 : 0) }, of: max(size, 1)) { "the text with spaces for its tabs" }
      for (turn, scalar) in text.unicodeScalars.enumerated() {
        try Stopping.check(atTurn: turn)
        guard scalar == "\t" else {
          out.append(scalar)
          column = scalar == "\n" || scalar == "\r" ? 0 : column + 1
          continue
        }
        guard size > 0 else { continue }
        let missing = size - column % size
        out.append(contentsOf: repeatElement(" ", count: missing))
        column += missing
      }
      return .text(String(out))
    }
  }
}

/// The replacement fields of one `format` call.
private struct FieldFilling {
  let positional: [Value]
  let named: ValueDictionary
  let interpreter: Interpreter
  /// The place of the next `{}`; nil once a field named its place itself.
  private var next: Int? = 0
  private var numbersItself = false

  init(positional: [Value], named: ValueDictionary, interpreter: Interpreter) {
    self.positional = positional
    self.named = named
    self.interpreter = interpreter
  }

  mutating func filled(_ template: String, depth: Int) throws -> String {
    let scalars = Array(template.unicodeScalars)
    var out = String.UnicodeScalarView()
    var filled = 0
    var i = 0
    while i < scalars.count {
      let scalar = scalars[i]
      let doubled = i + 1 < scalars.count && scalars[i + 1] == scalar
      switch scalar {
      case "{" where doubled, "}" where doubled:
        out.append(scalar)
        i += 2
      case "{":
        let end = try self.end(of: i + 1, in: scalars)
        let text = try field(scalars[i + 1..<end], depth: depth)
        filled += text.utf8.count
        // Growing text lies in memory twice, three times when it has just moved.
        try MemoryBudget.check(filled, of: 3) { "the filled text" }
        out.append(contentsOf: text.unicodeScalars)
        i = end + 1
      case "}": throw ValueError("value", "a single `}` in the text", help: ["a brace that is meant is written twice: `}}`"])
      default:
        out.append(scalar)
        i += 1
      }
    }
    return String(out)
  }

  /// The place of the brace that closes a field.
  private func end(of start: Int, in scalars: [Unicode.Scalar]) throws -> Int {
    var open = 1
    for i in start..<scalars.count {
      if scalars[i] == "{" { open += 1 }
      if scalars[i] == "}" { open -= 1 }
      if open == 0 { return i }
    }
    throw ValueError("value", "a `{` in the text is never closed", help: ["a brace that is meant is written twice: `{{`"])
  }

  private mutating func field(_ scalars: ArraySlice<Unicode.Scalar>, depth: Int) throws -> String {
    guard depth > 0 else { throw ValueError("value", "the fields of a format are nested too deeply") }
    var bracket = false
    var nameEnd = scalars.endIndex
    for i in scalars.indices {
      if scalars[i] == "[" { bracket = true }
      if scalars[i] == "]" { bracket = false }
      if !bracket, scalars[i] == "!" || scalars[i] == ":" {
        nameEnd = i
        break
      }
    }
    let value = try value(of: Array(scalars[..<nameEnd]))
    var rest = scalars[nameEnd...]
    var conversion: Unicode.Scalar?
    if rest.first == "!" {
      conversion = rest.dropFirst().first
      rest = rest.dropFirst(2)
      guard conversion == "r" || conversion == "s" else { throw ValueError("value", "behind `!` stands `r` or `s`") }
      guard rest.isEmpty || rest.first == ":" else { throw ValueError("value", "behind `!r` the field ends or a `:` follows") }
    }
    var specification = ""
    specification.unicodeScalars.append(contentsOf: rest.dropFirst())
    if !specification.isEmpty { specification = try filled(specification, depth: depth - 1) }
    switch conversion {
    case "r": return try formatted(.text(value.fullRepr()), specification)
    case "s": return try formatted(value.asText(), specification)
    default: return specification.isEmpty ? try value.str() : try formatted(plain(value), specification)
    }
  }

  /// `name`, `0`, nothing; then `.attribute` and `[item]`.
  private mutating func value(of words: [Unicode.Scalar]) throws -> Value {
    let headEnd = words.firstIndex { $0 == "." || $0 == "[" } ?? words.count
    var value = try argument(string(words[..<headEnd]))
    var i = headEnd
    while i < words.count {
      if words[i] == "." {
        let end = words[(i + 1)...].firstIndex { $0 == "." || $0 == "[" } ?? words.count
        value = try interpreter.attribute(of: value, string(words[(i + 1)..<end]))
        i = end
      } else {
        guard words[i] == "[", let end = words[i...].firstIndex(of: "]") else {
          throw ValueError("value", "the field `{\(string(words[...]))}` cannot be read")
        }
        let key = string(words[(i + 1)..<end])
        let item = Library.isNumber(key) ? Int(key).map(Value.int) ?? .text(key) : .text(key)
        value = try interpreter.subscripted(value, [SubscriptValue(axis: nil, .index(item), span: Span(0, 0))])
        i = end + 1
      }
    }
    return value
  }

  private func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars)
    return text
  }

  private mutating func argument(_ name: String) throws -> Value {
    if name.isEmpty {
      guard !numbersItself, let place = next else { throw ValueError("value", "`{}` and `{0}` do not go together: number all fields or none") }
      next = place + 1
      return try positional(place)
    }
    if Library.isNumber(name), let place = Int(name) {
      if let next, next > 0 { throw ValueError("value", "`{}` and `{0}` do not go together: number all fields or none") }
      numbersItself = true
      return try positional(place)
    }
    if let value = named[name] { return value }
    let known = named.keys.compactMap { key -> String? in if case .string(let box) = key { box.text } else { nil } }
    let near = suggestions(for: name, among: known).map { "did you mean `{\($0)}`?" }
    throw ValueError("name", "the field `{\(name)}` has no value", help: near.isEmpty ? ["give it by name: `.format(\(name)=…)`"] : near)
  }

  private func positional(_ place: Int) throws -> Value {
    guard place < positional.count else {
      throw ValueError("index", "the text has a field for value \(place), \(counted(positional.count, "value")) given")
    }
    return positional[place]
  }
}

extension Library {
  fileprivate static func isNumber(_ text: String) -> Bool { !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) } }
}
