import ArrLanguage

/// What `help` and the prompt's `?name` say of one function.
public func helpText(for declaration: Declaration) -> String {
  var lines = [declaration.signature]
  if !declaration.prose.isEmpty { lines += ["", declaration.prose] }
  let described = declaration.parameters.filter { !$0.meaning.isEmpty }
  if !described.isEmpty {
    let width = described.map { $0.name.count }.max() ?? 0
    lines.append("")
    lines += described.map { "  " + $0.name + String(repeating: " ", count: width - $0.name.count + 2) + $0.meaning }
  }
  if !declaration.example.isEmpty {
    lines += ["", "Example:"]
    lines += declaration.example.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }
  }
  return lines.joined(separator: "\n")
}

/// The same of a value: a function or method; text names one (`"sorted"`, `"list.append"`, `"list"`); none lists all.
public func helpText(for topic: Value, in interpreter: Interpreter) throws -> String {
  switch topic {
  case .none: return overview(interpreter)
  case .function(let function):
    if let declaration = function.declaration { return helpText(for: declaration) }
    return topic.repr
  case .string(let box): return try helpText(forName: box.text, in: interpreter)
  case .object(let object):
    if let declaration = object.callDeclaration { return helpText(for: declaration) + "\n\n" + members(of: topic, interpreter) }
    return members(of: topic, interpreter)
  default: return members(of: topic, interpreter)
  }
}

private func helpText(forName name: String, in interpreter: Interpreter) throws -> String {
  if case .function(let function)? = interpreter.globals.lookup(name) ?? interpreter.builtins.lookup(name),
    let declaration = function.declaration
  {
    return helpText(for: declaration)
  }
  let parts = name.split(separator: ".").map(String.init)
  if parts.count == 2, let method = interpreter.methods.lookup(parts[1], for: parts[0]) { return helpText(for: method.declaration) }
  let methods = interpreter.methods.all(for: name)
  if !methods.isEmpty { return ([article(name) + ":"] + methods.map { "  ." + $0.declaration.signature }).joined(separator: "\n") }
  let owners = interpreter.methods.typeNames.compactMap { type in interpreter.methods.lookup(name, for: type).map { (type, $0) } }
  if !owners.isEmpty {
    return owners.map { type, method in "A method of \(article(type)):\n" + helpText(for: method.declaration) }.joined(separator: "\n\n")
  }
  let near = suggestions(for: name, among: interpreter.builtins.names + interpreter.globals.names)
  throw ValueError(
    "name", "there is no help about \(quoted(name))",
    help: near.isEmpty ? ["`help()` lists everything"] : near.map { "`help(\(quoted($0)))`" }, argument: .position(0))
}

private func members(of value: Value, _ interpreter: Interpreter) -> String {
  let names = interpreter.memberNames(of: value)
  return "\(value.shortTypeDescription)" + (names.isEmpty ? "" : "\n  ." + names.joined(separator: " ."))
}

/// Every function of the library by its chapter.
private func overview(_ interpreter: Interpreter) -> String {
  var groups: [(name: String, functions: [String])] = []
  for name in interpreter.builtins.names {
    guard case .function(let function)? = interpreter.builtins.lookup(name), let group = function.declaration?.group else { continue }
    if let i = groups.firstIndex(where: { $0.name == group }) { groups[i].functions.append(name) } else { groups.append((group, [name])) }
  }
  let lines = groups.map { "\($0.name)\n  " + $0.functions.sorted().joined(separator: " ") }
  return (lines + ["", "`help(name)` tells more of one."]).joined(separator: "\n")
}
