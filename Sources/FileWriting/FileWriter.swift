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
  /// Those of them that the disk was told to take, and those that it surely has.
  private var (sent, synchronized) = (0, 0)

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
      if durable, temporary != nil { try sendToDisk() }
      rest = UnsafeRawBufferPointer(rebasing: rest[written...])
    }
  }

  /// Adds bytes behind those that were written before; throws as `write` of raw bytes.
  public func write(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try write($0) } }

  /// The disk begins with what is written while more is on its way, and is waited for a little at a time: waited for once, at
  /// the end, it may take seconds in which nobody is heard.
  private func sendToDisk() throws {
    guard position - sent >= FileWriter.chunk else { return }
    _ = synchronizeRange(descriptor, Int64(sent), Int64(position - sent), 2)  // SYNC_FILE_RANGE_WRITE
    sent = position
    while sent - synchronized > 8 * FileWriter.chunk {
      try orDiscard(check)
      _ = synchronizeRange(descriptor, Int64(synchronized), Int64(FileWriter.chunk), 1)  // SYNC_FILE_RANGE_WAIT_BEFORE
      synchronized += FileWriter.chunk
    }
  }

  /// Bytes between two checks.
  private static let chunk = 1 << 20

  /// Puts the file in place.
  public func finish() throws {
    try orDiscard(check)
    while durable, temporary != nil, synchronized < sent {
      _ = synchronizeRange(descriptor, Int64(synchronized), Int64(FileWriter.chunk), 1)
      synchronized += FileWriter.chunk
      try orDiscard(check)
    }
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

  /// A large file's pages are given back when it is closed, which takes long: nobody waits for that.
  private func discard() {
    if let temporary { unlink(temporary) }
    if descriptor >= 0 { if position > 1 << 26 { closeApart() } else { close(descriptor) } }
    (descriptor, temporary) = (-1, nil)
  }

  private func closeApart() {
    var thread = pthread_t()
    let number = UnsafeMutableRawPointer(bitPattern: Int(descriptor) + 1)
    let status = pthread_create(
      &thread, nil,
      { number in
        _ = close(Int32(Int(bitPattern: number) - 1))
        return nil
      }, number)
    if status == 0 { pthread_detach(thread) } else { close(descriptor) }
  }
}

/// `sync_file_range` of <fcntl.h>, which Swift's Glibc leaves out. Where it fails, as on a file system that does not know it,
/// the `fsync` at the end waits for everything and says what is wrong.
@_silgen_name("sync_file_range")
private func synchronizeRange(_ descriptor: Int32, _ offset: Int64, _ count: Int64, _ flags: UInt32) -> Int32
