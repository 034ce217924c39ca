import ArrLanguage
import Glibc
import Shell

/// `arr --format FILE…`: formats files in place, or with `--check` says which would change. Messages go to `session`,
/// formatted standard input and the list of `--check` to `output`.
struct FormatCommand {
  let session: Session
  let output: Output
  let changesNothing: Bool
  let isQuiet: Bool

  func run(_ paths: [String]) -> Int32 {
    var code: Int32 = 0
    for path in paths {
      let result = format(path)
      if result == Interrupts.exitCode { return result }
      code = max(code, result)
    }
    return code
  }

  private func format(_ path: String) -> Int32 {
    do {
      try checkSize(path)
      guard let bytes = try readProgram(path) else {
        session.say("interrupted")
        return Interrupts.exitCode
      }
      let isInput = path == "-"
      let source = Source(name: isInput ? "<stdin>" : path, utf8: bytes)
      switch onEvaluationThread({ Formatter.format(source) }) {
      case .invalid(let problems):
        for problem in problems { session.report(problem) }
        return 1
      case .refused(let problem):
        session.report(problem)
        return 1
      case .unchanged:
        if isInput, !changesNothing { output.send(String(decoding: bytes, as: UTF8.self)) }
        return 0
      case .changed(let formatted):
        if changesNothing {
          output.send(source.name + "\n")
          return 1
        }
        if isInput {
          output.send(String(decoding: formatted, as: UTF8.self))
        } else {
          try replaceFile(path, with: formatted)
          if !isQuiet { session.say("formatted \(path)") }
        }
        return 0
      }
    } catch {
      session.report(error)
      return 1
    }
  }

  /// Said before the file is read: it may not even fit in memory.
  private func checkSize(_ path: String) throws {
    var information = stat()
    guard path != "-", stat(path, &information) == 0 else { return }
    if information.st_mode & S_IFMT == S_IFDIR { throw ValueError("file", "cannot format \(quoted(path)): it is a folder") }
    guard information.st_size > Formatter.sizeLimit else { return }
    throw ValueError("file", "\(quoted(path)) is larger than \(Formatter.sizeLimit >> 20) MB: that is no program")
  }
}

/// Puts a file in the place of another under its name and with its permissions: readers see the old text or the whole new
/// one. A symbolic link stays one.
private func replaceFile(_ path: String, with bytes: [UInt8]) throws {
  func failure() -> ValueError { ValueError("file", "cannot write \(quoted(path)): \(String(cString: strerror(errno)))") }
  guard let resolved = realpath(path, nil) else { throw failure() }
  let target = String(cString: resolved)
  free(resolved)
  var information = stat()
  guard stat(target, &information) == 0, access(target, W_OK) == 0 else { throw failure() }
  var name = Array((target + ".XXXXXX").utf8CString)
  let descriptor = mkstemp(&name)
  guard descriptor >= 0 else { throw failure() }
  var isWritten = bytes.isEmpty || writeAll(bytes[...], to: descriptor)
  isWritten = isWritten && fchmod(descriptor, information.st_mode & 0o7777) == 0 && fsync(descriptor) == 0
  let problem = errno
  close(descriptor)
  guard isWritten, rename(name, target) == 0 else {
    if !isWritten { errno = problem }
    let error = failure()
    unlink(name)
    throw error
  }
}
