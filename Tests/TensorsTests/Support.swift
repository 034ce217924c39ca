import TestSupport
import Testing

@testable import Tensors

/// What NumPy answered, as a tensor; records an issue for a question that was not asked.
func numPy(_ question: String) throws -> Answer {
  try #require(NumPy.answers[question], "the fixtures have no answer to “\(question)”")
}

/// A float tensor of the fixtures.
func input(_ name: String, axes: [String] = []) throws -> Tensor {
  let answer = try numPy(name)
  return try Tensor(answer.values.map(Float.init), shape: answer.shape, axes: axes)
}

/// An integer tensor of the fixtures.
func integers(_ name: String) throws -> Tensor {
  let answer = try numPy(name)
  return try Tensor(answer.values.map { Int($0) }, shape: answer.shape)
}

/// Compares a tensor with NumPy's answer, element by element.
func expect(
  _ tensor: Tensor, equals question: String, tolerance: Double = 2e-6, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let answer = try numPy(question)
  #expect(tensor.shape == answer.shape, "\(question)", sourceLocation: sourceLocation)
  let floats = tensor.dtype.isFloat ? tensor.floats.map(Double.init) : tensor.integers.map(Double.init)
  try #require(floats.count == answer.values.count, "\(question)", sourceLocation: sourceLocation)
  for (i, (ours, theirs)) in zip(floats, answer.values).enumerated() {
    let same = ours == theirs || (ours.isNaN && theirs.isNaN) || abs(ours - theirs) <= tolerance * max(1, abs(theirs))
    #expect(same, "\(question): element \(i) is \(ours), NumPy says \(theirs)", sourceLocation: sourceLocation)
  }
}

/// The message of the tensor error that the body must throw.
func message(of body: () throws -> Any, sourceLocation: SourceLocation = #_sourceLocation) -> String {
  do {
    let value = try body()
    Issue.record("no error but \(value)", sourceLocation: sourceLocation)
  } catch let error as TensorError {
    return error.message
  } catch {
    Issue.record("another error: \(error)", sourceLocation: sourceLocation)
  }
  return ""
}
