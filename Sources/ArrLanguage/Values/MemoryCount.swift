/// Bytes that values keep alive. What several of them share counts once.
public struct MemoryCount {
  /// Memory of the process's own.
  public private(set) var bytes = 0
  /// Parts of mapped files, which the kernel takes back when it needs them.
  public private(set) var mappedBytes = 0
  private var seen: Set<ObjectIdentifier> = []
  private var pending: [Value] = []

  /// Nothing is counted yet.
  public init() {}

  /// The bytes of one value and all that it holds.
  public init(of value: Value) {
    self.init()
    add(value)
  }

  /// Counts a value and everything inside it.
  public mutating func add(_ value: Value) {
    pending.append(value)
    // Values may be nested deeper than a stack of calls reaches.
    while let value = pending.popLast() { count(value) }
  }

  /// Counts memory that belongs to one owner, at the first mention of it.
  public mutating func add(_ owner: AnyObject, bytes: Int, isMapped: Bool = false) {
    guard seen.insert(ObjectIdentifier(owner)).inserted else { return }
    if isMapped { mappedBytes &+= bytes } else { self.bytes &+= bytes }
  }

  /// For objects that hold values: they are counted after it.
  public mutating func hold(_ value: Value) { pending.append(value) }

  private static let header = 32

  private mutating func count(_ value: Value) {
    let slot = MemoryLayout<Value>.stride
    switch value {
    case .unset, .none, .bool, .int, .float: bytes &+= slot
    case .string(let box): bytes &+= Self.header + box.text.utf8.count
    case .list(let box): addItems(box, box.items, places(of: box.items) * slot)
    case .tuple(let box): addItems(box, box.items, box.items.count * slot)
    case .dict(let box):
      guard seen.insert(ObjectIdentifier(box)).inserted else { return }
      bytes &+= Self.header + box.entries.count * 3 * slot
      for pair in box.entries.pairs {
        addInner(pair.key)
        addInner(pair.value)
      }
    case .function(let function): add(function, bytes: Self.header + (function.sourceText?.utf8.count ?? 0))
    case .object(let object):
      guard seen.insert(ObjectIdentifier(object)).inserted else { return }
      object.countMemory(&self)
    }
  }

  /// Places for items, with those that are kept free. A single one is left over where the allocator rounds up, which depends on
  /// what was freed before; the same list should count the same every time.
  private func places(of items: [Value]) -> Int { items.capacity > items.count + 1 ? items.capacity : items.count }

  private mutating func addItems(_ box: AnyObject, _ items: [Value], _ size: Int) {
    guard seen.insert(ObjectIdentifier(box)).inserted else { return }
    bytes &+= Self.header + size
    for item in items { addInner(item) }
  }

  /// Numbers lie in the slot that is counted already.
  private mutating func addInner(_ value: Value) {
    switch value {
    case .unset, .none, .bool, .int, .float: return
    case .string(let box): bytes &+= Self.header + box.text.utf8.count
    default: pending.append(value)
    }
  }
}
