import Glibc
import Testing

@testable import Shell

@Suite("History")
struct HistoryTests {
  @Test("entries come back newest first, whole, in the next session too")
  func roundTrip() {
    let folder = TemporaryFolder()
    let entries = ["x = 1", "def f() {\n\tprint(\"a\\\\b\")\n}", "日本 é 🔬", "bell \u{7} nul \u{0} cr \r end"]
    let first = folder.history()
    entries.forEach(first.add)
    for history in [first, folder.history()] {
      #expect(history.count == entries.count)
      for (back, entry) in zip(1..., entries.reversed()) { #expect(history.entry(back: back) == entry) }
      #expect(history.entry(back: 0) == nil)
      #expect(history.entry(back: entries.count + 1) == nil)
    }
  }

  @Test("empty, private and repeated entries are not kept")
  func notKept() {
    let history = History(path: nil)
    for entry in ["a", "a", "", "\n", " secret", "b", "a"] { history.add(entry) }
    #expect((1...history.count).map { history.entry(back: $0) } == ["a", "b"])
  }

  @Test("lines that are not whole are skipped, and the next entry starts on its own line")
  func tornLines() {
    let folder = TemporaryFolder()
    folder.write("\"one\"\nrubbish\n\"two\\\"\n\"\"\n\"thr\u{e9}e\"\n\"to")
    let history = folder.history()
    #expect(history.count == 2)
    history.add("four")
    #expect(folder.history().entry(back: 1) == "four")
    #expect(folder.history().entry(back: 2) == "thrée")
    #expect(folder.history().count == 3)
  }

  @Test("any bytes load")
  func anyBytes() {
    let folder = TemporaryFolder()
    var seed: UInt64 = 7
    for _ in 0..<200 {
      let bytes: [UInt8] = (0..<300).map { _ in
        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let byte = UInt8(truncatingIfNeeded: seed >> 40)
        return byte < 90 ? [0x22, 0x5C, 0x0A, 0x75, 0x64][Int(byte) % 5] : byte
      }
      folder.write(bytes)
      let history = folder.history()
      for back in 0...history.count + 1 { _ = history.entry(back: back) }
    }
  }

  @Test("escapes of other writers are understood")
  func escapes() {
    let decoded = HistoryLine.decode(Array(#""\u00e9\ud83d\udd2c\/\b\q\u12""#.utf8)[...])
    #expect(decoded == "é🔬/\u{8}\\q\\u12")
    #expect(HistoryLine.decode(Array(#""\ud83dx""#.utf8)[...]) == "x")
  }

  @Test("only the last entries of a long file are kept")
  func bounded() {
    let folder = TemporaryFolder()
    folder.write((0..<History.capacity + 500).map { "\"entry \($0)\"\n" }.joined())
    let history = folder.history()
    #expect(history.count == History.capacity)
    #expect(history.entry(back: 1) == "entry \(History.capacity + 499)")
    #expect(history.entry(back: History.capacity) == "entry 500")
  }

  @Test("sessions at the same time append to each other")
  func concurrentSessions() {
    let folder = TemporaryFolder()
    let sessions = [folder.history(), folder.history()]
    for i in 0..<50 { sessions[i % 2].add("entry \(i)") }
    #expect(sessions[0].entry(back: 1) == "entry 48")
    #expect(folder.history().count == 50)
  }

  @Test("a text that is typed again leaves its earlier place, in this session and the next")
  func folding() {
    let folder = TemporaryFolder()
    let first = folder.history()
    var moves: [Int] = []
    first.onMove = { moves.append($0) }
    for entry in ["a", "b", "c", "a", "d", "b"] { first.add(entry) }
    #expect(moves == [3, 4])
    for history in [first, folder.history()] { #expect((1...history.count).map { history.entry(back: $0) } == ["b", "d", "a", "c"]) }
    let second = folder.history()
    second.onMove = { moves.append($0) }
    second.add("a")
    #expect(moves.last == 3)
    #expect(second.count == 4)
  }

  @Test("a session sees its own entries and those before it; a search finds the others' too")
  func ownEntries() {
    let folder = TemporaryFolder()
    folder.history().add("before")
    let sessions = [folder.history(), folder.history()]
    sessions[0].add("mine 1")
    sessions[1].add("other's")
    sessions[0].add("mine 2")
    #expect((1...sessions[0].count).map { sessions[0].entry(back: $0) } == ["mine 2", "mine 1", "before"])
    #expect(sessions[0].elsewhere() == ["other's"])
    #expect(folder.history().entry(back: 2) == "other's")
    // A new one typed here is this session's own from then on.
    sessions[0].add("other's")
    #expect(sessions[0].elsewhere().isEmpty)
  }

  @Test("entries that are too old to be gone back to are still found")
  func veryOldEntries() {
    let folder = TemporaryFolder()
    folder.history().add("entry 0")
    folder.append((1..<History.capacity + 5).map { "\"entry \($0)\"\n" }.joined())
    let history = folder.history()
    #expect(history.count == History.capacity)
    #expect(history.elsewhere() == ["entry 4", "entry 3", "entry 2", "entry 1", "entry 0"])
  }

  @Test("an entry behind a line that another session could not finish stands on its own line")
  func tornWhileOpen() {
    let folder = TemporaryFolder()
    let history = folder.history()
    history.add("one")
    folder.append("\"torn by a kil")
    history.add("two")
    let next = folder.history()
    #expect((1...next.count).map { next.entry(back: $0) } == ["two", "one"])
  }

  @Test("a file that grew too long is written anew with the newest entries, and sessions that had it open go on in the new one")
  func compaction() {
    let folder = TemporaryFolder()
    let path = folder.path + "/history"
    let sessions = (0..<3).map { _ in History(path: path, mostBytes: 4000, warn: { Issue.record("\($0)") }) }
    for i in 0..<2000 { sessions[i % 3].add("entry \(i % 700)") }
    var status = stat()
    #expect(stat(path, &status) == 0)
    #expect(status.st_size < 4100)
    let next = folder.history()
    // 2000 bytes of lines of 12 are at least what a file that was just written anew holds.
    for back in 1...150 { #expect(next.entry(back: back) == "entry \((2000 - back) % 700)") }
  }

  @Test("threads that append and compact at once lose nothing of the newest")
  func concurrentCompaction() {
    let folder = TemporaryFolder()
    let path = folder.path + "/history"
    Threads.run(threads: 4) { thread in
      let history = History(path: path, mostBytes: 60_000)
      for i in 0..<1000 { history.add("thread \(thread) entry \(i)") }
    }
    let history = folder.history()
    let kept = Set((1...max(1, history.count)).compactMap { history.entry(back: $0) })
    // The file never holds less than the newest 30,000 bytes: the last 100 of each thread were among them when it ended at the earliest.
    #expect(kept.count >= 1000)
    for line in kept { #expect(line.hasPrefix("thread ")) }
  }

  @Test("a history that cannot be used costs one warning")
  func unusable() {
    for path in ["/proc/nowhere/history", "/dev", "/dev/null/history"] {
      var warnings: [String] = []
      let history = History(path: path, warn: { warnings.append($0) })
      history.add("a")
      history.add("b")
      #expect(history.entry(back: 1) == "b")
      #expect(warnings.count == 1, "\(path): \(warnings)")
    }
  }

  @Test("the file's folders are made, and only the user can read it")
  func folders() {
    let folder = TemporaryFolder()
    let path = folder.path + "/state/arr/history"
    History(path: path).add("a")
    var status = stat()
    #expect(stat(path, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
  }

  @Test("where the file is")
  func standardPath() {
    let home = ["HOME": "/h", "XDG_STATE_HOME": "/s", "ARR_HISTORY": "/a"]
    #expect(History.standardPath { home[$0] } == "/a")
    #expect(History.standardPath { $0 == "ARR_HISTORY" ? nil : home[$0] } == "/s/arr/history")
    #expect(History.standardPath { $0 == "HOME" ? "/h" : nil } == "/h/.local/state/arr/history")
    #expect(History.standardPath { _ in nil } == nil)
  }
}

/// A folder of its own for one test, removed with the value's last use.
final class TemporaryFolder {
  let path: String

  init() {
    var template = Array("/tmp/arr-shell-XXXXXX".utf8CString)
    path = mkdtemp(&template).map { String(cString: $0) } ?? "/tmp"
  }

  deinit {
    for name in ["/history", "/state/arr/history"] { unlink(path + name) }
    for name in ["/state/arr", "/state", ""] { rmdir(path + name) }
  }

  func history() -> History { History(path: path + "/history", warn: { Issue.record("\($0)") }) }

  func write(_ text: String) { write(Array(text.utf8)) }

  func append(_ text: String) {
    let descriptor = open(path + "/history", O_WRONLY | O_APPEND)
    writeAll(Array(text.utf8)[...], to: descriptor)
    close(descriptor)
  }

  func write(_ bytes: [UInt8]) {
    let descriptor = open(path + "/history", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    writeAll(bytes[...], to: descriptor)
    close(descriptor)
  }
}

/// Runs a body on several threads at once and waits for all.
enum Threads {
  private final class Work {
    let number: Int
    let body: (Int) -> Void
    init(_ number: Int, _ body: @escaping (Int) -> Void) { (self.number, self.body) = (number, body) }
  }

  static func run(threads: Int, _ body: @escaping (Int) -> Void) {
    var running: [pthread_t] = []
    for number in 0..<threads {
      var thread = pthread_t()
      let work = Unmanaged.passRetained(Work(number, body)).toOpaque()
      let problem = pthread_create(&thread, nil, { context in
        guard let context else { return nil }
        let work = Unmanaged<Work>.fromOpaque(context).takeRetainedValue()
        work.body(work.number)
        return nil
      }, work)
      #expect(problem == 0)
      running.append(thread)
    }
    for thread in running { pthread_join(thread, nil) }
  }
}
