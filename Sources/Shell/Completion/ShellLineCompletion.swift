import ArrLanguage
import ArrLibrary
import Glibc

/// Lines for the shell itself: commands and what they take, topics of help, commands of the system.
extension Completer {
  /// Nil when the text is a program.
  static func shellLine(_ text: String, cursor: Int, in interpreter: Interpreter) -> Completions? {
    guard let first = text.utf8.first, !text.hasPrefix("!=") else { return nil }
    let bytes = Array(text.utf8.prefix(cursor))
    switch first {
    case UInt8(ascii: ":"): return command(bytes, text, cursor, interpreter)
    case UInt8(ascii: "?"):
      let start = bytes.firstIndex { $0 != UInt8(ascii: "?") && $0 != 0x20 } ?? bytes.count
      return topics(bytes, from: start, in: interpreter)
    case UInt8(ascii: "!"): return systemCommand(bytes)
    default: return nil
    }
  }

  private static func command(_ bytes: [UInt8], _ text: String, _ cursor: Int, _ interpreter: Interpreter) -> Completions {
    guard let blank = bytes.firstIndex(of: 0x20) else {
      return commands(decoded(bytes, from: 1), from: min(1, bytes.count))
    }
    let start = bytes[blank...].firstIndex { $0 != 0x20 } ?? bytes.count
    switch Command.named(decoded(Array(bytes[..<blank]), from: 1))?.argument ?? .none {
    case .file, .folder: return path(bytes, from: start, endings: nil)
    case .program: return path(bytes, from: start, endings: [".arr"])
    case .topic: return topics(bytes, from: start, in: interpreter)
    case .setting:
      let found = matching(Setting.all, decoded(bytes, from: start), by: \.name)
      return Completions(start: start, candidates: found.map { Candidate($0.name, .command, detail: "\($0.help): \($0.values)") })
    case .variable:
      let names = interpreter.globals.names.filter { !ResultRing.owns($0) }.sorted()
      return Completions(start: start, kind: .variable, matching(names, decoded(bytes, from: start), by: { $0 }))
    case .expression:
      let program = String(decoding: text.utf8.dropFirst(start), as: UTF8.self)
      var found = completions(program, cursor: max(0, cursor - start), in: interpreter)
      found.start += start
      return found
    case .none, .pattern: return Completions(start: bytes.count, candidates: [])
    }
  }

  /// Names of commands, with the line that says what each does.
  private static func commands(_ typed: String, from start: Int) -> Completions {
    let found = matching(Command.all.sorted { $0.names[0] < $1.names[0] }, typed, by: { $0.names[0] })
    return Completions(start: start, candidates: found.map { Candidate($0.names[0], .command, detail: $0.help) })
  }

  private static func decoded(_ bytes: [UInt8], from start: Int) -> String {
    String(decoding: bytes.dropFirst(start), as: UTF8.self)
  }

  /// The rest of the line is the path, blanks and all.
  private static func path(_ bytes: [UInt8], from start: Int, endings: [String]?) -> Completions {
    let found = PathCompletion.entries(for: decoded(bytes, from: start), endings: endings)
    return Completions(
      start: start, candidates: found.map { Candidate($0.path, $0.isFolder ? .folder : .file, display: $0.name) })
  }

  // MARK: Topics

  private static func topics(_ bytes: [UInt8], from start: Int, in interpreter: Interpreter) -> Completions {
    let typed = decoded(bytes, from: start)
    if let dot = typed.lastIndex(of: ".") {
      let owner = String(typed[..<dot])
      let known = interpreter.globals.lookup(owner) ?? interpreter.builtins.lookup(owner).flatMap { if case .object = $0 { $0 } else { nil } }
      let members = interpreter.members(of: known.map { .value($0) } ?? .instance(owner == "str" ? "string" : owner, from: nil))
      let found = matching(members.sorted { $0.name < $1.name }, String(typed[typed.index(after: dot)...]), by: \.name)
      return Completions(start: start + owner.utf8.count + 1, candidates: found.map { Candidate($0.name, $0.kind, detail: $0.detail) })
    }
    var kinds: [String: Candidate.Kind] = [:]
    for topic in Library.topics(in: interpreter) { kinds[topic] = .keyword }
    for name in interpreter.builtins.names { kinds[name] = .function }
    for name in interpreter.globals.names where name != "_" { kinds[name] = .variable }
    let found = matching(kinds.keys.sorted(), typed, by: { $0 })
    return Completions(start: start, candidates: found.map { Candidate($0, kinds[$0] ?? .function) })
  }

  // MARK: Commands of the system

  private static func systemCommand(_ bytes: [UInt8]) -> Completions {
    let word = ShellWord(bytes)
    let isFirst = bytes[1..<max(1, word.start)].allSatisfy { $0 == 0x20 }
    if isFirst, !word.text.contains("/"), !word.text.hasPrefix("~") {
      guard !word.text.isEmpty else { return Completions(start: bytes.count, candidates: []) }
      let found = matching(programs(beginning: word.text), word.text, by: { $0 })
      return Completions(start: word.start, kind: .command, found)
    }
    let found = PathCompletion.entries(for: word.text).map { entry in
      Candidate(word.quoted(entry.path), entry.isFolder ? .folder : .file, display: entry.name)
    }
    return Completions(start: word.start, candidates: found)
  }

  /// Programs of `$PATH` whose names begin so.
  private static func programs(beginning typed: String) -> [String] {
    var names: Set<String> = []
    for folder in (environmentText("PATH") ?? "").split(separator: ":") {
      guard let stream = opendir(String(folder)) else { continue }
      defer { closedir(stream) }
      while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
          tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name.hasPrefix(typed), access(folder + "/" + name, X_OK) == 0 { names.insert(name) }
      }
    }
    return names.sorted()
  }
}

/// The last word of a line as `sh` reads it: where it begins, and its text without quotes and backslashes.
struct ShellWord {
  private(set) var start: Int
  private(set) var text = ""
  /// The quotes that are open at the end.
  private(set) var quote: UInt8?

  /// Reads the words behind the `!`.
  init(_ bytes: [UInt8]) {
    start = min(1, bytes.count)
    var content: [UInt8] = []
    var escapes = false
    for (index, byte) in bytes.enumerated().dropFirst() {
      if escapes {
        content.append(byte)
        escapes = false
      } else if byte == UInt8(ascii: "\\"), quote != 0x27 {
        escapes = true
      } else if let open = quote {
        if byte == open { quote = nil } else { content.append(byte) }
      } else if byte == 0x22 || byte == 0x27 {
        quote = byte
      } else if [0x20, 0x09, 0x0A].contains(byte) || "|&;<>()".utf8.contains(byte) {
        start = index + 1
        content = []
      } else {
        content.append(byte)
      }
    }
    text = String(decoding: content, as: UTF8.self)
  }

  /// A path as the word can hold it: quoted as it was begun, else with backslashes.
  func quoted(_ path: String) -> String {
    if let quote {
      let mark = String(UnicodeScalar(quote))
      return mark + path + (path.hasSuffix("/") || path.contains(mark) ? "" : mark)
    }
    return String(path.unicodeScalars.reduce(into: "") { out, character in
      if " \t\"'\\$&|;<>()*?[]#!`{}".unicodeScalars.contains(character) { out += "\\" }
      out.unicodeScalars.append(character)
    })
  }
}
