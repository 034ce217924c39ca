import ArrLanguage

extension Library {
  /// Functions of whole numbers, and the methods of numbers.
  static func installWholeNumbers(in interpreter: Interpreter) {
    let numbers = Declaration.Parameter("numbers", .int, kind: .variadic, "whole numbers")
    interpreter.function(
      "gcd", "numbers", [numbers], result: "int", "The greatest whole number that divides all of them; 0 when all are 0.",
      example: "gcd(12, 18)"
    ) { arguments, _ in
      .int(try signed(try arguments.ints("numbers").reduce(UInt(0)) { commonDivisor($0, $1.magnitude) }, arguments))
    }
    interpreter.function(
      "lcm", "numbers", [numbers], result: "int", "The least whole number that all of them divide; 0 when one is 0.", example: "lcm(4, 6)"
    ) { arguments, _ in
      let all = try arguments.ints("numbers").map(\.magnitude)
      if all.contains(0) { return .int(0) }
      let result = try all.reduce(UInt(1)) { a, b in
        let (product, overflow) = a.multipliedReportingOverflow(by: b / commonDivisor(a, b))
        if overflow { throw tooLarge(arguments) }
        return product
      }
      return .int(try signed(result, arguments))
    }
    interpreter.function(
      "factorial", "numbers", [.init("n", .int, "0 to 20; beyond, the result has more than 64 bits")], result: "int",
      "The product of the numbers from 1 to n.", example: "factorial(5)"
    ) { arguments, _ in
      let n = try arguments.int("n")
      guard n >= 0 else { throw arguments.error("n", "`factorial` of \(n) does not exist") }
      var result = 1
      for i in stride(from: 2, through: n, by: 1) { result = try multiplied(result, i, arguments) }
      return .int(result)
    }
    installChoices(in: interpreter)
    installWholeRoot(in: interpreter)
  }

  private static func installChoices(in interpreter: Interpreter) {
    let n = Declaration.Parameter("n", .int, "how many there are")
    interpreter.function(
      "comb", "numbers", [n, .init("k", .int, "how many are chosen")], result: "int",
      "How many ways there are to choose k of n without order.", example: "comb(5, 2)"
    ) { arguments, _ in
      let (n, k) = try notNegative(arguments)
      guard k <= n else { return .int(0) }
      var result = 1
      for i in stride(from: 1, through: min(k, n - k), by: 1) {
        // result · (n − k + i) / i is whole; common factors go first, so that only results that do not fit overflow.
        let divisor = Int(commonDivisor(result.magnitude, i.magnitude))
        result = try multiplied(result / divisor, (n - min(k, n - k) + i) / (i / divisor), arguments)
      }
      return .int(result)
    }
    interpreter.function(
      "perm", "numbers", [n, .init("k", .optional(.int), default: Value.none, "how many are chosen; without it, all")], result: "int",
      "How many ways there are to choose k of n in order.", example: "perm(5, 2)"
    ) { arguments, _ in
      let (n, k) = try notNegative(arguments)
      guard k <= n else { return .int(0) }
      var result = 1
      for i in 0..<k {
        result = try multiplied(result, n - i, arguments)
      }
      return .int(result)
    }
  }

  private static func installWholeRoot(in interpreter: Interpreter) {
    interpreter.function(
      "isqrt", "numbers", [.init("n", .int, "not negative")], result: "int", "The whole part of the square root, exactly.",
      example: "isqrt(99)"
    ) { arguments, _ in
      let n = try arguments.int("n")
      guard n >= 0 else { throw arguments.error("n", "`isqrt` of \(n) does not exist") }
      var root = Int(Double(n).squareRoot())
      while root.multipliedReportingOverflow(by: root).overflow || root * root > n { root -= 1 }
      while true {
        let (square, overflow) = (root + 1).multipliedReportingOverflow(by: root + 1)
        if overflow || square > n { return .int(root) }
        root += 1
      }
    }
    installNumberMethods(in: interpreter)
  }

  private static func installNumberMethods(in interpreter: Interpreter) {
    for (name, prose, count) in [
      ("bit_length", "Binary digits that the number needs, without sign and leading zeros.", { (n: UInt) in UInt.bitWidth - n.leadingZeroBitCount }),
      ("bit_count", "Ones among the binary digits of the number without its sign.", { (n: UInt) in n.nonzeroBitCount }),
    ] {
      interpreter.method(name, of: "int", result: "int", prose, example: "(37).\(name)()") { receiver, _, _ in
        guard case .int(let number) = receiver else { return .int(0) }
        return .int(count(number.magnitude))
      }
    }
    for type in ["int", "float"] {
      interpreter.method(
        "is_integer", of: type, result: "bool", "Whether the number has no fraction.", example: type == "int" ? "(2).is_integer()" : "(2.0).is_integer()"
      ) { receiver, _, _ in
        guard case .float(let number) = receiver else { return .bool(true) }
        return .bool(number.isFinite && number == number.rounded(.towardZero))
      }
    }
  }

  private static func commonDivisor(_ a: UInt, _ b: UInt) -> UInt {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }

  private static func notNegative(_ arguments: BoundArguments) throws -> (n: Int, k: Int) {
    let n = try arguments.int("n")
    let k = arguments.value("k").isNone ? n : try arguments.int("k")
    guard n >= 0 else { throw arguments.error("n", "`n` is not negative, but \(n)") }
    guard k >= 0 else { throw arguments.error("k", "`k` is not negative, but \(k)") }
    return (n, k)
  }

  private static func multiplied(_ a: Int, _ b: Int, _ arguments: BoundArguments) throws -> Int {
    let (product, overflow) = a.multipliedReportingOverflow(by: b)
    if overflow { throw tooLarge(arguments) }
    return product
  }

  private static func signed(_ number: UInt, _ arguments: BoundArguments) throws -> Int {
    guard let result = Int(exactly: number) else { throw tooLarge(arguments) }
    return result
  }

  private static func tooLarge(_ arguments: BoundArguments) -> ValueError {
    ValueError("overflow", "the result of `\(arguments.declaration.name)` does not fit in an int of 64 bits")
  }
}
