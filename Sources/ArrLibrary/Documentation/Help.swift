import ArrLanguage
import TextWidth

/// What `help` and the prompt's `?name` say of one function; `owner` is the type that a method belongs to.
public func helpText(for declaration: Declaration, of owner: String? = nil) -> String {
  entryText(
    signature: (owner.map { $0 + "." } ?? "") + declaration.signature, prose: declaration.prose,
    parameters: declaration.parameters.filter { !$0.meaning.isEmpty }, example: declaration.example)
}

private func entryText(signature: String, prose: String, parameters: [Declaration.Parameter], example: String) -> String {
  var lines = [signature]
  if !prose.isEmpty { lines += ["", prose] }
  if !parameters.isEmpty {
    let width = parameters.map { $0.name.count }.max() ?? 0
    lines.append("")
    lines += parameters.map { "  " + $0.name + String(repeating: " ", count: width - $0.name.count + 2) + $0.meaning }
  }
  if !example.isEmpty {
    lines += ["", "Example:"]
    lines += example.split(separator: "\n").map { "  " + $0 }
  }
  return lines.joined(separator: "\n")
}

/// Help on a value (a function, an object, a module), or on what a text names: a variable, a function (`"sorted"`), a method
/// (`"list.append"`), a type (`"list"`), a topic of the specification (`"slicing"`); none gives an overview.
public func helpText(for topic: Value, in interpreter: Interpreter) throws -> String {
  switch topic {
  case .none: return overview(interpreter)
  case .string(let box): return try helpText(named: box.text, in: interpreter)
  default: return helpText(about: topic, in: interpreter)
  }
}

private func helpText(about value: Value, in interpreter: Interpreter) -> String {
  switch value {
  case .function(let function): return function.declaration.map { helpText(for: $0) } ?? value.repr
  case .object(let module as ModuleObject): return helpText(of: module)
  default: break
  }
  var parts = [value.shortTypeDescription]
  if case .object(let object) = value {
    parts = [String(object.shortDescription().prefix { $0 != "\n" })]
    if let declaration = object.callDeclaration { parts.append(helpText(for: declaration)) }
  }
  if let type = helpText(ofType: value.typeName, in: interpreter) {
    parts.append(type)
  } else {
    let names = interpreter.memberNames(of: value)
    if !names.isEmpty { parts.append("." + names.joined(separator: " .")) }
  }
  return parts.joined(separator: "\n\n")
}

/// Names of a module with the signatures and first lines of its functions.
private func helpText(of module: ModuleObject) -> String {
  let lines = module.globals.names.compactMap { name -> String? in
    guard let value = module.globals.lookup(name) else { return nil }
    guard case .function(let function) = value, let declaration = function.declaration else { return "  \(name): \(value.shortTypeDescription)" }
    let first = declaration.prose.prefix { $0 != "\n" }
    return "  \(declaration.signature)" + (first.isEmpty ? "" : "\n      \(first)")
  }
  return (["module \(module.name)"] + (lines.isEmpty ? [] : [""] + lines)).joined(separator: "\n")
}

/// Properties and methods of a type, one a line; nil when it has none.
private func helpText(ofType name: String, in interpreter: Interpreter) -> String? {
  let properties = Library.properties(of: name).map { (".\($0.name): \($0.result)", $0.prose) }
  let methods = interpreter.methods.all(for: name).map { (".\($0.declaration.signature)", $0.declaration.prose) }
  guard !name.isEmpty, !properties.isEmpty || !methods.isEmpty else { return nil }
  func lines(_ title: String, _ entries: [(String, String)]) -> [String] {
    entries.isEmpty ? [] : ["", title] + entries.flatMap { ["  " + $0.0, "      " + firstSentence($0.1)] }
  }
  let activations = ActivationTopic.all.map { ($0.expression, $0.meaning) }
  let all =
    [article(name).prefix(1).uppercased() + article(name).dropFirst()] + lines("Properties", properties) + lines("Methods", methods)
    + (name == "run" ? lines("Activations", activations) : [])
  let example = interpreter.methods.names(for: name).first ?? Library.properties(of: name).first?.name ?? ""
  return (all + ["", "`help(\"\(name).\(example)\")` tells more of one."]).joined(separator: "\n")
}

func firstSentence(_ prose: String) -> String {
  var end = prose.endIndex
  var place = prose.startIndex
  while let point = prose[place...].firstIndex(of: ".") {
    place = prose.index(after: point)
    if place == prose.endIndex || prose[place] == " " {
      end = place
      break
    }
  }
  return String(prose[..<end])
}

