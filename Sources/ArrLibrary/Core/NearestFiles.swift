import ArrLanguage

#if canImport(Glibc)
  import Glibc
#endif

/// Did-you-mean for paths.
extension FileAccess {
  /// The help for a path that leads nowhere: what lies beside it under a similar name, or the folder that was meant.
  static func nearest(to path: String) -> [String] {
    let trimmed = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    guard let slash = trimmed.lastIndex(of: "/") else { return near(trimmed, in: ".", shown: "") }
    let parent = String(trimmed[..<slash])
    let shown = String(trimmed[...slash])
    if parent.isEmpty { return near(String(trimmed[trimmed.index(after: slash)...]), in: "/", shown: "/") }
    if access(expanded(parent), F_OK) == 0 { return near(String(trimmed[trimmed.index(after: slash)...]), in: expanded(parent), shown: shown) }
    let help = nearest(to: parent)
    return help.isEmpty ? ["there is no folder \(quoted(parent))"] : help
  }

  static func folder(of path: String) -> String { path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "." }

  private static func near(_ name: String, in folder: String, shown: String) -> [String] {
    let names = suggestions(for: name, among: entries(of: folder)).map { quoted(shown + $0) }
    guard let last = names.last else { return [] }
    return ["did you mean \(names.count == 1 ? last : names.dropLast().joined(separator: ", ") + " or " + last)?"]
  }

  /// The first few thousand names of a folder.
  private static func entries(of folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while names.count < 4096, let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }
}
