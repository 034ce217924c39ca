import ArrLanguage
import ArrLibrary
import Glibc
import Shell

/// Reads a whole file; `-` stands for standard input. Nil when Ctrl-C came first.
func readProgram(_ path: String) throws -> [UInt8]? {
  if path == "-" { return try readAll(STDIN_FILENO, name: "standard input") }
  // Opening a pipe that nobody writes to must not wait where Ctrl-C is not seen.
  let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
  guard descriptor >= 0 else { throw cannotRead(path) }
  defer { close(descriptor) }
  return try readAll(descriptor, name: quoted(path))
}

private func readAll(_ descriptor: Int32, name: String) throws -> [UInt8]? {
  var information = stat()
  let size = fstat(descriptor, &information) == 0 ? Int(information.st_size) : 0
  var bytes = ByteParts(expected: min(size, Library.longestProgram) + 1)
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    if bytes.count > Library.longestProgram { throw Library.tooLongProgram(name) }
    guard Interrupts.wait(for: descriptor) else {
      // A device without an end was stopped for its memory.
      if let error = MemoryLimit.takeError() { throw error }
      return nil
    }
    let got = read(descriptor, &chunk, chunk.count)
    if got == 0 { return bytes.joined {} }
    if got < 0 {
      if errno == EINTR || errno == EAGAIN { continue }
      throw ValueError("file", "cannot read \(name): \(String(cString: strerror(errno)))")
    }
    bytes.append(chunk[..<got])
  }
}

private func cannotRead(_ path: String) -> ValueError {
  let problem = errno == ENOENT ? "there is no such file" : String(cString: strerror(errno))
  return ValueError("file", "cannot read \(quoted(path)): \(problem)")
}

/// Files that are opened must not land on a standard stream that the caller closed.
func reserveStandardStreams() {
  for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 && errno == EBADF {
    // Reading a closed input gives its end; writing to a closed output stays an error.
    _ = open("/dev/null", O_RDONLY)
  }
}
