import ArrLanguage

#if canImport(Glibc)
  import Glibc
#endif

extension Library {
  /// What there is in folders.
  static func installFolders(in interpreter: Interpreter) {
    for (name, prose, holds) in [
      ("exists", "Whether there is a file or folder of this name.", { (mode: mode_t) in true }),
      ("isfile", "Whether there is a file of this name.", { $0 & S_IFMT == S_IFREG }),
      ("isdir", "Whether there is a folder of this name.", { $0 & S_IFMT == S_IFDIR }),
    ] {
      interpreter.function(
        name, "files", [.init("path", .string, "of a file or folder; `~` is the home folder").naming(.path)], result: "bool", prose,
        example: "\(name)(\"/tmp\")"
      ) { arguments, _ in
        var status = stat()
        return .bool(stat(FileAccess.expanded(try arguments.string("path")), &status) == 0 && holds(status.st_mode))
      }
    }
    interpreter.function(
      "listdir", "files", [.init("path", .string, default: .text("."), "of a folder").naming(.path)], result: "list",
      "The names of the files and folders in a folder, in the order of the alphabet.",
      example: "makedirs(\"/tmp/arr_listdir\")\nwrite_text(\"/tmp/arr_listdir/notes.txt\", \"\")\nlistdir(\"/tmp/arr_listdir\")"
    ) { arguments, _ in .list(of: try FileAccess.names(in: try arguments.string("path")).map { .text($0) }) }
    interpreter.function(
      "glob", "files", [.init("pattern", .string, "a path with `*`, `?` and `[abc]`; `~` is the home folder")], result: "list",
      "The paths that fit a pattern, in the order of the alphabet; none is no error.",
      example: "makedirs(\"/tmp/arr_glob\")\nwrite_text(\"/tmp/arr_glob/a.json\", \"1\")\nglob(\"/tmp/arr_glob/*.json\")"
    ) { arguments, _ in .list(of: try FileAccess.paths(matching: try arguments.string("pattern")).map { .text($0) }) }
    interpreter.function(
      "makedirs", "files", [.init("path", .string, "of a folder; `~` is the home folder").naming(.path)], result: "none",
      "Makes a folder and those above it; one that is there already is no error.", example: "makedirs(\"/tmp/arr_made/inner\")"
    ) { arguments, _ in
      try FileAccess.makeFolder(try arguments.string("path"))
      return .none
    }
  }
}

extension FileAccess {
  static func names(in folder: String) throws -> [String] {
    guard let directory = opendir(expanded(folder)) else { throw failure(folder, "read", kind: "folder") }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
  }

  static func paths(matching pattern: String) throws -> [String] {
    var found = glob_t()
    defer { globfree(&found) }
    let status = glob(expanded(pattern), GLOB_NOSORT, nil, &found)
    if status == GLOB_NOMATCH { return [] }
    guard status == 0 else { throw ValueError("file", "\(quoted(pattern)) cannot be looked up", argument: .position(0)) }
    let paths = (0..<Int(found.gl_pathc)).compactMap { found.gl_pathv[$0].map { String(cString: $0) } }
    return paths.sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
  }

  static func makeFolder(_ path: String) throws {
    let whole = expanded(path)
    var made = whole.hasPrefix("/") ? "/" : ""
    for part in whole.split(separator: "/") {
      made += (made.isEmpty || made.hasSuffix("/") ? "" : "/") + part
      if mkdir(made, 0o777) != 0, errno != EEXIST { throw failure(path, "made", kind: "folder") }
    }
    var status = stat()
    guard stat(whole, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw ValueError("file", "\(quoted(path)) is there already and is no folder", argument: .position(0))
    }
  }
}
