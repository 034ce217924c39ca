import ArrLanguage

extension Library {
  /// Python's arithmetic functions.
  static func installNumbers(in interpreter: Interpreter) {
    interpreter.function(
      "abs", "numbers", [.init("x", .any, "a number or tensor")], result: "number", "The distance from zero.", example: "abs(-3)"
    ) { arguments, vm in
      switch arguments[0] {
      case .int(let number):
        guard number != .min else { throw ValueError("overflow", "abs(\(number)) does not fit in an int of 64 bits") }
        return .int(abs(number))
      case .float(let number): return .float(abs(number))
      case .bool(let flag): return .int(flag ? 1 : 0)
      case let other:
        if let own = try vm.ownMethod("abs", of: other) { return try vm.call(own) }
        throw arguments.error("x", "`abs` takes a number, not \(article(other.typeName))", code: "type")
      }
    }
    interpreter.function(
      "round", "numbers",
      [
        .init("x", .any, "a number or tensor"),
        .init("digits", .optional(.int), default: Value.none, "digits after the point; without it the result is an int"),
      ], result: "number", "The nearest number with so many digits; halves go to the even neighbour.", example: "round(2.6789, 2)"
    ) { arguments, vm in
      if let own = try vm.ownMethod("round", of: arguments[0]) {
        return try arguments.optional("digits").map { try vm.call(own, $0) } ?? vm.call(own)
      }
      return try rounded(plain(arguments[0]), try arguments.optionalInt("digits"))
    }
    interpreter.function(
      "pow", "numbers",
      [
        .init("base", .any, "a number or tensor"), .init("exponent", .any, "a number or tensor"),
        .init("mod", .optional(.int), default: Value.none, "of whole numbers: the remainder by this is the result"),
      ], result: "number", "`base ** exponent`, or its remainder.", example: "pow(3, 200, 13)"
    ) { arguments, _ in
      guard let modulus = try arguments.optionalInt("mod") else { return try applyBinary(.power, arguments[0], arguments[1]) }
      return .int(try power(try arguments.int("base"), try arguments.int("exponent"), modulus))
    }
    interpreter.function(
      "divmod", "numbers", [.init("a", .any, "a number"), .init("b", .any, "a number that is not zero")], result: "tuple",
      "`(a // b, a % b)`.", example: "divmod(17, 5)"
    ) { arguments, _ in
      let quotient = try applyBinary(.floorDivide, arguments[0], arguments[1])
      return .tuple(of: [quotient, try applyBinary(.modulo, arguments[0], arguments[1])])
    }
    interpreter.function(
      "sum", "numbers",
      [
        .init("iterable", .iterable, "numbers, or anything that can be added; a tensor answers with its own `.sum()`"),
        .init("start", .any, default: .int(0), "what to add to"),
      ] + ofTensors, result: "any", "All items added up, from the first to the last.", example: "sum([1, 2, 3.5])"
    ) { arguments, vm in try sum(arguments, vm) }
  }

  private static func sum(_ arguments: BoundArguments, _ vm: Interpreter) throws -> Value {
    if !arguments.isGiven("start"), let own = try vm.ownMethod("sum", of: arguments[0]) {
      return try vm.call(own, forTensors(arguments))
    }
    var total = arguments.value("start")
    try vm.forEach(arguments[0]) { item in
      switch (total, item) {
      case (.float(let a), .float(let b)): total = .float(a + b)
      case (.int(0), .string) where !arguments.isGiven("start"):
        throw arguments.error("iterable", "`sum` adds numbers; text is joined", code: "type", help: ["`\"\".join(…)`"])
      default: total = try applyBinary(.add, total, item)
      }
    }
    return total
  }

  private static func rounded(_ value: Value, _ digits: Int?) throws -> Value {
    switch value {
    case .bool(let flag): return try rounded(.int(flag ? 1 : 0), digits)
    case .int(let number):
      guard let digits, digits < 0 else { return value }
      // Half of what an int can hold rounds to zero from here on.
      guard digits > -20 else { return .int(0) }
      return .int(try rounded(number, zeros: -digits))
    case .float(let number):
      guard let digits else {
        if number.isFinite { return .int(try whole(number.rounded(.toNearestOrEven))) }
        throw ValueError("value", "\(floatText(number)) cannot be rounded to an int", argument: .position(0))
      }
      guard number.isFinite, number != 0, digits < 330 else { return value }
      if digits >= 0 {
        // The exact decimal expansion decides, as in Python: 2.675 lies below the half.
        let text = try formatted(value, ".\(digits)f")
        return .float(float(of: text) ?? number)
      }
      guard digits > -309 else { return .float(number.sign == .minus ? -0.0 : 0) }
      return .float(try rounded(number, zeros: -digits))
    default:
      throw ValueError("type", "`round` takes a number, not \(article(value.typeName))", argument: .position(0))
    }
  }

