import ArrLanguage
import Tensors

/// The session's stream of random numbers; it starts at seed 0, so that a script gives the same numbers everywhere.
private final class RandomState {
  var stream = RandomStream(seed: 0)
}

extension Library {
  static func installRandomNumbers(in interpreter: Interpreter) {
    let state = RandomState()
    installRandomChoices(in: interpreter) { count in
      guard case .int(let number) = try state.stream.integers(0, count, []).item() else { return 0 }
      return number
    }
    let shape = Declaration.Parameter("shape", .any, default: .list(of: []), "an int or a list of ints; without it one number")
    interpreter.tensorFunction(
      "seed", [.init("n", .int, "any int")], result: "none", group: "random numbers", "Starts the random stream anew: the same seed gives the same numbers.",
      example: "seed(7)\na = rand(3)\nseed(7)\nassert allclose(a, rand(3))"
    ) { arguments in
      state.stream = RandomStream(seed: try arguments.int("n"))
      return .none
    }
    interpreter.tensorFunction("rand", [shape], group: "random numbers", "f32 numbers from 0 up to, without, 1, all equally likely.", example: "rand([2, 3])") { arguments in
      TensorObject.value(try state.stream.uniform(try arguments.shape()))
    }
    interpreter.tensorFunction(
      "randn",
      [
        shape, .init("mean", .float, default: .float(0), kind: .keywordOnly, "of the distribution"),
        .init("std", .float, default: .float(1), kind: .keywordOnly, "its standard deviation"),
      ], group: "random numbers", "f32 numbers of a normal distribution.", example: "randn([2, 3]).shape"
    ) { arguments in
      TensorObject.value(
        try state.stream.normal(try arguments.shape(), mean: try arguments.float("mean"), deviation: try arguments.float("std")))
    }
    interpreter.tensorFunction(
      "randint",
      [
        .init("low", .int, "the least number, or the end when `high` is none"),
        .init("high", .optional(.int), default: Value.none, "the end, which is never drawn"), shape,
      ], group: "random numbers", "i64 numbers from `low` up to, without, `high`, all equally likely.", example: "randint(0, 50257, [1, 8])"
    ) { arguments in
      let first = try arguments.int("low")
      let (low, high) = try arguments.optionalInt("high").map { (first, $0) } ?? (0, first)
      guard low < high else { throw arguments.error("high", "there is no int from \(low) up to, without, \(high)") }
      return TensorObject.value(try state.stream.integers(low, high, try arguments.shape()))
    }
  }
}
