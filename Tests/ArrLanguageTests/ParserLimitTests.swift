import Foundation
import Testing

@testable import ArrLanguage

@Suite struct ParserLimitTests {
  /// Runs on a thread with the smallest stack that the parser promises to fit.
  private func onSmallStack(_ body: @escaping () -> Void) {
    let done = DispatchSemaphore(value: 0)
    let thread = Thread {
      body()
      done.signal()
    }
    thread.stackSize = 512 * 1024
    thread.start()
    done.wait()
  }

  /// The first error, or nil; the tree is not printed, which would take more stack than parsing it.
  private func problem(_ text: String) -> String? { errors(text).first?.message }

  private static let nests: [(String, String, String)] = [
    ("(", "x", ")"), ("[", "x", "]"), ("{1: ", "x", "}"), ("f(", "x", ")"), ("x[", "x", "]"), ("not ", "x", ""), ("-", "x", ""),
    ("2 ** ", "x", ""), ("x => ", "x", ""), ("x if y else ", "x", ""), ("1 or 1 and 1 == 1 + 1 * (", "x", ")"),
    ("1 or 1 and not 1 == 1 + 1 * -2 ** f(a=", "x", ")"), ("if x { ", "x", " }"), ("def f() { for a in b { ", "x", " } }"),
    ("[x for x in 1 or 1 and 1 == 1 + 1 * ", "x", "]"), ("{1: 1 or 1 and 1 == 1 + 1 * x[a=1:", "x", "]}"), ("(a, b = ", "x", ") => 1"),
    ("x |> f(1 or 1 and 1 == 1 + 1 * ", "x", ")"), ("try { ", "x", " } catch { }"), ("f'{", "x", "}'"),
  ]

  @Test func nestingIsBounded() {
    onSmallStack {
      for (open, inner, close) in Self.nests {
        for depth in [10, 20, 60, 199, 1_000] {
          let text = String(repeating: open, count: depth) + inner + String(repeating: close, count: depth)
          let problem = self.problem(text)
          if depth == 10 { #expect(problem == nil, "\(text)") }
          if depth == 1_000 { #expect(problem?.contains("too deeply") == true, "\(open)") }
          _ = self.problem(String(repeating: open, count: depth))
        }
      }
    }
  }

  @Test func chainsAreBounded() {
    onSmallStack {
      for chain in [".a", "(1)", "[0]", " + 1", " or 1", " and 1", " |> f", " * 2", " - 1"] {
        #expect(problem("x" + String(repeating: chain, count: 100)) == nil)
        _ = problem("x" + String(repeating: chain, count: 498))
        #expect(problem("x" + String(repeating: chain, count: 5_000)) == "this expression is too long")
      }
      // What lies side by side has no height.
      #expect(problem("[" + String(repeating: "1, ", count: 5_000) + "]") == nil)
      #expect(problem("x = 1 < " + String(repeating: "2 < ", count: 3_000) + "3") == nil)
      #expect(problem("if a { }" + String(repeating: " elif b { }", count: 3_000)) == nil)
    }
  }

  @Test func randomTokensNeverCrash() {
    let words = [
      "if", "elif", "else", "for", "while", "with", "as", "try", "catch", "def", "return", "break", "continue", "raise", "assert",
      "import", "in", "not", "and", "or", "true", "none", "x", "f", "lambda", "print", "(", ")", "[", "]", "{", "}", ",", ":", ";", ".",
      "...", "=>", "|>", "+", "-", "*", "/", "//", "%", "**", "@", "==", "!=", "<", "=", "+=", "&&", "?", "!", "1", "2.5", "\"s\"", "'",
      "\"\"\"", "f\"{", "f\"{x}\"", "}\"", "\n", "\n", "\n", "\\", "#", "é", "→", "0x", "9223372036854775808",
    ]
    let renderer = DiagnosticRenderer()
    for seed in 1...4 as ClosedRange<UInt64> {
      var random = SplitMix(state: seed)
      for _ in 0..<500 {
        let count = Int(random.next() % 60)
        let text = (0..<count).map { _ in words[Int(random.next() % UInt64(words.count))] }
          .joined(separator: random.next() % 4 == 0 ? "" : " ")
        let source = Source(name: "fuzz", text: text)
        check(parse(source), of: source, renderer)
      }
    }
  }

  @Test func randomBytesNeverCrash() {
    let renderer = DiagnosticRenderer(width: 30)
    let sample = Array(Samples.tour.utf8)
    for seed in 1...4 as ClosedRange<UInt64> {
      var random = SplitMix(state: seed)
      for _ in 0..<60 {
        var bytes = sample
        for _ in 0..<Int(random.next() % 8) {
          let i = Int(random.next() % UInt64(bytes.count))
          switch random.next() % 3 {
          case 0: bytes[i] = UInt8(truncatingIfNeeded: random.next())
          case 1: bytes.remove(at: i)
          default: bytes.removeSubrange(i..<min(bytes.count, i + 20))
          }
        }
        let source = Source(name: "fuzz", utf8: bytes)
        check(parse(source), of: source, renderer)
      }
    }
  }

  /// A text that is refused has errors, and these point into it and can be written in every form.
  private func check(_ result: ParseOutcome, of source: Source, _ renderer: DiagnosticRenderer) {
    switch result {
    case .complete: break
    case .incomplete(let all), .failed(let all):
      #expect(!all.isEmpty)
      for error in all {
        for label in error.labels where label.source === source {
          let span = label.span
          let isInside = 0 <= span.start && span.start <= span.end && span.end <= source.utf8.count
          #expect(isInside, "\(error.message): \(span) of \(source.utf8.count) bytes: \(String(decoding: source.utf8, as: UTF8.self))")
        }
        #expect(!renderer.render(error).isEmpty && !renderer.json(error).isEmpty && !renderer.oneLine(error).isEmpty)
      }
    }
  }
}

struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
