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
      do { try modifyItem(&value, subscripts) { try self.modify(&$0, rest, body) } } catch { throw located(error, location) }
    }
  }

  private func modifyItem(_ value: inout Value, _ subscripts: [SubscriptValue], _ body: (inout Value) throws -> Void) throws {
    switch value {
    case .list(var box):
      guard case .index(let index) = try singleSubscript(subscripts, of: "list") else { break }
      let position = try checkedIndex(index, count: box.items.count, of: "list")
      value = .none
      if !isKnownUniquelyReferenced(&box) { box = ListBox(box.items) }
      defer { value = .list(box) }
      var item = Value.none
      swap(&item, &box.items[position])
      defer { box.items[position] = item }
      return try body(&item)
    case .dict(var box):
      let key = try keyOfDict(subscripts)
      guard let position = try box.entries.position(of: key) else { throw missingKey(key, in: box.entries) }
      value = .none
      if !isKnownUniquelyReferenced(&box) { box = DictBox(box.entries) }
      defer { value = .dict(box) }
      return try box.entries.withValue(at: position, body)
    default: break
    }
    // Slices and objects: read, change, write back. An object that is a reference has changed already.
    var part = try subscripted(value, subscripts)
    try body(&part)
    if case .object(let object) = part, !object.isValueType { return }
    try assign(part, to: &value, at: subscripts)
  }

  /// `target[subscripts] = value`.
  public func assign(_ value: Value, to target: inout Value, at subscripts: [SubscriptValue]) throws {
    switch target {
    case .list(var box):
      target = .none
      defer { target = .list(box) }
      switch try singleSubscript(subscripts, of: "list") {
      case .index(let index):
        let position = try checkedIndex(index, count: box.items.count, of: "list")
        if !isKnownUniquelyReferenced(&box) { box = ListBox(box.items) }
        box.items[position] = value
      case .slice(let start, let stop, let step):
        let items = try items(of: value)
        if !isKnownUniquelyReferenced(&box) { box = ListBox(box.items) }
        try replaceSlice(of: &box.items, SliceBounds(start: start, stop: stop, step: step, count: box.items.count), with: items)
      case .ellipsis:
        box = ListBox(try items(of: value))
      }
    case .dict(var box):
      let key = subscripts.count > 1 ? Value.tuple(of: try subscripts.map { try keyOfDict([$0]) }) : try keyOfDict(subscripts)
      target = .none
      defer { target = .dict(box) }
      if !isKnownUniquelyReferenced(&box) { box = DictBox(box.entries) }
      try box.entries.set(value, for: key)
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
