#if canImport(Glibc)
  import Glibc
#endif

/// Python's format mini-language: `[[fill]align][sign][z][#][0][width][,|_][.precision][type]`.
public struct FormatSpecification {
  /// Stands where the text is narrower than `width`.
  var fill: Unicode.Scalar = " "
  /// `<`, `>`, `^`, or `=` for between sign and digits; nil for the type's own side.
  var align: Unicode.Scalar?
  /// The side was written, and did not follow from a `0` in front of the width.
  var isAlignWritten = false
  /// `+`, `-` or a space; nil for `-`.
  var sign: Unicode.Scalar?
  /// `z`: a number that is rounded to −0 loses its sign.
  var dropsNegativeZero = false
  /// `#`: prefixes of bases, and the point of floats that need none.
  var alternate = false
  /// Characters at least.
  var width = 0
  /// `,` or `_` between groups of digits.
  var grouping: Unicode.Scalar?
  /// Digits behind the point or in all, by the type; of a string, characters at most.
  var precision: Int?
  /// `d`, `x`, `e`, `f`, `g`, `%`, `s` …; nil for the value's own form.
  var type: Unicode.Scalar?

  /// Reads a format. Throws `ValueError` for text that is none and for widths beyond a million.
  public init(_ text: String) throws {
    let scalars = Array(text.unicodeScalars)
    var i = 0
    func peek(_ offset: Int = 0) -> Unicode.Scalar? { i + offset < scalars.count ? scalars[i + offset] : nil }
    func isAlign(_ scalar: Unicode.Scalar?) -> Bool { scalar == "<" || scalar == ">" || scalar == "^" || scalar == "=" }
    func take(_ scalar: Unicode.Scalar) -> Bool {
      guard peek() == scalar else { return false }
      i += 1
      return true
    }
    func number() throws -> Int? {
      var value: Int?
      while let digit = peek(), let d = digit.isASCII ? Character(digit).wholeNumberValue : nil {
        value = (value ?? 0) * 10 + d
        i += 1
        if let value, value > 1_000_000 { throw ValueError("format", "a width in the format \(quoted(text)) is too large") }
      }
      return value
    }
    var hasFill = false
    if let first = peek(), isAlign(peek(1)) {
      (fill, align) = (first, peek(1))
      hasFill = true
      i = 2
    } else if isAlign(peek()) {
      align = peek()
      i = 1
    }
    if let s = peek(), s == "+" || s == "-" || s == " " {
      sign = s
      i += 1
    }
    isAlignWritten = align != nil
    dropsNegativeZero = take("z")
    alternate = take("#")
    if take("0") {
      if !hasFill { fill = "0" }
      if align == nil { align = "=" }
    }
    width = try number() ?? 0
    if let g = peek(), g == "," || g == "_" {
      grouping = g
      i += 1
    }
    if take(".") {
      guard let digits = try number() else { throw ValueError("format", "the format \(quoted(text)) lacks digits after the point") }
      precision = digits
    }
    type = peek()
    if type != nil { i += 1 }
    if i < scalars.count || (type == "n" && grouping != nil) { throw ValueError("format", "\(quoted(text)) is not a format", help: [Self.hint]) }
  }

  /// `.3f`, `8.3f`: the most frequent of all formats, written at once; nil when there is more to it.
  func quickFixed(_ value: Double) -> String? { withQuickFixed(value) { String(decoding: $0, as: UTF8.self) } }

