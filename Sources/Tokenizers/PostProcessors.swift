import JSON

/// The fourth stage: puts special tokens around the ids.
enum PostProcessor: Sendable {
  case sequence([PostProcessor])
  /// Ids before and behind the text.
  case template(before: [Int], behind: [Int])
  /// Concerns offsets alone, which we do not report.
  case unchanged

  init(_ component: Component) throws {
    switch component.type {
    case "Sequence": self = .sequence(try component.parts("processors").map(PostProcessor.init))
    case "TemplateProcessing": self = try Self.template(component)
    case "BertProcessing", "RobertaProcessing":
      self = .template(before: [try Self.namedId("cls", component)], behind: [try Self.namedId("sep", component)])
    case "ByteLevel": self = .unchanged
    default: throw component.unsupported
    }
  }

  func apply(to ids: [Int]) -> [Int] {
    switch self {
    case .sequence(let parts): return parts.reduce(ids) { $1.apply(to: $0) }
    case .template(let before, let behind): return before + ids + behind
    case .unchanged: return ids
    }
  }

  /// The id of `["[SEP]", 102]`.
  private static func namedId(_ key: String, _ component: Component) throws -> Int {
    guard let pair = component.json[key]?.arrayValue, pair.count == 2, let id = pair[1].intValue, id >= 0 else {
      throw component.error("“\(key)” must be a token and its id")
    }
    return id
  }

  private static func template(_ component: Component) throws -> PostProcessor {
    var before: [Int] = []
    var behind: [Int] = []
    var seenText = false
    for piece in try component.array("single") {
      if let name = piece["SpecialToken"]?["id"]?.stringValue {
        let ids = try specialIds(name, component)
        if seenText { behind += ids } else { before += ids }
      } else if piece["Sequence"]?["id"]?.stringValue == "A", !seenText {
        seenText = true
      } else {
        throw component.error("“single” has the piece \(piece.text()), expected one Sequence A and SpecialTokens")
      }
    }
    guard seenText else { throw component.error("“single” lacks the Sequence A") }
    return .template(before: before, behind: behind)
  }

  private static func specialIds(_ name: String, _ component: Component) throws -> [Int] {
    guard let ids = component.json["special_tokens"]?[name]?["ids"]?.arrayValue else {
      throw component.error("“special_tokens” lacks the ids of “\(name)”")
    }
    return try ids.map { id in
      guard let id = id.intValue, id >= 0 else { throw component.error("an id of “\(name)” is \(id.text())") }
      return id
    }
  }
}
