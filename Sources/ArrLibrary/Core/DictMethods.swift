import ArrLanguage

private func changing<R>(_ value: inout Value, _ body: (inout ValueDictionary) throws -> R) throws -> R {
  guard case .dict(var box) = value else { throw ValueError("type", "this is \(article(value.typeName)), not a dict") }
  value = .none
  if !isKnownUniquelyReferenced(&box) { box = DictBox(box.entries) }
  defer { value = .dict(box) }
  return try body(&box.entries)
}

private func entries(_ value: Value) -> ValueDictionary {
  if case .dict(let box) = value { return box.entries }
  return ValueDictionary()
}

extension Library {
  /// The methods of dicts.
  static func installDicts(in interpreter: Interpreter) {
    interpreter.method(
      "keys", of: "dict", result: "list", "The keys in the order they came.", example: "{\"a\": 1, \"b\": 2}.keys()"
    ) { receiver, _, _ in .list(of: entries(receiver).keys) }
    interpreter.method(
      "values", of: "dict", result: "list", "The values in the order of their keys.", example: "{\"a\": 1, \"b\": 2}.values()"
    ) { receiver, _, _ in .list(of: entries(receiver).values) }
    interpreter.method(
      "items", of: "dict", result: "list", "Pairs of a key and its value.",
      example: "for key, value in {\"a\": 1}.items() { print(key, value) }"
    ) { receiver, _, _ in .list(of: entries(receiver).pairs.map { .tuple(of: [$0.key, $0.value]) }) }
    interpreter.method(
      "copy", of: "dict", result: "dict", "The dict; assigning one never aliases, so this is rarely needed.", example: "{\"a\": 1}.copy()"
    ) { receiver, _, _ in receiver }
    interpreter.method(
      "get", of: "dict", [.init("key", .any, "of the entry"), .init("default", .any, default: Value.none, "the answer without one")],
      result: "any", "The value of a key, or the default.", example: "{\"a\": 1}.get(\"b\", 0)",
      shortcut: .get
    ) { receiver, arguments, _ in
      guard case .dict(let box) = receiver, let found = try box.entries.value(for: arguments[0]) else { return arguments[1] }
      return found
    }
    installChanges(in: interpreter)
  }

  private static func installChanges(in interpreter: Interpreter) {
    interpreter.mutatingMethod(
      "pop", of: "dict", [.init("key", .any, "of the entry"), .init("default", .any, default: Value.none, "the answer without one")],
      result: "any", "Takes an entry out and gives its value; without a default a missing key is an error.",
      example: "d = {\"a\": 1}\nd.pop(\"a\")"
    ) { receiver, arguments, _ in
      let found = try changing(&receiver) { try $0.remove(arguments[0]) }
      if let found { return found }
      if arguments.isGiven("default") { return arguments[1] }
      throw arguments.error("key", "this dict has no key \(arguments[0].repr)", code: "key", help: ["give a default: `pop(key, none)`"])
    }
    interpreter.mutatingMethod(
      "popitem", of: "dict", result: "tuple", "Takes out the last entry and gives it as a pair.", example: "d = {\"a\": 1}\nd.popitem()"
    ) { receiver, _, _ in
      try changing(&receiver) { dict in
        guard let last = dict.pairs.last else { throw ValueError("key", "`popitem` of an empty dict") }
        try dict.remove(last.key)
        return .tuple(of: [last.key, last.value])
      }
    }
    interpreter.mutatingMethod(
      "setdefault", of: "dict", [.init("key", .any, "of the entry"), .init("default", .any, default: Value.none, "what a new entry holds")],
      result: "any", "The value of a key, which is added with the default when it is missing.",
      example: "d = {}\nd.setdefault(\"a\", 1)\nd"
    ) { receiver, arguments, _ in
      try changing(&receiver) { dict in
        if let found = try dict.value(for: arguments[0]) { return found }
        try dict.set(arguments[1], for: arguments[0])
        return arguments[1]
      }
    }
    interpreter.mutatingMethod(
      "update", of: "dict",
      [
        .init("other", .iterable, default: .list(of: []), "a dict, or pairs"),
        .init("named", .any, kind: .keywordVariadic, "entries whose keys are names"),
      ], "Adds entries; those of known keys replace the old ones.", example: "d = {\"a\": 1}\nd.update({\"b\": 2}, c=3)\nd"
    ) { receiver, arguments, vm in
      let more = try dictionary(of: arguments[0], vm)
      let named = try arguments.dict("named")
      try changing(&receiver) { dict in
        for (key, value) in more { try dict.set(value, for: key) }
        for (key, value) in named { try dict.set(value, for: key) }
      }
      return .none
    }
    interpreter.mutatingMethod(
      "clear", of: "dict", [], "Takes all entries out.", example: "d = {\"a\": 1}\nd.clear()\nd"
    ) { receiver, _, _ in
      receiver = .dict(of: ValueDictionary())
      return .none
    }
  }
}
