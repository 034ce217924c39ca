import JSON

/// One configured part of a `tokenizer.json`, `{"type": "…", …}`, with typed access whose errors name the part.
struct Component {
  /// What it is there for: “normalizer”, “decoder” …
  let role: String
  let type: String
  let json: JSON

  /// nil for null or absent.
  init?(_ json: JSON?, role: String) throws {
    guard let json, !json.isNull else { return nil }
    guard let type = json["type"]?.stringValue else {
      throw TokenizerError("the \(role) must be an object with a “type”, found \(json.kind)")
    }
    self.role = role
    self.type = type
    self.json = json
  }

  var unsupported: TokenizerError {
    TokenizerError("the \(role) “\(type)” is not supported", help: "this tokenizer.json needs it; its ids would be wrong without")
  }

  func error(_ what: String) -> TokenizerError { TokenizerError("the \(role) “\(type)”: \(what)") }

  /// The members of a `Sequence`.
  func parts(_ key: String) throws -> [Component] {
    try array(key).map { json in
      guard let part = try Component(json, role: role) else { throw error("“\(key)” holds null") }
      return part
    }
  }

  func array(_ key: String) throws -> [JSON] { try require(key, json[key]?.arrayValue, "an array") }
  func string(_ key: String) throws -> String { try require(key, json[key]?.stringValue, "a string") }
  func bytes(_ key: String) throws -> [UInt8] { try Array(string(key).utf8) }

  /// A count: not negative.
  func count(_ key: String) throws -> Int {
    let value = try require(key, json[key]?.intValue, "an integer")
    guard value >= 0 else { throw error("“\(key)” must not be negative") }
    return value
  }

  func bool(_ key: String, default fallback: Bool? = nil) throws -> Bool {
    if let fallback, json[key]?.isNull ?? true { return fallback }
    return try require(key, json[key]?.boolValue, "true or false")
  }

  /// `{"String": "literal"}` or `{"Regex": "expression"}`.
  func pattern(_ key: String) throws -> TextPattern {
    if let literal = json[key]?["String"]?.stringValue { return .literal(Array(literal.utf8)) }
    if let expression = json[key]?["Regex"]?.stringValue {
      do {
        return .regex(try RegularExpression(expression))
      } catch let failure as TokenizerError {
        throw TokenizerError("the \(role) “\(type)”: \(failure.message)", help: failure.help)
      }
    }
    throw error("“\(key)” must be {\"String\": …} or {\"Regex\": …}")
  }

  func behavior(_ key: String, default fallback: SplitBehavior? = nil) throws -> SplitBehavior {
    if let fallback, json[key] == nil { return fallback }
    let name = try string(key)
    guard let behavior = SplitBehavior(rawValue: name) else { throw error("“\(key)” has the unknown value “\(name)”") }
    return behavior
  }

  private func require<Value>(_ key: String, _ value: Value?, _ expected: String) throws -> Value {
    if let value { return value }
    throw error("“\(key)” must be \(expected), " + (json[key].map { "found \($0.kind)" } ?? "but is missing"))
  }
}
