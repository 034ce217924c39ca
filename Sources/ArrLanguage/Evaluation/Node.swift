/// Where a node stands, for its errors; and who keeps a new node alive.
struct Location {
  let source: Source
  let span: Span
  unowned(unsafe) var arena: NodeArena?

  init(source: Source, span: Span, arena: NodeArena? = nil) {
    self.source = source
    self.span = span
    self.arena = arena
  }
}

/// Owns the nodes of one program. Nodes refer to each other without counting references: with counting, a function call
/// spent two thirds of its time on it. Whoever runs nodes (a program, a function) holds their arena.
final class NodeArena {
  private var nodes: [AnyObject] = []
  private var memory: [UnsafeMutableRawPointer] = []

  func keep(_ node: AnyObject) { nodes.append(node) }

  /// An array that is read without counting references.
  func array<T>(_ items: [T]) -> UnsafeBufferPointer<T> {
    guard !items.isEmpty else { return UnsafeBufferPointer(start: nil, count: 0) }
    let buffer = UnsafeMutableBufferPointer<T>.allocate(capacity: items.count)
    _ = buffer.initialize(from: items)
    if let base = buffer.baseAddress { memory.append(UnsafeMutableRawPointer(base)) }
    return UnsafeBufferPointer(buffer)
  }

  deinit { for block in memory { block.deallocate() } }
}

/// Where the value of a name or constant is: looking there costs less than asking its node.
enum Home {
  case slot(Int)
  case fixed(UnsafeMutablePointer<Value>)
}

/// A node's reference to one below it.
struct Child {
  private let reference: Unmanaged<Node>
  /// The home of the node's value: a slot of the frame, or -1; an address, or nil.
  private let slot: Int
  private let fixed: UnsafeMutablePointer<Value>?

  init(_ node: Node) {
    reference = .passUnretained(node)
    switch node.home {
    case .slot(let index): (slot, fixed) = (index, nil)
    case .fixed(let address): (slot, fixed) = (-1, address)
    case nil: (slot, fixed) = (-1, nil)
    }
  }

  var node: Node { reference.takeUnretainedValue() }
  var location: Location { node.location }

  @inline(__always)
  private func home(_ frame: Frame) -> UnsafeMutablePointer<Value>? { slot >= 0 ? frame + slot : fixed }

  /// The variable or constant that the node is.
  @inline(__always)
  func variable(_ frame: Frame) -> UnsafePointer<Value>? { UnsafePointer(home(frame)) }

  /// Numbers in variables are read where they are; everything else asks the node.
  @inline(__always)
  func evaluate(_ frame: Frame, _ vm: Interpreter) throws -> Value {
    if let home = home(frame) {
      if case .int(let number) = home.pointee { return .int(number) }
      if case .float(let number) = home.pointee { return .float(number) }
      if case .bool(let answer) = home.pointee { return .bool(answer) }
    }
    return try reference._withUnsafeGuaranteedRef { try $0.evaluate(frame, vm) }
  }

  /// The value where it lies, uncounted, when it can be had without effects and without errors. It stays there until
  /// anything else is evaluated.
  @inline(__always)
  func peek(_ frame: Frame) -> UnsafePointer<Value>? {
    if let home = home(frame) { return home.pointee.isUnset ? nil : UnsafePointer(home) }
    return reference._withUnsafeGuaranteedRef { $0.peek(frame) }
  }

  /// The value when it is an int that can be had without effects and without errors.
  @inline(__always)
  func quickInt(_ frame: Frame) -> Int? {
    if let home = home(frame) {
      if case .int(let number) = home.pointee { return number }
      return nil
    }
    return reference._withUnsafeGuaranteedRef { $0.quickInt(frame) }
  }

  @inline(__always)
  func condition(_ frame: Frame, _ vm: Interpreter) throws -> Bool {
    if let home = home(frame), case .bool(let answer) = home.pointee { return answer }
    return try reference._withUnsafeGuaranteedRef { try $0.condition(frame, vm) }
  }
}

/// An executable expression: names are slots, the place is known.
class Node {
  let location: Location

  init(_ location: Location) {
    self.location = location
    location.arena?.keep(self)
  }

  func evaluate(_ frame: Frame, _ vm: Interpreter) throws -> Value { .none }

  /// Names and constants say where their value is.
  var home: Home? { nil }
  /// See `Child.peek`; nil also when the node does not know.
  func peek(_ frame: Frame) -> UnsafePointer<Value>? { nil }
  /// See `Child.quickInt`.
  func quickInt(_ frame: Frame) -> Int? {
    if case .int(let number)? = peek(frame)?.pointee { return number }
    return nil
  }

