import ArrLanguage
import ArrLibrary

/// Answers Tab from the text of the entry, the session's variables and the declarations. Nothing that a user wrote runs, and nothing is
/// computed or loaded: values are looked at only where they lie in memory.
struct Completer {
  let interpreter: Interpreter
  let text: String
  let entry: EntryText
  /// What stands behind the cursor.
  let after: String
  let names: EntryNames
  var operands: Operands

  /// What can stand at byte `cursor`.
  static func completions(_ text: String, cursor: Int, in interpreter: Interpreter) -> Completions {
    if let line = shellLine(text, cursor: cursor, in: interpreter) { return line }
    var completer = Completer(text, cursor: cursor, interpreter)
    return completer.completions()
  }

  init(_ text: String, cursor: Int, _ interpreter: Interpreter) {
    self.text = text
    self.interpreter = interpreter
    entry = EntryText(text, cursor: cursor)
    after = String(decoding: text.utf8.dropFirst(cursor), as: UTF8.self)
    names = EntryNames(entry)
    operands = Operands(entry, names, interpreter)
  }

  private mutating func completions() -> Completions {
    if entry.isElsewhere { return nothing }
    if let string = entry.string { return completions(in: string) }
    let last = entry.pieces.count - 1
    if entry.is(last, ".") { return members(behind: last) }
    if last >= 0, entry.pieces[last].kind == .keyword, ["def", "as", "catch", "for", "import"].contains(entry.text(last)) { return nothing }
    return plainNames()
  }

  var nothing: Completions { Completions(start: entry.bytes.count, candidates: []) }

  var word: String { entry.text(entry.word) }

  // MARK: Members

  private mutating func members(behind dot: Int) -> Completions {
    guard let receiver = operands.receiver(ofDotAt: dot) else { return nothing }
    let members = interpreter.members(of: receiver.known).filter { isShown($0.name) }.sorted { $0.name < $1.name }
    let isDecorator = receiver.start > 0 && isDecorator(receiver.start - 1)
    let found = matching(members, word, by: \.name).map { member in
      candidate(member.name, member.kind, member.detail, calls: member.declaration, isDecorator: isDecorator)
    }
    return Completions(start: entry.word.lowerBound, candidates: found)
  }

  /// Names that begin with `_` are for those who ask for them.
  private func isShown(_ name: String) -> Bool { name.utf8.first != 0x5F || word.utf8.first == 0x5F }

  // MARK: Names

  /// Nobody reads more descriptions than these; saying what thousands of names are would be felt at the key.
  private static let mostDescribed = 1_000

  private mutating func plainNames() -> Completions {
    let last = entry.pieces.count - 1
    let call = entry.openers.last.flatMap { CallContext(opener: $0, entry, after: after, &operands) }
    let arguments = call.map { keywordArguments($0) } ?? []
    let isStage = entry.is(last, "|>")
    let wantsFunction = isStage || call?.parameter?.type.isFunction == true
    let isDecorator = isDecorator(last)
    var all: [String: Candidate.Kind] = [:]
    if !word.isEmpty || entry.pieces.isEmpty || isStage || isDecorator {
      if !word.isEmpty, !isStage, !isDecorator { for keyword in Self.keywords { all[keyword] = .keyword } }
      for name in interpreter.builtins.names { all[name] = .function }
    }
    for name in interpreter.globals.names { all[name] = .variable }
    for name in names.names { all[name.name] = .variable }
    // Of thousands of names only those that fit are put in order.
    let typed = Array(word.utf8)
    let possible = all.keys.filter { isShown($0) && (typed.isEmpty || NameMatch($0, typed: typed) != nil) }
    let fitting = matching(possible.sorted(), word, by: { $0 })
    let describes = fitting.count <= Self.mostDescribed
    let candidates = fitting.map { name in
      let kind = all[name] ?? .variable
      return describes ? named(name, kind, wantsFunction: wantsFunction, isDecorator: isDecorator) : Candidate(name, kind)
    }
    let found = arguments.isEmpty ? candidates : matching(arguments + candidates, word, by: { $0.text })
    // A lone parameter that is given by place is nothing to fill in.
    if word.isEmpty, found.count == 1, found[0].kind == .keywordArgument, call?.open.first?.kind == .standard { return nothing }
    return Completions(start: entry.word.lowerBound, candidates: found)
  }

  /// A name with what it is.
  private func named(_ name: String, _ kind: Candidate.Kind, wantsFunction: Bool, isDecorator: Bool) -> Candidate {
    if kind == .keyword { return Candidate(name, .keyword) }
    switch names.meaning(of: name, before: .max) {
    case .function(let parameters)?:
      let own = Declaration(name, group: "session", parameters: parameters.map { .init($0) }, prose: "")
      return candidate(name, .function, line(about: own), calls: wantsFunction ? nil : own, isDecorator: isDecorator)
    case _?: return Candidate(name, .variable)
    case nil: break
    }
    guard let value = interpreter.globals.lookup(name) ?? interpreter.builtins.lookup(name) else { return Candidate(name, kind) }
    guard case .function(let function) = value else { return Candidate(name, .variable, detail: value.shortTypeDescription) }
    return candidate(
      name, .function, line(about: function.declaration), calls: wantsFunction ? nil : function.declaration, isDecorator: isDecorator)
  }

  private func isDecorator(_ index: Int) -> Bool { entry.is(index, "@") && entry.startsLine(index) }

  /// A function comes with the bracket of its call, and with both when it takes nothing.
  private func candidate(_ name: String, _ kind: Candidate.Kind, _ detail: String?, calls declaration: Declaration?, isDecorator: Bool) -> Candidate {
    guard let declaration, after.first != "(" else { return Candidate(name, kind, detail: detail) }
    if isDecorator, declaration.parameters.first?.type.isFunction == true || declaration.group == "session" { return Candidate(name, kind, detail: detail) }
    return Candidate(name + (declaration.parameters.isEmpty ? "()" : "("), kind, display: name, detail: detail)
  }

  /// As the lexer knows them.
  private static let keywords = [
    "and", "as", "assert", "break", "catch", "continue", "def", "elif", "else", "false", "for", "if", "import", "in", "none", "not",
    "or", "raise", "return", "true", "try", "while", "with",
  ]

  // MARK: Arguments

  private func keywordArguments(_ call: CallContext) -> [Candidate] {
    guard call.isAtStart else { return [] }
    let equals = after.first == "=" ? "" : "="
    var found = call.open.map { parameter in
      let preset = parameter.defaultText.map { "default \($0)" }
      let parts = [parameter.meaning, preset ?? ""].filter { !$0.isEmpty }
      return Candidate(parameter.name + equals, .keywordArgument, detail: parts.isEmpty ? nil : parts.joined(separator: "  "))
    }
    guard call.declaration.parameters.contains(where: { $0.content == .configurationField }) else { return found }
    let family = call.declaration.parameters.first { $0.content == .family }.flatMap { call.literal(for: $0.name, entry) }
    for field in Library.configurationFields(of: family ?? "") where !call.given.contains(field.name) {
      found.append(Candidate(field.name + equals, .configField, detail: field.detail))
    }
    return found
  }
}

extension ValueType {
  /// Whether functions are what it is for.
  fileprivate var isFunction: Bool {
    switch self {
    case .function: return true
    case .either(let types): return types.contains { $0.isFunction }
    default: return false
    }
  }
}
