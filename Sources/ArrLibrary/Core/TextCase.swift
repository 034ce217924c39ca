import ArrLanguage

/// White space as Python sees it.
func isSpace(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x20, 0x09...0x0D, 0x1C...0x1F: return true
  case 0..<0x80: return false
  default: return scalar.properties.isWhitespace
  }
}

func text(of value: Value) -> String {
  if case .string(let box) = value { return box.text }
  return ""
}

extension Library {
  /// Upper and lower case, questions about characters, padding and trimming.
  static func installTextCase(in interpreter: Interpreter) {
    func changed(_ name: String, _ prose: String, _ example: String, _ change: @escaping (String) -> String) {
      interpreter.method(name, of: "string", result: "string", prose, example: example) { receiver, _, _ in
        .text(change(text(of: receiver)))
      }
    }
    changed("upper", "The text in capital letters.", "\"Mary\".upper()") { $0.uppercased() }
    changed("lower", "The text in small letters.", "\"Mary\".lower()") { $0.lowercased() }
    changed("title", "Every word with a capital first letter.", "\"mary and john\".title()", titled)
    changed("capitalize", "The first letter capital, the rest small.", "\"mary ANN\".capitalize()") { text in
      guard let first = text.unicodeScalars.first else { return "" }
      return first.properties.titlecaseMapping + String(text.unicodeScalars.dropFirst()).lowercased()
    }
    changed("swapcase", "Capital letters small and small ones capital.", "\"Mary\".swapcase()") { text in
      text.unicodeScalars.reduce(into: "") {
        $0 += $1.properties.isUppercase ? $1.properties.lowercaseMapping : $1.properties.uppercaseMapping
      }
    }
    installQuestions(in: interpreter)
    installPadding(in: interpreter)
    installTrimming(in: interpreter)
  }

  private static func titled(_ text: String) -> String {
    var out = ""
    var insideWord = false
    for scalar in text.unicodeScalars {
      let properties = scalar.properties
      out += insideWord ? properties.lowercaseMapping : properties.titlecaseMapping
      insideWord = properties.isCased
    }
    return out
  }

  private static func installQuestions(in interpreter: Interpreter) {
    func question(_ name: String, _ prose: String, _ example: String, _ holds: @escaping (Unicode.Scalar) -> Bool) {
      interpreter.method(name, of: "string", result: "bool", prose + " Empty text does not.", example: example) { receiver, _, _ in
        let scalars = text(of: receiver).unicodeScalars
        return .bool(!scalars.isEmpty && scalars.allSatisfy(holds))
      }
    }
    question("isdigit", "Whether all characters are digits.", "\"123\".isdigit()") {
      $0.properties.numericType == .decimal || $0.properties.numericType == .digit
    }
    question("isnumeric", "Whether all characters are numbers.", "\"12\".isnumeric()") { $0.properties.numericType != nil }
    question("isalpha", "Whether all characters are letters.", "\"abc\".isalpha()", isLetter)
    question("isalnum", "Whether all characters are letters or numbers.", "\"a1\".isalnum()") {
      isLetter($0) || $0.properties.numericType != nil
    }
    question("isspace", "Whether all characters are white space.", "\" \".isspace()", isSpace)
    for (name, capital) in [("isupper", true), ("islower", false)] {
      interpreter.method(
        name, of: "string", result: "bool",
        "Whether there are letters and all of them are \(capital ? "capital" : "small").", example: "\"ABC\".\(name)()"
      ) { receiver, _, _ in
        let cased = text(of: receiver).unicodeScalars.filter(\.properties.isCased)
        return .bool(!cased.isEmpty && cased.allSatisfy { capital ? $0.properties.isUppercase : $0.properties.isLowercase })
      }
    }
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return true
    default: return false
    }
  }

  private static func installPadding(in interpreter: Interpreter) {
    let width = Declaration.Parameter("width", .int, "characters of the result; longer text stays as it is")
    let sides: [(String, String, (Int, Int) -> Int)] = [
      ("ljust", "at the right", { _, _ in 0 }), ("rjust", "at the left", { missing, _ in missing }),
      ("center", "on both sides", { missing, width in missing / 2 + (missing & width & 1) }),
    ]
    for (name, place, left) in sides {
      interpreter.method(
        name, of: "string", [width, .init("fill", .string, default: .text(" "), "one character")], result: "string",
        "The text filled up \(place).", example: "\"ab\".\(name)(5, \".\")"
      ) { receiver, arguments, _ in
        let fill = try arguments.string("fill")
        guard fill.unicodeScalars.count == 1 else { throw arguments.error("fill", "the fill is one character") }
        guard let missing = try missing(receiver, arguments) else { return receiver }
        let before = left(missing, try arguments.int("width"))
        return .text(String(repeating: fill, count: before) + text(of: receiver) + String(repeating: fill, count: missing - before))
      }
    }
    interpreter.method(
      "zfill", of: "string", [width], result: "string", "The text filled up with zeros at the left, after its sign.",
      example: "\"-7\".zfill(4)"
    ) { receiver, arguments, _ in
      guard let missing = try missing(receiver, arguments) else { return receiver }
      let zeros = String(repeating: "0", count: missing)
      let whole = text(of: receiver)
      guard let sign = whole.unicodeScalars.first, sign == "-" || sign == "+" else { return .text(zeros + whole) }
      return .text(String(sign) + zeros + String(whole.unicodeScalars.dropFirst()))
    }
  }

  /// How many characters the text lacks; nil when it is long enough.
  private static func missing(_ receiver: Value, _ arguments: BoundArguments) throws -> Int? {
    let width = try arguments.int("width")
    guard width <= 1 << 30 else { throw arguments.error("width", "\(width) characters are too many") }
    let missing = width - text(of: receiver).unicodeScalars.count
    return missing > 0 ? missing : nil
  }

  private static func installTrimming(in interpreter: Interpreter) {
    for (name, left, right, place) in [
      ("strip", true, true, "both ends"), ("lstrip", true, false, "the start"), ("rstrip", false, true, "the end"),
    ] {
      interpreter.method(
        name, of: "string", [.init("characters", .optional(.string), default: Value.none, "what to take off; without it, white space")],
        result: "string", "The text without certain characters at \(place).", example: "\"  Mary \".\(name)()"
      ) { receiver, arguments, _ in
        let set = try arguments.optionalString("characters").map { Set($0.unicodeScalars) }
        let isOff: (Unicode.Scalar) -> Bool = { scalar in set.map { $0.contains(scalar) } ?? isSpace(scalar) }
        var rest = text(of: receiver).unicodeScalars[...]
        if left { rest = rest.drop(while: isOff) }
        if right { while let last = rest.last, isOff(last) { rest.removeLast() } }
        return .text(String(rest))
      }
    }
    for (name, prose) in [("removeprefix", "begins"), ("removesuffix", "ends")] {
      interpreter.method(
        name, of: "string", [.init("part", .string, "what to take off once")], result: "string",
        "The text without a part that it \(prose) with.", example: "\"blocks.3\".\(name)(\"blocks.\")"
      ) { receiver, arguments, _ in
        let (whole, part) = (Array(text(of: receiver).utf8), Array(try arguments.string("part").utf8))
        guard name == "removeprefix" ? whole.starts(with: part) : whole.suffix(part.count).elementsEqual(part) else { return receiver }
        let rest = name == "removeprefix" ? whole.dropFirst(part.count) : whole.dropLast(part.count)
        return .text(String(decoding: rest, as: UTF8.self))
      }
    }
  }
}
