extension Interpreter {
  /// Follows `steps` into `value` and lets `body` change what is there. Every container on the way is taken apart, so that
  /// unshared ones change in place, and put together again even when `body` throws.
  func modify(_ value: inout Value, _ steps: ArraySlice<Step>, _ body: (inout Value) throws -> Void) throws {
    guard let step = steps.first else { return try body(&value) }
    let rest = steps.dropFirst()
    switch step {
    case .attribute(let name, let location):
      do {
        var part = try attribute(of: value, name)
        guard case .object(let object) = part, !object.isValueType else {
          try modify(&part, rest, body)
          return try setAttribute(name, of: &value, to: part)
        }
        try modify(&part, rest, body)
      } catch { throw located(error, location) }
    case .item(let subscripts, let location):
      do { try modifyItem(&value, subscripts) { try self.modify(&$0, rest, body) } } catch {
        throw located(error, subscripts, location)
      }
    }
  }

  private func modifyItem(_ value: inout Value, _ subscripts: [SubscriptValue], _ body: (inout Value) throws -> Void) throws {
    // The box is looked at in functions of their own: a reference still held here would make the change copy it.
    if value.isList, let position = try listPosition(of: subscripts, in: value) {
      return try value.withList { items in
        var item = Value.none
        swap(&item, &items[position])
        defer { items[position] = item }
        try body(&item)
      }
    }
    if value.isDict {
      let position = try dictPosition(of: subscripts, in: value)
      return try value.withDict { try $0.withValue(at: position, body) }
    }
    // Slices and objects: read, change, write back. An object that is a reference has changed already.
    var part = try subscripted(value, subscripts)
    try body(&part)
    if case .object(let object) = part, !object.isValueType { return }
    if case .object(let whole as any ItemChecking) = value { try whole.checkChangedItem(part) }
    try assign(part, to: &value, at: subscripts)
  }

  /// `target[subscripts] = value`.
  public func assign(_ value: Value, to target: inout Value, at subscripts: [SubscriptValue]) throws {
    if target.isList { return try assignToList(value, &target, subscripts) }
    if target.isDict {
      let key = try keyOfDict(all: subscripts)
      return try target.withDict { try $0.set(value, for: key) }
    }
    switch target {
    case .object(var object):
      target = .none
      defer { target = .object(object) }
      let isUnique = isKnownUniquelyReferenced(&object)
      object = try object.assigning(value, at: subscripts, isUnique: isUnique, in: self)
    case .tuple, .string:
      throw ValueError("type", "\(article(target.typeName)) cannot be changed", help: target.typeName == "tuple" ? ["a list can: `list(…)`"] : [])
    default:
      throw ValueError("type", "\(article(target.typeName)) cannot be indexed")
    }
  }

  private func assignToList(_ value: Value, _ target: inout Value, _ subscripts: [SubscriptValue]) throws {
    switch try singleSubscript(subscripts, of: "list") {
    case .index:
      guard let position = try listPosition(of: subscripts, in: target) else { return }
      try target.withList { $0[position] = value }
    case .slice(let start, let stop, let step):
      let new = try items(of: value)
      try target.withList { items in
        try replaceSlice(of: &items, SliceBounds(start: start, stop: stop, step: step, count: items.count), with: new)
      }
    case .ellipsis: target = .list(of: try items(of: value))
    }
  }

  /// The position that one index means; nil for slices.
  private func listPosition(of subscripts: [SubscriptValue], in value: Value) throws -> Int? {
    guard case .list(let box) = value, case .index(let index) = try singleSubscript(subscripts, of: "list") else { return nil }
    return try checkedIndex(index, count: box.items.count, of: "list")
  }

  private func dictPosition(of subscripts: [SubscriptValue], in value: Value) throws -> Int {
    guard case .dict(let box) = value else { return 0 }
    let key = try keyOfDict(all: subscripts)
    guard let position = try box.entries.position(of: key) else { throw missingKey(key, in: box.entries) }
    return position
  }

  private func replaceSlice(of items: inout [Value], _ bounds: SliceBounds, with new: [Value]) throws {
    if bounds.step == 1 {
      items.replaceSubrange(bounds.start..<bounds.start + bounds.count, with: new)
      return
    }
    guard new.count == bounds.count else {
      throw ValueError("value", "\(counted(new.count, "item")) do not fit a slice of \(bounds.count)")
    }
    for (position, item) in zip(bounds.positions, new) { items[position] = item }
  }

  /// `target.name = value`.
  public func setAttribute(_ name: String, of target: inout Value, to value: Value) throws {
    guard case .object = target else {
      throw ValueError(
        "attribute", "\(article(target.typeName)) has no attributes to set",
        help: target.typeName == "dict" ? ["a key is set with brackets: `[\(quoted(name))] = …`"] : [])
    }
    prepareForChange(&target)
    guard case .object(let object) = target else { return }
    if try !object.setAttribute(name, to: value) {
      throw ValueError("attribute", "`\(name)` of \(article(object.typeName)) cannot be set", help: didYouMean(name, among: object.memberNames))
    }
  }

  func withoutValue(_ name: String) -> ValueError {
    if state.pointee.changing > 0 {
      return ValueError("name", "`\(name)` has no value here", notes: ["a method may be changing it at this moment"])
    }
    return ValueError(
      "name", "`\(name)` has no value yet",
      help: ["a function's assignments are its own: pass the value in and return the new one"])
  }
}
