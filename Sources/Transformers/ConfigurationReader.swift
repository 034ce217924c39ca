import JSON

/// Reads the fields of a `config.json`, naming the field in every error.
struct ConfigurationReader {
  let fields: JSONObject
  let family: String
  /// What holds for a field that is not there; a null is there.
  let defaults: JSONObject

  init(_ fields: JSONObject, family: any Family.Type) {
    self.init(fields: fields, family: family.modelType, defaults: family.defaults)
  }

  init(fields: JSONObject, family: String, defaults: JSONObject = [:]) {
    self.fields = fields
    self.family = family
    self.defaults = defaults
  }

  /// The field or the family's default, nil for null.
  subscript(name: String) -> JSON? {
    guard let value = fields[name] ?? defaults[name], value != .null else { return nil }
    return value
  }

  /// Sizes beyond this are damage, not models; the product of two still fits in 64 bits.
  static let largestSize = 1 << 28

  /// Every layer costs a table of names before a weight is read: no model comes near this many.
  static let mostLayers = 1 << 14

  func layerCount(_ name: String) throws -> Int {
    let count = try size(name)
    guard count <= Self.mostLayers else {
      throw ModelError("`\(name)` of the configuration is \(count)", notes: ["at most \(Self.mostLayers) layers are supported"])
    }
    return count
  }

  /// A size that every configuration must state.
  func size(_ name: String) throws -> Int {
    guard let value = fields[name], value != .null else {
      throw ModelError("the configuration has no `\(name)`", help: ["a \(family) configuration needs it"])
    }
    return try checkedSize(name, value)
  }

  func size(_ name: String, default fallback: Int) throws -> Int { try optionalSize(name) ?? fallback }

  func optionalSize(_ name: String) throws -> Int? { try self[name].map { try checkedSize(name, $0) } }

  private func checkedSize(_ name: String, _ value: JSON) throws -> Int {
    guard let number = value.intValue else { throw ModelError("`\(name)` of the configuration is not an integer: \(value.text())") }
    guard number > 0, number <= Self.largestSize else {
      throw ModelError("`\(name)` of the configuration is \(number)", notes: ["sizes are between 1 and \(Self.largestSize)"])
    }
    return number
  }

  func optionalNumber(_ name: String) throws -> Double? {
    guard let value = self[name] else { return nil }
    guard let number = value.doubleValue, number.isFinite else {
      throw ModelError("`\(name)` of the configuration is not a number: \(value.text())")
    }
    return number
  }

  func number(_ name: String, default fallback: Double) throws -> Double { try optionalNumber(name) ?? fallback }

  /// A number that must be above zero; nil when it is not there.
  func positiveNumber(_ name: String) throws -> Float? {
    guard let number = try optionalNumber(name) else { return nil }
    guard number > 0, Float(number).isFinite else { throw ModelError("`\(name)` of the configuration is \(number), not above 0") }
    return Float(number)
  }

  func float(_ name: String, default fallback: Double) throws -> Float { Float(try number(name, default: fallback)) }

  func flag(_ name: String, default fallback: Bool = false) throws -> Bool {
    guard let value = self[name] else { return fallback }
    guard let flag = value.boolValue else { throw ModelError("`\(name)` of the configuration is not true or false: \(value.text())") }
    return flag
  }

  func activation(_ name: String) throws -> ModelConfiguration.Activation {
    try activation(self[name]?.stringValue ?? self[name]?.text() ?? "null", in: name)
  }

  func activation(_ value: String, in name: String) throws -> ModelConfiguration.Activation {
    guard let activation = ModelConfiguration.Activation(named: value) else {
      throw ModelError("the activation function \"\(value)\" is not supported", notes: ["it stands in `\(name)` of the configuration"])
    }
    return activation
  }

  /// A list of strings, one a layer at least.
  func strings(_ name: String, count: Int) throws -> [String]? {
    guard let value = self[name] else { return nil }
    guard let list = value.arrayValue?.map(\.stringValue), let strings = list as? [String], strings.count >= count else {
      throw ModelError("`\(name)` of the configuration is not a list of a string for each of the \(count) layers")
    }
    return strings
  }

  func tokenIDs(_ name: String) -> [Int] {
    guard let value = self[name] else { return [] }
    if let one = value.intValue { return [one] }
    return value.arrayValue?.compactMap(\.intValue) ?? []
  }

  /// A switch that would change the numbers and is not supported is an error, never a silent wrong number.
  func refuse(_ name: String, unless accepted: [JSON]) throws {
    guard let value = self[name], !accepted.contains(value) else { return }
    throw ModelError("`\(name)` = \(value.text()) is not supported for \(family) models")
  }
}
