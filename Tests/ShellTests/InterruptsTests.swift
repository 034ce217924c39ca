import Glibc
import Testing

@testable import Shell

@Suite("Interrupts", .serialized)
struct InterruptsTests {
  @Test("Ctrl-C sets the flag until it is cleared")
  func flag() {
    Interrupts.install()
    Interrupts.clear()
    #expect(!Interrupts.isPending)
    raise(SIGINT)
    #expect(Interrupts.isPending)
    Interrupts.clear()
    #expect(!Interrupts.isPending)
  }

  @Test("Ctrl-C ends a wait for input, and what comes later is still read")
  func wait() {
    Interrupts.install()
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    let source = PlainSource(descriptor: ends[0])
    raise(SIGINT)
    #expect(source.next(prompt: "", status: { _ in .complete }) == .interrupted)
    #expect(!Interrupts.isPending)
    writeAll(Array("x\n".utf8)[...], to: ends[1])
    #expect(source.next(prompt: "", status: { _ in .complete }) == .line("x"))
    ends.forEach { close($0) }
  }
}
