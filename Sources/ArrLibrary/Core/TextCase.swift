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
    func changed(_ name: String, _ prose: String, _ example: String, _ change: @escaping (String) throws -> String) {
      interpreter.method(name, of: "string", result: "string", prose, example: example) { receiver, _, _ in
        .text(try change(text(of: receiver)))
      }
    }
    changed("upper", "The text in capital letters.", "\"Mary\".upper()") { text in
      // A letter's capital does not depend on its neighbours: pieces will do.
      let utf8 = text.utf8
      var out = ""
      out.reserveCapacity(utf8.count)
      var start = utf8.startIndex
      while start < utf8.endIndex {
        try Stopping.check()
        var end = utf8.index(start, offsetBy: 1 << 18, limitedBy: utf8.endIndex) ?? utf8.endIndex
        while end < utf8.endIndex, utf8[end] & 0xC0 == 0x80 { end = utf8.index(after: end) }
        out += text[start..<end].uppercased()
        start = end
      }
      return out
    }
    changed("lower", "The text in small letters.", "\"Mary\".lower()") { text in
      let scalars = try scalars(of: text)
      return try scalars.indices.reduce(into: "") {
        try Stopping.check(atTurn: $1)
        $0 += small($1, of: scalars)
      }
    }
    changed("title", "Every word with a capital first letter.", "\"mary and john\".title()", titled)
    changed("capitalize", "The first letter capital, the rest small.", "\"mary ANN\".capitalize()") { text in
      let scalars = try scalars(of: text)
      return try scalars.indices.reduce(into: "") {
        try Stopping.check(atTurn: $1)
        $0 += $1 == 0 ? scalars[0].properties.titlecaseMapping : small($1, of: scalars)
      }
    }
    changed("swapcase", "Capital letters small and small ones capital.", "\"Mary\".swapcase()") { text in
      let scalars = try scalars(of: text)
      return try scalars.indices.reduce(into: "") { out, i in
        try Stopping.check(atTurn: i)
        let properties = scalars[i].properties
        out += properties.isUppercase ? small(i, of: scalars) : properties.isLowercase ? properties.uppercaseMapping : String(scalars[i])
      }
    }
    changed("casefold", "The text for comparisons that ignore case: also “ß” becomes “ss”.", "\"Straße\".casefold() == \"STRASSE\".casefold()", folded)
    installQuestions(in: interpreter)
    installNameQuestions(in: interpreter)
    installPadding(in: interpreter)
    installTrimming(in: interpreter)
  }

  /// The small letter of a character where it stands: Σ ends a word as ς.
  private static func small(_ i: Int, of scalars: [Unicode.Scalar]) -> String {
    guard scalars[i] == "\u{3A3}" else { return scalars[i].properties.lowercaseMapping }
    let before = scalars[..<i].last { !$0.properties.isCaseIgnorable }
    let after = scalars[(i + 1)...].first { !$0.properties.isCaseIgnorable }
    return before?.properties.isCased == true && after?.properties.isCased != true ? "\u{3C2}" : "\u{3C3}"
  }

  /// The characters of a text; Ctrl-C is heard while they are collected.
  private static func scalars(of text: String) throws -> [Unicode.Scalar] {
    var scalars: [Unicode.Scalar] = []
    scalars.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      try Stopping.check(atTurn: scalars.count)
      scalars.append(scalar)
    }
    return scalars
  }

  private static func titled(_ text: String) throws -> String {
    var out = ""
    var insideWord = false
    let scalars = try scalars(of: text)
    for i in scalars.indices {
      try Stopping.check(atTurn: i)
      let properties = scalars[i].properties
      out += insideWord ? small(i, of: scalars) : properties.titlecaseMapping
      insideWord = properties.isCased
    }
    return out
  }

  /// Full case folding (CaseFolding.txt, C and F): small letters of the capitals, but for those that stay apart only when small.
  private static func folded(_ text: String) throws -> String {
    var turn = 0
    return try text.unicodeScalars.reduce(into: "") { out, scalar in
      try Stopping.check(atTurn: turn)
      turn += 1
      switch scalar.value {
      case 0x13A0...0x13F5: out.unicodeScalars.append(scalar)
      case 0x13F8...0x13FD, 0xAB70...0xABBF: out += scalar.properties.uppercaseMapping
      case 0x1E9E: out += "ss"
      // The capital of ı is that of i; the two stay apart.
      case 0x131: out.unicodeScalars.append(scalar)
      default:
        let upper = scalar.properties.uppercaseMapping
        // Capitals of one letter that were small go back to the small letter of that capital: ς and σ meet.
        out += upper.unicodeScalars.reduce(into: "") { $0 += $1.properties.lowercaseMapping }
      }
    }
  }

  private static func installQuestions(in interpreter: Interpreter) {
    func question(_ name: String, _ prose: String, _ example: String, _ holds: @escaping (Unicode.Scalar) -> Bool) {
      let ofEmpty = name == "isprintable"
      interpreter.method(
        name, of: "string", result: "bool", prose + (ofEmpty ? " Empty text is printable." : " Empty text: false."), example: example
      ) { receiver, _, _ in
        let scalars = text(of: receiver).unicodeScalars
        return .bool(scalars.isEmpty ? ofEmpty : scalars.allSatisfy(holds))
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
    question("isdecimal", "Whether all characters are digits of the decimal system.", "\"٣\".isdecimal()") {
      $0.properties.numericType == .decimal
    }
    question("isprintable", "Whether all characters can be shown: no controls, no spaces but the usual one.", "\"a\\n\".isprintable()", isPrintable)
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

  private static func installNameQuestions(in interpreter: Interpreter) {
    interpreter.method(
      "isascii", of: "string", result: "bool", "Whether all characters are of the first 128. Empty text is.", example: "\"é\".isascii()"
    ) { receiver, _, _ in .bool(text(of: receiver).utf8.allSatisfy { $0 < 0x80 }) }
    interpreter.method(
      "isidentifier", of: "string", result: "bool", "Whether the text has the form of a name.", example: "\"d_model\".isidentifier()"
    ) { receiver, _, _ in
      let scalars = text(of: receiver).unicodeScalars
      guard let first = scalars.first, first == "_" || first.properties.isXIDStart else { return .bool(false) }
      return .bool(scalars.allSatisfy(\.properties.isXIDContinue))
    }
    interpreter.method(
      "istitle", of: "string", result: "bool", "Whether there are letters, and just those that begin a word are capital.",
      example: "\"The Store\".istitle()"
    ) { receiver, _, _ in
      var insideWord = false
      var hasLetter = false
      for scalar in text(of: receiver).unicodeScalars {
        let properties = scalar.properties
        let isCapital = properties.isUppercase || properties.generalCategory == .titlecaseLetter
        if isCapital, insideWord { return .bool(false) }
        if !isCapital, properties.isLowercase, !insideWord { return .bool(false) }
        insideWord = isCapital || properties.isLowercase
        hasLetter = hasLetter || insideWord
      }
      return .bool(hasLetter)
    }
  }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: return false
    case .spaceSeparator: return scalar == " "
    default: return true
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
    let own = text(of: receiver)
    let length = own.unicodeScalars.count
    if width > length {
      // What is put together lies in memory beside its parts; the fill has up to four bytes.
      try MemoryBudget.check(own.utf8.count + (width - length), of: 3) { "a text of \(width) characters" }
    }
    return width > length ? width - length : nil
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
        var turn = 0
        func isOff(_ scalar: Unicode.Scalar) -> Bool {
          turn += 1
          if Stopping.isRequested(atTurn: turn) { return false }
          return set.map { $0.contains(scalar) } ?? isSpace(scalar)
        }
        var rest = text(of: receiver).unicodeScalars[...]
        if left { rest = rest.drop(while: isOff) }
        if right { while let last = rest.last, isOff(last) { rest.removeLast() } }
        // Else it may have been cut short.
        try Stopping.check()
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
