@_spi(_Unicode) import Swift

/// The four normal forms of Unicode.
enum NormalizationForm: String, Sendable {
  case nfc = "NFC"
  case nfd = "NFD"
  case nfkc = "NFKC"
  case nfkd = "NFKD"

  func apply(to text: Text) -> Text {
    if text.allSatisfy({ $0 < 0x80 }) { return text }
    var string = String(decoding: text, as: UTF8.self)
    if self == .nfkc || self == .nfkd { string = decomposedForCompatibility(string) }
    var scalars = String.UnicodeScalarView()
    switch self {
    case .nfc, .nfkc: scalars.append(contentsOf: string._nfc)
    case .nfd, .nfkd: scalars.append(contentsOf: string._nfd)
    }
    return Text(String(scalars).utf8)
  }
}

/// Every scalar that has one replaced by its compatibility decomposition. The order of marks is not yet canonical.
private func decomposedForCompatibility(_ string: String) -> String {
  var output = String.UnicodeScalarView()
  for scalar in string.unicodeScalars {
    if let decomposition = CompatibilityDecompositions.shared[scalar] {
      output.append(contentsOf: decomposition)
    } else {
      output.append(scalar)
    }
  }
  return String(output)
}

/// `compatibilityMappings`, read once when a text first needs it; of those the ones that Unicode 11 has, as in the reference
/// implementation.
private struct CompatibilityDecompositions: Sendable {
  static let shared = CompatibilityDecompositions()

  private var table: [UInt32: [Unicode.Scalar]] = [:]

  subscript(scalar: Unicode.Scalar) -> [Unicode.Scalar]? { scalar.isASCII ? nil : table[scalar.value] }

  private init() {
    for entry in compatibilityMappings.description.split(separator: " ") {
      let sides = entry.split(separator: ">")
      guard sides.count == 2 else { continue }
      let sources = sides[0].split(separator: "-").compactMap { UInt32($0, radix: 16) }
      let targets = sides[1].split(separator: ",").compactMap { UInt32($0, radix: 16) }
      guard let first = sources.first, let last = sources.last, first <= last else { continue }
      for code in first...last {
        if let age = Unicode.Scalar(code)?.properties.age, age > (11, 0) { continue }
        table[code] = targets.compactMap { Unicode.Scalar($0 + code - first) }
      }
    }
  }
}

extension NormalizationForm {
  /// The text in this form.
  /// - Parameter leading: becomes the number of scalars that come from as many at the start, as the reference implementation
  ///   aligns them.
  func apply(to text: Text, leading: inout Int) -> Text {
    guard leading > 0 else { return apply(to: text) }
    let form: NormalizationForm = self == .nfc || self == .nfd ? .nfd : .nfkd
    let start = form.leadingScalars(of: text, from: leading)
    leading = self == form ? start.count : max(1, apply(to: Text(String(String.UnicodeScalarView(start)).utf8)).scalarCount)
    return apply(to: text)
  }

  /// The scalars of the decomposed text that come from the first ones of the text. Of a scalar's decomposition the first stands in
  /// its place, the others come from whatever they stand behind once marks are in canonical order.
  private func leadingScalars(of text: Text, from leading: Int) -> [Unicode.Scalar] {
    var parts: [(scalar: Unicode.Scalar, isFirst: Bool)] = []
    var rest = text
    var used = 0
    // Marks behind the first scalars may come before theirs.
    while let next = rest.firstScalar, used < leading || next.value.properties.canonicalCombiningClass != .notReordered {
      let decomposed = apply(to: rest.prefix(next.width))
      decomposed.forEachScalar { scalar, range in parts.append((scalar, range.lowerBound == decomposed.startIndex)) }
      rest = rest.dropFirst(next.width)
      used += 1
    }
    var place = -1
    var found: [Unicode.Scalar] = []
    for part in Self.ordered(parts) {
      if part.isFirst { place += 1 }
      if place >= leading { break }
      found.append(part.scalar)
    }
    return found
  }

  /// Runs of marks in canonical order.
  private static func ordered(_ parts: [(scalar: Unicode.Scalar, isFirst: Bool)]) -> [(scalar: Unicode.Scalar, isFirst: Bool)] {
    var block = 0
    let keyed = parts.enumerated().map { i, part in
      let order = part.scalar.properties.canonicalCombiningClass.rawValue
      if order == 0 { block += 1 }
      return (key: (block, order, i), part: part)
    }
    return keyed.sorted { $0.key < $1.key }.map(\.part)
  }
}
