import ArrLanguage
import Transformers

/// A model by its path, or by its name on the hub.
extension Library {
  static let revisionParameter = Declaration.Parameter(
    "revision", .optional(.string), default: Value.none, defaultText: "none", kind: .keywordOnly,
    "a branch, tag or commit on the hub; none is \"main\"")

  /// The path of what an argument names: a file or folder, else a model in the hub's cache, which is fetched when it is not there.
  static func locate(_ argument: String, of args: BoundArguments, need: Hub.Need) throws -> String {
    let name = try args.string(argument)
    let path = FileAccess.expanded(name)
    if FileSystem.exists(path) { return path }
    guard let repository = isFileName(name) ? nil : HubRepository(name) else {
      let near = FileAccess.nearest(to: name)
      throw args.error(
        argument, "there is no checkpoint at \(quoted(name))", code: "file",
        help: near.isEmpty ? ["give a folder with config.json and model.safetensors"] : near)
    }
    defer { showProgress(nil) }
    do {
      return try Hub().folder(
        of: repository, revision: try args.optionalString("revision"), need: need,
        progress: { showProgress(ProgressReport(label: $0.file, doneBytes: $0.received, totalBytes: $0.total)) }, note: notify)
    } catch let error as ModelError {
      // A typing error in a path looks like a name too.
      let near = FileAccess.nearest(to: name).filter { $0.hasPrefix("did you mean") }
      throw args.error(
        argument, error.message, code: "file", notes: ["there is no file or folder \(quoted(name))"] + error.notes, help: near + error.help)
    }
  }

  /// Models on the hub are not called so.
  private static func isFileName(_ name: String) -> Bool {
    [".json", ".safetensors", ".pt", ".pth", ".bin", ".gguf", ".txt", ".arr"].contains { name.hasSuffix($0) }
  }
}
