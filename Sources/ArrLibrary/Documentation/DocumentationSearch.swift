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
/// prose, prose before parameters. A hit by code of examples alone, by whole names, counts only where there is no other. Capital and
/// small letters are alike.
public func searchDocumentation(for words: String, in interpreter: Interpreter) -> [DocumentationHit] {
  let wanted = wantedWords(words)
  guard !wanted.isEmpty else { return [] }
  var hits: [DocumentationHit] = []
  func consider(_ topic: String, _ line: String, _ fields: [SearchField]) {
    if let rank = rank(of: wanted, in: fields) { hits.append(DocumentationHit(topic: topic, line: line, rank: rank)) }
  }
  func consider(_ declaration: Declaration, owner: String? = nil) {
    let name = (owner.map { $0 + "." } ?? "") + declaration.name
    let sentence = firstSentence(declaration.prose)
    let main: [SearchField] = [.name(name, 100), .name(declaration.name, 110), .prose(sentence, 40), .prose(declaration.prose, 30)]
    let parameters = declaration.parameters.map { SearchField.prose("\($0.name) \($0.meaning)", 15) }
    // Where only a parameter speaks of the words, it is what the line should say.
    let spoken = zip(declaration.parameters, parameters).first { rank(of: wanted, in: [$1]) != nil }.map { "\($0.0.name): \($0.0.meaning)" }
    let line = rank(of: wanted, in: main) == nil ? spoken ?? sentence : sentence
    consider(name, line, main + parameters + [.code(withoutSetup(declaration.example), 1)])
  }
  for name in interpreter.builtins.names + interpreter.globals.names {
    let value = interpreter.globals.lookup(name) ?? interpreter.builtins.lookup(name)
    if case .function(let function)? = value, let declaration = function.declaration { consider(declaration) }
  }
  for type in interpreter.methods.typeNames { for method in interpreter.methods.all(for: type) { consider(method.declaration, owner: type) } }
  for table in Library.properties {
    if let declaration = Library.callDeclaration(ofType: table.typeName) { consider(declaration) }
    for property in table.properties {
      let name = (table.typeName.isEmpty ? "" : table.typeName + ".") + property.name
      consider(name, firstSentence(property.prose), [.name(name, 100), .name(property.name, 110), .prose(property.prose, 30)])
    }
  }
  for activation in ActivationTopic.all {
    consider(activation.name, activation.line, [.name(activation.name, 100), .name(activation.site.rawValue, 50), .prose(activation.line, 40)])
  }
  for article in Specification.articles {
    for section in article.sections {
      let (prose, code) = proseAndCode(section.lines)
      let line = (prose + code).first { line in wanted.contains { line.lowercased().contains($0) } && !line.hasPrefix("#") }
      consider(
        section.heading, plain(line ?? article.title),
        [.name(section.heading, 60), .prose(prose.joined(separator: " "), 10), .code(code.joined(separator: " "), 1)])
    }
  }
  if hits.contains(where: { $0.rank >= leastOfText }) { hits.removeAll { $0.rank < leastOfText } }
  var seen: Set<String> = []
  return hits.sorted { ($1.rank, $0.topic.count, $0.topic) < ($0.rank, $1.topic.count, $1.topic) }.filter { seen.insert($0.topic).inserted }
}

/// The lines of an article outside of blocks of code, and those inside.
private func proseAndCode(_ lines: [String]) -> (prose: [String], code: [String]) {
  var (prose, code): ([String], [String]) = ([], [])
  var isCode = false
  for line in lines {
    if line.hasPrefix("```") {
      isCode.toggle()
    } else if isCode {
      code.append(line)
    } else {
      prose.append(line)
    }
  }
  return (prose, code)
}

/// The words of a question that tell one answer from another.
private func wantedWords(_ text: String) -> [String] {
  let all = text.lowercased().split { $0 == " " || $0 == "," || $0 == "?" }.map(String.init)
  let asking: Set<String> = ["a", "an", "and", "can", "do", "does", "for", "how", "i", "in", "is", "of", "on", "the", "to", "what", "where", "with"]
  let telling = all.filter { !asking.contains($0) }
  return telling.isEmpty ? all : telling
}

/// The code that an example is about: what makes its model is the same in all.
private func withoutSetup(_ example: String) -> String {
  example.hasPrefix(Library.exampleModel) ? String(example.dropFirst(Library.exampleModel.count)) : example
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
  let interventions = ["ablat", "patch", "steer", "interven"]
  let spoken = words.lowercased().split { !$0.isLetter }
  let isMeant = spoken.contains { word in word == "hook" || word == "hooks" || interventions.contains(where: word.hasPrefix) }
  guard isMeant || words.lowercased().contains("causal trac") else { return nil }
  return hint(forForeignName: "patch")
}

/// A part of an entry that words may stand in, and what they are worth there.
private enum SearchField {
  /// A name or heading: parts of it count.
  case name(String, Int)
  /// Sentences: whole words count, and their beginnings.
  case prose(String, Int)
  /// Code: only whole names count.
  case code(String, Int)

  func worth(of word: String) -> Int {
    switch self {
    case .name(let text, let weight):
      let text = text.lowercased()
      if text == word { return weight * 8 }
      let best = worthOfWords(splitWords(text), word, weight)
      return best > 0 ? best : word.count > 2 && text.contains(word) ? weight : 0
    case .prose(let text, let weight): return worthOfWords(splitWords(text.lowercased()), word, weight)
    case .code(let text, let weight):
      return text.lowercased().split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "_" }).contains { $0 == word } ? weight : 0
    }
  }

  /// A whole word counts more than one of which `word` is the plural or the beginning.
  private func worthOfWords(_ words: Set<String>, _ word: String, _ weight: Int) -> Int {
    if words.contains(word) { return weight * 4 }
    if word.count > 3, word.hasSuffix("s"), words.contains(String(word.dropLast())) { return weight * 3 }
    return words.contains { $0.hasPrefix(word) } ? weight * 2 : 0
  }
}

/// What a word in the sentences about a parameter is worth at least; code is worth less.
private let leastOfText = 10

/// The sum of each word's best place; nil when one is nowhere.
private func rank(of wanted: [String], in fields: [SearchField]) -> Int? {
  var sum = 0
  for word in wanted {
    let best = fields.map { $0.worth(of: word) }.max() ?? 0
    if best == 0 { return nil }
    sum += best
  }
  return sum
}

private func splitWords(_ text: String) -> Set<String> {
  Set(text.split { !$0.isLetter && !$0.isNumber }.map(String.init))
}

/// A line of Markdown as a list shows it.
private func plain(_ line: String) -> String {
  String(line.filter { !"`*".contains($0) }.drop { "|-# ".contains($0) })
}
