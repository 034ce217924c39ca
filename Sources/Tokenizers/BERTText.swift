/// What BERT's normalizer does to a text.
struct BERTNormalizer: Sendable {
  let cleansText: Bool
  let separatesChinese: Bool
  let stripsAccents: Bool
  let lowercases: Bool

  init(_ component: Component) throws {
    cleansText = try component.bool("clean_text", default: true)
    separatesChinese = try component.bool("handle_chinese_chars", default: true)
    lowercases = try component.bool("lowercase", default: true)
    stripsAccents = try component.bool("strip_accents", default: lowercases)
  }

  /// - Parameter leading: becomes the number of scalars that come from as many at the start.
  func apply(to text: Text, leading: inout Int) -> Text {
    var text = text
    func map(_ transform: (Unicode.Scalar) -> [Unicode.Scalar]) { text = text.mapped(&leading) { $0.mapScalars(transform) } }
    if cleansText { map { Self.isDropped($0) ? [] : $0.isWhitespace ? [" "] : [$0] } }
    if separatesChinese { map { Self.isChinese($0.value) ? [" ", $0, " "] : [$0] } }
    if stripsAccents {
      text = NormalizationForm.nfd.apply(to: text, leading: &leading)
      map { $0.properties.generalCategory == .nonspacingMark ? [] : [$0] }
    }
    return lowercases ? text.mapped(&leading, lowercased) : text
  }

  private static func isDropped(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0, 0xFFFD: return true
    case 0x09, 0x0A, 0x0D: return false
    default: break
    }
    switch scalar.properties.generalCategory {
    case .control, .format, .privateUse, .surrogate: return true
    default: return false
    }
  }

  /// The blocks of Chinese characters that BERT knows.
  private static func isChinese(_ value: UInt32) -> Bool {
    switch value {
    case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2B73F, 0x2B740...0x2B81F, 0x2B920...0x2CEAF, 0xF900...0xFAFF,
      0x2F800...0x2FA1F:
      return true
    default: return false
    }
  }
}

extension ArraySlice<UInt8> {
  /// The text with every scalar replaced.
  func mapScalars(_ transform: (Unicode.Scalar) -> [Unicode.Scalar]) -> Text {
    var output: [UInt8] = []
    output.reserveCapacity(count)
    forEachScalar { scalar, range in
      let replacement = transform(scalar)
      if replacement.count == 1, replacement[0] == scalar { output.append(contentsOf: self[range]) } else {
        for scalar in replacement { output.append(contentsOf: String(Character(scalar)).utf8) }
      }
    }
    return Text(output)
  }
}

/// Scalar by scalar, as Rust does: a final sigma is not special.
func lowercased(_ text: Text) -> Text {
  var output: [UInt8] = []
  output.reserveCapacity(text.count)
  text.forEachScalar { scalar, range in
    if scalar.isASCII {
      let byte = UInt8(scalar.value)
      output.append((0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
    } else if scalar.properties.changesWhenLowercased {
      output.append(contentsOf: scalar.properties.lowercaseMapping.utf8)
    } else {
      output.append(contentsOf: text[range])
    }
  }
  return Text(output)
}
