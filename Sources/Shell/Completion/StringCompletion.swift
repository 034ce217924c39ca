import ArrLanguage
import ArrLibrary

/// What can stand inside a string: the names and files that the function around it takes, the keys of what is indexed.
extension Completer {
  mutating func completions(in string: EntryText.OpenString) -> Completions {
    let last = entry.pieces.count - 1
    let content = entry.text(string.start..<entry.bytes.count)
    if entry.is(last, "import") { return paths(content, string, endings: [".arr"]) }
    guard let opener = entry.openers.last else { return nothing }
    if entry.is(opener, "["), entry.endsOperand(opener - 1), !entry.startsLine(opener) {
      guard last == opener else { return nothing }
      return names(keys(of: operands.operand(endingAt: opener - 1).known), content, string, closing: "]")
    }
    guard let call = callAround(opener), let parameter = call.parameter else { return nothing }
    switch parameter.content {
    case .path?: return paths(content, string)
    case .folder?: return paths(content, string, endings: [])
    case .configurationField?, nil: return names(Self.choices(parameter), content, string)
    case .activation?: return names(offered(.activation, call), content, string, kind: .activation)
    case .weight?: return names(offered(.weight, call), content, string, kind: .weight)
    case .tool?: return names(offered(.tool, call), content, string, kind: .tool)
    case .family?: return names(offered(.family, call), content, string, kind: .configField)
    }
  }

  private mutating func offered(_ content: Declaration.Parameter.Content, _ call: CallContext) -> [Library.OfferedName] {
    let subject = call.model(entry, &operands, isModel: Library.hasModel)
    return Library.names(content, of: subject)
  }

  /// The call that the string is an argument of, or an item of a list that is one.
  private mutating func callAround(_ opener: Int) -> CallContext? {
    var place = entry.openers.count - 1
    while place > 0, entry.is(entry.openers[place], "["), !entry.endsOperand(entry.openers[place] - 1) { place -= 1 }
    let around = entry.openers[place]
    let last = entry.pieces.count - 1
    let begins = entry.is(last, "=") || entry.is(last, ",") || last == opener
    return begins ? CallContext(opener: around, entry, after: after, &operands) : nil
  }

  /// The words that the meaning of a parameter puts in quotes are what it can be.
  private static func choices(_ parameter: Declaration.Parameter) -> [Library.OfferedName] {
    let parts = parameter.meaning.split(separator: "\"", omittingEmptySubsequences: false)
    return parts.enumerated().filter { index, part in
      index % 2 == 1 && !part.isEmpty && part.utf8.allSatisfy { $0 == 0x5F || $0 >= 0x30 && $0 <= 0x7A && $0 != 0x60 }
    }.map { (String($0.element), parameter.meaning) }
  }

  /// Texts that an index can be.
  private func keys(of known: KnownValue) -> [Library.OfferedName] {
    switch known {
    case .value(.dict(let box)):
      return box.entries.pairs.compactMap { key, value in
        if case .string(let name) = key { return (name.text, value.shortTypeDescription) } else { return nil }
      }
    case .value(.object(let object)): return object.keyNames.map { ($0, nil) }
    // A run that is not there yet: the names are those of its model.
    case .instance("run", let from): return Library.names(.activation, of: from)
    default: return []
    }
  }

  // MARK: Names

  private func names(
    _ all: [Library.OfferedName], _ typed: String, _ string: EntryText.OpenString, kind: Candidate.Kind? = nil, closing: String = ""
  ) -> Completions {
    let kind = kind ?? (closing.isEmpty ? .configField : all.first.map { $0.name.contains("hook_") } == true ? .activation : .field)
    let steps = DottedNames(all).steps(typed)
    let end = after.utf8.first == string.quote ? "" : String(UnicodeScalar(string.quote)) + (after.hasPrefix(closing) ? "" : closing)
    let found = steps.map { step in
      Candidate(escaped(step.text, string) + (step.isWhole ? end : ""), kind, display: step.display, detail: step.detail)
    }
    return Completions(start: string.start, candidates: found)
  }

  /// A text as it stands in the string.
  func escaped(_ text: String, _ string: EntryText.OpenString) -> String {
    guard !string.isRaw else { return text }
    var out = ""
    for character in text.unicodeScalars {
      switch character {
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case _ where character.value == UInt32(string.quote): out += "\\" + String(character)
      default: out.unicodeScalars.append(character)
      }
    }
    return out
  }
}

/// Names made of parts between dots, gone through a part at a time.
struct DottedNames {
  struct Step {
    let text: String
    let display: String
    let detail: String?
    /// A name, not only the beginning of some.
    let isWhole: Bool
  }

  let names: [Library.OfferedName]

  init(_ names: [Library.OfferedName]) { self.names = names }

  /// The next parts behind what is typed; where no part begins so, whole names that hold the typed letters.
  func steps(_ typed: String) -> [Step] {
    let head = typed.lastIndex(of: ".").map { String(typed[...$0]) } ?? ""
    var seen: Set<String> = []
    var parts: [Step] = []
    for name in names where name.name.hasPrefix(head) {
      let rest = name.name.dropFirst(head.count)
      let part = rest.prefix { $0 != "." }
      let isWhole = part.endIndex == rest.endIndex
      let display = String(part) + (isWhole ? "" : ".")
      guard seen.insert(display).inserted else { continue }
      parts.append(Step(text: head + display, display: display, detail: isWhole ? name.detail : nil, isWhole: isWhole))
    }
    let tail = String(typed.dropFirst(head.count))
    let found = matching(parts, tail, by: \.display)
    if let first = found.first, first.display.utf8.starts(with: tail.utf8) { return found }
    let whole = matching(names, typed, by: \.name).map { Step(text: $0.name, display: $0.name, detail: $0.detail, isWhole: true) }
    return found + whole.filter { step in !found.contains { $0.text == step.text } }
  }
}
