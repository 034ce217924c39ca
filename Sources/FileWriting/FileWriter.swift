import Glibc

/// Why a file could not be written.
public struct FileWritingError: Error, Equatable, CustomStringConvertible {
  /// The place that was to be written, as it was given.
  let path: String
  /// The system's number for the reason (`errno`).
  public let code: Int32

  /// The reason in the system's words: "No space left on device".
  public var reason: String { String(cString: strerror(code)) }
  /// The path and the reason.
  public var description: String { "\"\(path)\" cannot be written: \(reason)" }
}

/// Writes a file under a temporary name in its folder and puts it in place at the end: readers see the old file or the whole
/// new one, and a full disk leaves the old one as it was.
///
/// A symbolic link stays: the file that it leads to is replaced, with the permissions that it has. Devices, pipes and
/// whatever else is no regular file are written to as they are.
public final class FileWriter {
  private let path: String
  /// Nil when bytes go straight to the place.
  private var temporary: String?
  private let target: String
  private var descriptor: Int32 = -1
  private let durable: Bool
  private let check: () throws -> Void
  /// Bytes written so far.
  public private(set) var position = 0
  /// Those of them that the disk surely has.
  private var synchronized = 0

  /// - Parameters:
  ///   - durable: before the file is put in place the disk has its bytes, so that it outlives a loss of power.
  ///   - check: called now and then during long writing; what it throws ends it, and the old file stays.
  /// - Throws: `FileWritingError`, and what `check` throws while a pipe waits for its reader.
  public init(_ path: String, durable: Bool = false, check: @escaping () throws -> Void = {}) throws {
    self.path = path
    self.durable = durable
    self.check = check
    var status = stat()
    let exists = stat(path, &status) == 0
    guard !exists || status.st_mode & S_IFMT != S_IFDIR else { throw FileWritingError(path: path, code: EISDIR) }
    let (resolved, isStream) = try FileWriter.resolve(path)
    target = resolved
    if isStream || (exists && status.st_mode & S_IFMT != S_IFREG) {
      try openStream()
    } else {
      try openTemporary()
      if exists { fchmod(descriptor, status.st_mode & 0o7777) }
    }
  }

  deinit { discard() }

  /// Adds bytes behind those that were written before.
  ///
  /// - Throws: `FileWritingError`, or what `check` throws; the file under its temporary name is gone then.
  public func write(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes
    while let base = rest.baseAddress, rest.count > 0 {
      try orDiscard(check)
      let written = Glibc.write(descriptor, base, min(rest.count, FileWriter.chunk))
      if written < 0 {
        if errno == EINTR { continue }
        if errno == EAGAIN {
          wait()
          continue
        }
        throw failure(errno)
      }
      position += written
      if durable, temporary != nil, position - synchronized >= FileWriter.chunk {
        // The disk waited for once, at the end, may take seconds in which nobody is heard.
        guard fdatasync(descriptor) == 0 else { throw failure(errno) }
        synchronized = position
      }
      rest = UnsafeRawBufferPointer(rebasing: rest[written...])
    }
  }

  /// Adds bytes behind those that were written before; throws as `write` of raw bytes.
  public func write(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try write($0) } }

  /// Bytes between two checks.
  private static let chunk = 1 << 23

  /// Puts the file in place.
  public func finish() throws {
    try orDiscard(check)
    // Pipes and devices have nothing to be made sure of.
    if durable, temporary != nil, fsync(descriptor) != 0 { throw failure(errno) }
    let closed = close(descriptor)
    descriptor = -1
    guard closed == 0 else { throw failure(errno) }
    guard let temporary else { return }
    guard rename(temporary, target) == 0 else { throw failure(errno) }
    self.temporary = nil
    guard durable else { return }
    let folder = open(FileWriter.folder(of: target), O_RDONLY | O_CLOEXEC)
    guard folder >= 0 else { return }
    fsync(folder)
    close(folder)
  }

  /// Writes a whole file.
  public static func write(_ bytes: [UInt8], to path: String, durable: Bool = false, check: @escaping () throws -> Void = {}) throws {
    let writer = try FileWriter(path, durable: durable, check: check)
    try writer.write(bytes)
    try writer.finish()
  }

  // MARK: Opening

  private func openTemporary() throws {
    for attempt in 0..<100 {
      let name = "\(target).\(getpid()).\(attempt).tmp"
      descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if descriptor >= 0 {
        temporary = name
        return
      }
      if errno != EEXIST { break }
    }
    throw FileWritingError(path: path, code: errno)
  }

  /// A pipe that nobody reads yet is waited for.
  private func openStream() throws {
    while true {
      descriptor = open(path, O_WRONLY | O_APPEND | O_NONBLOCK | O_CLOEXEC)
      if descriptor >= 0 { return }
      let reason = errno
      try check()
      var status = stat()
      let isPipe = stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
      guard reason == EINTR || (reason == ENXIO && isPipe) else { throw FileWritingError(path: path, code: reason) }
      if reason == ENXIO { usleep(20_000) }
    }
  }

  private func wait() {
    var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    poll(&request, 1, 50)
  }

  /// Where links lead, and whether on the way is a descriptor or a device (`/dev/stdout` may well be a file, which its
  /// other writers go on writing to).
  private static func resolve(_ path: String) throws -> (path: String, isStream: Bool) {
    var place = path
    for _ in 0..<40 {
      if place.hasPrefix("/dev/") && !place.hasPrefix("/dev/shm/") || place.hasPrefix("/proc/") { return (place, true) }
      var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
      let length = buffer.withUnsafeMutableBytes { bytes in bytes.baseAddress.map { readlink(place, $0, bytes.count) } ?? 0 }
      guard length > 0 else { return (place, false) }
      let next = String(decoding: buffer[..<length], as: UTF8.self)
      place = next.hasPrefix("/") ? next : folder(of: place) + "/" + next
    }
    throw FileWritingError(path: path, code: ELOOP)
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  // MARK: Ending

  private func failure(_ code: Int32) -> FileWritingError {
    discard()
    return FileWritingError(path: path, code: code)
  }

  private func orDiscard(_ body: () throws -> Void) throws {
    do { try body() } catch {
      discard()
      throw error
    }
  }

  private func discard() {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
    if let temporary { unlink(temporary) }
    temporary = nil
  }
}
