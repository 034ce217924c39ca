/// Reads what a pickle describes, as far as it is made of plain data and tensors. No code is run and no name looked up:
/// a name outside `PickleNames` is an error at once.
struct Unpickler {
  private(set) var containers: [PickleContainer] = []
  private(set) var storages: [PickledStorage] = []
  private(set) var tensors: [PickledTensor] = []
  var bytes: PickleReader
  private var stack: [PickleValue] = []
  private var marks: [Int] = []
  private var memo: [Int: PickleValue] = [:]
  private var storagePlaces: [String: Int] = [:]
  private var operations = 0
  /// Items that calls may still copy: a checkpoint copies next to none, and copies of copies grow without bound.
  private var copies = 1 << 20

  /// A checkpoint has some dozens for every tensor.
  private static let mostOperations = 1 << 24

  init(_ bytes: UnsafeRawBufferPointer, path: String) { self.bytes = PickleReader(bytes, path: path) }

  /// Reads one pickle, to its end mark.
  mutating func read() throws -> PickleValue {
    (stack, marks, memo) = ([], [], [:])
    while true {
      let operation = try bytes.byte()
      if operation == UInt8(ascii: ".") { return try pop() }
      operations += 1
      guard operations <= Self.mostOperations else { throw bytes.error("has a pickle that is too long for a dict of tensors") }
      try perform(operation)
    }
  }

  // MARK: Operations

  private mutating func perform(_ operation: UInt8) throws {
    if try performConstant(operation) { return }
    if try performContainer(operation) { return }
    switch Character(Unicode.Scalar(operation)) {
    case "\u{80}":
      guard try bytes.byte() <= 5 else { throw bytes.error("is a pickle of a newer kind than is known") }
    case "\u{95}": _ = try bytes.integer(8)
    case "0": if marks.last == stack.count - 1 { _ = try popMark() } else { _ = try pop() }
    case "1": _ = try popMark()
    case "2":
      let top = try pop()
      stack += [top, top]
    case "p": try remember(try bytes.decimalLine())
    case "q": try remember(Int(try bytes.byte()))
    case "r": try remember(try bytes.integer(4))
    case "\u{94}": try remember(memo.count)
    case "g": try recall(try bytes.decimalLine())
    case "h": try recall(Int(try bytes.byte()))
    case "j": try recall(try bytes.integer(4))
    case "c": try pushName(try bytes.line(), try bytes.line())
    case "\u{93}":
      guard case .text(let name) = try pop(), case .text(let module) = try pop() else { throw bytes.damaged() }
      try pushName(module, name)
    case "R", "\u{81}":
      let arguments = try tuple(try pop())
      try call(try pop(), arguments)
    case "b": try build()
    case "Q": try persistent(try pop())
    case "i": try pushName(try bytes.line(), try bytes.line()); throw bytes.error("is a pickle that makes objects; only tensors are read")
    case "o", "P", "\u{92}": throw bytes.error("is a pickle that makes objects; only tensors are read")
    default: throw bytes.error("is not a pickle that can be read: it has the operation \(operation) at byte \(bytes.place - 1)")
    }
  }

  private mutating func performConstant(_ operation: UInt8) throws -> Bool {
    switch Character(Unicode.Scalar(operation)) {
    case "N": stack.append(.none)
    case "\u{88}": stack.append(.bool(true))
    case "\u{89}": stack.append(.bool(false))
    case "I":
      let line = try bytes.line()
      stack.append(line == "00" || line == "01" ? .bool(line == "01") : .int(try bytes.decimal(line)))
    case "J": stack.append(.int(Int(Int32(truncatingIfNeeded: try bytes.integer(4)))))
    case "K": stack.append(.int(Int(try bytes.byte())))
    case "M": stack.append(.int(try bytes.integer(2)))
    case "L":
      let line = try bytes.line()
      stack.append(.int(try bytes.decimal(line.hasSuffix("L") ? String(line.dropLast()) : line)))
    case "\u{8A}": stack.append(.int(try bytes.longInteger(Int(try bytes.byte()))))
    case "\u{8B}": stack.append(.int(try bytes.longInteger(try bytes.integer(4))))
    case "F":
      guard let number = Double(try bytes.line()) else { throw bytes.damaged() }
      stack.append(.float(number))
    case "G": stack.append(.float(Double(bitPattern: UInt64(try bytes.take(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }))))
    case "S", "V":
      let line = try bytes.line()
      let isQuoted = operation == UInt8(ascii: "S") && line.count >= 2
      stack.append(.text(isQuoted ? String(line.dropFirst().dropLast()) : line))
    case "T", "X": stack.append(.text(try bytes.text(try bytes.integer(4))))
    case "U", "\u{8C}": stack.append(.text(try bytes.text(Int(try bytes.byte()))))
    case "\u{8D}": stack.append(.text(try bytes.text(try bytes.integer(8))))
    case "B": stack.append(.bytes(Array(try bytes.take(try bytes.integer(4)))))
    case "C": stack.append(.bytes(Array(try bytes.take(Int(try bytes.byte())))))
    case "\u{8E}", "\u{96}": stack.append(.bytes(Array(try bytes.take(try bytes.integer(8)))))
    default: return false
    }
    return true
  }

