import ArrLanguage

/// A typed result of a tool: fields that programs read, shown by its own figure. What it shows never changes its fields.
final class RecordObject: ArrObject, SavableObject {
  /// A field that is made when it is first asked for: lists of many thousand records are seldom read whole.
  enum Field {
    case ready(Value)
    case later(() -> Value)
  }

  private let kind: String
  private var stored: [(name: String, field: Field)]
  private let show: ((_ width: Int, _ color: Bool) -> String)?
  private let line: String?
  /// What a loop over the record and unpacking give, where it is a sequence too.
  private let items: [Value]?
  /// The result as the rows of a table, for files: dicts or records of the same fields.
  var rows: (() throws -> [Value])?

  init(_ kind: String, _ fields: [(name: String, value: Value)], line: String? = nil, items: [Value]? = nil, show: ((Int, Bool) -> String)? = nil) {
    self.items = items
    self.kind = kind
    stored = fields.map { ($0.name, .ready($0.value)) }
    self.line = line
    self.show = show
  }

  /// A record some of whose fields are made when they are asked for.
  init(_ kind: String, later fields: [(name: String, field: Field)], line: String, show: @escaping (Int, Bool) -> String) {
    items = nil
    self.kind = kind
    stored = fields
    self.line = line
    self.show = show
  }

  var fields: [(name: String, value: Value)] { stored.indices.map { (stored[$0].name, value(at: $0)) } }

  private func value(at index: Int) -> Value {
    switch stored[index].field {
    case .ready(let value): return value
    case .later(let make):
      let value = make()
      stored[index].field = .ready(value)
      return value
    }
  }

  override var typeName: String { kind }
  override func countMemory(_ count: inout MemoryCount) {
    for case (_, .ready(let value)) in stored { count.hold(value) }
  }
  override var memberNames: [String] { stored.map(\.name) }
  override func attribute(_ name: String) throws -> Value? { storedAttribute(name) }
  override func storedAttribute(_ name: String) -> Value? { stored.firstIndex { $0.name == name }.map(value(at:)) }
  override var keyNames: [String] { memberNames }

  override func length() throws -> Int? { items?.count }
  override func iterator(in interpreter: Interpreter) throws -> (() throws -> Value?)? {
    items.map { items in
      var rest = items[...]
      return { rest.popFirst() }
    }
  }
  override func contains(_ value: Value, in interpreter: Interpreter) throws -> Bool? {
    try items.map { try $0.contains { try $0.isEqual(to: value) } }
  }

  override func subscripted(_ subscripts: [SubscriptValue], in interpreter: Interpreter) throws -> Value {
    if let items, subscripts.count == 1, case .index(.int(let number)) = subscripts[0].kind {
      let place = number < 0 ? number + items.count : number
      guard items.indices.contains(place) else { throw ValueError("index", "this \(kind) has \(counted(items.count, "item"))") }
      return items[place]
    }
    guard subscripts.count == 1, case .index(.string(let name)) = subscripts[0].kind else {
      throw ValueError("type", "\(article(kind)) is indexed by the name of a field")
    }
    if let value = try attribute(name.text) { return value }
    let near = suggestions(for: name.text, among: memberNames)
    throw ValueError("name", "\(article(kind)) has no field \"\(name.text)\"", help: near.isEmpty ? [] : ["did you mean \(near.joined(separator: ", "))?"])
  }

  override func shortDescription() -> String {
    line ?? "\(kind)(" + fields.map { "\($0.name)=\((try? $0.value.fullRepr()) ?? $0.value.repr)" }.joined(separator: ", ") + ")"
  }

  override func display(width: Int, color: Bool) -> String { show?(width, color) ?? shortDescription() }

  override func json() throws -> String? {
    var entries = ValueDictionary()
    for field in fields { try entries.set(field.value, for: .text(field.name)) }
    return try jsonText(.dict(of: entries))
  }

  /// One row of a table.
  var asRow: ValueDictionary {
    var entries = ValueDictionary()
    for field in fields { entries[field.name] = field.value }
    return entries
  }

  func fileContents(ending: String, in interpreter: Interpreter) throws -> [UInt8]? {
    guard ending == "csv", let rows else { return nil }
    return Array(try Library.csv(of: try rows().map { row in
      if case .object(let object as RecordObject) = row { return object.asRow }
      if case .dict(let box) = row { return box.entries }
      return ValueDictionary()
    }).utf8)
  }

  override func isEqual(to other: ArrObject) -> Bool {
    guard let other = other as? RecordObject, other.kind == kind, other.stored.count == stored.count else { return false }
    return zip(fields, other.fields).allSatisfy { $0.name == $1.name && ((try? $0.value.isEqual(to: $1.value)) ?? false) }
  }
}
