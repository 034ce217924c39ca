import ArrLanguage
import ArrLibrary
import Foundation

@testable import Shell

/// What a session showed and said.
final class Transcripts {
  var output = ""
  var messages = ""
}

/// A session that keeps everything.
func makeSession(color: Bool = false) -> (session: Session, kept: Transcripts) {
  let kept = Transcripts()
  let session = Session(
    interpreter: Library.makeInterpreter(), terminal: Terminal(color: color), output: Output { kept.output += $0 },
    messages: Output { kept.messages += $0 })
  return (session, kept)
}

/// Types entries at a prompt; what was shown and what was said.
func play(_ lines: String..., color: Bool = false, prepare: (Shell) -> Void = { _ in }) -> (output: String, messages: String, code: Int32) {
  let (session, kept) = makeSession(color: color)
  let shell = Shell(session: session, source: ScriptedSource(lines: lines))
  prepare(shell)
  let code = shell.run()
  session.output.flush()
  return (kept.output, kept.messages, code)
}

/// A folder of its own that is gone afterwards.
func withFolder<T>(_ body: (String) throws -> T) throws -> T {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.path)
}
