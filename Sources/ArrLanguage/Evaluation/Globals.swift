/// A variable that outlives its frame: a global, or a local that an inner function captures.
final class Cell: ArrObject {
  let storage: UnsafeMutablePointer<Value>

  init(_ value: Value) {
    storage = .allocate(capacity: 1)
    storage.initialize(to: value)
  }

  deinit {
    // Closures over closures may be nested as deep as lists.
    if storage.pointee.holdsValues {
      var content = [storage.move()]
      dismantle(&content)
    } else {
      storage.deinitialize(count: 1)
    }
    storage.deallocate()
  }
}

extension Frame {
  /// The box in a slot that the resolver made a boxed variable.
  @inline(__always)
  func cell(_ slot: Int) -> UnsafeMutablePointer<Value> {
    if case .object(let object) = self[slot] { return unsafeDowncast(object, to: Cell.self).storage }
    return self + slot
  }
}

/// The names of one module (or of the builtins) in the order of their definition.
public final class Globals {
  private var cells: [String: Cell] = [:]
  private var order: [String] = []

  /// No names yet.
  public init() {}

  /// Names that have a value now.
  public var names: [String] { order.filter { cells[$0]?.storage.pointee.isUnset == false } }

  /// The value of a name; nil for one without, even if code mentions it.
  public func lookup(_ name: String) -> Value? {
    guard let value = cells[name]?.storage.pointee, !value.isUnset else { return nil }
    return value
  }

  /// Gives a name a value; functions that mention it see it from now on.
  public func set(_ name: String, _ value: Value) { cell(name).storage.pointee = value }

  /// Forgets a name; functions that read it will find it again when it is defined anew.
  public func remove(_ name: String) { cells[name]?.storage.pointee = .unset }

  /// Forgets every name, as `remove` does.
  func clear() { for cell in cells.values { cell.storage.pointee = .unset } }

  /// True when a variable that was set before is empty while a method changes it.
  func isBeingChanged(_ name: String) -> Bool { cells[name]?.storage.pointee.isUnset ?? false }

  /// The box of a name that was mentioned or given a value before.
  func knownCell(_ name: String) -> Cell? { cells[name] }

  /// The box of a name, made on first mention so that code may mention names that are defined later.
  func cell(_ name: String) -> Cell {
    if let cell = cells[name] { return cell }
    let cell = Cell(.unset)
    cells[name] = cell
    order.append(name)
    return cell
  }
}

/// `import "file.arr" as name`: the file's own names, read with a dot.
public final class ModuleObject: ArrObject {
  /// The name of the file without folders and ending.
  public let name: String
  /// The names that the file defined.
  public let globals: Globals

  init(name: String, globals: Globals) {
    self.name = name
    self.globals = globals
  }

  public override var typeName: String { "module" }
  public override func countMemory(_ count: inout MemoryCount) {
    for name in globals.names { if let value = globals.lookup(name) { count.hold(value) } }
  }
  public override func shortDescription() -> String { "<module \(name)>" }
  public override var memberNames: [String] { globals.names }
  public override func attribute(_ name: String) throws -> Value? { globals.lookup(name) }
  public override func storedAttribute(_ name: String) -> Value? { globals.lookup(name) }
}

/// What `catch e` binds.
public final class ErrorObject: ArrObject {
  /// The error that was caught.
  let diagnostic: Diagnostic
  /// The value that stands for an error.
  public init(_ diagnostic: Diagnostic) { self.diagnostic = diagnostic }

  public override var typeName: String { "error" }
  public override func shortDescription() -> String { "<error \(quoted(diagnostic.message))>" }
  /// Where the labels of the code complete the message (the shapes of two operands, the size of what was indexed) they
  /// stand behind it.
  public override var text: String {
    let labels = diagnostic.labels.map(\.text).filter { !$0.isEmpty }
    guard diagnostic.code == "shape" || diagnostic.code == "index", !labels.isEmpty else { return diagnostic.message }
    return diagnostic.message + ": " + labels.joined(separator: " and ")
  }
  public override var memberNames: [String] { ["message", "hint", "line", "code", "notes"] }

  public override func attribute(_ name: String) throws -> Value? {
    switch name {
    case "message": return .text(diagnostic.message)
    case "hint": return diagnostic.help.isEmpty ? Value.none : .text(diagnostic.help.joined(separator: "\n"))
    case "line": return diagnostic.labels.first.map { .int($0.source.line(at: $0.span.start) + 1) } ?? Value.none
    case "code": return .text(diagnostic.code)
    case "notes": return .list(of: diagnostic.notes.map { .text($0) })
    default: return nil
    }
  }
}
