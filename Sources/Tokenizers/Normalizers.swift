/// The first stage: rewrites the text.
enum Normalizer: Sendable {
  case sequence([Normalizer])
  case prepend([UInt8])
  case replace(TextPattern, [UInt8])
  case unicode(NormalizationForm)
  case lowercase
  case strip(left: Bool, right: Bool)

  init(_ component: Component) throws {
    switch component.type {
    case "Sequence": self = .sequence(try component.parts("normalizers").map(Normalizer.init))
    case "Prepend": self = .prepend(try component.bytes("prepend"))
    case "Replace": self = .replace(try component.pattern("pattern"), try component.bytes("content"))
    case "NFC", "NFD", "NFKC", "NFKD":
      guard let form = NormalizationForm(rawValue: component.type) else { throw component.unsupported }
      self = .unicode(form)
    case "Lowercase": self = .lowercase
    case "Strip": self = .strip(left: try component.bool("strip_left"), right: try component.bool("strip_right"))
    default: throw component.unsupported
    }
  }

  /// - Parameter continuing: the text goes on within a sentence, so nothing is put in front of it.
  func apply(to text: Text, continuing: Bool) -> Text {
    var atStart = false
    return apply(to: text, continuing: continuing, atStart: &atStart)
  }

  /// - Parameter atStart: whether the text stands at the start of what was typed; false behind what this cuts off.
  func apply(to text: Text, continuing: Bool, atStart: inout Bool) -> Text {
    switch self {
    case .sequence(let parts): return parts.reduce(text) { $1.apply(to: $0, continuing: continuing, atStart: &atStart) }
    case .prepend(let prefix): return text.isEmpty || continuing ? text : Text(prefix + text)
    case .replace(let pattern, let content):
      if atStart, pattern.cutsStart(of: text, replacement: content) { atStart = false }
      return Text(pattern.replace(in: text, with: content))
    case .unicode(let form): return form.apply(to: text)
    case .lowercase: return lowercased(text)
    case .strip(let left, let right):
      var text = text
      if left, let first = text.firstScalar, first.value.isWhitespace { atStart = false }
      while left, let first = text.firstScalar, first.value.isWhitespace { text = text.dropFirst(first.width) }
      while right, let last = text.lastScalar, last.value.isWhitespace { text = text.dropLast(last.width) }
      return text
    }
  }

  /// Scalar by scalar, as Rust does: a final sigma is not special.
  private func lowercased(_ text: Text) -> Text {
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
}

extension TextPattern {
  /// Whether replacing takes scalars from the start. The reference implementation aligns what stands for a match with the last
  /// scalar of the match.
  fileprivate func cutsStart(of text: Text, replacement: [UInt8]) -> Bool {
    var cut = false
    forEachMatch(in: text) { match in
      guard match.lowerBound == text.startIndex, let first = text[match].firstScalar else { return }
      cut = cut || replacement.isEmpty || match.count > first.width
    }
    return cut
  }
}
