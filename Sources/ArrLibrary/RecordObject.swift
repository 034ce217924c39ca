import ArrLanguage

/// A typed result of a tool: fields that programs read, shown by its own figure. What it shows never changes its fields.
final class RecordObject: ArrObject {
  private let kind: String
  let fields: [(name: String, value: Value)]
  private let show: ((_ width: Int, _ color: Bool) -> String)?
  private let line: String?

  init(_ kind: String, _ fields: [(name: String, value: Value)], line: String? = nil, show: ((Int, Bool) -> String)? = nil) {
    self.kind = kind
    self.fields = fields
    self.line = line
    self.show = show
  }

  override var typeName: String { kind }
  override func countMemory(_ count: inout MemoryCount) { for field in fields { count.hold(field.value) } }
  override var memberNames: [String] { fields.map(\.name) }
  override func attribute(_ name: String) throws -> Value? { storedAttribute(name) }
  override func storedAttribute(_ name: String) -> Value? { fields.first { $0.name == name }?.value }
  override var keyNames: [String] { memberNames }

  override func subscripted(_ subscripts: [SubscriptValue], in interpreter: Interpreter) throws -> Value {
    guard subscripts.count == 1, case .index(.string(let name)) = subscripts[0].kind else {
      throw ValueError("type", "a \(kind) is indexed by the name of a field")
    }
    if let value = try attribute(name.text) { return value }
    let near = suggestions(for: name.text, among: memberNames)
    throw ValueError("name", "a \(kind) has no field \"\(name.text)\"", help: near.isEmpty ? [] : ["did you mean \(near.joined(separator: ", "))?"])
  }

  override func shortDescription() -> String {
    line ?? "\(kind)(" + fields.map { "\($0.name)=\($0.value.repr)" }.joined(separator: ", ") + ")"
  }

  override func display(width: Int, color: Bool) -> String { show?(width, color) ?? shortDescription() }

  override func json() throws -> String? {
    var entries = ValueDictionary()
    for field in fields { try entries.set(field.value, for: .text(field.name)) }
    return try toJSON(.dict(of: entries)).text()
  }

  override func isEqual(to other: ArrObject) -> Bool {
    guard let other = other as? RecordObject, other.kind == kind, other.fields.count == fields.count else { return false }
    return zip(fields, other.fields).allSatisfy { $0.name == $1.name && ((try? $0.value.isEqual(to: $1.value)) ?? false) }
  }
}
