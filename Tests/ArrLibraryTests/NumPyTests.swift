import ArrLanguage
import Tensors
import Testing

@testable import ArrLibrary

/// Expressions that NumPy and Arr both understand; what they give, NumPy gave (`scripts/fixtures/make_tensor_fixtures.py`).
@Suite struct NumPyTests {
  @Test func everyExpressionGivesWhatNumPyGives() throws {
    let problems = try onEvaluationThread { () throws -> [String] in
      let interpreter = Interpreter()
      interpreter.translateError = Library.valueError(from:)
      Library.installCore(in: interpreter)
      Library.installTensors(in: interpreter)
      _ = try run(NumPyExpression.inputs, interpreter)
      return NumPyExpression.all.compactMap { problem($0, interpreter) }
    }
    #expect(NumPyExpression.all.count > 250)
    #expect(problems.isEmpty, "\(problems.count) differ:\n\(problems.joined(separator: "\n"))")
  }

  private func run(_ text: String, _ interpreter: Interpreter) throws -> Value {
    let source = Source(name: "numpy.arr", text: text)
    guard case .complete(let block) = parse(source) else { throw ValueError("syntax", "not a program: \(text)") }
    return try interpreter.run(block, source: source)
  }

  private func problem(_ expected: NumPyExpression, _ interpreter: Interpreter) -> String? {
    let tensor: Tensor
    do { tensor = try Library.tensor(from: run(expected.code, interpreter)) } catch { return "\(expected.code): \(error)" }
    let kind: Character = tensor.dtype.isFloat ? "f" : tensor.dtype == .bool ? "b" : "i"
    guard tensor.shape == expected.shape else { return "\(expected.code): shape \(tensor.shape), not \(expected.shape)" }
    guard kind == expected.kind else { return "\(expected.code): \(tensor.dtype), not \(expected.kind)" }
    guard let values = try? tensor.doubles() else { return "\(expected.code): no room for its elements" }
    for (i, (ours, theirs)) in zip(values, expected.values).enumerated() {
      let isSame = ours == theirs || (ours.isNaN && theirs.isNaN) || abs(ours - theirs) <= 4e-6 * max(1, abs(theirs))
      if !isSame { return "\(expected.code): element \(i) is \(ours), not \(theirs)" }
    }
    return values.count == expected.values.count ? nil : "\(expected.code): \(values.count) elements"
  }
}
