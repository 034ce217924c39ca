import Glibc
import Tensors
import Testing

@testable import Shell

/// Each test runs in a process of its own: the flag belongs to the whole process, as other tests do.
@Suite("Interrupts")
struct InterruptsTests {
  @Test("Ctrl-C sets the flag until it is cleared")
  func flag() async {
    await #expect(processExitsWith: .success) {
      signal(SIGINT, SIG_DFL)   // a test run in the background starts with it ignored
      Interrupts.install()
      #expect(!Interrupts.isPending)
      pressCtrlC()
      #expect(Interrupts.isPending)
      Interrupts.clear()
      #expect(!Interrupts.isPending)
    }
  }

  @Test("Ctrl-C ends a wait for input, and what comes later is still read")
  func wait() async {
    await #expect(processExitsWith: .success) {
      signal(SIGINT, SIG_DFL)
      Interrupts.install()
      var ends: [Int32] = [0, 0]
      #expect(pipe(&ends) == 0)
      let source = PlainSource(descriptor: ends[0])
      writeAll(Array("x\n".utf8)[...], to: ends[1])
      pressCtrlC()
      #expect(source.next(prompt: "", status: { _ in .complete }) == .interrupted)
      #expect(!Interrupts.isPending)
      #expect(source.next(prompt: "", status: { _ in .complete }) == .line("x"))
    }
  }

  @Test("the second Ctrl-C warns, and the third leaves")
  func leaving() async throws {
    let result = try await #require(processExitsWith: .exitCode(Interrupts.exitCode), observing: [\.standardErrorContent]) {
      signal(SIGINT, SIG_DFL)
      Interrupts.install()
      pressCtrlC()
      pressCtrlC()
      pressCtrlC()   // a key that repeats is not a third press
      writeAll(Array("still here\n".utf8)[...], to: STDERR_FILENO)
      usleep(300_000)
      pressCtrlC()
    }
    let said = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(said.contains("still running — press again to leave") && said.contains("still here"))
  }

  @Test("the second Ctrl-C names what is running")
  func naming() async throws {
    let result = try await #require(processExitsWith: .success, observing: [\.standardErrorContent]) {
      signal(SIGINT, SIG_DFL)
      Interrupts.install()
      Progress.start(terminal: Terminal())
      Activity.run("the forward pass", unit: "layer", count: 32) { activity in
        try? activity.step(7)
        Activity.run("the unembedding", count: 50_000) { _ in }
        pressCtrlC()
        pressCtrlC()
      }
    }
    #expect(String(decoding: result.standardErrorContent, as: UTF8.self).contains("still in the forward pass, layer 8 of 32 — press again to leave"))
  }

  @Test("a process that ignores Ctrl-C goes on ignoring it")
  func ignored() async {
    await #expect(processExitsWith: .success) {
      signal(SIGINT, SIG_IGN)
      Interrupts.install()
      pressCtrlC()
      #expect(!Interrupts.isPending)
    }
  }
}

/// Sends the process SIGINT, and gives the thread that takes it a moment.
private func pressCtrlC() {
  kill(getpid(), SIGINT)
  usleep(50_000)
}
