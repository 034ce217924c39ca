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
    #expect((1...history.count).map { history.entry(back: $0) } == ["a", "b", "a"])
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

  func write(_ bytes: [UInt8]) {
    let descriptor = open(path + "/history", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    writeAll(bytes[...], to: descriptor)
    close(descriptor)
  }
}