  /// The value as the condition of `if`, `while`, `and` …; comparisons answer without making a value.
  func condition(_ frame: Frame, _ vm: Interpreter) throws -> Bool {
    let value = try evaluate(frame, vm)
    if case .bool(let answer) = value { return answer }
    do { return try value.truth() } catch { throw vm.located(error, location) }
  }
}

/// How a statement ended. Errors travel as Swift errors; control flow does not.
enum Flow {
  case next
  case breakLoop
  case continueLoop
  case returned(Value)
}

class StatementNode {
  let location: Location

  init(_ location: Location) {
    self.location = location
    location.arena?.keep(self)
  }

  func execute(_ frame: Frame, _ vm: Interpreter) throws -> Flow { .next }
}

/// The statements between braces.
struct Body {
  private let statements: UnsafeBufferPointer<Unmanaged<StatementNode>>

  init(_ nodes: [StatementNode], _ arena: NodeArena) { statements = arena.array(nodes.map { .passUnretained($0) }) }

  @inline(__always)
  func execute(_ frame: Frame, _ vm: Interpreter) throws -> Flow {
    for statement in statements {
      let flow = try statement._withUnsafeGuaranteedRef { try $0.execute(frame, vm) }
      if case .next = flow { continue }
      return flow
    }
    return .next
  }
}

extension Interpreter {
  /// Gives an error of library code its place; one that already has a place keeps it.
  func located(_ error: Error, _ location: Location) -> Error {
    if let diagnostic = error as? Diagnostic { return diagnostic.callback == nil ? error : diagnostic.settled(at: location) }
    return diagnostic(error, location)
  }

  /// Any error in the language's words.
  public func explained(_ error: Error) -> ValueError {
    let error = (error as? ValueError) ?? translateError?(error) ?? ValueError("value", String(describing: error))
    return error.code == "interrupt" ? reasonToStop() ?? error : error
  }

  /// The same for an error about subscripts: it stands under the one that it speaks of.
  func located(_ error: Error, _ subscripts: [SubscriptValue], _ whole: Location) -> Error {
    if error is Diagnostic { return located(error, whole) }
    let diagnosis = explained(error)
    let isIndex = diagnosis.code == "index" || diagnosis.code == "key"
    guard let index = diagnosis.subscriptIndex ?? (isIndex && subscripts.count == 1 ? 0 : nil), !subscripts.isEmpty else {
      return located(error, whole)
    }
    return located(error, Location(source: whole.source, span: subscripts[min(max(0, index), subscripts.count - 1)].span))
  }

  func diagnostic(_ error: Error, _ location: Location) -> Diagnostic {
    if let diagnostic = error as? Diagnostic { return diagnostic.settled(at: location) }
    let error = explained(error)
    let label = Diagnostic.Label(source: location.source, span: location.span, text: error.label)
    return Diagnostic(error.code, error.message, labels: [label], notes: error.notes, help: error.help)
  }
}

/// Deepest calls are listed by name, the rest counted.
private let listedCalls = 8

extension Diagnostic {
  /// Adds "in `f`, called at demo.arr:14:5" as the error leaves a call. Recursion from one place is one note.
  func leaving(_ name: String, at location: Location) -> Diagnostic {
    if code == "interrupt" { return self }
    var copy = settled(at: location)
    let place = location.source.position(of: location.span.start)
    let text = "in \(name.isEmpty ? "a lambda" : "`\(name)`"), called at \(place)"
    if text == lastCall.text, lastCall.count > 0, !copy.notes.isEmpty {
      copy.lastCall.count += 1
      // How deep a stack goes depends on the build: nobody needs the exact number.
      if copy.lastCall.count <= 1000 {
        copy.notes[copy.notes.count - 1] = "\(text), \(copy.lastCall.count < 1000 ? "\(copy.lastCall.count)" : "1000 or more") times"
      }
      return copy
    }
    copy.callsLeft += 1
    if copy.callsLeft <= listedCalls {
      copy.lastCall = (text, 1)
      copy.notes.append(text)
      return copy
    }
    copy.lastCall.count = 0
    let more = "… and \(counted(copy.callsLeft - listedCalls, "more call")), the first at \(place)"
    if copy.callsLeft == listedCalls + 1 { copy.notes.append(more) } else { copy.notes[copy.notes.count - 1] = more }
    return copy
  }

  /// Names the place from which the library called back.
  func settled(at location: Location) -> Diagnostic {
    guard let callback else { return self }
    var copy = self
    copy.callback = nil
    return copy.leaving(callback, at: location)
  }
}
