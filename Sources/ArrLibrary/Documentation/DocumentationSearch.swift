import ArrLanguage
import TextWidth

/// A place in the documentation that a search found.
public struct DocumentationHit: Equatable {
  /// What `help` takes to show it: `sorted`, `list.append`, `Slices`.
  public let topic: String
  /// The sentence that says what it is, or the line that holds the words.
  public let line: String
  let rank: Int
}

/// Everything in the documentation that speaks of all the words, the best first: names before headings, headings before
/// prose, prose before parameters and examples. Capital and small letters are alike.
public func searchDocumentation(for words: String, in interpreter: Interpreter) -> [DocumentationHit] {
  let wanted = words.lowercased().split { $0 == " " || $0 == "," }.map(String.init)
  guard !wanted.isEmpty else { return [] }
  var hits: [DocumentationHit] = []
  func consider(_ topic: String, _ line: String, _ fields: [(text: String, weight: Int)]) {
    if let rank = rank(of: wanted, in: fields) { hits.append(DocumentationHit(topic: topic, line: line, rank: rank)) }
  }
  func consider(_ declaration: Declaration, owner: String? = nil) {
    let name = (owner.map { $0 + "." } ?? "") + declaration.name
    let parameters = declaration.parameters.map { $0.name + " " + $0.meaning }.joined(separator: " ")
    consider(
      name, firstSentence(declaration.prose),
      [
        (name, 100), (declaration.name, 110), (firstSentence(declaration.prose), 40), (declaration.prose, 30), (parameters, 15),
        (declaration.example, 5),
      ])
  }
  for name in interpreter.builtins.names + interpreter.globals.names {
    let value = interpreter.globals.lookup(name) ?? interpreter.builtins.lookup(name)
    if case .function(let function)? = value, let declaration = function.declaration { consider(declaration) }
  }
  for type in interpreter.methods.typeNames { for method in interpreter.methods.all(for: type) { consider(method.declaration, owner: type) } }
  for table in Library.properties {
    for property in table.properties {
      let name = (table.typeName.isEmpty ? "" : table.typeName + ".") + property.name
      consider(name, firstSentence(property.prose), [(name, 100), (property.name, 110), (property.prose, 30)])
    }
  }
  for article in Specification.articles {
    for section in article.sections {
      let line = section.lines.first { line in wanted.contains { line.lowercased().contains($0) } && !line.hasPrefix("#") }
      let prose = section.lines.joined(separator: " ")
      consider(section.heading, plain(line ?? article.title), [(section.heading, 60), (prose, 10)])
    }
  }
  var seen: Set<String> = []
  return hits.sorted { ($1.rank, $0.topic.count, $0.topic) < ($0.rank, $1.topic.count, $1.topic) }.filter { seen.insert($0.topic).inserted }
}

/// For words that name nothing: the places that speak of them, a line each; nil when there are none, or when it is no words.
func helpText(mentioning words: String, in interpreter: Interpreter) -> String? {
  let areWords = words.allSatisfy { $0.isLetter || " -_".contains($0) } && words.split { !$0.isLetter }.contains { $0.count > 2 }
  let hits = areWords ? searchDocumentation(for: words.replacing("-", with: " "), in: interpreter) : []
  guard !hits.isEmpty else { return nil }
  let most = 12
  let shown = hits.prefix(most)
  let column = shown.map { displayWidth($0.topic) }.max() ?? 0
  let lines = shown.map { "  " + $0.topic + String(repeating: " ", count: column - displayWidth($0.topic) + 2) + $0.line }
  let rest = hits.count > most ? ["  … and \(hits.count - most) more"] : []
  return (["Nothing is called \(quoted(words)); these speak of it:", ""] + lines + rest + ["", "`help(\(quoted(hits[0].topic)))` tells more of one."])
    .joined(separator: "\n")
}

/// What to say of a topic of the craft that the library has nothing for; nil for all others.
public func absentTopic(_ words: String) -> String? {
  let interventions = ["ablat", "patching", "steer", "intervention", "intervene", "causal trac"]
  guard interventions.contains(where: words.lowercased().contains) else { return nil }
  return "a run is looked at, not changed: `run[\"resid_post\", 0]` gives an activation, and nothing puts another in its place"
}

/// The sum of each word's best place; nil when one is nowhere. A whole word counts more than a beginning, that more than a part.
private func rank(of wanted: [String], in fields: [(text: String, weight: Int)]) -> Int? {
  let texts = fields.map { (words: splitWords($0.text), text: $0.text.lowercased(), weight: $0.weight) }
  var sum = 0
  for word in wanted {
    let best = texts.map { field -> Int in
      if field.text == word { return field.weight * 8 }
      if field.words.contains(word) { return field.weight * 4 }
      if field.words.contains(where: { $0.hasPrefix(word) }) { return field.weight * 2 }
      return word.count > 2 && field.text.contains(word) ? field.weight : 0
    }.max() ?? 0
    if best == 0 { return nil }
    sum += best
  }
  return sum
}

private func splitWords(_ text: String) -> Set<String> {
  Set(text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init))
}

/// A line of Markdown as a list shows it.
private func plain(_ line: String) -> String {
  String(line.filter { !"`*".contains($0) }.drop { "|-# ".contains($0) })
}
