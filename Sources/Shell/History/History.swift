import Glibc

/// What was typed before, in this session and earlier ones, each text once: where it was typed last.
///
/// A session goes back to its own entries and to those that were there when it started. What other sessions type meanwhile is kept
/// in the same file, and found by searches (`elsewhere`). A file that cannot be read or written costs one warning and never the session.
public final class History {
  /// Entries kept from the file.
  public static let capacity = 10_000

  private var file: HistoryFile?
  /// What the file held when the session started.
  private var stored = HistoryFile.Content()
  private var entries: [Entry] = []
  private var warn: ((String) -> Void)?
  /// Called with how far back an entry was that is typed anew: it has left its place.
  var onMove: (_ back: Int) -> Void = { _ in }

  /// An entry as typed, or its place in the file: most are never looked at.
  private enum Entry {
    case stored(Range<Int>)
    case typed(String)
  }

  /// Loads the history at `path`; nil keeps it in memory only. A file of more than `mostBytes` is written anew with its newest entries.
  /// `warn` is called at most once.
  public init(path: String?, mostBytes: Int = 8 << 20, warn: @escaping (String) -> Void = History.printWarning) {
    self.warn = warn
    guard let path else { return }
    let file = HistoryFile(path: path, mostBytes: mostBytes)
    self.file = file
    do {
      stored = try file.read()
      entries = stored.newestOfEach(atMost: Self.capacity).map { .stored($0) }
    } catch { warnOnce(error) }
  }

  /// The user's own history: `$ARR_HISTORY`, else `arr/history` under `$XDG_STATE_HOME` or `~/.local/state`.
  public static func standard() -> History { History(path: standardPath()) }

  static func standardPath(environment: (String) -> String? = environmentText) -> String? {
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
    forget(text)
    entries.append(.typed(text))
    guard let file else { return }
    do { try file.append(text) } catch { warnOnce(error) }
  }

  /// What the file holds besides, the newest first and each once: what other sessions typed since this one started, and what is too
  /// old to be gone back to.
  public func elsewhere() -> [String] {
    guard let now = (try? file?.read()) ?? nil else { return [] }
    let own = Set(
      entries.map { entry -> ArraySlice<UInt8> in
        switch entry {
        case .typed(let text): return HistoryLine.encode(text)[...]
        case .stored(let range): return stored.bytes[range]
        }
      })
    return now.newestOfEach(atMost: .max).reversed().compactMap { own.contains(now.bytes[$0]) ? nil : HistoryLine.decode(now.bytes[$0]) }
  }

  /// Takes an earlier entry of the same text out of its place.
  private func forget(_ text: String) {
    let line = HistoryLine.encode(text)
    let place = entries.lastIndex { entry in
      switch entry {
      case .typed(let other): return other == text
      case .stored(let range): return range.count == line.count && stored.bytes[range] == line[...]
      }
    }
    guard let place else { return }
    onMove(entries.count - place)
    entries.remove(at: place)
  }

  private func text(of entry: Entry) -> String {
    switch entry {
    case .typed(let text): return text
    case .stored(let range): return HistoryLine.decode(stored.bytes[range])
    }
  }

  private func warnOnce(_ error: Error) {
    guard let warn, let problem = error as? HistoryFile.Problem else { return }
    self.warn = nil
    warn("history is not kept: cannot \(problem.attempt) \(problem.path): \(String(cString: strerror(problem.code)))")
  }

  /// Says a warning on standard error.
  public static func printWarning(_ message: String) {
    writeAll(Array("arr: warning: \(message)\n".utf8)[...], to: STDERR_FILENO)
  }
}
