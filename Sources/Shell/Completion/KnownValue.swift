import ArrLanguage
import ArrLibrary

/// What is known of a value without computing it: the value itself where it lies in a variable, else what a declaration says.
indirect enum KnownValue {
  case value(Value)
  /// A value of a type as declarations write it (`list of attribution`), made from another one when that is known.
  case instance(String, from: Value?)
  case function(Declaration, of: KnownValue?)
  case unknown

  /// What a declaration's words for a result mean: `tensor [batch, pos]` is a tensor, `string or none` a string.
  static func result(_ words: String, from: Value?) -> KnownValue {
    var type = words[...]
    for end in [", ", " or ", " ["] { if let range = type.firstRange(of: end) { type = type[..<range.lowerBound] } }
    return type.isEmpty || type == "any" ? .unknown : .instance(String(type), from: from)
  }

  /// The type that methods are looked up by.
  var typeName: String? {
    switch self {
    case .value(let value): return value.typeName
    case .instance(let type, _): return String(type.prefix { $0 != " " })
    case .function: return "function"
    case .unknown: return nil
    }
  }

  var isTensor: Bool { typeName == "tensor" }

  /// The value, or the one that it was made from.
  var source: Value? {
    switch self {
    case .value(let value): return value
    case .instance(_, let from): return from
    case .function(_, let owner): return owner?.source
    case .unknown: return nil
    }
  }

  /// What calling it takes, and gives as `result`.
  var declaration: Declaration? {
    switch self {
    case .value(.function(let function)): return function.declaration
    case .value(.object(let object)): return object.callDeclaration
    case .function(let declaration, _): return declaration
    case .instance(let type, _): return Library.callDeclaration(ofType: type)
    default: return nil
    }
  }
}

extension String.SubSequence {
  fileprivate func firstRange(of text: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
      start = index(after: start)
    }
    return nil
  }
}

/// What stands behind a dot.
struct Member {
  let name: String
  let kind: Candidate.Kind
  let detail: String?
  var declaration: Declaration?
}

extension Interpreter {
  /// The fields and methods of what is known.
  func members(of known: KnownValue) -> [Member] {
    guard let type = known.typeName else { return [] }
    var members: [Member] = []
    let properties = Dictionary(Library.properties.first { $0.typeName == type }?.properties.map { ($0.name, $0) } ?? [], uniquingKeysWith: { $1 })
    if case .value(.object(let object)) = known {
      for name in object.memberNames {
        let stored = object.storedAttribute(name)
        if case .function(let function)? = stored {
          members.append(Member(name: name, kind: .function, detail: line(about: function.declaration), declaration: function.declaration))
        } else {
          members.append(Member(name: name, kind: .field, detail: properties[name].map(line) ?? stored?.shortTypeDescription))
        }
      }
    } else {
      members = properties.values.map { Member(name: $0.name, kind: .field, detail: line(about: $0)) }
    }
    return members + methods.all(for: type).map {
      Member(name: $0.declaration.name, kind: .method, detail: line(about: $0.declaration), declaration: $0.declaration)
    }
  }

  /// What a field or method is.
  func member(_ name: String, of known: KnownValue) -> KnownValue {
    guard let type = known.typeName else { return .unknown }
    if case .value(.object(let object)) = known, let stored = object.storedAttribute(name) { return .value(stored) }
    if let method = methods.lookup(name, for: type) { return .function(method.declaration, of: known) }
    let property = Library.properties.first { $0.typeName == type }?.properties.first { $0.name == name }
    return property.map { .result($0.result, from: known.source) } ?? .unknown
  }

  /// What a call gives; `text` is its first argument when that is a string literal, `model` one of its arguments that has a model.
  func result(ofCalling known: KnownValue, text: String? = nil, model: Value? = nil) -> KnownValue {
    guard let declaration = known.declaration else { return .unknown }
    let owner = known.source.flatMap { Library.hasModel($0) ? $0 : nil } ?? model
    // A tool has the name of its type.
    if declaration.result == "the tool", let text, !methods.names(for: text).isEmpty { return .instance(text, from: owner) }
    return .result(declaration.result, from: owner)
  }

  /// What an index gives, or a loop: the item at a literal index or key when the value is there, else an item of its kind.
  func item(of known: KnownValue, index: Int? = nil, key: String? = nil) -> KnownValue {
    switch known {
    case .value(.list(let box)): return item(of: box.items, index)
    case .value(.tuple(let box)): return item(of: box.items, index)
    case .value(.dict(let box)): return (key.flatMap { box.entries[$0] } ?? (key == nil ? box.entries.values.first : nil)).map { .value($0) } ?? .unknown
    case .value(.object(let object)):
      if let key, let stored = object.storedAttribute(key) { return .value(stored) }
    case .instance(let type, let from):
      if let range = type.firstRange(of: " of ") { return .result(String(type[range.upperBound...]), from: from) }
    default: break
    }
    switch known.typeName {
    case "tensor", "run": return .instance("tensor", from: nil)
    case "string": return .instance("string", from: nil)
    default: return .unknown
    }
  }

  private func item(of items: [Value], _ index: Int?) -> KnownValue {
    guard let index else { return items.first.map { .value($0) } ?? .unknown }
    let place = index < 0 ? index &+ items.count : index
    return items.indices.contains(place) ? .value(items[place]) : .unknown
  }
}

extension String {
  fileprivate func firstRange(of text: String) -> Range<Index>? { self[...].firstRange(of: text) }
}

/// One line about a function: how it is called, and the first sentence on it.
func line(about declaration: Declaration?) -> String? {
  guard let declaration else { return nil }
  let sentence = firstSentence(of: declaration.prose)
  return declaration.signature + (sentence.isEmpty ? "" : "  " + sentence)
}

private func line(about property: PropertyDeclaration) -> String { property.result + "  " + firstSentence(of: property.prose) }

/// Up to the first point that a blank or the end follows, on one line.
private func firstSentence(of prose: String) -> String {
  let line = prose.prefix { $0 != "\n" }
  var place = line.startIndex
  while let point = line[place...].firstIndex(of: ".") {
    place = line.index(after: point)
    if place == line.endIndex || line[place] == " " { return String(line[..<point]) }
  }
  return String(line)
}