  private mutating func performContainer(_ operation: UInt8) throws -> Bool {
    switch Character(Unicode.Scalar(operation)) {
    case "(":
      marks.append(stack.count)
      stack.append(.mark)
    case "]": push(.list, [])
    case ")": push(.tuple, [])
    case "}": push(.dictionary, [])
    case "\u{8F}": push(.set, [])
    case "l": push(.list, try popMark())
    case "t": push(.tuple, try popMark())
    case "d": push(.dictionary, try pairs(try popMark()))
    case "\u{91}": push(.set, try popMark())
    case "\u{85}": push(.tuple, [try pop()])
    case "\u{86}":
      let second = try pop()
      push(.tuple, [try pop(), second])
    case "\u{87}":
      let (third, second) = (try pop(), try pop())
      push(.tuple, [try pop(), second, third])
    case "a": try extend([try pop()], .list)
    case "e": try extend(try popMark(), .list)
    case "\u{90}": try extend(try popMark(), .set)
    case "s":
      let value = try pop()
      try extend([try pop(), value], .dictionary)
    case "u": try extend(try pairs(try popMark()), .dictionary)
    default: return false
    }
    return true
  }

  // MARK: Names and calls

  private mutating func pushName(_ module: String, _ name: String) throws {
    let whole = module + "." + name
    guard PickleNames.meaning(of: whole) != nil else {
      let isModule = !module.hasPrefix("torch._") && stack.isEmpty
      throw bytes.error(
        (isModule ? "is a pickled object, not a dict of tensors: " : "") + "it asks for `\(shortened(whole))`, which is refused",
        help: [
          "only names that rebuild tensors are allowed; reading others could run code",
          "in Python, where the file is trusted: `torch.save(model.state_dict(), path)`, or save it as safetensors",
        ])
    }
    stack.append(.name(whole))
  }

  private mutating func call(_ function: PickleValue, _ arguments: [PickleValue]) throws {
    guard case .name(let name) = function, let meaning = PickleNames.meaning(of: name) else { throw bytes.damaged() }
    switch meaning {
    case .dictionary: push(.dictionary, try arguments.isEmpty ? [] : pairItems(arguments[0]))
    case .list: push(.list, try arguments.isEmpty ? [] : items(arguments[0]))
    case .tuple: push(.tuple, try arguments.isEmpty ? [] : items(arguments[0]))
    case .set: push(.set, try arguments.isEmpty ? [] : items(arguments[0]))
    case .tensor, .oldTensor: try rebuildTensor(arguments)
    case .parameter:
      guard case .tensor? = arguments.first else { throw bytes.damaged() }
      stack.append(arguments[0])
    case .storage: throw bytes.error("makes a storage in its pickle; only tensors that lie beside it are read")
    case .other: stack.append(.other)
    }
  }

  private mutating func rebuildTensor(_ arguments: [PickleValue]) throws {
    guard arguments.count >= 4, case .storage(let storage) = arguments[0], case .int(let offset) = arguments[1] else { throw bytes.damaged() }
    func sizes(_ value: PickleValue) throws -> [Int] {
      try tuple(value).map { item in
        guard case .int(let size) = item, size >= 0 else { throw bytes.error("has a tensor with a size that is no number") }
        return size
      }
    }
    let tensor = PickledTensor(storage: storage, offset: offset, shape: try sizes(arguments[2]), strides: try sizes(arguments[3]))
    guard offset >= 0, tensor.shape.count == tensor.strides.count, tensor.shape.count <= 64 else { throw bytes.damaged() }
    tensors.append(tensor)
    stack.append(.tensor(tensors.count - 1))
  }

  /// `("storage", type, key, device, count)`; older files have a sixth part for views.
  private mutating func persistent(_ id: PickleValue) throws {
    let parts = try tuple(id)
    guard parts.count >= 5, parts[0] == .text("storage"), case .name(let name) = parts[1], case .text(let key) = parts[2],
      case .int(let count) = parts[4], count >= 0, case .storage(let type?)? = PickleNames.meaning(of: name)
    else { throw bytes.error("has a reference that is not a tensor's storage") }
    if parts.count > 5, parts[5] != .none { throw bytes.error("has views of storages, which PyTorch wrote before 0.4; save it anew") }
    if let known = storagePlaces[key] {
      guard storages[known].type == type, storages[known].count == count else { throw bytes.error("has two storages called `\(shortened(key))`") }
      return stack.append(.storage(known))
    }
    storagePlaces[key] = storages.count
    stack.append(.storage(storages.count))
    storages.append(PickledStorage(type: type, key: key, count: count))
  }

