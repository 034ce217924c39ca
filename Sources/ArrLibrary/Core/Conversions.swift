import ArrLanguage

#if canImport(Glibc)
  import Glibc
#endif

extension Library {
  /// From one type of value to another.
  static func installConversions(in interpreter: Interpreter) {
    interpreter.function(
      "str", "conversions", [.init("value", .any, default: .text(""), "anything")], result: "string",
      "The value as text, as `print` writes it.", example: "str(1.5) + \" volts\"", 
      direct: { value, _ in try value.asText() }
    ) { arguments, _ in try arguments[0].asText() }
    interpreter.function(
      "repr", "conversions", [.init("value", .any, "anything")], result: "string",
      "The value as one would write it in a program: text in quotes.", example: "repr(\"a\\n\")"
    ) { arguments, _ in .text(try arguments[0].fullRepr()) }
    interpreter.function(
      "bool", "conversions", [.init("value", .any, default: .bool(false), "anything")], result: "bool",
      "Whether the value counts as true: none, zero and everything empty do not.", example: "bool([])"
    ) { arguments, _ in .bool(try arguments[0].truth()) }
    interpreter.function(
      "type", "conversions", [.init("value", .any, "anything")], result: "string", "The name of the value's type.",
      example: "type(1.5)"
    ) { arguments, _ in .text(arguments[0].typeName) }
    interpreter.function(
      "int", "conversions",
      [
        .init("value", .any, default: .int(0), "a number or text"),
        .init("base", .int, default: .int(10), "of text: 2 to 36, or 0 for what its prefix says"),
      ], result: "int", "A whole number: floats are cut towards zero, text is read.", example: "int(\"ff\", base=16)"
    ) { arguments, _ in try integer(arguments) }
    interpreter.function(
      "float", "conversions", [.init("value", .any, default: .float(0), "a number or text")], result: "float",
      "A number with a fraction.", example: "float(\"1e-3\")"
    ) { arguments, _ in
      switch try plain(arguments[0]) {
      case .float(let number): return .float(number)
      case .int(let number): return .float(Double(number))
      case .bool(let flag): return .float(flag ? 1 : 0)
      case .string(let box):
        if let number = float(of: box.text) { return .float(number) }
        throw arguments.error("value", "\(quoted(box.text)) is not a number")
      case let other: throw arguments.error("value", "\(article(other.typeName)) cannot become a float", code: "type")
      }
    }
    installContainers(in: interpreter)
    installCharacters(in: interpreter)
  }

  private static func installContainers(in interpreter: Interpreter) {
    let items = Declaration.Parameter("iterable", .iterable, default: .list(of: []), "what to walk")
    interpreter.function(
      "list", "conversions", [items], result: "list", "A list of the items of anything that can be walked.", example: "list(\"abc\")"
    ) { arguments, vm in
      if let own = try vm.ownMethod("tolist", of: arguments[0]) { return try vm.call(own) }
      return .list(of: try vm.items(of: arguments[0]))
    }
    interpreter.function(
      "tuple", "conversions", [items], result: "tuple", "A tuple of the items of anything that can be walked.",
      example: "tuple([1, 2])"
    ) { arguments, vm in .tuple(of: try vm.items(of: arguments[0])) }
    interpreter.function(
      "dict", "conversions",
      [
        .init("entries", .iterable, default: .list(of: []), "a dict, or pairs of a key and a value"),
        .init("named", .any, kind: .keywordVariadic, "entries whose keys are names"),
      ], result: "dict", "A dict of pairs and named entries.", example: "dict(zip(\"ab\", [1, 2]), c=3)"
    ) { arguments, vm in
      var entries = try dictionary(of: arguments[0], vm)
      for (key, value) in try arguments.dict("named") { try entries.set(value, for: key) }
      return .dict(of: entries)
    }
  }

  /// A dict itself, or pairs.
  static func dictionary(of value: Value, _ vm: Interpreter) throws -> ValueDictionary {
    if case .dict(let box) = value { return box.entries }
    var entries = ValueDictionary()
    try vm.forEach(value) { pair in
      let parts = try vm.items(of: pair)
      guard parts.count == 2 else {
        throw ValueError("value", "a dict is made of pairs; \(pair.repr) has \(counted(parts.count, "item"))", argument: .position(0))
      }
      try entries.set(parts[1], for: parts[0])
    }
    return entries
  }

  private static func installCharacters(in interpreter: Interpreter) {
    interpreter.function(
      "ord", "conversions", [.init("character", .string, "one character")], result: "int", "The Unicode number of a character.",
      example: "ord(\"é\")"
    ) { arguments, _ in
      let scalars = try arguments.string("character").unicodeScalars
      guard scalars.count == 1, let only = scalars.first else {
        throw arguments.error("character", "`ord` takes one character, not \(scalars.count)")
      }
      return .int(Int(only.value))
    }
    interpreter.function(
      "chr", "conversions", [.init("number", .int, "0 to 0x10ffff")], result: "string", "The character with a Unicode number.",
      example: "chr(955)"
    ) { arguments, _ in
      let number = try arguments.int("number")
      guard let code = UInt32(exactly: number), let scalar = Unicode.Scalar(code) else {
        throw arguments.error("number", "\(number) is not the number of a character")
      }
      return .text(String(Character(scalar)))
    }
    for (name, radix, prefix, words) in [("hex", 16, "0x", "sixteen"), ("bin", 2, "0b", "two"), ("oct", 8, "0o", "eight")] {
      interpreter.function(
        name, "conversions", [.init("number", .int, "a whole number")], result: "string",
        "The number as text to the base \(words).", example: "\(name)(255)"
      ) { arguments, _ in
        let number = try arguments.int("number")
        return .text((number < 0 ? "-" : "") + prefix + String(number.magnitude, radix: radix))
      }
    }
  }

