import ArrLanguage

/// The reference of the whole library as Markdown, made of the declarations; what an example gives is computed, not written.
public enum Reference {
  /// The declared functions, in the order of their definition.
  static func functions(of interpreter: Interpreter) -> [Declaration] {
    interpreter.builtins.names.compactMap { name in
      guard case .function(let function)? = interpreter.builtins.lookup(name) else { return nil }
      return function.declaration
    }
  }

  /// One entry: a function, method or property.
  struct Entry {
    let heading: String
    let signature: String
    let prose: String
    var parameters: [Declaration.Parameter] = []
    let example: String

    /// A function, or a method of a type.
    init(_ declaration: Declaration, of type: String? = nil) {
      heading = type.map { "\($0).\(declaration.name)" } ?? declaration.name
      signature = (type.map { $0 + "." } ?? "") + declaration.signature
      prose = declaration.prose
      parameters = declaration.parameters
      example = declaration.example
    }

    init(_ property: PropertyDeclaration, of type: String) {
      heading = type.isEmpty ? property.name : "\(type).\(property.name)"
      signature = "\(heading): \(property.result)"
      prose = property.prose
      example = property.example
    }
  }

  /// The parts of a chapter with their entries: functions first, then every type.
  static func sections(of chapter: Chapter, in interpreter: Interpreter) -> [(title: String, entries: [Entry])] {
    let all = functions(of: interpreter)
    var sections: [(title: String, entries: [Entry])] = []
    for group in chapter.groups {
      let constants = group == "numbers" ? ["pi", "e", "inf", "nan"] : group == "session" ? ["args"] : group == "regular expressions" ? ["re"] : []
      let own = Library.properties(of: "").filter { constants.contains($0.name) }.map { Entry($0, of: "") }
      let entries = all.filter { $0.group == group }.map { Entry($0) }
      let subtitle = group.split(separator: ":").dropFirst().joined().drop { $0 == " " }
      sections.append((subtitle.isEmpty ? "Functions" : "Functions: \(subtitle)", own + entries.sorted { $0.heading.lowercased() < $1.heading.lowercased() }))
    }
    for type in chapter.types {
      let properties = Library.properties(of: type).map { Entry($0, of: type) }
      if !properties.isEmpty { sections.append(("Properties of \(article(type))", properties)) }
      let methods = interpreter.methods.all(for: type).map { Entry($0.declaration, of: type) }
      if type == "run" { sections.append(("Making a run", [Entry(ModelObject.callDeclaration)])) }
      if !methods.isEmpty { sections.append((type == "re" ? "Functions" : "Methods of \(article(type))", methods)) }
    }
    return sections.filter { !$0.entries.isEmpty }
  }

  /// The whole reference. Examples run in this interpreter, which is best a new one.
  public static func markdown(of interpreter: Interpreter) -> String {
    let chapters = Chapter.all(in: interpreter).map { (chapter: $0, sections: sections(of: $0, in: interpreter)) }.filter { !$0.sections.isEmpty }
    var lines = ["# The library of arr \(Library.version)", ""]
    lines += ["What the language can call. Every example was run; what it shows stands under it. In signatures `*` stands before arguments that are given by name.", ""]
    if chapters.contains(where: { $0.sections.contains { $0.entries.contains { $0.example.hasPrefix(Library.exampleModel) } } }) {
      lines += ["In the examples `model` is a small one with random weights, made by", ""] + fenced([shortened(Library.exampleModel)]) + [""]
    }
    lines += ["## Contents", ""]
    var anchors = Anchors(["contents"])
    let titles = chapters.map { (title: $0.chapter.title, anchor: anchors.add($0.chapter.title)) }
    for (chapter, title) in zip(chapters, titles) {
      lines.append("- [\(title.title)](#\(title.anchor))")
      for section in chapter.sections {
        lines.append("  - \(section.title): " + section.entries.map { "`\($0.heading)`" }.joined(separator: " "))
      }
    }
    for (chapter, sections) in chapters {
      lines += ["", "## \(chapter.title)", ""]
      if !chapter.introduction.isEmpty { lines += [chapter.introduction, ""] }
      for section in sections {
        lines += ["### \(section.title)", ""]
        for entry in section.entries { lines += self.lines(of: entry, in: interpreter) }
      }
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func lines(of entry: Entry, in interpreter: Interpreter) -> [String] {
    var lines = ["#### `\(entry.signature)`", "", entry.prose, ""]
    if !entry.parameters.isEmpty {
      lines += entry.parameters.map { "- `\($0.name)`: \($0.meaning)" } + [""]
    }
    lines += fenced(shownExample(entry.example, in: interpreter))
    return lines + [""]
  }

  /// An example with what it shows, each line behind an arrow.
  static func shownExample(_ example: String, in interpreter: Interpreter) -> [String] {
    let transcript = freshTranscript(of: example, name: "example", in: interpreter)
    var source = example
    if source.hasPrefix(Library.exampleModel) { source = String(source.dropFirst(Library.exampleModel.count)) }
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let code = lines.last?.isEmpty == true ? Array(lines.dropLast()) : lines
    if transcript.count == 1, let last = code.last, transcript[0].count + last.count < 76, !transcript[0].isEmpty {
      return code.dropLast() + ["\(last)    # → \(transcript[0])"]
    }
    return code + transcript.map { $0.isEmpty ? "# →" : "# → \($0)" }
  }

  private static func fenced(_ lines: [String]) -> [String] { ["```python"] + lines + ["```"] }

  private static func shortened(_ text: String) -> String { text.hasSuffix("\n") ? String(text.dropLast()) : text }

  /// The anchors that Markdown makes of headings.
  private struct Anchors {
    private var used: Set<String>
    init(_ used: Set<String>) { self.used = used }

    mutating func add(_ title: String) -> String {
      let base = title.lowercased().compactMap { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" ? String($0) : $0 == " " ? "-" : nil }.joined()
      var anchor = base
      var number = 1
      while !used.insert(anchor).inserted {
        anchor = "\(base)-\(number)"
        number += 1
      }
      return anchor
    }
  }
}