  func withQuickFixed<R>(_ value: Double, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R? {
    guard type == "f", grouping == nil, sign == nil, align == nil, !dropsNegativeZero, !alternate, fill == " ", width <= 64 else {
      return nil
    }
    let precision = precision ?? 6
    guard precision <= 9, value.magnitude < 1e9 else { return nil }
    var rest = scaled(value.magnitude, precision)
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 96) { buffer in
      var place = buffer.count
      var digits = 0
      while digits <= precision || rest > 0 {
        if digits == precision, precision > 0 {
          place -= 1
          buffer[place] = UInt8(ascii: ".")
        }
        place -= 1
        buffer[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
        digits += 1
      }
      if value.sign == .minus {
        place -= 1
        buffer[place] = UInt8(ascii: "-")
      }
      while buffer.count - place < width {
        place -= 1
        buffer[place] = UInt8(ascii: " ")
      }
      return body(UnsafeBufferPointer(rebasing: buffer[place...]))
    }
  }

  /// Only numbers can be formatted this way.
  var isNumeric: Bool { type.map { $0 != "s" } ?? (sign != nil || grouping != nil || alternate || align == "=") }

  /// `value`, below 10⁹, times ten to the power of `precision`, at most 9, rounded exactly, a tie to the even side.
  private func scaled(_ value: Double, _ precision: Int) -> UInt64 {
    var ten: UInt128 = 1
    for _ in 0..<precision { ten *= 10 }
    // value = whole · 2^-shift
    let (whole, shift): (UInt64, Int)
    if value.exponent >= -1000, value != 0 {
      (whole, shift) = (value.significandBitPattern | 1 << 52, 52 - Int(value.exponent))
    } else {
      return 0
    }
    let product = UInt128(whole) * ten
    // The product is below 2^83: shifted so far that not even a half is left.
    guard shift < 85 else { return 0 }
    let quotient = product >> UInt128(shift)
    let rest = product & ((1 << UInt128(shift)) - 1)
    let half: UInt128 = 1 << UInt128(shift - 1)
    return UInt64(rest > half || (rest == half && quotient & 1 == 1) ? quotient + 1 : quotient)
  }

  static let hint = "for example `.3f`, `+.2e`, `>8`, `08.3f`, `,`, `.1%`, `x`"
}

/// `f"{value:specification}"` and `format(value, specification)`.
public func formatted(_ value: Value, _ specification: String) throws -> String {
  if specification.isEmpty { return try value.str() }
  return try formatted(value, try FormatSpecification(specification))
}

func formatted(_ value: Value, _ spec: FormatSpecification) throws -> String {
  if case .float(let number) = value, let text = spec.quickFixed(number) { return text }
  var value = value
  if case .object(let object) = value, let scalar = try object.scalar() { value = scalar }
  switch value {
  case .int(let i): return try formatInteger(i, spec)
  case .float(let d): return try formatFloat(d, spec)
  // A bool is text (`{flag:>6}`) until the format speaks of numbers.
  case .bool(let b) where spec.isNumeric: return try formatInteger(b ? 1 : 0, spec)
  default: return try formatText(value, spec)
  }
}

private func unknownType(_ spec: FormatSpecification, _ typeName: String) -> ValueError {
  ValueError(
    "format", "`\(spec.type.map(String.init) ?? "")` does not format \(article(typeName))", help: [FormatSpecification.hint])
}

private func formatText(_ value: Value, _ spec: FormatSpecification) throws -> String {
  guard spec.type == nil || spec.type == "s", spec.align != "=" || !spec.isAlignWritten, spec.sign == nil, spec.grouping == nil, !spec.alternate,
    !spec.dropsNegativeZero
  else {
    throw unknownType(spec, value.typeName)
  }
  var text = try value.str()
  if let precision = spec.precision { text = String(String.UnicodeScalarView(text.unicodeScalars.prefix(precision))) }
  return padded(text, spec, defaultAlign: "<")
}

private func formatInteger(_ value: Int, _ spec: FormatSpecification) throws -> String {
  let radix: Int
  var prefix = ""
  if spec.grouping == ",", let type = spec.type, "boxXc".unicodeScalars.contains(type) { throw unknownType(spec, "int with `,`") }
  if spec.dropsNegativeZero, spec.type.map({ "bcdnoxX".unicodeScalars.contains($0) }) ?? true {
    throw ValueError("format", "an int has no negative zero for `z`", help: [FormatSpecification.hint])
  }
  switch spec.type {
  case nil, "d", "n": radix = 10
  case "b": (radix, prefix) = (2, "0b")
  case "o": (radix, prefix) = (8, "0o")
  case "x": (radix, prefix) = (16, "0x")
  case "X": (radix, prefix) = (16, "0X")
  case "c":
    guard spec.precision == nil, spec.sign == nil, !spec.alternate, spec.grouping == nil else { throw unknownType(spec, "int") }
    guard let code = UInt32(exactly: value), let scalar = Unicode.Scalar(code) else {
      throw ValueError("format", "\(value) is not the number of a character")
    }
    return padded(String(scalar), spec, defaultAlign: ">")
  case "e", "E", "f", "F", "g", "G", "%": return try formatFloat(Double(value), spec)
  default: throw unknownType(spec, "int")
  }
  guard spec.precision == nil else {
    throw ValueError("format", "an int has no precision", help: ["end the format with `f`: `.\(spec.precision ?? 0)f`"])
  }
  let digits = String(value.magnitude, radix: radix, uppercase: spec.type == "X")
  let sign = signText(value < 0, spec)
  return assemble(sign: sign + (spec.alternate ? prefix : ""), digits: digits, rest: "", group: radix == 10 ? 3 : 4, spec)
}

private func formatFloat(_ value: Double, _ spec: FormatSpecification) throws -> String {
  let upper = spec.type == "E" || spec.type == "F" || spec.type == "G"
  var body: String
  let magnitude = value.magnitude
  if !magnitude.isFinite {
    guard spec.type.map({ "eEfFgG%n".unicodeScalars.contains($0) }) ?? true else { throw unknownType(spec, "float") }
    body = magnitude.isNaN ? "nan" : "inf"
    if spec.type == "%" { body += "%" }
    if upper { body = body.uppercased() }
    return assemble(sign: signText(value < 0, spec), digits: "", rest: body, group: 3, spec)
  }
  let precision = spec.precision ?? 6
  let flag = spec.alternate ? "#" : ""
  switch spec.type {
  case nil: body = spec.precision == nil ? floatText(magnitude) : general(magnitude, precision, flag)
  case "f", "F": body = printed("%\(flag).*f", precision, magnitude)
  case "e", "E": body = printed("%\(flag).*e", precision, magnitude)
  case "g", "G", "n": body = shorter(magnitude, max(1, precision), alternate: spec.alternate)
  case "%": body = printed("%\(flag).*f", precision, magnitude * 100) + "%"
  default: throw unknownType(spec, "float")
  }
  if spec.alternate, spec.type == nil, !body.contains(".") {
    body.insert(".", at: body.firstIndex(of: "e") ?? body.endIndex)
  }
  if upper { body = body.uppercased() }
  let digits = String(decoding: body.utf8.prefix { (0x30...0x39).contains($0) }, as: UTF8.self)
  let isZero = !body.utf8.prefix { $0 != 0x65 && $0 != 0x45 }.contains { (0x31...0x39).contains($0) }
  let negative = value.sign == .minus && !(spec.dropsNegativeZero && isZero)
  return assemble(sign: signText(negative, spec), digits: digits, rest: String(body.dropFirst(digits.count)), group: 3, spec)
}

/// `%g`, or `%#g`, which keeps zeros at the end. The C library's own `%#g` loses them where rounding adds a digit (999999.5).
private func shorter(_ value: Double, _ precision: Int, alternate: Bool) -> String {
  guard alternate else { return printed("%.*g", precision, value) }
  let scientific = printed("%#.*e", precision - 1, value)
  guard let exponent = decimalExponent(scientific), exponent >= -4, exponent < precision else { return scientific }
  return printed("%#.*f", precision - 1 - exponent, value)
}

/// What stands behind the `e`.
private func decimalExponent(_ scientific: String) -> Int? {
  scientific.lastIndex(of: "e").flatMap { Int(scientific[scientific.index(after: $0)...]) }
}

/// A precision without a type: `g`, but always with a point or an exponent (`3.0`, `1.23e+03`).
private func general(_ value: Double, _ precision: Int, _ flag: String) -> String {
  let precision = max(1, precision)
  let scientific = printed("%.*e", precision - 1, value)
  let exponent = decimalExponent(scientific) ?? 0
  if exponent >= -4, exponent < precision - 1 || (precision == 1 && exponent < 0) {
    let text = shorter(value, precision, alternate: flag == "#")
    return text.contains(".") ? text : text + ".0"
  }
  if exponent >= -4, exponent < 0 { return shorter(value, precision, alternate: flag == "#") }
  if flag == "#" { return printed("%#.*e", precision - 1, value) }
  // The exponent form without trailing zeros, as `g` writes it.
  var mantissa = String(scientific.prefix { $0 != "e" })
  if mantissa.contains(".") {
    while mantissa.last == "0" { mantissa.removeLast() }
    if mantissa.last == "." { mantissa.removeLast() }
  }
  return mantissa + scientific.drop { $0 != "e" }
}

private func signText(_ negative: Bool, _ spec: FormatSpecification) -> String {
  negative ? "-" : spec.sign == nil || spec.sign == "-" ? "" : spec.sign.map(String.init) ?? ""
}

/// Puts sign, grouped digits, and what follows them together; `=` alignment fills between sign and digits.
private func assemble(sign: String, digits: String, rest: String, group: Int, _ spec: FormatSpecification) -> String {
  var digits = digits
  if let separator = spec.grouping, !digits.isEmpty {
    let room = spec.align == "=" && spec.fill == "0" ? spec.width - sign.count - rest.count : 0
    // The zeros of `010,` are grouped too.
    while digits.count + (digits.count - 1) / group < room { digits = "0" + digits }
    digits = grouped(digits, by: group, separator)
  }
  if spec.align == "=" {
    let missing = spec.width - sign.count - digits.count - rest.count
    return sign + repeated(spec.fill, missing) + digits + rest
  }
  return padded(sign + digits + rest, spec, defaultAlign: ">")
}

private func grouped(_ digits: String, by size: Int, _ separator: Unicode.Scalar) -> String {
  var out = ""
  for (i, digit) in digits.enumerated() {
    if i > 0, (digits.count - i) % size == 0 { out.unicodeScalars.append(separator) }
    out.append(digit)
  }
  return out
}

private func padded(_ text: String, _ spec: FormatSpecification, defaultAlign: Unicode.Scalar) -> String {
  guard spec.width > 0 else { return text }
  let missing = spec.width - text.unicodeScalars.count
  guard missing > 0 else { return text }
  switch spec.align ?? defaultAlign {
  case "<": return text + repeated(spec.fill, missing)
  case "^": return repeated(spec.fill, missing / 2) + text + repeated(spec.fill, missing - missing / 2)
  case "=" where defaultAlign == "<": return text + repeated(spec.fill, missing)
  default: return repeated(spec.fill, missing) + text
  }
}

private func repeated(_ scalar: Unicode.Scalar, _ count: Int) -> String {
  String(repeating: String(scalar), count: max(0, count))
}

private func printed(_ format: String, _ precision: Int, _ value: Double) -> String {
  withVaList([Int32(precision), value]) { arguments in
    var buffer = [CChar](repeating: 0, count: precision + 400)
    let length = vsnprintf(&buffer, buffer.count, format, arguments)
    return String(decoding: buffer.prefix(max(0, min(Int(length), buffer.count - 1))).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
