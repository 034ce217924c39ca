import Glibc
import Testing

@testable import Shell

@Suite("Plain and scripted sources")
struct PlainSourceTests {
  /// All events for what a pipe holds, up to the end of input.
  private func events(_ bytes: [UInt8], status: (String) -> InputStatus = { _ in .complete }) -> [LineEvent] {
    let file = tmpfile()
    defer { fclose(file) }
    let descriptor = fileno(file)
    writeAll(bytes[...], to: descriptor)
    lseek(descriptor, 0, SEEK_SET)
    let source = PlainSource(descriptor: descriptor)
    var events: [LineEvent] = []
    while events.last != .endOfInput { events.append(source.next(prompt: "> ", status: status)) }
    return events
  }

  @Test("lines with every kind of end")
  func lines() {
    #expect(events(Array("a\r\nb\n\nc".utf8)) == [.line("a"), .line("b"), .line(""), .line("c"), .endOfInput])
    #expect(events([]) == [.endOfInput])
  }

  @Test("incomplete lines are joined, and what is unfinished at the end is still given")
  func joined() {
    let status = { (text: String) in text.filter { $0 == "{" }.count > text.filter { $0 == "}" }.count ? InputStatus.incomplete : .complete }
    #expect(events(Array("{\n1\n}\n2\n{ 3".utf8), status: status) == [.line("{\n1\n}"), .line("2"), .line("{ 3"), .endOfInput])
  }

  @Test("the prompt of a line that goes on is as wide as the first one's, and not blank")
  func continuation() {
    #expect(PlainSource.continuation(of: "arr:12› ") == "    ... ")
    #expect(PlainSource.continuation(of: "> ") == "... ")
  }

  @Test("bytes that are no text")
  func invalid() {
    #expect(events([0xFF, 0x00, 0xC3, 0x0A]) == [.line("\u{FFFD}\0\u{FFFD}"), .endOfInput])
  }

  @Test("a very long line")
  func long() {
    let count = 100 << 20
    guard case .line(let line)? = events([UInt8](repeating: 0x61, count: count)).first else {
      Issue.record("no line")
      return
    }
    #expect(line.utf8.count == count)
  }

  @Test("a script says its events, then ends")
  func scripted() {
    let source = ScriptedSource([.line("a"), .interrupted])
    let events = (0..<3).map { source.next(prompt: "\($0)", status: { _ in .complete }) }
    #expect(events == [.line("a"), .interrupted, .endOfInput])
    #expect(source.prompts == ["0", "1", "2"])
  }
}
