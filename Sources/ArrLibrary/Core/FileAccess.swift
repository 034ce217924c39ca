import ArrLanguage
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

  static func read(_ path: String) throws -> [UInt8] {
    let descriptor = open(expanded(path), O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path, "read") }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_size > 0, status.st_mode & S_IFMT == S_IFREG { bytes.reserveCapacity(Int(status.st_size) + 1) }
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      // A device has no end.
      try Interruption.check()
      if bytes.count > MemoryBudget.small, bytes.count + chunk.count > bytes.capacity {
        try MemoryBudget.check(bytes.count, of: 2) { "the content of \(quoted(path))" }
      }
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw failure(path, "read")
      }
      if count == 0 { return bytes }
      bytes.append(contentsOf: chunk[..<count])
    }
  }

  /// Text in UTF-8; a byte-order mark at the start is left out.
  static func text(_ path: String) throws -> String {
    var bytes = try read(path)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ValueError("file", "\(quoted(path)) is not text in UTF-8", argument: .position(0))
    }
    return text
  }

  /// Under a temporary name first: readers see the old file or the whole new one.
  static func write(_ bytes: [UInt8], to path: String) throws {
    let target = expanded(path)
    var status = stat()
    if stat(target, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      // A device or a pipe is written to, not replaced by a file.
      let descriptor = open(target, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw failure(path, "written") }
      defer { close(descriptor) }
      return try write(bytes, to: descriptor, of: path)
    }
    var temporary = ""
    var descriptor: Int32 = -1
    for attempt in 0..<100 {
      temporary = "\(target).\(getpid()).\(attempt).tmp"
      descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if descriptor >= 0 || errno != EEXIST { break }
    }
    guard descriptor >= 0 else { throw failure(path, "written") }
    do { try write(bytes, to: descriptor, of: path) } catch {
      close(descriptor)
      unlink(temporary)
      throw error
    }
    guard close(descriptor) == 0, rename(temporary, target) == 0 else {
      let error = failure(path, "written")
      unlink(temporary)
      throw error
    }
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32, of path: String) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, min($0.count, 1 << 30)) }
      if count < 0 {
        if errno == EINTR { continue }
        throw failure(path, "written")
      }
      rest = rest.dropFirst(count)
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
