import Glibc

/// A file's bytes as memory, read-only. Nothing is read before it is touched, and the system may drop pages again.
///
/// The size is taken when the file is opened. Should another program shorten the file while it is mapped, touching the
/// missing pages ends the process (the system sends SIGBUS; no check beforehand can be safe from the race). Files written by
/// this program are put in place by renaming, which leaves mapped ones as they were.
public final class MappedFile {
  /// The path as it was given.
  public let path: String
  /// The whole file, valid as long as this object lives; without an address when the file is empty.
  let bytes: UnsafeRawBufferPointer

  /// Maps a regular file. Throws `TensorFileError` with the system's reason, and for folders, pipes and devices.
  public init(_ path: String) throws {
    self.path = path
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw MappedFile.failure(path, "cannot be opened", errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw MappedFile.failure(path, "cannot be read", errno) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw TensorFileError(path, "is not a regular file") }
    let size = Int(status.st_size)
    if size == 0 {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let base = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), base != MAP_FAILED else {
      throw MappedFile.failure(path, "cannot be mapped into memory", errno)
    }
    bytes = UnsafeRawBufferPointer(start: base, count: size)
  }

  deinit {
    if let base = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: base), bytes.count) }
  }

  /// What the program is about to do with a part of the file.
  public enum Advice: Sendable {
    /// It will be read soon: start reading.
    case willNeed
    /// Read from front to back.
    case sequential
    /// Read here and there: do not read ahead.
    case random
    /// Not for a while: its pages may go.
    case notNeeded
  }

  /// Advises the system about a range of bytes, the whole file by default. Advice changes speed only.
  public func advise(_ advice: Advice, _ range: Range<Int>? = nil) {
    guard let base = bytes.baseAddress else { return }
    let part = (range ?? 0..<bytes.count).clamped(to: 0..<bytes.count)
    let page = max(Int(sysconf(Int32(_SC_PAGESIZE))), 1)
    let start = part.lowerBound / page * page
    let kind: Int32
    switch advice {
    case .willNeed: kind = Int32(MADV_WILLNEED)
    case .sequential: kind = Int32(MADV_SEQUENTIAL)
    case .random: kind = Int32(MADV_RANDOM)
    case .notNeeded: kind = Int32(MADV_DONTNEED)
    }
    if part.upperBound > start { madvise(UnsafeMutableRawPointer(mutating: base + start), part.upperBound - start, kind) }
  }

  static func failure(_ path: String, _ what: String, _ code: Int32) -> TensorFileError {
    TensorFileError(path, "\(what) (\(String(cString: strerror(code))))")
  }
}
