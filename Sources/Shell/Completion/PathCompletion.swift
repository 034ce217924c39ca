import ArrLanguage
import Glibc

/// The files and folders that a path can go on to.
struct PathCompletion {
  struct Entry {
    /// The whole path as it is typed: with its `~`.
    let path: String
    let name: String
    let isFolder: Bool
  }

  /// So many names of one folder are looked at.
  private static let mostNames = 20_000

  /// What a typed path can become, folders with a `/`; files only with one of the endings when there are some, none for an empty list.
  static func entries(for typed: String, endings: [String]? = nil) -> [Entry] {
    if typed == "~" { return [Entry(path: "~/", name: "~/", isFolder: true)] }
    let head = typed.lastIndex(of: "/").map { String(typed[...$0]) } ?? ""
    let tail = String(typed.dropFirst(head.count))
    var found: [Entry] = []
    for (name, isFolder) in names(in: head.isEmpty ? "." : expanded(head)) {
      guard !name.hasPrefix(".") || tail.hasPrefix(".") else { continue }
      guard isFolder || endings.map({ $0.contains(where: name.hasSuffix) }) ?? true else { continue }
      let shown = isFolder ? name + "/" : name
      found.append(Entry(path: head + shown, name: shown, isFolder: isFolder))
    }
    return matching(found.sorted { $0.name < $1.name }, tail, by: \.name)
  }

  static func expanded(_ path: String) -> String {
    guard path.hasPrefix("~/"), let home = environmentText("HOME") else { return path }
    return home + path.dropFirst()
  }

  private static func names(in folder: String) -> [(name: String, isFolder: Bool)] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [(name: String, isFolder: Bool)] = []
    while names.count < mostNames, let entry = readdir(stream) {
      let type = Int32(entry.pointee.d_type)
      let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard name != ".", name != ".." else { continue }
      var isFolder = type == Int32(DT_DIR)
      if type == Int32(DT_LNK) || type == Int32(DT_UNKNOWN) {
        var status = stat()
        isFolder = stat(folder + "/" + name, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
      }
      names.append((name, isFolder))
    }
    return names
  }
}

extension Completer {
  /// Paths inside a string.
  func paths(_ typed: String, _ string: EntryText.OpenString, endings: [String]? = nil) -> Completions {
    let plain = string.isRaw ? typed : unescaped(typed)
    let end = after.utf8.first == string.quote ? "" : String(UnicodeScalar(string.quote))
    let found = PathCompletion.entries(for: plain, endings: endings).map { entry in
      Candidate(
        escaped(entry.path, string) + (entry.isFolder ? "" : end), entry.isFolder ? .folder : .file, display: entry.name)
    }
    return Completions(start: string.start, candidates: found)
  }

  private func unescaped(_ text: String) -> String {
    var out = ""
    var escapes = false
    for character in text.unicodeScalars {
      if character == "\\", !escapes {
        escapes = true
        continue
      }
      out.unicodeScalars.append(character)
      escapes = false
    }
    return out
  }
}
