import ArrLanguage
import ArrLibrary

/// What the library declares, read from the library: a new function is fuzzed without a word here.
struct LibraryNames {
  struct Function {
    let name: String
    let parameters: [Declaration.Parameter]
  }

  let functions: [Function]
  /// Methods by the type of their receiver.
  let methods: [(type: String, function: Function)]
  /// Names after a dot that some object knows.
  let members = [
    "shape", "T", "dtype", "names", "rows", "logits", "tokens", "message", "hint", "line", "notes", "n_layers", "vocab_size", "nope",
  ]
  /// The examples of all declarations: good programs to spoil.
  let examples: [String]

  init(_ interpreter: Interpreter) {
    var functions: [Function] = []
    var methods: [(String, Function)] = []
    var examples: [String] = []
    for name in interpreter.builtins.names {
      guard case .function(let callable)? = interpreter.builtins.lookup(name), let declaration = callable.declaration else { continue }
      functions.append(Function(name: name, parameters: declaration.parameters))
      examples.append(declaration.example)
    }
    for type in interpreter.methods.typeNames {
      for method in interpreter.methods.all(for: type) {
        methods.append((type, Function(name: method.declaration.name, parameters: method.declaration.parameters)))
        examples.append(method.declaration.example)
      }
    }
    self.functions = functions
    self.methods = methods
    self.examples = examples.filter { !$0.isEmpty }
  }
}
