extension Library {
  /// The bytes of a file that a program imports or the shell runs; `~` is the home folder.
  ///
  /// - Throws: `ValueError` that says what is wrong with it.
  public static func readFile(_ path: String) throws -> [UInt8] { try FileAccess.read(path) }

  /// Writes a text under a temporary name and then renames it: readers see the old file or the whole new one.
  public static func writeFile(_ text: String, to path: String) throws { try FileAccess.write(Array(text.utf8), to: path) }

  /// A path with the home folder in place of `~`.
  public static func expandedPath(_ path: String) -> String { FileAccess.expanded(path) }
}
