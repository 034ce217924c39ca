import ArrLanguage

private func items(_ value: Value) -> [Value] {
  switch value {
  case .list(let box): return box.items
  case .tuple(let box): return box.items
  default: return []
  }
}

extension Library {
  /// The methods of lists and tuples.
  static func installLists(in interpreter: Interpreter) {
    installGrowing(in: interpreter)
    installShrinking(in: interpreter)
    interpreter.mutatingMethod(
      "sort", of: "list", sortParameters, "Puts the items in ascending order; equal ones keep theirs.",
      example: "xs = [3, 1, 2]\nxs.sort(reverse=true)\nxs"
    ) { receiver, arguments, vm in
      let inOrder = try sorted(items(receiver), arguments, vm)
      try receiver.withList { $0 = inOrder }
      return .none
    }
    interpreter.mutatingMethod(
      "reverse", of: "list", [], "Turns the order round.", example: "xs = [1, 2]\nxs.reverse()\nxs"
    ) { receiver, _, _ in
      try receiver.withList { $0.reverse() }
      return .none
    }
    interpreter.method(
      "copy", of: "list", result: "list", "The list; assigning one never aliases, so this is rarely needed.", example: "[1, 2].copy()"
    ) { receiver, _, _ in receiver }
    for type in ["list", "tuple"] {
      let sample = type == "list" ? "[3, 1, 3]" : "(3, 1, 3)"
      interpreter.method(
        "count", of: type, [.init("value", .any, "what to look for")], result: "int", "How many items equal a value.",
        example: "\(sample).count(3)"
      ) { receiver, arguments, _ in
        .int(try items(receiver).reduce(0) { try $1.isEqual(to: arguments[0]) ? $0 + 1 : $0 })
      }
      interpreter.method(
        "index", of: type,
        [
          .init("value", .any, "what to look for"), .init("start", .int, default: .int(0), "where to begin"),
          .init("end", .optional(.int), default: Value.none, "where to stop"),
        ], result: "int", "The place of the first item that equals a value; an error when there is none.",
        example: "\(sample).index(1)"
      ) { receiver, arguments, _ in
        let all = items(receiver)
        let bounds = try SliceBounds(start: arguments.int("start"), stop: arguments.optionalInt("end"), step: 1, count: all.count)
        for position in bounds.positions where try all[position].isEqual(to: arguments[0]) { return .int(position) }
        throw arguments.error("value", "\(arguments[0].repr) is not in the \(type)", help: ["`in` asks whether it is"])
      }
    }
  }

  private static func installGrowing(in interpreter: Interpreter) {
    let append: (inout Value, Value, Interpreter) throws -> Value = { receiver, item, _ in
      try receiver.withList {
        try $0.checkGrowth()
        $0.append(item)
      }
      return .none
    }
    interpreter.mutatingMethod(
      "append", of: "list", [.init("item", .any, "the new last item")], "Adds an item at the end.",
      example: "xs = [1]\nxs.append(2)\nxs", direct: append, shortcut: .append
    ) { receiver, arguments, vm in try append(&receiver, arguments[0], vm) }
    interpreter.mutatingMethod(
      "extend", of: "list", [.init("items", .iterable, "the new last items")], "Adds all items of another sequence at the end.",
      example: "xs = [1]\nxs.extend(range(2, 4))\nxs"
    ) { receiver, arguments, vm in
      let more = try vm.items(of: arguments[0])
      try receiver.withList { $0 += more }
      return .none
    }
    interpreter.mutatingMethod(
      "insert", of: "list", [.init("index", .int, "the place of the new item"), .init("item", .any, "the new item")],
      "Puts an item before the one at a place; beyond the ends it goes to the end.", example: "xs = [1, 3]\nxs.insert(1, 2)\nxs"
    ) { receiver, arguments, _ in
      let index = try arguments.int("index")
      try receiver.withList { list in
        let position = index < 0 ? index &+ list.count : index
        list.insert(arguments[1], at: min(max(position, 0), list.count))
      }
      return .none
    }
  }

  private static func installShrinking(in interpreter: Interpreter) {
    interpreter.mutatingMethod(
      "pop", of: "list", [.init("index", .int, default: .int(-1), "of the item; −1 is the last")], result: "any",
      "Takes an item out and gives it.", example: "xs = [1, 2, 3]\nxs.pop()\nxs.pop(0)"
    ) { receiver, arguments, _ in
      let index = try arguments.int("index")
      return try receiver.withList { list in
        let position = index < 0 ? index &+ list.count : index
        guard list.indices.contains(position) else {
          if list.isEmpty { throw ValueError("index", "`pop` of an empty list") }
          throw ValueError("index", "index \(index) is out of range", label: "this list has \(counted(list.count, "item"))")
        }
        return list.remove(at: position)
      }
    }
    interpreter.mutatingMethod(
      "remove", of: "list", [.init("value", .any, "what to look for")], "Takes out the first item that equals a value.",
      example: "xs = [1, 2, 1]\nxs.remove(1)\nxs"
    ) { receiver, arguments, _ in
      guard let position = try items(receiver).firstIndex(where: { try $0.isEqual(to: arguments[0]) }) else {
        throw arguments.error("value", "\(arguments[0].repr) is not in the list")
      }
      try receiver.withList { _ = $0.remove(at: position) }
      return .none
    }
    interpreter.mutatingMethod(
      "clear", of: "list", [], "Takes all items out.", example: "xs = [1]\nxs.clear()\nxs"
    ) { receiver, _, _ in
      receiver = .list(of: [])
      return .none
    }
  }
}
