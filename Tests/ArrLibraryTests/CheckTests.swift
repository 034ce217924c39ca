import ArrLanguage
import Foundation
import Testing

@testable import ArrLibrary

/// The certificate of a model as scripts and readers see it.
@Suite struct CheckTests {
  private func display(_ code: String, width: Int) throws -> String {
    let interpreter = Library.makeInterpreter()
    let source = Source(name: "test", text: code)
    guard case .complete(let block) = parse(source) else { throw ValueError("test", "the test's program does not parse") }
    return try onEvaluationThread {
      guard case .object(let object) = try interpreter.run(block, source: source) else { return "" }
      return object.display(width: width, color: false)
    }
  }

  @Test func fieldsOfACertificate() throws {
    let shown = try LensScriptTests.run(
      LensScriptTests.model + """
        c = check(model)
        names = [k["name"] for k in c.checks]
        worst = [k for k in c.checks if k["outcome"] == "failed"]
        [c.passed, c.facts["layers"], c.facts["unembedding"], c.compute, len(c.prompt), names[0], names[-1], worst, c.weights["types"], c.weights["not_finite"]]
        """, json: true)
    #expect(
      shown.replacingOccurrences(of: " ", with: "")
        == #"[true,"2","tiedtotheembedding","f32",16,"weightsarefinite","referencelogits",[],[{"dtype":"f32","tensors":28,"numbers":7392,"bytes":29568}],[]]"#)
  }

  @Test func shownAsTables() throws {
    let shown = try display(LensScriptTests.model + "check(model)", width: 100)
    for line in ["heads         2 of width 8", "positions     learned", "f32", "generate = run again", "passed: 11 checks, 1 not applicable"] {
      #expect(shown.contains(line), "\(line)")
    }
    #expect(!shown.contains("FAIL"))
    // Long facts go on in the next line of a narrow window.
    let narrow = try display(LensScriptTests.model + "check(model)", width: 44)
    #expect(narrow.split(separator: "\n").allSatisfy { $0.count <= 44 })
    #expect(narrow.contains("each sublayer") && narrow.contains("final layer"))
  }

  @Test func aReferenceIsNamedByItsPath() throws {
    let folder = NSTemporaryDirectory() + "arr-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let shown = try LensScriptTests.run(
      LensScriptTests.model + """
        model.save(args[0])
        ids = tensor([[1, 2, 3]])
        save({"input_ids": ids, "logits": model(ids).logits}, args[0] + "/reference.npz")
        here = check(load_model(args[0]))
        there = check(model, reference=args[0] + "/reference.npz")
        save({"input_ids": ids, "logits": model(ids).logits + 1}, args[0] + "/other.safetensors")
        other = check(model, reference=args[0] + "/other.safetensors")
        print(here.passed, there.passed, other.passed, other.checks[-1]["outcome"], round(other.checks[-2]["difference"], 4), here.checks[-1]["note"])
        """, arguments: [folder])
    #expect(shown == "true true false passed 1.0 the top token agrees at 3 of 3 positions\n")
    #expect(LensScriptTests.message(LensScriptTests.model + "check(model, reference=\"/none.npz\")").contains("there is no such file"))
    #expect(LensScriptTests.message("check(3)").contains("model"))
  }
}
