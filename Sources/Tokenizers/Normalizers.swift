/// The first stage: rewrites the text.
enum Normalizer: Sendable {
  case sequence([Normalizer])
  case prepend([UInt8])
  case replace(TextPattern, [UInt8])
  case unicode(NormalizationForm)
  case lowercase
  case strip(left: Bool, right: Bool)
  case stripAccents
  case byteLevel
  case bert(BERTNormalizer)
  /// What SentencePiece's older translation models clean away.
  case nmt
  case precompiled(PrecompiledMap)

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
    case "StripAccents": self = .stripAccents
    case "ByteLevel": self = .byteLevel
    case "BertNormalizer": self = .bert(try BERTNormalizer(component))
    case "Nmt": self = .nmt
    case "Precompiled": self = .precompiled(try PrecompiledMap(component))
    default: throw component.unsupported
    }
  }

  /// - Parameter continuing: the text goes on within a sentence, so nothing is put in front of it.
  func apply(to text: Text, continuing: Bool) throws -> Text {
    var leading = 0
    return try apply(to: text, continuing: continuing, leading: &leading)
  }

  /// - Parameter leading: how many scalars of the text come from the very first scalar that was typed: one at first, more where
  ///   that one is decomposed, none behind what this cuts off.
  func apply(to text: Text, continuing: Bool, leading: inout Int) throws -> Text {
    switch self {
    case .sequence(let parts): return try parts.reduce(text) { try $1.apply(to: $0, continuing: continuing, leading: &leading) }
    case .prepend(let prefix):
      if text.isEmpty || continuing { return text }
      leading = Piece.leading(leading, behind: prefix)
      return Text(prefix + text)
    case .replace(let pattern, let content):
      return Text(try pattern.replace(in: text, with: content, leading: &leading))
    case .unicode(let form):
      return form.apply(to: text, leading: &leading)
    case .lowercase: return text.mapped(&leading, lowercased)
    case .strip(let left, let right):
      var text = text
      while left, let first = text.firstScalar, first.value.isWhitespace {
        text = text.dropFirst(first.width)
        leading = max(0, leading - 1)
      }
      while right, let last = text.lastScalar, last.value.isWhitespace { text = text.dropLast(last.width) }
      return text
    case .stripAccents: return text.mapped(&leading) { $0.mapScalars { $0.isMark ? [] : [$0] } }
    case .byteLevel: return text.mapped(&leading, ByteLevel.encode)
    case .bert(let normalizer): return normalizer.apply(to: text, leading: &leading)
    case .nmt: return text.mapped(&leading) { $0.mapScalars(Self.cleaned) }
    case .precompiled(let map): return map.apply(to: text, leading: &leading)
    }
  }

  private static func cleaned(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
    switch scalar.value {
    case 0x01...0x08, 0x0B, 0x0E...0x1F, 0x7F, 0x8F, 0x9F: return []
    case 0x09, 0x0A, 0x0C, 0x0D, 0x1680, 0x200B...0x200F, 0x2028, 0x2029, 0x2581, 0xFEFF, 0xFFFD: return [" "]
    default: return [scalar]
    }
  }
}

extension ArraySlice<UInt8> {
  /// The text after a transformation that makes of every scalar any number of scalars, whatever stands beside it.
  /// - Parameter leading: becomes the number of scalars that come from as many at the start.
  func mapped(_ leading: inout Int, _ transform: (Text) -> Text) -> Text {
    if leading > 0 { leading = transform(prefixOfScalars(leading)).scalarCount }
    return transform(self)
  }
}
