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
