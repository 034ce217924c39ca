import ArrLanguage
import ArrLibrary
import Glibc

/// The file that every session at a prompt begins with: `arr/init.arr` under `$XDG_CONFIG_HOME` or `~/.config`.
///
/// It is a program; lines that begin with `:` are commands of the prompt (`:set editor vi`) and run before it.
public enum InitFile {
  /// Where the file is looked for in this environment; nil without a home.
  public static func standardPath() -> String? { path(environment: environmentText) }

  static func path(environment: (String) -> String?) -> String? {
    if let folder = environment("XDG_CONFIG_HOME"), folder.hasPrefix("/") { return folder + "/arr/init.arr" }
    return environment("HOME").map { $0 + "/.config/arr/init.arr" }
  }

  /// The commands, and the program with empty lines in their place, so that its lines keep their numbers.
  static func parts(of text: String) -> (commands: [String], program: String) {
    var commands: [String] = []
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> Substring in
      guard line.hasPrefix(":") else { return line }
      commands.append(trimmed(line))
      return ""
    }
    return (commands, lines.joined(separator: "\n"))
  }
}

extension Shell {
  /// Reads the init file, if there is one. What is wrong with it is shown, and the session begins all the same.
  func runInitFile(_ path: String) {
    guard access(path, F_OK) == 0 else { return }
    let bytes: [UInt8]
    do { bytes = try Library.readFile(path) } catch { return session.report(error) }
    let (commands, program) = InitFile.parts(of: String(decoding: bytes, as: UTF8.self))
    for command in commands { if let line = ShellLine(command) { _ = run(line) } }
    _ = onEvaluationThread { session.run(Source(name: path, text: program), showing: .nothing, saysInterrupted: true) }
    Interrupts.clear()
  }
}
