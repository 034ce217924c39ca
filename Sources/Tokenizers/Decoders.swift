/// The way back: turns the tokens of ids into text.
enum Decoder: Sendable {
  case sequence([Decoder])
  case byteLevel
  case metaspace(replacement: [UInt8], dropsFirst: Bool)
  case byteFallback
  case fuse
  case strip(content: [UInt8], start: Int, stop: Int)
  case replace(TextPattern, [UInt8])
  case wordPiece(prefix: [UInt8], cleansUp: Bool)
  /// BPE whose words end with a suffix.
  case suffixed([UInt8])
  case ctc(padding: [UInt8], delimiter: [UInt8], cleansUp: Bool)

  init(_ component: Component) throws {
    switch component.type {
    case "Sequence": self = .sequence(try component.parts("decoders").map(Decoder.init))
    case "ByteLevel": self = .byteLevel
    case "Metaspace":
      self = .metaspace(replacement: try component.bytes("replacement"), dropsFirst: try PrependScheme(component) != .never)
    case "ByteFallback": self = .byteFallback
    case "Fuse": self = .fuse
    case "Strip":
      self = .strip(
        content: try component.bytes("content"), start: try component.count("start"), stop: try component.count("stop"))
    case "Replace": self = .replace(try component.pattern("pattern"), try component.bytes("content"))
    case "WordPiece": self = .wordPiece(prefix: try component.bytes("prefix"), cleansUp: try component.bool("cleanup", default: true))
    case "BPEDecoder": self = .suffixed(try component.bytes("suffix"))
    case "CTC":
      self = .ctc(
        padding: try component.bytes("pad_token"), delimiter: try component.bytes("word_delimiter_token"),
        cleansUp: try component.bool("cleanup", default: true))
    default: throw component.unsupported
    }
  }

  /// The texts of the tokens, which joined are the text.
  func apply(to tokens: [Text]) throws -> [Text] {
    switch self {
    case .sequence(let parts): return try parts.reduce(tokens) { try $1.apply(to: $0) }
    case .byteLevel: return [repaired(tokens.flatMap(ByteLevel.decode))]
    case .metaspace(let replacement, let dropsFirst):
      return tokens.enumerated().map { i, token in
        Text(token.replacing(replacement, with: i == 0 && dropsFirst ? [] : [0x20]))
      }
    case .byteFallback: return joiningBytes(tokens)
    case .fuse: return [Text(tokens.joined())]
    case .strip(let content, let start, let stop): return tokens.map { strip($0, content, start: start, stop: stop) }
    case .replace(let pattern, let content): return try tokens.map { Text(try pattern.replace(in: $0, with: content)) }
    case .wordPiece(let prefix, let cleansUp):
      return tokens.enumerated().map { i, token in
        let text = i == 0 ? token : token.starts(with: prefix) ? token.dropFirst(prefix.count) : Text([0x20] + token)
        return cleansUp ? Self.cleanedUp(text) : text
      }
    case .suffixed(let suffix):
      return tokens.enumerated().map { i, token in Text(token.replacing(suffix, with: i == tokens.count - 1 ? [] : [0x20])) }
    case .ctc(let padding, let delimiter, let cleansUp):
      return tokens.enumerated().compactMap { i, token in
        if i > 0, tokens[i - 1] == token { return nil }
        var text = Text(token.replacing(padding, with: []))
        if cleansUp { text = Text(Self.cleanedUp(text).replacing(delimiter, with: [0x20])) }
        return text.isEmpty ? nil : text
      }
    }
  }

  /// The bytes that one token stands for amid others: no mark is dropped for being first, nothing is repaired.
  func bytes(of token: Text) throws -> Text {
    switch self {
    case .sequence(let parts): return try parts.reduce(token) { try $1.bytes(of: $0) }
    case .byteLevel: return Text(ByteLevel.decode(token))
    case .metaspace(let replacement, _): return Text(token.replacing(replacement, with: [0x20]))
    case .byteFallback: return byteOfFallback(token).map { [$0] } ?? token
    case .replace(let pattern, let content): return Text(try pattern.replace(in: token, with: content))
    case .wordPiece(let prefix, _): return token.starts(with: prefix) ? token.dropFirst(prefix.count) : Text([0x20] + token)
    case .suffixed(let suffix): return Text(token.replacing(suffix, with: [0x20]))
    case .ctc(let padding, let delimiter, _):
      let text = Text(token.replacing(padding, with: []))
      return Text(text.replacing(delimiter, with: [0x20]))
    case .fuse, .strip: return token
    }
  }

  /// English punctuation and short forms without the spaces that cutting words put there.
  private static func cleanedUp(_ text: Text) -> Text {
    let changes = [
      (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m"), (" do not", " don't"),
      (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
    ]
    return changes.reduce(text) { Text($0.replacing(Array($1.0.utf8), with: Array($1.1.utf8))) }
  }

  private func strip(_ token: Text, _ content: [UInt8], start: Int, stop: Int) -> Text {
    guard !content.isEmpty else { return token }
    var token = token
    for _ in 0..<start {
      guard token.starts(with: content) else { break }
      token = token.dropFirst(content.count)
    }
    for _ in 0..<stop {
      guard token.suffix(content.count).elementsEqual(content) else { break }
      token = token.dropLast(content.count)
    }
    return token
  }

  /// Runs of byte tokens become their characters, or one U+FFFD a byte when they are not UTF-8.
  private func joiningBytes(_ tokens: [Text]) -> [Text] {
    var output: [Text] = []
    var run: [UInt8] = []
    func flush() {
      guard !run.isEmpty else { return }
      let text = repaired(run)
      if text.elementsEqual(run) {
        output.append(text)
      } else {
        output.append(contentsOf: repeatElement(Text("\u{FFFD}".utf8), count: run.count))
      }
      run = []
    }
    for token in tokens {
      if let byte = byteOfFallback(token) {
        run.append(byte)
      } else {
        flush()
        output.append(token)
      }
    }
    flush()
    return output
  }
}

/// The byte of a token `<0x0A>`.
func byteOfFallback(_ token: Text) -> UInt8? {
  guard token.count == 6, token.starts(with: "<0x".utf8), token.last == UInt8(ascii: ">") else { return nil }
  return UInt8(String(decoding: token.dropFirst(3).dropLast(), as: UTF8.self), radix: 16)
}

/// Bytes with what is not UTF-8 replaced by U+FFFD.
private func repaired(_ bytes: [UInt8]) -> Text { Text(String(decoding: bytes, as: UTF8.self).utf8) }
