import ArrLanguage

extension Library {
  /// Questions about values.
  static func installInspection(in interpreter: Interpreter) {
    interpreter.function(
      "isinstance", "conversions",
      [
        .init("value", .any, "anything"),
        .init("types", .any, "a type: `int`, `str` … or its name as `type` gives it; or a tuple of which one is enough"),
      ], result: "bool", "Whether a value is of a type. As in Python a bool is an int too.",
      example: "isinstance(3, (int, float))"
    ) { arguments, _ in
      let wanted: [Value]
      switch arguments[1] {
      case .tuple(let box): wanted = box.items
      case .list(let box): wanted = box.items
      case let one: wanted = [one]
      }
      let own = arguments[0].typeName
      return .bool(
        try wanted.contains { type in
          let name = try typeName(type, arguments)
          return name == own || (name == "int" && own == "bool")
        })
    }
    interpreter.function(
      "callable", "conversions", [.init("value", .any, "anything")], result: "bool", "Whether a value can be called.", example: "callable(len)"
    ) { arguments, _ in .bool(isCallable(arguments[0])) }
    let name = Declaration.Parameter("name", .string, "of a property or method")
    interpreter.function(
      "hasattr", "conversions", [.init("value", .any, "anything"), name], result: "bool",
      "Whether a value has a property or method of a name.", example: "hasattr([1], \"append\")"
    ) { arguments, vm in .bool(try member(arguments, vm) != nil) }
    interpreter.function(
      "getattr", "conversions",
      [.init("value", .any, "anything"), name, .init("default", .any, default: Value.none, "the answer without one; without it an error")],
      result: "any", "A property or method by its name.", example: "getattr(\"Mary\", \"upper\")()"
    ) { arguments, vm in
      if let found = try member(arguments, vm) { return found }
      if arguments.isGiven("default") { return arguments.value("default") }
      return try vm.attribute(of: arguments[0], try arguments.string("name"))
    }
    interpreter.function(
      "dir", "conversions", [.init("value", .any, "anything")], result: "list", "The names of a value's properties and methods.",
      example: "dir(lcm)"
    ) { arguments, vm in .list(of: vm.memberNames(of: arguments[0]).sorted().map { .text($0) }) }
  }

  private static func member(_ arguments: BoundArguments, _ vm: Interpreter) throws -> Value? {
    let (value, name) = (arguments[0], try arguments.string("name"))
    if case .object(let object) = value, let found = try object.attribute(name) { return found }
    guard vm.methods.lookup(name, for: value.typeName) != nil else { return nil }
    return try vm.attribute(of: value, name)
  }

  private static func typeName(_ type: Value, _ arguments: BoundArguments) throws -> String {
    switch type {
    case .string(let box): return box.text == "str" ? "string" : box.text
    case .none: return "none"
    case .function(let function) where function.name == "str": return "string"
    case .function(let function) where ["int", "float", "bool", "list", "tuple", "dict", "tensor", "range"].contains(function.name):
      return function.name
    default:
      throw arguments.error(
        "types", "a type is `int`, `str`, `list` … or a name, not \(type.repr)", code: "type", help: ["`type(x)` gives the name of a type"])
    }
  }
}