  /// State of dictionaries and tensors (`_metadata`, hooks) is not needed.
  private mutating func build() throws {
    _ = try pop()
    switch stack.last {
    case .container?, .tensor?, .other?: return
    default: throw bytes.error("is a pickle that makes objects; only tensors are read")
    }
  }

  // MARK: The stack

  private mutating func pop() throws -> PickleValue {
    guard let top = stack.popLast(), top != .mark else { throw bytes.damaged() }
    return top
  }

  private mutating func popMark() throws -> [PickleValue] {
    guard let mark = marks.popLast(), mark < stack.count else { throw bytes.damaged() }
    let items = Array(stack[(mark + 1)...])
    stack.removeLast(stack.count - mark)
    return items
  }

  private mutating func push(_ kind: PickleContainer.Kind, _ items: [PickleValue]) {
    stack.append(.container(containers.count))
    containers.append(PickleContainer(kind: kind, items: items))
  }

  private mutating func extend(_ items: [PickleValue], _ kind: PickleContainer.Kind) throws {
    guard case .container(let place)? = stack.last, containers[place].kind == kind else { throw bytes.damaged() }
    containers[place].items += items
  }

  private mutating func remember(_ key: Int) throws {
    guard let top = stack.last, top != .mark else { throw bytes.damaged() }
    memo[key] = top
  }

  private mutating func recall(_ key: Int) throws {
    guard let value = memo[key] else { throw bytes.damaged() }
    stack.append(value)
  }

  private func pairs(_ items: [PickleValue]) throws -> [PickleValue] {
    guard items.count % 2 == 0 else { throw bytes.damaged() }
    return items
  }

  private mutating func items(_ value: PickleValue) throws -> [PickleValue] {
    guard case .container(let place) = value else { throw bytes.damaged() }
    copies -= containers[place].items.count
    guard copies >= 0 else { throw bytes.error("has a pickle that copies too much for a dict of tensors") }
    return containers[place].items
  }

  private func tuple(_ value: PickleValue) throws -> [PickleValue] {
    guard case .container(let place) = value, containers[place].kind == .tuple else { throw bytes.damaged() }
    return containers[place].items
  }

  /// A list of pairs as keys and values by turns.
  private mutating func pairItems(_ value: PickleValue) throws -> [PickleValue] {
    guard case .container(let place) = value else { throw bytes.damaged() }
    let given = try items(value)
    if containers[place].kind == .dictionary { return given }
    var result: [PickleValue] = []
    for pair in given {
      let parts = try items(pair)
      guard parts.count == 2 else { throw bytes.damaged() }
      result += parts
    }
    return result
  }
}

/// The bytes of a pickle, read in order.
struct PickleReader {
  private let bytes: UnsafeRawBufferPointer
  private let path: String
  private(set) var place = 0

  init(_ bytes: UnsafeRawBufferPointer, path: String) { (self.bytes, self.path) = (bytes, path) }

  func error(_ message: String, help: [String] = []) -> TensorFileError { TensorFileError(path, message, help: help) }
  func damaged() -> TensorFileError { error("is damaged: its pickle makes no sense at byte \(place)") }

  mutating func take(_ count: Int) throws -> UnsafeRawBufferPointer {
    guard count >= 0, count <= bytes.count - place else { throw error("is cut short: its pickle goes on behind the end") }
    defer { place += count }
    return UnsafeRawBufferPointer(rebasing: bytes[place..<place + count])
  }

  mutating func byte() throws -> UInt8 { try take(1)[0] }

  /// Little-endian, without a sign.
  mutating func integer(_ size: Int) throws -> Int {
    let value = try take(size).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard let number = Int(exactly: value) else { throw damaged() }
    return number
  }

  /// Little-endian in two's complement; nothing here needs more than 64 bits but the magic number of old files.
  mutating func longInteger(_ size: Int) throws -> Int {
    let part = try take(size)
    guard let last = part.last else { return 0 }
    let fill: UInt8 = last & 0x80 == 0 ? 0 : 0xFF
    guard part.dropFirst(8).allSatisfy({ $0 == fill }) else { return Int.max }
    let low = (0..<8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1 < part.count ? part[$1] : fill) }
    return Int(bitPattern: UInt(low))
  }

  mutating func text(_ count: Int) throws -> String { String(decoding: try take(count), as: UTF8.self) }

  mutating func line() throws -> String {
    let start = place
    while try byte() != 0x0A {}
    return String(decoding: UnsafeRawBufferPointer(rebasing: bytes[start..<place - 1]), as: UTF8.self)
  }

  func decimal(_ text: String) throws -> Int {
    guard let number = Int(text) else { throw damaged() }
    return number
  }

  mutating func decimalLine() throws -> Int { try decimal(try line()) }
}
