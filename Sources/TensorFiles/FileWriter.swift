import Glibc
import Tensors

/// Writes a file under a temporary name in the same folder and puts it in place at the end: readers see the old file or the
/// whole new one, and a full disk leaves nothing behind.
final class FileWriter {
  private let path: String
  private let temporary: String
  private var descriptor: Int32
  private var isFinished = false
  private(set) var position = 0

  convenience init(_ path: String) throws {
    guard !isFolder(path) else { throw TensorFileError(path, "is a folder") }
    var name = ""
    var opened: Int32 = -1
    for attempt in 0..<100 {
      name = "\(path).\(getpid()).\(attempt).tmp"
      opened = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if opened >= 0 || errno != EEXIST { break }
    }
    guard opened >= 0 else { throw MappedFile.failure(path, "cannot be written", errno) }
    self.init(path, temporary: name, descriptor: opened)
  }

  /// Writes to an open file that is called `temporary` until the end.
  init(_ path: String, temporary: String, descriptor: Int32) {
    self.path = path
    self.temporary = temporary
    self.descriptor = descriptor
  }

  deinit { discard() }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes
    while let base = rest.baseAddress, rest.count > 0 {
      // The system writes at most 2 GiB at a time.
      let written = Glibc.write(descriptor, base, min(rest.count, 1 << 30))
      if written < 0 {
        if errno == EINTR { continue }
        throw fail(errno)
      }
      position += written
      rest = UnsafeRawBufferPointer(rebasing: rest[written...])
    }
  }

  func write(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try write($0) } }

  /// The elements of a tensor in row-major order.
  func write(_ tensor: Tensor) throws {
    if tensor.count == 0 { return }
    let dense = try tensor.contiguous()
    try withExtendedLifetime(dense) {
      try write(UnsafeRawBufferPointer(start: dense.address, count: dense.byteCount))
    }
  }

  /// Makes sure that the bytes are on the disk, and puts the file in place.
  func finish() throws {
    guard fsync(descriptor) == 0 else { throw fail(errno) }
    let closed = close(descriptor)
    descriptor = -1
    guard closed == 0 else { throw fail(errno) }
    guard rename(temporary, path) == 0 else { throw fail(errno) }
    let folder = open(parentFolder(of: path), O_RDONLY | O_CLOEXEC)
    if folder >= 0 {
      fsync(folder)
      close(folder)
    }
    isFinished = true
  }

  private func fail(_ code: Int32) -> TensorFileError {
    discard()
    let help = code == ENOSPC || code == EDQUOT ? ["the disk is full; nothing was left behind"] : []
    var error = MappedFile.failure(path, "cannot be written", code)
    error.help = help
    return error
  }

  private func discard() {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
    if !isFinished { unlink(temporary) }
    isFinished = true
  }
}