  private static func integer(_ arguments: BoundArguments) throws -> Value {
    let value = try plain(arguments[0])
    if arguments.isGiven("base"), case .string = value {} else if arguments.isGiven("base") {
      throw arguments.error("base", "only text is read to a base, not \(article(value.typeName))", code: "type")
    }
    switch value {
    case .int: return value
    case .bool(let flag): return .int(flag ? 1 : 0)
    case .float(let number): return .int(try whole(number.rounded(.towardZero)))
    case .string(let box):
      let base = try arguments.int("base")
      guard base == 0 || (2...36).contains(base) else { throw arguments.error("base", "a base is 2 to 36, or 0") }
      if let number = integer(of: box.text, base: base) { return .int(number) }
      let help = base == 10 && float(of: box.text) != nil ? ["read it as a float first: `int(float(…))`"] : []
      throw arguments.error(
        "value", "\(quoted(box.text)) is not a whole number\(base == 10 ? "" : " to the base \(base)") of 64 bits", help: help)
    default: throw arguments.error("value", "\(article(value.typeName)) cannot become an int", code: "type")
    }
  }

  /// The int that a float without a fraction is.
  static func whole(_ number: Double) throws -> Int {
    if let exact = Int(exactly: number) { return exact }
    throw ValueError("overflow", "\(floatText(number)) does not fit in an int of 64 bits")
  }

  /// Python's reading of a whole number: spaces around it, a sign, a prefix, single underscores between digits.
  static func integer(of text: String, base: Int) -> Int? {
    var digits = plainDigits(trimmed(text))
    var negative = false
    if let sign = digits.first, sign == "-" || sign == "+" {
      negative = sign == "-"
      digits = digits.dropFirst()
    }
    var base = base
    let prefix = digits.prefix(2).lowercased()
    let prefixed = ["0x": 16, "0b": 2, "0o": 8][prefix]
    if let prefixed, base == 0 || base == prefixed {
      base = prefixed
      digits = digits.dropFirst(2)
      if digits.first == "_" { digits = digits.dropFirst() }
    } else if base == 0 {
      base = 10
      if digits.first == "0", digits.contains(where: { $0 != "0" && $0 != "_" }) { return nil }
    }
    guard let plain = withoutUnderscores(digits, between: { $0.isASCII && ($0.isLetter || $0.isNumber) }), let first = plain.first, first != "+", first != "-" else { return nil }
    return Int((negative ? "-" : "") + plain, radix: base)
  }

  static func float(of text: String) -> Double? {
    guard let plain = withoutUnderscores(plainDigits(trimmed(text)), between: { $0.isASCII && $0.isNumber }), !plain.isEmpty else { return nil }
    let unsigned = plain.drop { $0 == "-" || $0 == "+" }
    guard plain.count - unsigned.count <= 1, let first = unsigned.first else { return nil }
    let lower = unsigned.lowercased()
    if !["inf", "infinity", "nan"].contains(lower) {
      guard first.isASCII, first.isNumber || first == ".", !lower.hasPrefix("0x") else { return nil }
    }
    // The end of a C string, which would hide what follows.
    if plain.utf8.contains(0) { return nil }
    var end: UnsafeMutablePointer<CChar>?
    return plain.withCString { start in
      let number = strtod(start, &end)
      guard let end, end.pointee == 0, end != UnsafeMutablePointer(mutating: start) else { return nil }
      return number
    }
  }

  /// Around a number Python passes over white space, but not over the four separators of ASCII.
  private static func trimmed(_ text: String) -> Substring {
    let scalars = text.unicodeScalars
    func belongs(_ scalar: Unicode.Scalar) -> Bool { !isSpace(scalar) || (0x1C...0x1F).contains(scalar.value) }
    guard let first = scalars.firstIndex(where: belongs), let last = scalars.lastIndex(where: belongs) else {
      return ""
    }
    return text[first...last]
  }

  /// The decimal digits of any script as 0 to 9.
  private static func plainDigits(_ text: Substring) -> Substring {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
    var plain = Substring.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let properties = scalar.properties
      if properties.numericType == .decimal, let value = properties.numericValue, let digit = Unicode.Scalar(0x30 + UInt32(value)) {
        plain.append(digit)
      } else {
        plain.append(scalar)
      }
    }
    return Substring(plain)
  }

  /// Underscores may only stand between two digits.
  private static func withoutUnderscores(_ text: Substring, between isDigit: (Character) -> Bool) -> String? {
    guard text.contains("_") else { return String(text) }
    let parts = text.split(separator: "_", omittingEmptySubsequences: false)
    let isSound = zip(parts, parts.dropFirst()).allSatisfy { left, right in
      guard let a = left.last, let b = right.first else { return false }
      return isDigit(a) && isDigit(b)
    }
    return isSound ? parts.joined() : nil
  }
}
