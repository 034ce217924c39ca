import ArrLanguage
import FileWriting
import Tensors

#if canImport(Glibc)
  import Glibc
#endif

/// Whole files, in and out.
enum FileAccess {
  /// `~` is the home folder.
  static func expanded(_ path: String) -> String {
    guard path == "~" || path.hasPrefix("~/"), let home = getenv("HOME") else { return path }
    return String(cString: home) + path.dropFirst()
  }

  /// The text of a file that is imported.
  static func readProgram(_ path: String) throws -> [UInt8] {
    try read(path, atMost: Library.longestProgram) { Library.tooLongProgram(quoted(path)) }
  }

  static func read(_ path: String) throws -> [UInt8] { try read(path, atMost: .max) { failure(path, "read") } }

  /// Far above what is typed at a terminal: a device that gives more, as `/dev/zero` does, is taken for one without an end.
  private static let longestInputOfDevice = 16 << 20

  private static func read(_ path: String, atMost limit: Int, otherwise: () -> ValueError) throws -> [UInt8] {
    // A pipe that nobody writes to yet must not hold us here; it is waited for below.
    let descriptor = open(expanded(path), O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path, "read") }
    defer { close(descriptor) }
    var status = stat()
    let isFile = fstat(descriptor, &status) == 0 && status.st_size > 0 && status.st_mode & S_IFMT == S_IFREG
    if isFile, status.st_size > limit { throw otherwise() }
    let isDevice = status.st_mode & S_IFMT == S_IFCHR
    var bytes = ByteParts(expected: isFile ? Int(status.st_size) + 1 : 0)
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      try Interruption.check()
      if isDevice, bytes.count > longestInputOfDevice {
        throw ValueError("file", "\(quoted(path)) cannot be read: it is a device without an end", argument: .keyword("path"))
      }
      if bytes.count > limit { throw otherwise() }
      if bytes.count > MemoryBudget.small, bytes.count >> 22 != (bytes.count - chunk.count) >> 22 {
        try MemoryBudget.check(bytes.count, of: 2) { "the content of \(quoted(path))" }
      }
      var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      if poll(&request, 1, 50) == 0 { continue }
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0 {
        if errno == EINTR || errno == EAGAIN { continue }
        throw failure(path, "read")
      }
      if count == 0 { return try bytes.joined(check: Interruption.check) }
      bytes.append(chunk[..<count])
    }
  }

  /// Text in UTF-8; a byte-order mark at the start is left out.
  static func text(_ path: String) throws -> String {
    let bytes = try read(path)
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let valid = try bytes.withUnsafeBufferPointer { try ArrLanguage.text(validating: UnsafeBufferPointer(rebasing: $0[start...])) }
    guard let text = valid else {
      throw ValueError("file", "\(quoted(path)) is not text in UTF-8", argument: .position(0))
    }
    return text
  }

  /// Readers see the old file or the whole new one.
  static func write(_ bytes: [UInt8], to path: String) throws {
    try write(to: path) { try $0.write(bytes) }
  }

  /// The same of a text, where it lies.
  static func write(_ text: String, to path: String) throws {
    var text = text
    try write(to: path) { writer in try text.withUTF8 { try writer.write(UnsafeRawBufferPointer($0)) } }
  }

  private static func write(to path: String, _ body: (FileWriter) throws -> Void) throws {
    try Meter.requireRun()
    do {
      let writer = try FileWriter(expanded(path), check: Interruption.check)
      try body(writer)
      try writer.finish()
    } catch let error as FileWritingError {
      errno = error.code
      throw failure(path, "written")
    }
  }

  static func failure(_ path: String, _ what: String, kind: String = "file") -> ValueError {
    let (number, isRead) = (errno, what == "read")
    let reason: String
    switch number {
    case ENOENT: reason = "there is no such \(isRead ? kind : "folder")"
    case EISDIR: reason = "it is a folder"
    default: reason = String(cString: strerror(number)).lowercased()
    }
    var help: [String] = []
    if number == ENOENT || number == ENOTDIR { help = nearest(to: isRead ? path : folder(of: path)) }
    return ValueError("file", "\(quoted(path)) cannot be \(what): \(reason)", help: help, argument: .keyword("path"))
  }

  /// An error when there is nothing at the path.
  static func requireFile(_ path: String) throws {
    if access(expanded(path), F_OK) != 0 { throw failure(path, "read") }
  }
}
