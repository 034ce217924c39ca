import ArrLanguage
import ArrLibrary
import Tensors
import Testing
import TextWidth

@testable import Shell

/// Writes down what computations say of themselves. The listener belongs to the whole process: each test that sets it runs in
/// one of its own.
private final class Listener: ActivityListener {
  private(set) var heard: [String] = []
  private var next = 0

  func begin(_ activity: Activity, title: String?) -> Int {
    next += 1
    heard.append("begin \(title ?? "\(activity.name)") of \(activity.count ?? -1)")
    return next
  }
  func step(_ done: Int) { heard.append("\(done)") }
  func step(_ done: Int, of id: Int) { heard.append("\(id):\(done)") }
  func end(_ id: Int) { heard.append("end \(id)") }
  func forget() { heard = [] }
}

@Suite("Progress")
struct ProgressTests {
  private func line(_ done: Int, _ count: Int?, _ elapsed: Double, _ width: Int, unit: String = "layer", unicode: Bool = true) -> String {
    progressLine(title: "the forward pass", unit: unit, done: done, count: count, elapsed: elapsed, width: width, unicode: unicode)
  }

  @Test("the line says as much as fits")
  func lines() {
    #expect(line(8, 32, 4, 200) == "the forward pass  ███████░░░░░░░░░░░░░░░░░░░░░░░  25%  layer 9 of 32  12 s left")
    #expect(line(8, 32, 4, 50) == "the forward pass  25%  layer 9 of 32  12 s left")
    #expect(line(8, 32, 4, 44, unicode: false) == "the forward pass  ##........  25%  12 s left")
    #expect(line(8, 32, 4, 19) == "25%  12 s left")
    #expect(line(0, 32, 4, 80) == "the forward pass  ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  0%  layer 1 of 32")
    #expect(line(3, nil, 4, 80) == "the forward pass  layer 3  4 s")
    #expect(line(1, 100, 10, 80, unit: "").hasSuffix("1%  16 min 30 s left"))
  }

  @Test("no line is wider than the window", arguments: [1, 5, 10, 19, 20, 39, 79, 199])
  func widths(_ width: Int) {
    for (done, count) in [(0, 3), (1, 3), (3, 3), (7, 3), (999_999, 1_000_000)] {
      #expect(displayWidth(line(done, count, 5000, width)) <= width)
      #expect(displayWidth(line(done, nil, 5000, width)) <= width)
    }
  }

  @Test("a loop says its turns and ends however it is left")
  func loops() async {
    await #expect(processExitsWith: .success) {
      let listener = Listener()
      Activity.listener = listener
      _ = play("for x in progress([5, 6]) { x }")
      #expect(listener.heard == ["begin progress of 2", "1:0", "1:1", "end 1"])
      listener.forget()
      _ = play("for x in progress(range(9), \"nine\") { if x == 1 { break } }", "for x in progress([1]) { raise \"no\" }")
      #expect(listener.heard == ["begin nine of 9", "2:0", "2:1", "end 2", "begin progress of 1", "3:0", "end 3"])
      #expect(play("len(progress([1, 2]))", "list(progress(\"ab\"))").output == "2\n['a', 'b']\n")
    }
  }

  @Test("a forward pass, making weights and generating say their steps")
  func models() async {
    await #expect(processExitsWith: .success) {
      let listener = Listener()
      Activity.listener = listener
      _ = play(
        "m = HookedAutoModel(HookedAutoConfig(\"gpt2\", n_layer=2, n_embd=8, n_head=2, vocab_size=20))", "r = m([1, 2])",
        "m.generate([1], max_new_tokens=3);")
      let begun = listener.heard.filter { $0.hasPrefix("begin") }
      #expect(begun.contains { $0.hasPrefix("begin making the weights of ") })
      #expect(begun.contains("begin the forward pass of 2") && begun.contains("begin generating of 3"))
      #expect(listener.heard.filter { $0.hasPrefix("end") }.count == begun.count)
    }
  }
}