  /// Half to even. The exact decimal digits decide, as in Python: to divide by a power of ten would round twice.
  private static func rounded(_ number: Double, zeros: Int) throws -> Double {
    let whole = number.magnitude.rounded(.towardZero)
    let digits = Array(try formatted(.float(whole), ".0f").utf8)
    let kept = digits.count - zeros
    guard kept >= 0 else { return number.sign == .minus ? -0.0 : 0 }
    let (first, five) = (digits[kept], UInt8(ascii: "5"))
    let isBeyondHalf = whole != number.magnitude || digits[(kept + 1)...].contains { $0 != UInt8(ascii: "0") }
    let isOdd = kept > 0 && digits[kept - 1] & 1 == 1
    var text = [UInt8(ascii: "0")] + digits[..<kept]
    if first > five || (first == five && (isBeyondHalf || isOdd)) {
      var place = text.count - 1
      while text[place] == UInt8(ascii: "9") {
        text[place] = UInt8(ascii: "0")
        place -= 1
      }
      text[place] += 1
    }
    let magnitude = float(of: String(decoding: text, as: UTF8.self) + "e\(zeros)") ?? number.magnitude
    guard magnitude.isFinite else { throw ValueError("overflow", "\(floatText(number)) rounded does not fit in a float") }
    return number.sign == .minus ? -magnitude : magnitude
  }

  /// Half to even, on the magnitude: what is below ½·10^zeros is 0.
  private static func rounded(_ number: Int, zeros: Int) throws -> Int {
    guard zeros <= 19 else { return 0 }
    var unit: UInt = 1
    for _ in 0..<zeros { unit *= 10 }
    let (quotient, rest) = number.magnitude.quotientAndRemainder(dividingBy: unit)
    let up = rest > unit - rest || (rest == unit - rest && quotient % 2 == 1)
    let (magnitude, overflow) = (quotient + (up ? 1 : 0)).multipliedReportingOverflow(by: unit)
    let result = overflow ? nil : number < 0 ? magnitude == Int.min.magnitude ? Int.min : Int(exactly: magnitude).map { -$0 } : Int(exactly: magnitude)
    guard let result else { throw ValueError("overflow", "\(number) rounded does not fit in an int of 64 bits") }
    return result
  }

  private static func power(_ base: Int, _ exponent: Int, _ modulus: Int) throws -> Int {
    guard modulus != 0 else { throw ValueError("zero", "the remainder by zero does not exist", argument: .keyword("mod")) }
    let size = modulus.magnitude
    func product(_ a: UInt, _ b: UInt) -> UInt { size.dividingFullWidth(a.multipliedFullWidth(by: b)).remainder }
    var factor = base.magnitude % size
    if base < 0, factor != 0 { factor = size - factor }
    if exponent < 0 {
      guard let inverse = inverse(of: factor, modulo: size) else {
        throw ValueError(
          "value", "\(base) has no inverse modulo \(modulus), so it has no negative powers",
          help: ["only numbers without a common divisor with `mod` have one"], argument: .keyword("exponent"))
      }
      factor = inverse
    }
    var (result, rest) = (1 % size, exponent.magnitude)
    while rest > 0 {
      if rest & 1 == 1 { result = product(result, factor) }
      factor = product(factor, factor)
      rest >>= 1
    }
    // Below 2^63 in every case; with a negative modulus the remainder is negative too.
    let remainder = Int(truncatingIfNeeded: result)
    return modulus < 0 && remainder != 0 ? remainder &+ modulus : remainder
  }

  /// What times `number` leaves 1 modulo `size`, by Euclid's algorithm; nil when the two have a common divisor.
  private static func inverse(of number: UInt, modulo size: UInt) -> UInt? {
    if size == 1 { return 0 }
    var (a, b) = (size, number)
    // Each is its factor times `number`, modulo `size`; factors stay below `size` in magnitude and alternate in sign.
    var (factorOfA, factorOfB): (UInt, UInt) = (0, 1)
    var isNegative = false
    while b > 1 {
      let (quotient, rest) = a.quotientAndRemainder(dividingBy: b)
      (a, b) = (b, rest)
      (factorOfA, factorOfB) = (factorOfB, factorOfA &+ quotient &* factorOfB)
      isNegative.toggle()
    }
    guard b == 1 else { return nil }
    return isNegative ? size - factorOfB : factorOfB
  }
}
