import ArrLanguage
import Tensors

/// What the language can call: every function is declared once, and installed here.
public enum Library {
  /// The version of the program, as `arr --version` prints it and records of experiments keep it.
  public static let version = "0.1.0"

  /// Where a message that is no value goes (`weights are bf16 …`).
  nonisolated(unsafe) public static var notify: (String) -> Void = { _ in }

  /// An interpreter that knows the whole library.
  public static func makeInterpreter() -> Interpreter {
    let interpreter = Interpreter()
    interpreter.translateError = valueError(from:)
    interpreter.readFile = FileAccess.readProgram
    installCore(in: interpreter)
    installTensors(in: interpreter)
    installModels(in: interpreter)
    installLens(in: interpreter)
    installExperiments(in: interpreter)
    return interpreter
  }
}

extension Interpreter {
  /// Declares a function with its body.
  func define(_ declaration: Declaration, _ body: @escaping (BoundArguments, Interpreter) throws -> Value) {
    define(NativeFunction(declaration, body: body))
  }

  /// Declares a method of the objects with a type name.
  func define<Receiver: ArrObject>(
    _ declaration: Declaration, for typeName: String, of type: Receiver.Type,
    _ body: @escaping (Receiver, BoundArguments, Interpreter) throws -> Value
  ) {
    let method = Method(declaration) { receiver, arguments, interpreter in
      guard case .object(let object) = receiver, let own = object as? Receiver else {
        throw ValueError("type", "`\(declaration.name)` belongs to \(article(typeName))")
      }
      return try body(own, arguments, interpreter)
    }
    methods.register(method, for: typeName)
  }
}
