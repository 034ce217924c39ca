import Glibc

/// The file behind the history: one JSON string a line, the newest last.
///
/// An entry is appended in one write under the file's lock, on a line of its own even behind a line that somebody could not finish,
/// so that sessions at the same time and killed ones cost at most the unfinished line. When the file has grown too long it is written
/// anew beside itself and put in its place under the same lock: whoever waited for the lock sees that and takes the new file.
final class HistoryFile {
  struct Problem: Error {
    let attempt: String
    let path: String
    let code: Int32
  }

  /// The bytes of a file, and where its whole lines are, oldest first.
  struct Content {
    var bytes: [UInt8] = []
    var lines: [Range<Int>] = []
  }

  let path: String
  private let mostBytes: Int
  /// The size from which on the file is written anew.
  private var bound: Int

  init(path: String, mostBytes: Int) {
    self.path = path
    self.mostBytes = mostBytes
    bound = mostBytes
  }

  // MARK: Reading

  /// The newest `mostBytes`; nothing when there is no file yet.
  func read() throws -> Content {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return Content() }
      throw problem("read")
    }
    defer { close(descriptor) }
    return try read(descriptor)
  }

  private func read(_ descriptor: Int32) throws -> Content {
    let size = Int(lseek(descriptor, 0, SEEK_END))
    guard size > 0 else { return Content() }
    let start = max(0, size - mostBytes)
    lseek(descriptor, off_t(start), SEEK_SET)
    var failed = false
    var content = Content()
    content.bytes = [UInt8](unsafeUninitializedCapacity: size - start) { buffer, count in
      while count < buffer.count {
        let got = Glibc.read(descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count)
        if got < 0 && errno == EINTR { continue }
        failed = got < 0
        if got <= 0 { break }
        count += got
      }
    }
    if failed { throw problem("read") }
    content.findLines(skippingFirst: start > 0)
    return content
  }

  // MARK: Writing

  func append(_ text: String) throws {
    let line = HistoryLine.encode(text) + [0x0A]
    let (descriptor, isLocked) = try openLocked()
    defer { close(descriptor) }
    // Behind a line that somebody did not finish, ours starts on a new one.
    guard writeAll((endsInMiddleOfLine(descriptor) ? [0x0A] + line : line)[...], to: descriptor) else { throw problem("write") }
    var status = stat()
    if isLocked, fstat(descriptor, &status) == 0, Int(status.st_size) > bound { compact(descriptor) }
  }

  /// The file that stands at the path, locked where that can be; it is unlocked when it is closed.
  private func openLocked() throws -> (descriptor: Int32, isLocked: Bool) {
    while true {
      var descriptor = openForAppending()
      if descriptor < 0, errno == ENOENT {
        makeFolders()
        descriptor = openForAppending()
      }
      guard descriptor >= 0 else { throw problem("write") }
      guard lock(descriptor) else { return (descriptor, false) }
      if isInPlace(descriptor) { return (descriptor, true) }
      close(descriptor)
    }
  }

  private func openForAppending() -> Int32 { open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o600) }

  /// Waits for the lock, but not for ever: a session that was stopped while it held it must not stop the others. Appending is whole
  /// without it too.
  private func lock(_ descriptor: Int32) -> Bool {
    for _ in 0..<1000 {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
      guard errno == EWOULDBLOCK || errno == EINTR else { return false }
      usleep(2000)
    }
    return false
  }

  private func isInPlace(_ descriptor: Int32) -> Bool {
    var own = stat()
    var placed = stat()
    guard fstat(descriptor, &own) == 0, stat(path, &placed) == 0 else { return false }
    return own.st_ino == placed.st_ino && own.st_dev == placed.st_dev
  }

  private func endsInMiddleOfLine(_ descriptor: Int32) -> Bool {
    let size = lseek(descriptor, 0, SEEK_END)
    var last: UInt8 = 0x0A
    return size > 0 && pread(descriptor, &last, 1, size - 1) == 1 && last != 0x0A
  }

  /// Puts a file with the newest entries, each once, in the place of this one, whose lock is held. Nothing is changed unless all
  /// of it could be written.
  private func compact(_ descriptor: Int32) {
    bound = .max   // one that fails is not tried again
    guard let content = try? read(descriptor) else { return }
    var kept: [UInt8] = []
    var size = 0
    let newest = content.newestOfEach(atMost: History.capacity)
    let first = newest.lastIndex { range in
      size += range.count + 1
      return size > mostBytes / 2
    }
    for range in newest[min(newest.count - 1, first.map { $0 + 1 } ?? 0)...] { kept += content.bytes[range] + [0x0A] }
    let temporary = path + ".\(getpid())"
    let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { return }
    let isWritten = writeAll(kept[...], to: file) && fsync(file) == 0
    close(file)
    guard isWritten, isInPlace(descriptor), rename(temporary, path) == 0 else {
      unlink(temporary)
      return
    }
    bound = max(mostBytes, 2 * kept.count)
  }

  private func makeFolders() {
    for (i, byte) in zip(0..., path.utf8) where byte == 0x2F && i > 0 {
      mkdir(String(decoding: path.utf8.prefix(i), as: UTF8.self), 0o700)
    }
  }

  private func problem(_ attempt: String) -> Problem { Problem(attempt: attempt, path: path, code: errno) }
}

extension HistoryFile.Content {
  fileprivate mutating func findLines(skippingFirst: Bool) {
    bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      var start = 0
      var skips = skippingFirst
      while start < buffer.count {
        let end = memchr(base + start, 0x0A, buffer.count - start).map { UnsafeRawPointer($0) - UnsafeRawPointer(base) } ?? buffer.count
        if !skips, HistoryLine.isWhole(buffer[start..<end]) { lines.append(start..<end) }
        skips = false
        start = end + 1
      }
    }
  }

  /// The lines, without those that come again later, the newest `count` of them.
  func newestOfEach(atMost count: Int) -> [Range<Int>] {
    var slots = [Int32](repeating: -1, count: max(64, (lines.count * 2).nextPowerOfTwo))
    var kept: [Range<Int>] = []
    bytes.withUnsafeBufferPointer { buffer in
      for range in lines.reversed() where kept.count < count {
        var slot = Int(truncatingIfNeeded: hash(buffer[range])) & (slots.count - 1)
        var isKnown = false
        while slots[slot] >= 0, !isKnown {
          let other = kept[Int(slots[slot])]
          isKnown = other.count == range.count && buffer[other].elementsEqual(buffer[range])
          slot = (slot + 1) & (slots.count - 1)
        }
        if isKnown { continue }
        slots[slot] = Int32(kept.count)
        kept.append(range)
      }
    }
    return kept.reversed()
  }

  /// FNV-1a.
  private func hash(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> UInt64 {
    line.reduce(14_695_981_039_346_656_037) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
  }
}

extension Int {
  fileprivate var nextPowerOfTwo: Int {
    var power = 1
    while power < self { power *= 2 }
    return power
  }
}
