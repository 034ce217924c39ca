import Tensors

/// One format for all the numbers of a tensor, after NumPy's rules: the shortest digits that name each number, at most
/// four behind the point; scientific for magnitudes that are large, small or far apart.
struct NumberFormat {
  private static let precision = 4

  private let dtype: DType
  private var isScientific = false
  /// Digits behind the point of a scientific number.
  private var fraction = NumberFormat.precision
  private var left = 0
  private var right = 0
  private var width = 0

  /// A format for the numbers that are to be shown; `isScalar` for a tensor without axes.
  init(_ values: [TensorScalar], dtype: DType, isScalar: Bool = false) {
    self.dtype = dtype
    guard dtype.isFloat else {
      width = isScalar ? 0 : values.lazy.map { NumberFormat.plain($0).count }.max() ?? 0
      if dtype == .bool { width = isScalar ? 0 : 5 }
      return
    }
    let numbers = values.map(\.double)
    let finite = numbers.filter(\.isFinite)
    isScientific = usesExponents(finite)
    let texts = finite.map { isScientific ? scientific($0, nil) : positional($0) }.map(NumberFormat.split)
    left = texts.lazy.map(\.whole.count).max() ?? 0
    right = texts.lazy.map(\.fraction.count).max() ?? 0
    if isScientific {
      fraction = right
      right += 2 + (texts.lazy.map(\.exponentDigits).max() ?? 2)
    }
    if finite.count < numbers.count {
      left = max(left, 3 - right - 1, 3 + (numbers.contains(-.infinity) ? 1 : 0) - right - 1)
    }
    width = left + right + 1
  }

  /// A number, padded to the common width.
  func text(_ value: TensorScalar) -> String {
    guard dtype.isFloat else { return padded(NumberFormat.plain(value), to: width, alignment: .right) }
    let number = value.double
    guard number.isFinite else { return padded(fixed(number, 0), to: width, alignment: .right) }
    let text = isScientific ? scientific(number, fraction) : positional(number)
    let whole = NumberFormat.split(text).whole.count
    return padded(String(repeating: " ", count: max(left - whole, 0)) + text, to: width)
  }

  private static func plain(_ value: TensorScalar) -> String {
    switch value {
    case .bool(let value): return value ? "true" : "false"
    case .int(let value): return String(value)
    case .float(let value): return String(value)
    }
  }

  private func usesExponents(_ finite: [Double]) -> Bool {
    let magnitudes = finite.lazy.filter { $0 != 0 }.map(abs)
    guard let high = magnitudes.max(), let low = magnitudes.min() else { return false }
    let (cutoff, least) = dtype == .float16 ? (1e3, Double(Float16(0.0001))) : (1e6, Double(Float(0.0001)))
    return high >= cutoff || low < least || Float(high) / Float(low) > 1000
  }

  private static func split(_ text: String) -> (whole: Substring, fraction: Substring, exponentDigits: Int) {
    let parts = text.split(separator: "e")
    let digits = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    return (digits[0], digits.count > 1 ? digits[1] : "", parts.count > 1 ? parts[1].count - 1 : 0)
  }

  /// The shortest digits that name a number of the tensor's type, `0.digits × 10^point`.
  private func shortest(_ value: Double) -> (digits: String, point: Int) {
    let size = abs(value)
    var text = Float(size).description
    if dtype == .float16 {
      // Swift writes large halves out in full; five digits always name one.
      text = (0..<5).lazy.map { printed("%.*e", $0, size) }.first { Float16($0) == Float16(size) } ?? text
    }
    let parts = text.split(separator: "e")
    let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let number = parts[0].split(separator: ".")
    let whole = number[0].drop { $0 == "0" }
    let fraction = number.count > 1 ? number[1] : ""
    var digits = whole + fraction
    var point = whole.count + exponent
    while digits.last == "0" { digits.removeLast() }
    while digits.first == "0" {
      digits.removeFirst()
      point -= 1
    }
    return (String(digits), digits.isEmpty ? 1 : point)
  }

  /// `12.5`, `3.`, without zeros at the end.
  private func positional(_ value: Double) -> String {
    let sign = value.sign == .minus ? "-" : ""
    let (digits, point) = shortest(value)
    if digits.count - point > NumberFormat.precision {
      var text = printed("%.*f", NumberFormat.precision, abs(value))
      while text.hasSuffix("0") { text.removeLast() }
      return sign + text
    }
    if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + digits }
    let whole = digits.prefix(point)
    return sign + (whole.isEmpty ? "0" : whole + String(repeating: "0", count: point - whole.count)) + "." + digits.dropFirst(point)
  }

  /// `1.25e-05`, with so many digits behind the point, or the shortest.
  private func scientific(_ value: Double, _ count: Int?) -> String {
    let (digits, point) = shortest(value)
    var (whole, fraction, exponent) = (digits.isEmpty ? "0" : String(digits.prefix(1)), String(digits.dropFirst()), point - 1)
    if count != nil || fraction.count > NumberFormat.precision {
      let parts = printed("%.*e", count ?? NumberFormat.precision, abs(value)).split(separator: "e")
      whole = String(parts[0].prefix(1))
      fraction = String(parts[0].dropFirst(2))
      exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
      if count == nil { while fraction.hasSuffix("0") { fraction.removeLast() } }
    }
    let power = String(abs(exponent))
    return (value.sign == .minus ? "-" : "") + whole + "." + fraction + "e" + (exponent < 0 ? "-" : "+")
      + (power.count < 2 ? "0" + power : power)
  }
}
