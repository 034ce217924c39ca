extension Interpreter {
  /// Runs a file once in a scope of its own; later imports of it give the same module.
  func importModule(_ path: String, from source: Source) throws -> ModuleObject {
    let file = resolvedPath(path, relativeTo: source.name)
    if let module = modules[file] { return module }
    if modulesBeingImported.contains(file) || resolvedPath(source.name, relativeTo: "") == file {
      let circle = (modulesBeingImported.drop { $0 != file } + [file]).joined(separator: " → ")
      throw ValueError("import", "files import each other in a circle: \(circle)")
    }
    let text = Source(name: file, utf8: try readFile(file))
    let block: Block
    switch parse(text) {
    case .complete(let parsed): block = parsed
    case .incomplete(let diagnostics), .failed(let diagnostics):
      var first = diagnostics.first ?? Diagnostic("syntax", "this file cannot be read")
      if diagnostics.count > 1 { first.notes.append("and \(counted(diagnostics.count - 1, "more error")) in this file") }
      throw first
    }
    modulesBeingImported.append(file)
    defer { modulesBeingImported.removeLast() }
    let own = Globals()
    _ = try run(block, source: text, globals: own, echo: nil)
    let module = ModuleObject(name: moduleName(of: path), globals: own)
    modules[file] = module
    return module
  }
}

extension Interpreter {
  /// Runs something after which the modules are those that were imported before: what only a plan ran holds no numbers.
  public func forgettingImports<T>(_ body: () throws -> T) rethrows -> T {
    let before = modules
    defer { modules = before }
    return try body()
  }
}

/// `demos/helpers.arr` → `helpers`: the name without `as`.
func moduleName(of path: String) -> String {
  let file = path.split(separator: "/").last.map(String.init) ?? path
  let stem = file.hasSuffix(".arr") ? String(file.dropLast(4)) : file
  let name = String(stem.map { $0.isLetter || $0.isNumber || $0 == "_" ? $0 : "_" })
  return name.first?.isNumber ?? true ? "_" + name : name
}

/// A path as seen from the file that mentions it, without `.` and `..` where they cancel.
func resolvedPath(_ path: String, relativeTo file: String) -> String {
  var whole = path
  if !path.hasPrefix("/"), let slash = file.lastIndex(of: "/") { whole = file[...slash] + path }
  var parts: [Substring] = []
  for part in whole.split(separator: "/") {
    if part == "." { continue }
    if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
  }
  return (whole.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
}
