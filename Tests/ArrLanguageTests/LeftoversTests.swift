import Foundation
import Testing

@testable import ArrLanguage

/// Counts how many of its kind are alive.
private final class Counted: ArrObject {
  final class Counter { var alive = 0 }
  private let counter: Counter

  init(_ counter: Counter) {
    self.counter = counter
    super.init()
    counter.alive += 1
  }

  deinit { counter.alive -= 1 }
}

@Suite("Values that are freed late", .serialized)
struct LeftoversTests {
  /// Frees what `make` made as after Ctrl-C; how many objects are alive then, and after everything was freed.
  private func alive(_ make: (Counted.Counter) -> Value) -> (stopped: Int, freed: Int) {
    let counter = Counted.Counter()
    // Other tests run beside this one: what their threads free is not left.
    let thread = pthread_self()
    Stopping.isPressed = { pthread_equal(pthread_self(), thread) != 0 }
    do { _ = make(counter) }
    let stopped = counter.alive
    Stopping.isPressed = { false }
    while Leftovers.freeSome() {}
    return (stopped, counter.alive)
  }

  private let count = 50_000

  @Test("the rest of a long list, tuple or dict waits, and is freed in pieces")
  func rest() throws {
    let list = alive { counter in .list(of: (0..<count).map { _ in .object(Counted(counter)) }) }
    #expect(list.stopped > 0 && list.stopped < count && list.freed == 0)
    let tuple = alive { counter in .tuple(of: (0..<count).map { _ in .object(Counted(counter)) }) }
    #expect(tuple.stopped > 0 && tuple.freed == 0)
    let dict = alive { counter in
      var entries = ValueDictionary()
      for i in 0..<count { try? entries.set(.object(Counted(counter)), for: .int(i)) }
      return .dict(of: entries)
    }
    #expect(dict.stopped > 0 && dict.stopped < count && dict.freed == 0)
  }

  @Test("what is inside goes first, and what others hold stays")
  func insides() {
    let nested = alive { counter in .list(of: (0..<count).map { _ in .list(of: [.object(Counted(counter)), .list(of: [.none])]) }) }
    #expect(nested.stopped > 0 && nested.freed == 0)
    let counter = Counted.Counter()
    let items: [Value] = (0..<count).map { _ in .object(Counted(counter)) }
    _ = alive { _ in .list(of: items) }
    #expect(counter.alive == count)
    withExtendedLifetime(items) {}
  }

  @Test("what was collected before an error is left as well, and without Ctrl-C nothing waits")
  func collecting() {
    let collected = alive { counter in
      _ = try? [Value].collecting { items in
        for _ in 0..<count { items.append(.object(Counted(counter))) }
        throw ValueError("interrupt", "interrupted")
      }
      return .none
    }
    #expect(collected.stopped > 0 && collected.freed == 0)
    let counter = Counted.Counter()
    do { _ = Value.list(of: (0..<count).map { _ in .object(Counted(counter)) }) }
    #expect(counter.alive == 0)
  }
}