private func helpText(named name: String, in interpreter: Interpreter) throws -> String {
  if let value = interpreter.globals.lookup(name) { return helpText(about: value, in: interpreter) }
  if case .function(let function)? = interpreter.builtins.lookup(name), let declaration = function.declaration {
    // `list` and `tuple` are functions and types: both are told.
    let type = ["str": "string"][name] ?? name
    return ([helpText(for: declaration)] + (helpText(ofType: type, in: interpreter).map { [$0] } ?? [])).joined(separator: "\n\n")
  }
  if let constant = Library.properties(of: "").first(where: { $0.name == name }) {
    let own = helpText(of: constant, type: "")
    return helpText(ofType: name, in: interpreter).map { own + "\n\n" + $0 } ?? own
  }
  if let type = helpText(ofType: name == "str" ? "string" : name, in: interpreter) {
    return (Library.callDeclaration(ofType: name).map { [helpText(for: $0), type] } ?? [type]).joined(separator: "\n\n")
  }
  if let member = try helpText(ofMember: name, in: interpreter) { return member }
  if let text = Specification.text(about: name) { return text }
  if let owners = helpText(ofMethods: name, in: interpreter) { return owners }
  if let activation = ActivationTopic.all.first(where: { $0.name == name || $0.site.rawValue == name }) { return activation.page }
  if let text = helpText(mentioning: name, in: interpreter) { return text }
  let known = interpreter.builtins.names + interpreter.globals.names + interpreter.methods.typeNames
  // A slip is seldom in the first letter: a word that begins otherwise means something else.
  let begins = Set(name.lowercased().prefix(2))
  var near = suggestions(for: name, among: known).filter { $0.lowercased().first.map { $0 == name.lowercased().first } ?? false || Set($0.lowercased().prefix(2)) == begins }
  if near.isEmpty { near = suggestions(for: name.lowercased(), among: Specification.headings.map { $0.lowercased() }).filter { $0.first == name.lowercased().first } }
  throw ValueError(
    "name", "there is no help about \(quoted(name))",
    help: absentTopic(name).map { [$0] } ?? (near.isEmpty ? ["`help()` lists everything"] : near.map { "`help(\(quoted($0)))`" }),
    argument: .position(0))
}

private func helpText(of property: PropertyDeclaration, type: String) -> String {
  entryText(
    signature: (type.isEmpty ? "" : type + ".") + "\(property.name): \(property.result)", prose: property.prose, parameters: [], example: property.example)
}

/// `list.append`, or `run.next` of a variable `run`.
private func helpText(ofMember name: String, in interpreter: Interpreter) throws -> String? {
  let parts = name.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
  guard parts.count == 2 else { return nil }
  let owner = interpreter.globals.lookup(parts[0])
  if case .object(let module as ModuleObject)? = owner, let value = module.globals.lookup(parts[1]) { return helpText(about: value, in: interpreter) }
  let type = owner?.typeName ?? (parts[0] == "str" ? "string" : parts[0])
  if let method = interpreter.methods.lookup(parts[1], for: type) { return helpText(for: method.declaration, of: type) }
  if let property = Library.properties(of: type).first(where: { $0.name == parts[1] }) { return helpText(of: property, type: type) }
  if case .object(let object)? = owner, let value = try object.attribute(parts[1]) { return helpText(about: value, in: interpreter) }
  return nil
}

/// A method or property by its name alone, of every type that has one.
private func helpText(ofMethods name: String, in interpreter: Interpreter) -> String? {
  var texts = interpreter.methods.typeNames.compactMap { type in
    interpreter.methods.lookup(name, for: type).map { helpText(for: $0.declaration, of: type) }
  }
  for table in Library.properties where !table.typeName.isEmpty {
    texts += table.properties.filter { $0.name == name }.map { helpText(of: $0, type: table.typeName) }
  }
  return texts.isEmpty ? nil : texts.joined(separator: "\n\n")
}

/// Every function of the library by its chapter, the types, the topics.
private func overview(_ interpreter: Interpreter) -> String {
  var lines: [String] = []
  for chapter in Chapter.all(in: interpreter) {
    let names = Reference.functions(of: interpreter).filter { chapter.groups.contains($0.group) }.map(\.name).sorted()
    let types = chapter.types.isEmpty ? [] : ["types: " + chapter.types.joined(separator: " ")]
    let entries = (names.isEmpty ? [] : [names.joined(separator: " ")]) + types
    if !entries.isEmpty { lines += [chapter.title] + entries.flatMap { wrapped($0) } }
  }
  lines += ["The language"] + wrapped(Specification.topics.joined(separator: " · "))
  return (lines + ["", "`help(\"name\")` tells more of a function, type, method (\"list.append\") or topic (\"slicing\")."]).joined(separator: "\n")
}

/// Words in lines of at most 78 columns, indented.
private func wrapped(_ text: String) -> [String] {
  var lines: [String] = []
  var line = " "
  for word in text.split(separator: " ") {
    if displayWidth(line) + 1 + displayWidth(String(word)) > 78 {
      lines.append(line)
      line = " "
    }
    line += " " + word
  }
  return lines + (line == " " ? [] : [line])
}
