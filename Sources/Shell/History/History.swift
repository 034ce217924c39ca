import Glibc

/// What was typed before, in this session and earlier ones.
///
/// The file holds one JSON string a line. Each entry is appended in a single write, so sessions at the same time do not
/// tear each other's lines; a session sees those that were there when it started, then its own. Lines that are not whole are skipped.
/// A file that cannot be read or written costs one warning and never the session.
public final class History {
  /// Entries kept from the file.
  public static let capacity = 10_000
  private static let mostBytes = 8 << 20   // of the file's end; older ones are beyond `capacity` or enormous

  private let path: String?
  private var entries: [Entry] = []
  private var file: [UInt8] = []
  private var endsInMiddleOfLine = false
  private var warn: ((String) -> Void)?

  /// An entry as typed, or its place in the file: most are never looked at.
  private enum Entry {
    case stored(Range<Int>)
    case typed(String)
  }

  /// Loads the history at `path`; nil keeps it in memory only. `warn` is called at most once.
  public init(path: String?, warn: @escaping (String) -> Void = History.printWarning) {
    self.path = path
    self.warn = warn
    load()
  }

  /// The user's own history: `$ARR_HISTORY`, else `arr/history` under `$XDG_STATE_HOME` or `~/.local/state`.
  public static func standard() -> History { History(path: standardPath()) }

  static func standardPath(environment: (String) -> String? = environmentVariable) -> String? {
    if let path = environment("ARR_HISTORY") { return path }
    if let state = environment("XDG_STATE_HOME"), state.hasPrefix("/") { return state + "/arr/history" }
    return environment("HOME").map { $0 + "/.local/state/arr/history" }
  }

  /// The number of entries.
  public var count: Int { entries.count }

  /// The entry `back` steps ago: 1 is the newest. Nil beyond the oldest.
  public func entry(back: Int) -> String? {
    guard back >= 1, back <= entries.count else { return nil }
    return text(of: entries[entries.count - back])
  }

  /// Remembers an entry, unless it is empty, starts with a space or repeats the newest.
  public func add(_ text: String) {
    guard let first = text.utf8.first, first != 0x20, text.utf8.contains(where: { $0 > 0x20 }) else { return }
    guard entry(back: 1) != text else { return }
    entries.append(.typed(text))
    append(text)
  }

  private func text(of entry: Entry) -> String {
    switch entry {
    case .typed(let text): return text
    case .stored(let range): return HistoryLine.decode(file[range])
    }
  }

  private func warnOnce(_ problem: String) {
    guard let warn, let path else { return }
    self.warn = nil
    warn("history is not kept: cannot \(problem) \(path): \(String(cString: strerror(errno)))")
  }

  /// Says a warning on standard error.
  public static func printWarning(_ message: String) {
    writeAll(Array("arr: warning: \(message)\n".utf8)[...], to: STDERR_FILENO)
  }
}

// MARK: - File

extension History {
  private func load() {
    guard let path else { return }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      if errno != ENOENT && errno != ENOTDIR { warnOnce("read") }
      return
    }
    defer { close(descriptor) }
    let cut = readEnd(of: descriptor)
    index(skippingFirst: cut)
  }

  /// Reads the last bytes of the file; true when there were more before them.
  private func readEnd(of descriptor: Int32) -> Bool {
    let size = Int(lseek(descriptor, 0, SEEK_END))
    let start = max(0, size - Self.mostBytes)
    guard size > 0 else { return false }
    lseek(descriptor, off_t(start), SEEK_SET)
    file = [UInt8](unsafeUninitializedCapacity: size - start) { buffer, count in
      while count < buffer.count {
        let got = read(descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count)
        if got < 0 && errno == EINTR { continue }
        if got < 0 { warnOnce("read") }
        if got <= 0 { break }
        count += got
      }
    }
    return start > 0
  }

  private func index(skippingFirst: Bool) {
    var start = 0
    if skippingFirst { start = file.firstIndex(of: 0x0A).map { $0 + 1 } ?? file.count }
    while start < file.count {
      let end = file[start...].firstIndex(of: 0x0A) ?? file.count
      if end == file.count { endsInMiddleOfLine = true }
      if HistoryLine.isWhole(file[start..<end]), !repeatsNewest(start..<end) { entries.append(.stored(start..<end)) }
      start = end + 1
    }
    if entries.count > Self.capacity { entries.removeFirst(entries.count - Self.capacity) }
  }

  private func repeatsNewest(_ range: Range<Int>) -> Bool {
    guard case .stored(let newest)? = entries.last, newest.count == range.count else { return false }
    return file[newest] == file[range]
  }

  private func append(_ text: String) {
    guard let path else { return }
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o600)
    let file = descriptor >= 0 ? descriptor : createWithFolders(path)
    guard file >= 0 else { return warnOnce("write") }
    defer { close(file) }
    // After a line that somebody did not finish, ours starts on a new one.
    let line = (endsInMiddleOfLine ? [0x0A] : []) + HistoryLine.encode(text) + [0x0A]
    endsInMiddleOfLine = false
    if !writeAll(line[...], to: file) { warnOnce("write") }
  }

  private func createWithFolders(_ path: String) -> Int32 {
    guard errno == ENOENT else { return -1 }
    for (i, byte) in zip(0..., path.utf8) where byte == 0x2F && i > 0 {
      mkdir(String(decoding: path.utf8.prefix(i), as: UTF8.self), 0o700)
    }
    return open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o600)
  }
}

/// The value of an environment variable; an empty one counts as unset.
private func environmentVariable(_ name: String) -> String? {
  guard let value = getenv(name), value[0] != 0 else { return nil }
  return String(cString: value)
}
