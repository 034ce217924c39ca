extension Interpreter {
  /// Runs `body` for every item of a list, tuple, dict (its keys), string (its characters), range or object that iterates;
  /// `body` returns false to stop. Changing the variable meanwhile does not change what is iterated.
  @inline(__always)
  func walk(_ sequence: Value, _ body: (Value) throws -> Bool) throws {
    switch sequence {
    case .list(let box):
      let items = box.items
      for item in items { guard try body(item) else { return } }
    case .tuple(let box):
      for item in box.items { guard try body(item) else { return } }
    case .object(let object):
      if type(of: object) == RangeObject.self {
        let range = unsafeDowncast(object, to: RangeObject.self)
        var (number, step, left) = (range.start, range.step, range.count)
        while left > 0 {
          guard try body(.int(number)) else { return }
          number &+= step
          left -= 1
        }
        return
      }
      guard let next = try object.iterator(in: self) else { throw notIterable(sequence) }
      while let item = try next() { guard try body(item) else { return } }
    case .dict(let box):
      for key in box.entries.keys { guard try body(key) else { return } }
    case .string(let box):
      var boxes = CharacterBoxes(expected: box.text.utf8.count)
      for scalar in box.text.unicodeScalars { guard try body(boxes.value(scalar)) else { return } }
    default: throw notIterable(sequence)
    }
  }

  private func notIterable(_ value: Value) -> ValueError {
    var help: [String] = []
    if case .int(let n) = value { help = ["for numbers write `range(\(n))`"] }
    return ValueError("type", "\(article(value.typeName)) cannot be iterated", help: help)
  }

  /// For library code: every item in turn; Ctrl-C ends it.
  public func forEach(_ sequence: Value, _ body: (Value) throws -> Void) throws {
    try walk(sequence) { item in
      try checkInterrupt()
      try body(item)
      return true
    }
  }

  /// All items at once.
  public func items(of sequence: Value) throws -> [Value] {
    switch sequence {
    case .list(let box): return box.items
    case .tuple(let box): return box.items
    default:
      // What knows its length and cannot fit in memory is not begun.
      return try .collecting { items in
        if let count = (try? sequence.length()) ?? nil, count > 1 << 20 {
          try MemoryBudget.check(count, of: MemoryLayout<Value>.stride) { "a list of \(count) items" }
          items.reserveCapacity(count)
        }
        try forEach(sequence) {
          try items.checkGrowth()
          items.append($0)
        }
      }
    }
  }

  /// At most `limit` items: enough to know that there are too many.
  func items(of sequence: Value, atMost limit: Int) throws -> [Value] {
    var items: [Value] = []
    try walk(sequence) { item in
      items.append(item)
      return items.count < limit
    }
    return items
  }

  /// A step at a time, for lazy library functions (`zip`, `enumerate`).
  public func iterator(over sequence: Value) throws -> () throws -> Value? {
    switch sequence {
    case .object(let object):
      guard let next = try object.iterator(in: self) else { throw notIterable(sequence) }
      return next
    case .list, .tuple, .dict, .string:
      var iterator = try items(of: sequence).makeIterator()
      return { iterator.next() }
    default: throw notIterable(sequence)
    }
  }
}

/// `for targets in sequence { … }`.
final class ForNode: StatementNode {
  let place: PlaceNode
  let sequence: Child
  let body: Body
  /// A plain loop variable.
  private let slot: Slot?

  init(_ location: Location, place: PlaceNode, sequence: Node, body: Body) {
    self.place = place
    self.sequence = Child(sequence)
    self.body = body
    slot = place.slot
    super.init(location)
  }

  override func execute(_ frame: Frame, _ vm: Interpreter) throws -> Flow {
    let values = try sequence.evaluate(frame, vm)
    var result = Flow.next
    do {
      if let slot, case .list(let box) = values {
        // The items as they are now, whatever becomes of the list; each is copied once, into the variable.
        let items = box.items
        try items.withUnsafeBufferPointer { items in
          for item in 0..<items.count {
            slot.pointer(frame).replace(by: items[item])
            guard try turn(&result, frame, vm) else { return }
          }
        }
      } else {
        try vm.walk(values) { item in
          if let slot { slot.pointer(frame).replace(by: item) } else { try place.assign(item, frame, vm) }
          return try turn(&result, frame, vm)
        }
      }
    } catch { throw vm.located(error, sequence.location) }
    return result
  }

  /// Runs the body once; false ends the loop.
  @inline(__always)
  private func turn(_ result: inout Flow, _ frame: Frame, _ vm: Interpreter) throws -> Bool {
    if vm.state.pointee.interrupt.isSet { throw vm.located(Interpreter.interrupted, location) }
    let flow = try body.execute(frame, vm)
    switch flow {
    case .next, .continueLoop: return true
    case .breakLoop: return false
    case .returned:
      result = flow
      return false
    }
  }
}

final class WhileNode: StatementNode {
  let test: Child
  let body: Body

  init(_ location: Location, test: Node, body: Body) {
    self.test = Child(test)
    self.body = body
    super.init(location)
  }

  override func execute(_ frame: Frame, _ vm: Interpreter) throws -> Flow {
    let state = vm.state
    while try test.condition(frame, vm) {
      if state.pointee.interrupt.isSet { throw vm.located(Interpreter.interrupted, location) }
      let flow = try body.execute(frame, vm)
      switch flow {
      case .next, .continueLoop: continue
      case .breakLoop: return .next
      case .returned: return flow
      }
    }
    return .next
  }
}

/// A clause of a comprehension: plain data, so that looking at it counts no references.
enum ClauseNode {
  case loop(Unmanaged<PlaceNode>, Slot?, Child, boxes: UnsafeBufferPointer<Int>)
  case filter(Child)
}

/// What list and dict comprehensions share: the nest of loops and filters around `visit`.
class ComprehensionNode: Node {
  let clauses: UnsafeBufferPointer<ClauseNode>

  init(_ location: Location, clauses: UnsafeBufferPointer<ClauseNode>) {
    self.clauses = clauses
    super.init(location)
  }

  /// What the turns have made so far.
  struct Results {
    var items: [Value] = []
    var entries = ValueDictionary()
  }

  final func results(_ frame: Frame, _ vm: Interpreter) throws -> Results {
    var results = Results()
    do { try run(0, frame, vm, &results) } catch {
      dismantle(&results.items)
      dismantle(&results.entries)
      throw error
    }
    return results
  }

  /// Adds what one turn makes.
  func visit(_ results: inout Results, _ frame: Frame, _ vm: Interpreter) throws {}

  final func run(_ depth: Int, _ frame: Frame, _ vm: Interpreter, _ results: inout Results) throws {
    guard depth < clauses.count else { return try visit(&results, frame, vm) }
    switch clauses[depth] {
    case .filter(let test):
      if try test.condition(frame, vm) { try run(depth + 1, frame, vm, &results) }
    case .loop(let place, let slot, let sequence, let boxes):
      let values = try sequence.evaluate(frame, vm)
      do {
        try vm.walk(values) { item in
          try vm.checkInterrupt()
          // A captured loop variable is a new one every turn, so that lambdas made in the loop differ.
          for slot in boxes { frame[slot] = .object(Cell(.unset)) }
          if let slot {
            slot.pointer(frame).pointee = item
          } else {
            try place._withUnsafeGuaranteedRef { try $0.assign(item, frame, vm) }
          }
          try run(depth + 1, frame, vm, &results)
          return true
        }
      } catch { throw vm.located(error, sequence.location) }
    }
  }
}

final class ListComprehensionNode: ComprehensionNode {
  let element: Child

  init(_ location: Location, element: Node, clauses: UnsafeBufferPointer<ClauseNode>) {
    self.element = Child(element)
    super.init(location, clauses: clauses)
  }

  override func visit(_ results: inout Results, _ frame: Frame, _ vm: Interpreter) throws {
    try results.items.checkGrowth()
    results.items.append(try element.evaluate(frame, vm))
  }

  override func evaluate(_ frame: Frame, _ vm: Interpreter) throws -> Value {
    return .list(of: try results(frame, vm).items)
  }
}

final class DictComprehensionNode: ComprehensionNode {
  let key: Child
  let value: Child

  init(_ location: Location, key: Node, value: Node, clauses: UnsafeBufferPointer<ClauseNode>) {
    self.key = Child(key)
    self.value = Child(value)
    super.init(location, clauses: clauses)
  }

  override func visit(_ results: inout Results, _ frame: Frame, _ vm: Interpreter) throws {
    let k = try key.evaluate(frame, vm)
    let v = try value.evaluate(frame, vm)
    do { try results.entries.set(v, for: k) } catch { throw vm.located(error, key.location) }
  }

  override func evaluate(_ frame: Frame, _ vm: Interpreter) throws -> Value {
    return .dict(of: try results(frame, vm).entries)
  }
}
